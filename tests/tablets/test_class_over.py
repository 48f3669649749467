"""A shared tablet of a class that is over shows nothing of it: no name, no face, no way in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from portfolio.core import clock
from portfolio.jobs import Means
from portfolio.models import Membership
from portfolio.roll.actions import year
from portfolio.tablets import actions as tablets
from tests.client import client_for
from tests.roll.test_year import moves, turn
from tests.tablets.conftest import door

if TYPE_CHECKING:
    from flask import Flask

    from portfolio.settings import Settings
    from tests.cast import Cast
    from tests.client import SiteClient
    from tests.tablets.conftest import Room


def shows(tablet: SiteClient, cast: Cast) -> bool:
    """Whether its page holds anything of the class."""
    page = tablet.get("/tablet").text
    return any(word in page for word in (cast.group.name, cast.owner.name, cast.classmate.name))


def opens(tablet: SiteClient, cast: Cast) -> bool:
    """Whether a child of the class could go on there."""
    return tablet.get(door(cast.owner)).status_code == 200


def turns_today(app: Flask, cast: Cast, days: int = 0) -> None:
    """The office turns the year: Oak becomes another class, the other one stays."""
    on = cast.at.today + timedelta(days=days)
    other = moves(cast.other_group, cast.other_group.name)
    turn(client_for(app, cast.office), on, moves(cast.group, "Willow"), other)


def test_after_the_turn_it_is_no_tablet_any_more(room: Room, cast: Cast, app: Flask) -> None:
    _card, word = room.secret(cast.owner)
    tablet, used = room.tablet(), room.tablet()
    room.comes_in(used, cast.owner, word)
    assert shows(tablet, cast)
    assert opens(tablet, cast)
    assert used.get("/space").status_code == 200
    turns_today(app, cast)
    assert not shows(tablet, cast)
    assert not opens(tablet, cast)
    answer = tablet.post(f"{door(cast.owner)}/secret", data={"secret": word})
    assert answer.status_code == 404
    assert used.get("/space").status_code == 404, "whoever was on it is out"
    assert not shows(used, cast)
    assert all(one.revoked_at is not None for one in room.rows())


def test_a_turn_on_a_later_day_ends_them_with_that_day(
    room: Room, cast: Cast, app: Flask, settings: Settings
) -> None:
    tablet = room.tablet()
    turns_today(app, cast, days=3)
    assert shows(tablet, cast)
    assert opens(tablet, cast)
    for days, is_over in ((2, False), (3, True)):
        on = timedelta(days=days)
        later = clock.Moment(cast.at.now + on, cast.at.today + on)
        with cast.database.unit() as db:
            year.arrive(Means(db, later, settings, None))  # type: ignore[arg-type]
        assert (room.last().revoked_at is not None) is is_over


def test_it_waits_for_no_chore(room: Room, cast: Cast) -> None:
    """As on the morning of that day, before any worker looked: the rule alone says it."""
    tablet = room.tablet()
    assert shows(tablet, cast)
    with cast.database.unit() as db:
        ended = update(Membership).where(Membership.group_id == cast.group.id)
        db.execute(ended.values(until_on=cast.at.today))
    assert room.last().revoked_at is None
    assert not shows(tablet, cast)
    assert not opens(tablet, cast)


@pytest.mark.parametrize("is_other", [True, False])
def test_the_tablets_of_a_class_that_goes_on_stay(
    room: Room, cast: Cast, *, is_other: bool
) -> None:
    tablet = room.tablet()
    with cast.database.unit() as db:
        if is_other:
            ended = update(Membership).where(Membership.group_id == cast.other_group.id)
        else:
            ended = update(Membership).where(Membership.person_id == cast.classmate.id)
        db.execute(ended.values(until_on=cast.at.today))
        tablets.revoke_past(db, cast.at, by=None)
    assert opens(tablet, cast)
