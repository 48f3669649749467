"""Which classes, and which teachers, would lead one of the staff to a child they are kept from."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import literal, select, update

from portfolio.models import Membership, Restriction
from portfolio.models.enums import Role
from portfolio.visibility import apart, reads, standing

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.circles import Somebody, Team


def classes(cast: Cast) -> set[int]:
    with cast.database.reading() as db:
        return apart.classes_of_kept(db, cast.office.id, cast.at)


def teachers(cast: Cast) -> set[int]:
    with cast.database.reading() as db:
        return apart.teachers_of_kept(db, cast.office.id, cast.at)


def puts(cast: Cast, group_id: int, role: Role, begins: int, ends: int | None) -> None:
    """The owner in a group, from and until days from today."""
    with cast.database.unit() as db:
        row = Membership(group_id=group_id, person_id=cast.owner.id, role=role)
        row.from_on = cast.at.today + timedelta(days=begins)
        row.until_on = None if ends is None else cast.at.today + timedelta(days=ends)
        db.add(row)


def test_the_classes_of_the_child_and_no_club_and_nobody_elses(cast: Cast) -> None:
    assert classes(cast) == set()
    cast.restricts(cast.office, cast.owner)
    assert classes(cast) == {cast.group.id}


def test_a_later_class_counts_and_one_that_is_over_does_not(cast: Cast) -> None:
    cast.restricts(cast.office, cast.owner)
    puts(cast, cast.other_group.id, Role.PUPIL, -9, -2)
    assert classes(cast) == {cast.group.id}
    puts(cast, cast.other_group.id, Role.PUPIL, 5, None)
    assert classes(cast) == {cast.group.id, cast.other_group.id}


def test_a_class_counts_for_its_children_alone(cast: Cast) -> None:
    cast.restricts(cast.office, cast.owner)
    puts(cast, cast.other_group.id, Role.TEACHER, -9, None)
    assert classes(cast) == {cast.group.id}


def test_who_teaches_there_also_until_today_and_nobody_of_before_or_elsewhere(cast: Cast) -> None:
    assert teachers(cast) == set()
    cast.restricts(cast.office, cast.owner)
    own = {cast.teacher.id, cast.second_teacher.id}
    assert teachers(cast) == own | {cast.past_teacher.id}, "whose ending may be undone today"
    cast.ends_membership(cast.second_teacher, cast.group)
    assert cast.second_teacher.id in teachers(cast)
    with cast.database.unit() as db:
        yesterday = cast.at.today - timedelta(days=1)
        past = Membership.person_id == cast.past_teacher.id
        db.execute(update(Membership).where(past).values(until_on=yesterday))
    assert teachers(cast) == own, "no child of the class, and nobody who teaches elsewhere"


def test_staff_are_told_of_no_viewer_from_whom_they_are_kept(cast: Cast) -> None:
    thing, me = cast.puts_up(cast.classmate, [cast.group.children]), cast.teacher.id
    cast.restricts(cast.teacher, cast.owner)
    with cast.database.reading() as db:
        everybody = set(reads.viewers_of(db, thing.id, cast.at))
        told = set(reads.viewers_of(db, thing.id, cast.at, for_whom=me))
    assert cast.owner.id in everybody
    assert told == everybody - {cast.owner.id}


def listed(cast: Cast, reader: Somebody) -> set[tuple[str, str]]:
    with cast.database.reading() as db:
        rows = apart.restrictions(db, reader.id, cast.at)
    return {(row.person_id, row.pupil_id) for row in rows}


def test_nobody_reads_of_themselves_or_of_a_child_they_are_kept_from(cast: Cast) -> None:
    cast.restricts(cast.dad, cast.owner)
    cast.restricts(cast.dad, cast.classmate)
    cast.restricts(cast.office, cast.owner)
    everything = listed(cast, cast.lead)
    of_owner = {pair for pair in everything if pair[1] == cast.owner.public_id}
    assert {pair[0] for pair in of_owner} >= {cast.dad.public_id, cast.office.public_id}
    assert listed(cast, cast.office) == everything - of_owner
    with cast.database.unit() as db:  # from tomorrow on: the child is there, their own line is not
        mine = Restriction.person_id == cast.office.id
        tomorrow = cast.at.today + timedelta(days=1)
        db.execute(update(Restriction).where(mine).values(from_on=tomorrow))
    assert listed(cast, cast.office) == everything - {(cast.office.public_id, cast.owner.public_id)}


def teaches(cast: Cast, who: Somebody, team: Team) -> bool:
    asked = standing.teaches_in(literal(who.id), literal(team.id), cast.at)
    with cast.database.reading() as db:
        return bool(db.scalar(select(asked)))


def test_who_teaches_a_group_today(cast: Cast) -> None:
    assert teaches(cast, cast.teacher, cast.group)
    assert not teaches(cast, cast.teacher, cast.other_group)
    assert not teaches(cast, cast.other_teacher, cast.group)
    assert not teaches(cast, cast.past_teacher, cast.group)
    assert not teaches(cast, cast.owner, cast.group), "who learns there does not teach there"
    cast.leaves(cast.teacher)
    assert not teaches(cast, cast.teacher, cast.group), "whose place here is over"
