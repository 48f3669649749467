"""Which addresses are asked, and for how long: the provider's own, and no other (T62)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from portfolio.sign_on import outgoing
from tests.apps import FIRST
from tests.client import nobody_for
from tests.rows import fingerprint
from tests.sign_on.conftest import BEGIN, asked_for
from tests.sign_on_provider import Provider, as_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

DISCOVERY = "/.well-known/openid-configuration"
PRESSED = f"{BEGIN}/back"


@pytest.fixture
def client(
    provider: Provider,
    app_for: Callable[[str], Flask],
    cast: Cast,
    address_of: Callable[[Somebody], str],
) -> SiteClient:
    """A browser before the door of a school whose teacher the provider knows."""
    provider.claims = {"email": address_of(cast.teacher), "email_verified": True}
    return nobody_for(app_for(provider.issuer))


def come(client: SiteClient, provider: Provider) -> tuple[int, str | None]:
    """The whole way."""
    asked = asked_for(client.get(BEGIN).location)
    provider.claims["nonce"] = asked["nonce"]
    answer = client.post(PRESSED, data={"code": "c", "state": asked["state"]})
    return answer.status_code, answer.location


def test_t62_only_what_the_discovery_document_names_is_asked_and_only_by_a_press(
    client: SiteClient, provider: Provider
) -> None:
    client.get("/staff")
    assert provider.asked == []
    asked = asked_for(client.get(BEGIN).location)
    provider.claims["nonce"] = asked["nonce"]
    client.get(f"{PRESSED}?code=c&state={asked['state']}")
    assert provider.asked == [DISCOVERY]
    assert client.fill_in_last(PRESSED).location == FIRST
    assert provider.asked == [DISCOVERY, "/token", "/keys"]
    assert come(client, provider) == (303, FIRST)
    assert provider.asked == [DISCOVERY, "/token", "/keys", "/token"]


def test_a_wrong_state_asks_nobody(client: SiteClient, provider: Provider) -> None:
    client.get(BEGIN)
    assert client.post(PRESSED, data={"code": "c", "state": "another"}).status_code == 422
    assert client.post(PRESSED, data={"code": "c", "state": ""}).status_code == 422
    assert provider.asked == [DISCOVERY]


@pytest.mark.parametrize("path", [DISCOVERY, "/token", "/keys"])
def test_t62_no_redirect_is_followed(
    client: SiteClient, provider: Provider, database: Database, path: str
) -> None:
    before = fingerprint(database)
    with Provider.served() as elsewhere:
        provider.answers[path] = (307, {"Location": f"{elsewhere.issuer}{path}"}, b"")
        status = _last_status(client, provider)
        assert status == 503
        assert elsewhere.asked == []
    assert fingerprint(database) == before
    del provider.answers[path]
    assert come(client, provider) == (303, FIRST)


def _last_status(client: SiteClient, provider: Provider) -> int:
    """The status of the first answer that leads no further."""
    there = client.get(BEGIN)
    if there.status_code != 302:
        return there.status_code
    asked = asked_for(there.location)
    provider.claims["nonce"] = asked["nonce"]
    return client.post(PRESSED, data={"code": "c", "state": asked["state"]}).status_code


SAYS: dict[str, dict[str, Any]] = {
    "another issuer": {"issuer": "https://accounts.google.com"},
    "its issuer with a slash": {"issuer": "/"},
    "no keys": {"jwks_uri": None},
    "keys by another scheme": {"jwks_uri": "file:///etc/passwd"},
    "a door by script": {"authorization_endpoint": "javascript:alert(1)"},
    "tokens at another host, in the open": {"token_endpoint": "http://elsewhere.example/token"},
    "tokens at no host": {"token_endpoint": "https:///token"},
    "tokens at no address": {"token_endpoint": "http://[/token"},
}


@pytest.mark.parametrize("said", sorted(SAYS))
def test_a_discovery_document_that_is_not_the_issuers_is_not_taken(
    client: SiteClient, provider: Provider, said: str
) -> None:
    provider.says = dict(SAYS[said])
    if provider.says.get("issuer") == "/":
        provider.says["issuer"] = f"{provider.issuer}/"
    answer = client.get(BEGIN)
    assert answer.status_code == 503
    assert "does not answer" in answer.text
    provider.says = {}
    assert come(client, provider) == (303, FIRST)


@pytest.mark.parametrize("path", [DISCOVERY, "/token", "/keys"])
@pytest.mark.parametrize(
    "answer",
    [
        (500, {}, b"{}"),
        (200, {"Content-Type": "application/json"}, b"x" * (256 * 1024 + 1)),
        (200, {"Content-Type": "text/html"}, b"<html>"),
    ],
    ids=["a fault", "too long", "no JSON"],
)
def test_a_provider_that_answers_badly_lets_nobody_in(
    client: SiteClient, provider: Provider, path: str, answer: tuple[int, dict[str, str], bytes]
) -> None:
    provider.answers[path] = answer
    assert _last_status(client, provider) in {422, 503}
    del provider.answers[path]
    assert come(client, provider) == (303, FIRST)


@pytest.mark.parametrize(
    "said", [{"error": "invalid_grant"}, {}, {"id_token": 7}, {"id_token": ""}]
)
def test_a_code_that_is_refused_is_refused_here(
    client: SiteClient, provider: Provider, said: dict[str, Any]
) -> None:
    provider.answers["/token"] = as_json({"access_token": "x", "token_type": "Bearer", **said})
    assert _last_status(client, provider) == 422


@pytest.mark.parametrize("keys", [{}, {"keys": []}, {"keys": [7, {}, {"kty": "RSA"}]}])
def test_a_provider_without_keys_lets_nobody_in(
    client: SiteClient, provider: Provider, keys: dict[str, Any]
) -> None:
    provider.answers["/keys"] = as_json(keys)
    assert _last_status(client, provider) == 422


def test_a_provider_that_trickles_is_left(
    client: SiteClient, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outgoing, "READ", 0.3)
    provider.trickles = True
    began = time.monotonic()
    assert client.get(BEGIN).status_code == 503
    assert time.monotonic() - began < 3


def test_a_provider_that_is_gone_is_said_to_be(app_for: Callable[[str], Flask], cast: Cast) -> None:
    del cast
    with Provider.served() as gone:
        issuer = gone.issuer
    answer = nobody_for(app_for(issuer)).get(BEGIN)
    assert answer.status_code == 503
    assert "Come in another way" in answer.text
