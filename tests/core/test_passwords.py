"""Secrets of staff and pupils: hashed as decided, read as typed, and refused where tried first."""

from __future__ import annotations

import re
from collections import Counter
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.core import passwords

STORED = passwords.hash_secret("green boats sing")
DECIDED = {name: getattr(passwords, name) for name in ("_hasher", "_NOBODY")}


@pytest.fixture(autouse=True)
def decided_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the portfolio hashes with, where other tests hash more quickly."""
    for name, value in DECIDED.items():
        monkeypatch.setattr(passwords, name, value)


def test_a_secret_matches_its_own_hash_only() -> None:
    assert passwords.matches(STORED, "green boats sing")
    for wrong in ["", "Green boats sing", "green boats sing ", "green boats", STORED]:
        assert not passwords.matches(STORED, wrong)


def test_the_hash_is_argon2id_with_the_decided_costs_and_a_salt() -> None:
    assert STORED.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.hash_secret("green boats sing") != STORED


def test_nobody_matches_nothing_and_takes_as_long() -> None:
    assert not passwords.matches(None, "green boats sing")
    assert not passwords.matches(None, "")
    assert not passwords.needs_rehash(passwords._NOBODY)
    known, unknown = (_cost_of(stored) for stored in (STORED, None))
    assert unknown > known / 3


def _cost_of(stored: str | None) -> float:
    started = process_time()
    for _ in range(3):
        passwords.matches(stored, "wrong")
    return process_time() - started


@pytest.mark.parametrize(
    "damaged",
    ["", "x", "$argon2id$", STORED[:-4], STORED.replace("$m", "$n")],
    ids=["empty", "a letter", "a beginning", "cut", "misnamed"],  # STORED is another every time
)
def test_a_damaged_hash_matches_nothing(damaged: str) -> None:
    assert not passwords.matches(damaged, "green boats sing")


def test_other_costs_ask_for_a_new_hash() -> None:
    assert not passwords.needs_rehash(STORED)
    assert passwords.needs_rehash(STORED.replace("t=2", "t=1"))


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("caf\u00e9 caf\u00e9", "cafe\u0301 cafe\u0301"),
        ("abc 123", "\uff41bc\u00a0123"),
        ("\ud800",) * 2,
    ],
)
def test_the_same_signs_typed_on_another_keyboard_match(kept: str, typed: str) -> None:
    assert passwords.matches(passwords.hash_secret(kept), typed)


def test_two_hundred_characters_are_kept_and_one_more_is_refused() -> None:
    longest = "ab c" * 50
    stored = passwords.hash_secret(longest)
    assert passwords.matches(stored, longest)
    assert not passwords.matches(stored, longest + "x")
    with pytest.raises(passwords.PasswordTooLong):
        passwords.hash_secret(longest + "x")
    with pytest.raises(passwords.PasswordTooLong):
        passwords.check_staff_password(longest + "x")


@pytest.mark.parametrize(
    "good",
    [
        "green boats sing",
        "correct horse battery",
        "k3Jx!9 fLq2_w",
        "2026 words in May 2026",
        "ÄpfelÄpfelBirne",
    ],
)
def test_a_long_uncommon_password_is_taken(good: str) -> None:
    passwords.check_staff_password(good)


@pytest.mark.parametrize("short", ["", "k3Jx!9 fLq2", "a" + " " * 20, "cafe\u0301 tafelx"])
def test_eleven_characters_are_too_few(short: str) -> None:
    with pytest.raises(passwords.PasswordTooShort):
        passwords.check_staff_password(short)


@pytest.mark.parametrize(
    "common",
    [
        "1q2w3e4r5t6y",
        "leavemealone",
        "LeaveMeAlone",
        "Password2026!",
        "2026!elephant",
        "dragondragon",
        "aaaaaaaaaaaa",
        "xk2!xk2!xk2!",
        "123456789012",
        "987654321098",
        "abcdefghijklm",
        "qwertyuiopas",
        "\uff50assword12345",
    ],
)
def test_what_is_tried_first_is_too_common(common: str) -> None:
    with pytest.raises(passwords.PasswordTooCommon) as refused:
        passwords.check_staff_password(common)
    assert common not in str(refused.value)


def test_the_list_holds_ten_thousand() -> None:
    assert len(passwords._commonest()) == 10_000
    assert {"123456", "password", "qwerty"} <= passwords._commonest()


def test_there_are_nine_pictures_and_none_is_read_as_two() -> None:
    assert len(set(passwords.PICTURES)) == 9
    for first in passwords.PICTURES:
        for second in passwords.PICTURES:
            assert passwords.typed_pictures(first + second) == f"{first} {second}"


def test_pictures_are_three_different_ones_in_any_order() -> None:
    made = Counter(passwords.make_pictures() for _ in range(3_000))
    assert all(len(set(three)) == 3 for three in made)
    assert {name for three in made for name in three} == set(passwords.PICTURES)
    assert len(made) > 450  # of 504; the chance of fewer is nil


@pytest.mark.parametrize(
    "typed", ["cat sun boat", " Cat,SUN - boat! ", "catsunboat", "cat\tsun\nboat"]
)
def test_pictures_are_read_as_tapped_or_typed(typed: str) -> None:
    assert passwords.typed_pictures(typed) == "cat sun boat"


@pytest.mark.parametrize(
    "typed",
    ["", "  ", "dog", "cat sun bat", "cats sun boat", "cat 1 sun", "c\u00e4t", "cat" + " " * 200],
)
def test_what_is_no_picture_is_read_as_nothing(typed: str) -> None:
    assert passwords.typed_pictures(typed) == ""


def test_pictures_match_in_their_order_only() -> None:
    stored = passwords.hash_secret("cat sun boat")
    assert passwords.matches(stored, passwords.typed_pictures("Cat sun boat"))
    for wrong in ["cat boat sun", "cat sun", "cat sun boat tree", "cat cat cat", ""]:
        assert not passwords.matches(stored, passwords.typed_pictures(wrong))


@given(st.text(max_size=300))
def test_anything_typed_for_pictures_is_read_without_a_fault(text: str) -> None:
    assert set(passwords.typed_pictures(text).split()) <= set(passwords.PICTURES)


def test_words_are_many_easy_and_no_commoner_than_each_other() -> None:
    easy = passwords.easy_words()
    assert len(easy) >= 400
    assert list(easy) == sorted(set(easy))
    assert all(re.fullmatch("[a-z]{4,11}", word) for word in easy)
    assert len({passwords.make_word() for _ in range(3_000)} & set(easy)) > 400


@pytest.mark.parametrize(
    "typed", ["bumblebee", " Bumblebee ", "BUMBLE BEE", "bumble\u00a0bee\n", "\uff42umblebee"]
)
def test_a_word_is_read_in_any_case_and_spacing(typed: str) -> None:
    assert passwords.matches(passwords.hash_secret("bumblebee"), passwords.typed_word(typed))


@pytest.mark.parametrize(
    "typed", ["", "bumble", "bumblebees", "bumble-bee", "bumblebee" + " " * 300 + "x"]
)
def test_another_word_does_not_match(typed: str) -> None:
    assert passwords.typed_word("bumblebee") == "bumblebee"
    assert passwords.typed_word(typed) != "bumblebee"
