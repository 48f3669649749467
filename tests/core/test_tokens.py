"""Tokens, codes for typing and public ids: strong, readable, and stored as fingerprints only."""

from __future__ import annotations

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.core import tokens


def test_a_token_holds_more_than_128_bits_and_fits_an_address() -> None:
    made = {tokens.new_token() for _ in range(500)}
    assert len(made) == 500
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32}", token) for token in made)


def test_a_code_holds_128_bits_and_no_look_alikes() -> None:
    made = [tokens.new_code() for _ in range(500)]
    assert len(set(made)) == 500
    assert len(set(tokens.ALPHABET)) == 32
    assert {len(code) * 5 for code in made} == {130}
    assert set("".join(made)) == set(tokens.ALPHABET)
    assert not set("ILOU") & set("".join(made))


def test_a_code_that_can_be_guessed_is_not_made() -> None:
    assert len(tokens.new_code(8)) == 8
    with pytest.raises(ValueError, match="guessed"):
        tokens.new_code(7)


def test_a_code_is_written_in_fours() -> None:
    assert tokens.grouped("7K3F9QMT12") == "7K3F-9QMT-12"
    assert tokens.grouped("") == ""


@given(st.text(tokens.ALPHABET, min_size=1, max_size=30))
def test_a_code_is_read_however_it_is_typed(code: str) -> None:
    assert tokens.typed_code(tokens.grouped(code)) == code
    assert tokens.typed_code(f" {tokens.grouped(code).lower().replace('-', ' – ')}\n") == code
    assert tokens.typed_code(code.replace("0", "o").replace("1", "l")) == code
    assert tokens.typed_code(code.replace("0", "O").replace("1", "I")) == code


@pytest.mark.parametrize(
    "text", ["", "  ", "U", "7K3F!", "\uff17K3F", "7K3F\x00", "\u017f", "\ud800"]
)
def test_what_is_no_code_is_read_as_nothing(text: str) -> None:
    assert tokens.typed_code(text) == ""


def test_a_fingerprint_is_sha256_and_does_not_hold_the_token() -> None:
    token = tokens.new_token()
    assert tokens.fingerprint(token) == hashlib.sha256(token.encode()).hexdigest()
    assert token not in tokens.fingerprint(token)


@pytest.mark.parametrize("strange", ["", "é", "\ud800", "\x00", "x" * 10_000])
def test_any_text_has_a_fingerprint_of_its_own(strange: str) -> None:
    stored = tokens.fingerprint(strange)
    assert tokens.is_same(strange, stored)
    assert not tokens.is_same(strange + "x", stored)


def test_a_fingerprint_does_not_pass_for_its_token() -> None:
    stored = tokens.fingerprint(tokens.new_token())
    assert not tokens.is_same(stored, stored)


def test_public_ids_are_opaque_and_lower_case() -> None:
    made = [tokens.public_id() for _ in range(500)]
    assert len(set(made)) == 500
    assert all(re.fullmatch(tokens.PUBLIC_ID, name) for name in made)
    assert made != sorted(made)
    assert len(set("".join(made))) == 32
