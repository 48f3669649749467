"""What a provider signs: each thing that does not hold lets nobody in, its twin that holds does."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from sqlalchemy import select

from portfolio.models import Authenticator, SignIn, SignOn
from portfolio.sign_on import provider
from tests.apps import FIRST
from tests.client import nobody_for
from tests.rows import fingerprint, how_many
from tests.sign_on.conftest import BEGIN, asked_for
from tests.sign_on_provider import CLIENT, KEY, sign

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.sign_on_provider import Provider

ANOTHER = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})


@dataclass
class Door:
    """A school with that provider, who knows the teacher by a verified address."""

    app: Flask
    provider: Provider

    def comes(self, **claims: object) -> tuple[int, str | None]:
        """Somebody comes by a token of those claims: the status, and where it leads."""
        client = nobody_for(self.app)
        asked = asked_for(client.get(BEGIN).location)
        self.provider.claims |= {"nonce": asked["nonce"], **claims}
        answer = client.post(f"{BEGIN}/back", data={"code": "c", "state": asked["state"]})
        return answer.status_code, answer.location


@pytest.fixture
def door(
    provider: Provider,
    app_for: Callable[[str], Flask],
    cast: Cast,
    address_of: Callable[[Somebody], str],
) -> Door:
    """The school, whose teacher the provider knows."""
    provider.claims = {"email": address_of(cast.teacher), "email_verified": True}
    return Door(app_for(provider.issuer), provider)


def unsigned(claims: dict[str, Any]) -> str:
    """A token that nobody signed."""
    parts = ({"alg": "none"}, claims)
    return ".".join(_b64(json.dumps(part).encode()) for part in parts) + "."


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def changed(claims: dict[str, Any]) -> str:
    """A good token about another subject, whose words were changed after it was signed."""
    head, _body, signature = sign(claims, KEY).split(".")
    return f"{head}.{_b64(json.dumps({**claims, 'sub': 's-2'}).encode())}.{signature}"


def by_the_secret(claims: dict[str, Any]) -> str:
    """Signed with the client's secret, which is no key of the provider's."""
    key = OctKey.import_key("a secret of the two")
    return jwt.encode({"alg": "HS256", "kid": "one"}, claims, key)


def by_the_public_key(claims: dict[str, Any]) -> str:
    """Signed with the public key as if it were a shared secret."""
    head = _b64(json.dumps({"alg": "HS256", "kid": "one"}).encode())
    body = _b64(json.dumps(claims).encode())
    signature = hmac.new(KEY.as_pem(private=False), f"{head}.{body}".encode(), hashlib.sha256)
    return f"{head}.{body}.{_b64(signature.digest())}"


FORGED: dict[str, Callable[[dict[str, Any]], str]] = {
    "unsigned": unsigned,
    "changed": changed,
    "by another key": lambda claims: sign(claims, ANOTHER),
    "with its own key in it": lambda claims: jwt.encode(
        {"alg": "RS256", "kid": "one", "jwk": ANOTHER.as_dict(private=False)}, claims, ANOTHER
    ),
    "by an unknown key": lambda claims: sign(claims, ANOTHER, kid="two"),
    "by the secret": by_the_secret,
    "by the public key": by_the_public_key,
    "nothing": lambda _claims: "",
    "no token": lambda _claims: "a.b.c",
    "a list": lambda _claims: "W10.W10.W10",
    "not ASCII": lambda claims: f"ü{sign(claims, KEY)}",
}


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
@pytest.mark.parametrize("forged", sorted(FORGED))
def test_t46_a_forged_token_lets_nobody_in(door: Door, database: Database, forged: str) -> None:
    before = fingerprint(database)
    door.provider.signed = FORGED[forged]
    assert door.comes() == (422, None)
    assert fingerprint(database) == before
    door.provider.signed = None
    assert door.comes() == (303, FIRST)


WRONG: dict[str, Callable[[int], dict[str, Any]]] = {
    "expired": lambda now: {"exp": now - 61},
    "never expires": lambda _: {"exp": None},
    "not yet": lambda now: {"iat": now + 120},
    "from before": lambda now: {"iat": now - 660},
    "of no time": lambda _: {"iat": None},
    "another nonce": lambda _: {"nonce": "another"},
    "no nonce": lambda _: {"nonce": None},
    "an empty nonce": lambda _: {"nonce": ""},
    "many nonces": lambda _: {"nonce": ["another"]},
    "another audience": lambda _: {"aud": "another"},
    "no audience": lambda _: {"aud": None},
    "given to another": lambda _: {"aud": [CLIENT, "another"], "azp": "another"},
    "given to nobody": lambda _: {"aud": [CLIENT, "another"]},
    "alone, given to another": lambda _: {"azp": "another"},
    "another issuer": lambda _: {"iss": "https://accounts.google.com"},
    "no issuer": lambda _: {"iss": None},
    "nobody": lambda _: {"sub": None},
    "an empty subject": lambda _: {"sub": ""},
    "a number": lambda _: {"sub": 7},
    "too long a subject": lambda _: {"sub": "s" * 256},
    "a subject with a NUL": lambda _: {"sub": "s\0"},
    "verified in words": lambda _: {"email_verified": "true"},
    "verified by a number": lambda _: {"email_verified": 1},
    "two addresses": lambda _: {"email": ["a@b.example"]},
}


@pytest.mark.parametrize("wrong", sorted(WRONG))
def test_t46_a_token_for_something_else_lets_nobody_in(
    door: Door, database: Database, wrong: str
) -> None:
    before = fingerprint(database)
    kept = dict(door.provider.claims)
    assert door.comes(**WRONG[wrong](int(time.time()))) == (422, None)
    assert fingerprint(database) == before
    door.provider.claims = kept
    assert door.comes() == (303, FIRST)


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": [CLIENT]},
        {"aud": [CLIENT, "another"], "azp": CLIENT},
        {"sub": "S" * 255},
    ],
)
def test_what_holds_lets_in(door: Door, claims: dict[str, Any]) -> None:
    assert door.comes(**claims) == (303, FIRST)


def test_a_token_of_half_a_minute_ago_lets_in(door: Door) -> None:
    assert door.comes(iat=int(time.time()) - 30) == (303, FIRST)


def test_subjects_are_told_apart_by_case(door: Door, cast: Cast, database: Database) -> None:
    assert door.comes(sub="abc") == (303, FIRST)
    assert door.comes(sub="ABC") == (422, None)
    with database.reading() as db:
        found = db.execute(select(SignOn.person_id, SignOn.subject)).all()
    assert [tuple(row) for row in found] == [(cast.teacher.id, "abc")]


def test_new_keys_of_the_provider_are_found(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    assert door.comes() == (303, FIRST)
    new = RSAKey.generate_key(2048, {"kid": "two", "use": "sig", "alg": "RS256"})
    door.provider.key = new
    door.provider.signed = lambda claims: sign(claims, new, kid="two")
    assert door.comes() == (422, None), "asked again within a minute"
    monkeypatch.setattr(provider, "ASKED_AGAIN", timedelta(minutes=-1))
    assert door.comes() == (303, FIRST)


PROVED: dict[str, tuple[dict[str, Any], str]] = {
    "two factors now": ({"amr": ["pwd", "mfa"], "auth_time": 0}, "/to-check"),
    "two factors long ago": ({"amr": ["pwd", "mfa"], "auth_time": -1000}, "/staff/second"),
    "two factors to come": ({"amr": ["pwd", "mfa"], "auth_time": 1000}, "/staff/second"),
    "two factors at no time": ({"amr": ["pwd", "mfa"]}, "/staff/second"),
    "a password": ({"amr": ["pwd"], "auth_time": 0}, "/staff/second"),
    "words": ({"amr": "mfa", "auth_time": 0}, "/staff/second"),
    "nothing": ({}, "/staff/second"),
}


@pytest.mark.parametrize("said", sorted(PROVED))
def test_the_providers_second_factor_stands_in_for_ours_only_if_it_was_shown_just_now(
    door: Door, cast: Cast, database: Database, said: str
) -> None:
    claims, leads_to = PROVED[said]
    if "auth_time" in claims:
        claims = {**claims, "auth_time": int(time.time()) + claims["auth_time"]}
    assert door.comes(**claims) == (303, FIRST), "who has none of ours sets one up first"
    with database.unit() as db:
        of_theirs = Authenticator(person_id=cast.teacher.id, chance="x", set_at=cast.at.now)
        db.add(of_theirs)
    assert door.comes(**claims) == (303, leads_to)
    assert how_many(database, SignIn) == (leads_to == "/to-check")
