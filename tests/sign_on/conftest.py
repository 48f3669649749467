"""Providers of a school's sign-on: a real one in its own process, and one that signs as told."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from portfolio.models import Person
from portfolio.sign_on.provider import provider_from
from tests.client import nobody_for
from tests.conftest import app_on
from tests.sign_on_provider import CLIENT, Provider

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from werkzeug.test import TestResponse

    from portfolio.core.database import Database
    from portfolio.settings import Settings
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

ADDRESS = "http://localhost"
"""What Flask's test client calls the site."""

BEGIN = "/staff/sign-on"
NAME = "Rowan Accounts"


@pytest.fixture(scope="session")
def real_issuer() -> Iterator[str]:
    """A provider that other people wrote, served by itself."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "oidc_provider_mock", "-p", str(port), "-n", "true"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as served:
        issuer = f"http://127.0.0.1:{port}"
        _await(issuer)
        yield issuer
        served.terminate()


def _await(issuer: str) -> None:
    for _ in range(200):
        with suppress(requests.RequestException):
            requests.get(f"{issuer}/jwks", timeout=5)
            return
        time.sleep(0.1)
    pytest.fail("the provider does not answer")


@pytest.fixture(scope="session")
def one_provider() -> Iterator[Provider]:
    """One that signs whatever a test tells it to; ask for `provider` instead."""
    with Provider.served() as made:
        yield made


@pytest.fixture
def provider(one_provider: Provider) -> Provider:
    """The same, as it began."""
    vars(one_provider).update(vars(Provider(one_provider.issuer)))
    return one_provider


@pytest.fixture(scope="session")
def apps() -> dict[str, Flask]:
    """The applications that were made, by issuer."""
    return {}


@pytest.fixture
def app_for(
    database: Database, settings: Settings, apps: dict[str, Flask]
) -> Callable[[str], Flask]:
    """Gives the application of a school with that issuer's sign-on, which it asks anew."""

    def make(issuer: str) -> Flask:
        ours = replace(
            settings,
            address=ADDRESS,
            oidc_issuer=issuer,
            oidc_client_id=CLIENT,
            oidc_client_secret="a secret of the two",
            oidc_name=NAME,
        )
        made = apps.get(issuer) or app_on(database, ours)
        made.extensions["sign_on"] = provider_from(ours)
        apps[issuer] = made
        return made

    return make


@pytest.fixture
def address_of(database: Database) -> Callable[[Somebody], str]:
    """Gives somebody of the cast an e-mail address."""

    def give(who: Somebody) -> str:
        with database.unit() as db:
            email = f"p{who.id}@school.example"
            db.get_one(Person, who.id).email = email
        return email

    return give


@dataclass
class Visit:
    """A browser at the door of a school with the real provider."""

    client: SiteClient
    issuer: str
    begin: str = BEGIN

    def set_user(self, subject: str, **claims: str | bool) -> None:
        """The provider knows that of somebody."""
        answer = requests.put(f"{self.issuer}/users/{subject}", json=claims, timeout=5)
        assert answer.ok, answer.text

    def signed_on(self, subject: str, **form: str) -> str:
        """They sign on there: the path to which the provider leads the browser back."""
        there = self.client.get(self.begin).location
        assert there is not None
        assert there.startswith(f"{self.issuer}/oauth2/authorize?")
        answer = requests.post(
            there, data={"sub": subject, **form}, allow_redirects=False, timeout=5
        )
        back = answer.headers["Location"]
        assert back.startswith(f"{ADDRESS}{BEGIN}/back?"), back
        return back.removeprefix(ADDRESS)

    def comes(self, subject: str) -> TestResponse:
        """They sign on there and press the one button here."""
        return self.client.fill_in(self.signed_on(subject))


@pytest.fixture
def visit(app_for: Callable[[str], Flask], real_issuer: str, cast: Cast) -> Visit:
    """A browser in which nobody is signed in."""
    del cast
    return Visit(nobody_for(app_for(real_issuer)), real_issuer)


def asked_for(location: str | None) -> dict[str, str]:
    """What stands in the address to which the browser is led."""
    return {name: values[0] for name, values in parse_qs(urlsplit(location or "").query).items()}
