"""The tablets of a class as its teacher reads them, and who is on each of them now."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.models import Group, SignIn, Tablet
from portfolio.signin import actions as signin
from portfolio.signin.queries import ON_A_TABLET
from portfolio.tablets import actions, queries

if TYPE_CHECKING:
    from portfolio.core.clock import Moment
    from portfolio.tablets.queries import TabletLine
    from tests.cast import Cast
    from tests.circles import Somebody, Team

A_MOMENT = timedelta(microseconds=1)
LESSON = timedelta(hours=1)


@pytest.fixture
def tablets(cast: Cast) -> dict[str, int]:
    """Three tablets of the class and one of another, by their names."""
    for team, number in ((cast.group, 3), (cast.rowan.group, 1)):
        for _ in range(number):
            opens(cast, team, f"{team.id} %d")
    with cast.database.reading() as db:
        rows = db.execute(select(Tablet.name, Tablet.id).order_by(Tablet.id))
        return {row.name.partition(" ")[2] + own(cast, row.name): row.id for row in rows}


def own(cast: Cast, name: str) -> str:
    """Marks the tablet of the other class."""
    return "" if name.startswith(f"{cast.group.id} ") else " elsewhere"


def opens(cast: Cast, team: Team, name: str) -> None:
    place = actions.Place(team.id, None, name, "a test")
    with cast.database.unit() as db:
        actions.open_on(db, place, cast.at, cast.at.now + LESSON)


def sits_at(cast: Cast, child: Somebody, tablet: int) -> None:
    with cast.database.unit() as db:
        token = signin.begin(db, child.id, cast.at, way="face", device="a test")
        signin.put_on_tablet(db, token, tablet, cast.at)


def lines(cast: Cast, at: Moment | None = None) -> list[TabletLine]:
    with cast.database.reading() as db:
        return queries.of_class(db, cast.teacher.id, cast.group.id, at or cast.at)


def test_only_those_of_the_class_that_nobody_took_out_are_there(
    cast: Cast, tablets: dict[str, int]
) -> None:
    with cast.database.unit() as db:
        taken_out = update(Tablet).where(Tablet.id == tablets["2"])
        db.execute(taken_out.values(revoked_at=cast.at.now))
    with cast.database.reading() as db:
        numbers = queries.numbers_of(db, cast.group.id)
        names = db.execute(select(Tablet.name).where(Tablet.id.in_(numbers)).order_by(Tablet.id))
        assert numbers == [tablets["1"], tablets["3"]]
        assert [line.name for line in lines(cast)] == [row.name for row in names]


def test_each_says_until_when_its_class_is_on(cast: Cast, tablets: dict[str, int]) -> None:
    with cast.database.unit() as db:
        db.execute(update(Tablet).where(Tablet.id == tablets["2"]).values(on_until=None))
    until = cast.at.now + LESSON
    before, late = (replace(cast.at, now=now) for now in (until - A_MOMENT, until))
    assert [line.on_until for line in lines(cast, before)] == [until, None, until]
    assert [line.on_until for line in lines(cast, late)] == [None, None, None]


def test_who_is_on_each_is_there_until_they_leave_or_the_lesson_ends(
    cast: Cast, tablets: dict[str, int]
) -> None:
    sits_at(cast, cast.owner, tablets["1"])
    sits_at(cast, cast.classmate, tablets["2"])
    sits_at(cast, cast.rowan.owner, tablets["1 elsewhere"])
    with cast.database.unit() as db:  # a lesson longer than anybody's time on a tablet ends it
        db.execute(update(SignIn).values(expires_at=cast.at.now + 2 * LESSON))

    def there(at: Moment | None = None) -> list[bool]:
        return [bool(line.who) for line in lines(cast, at)]

    assert there() == [True, True, False]
    assert [line.since for line in lines(cast)] == [cast.at.now, cast.at.now, None]
    until = cast.at.now + LESSON
    assert there(replace(cast.at, now=until - A_MOMENT)) == [True, True, False]
    assert there(replace(cast.at, now=until)) == [False] * 3
    with cast.database.unit() as db:
        signin.end_on_tablet(db, tablets["1"], cast.at)
    assert there() == [False, True, False]


def test_a_session_that_ran_out_is_on_no_tablet(cast: Cast, tablets: dict[str, int]) -> None:
    sits_at(cast, cast.owner, tablets["1"])
    whole = cast.at.now + ON_A_TABLET.in_all
    with cast.database.unit() as db:
        db.execute(update(Tablet).values(on_until=whole + LESSON))
    before, after = (replace(cast.at, now=now) for now in (whole - A_MOMENT, whole))
    assert [bool(line.who) for line in lines(cast, before)] == [True, False, False]
    assert [bool(line.who) for line in lines(cast, after)] == [False] * 3


def test_a_child_who_went_to_another_class_is_named_on_no_tablet_of_this_one(
    cast: Cast, tablets: dict[str, int]
) -> None:
    sits_at(cast, cast.owner, tablets["1"])
    sits_at(cast, cast.owner, tablets["1 elsewhere"])
    assert [bool(line.who) for line in lines(cast)] == [True, False, False]
    cast.ends_membership(cast.owner, cast.group)
    assert [bool(line.who) for line in lines(cast)] == [False] * 3


def test_a_tablet_and_its_codes_are_called_after_their_own_class(cast: Cast) -> None:
    with cast.database.unit() as db:
        place = actions.Place(cast.rowan.group.id, None, "Tablet %d", "a test")
        token = actions.open_on(db, place, cast.at, cast.at.now + LESSON)
        teacher = cast.rowan.teacher.id
        new = actions.make_code(db, cast.rowan.group.id, "a key", cast.at, by=teacher)
        tablet = queries.by_token(db, token, cast.at)
        code = queries.code_by_token(db, new.token, cast.at)
        name = db.scalars(select(Group.name).where(Group.id == cast.rowan.group.id)).one()
        assert tablet is not None
        assert code is not None
        assert (tablet.group_name, code.group_name) == (name, name)
