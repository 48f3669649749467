"""Names stand where a reader looks for them, whatever their accents or case."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from portfolio.core import names
from portfolio.models import Membership, Person
from portfolio.models.enums import Role
from tests.tablets.conftest import Room

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

ELODIE, ZOFIA, ALEX = "Élodie", "Zofia", "alex"


@pytest.fixture
def named(cast: Cast, database: Database, moment: Moment) -> None:
    """Oak today: Zofia, Élodie, and alex in small letters."""
    with database.unit() as db:
        joins = Membership(group_id=cast.group.id, person_id=cast.sibling.id, role=Role.PUPIL)
        joins.from_on = moment.today
        db.add(joins)
        for child, name in ((cast.owner, ZOFIA), (cast.classmate, ELODIE), (cast.sibling, ALEX)):
            db.execute(update(Person).where(Person.id == child.id).values(first_name=name))


def test_accents_and_case_do_not_sort_and_still_tell_apart() -> None:
    given = ["Zofia", "Élodie", "Elodie", "alex", "Ömer", "Oskar", "Straße", "Strauss"]
    wanted = ["alex", "Elodie", "Élodie", "Ömer", "Oskar", "Straße", "Strauss", "Zofia"]
    assert sorted(given, key=names.in_order) == wanted


@pytest.mark.usefixtures("named")
def test_lists_of_a_class_stand_in_the_order_of_names(
    app: Flask, database: Database, cast: Cast, moment: Moment
) -> None:
    room = Room(app, database, cast, moment)
    for page in (room.tablet().get("/tablet").text, room.teacher().get("/class").text):
        assert position(page, ALEX) < position(page, ELODIE) < position(page, ZOFIA)


@pytest.mark.usefixtures("named")
def test_my_people_all_families_and_the_list_of_the_office_too(
    cast: Cast, client_of: Callable[[Somebody], SiteClient]
) -> None:
    mine = client_of(cast.sibling).get("/people").text
    families = client_of(cast.teacher).get("/families").text
    office = client_of(cast.office).get("/office/restrictions").text
    to_choose_from = "<main" + office.partition("roll-children")[2]
    for page in (mine, families, to_choose_from):
        assert position(page, ELODIE) < position(page, ZOFIA)


def position(page: str, name: str) -> int:
    """Where the name first stands in the page's own part."""
    found = re.search(rf"<main.*?(\b{name}\b)", page, re.DOTALL)
    assert found, name
    return found.start(1)
