"""Whoever teaches a class no more has no tablet of it either: her phone was one, and is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.core import clock
from portfolio.jobs import Means
from portfolio.models import LogRow, Membership, RollKey
from portfolio.models.enums import Role, RollKeyKind
from portfolio.roll.actions import year
from tests.client import client_for, nobody_for
from tests.roll.conftest import Desk
from tests.tablets.conftest import door

if TYPE_CHECKING:
    from flask import Flask

    from portfolio.core.clock import Moment
    from portfolio.settings import Settings
    from tests.cast import Cast
    from tests.client import SiteClient
    from tests.tablets.conftest import Room

HEAD = "Number,First name,Surname,Children call them,E-mail,Classes\n"


@dataclass
class Office:
    """The office, and the roads by which Oak's second teacher goes."""

    app: Flask
    cast: Cast

    def goes(self, road: str) -> None:
        """Her place ends, or only what she teaches: by hand or by a list."""
        who, oak = self.cast.second_teacher, self.cast.group.public_id
        client = client_for(self.app, self.cast.office)
        if road == "place":
            assert client.post(f"/office/staff/{who.public_id}/end").status_code == 303
        elif road == "class":
            path = f"/office/classes/{oak}/teachers/{who.public_id}"
            assert client.post(f"{path}/end").status_code == 303
        else:
            self._are_known()
            stays = f"t1,Tessa,Lark,Ms Lark,,{self.cast.group.name}\n"
            goes = f"t2,Ines,Lotte,Teacher Ines,,{self.cast.other_group.name}\n"
            sent = stays + goes if road == "class by a list" else stays
            Desk(client).takes_over((HEAD + sent).encode(), "staff", "whole")

    def _are_known(self) -> None:
        both = {"t1": self.cast.teacher.id, "t2": self.cast.second_teacher.id}
        with self.cast.database.unit() as db:
            for key, number in both.items():
                db.add(RollKey(kind=RollKeyKind.STAFF, key=key, person_id=number))


@pytest.fixture
def office(app: Flask, cast: Cast) -> Office:
    """The school's office."""
    return Office(app, cast)


def shows(tablet: SiteClient, cast: Cast) -> bool:
    """Whether the class stands on it, and a child could come in."""
    is_there = cast.classmate.name in tablet.get("/tablet").text
    assert (tablet.get(door(cast.classmate)).status_code == 200) is is_there
    return is_there


@pytest.mark.parametrize("road", ["place", "class", "place by a list", "class by a list"])
def test_her_phone_is_no_tablet_and_nobody_is_on_it(
    room: Room, cast: Cast, office: Office, road: str
) -> None:
    phone, used, others = (
        room.tablet(cast.second_teacher),
        room.tablet(cast.second_teacher),
        room.tablet(),
    )
    _card, word = room.secret(cast.owner)
    room.comes_in(used, cast.owner, word)
    assert shows(phone, cast)
    assert used.get("/space").status_code == 200, "so there is something to lose"
    office.goes(road)
    assert used.get("/space").status_code == 404
    assert not shows(phone, cast)
    assert shows(others, cast)
    assert phone.post(door(cast.owner), data={"secret": word}).status_code == 404
    assert [one.revoked_at is None for one in room.rows()] == [False, False, True]
    with cast.database.reading() as db:
        told = select(LogRow.by_id).where(LogRow.event == "tablet_revoked")
        assert set(db.scalars(told)) == {cast.office.id}


def test_undone_on_the_same_day_it_is_opened_anew(room: Room, cast: Cast, office: Office) -> None:
    phone = room.tablet(cast.second_teacher)
    office.goes("class")
    path = f"/office/classes/{cast.group.public_id}/teachers/{cast.second_teacher.public_id}"
    assert client_for(room.app, cast.office).post(f"{path}/back").status_code == 303
    assert not shows(phone, cast)
    assert shows(room.tablet(cast.second_teacher), cast)


def test_what_she_opened_for_another_class_stays_where_she_teaches_on(
    room: Room, cast: Cast, office: Office
) -> None:
    cast.joins(cast.second_teacher, cast.other_group, Role.TEACHER)
    hers = client_for(room.app, cast.second_teacher)
    code = room.code(hers, cast.other_group)[1]
    elsewhere = nobody_for(room.app)
    assert elsewhere.fill_in("/tablet", code=code).status_code == 303
    office.goes("class")
    assert cast.other_child.name in elsewhere.get("/tablet").text


def ends_with_the_day(cast: Cast, days: int) -> Moment:
    """Her teaching ends on a day, as a turn of the year says it; gives the day's moment."""
    on = timedelta(days=days)
    hers = Membership.person_id == cast.second_teacher.id, Membership.group_id == cast.group.id
    with cast.database.unit() as db:
        db.execute(update(Membership).where(*hers).values(until_on=cast.at.today + on))
    return clock.Moment(cast.at.now + on, cast.at.today + on)


def test_it_waits_for_no_chore(room: Room, cast: Cast) -> None:
    phone = room.tablet(cast.second_teacher)
    ends_with_the_day(cast, 1)
    assert shows(phone, cast)
    ends_with_the_day(cast, 0)
    assert not shows(phone, cast)
    assert room.last().revoked_at is None


def test_an_end_that_was_set_before_takes_it_out_with_the_day(
    room: Room, cast: Cast, settings: Settings
) -> None:
    room.tablet()
    room.tablet(cast.second_teacher)
    later = ends_with_the_day(cast, 3)
    for at in (cast.at, later):
        with cast.database.unit() as db:
            year.arrive(Means(db, at, settings, None))  # type: ignore[arg-type]
        assert [one.revoked_at is None for one in room.rows()] == [True, at is cast.at]
