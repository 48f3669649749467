"""Two at the same moment with one address: it is one person's, and the other reads a sentence."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.core import tokens
from portfolio.core.errors import NotThereError, RefusedError
from portfolio.models import AddressLink, Person
from portfolio.models.enums import PersonKind
from portfolio.office.invitations import StaffPlace
from portfolio.signin import actions, links, queries
from portfolio.signin.actions import Newcomer
from tests.client import client_for

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient
    from tests.signin.conftest import Doors

ROUNDS = 3
BOTH = "both@example.org"


def _link(db: Session, somebody: Somebody, at: Moment) -> str:
    """The path of a link that confirms the address for that person."""
    token = tokens.new_token()
    db.add(
        AddressLink(
            person_id=somebody.id,
            email=BOTH,
            token_hash=tokens.fingerprint(token),
            made_at=at.now,
            expires_at=at.now + links.ADDRESS_LASTS,
        )
    )
    return f"/letters/email/{token}"


def _press(client: SiteClient, path: str, barrier: Barrier) -> tuple[int, str]:
    assert client.get(path).status_code == 200
    barrier.wait(timeout=10)
    answer = client.post(path)
    return answer.status_code, answer.text


def test_of_two_who_confirm_one_address_at_once_one_has_it(
    app: Flask, cast: Cast, database: Database, moment: Moment
) -> None:
    for _ in range(ROUNDS):
        with database.unit() as db:
            db.execute(update(Person).where(Person.email == BOTH).values(email=None))
            paths = [_link(db, who, moment) for who in (cast.mum, cast.dad)]
        clients = [client_for(app, who) for who in (cast.mum, cast.dad)]
        barrier = Barrier(2)
        with ThreadPoolExecutor(2) as both:
            asked = [
                both.submit(_press, client, path, barrier)
                for client, path in zip(clients, paths, strict=True)
            ]
            answers = sorted(one.result(timeout=20) for one in asked)
        assert [status for status, _text in answers] == [303, 404]
        assert "This link does not open any more" in answers[1][1]
        with database.reading() as db:
            owners = db.scalars(select(Person.id).where(Person.email == BOTH)).all()
        assert len(owners) == 1


def test_an_address_that_the_database_finds_taken_leaves_the_unit_able_to_ask(
    cast: Cast, database: Database
) -> None:
    """Somebody else's row came between looking and writing; the page must still be drawn."""
    with database.unit() as db:
        db.execute(update(Person).where(Person.id == cast.dad.id).values(email=BOTH))
    with database.writing() as db:
        with pytest.raises(NotThereError):
            actions.give_address(db, cast.mum.id, BOTH)
        assert queries.address_of(db, cast.mum.id) != BOTH


def _begins(database: Database, token: str, at: Moment, barrier: Barrier) -> int | None:
    newcomer = Newcomer(PersonKind.STAFF, "Maya", "s0h0c0p0k0w0a1m0", "Mrs Lin", BOTH)
    barrier.wait(timeout=10)
    try:
        with database.unit() as db:
            return actions.open_staff_invitation(db, token, at, newcomer, "no hash")
    except RefusedError:
        return None


def test_of_two_new_staff_with_one_address_at_once_one_begins(
    doors: Doors, database: Database, moment: Moment
) -> None:
    invited = [doors.staff_invitation(StaffPlace("Mrs Lin")) for _ in range(2)]
    barrier = Barrier(2)
    with ThreadPoolExecutor(2) as both:
        asked = [
            both.submit(_begins, database, path.rpartition("/")[2], moment, barrier)
            for path in invited
        ]
        begun = [one.result(timeout=20) for one in asked]
    assert begun.count(None) == 1
    with database.reading() as db:
        assert len(db.scalars(select(Person.id).where(Person.email == BOTH)).all()) == 1
        opens = [queries.staff_invitation(db, p.rpartition("/")[2], moment) for p in invited]
    assert opens.count(None) == 1, "the other one's invitation still opens"
