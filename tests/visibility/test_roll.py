"""The roll as the office sees it: ties, duties and classes of today, each condition alone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, select, update

from portfolio.models import Duty, FamilyTie, Membership, Person
from portfolio.models.enums import DutyKind
from portfolio.visibility import roll

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from tests.cast import Cast
    from tests.circles import Somebody

YESTERDAY, TODAY, TOMORROW = (timedelta(days=days) for days in (-1, 0, 1))


def test_somebody_is_tied_to_that_child_and_to_no_other(cast: Cast) -> None:
    circle = cast.oak

    def is_tied(pupil: Somebody) -> bool:
        with cast.database.unit() as db:  # it holds a row, which reading may not
            return roll.is_tied(db, circle.mum.id, pupil.id, cast.at)

    assert is_tied(circle.owner)
    assert not is_tied(circle.classmate)
    cast.restricts(circle.mum, circle.owner)
    assert is_tied(circle.owner), "a gap would tell of the restriction"
    cast.ends_tie(circle.mum, circle.owner)
    assert not is_tied(circle.owner)


def test_whoever_asks_about_a_tie_holds_the_adult_alone(cast: Cast) -> None:
    """On PostgreSQL by a lock of that one row; two adults never wait for each other."""
    said: list[tuple[str, object]] = []
    event.listen(
        cast.database.engine, "before_cursor_execute", lambda *told: said.append(told[2:4])
    )
    with cast.database.unit() as db:
        roll.is_tied(db, cast.oak.mum.id, cast.oak.owner.id, cast.at)
    held = next(sql for sql, _ in said if sql.startswith("SELECT person.id"))
    assert "WHERE person.id =" in held
    if not cast.database.is_sqlite:
        assert held.rstrip().endswith("FOR NO KEY UPDATE")


def test_a_duty_is_held_by_that_person_of_that_kind_and_today(cast: Cast) -> None:
    circle = cast.oak

    def holds(who: Somebody, duty: DutyKind) -> bool:
        with cast.database.reading() as db:
            return roll.holds(db, who.id, duty, cast.at)

    assert holds(circle.office, DutyKind.OFFICE)
    assert not holds(circle.office, DutyKind.SAFEGUARDING)
    assert not holds(circle.teacher, DutyKind.OFFICE)
    with cast.database.unit() as db:
        theirs = update(Duty).where(Duty.person_id == circle.office.id)
        db.execute(theirs.values(until_on=cast.at.today))
    assert not holds(circle.office, DutyKind.OFFICE)


def over(cast: Cast) -> set[int]:
    with cast.database.reading() as db:
        return roll.groups_over(db, cast.at)


def set_members(cast: Cast, group_id: int, **values: date | None) -> None:
    with cast.database.unit() as db:
        db.execute(update(Membership).where(Membership.group_id == group_id).values(**values))


def test_a_group_is_over_once_nobody_is_or_will_be_in_it(cast: Cast) -> None:
    before, oak = over(cast), cast.oak.group.id
    assert oak not in before
    set_members(cast, oak, from_on=cast.at.today + YESTERDAY, until_on=cast.at.today)
    assert over(cast) == before | {oak}
    set_members(cast, oak, until_on=cast.at.today + TOMORROW)
    assert over(cast) == before
    set_members(cast, oak, from_on=cast.at.today + TOMORROW, until_on=None)
    assert over(cast) == before, "next year's class is prepared"
    set_members(cast, oak, from_on=cast.at.today, until_on=cast.at.today)
    assert over(cast) == before | {oak}, "what begins today and ends today is over"
    set_members(cast, oak, from_on=cast.at.today + TOMORROW, until_on=cast.at.today)
    assert over(cast) == before | {oak}, "whoever was to come comes to another class"


def test_a_group_whose_people_have_all_left_is_over(cast: Cast) -> None:
    oak = cast.oak.group.id
    set_members(cast, oak, from_on=cast.at.today + YESTERDAY)
    with cast.database.unit() as db:
        theirs = select(Membership.person_id).where(Membership.group_id == oak)
        gone = update(Person).where(Person.id.in_(theirs))
        db.execute(gone.values(until_on=cast.at.today))
    assert oak in over(cast)
    set_members(cast, oak, from_on=cast.at.today)
    assert oak in over(cast), "who began today and has no place is not there"


def test_a_group_that_never_had_anybody_is_not_over(cast: Cast) -> None:
    """It is new: its first children are still to come."""
    oak = cast.oak.group.id
    with cast.database.unit() as db:
        for row in db.scalars(select(Membership).where(Membership.group_id == oak)):
            db.delete(row)
    assert oak not in over(cast)


@pytest.mark.parametrize(
    ("until", "has_ended"), [(None, False), (TOMORROW, False), (TODAY, True), (YESTERDAY, True)]
)
def test_what_is_over_is_over_from_its_last_day_on(
    cast: Cast, until: timedelta | None, *, has_ended: bool
) -> None:
    circle, day = cast.oak, cast.at.today
    tie = FamilyTie.adult_id == circle.gran.id, FamilyTie.pupil_id == circle.owner.id

    def is_so(db: Session, clause: ColumnElement[bool]) -> bool:
        return bool(db.scalar(select(select(FamilyTie.id).where(*tie, clause).exists())))

    with cast.database.unit() as db:
        until_on = None if until is None else day + until
        db.execute(update(FamilyTie).where(*tie).values(until_on=until_on))
        for clause in (roll.has_ended(FamilyTie, cast.at), roll.ends_before(FamilyTie, day)):
            assert is_so(db, clause) is has_ended
            assert is_so(db, ~clause) is not has_ended, "no last day is no day at all"
        assert is_so(db, roll.goes_on(FamilyTie)) is (until is None)
        assert is_so(db, roll.ended_today(FamilyTie, cast.at)) is (until == TODAY)


def test_how_a_child_called_those_who_belong_to_it_no_more(cast: Cast) -> None:
    circle = cast.oak

    def over(*children: Somebody) -> set[tuple[int, str]]:
        with cast.database.reading() as db:
            return roll.ties_over(db, [child.id for child in children], cast.at)

    aunt = (circle.owner.id, "Aunt Uma")
    assert over(circle.owner) == over(circle.owner, circle.sibling) == {aunt}
    assert over(circle.sibling) == over() == set()
    cast.restricts(circle.mum, circle.owner)
    cast.ends_tie(circle.gran, circle.sibling)
    cast.leaves(circle.dad)  # whose tie was left as it stands
    grans, dads = (circle.sibling.id, "Gran"), (circle.owner.id, "Dad")
    assert over(circle.owner) == {aunt, dads}
    assert over(circle.owner, circle.sibling) == {aunt, dads, grans}


def test_who_went_with_this_very_day_and_not_who_went_before(cast: Cast) -> None:
    circle, yesterday = cast.oak, cast.at.today + YESTERDAY

    def gone() -> tuple[set[int], set[int]]:
        with cast.database.reading() as db:
            pupils, teachers = (
                roll.pupils_gone_today(db, cast.at),
                roll.teachers_gone_today(db, cast.at),
            )
        return set(pupils), set(teachers)

    children = {one.left.id for one in cast.circles}
    teachers = {one.past_teacher.id for one in cast.circles}
    assert gone() == (children, teachers), "and no child who only changed classes"
    cast.leaves(circle.classmate)
    cast.leaves(circle.club_leader)  # whose membership was left as it stands
    cast.ends_membership(circle.teacher, circle.group)
    with cast.database.unit() as db:
        left = update(Person).where(Person.id == circle.left.id)
        db.execute(left.values(until_on=yesterday))
        taught = update(Membership).where(Membership.person_id == circle.past_teacher.id)
        db.execute(taught.values(until_on=yesterday))
    assert gone() == (
        {circle.classmate.id, *children} - {circle.left.id},
        {circle.teacher.id, *teachers} - {circle.past_teacher.id},
    )
