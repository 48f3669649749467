"""What the tests of second factors share: a teacher and an office person with a password."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from portfolio.core import passwords
from portfolio.models import Person, Secret
from portfolio.models.enums import SecretKind
from tests.apps import FIRST, App, set_up
from tests.client import nobody_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from werkzeug.test import TestResponse

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

PASSWORD = "seven quiet herons"


@dataclass
class Worker:
    """Somebody of the staff who has a password, and the browsers they use."""

    app: Flask
    who: Somebody
    email: str

    def password(self, client: SiteClient | None = None) -> tuple[SiteClient, TestResponse]:
        """A browser in which the password was right."""
        client = client or nobody_for(self.app)
        answer = client.fill_in("/staff", email=self.email, password=PASSWORD)
        assert answer.status_code == 303
        return client, answer

    def set_up(self) -> tuple[SiteClient, App]:
        """A browser in which they have set up their app and come in."""
        client, answer = self.password()
        assert answer.location == FIRST
        app, _onward = set_up(client)
        client.acting = self.who.public_id
        return client, app


@pytest.fixture
def worker_of(app: Flask, database: Database, moment: Moment) -> Callable[[Somebody], Worker]:
    """Gives somebody of the cast an address and a password."""
    hashed = passwords.hash_secret(PASSWORD)

    def make(who: Somebody) -> Worker:
        email = f"p{who.id}@school.example"
        with database.unit() as db:
            db.get_one(Person, who.id).email = email
            db.add(Secret(person_id=who.id, kind=SecretKind.WORD, hash=hashed, set_at=moment.now))
        return Worker(app, who, email)

    return make


@pytest.fixture
def teacher(worker_of: Callable[[Somebody], Worker], cast: Cast) -> Worker:
    """The teacher of Oak."""
    return worker_of(cast.teacher)


@pytest.fixture
def office(worker_of: Callable[[Somebody], Worker], cast: Cast) -> Worker:
    """The office."""
    return worker_of(cast.office)
