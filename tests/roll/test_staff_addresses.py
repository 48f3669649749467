"""E-mail addresses that come by a list: in the form of the door, and each somebody's alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portfolio.core import passwords
from portfolio.models import Person, Secret
from portfolio.models.enums import SecretKind
from tests.client import nobody_for
from tests.rows import how_many

if TYPE_CHECKING:
    from flask import Flask

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.roll.conftest import Desk


@pytest.mark.parametrize(
    ("first", "second"),
    [("", "office@ｈill.example"), ("ada@brämble.example", "ADA@xn--brmble-cua.example")],  # noqa: RUF001 -- a trick
)
def test_t43_no_spelling_makes_a_second_owner_of_an_address(
    desk: Desk, cast: Cast, database: Database, *, first: str, second: str
) -> None:
    with database.unit() as db:
        db.get_one(Person, cast.office.id).email = "office@hill.example"
    people = how_many(database, Person)
    data = f"Number,First name,E-mail\nt1,Ada,{first}\nt2,Finn,{second}\n".encode()
    page = desk.client.get(desk.sent(data, "staff")).text
    assert "Somebody else has this e-mail address." in page
    assert "/confirmation" not in page
    assert how_many(database, Person) == people


def test_whom_a_list_brought_comes_in_by_the_address_of_the_list(
    desk: Desk, app: Flask, database: Database, moment: Moment
) -> None:
    said = "Alan.Pemberton@brämble.example"
    desk.takes_over(f"Number,First name,E-mail\nt1,Alan,{said}\n".encode(), "staff")
    with database.unit() as db:
        person = db.scalars(select(Person).where(Person.first_name == "Alan")).one()
        hashed = passwords.hash_secret("seven quiet herons")
        row = Secret(person_id=person.id, kind=SecretKind.WORD, hash=hashed)
        row.set_at = moment.now
        db.add(row)
    sent = {"email": said, "password": "seven quiet herons"}
    assert nobody_for(app).post("/staff", data=sent).status_code == 303
