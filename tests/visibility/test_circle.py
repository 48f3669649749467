"""Who may know whom: the people and groups that menus, faces and pickers offer (T14)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from sqlalchemy import literal, select, update

from portfolio.models import Duty, FamilyTie, Group, Person, Restriction
from portfolio.models.enums import DutyKind, GroupKind, PersonKind, Role, Stage
from portfolio.visibility import circle as around
from portfolio.visibility import reads, roll, standing
from tests.cast import FAMILY, TEACHERS, Cast
from tests.counting import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractContextManager

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from tests.circles import Circle, Somebody, Thing
    from tests.counting import CountQueries

    CountingQueries = Callable[..., AbstractContextManager[CountQueries]]


def ids(rows: Iterable[Any]) -> list[int]:
    return [row.id for row in rows]


Answer = TypeVar("Answer")


def ask(cast: Cast, question: Callable[[Session], Answer]) -> Answer:
    with cast.database.reading() as db:
        return question(db)


def family(cast: Cast, pupil: Somebody) -> list[int]:
    return ids(ask(cast, lambda db: around.family_of(db, pupil.id, cast.at)))


def children(cast: Cast, adult: Somebody) -> list[int]:
    return ids(ask(cast, lambda db: around.children_of(db, adult.id, cast.at)))


def test_t14_a_childs_family_is_who_is_tied_today_and_not_kept_away(cast: Cast) -> None:
    circle = cast.oak
    assert family(cast, circle.owner) == [circle.mum.id, circle.gran.id, circle.dad.id]
    assert family(cast, circle.left) == []
    cast.ends_tie(circle.gran, circle.owner)
    cast.leaves(circle.dad)
    assert family(cast, circle.owner) == [circle.mum.id]
    assert family(cast, circle.sibling) == [circle.mum.id, circle.gran.id]
    rows = ask(cast, lambda db: around.family_of(db, circle.owner.id, cast.at))
    assert [(row.name, row.public_id) for row in rows] == [("Mum", circle.mum.public_id)]
    assert rows[0].household_id is not None
    assert rows[0].tie_id


def test_t14_an_adults_children_are_the_same_ties_from_the_other_side(cast: Cast) -> None:
    circle = cast.oak
    assert children(cast, circle.mum) == [circle.owner.id, circle.sibling.id]
    assert children(cast, circle.kept_away) == children(cast, circle.former) == []
    cast.ends_tie(circle.mum, circle.owner)
    assert children(cast, circle.mum) == [circle.sibling.id]
    cast.leaves(circle.sibling)
    assert children(cast, circle.mum) == []
    cast.restricts(circle.gran, circle.sibling)
    assert children(cast, circle.gran) == [circle.owner.id]
    row = ask(cast, lambda db: around.children_of(db, circle.dad.id, cast.at))[0]
    assert (row.name, row.called) == (circle.owner.name, "Dad")


def test_t14_ones_groups_are_todays_the_class_first(cast: Cast) -> None:
    circle = cast.oak

    def groups(who: Somebody, role: Role | None = None) -> list[int]:
        return ids(ask(cast, lambda db: around.groups_of(db, who.id, cast.at, role)))

    cast.joins(circle.sibling, circle.club)
    assert groups(circle.owner) == [circle.group.id, circle.club.id]
    assert groups(circle.sibling) == [circle.other_group.id, circle.club.id]
    assert groups(circle.moved) == groups(circle.joining) == groups(circle.mum) == []
    assert groups(circle.teacher, Role.TEACHER) == [circle.group.id]
    assert groups(circle.teacher, Role.PUPIL) == groups(circle.owner, Role.TEACHER) == []
    first = ask(cast, lambda db: around.groups_of(db, circle.club_mate.id, cast.at))[0]
    assert (first.kind, first.role, first.name) == (GroupKind.CLASS, Role.PUPIL, "Rowan")
    cast.ends_membership(circle.owner, circle.club)
    assert groups(circle.owner) == [circle.group.id]


def test_a_class_is_listed_before_an_older_club(cast: Cast) -> None:
    """By kind first: a club that was made before the class does not come before it."""
    circle = cast.rowan
    cast.joins(circle.left, circle.club)
    rows = ask(cast, lambda db: around.groups_of(db, cast.oak.club_leader.id, cast.at))
    assert ids(rows) == [cast.oak.club.id]
    with cast.database.unit() as db:
        for team, kind in ((circle.group, GroupKind.TRIP), (circle.club, GroupKind.CLASS)):
            db.execute(update(Group).where(Group.id == team.id).values(kind=kind))
    found = ask(cast, lambda db: around.groups_of(db, circle.owner.id, cast.at))
    assert ids(found) == [circle.club.id, circle.group.id]


def test_the_children_of_groups_are_todays_with_the_groups_name(
    cast: Cast, count_queries: CountingQueries
) -> None:
    circle = cast.oak
    cast.joins(circle.sibling, circle.club)
    both = [circle.club.id, circle.group.id]
    found = ask(cast, lambda db: around.children_by_group(db, both, cast.at))
    assert [one.name for one in found.values()] == [circle.group.name, circle.club.name]
    oak, club = found[circle.group.id].ids, found[circle.club.id].ids
    assert {circle.owner.id, circle.classmate.id} <= oak
    assert not {circle.moved.id, circle.joining.id, circle.teacher.id, circle.sibling.id} & oak
    assert club == {circle.owner.id, circle.club_mate.id, circle.sibling.id}
    with count_queries(0):
        assert ask(cast, lambda db: around.children_by_group(db, [], cast.at)) == {}


def test_t14_a_groups_members_are_todays(cast: Cast) -> None:
    circle = cast.oak

    def members(team: int, role: Role = Role.PUPIL) -> set[int]:
        return set(ids(ask(cast, lambda db: around.members_of(db, team, cast.at, role))))

    group = circle.group.id
    oak_children = {circle.owner.id, circle.classmate.id}
    # The other circle's children sit in Oak too: those who are its Rowan's other class.
    others = {cast.rowan.club_mate.id, cast.rowan.other_child.id, cast.rowan.sibling.id}
    assert members(group) == oak_children | others
    assert members(group, Role.TEACHER) == {circle.teacher.id, circle.second_teacher.id}
    rows = ask(cast, lambda db: around.members_of(db, group, cast.at))
    names = [row.name for row in rows]
    assert names == sorted(names)
    assert {row.surname for row in rows} == {f"Surname-of-{name}" for name in names}


def test_t70_a_childs_teachers_are_those_of_the_class_today(cast: Cast) -> None:
    circle = cast.oak

    def teachers(who: Somebody) -> list[int]:
        return ids(ask(cast, lambda db: around.teachers_of(db, who.id, cast.at)))

    assert teachers(circle.owner) == [circle.teacher.id, circle.second_teacher.id]
    assert teachers(circle.moved) == teachers(circle.joining) == []
    row = ask(cast, lambda db: around.teachers_of(db, circle.owner.id, cast.at))[0]
    assert (row.name, row.first_name) == (circle.teacher.name, "Ada")
    cast.joins(circle.owner, circle.other_group)
    cast.leaves(circle.second_teacher)
    cast.ends_membership(circle.owner, circle.group)
    other = cast.rowan
    assert teachers(circle.owner) == [other.teacher.id, other.second_teacher.id]


def test_a_teacher_of_two_of_ones_classes_is_named_once(cast: Cast) -> None:
    circle = cast.oak
    cast.joins(circle.owner, circle.other_group)
    cast.joins(circle.teacher, circle.other_group, Role.TEACHER)
    rows = ask(cast, lambda db: around.teachers_of(db, circle.owner.id, cast.at))
    assert ids(rows).count(circle.teacher.id) == 1


def test_places_are_todays(cast: Cast) -> None:
    circle = cast.oak

    assert ask(cast, lambda db: around.is_here_today(db, circle.owner.id, cast.at)) is True
    assert ask(cast, lambda db: around.is_here_today(db, circle.left.id, cast.at)) is False
    assert ask(cast, lambda db: around.is_here_today(db, 10**6, cast.at)) is False


@pytest.mark.parametrize("kind", PersonKind)
def test_everyone_with_a_place_here_by_kind(cast: Cast, kind: PersonKind) -> None:
    rows = ask(cast, lambda db: around.here_today(db, kind, cast.at))
    gone = {one.left.id for one in cast.circles}
    assert set(ids(rows)) == {who.id for who in cast.everyone() if who.kind is kind} - gone
    assert [row.first_name for row in rows] == sorted(row.first_name for row in rows)


def test_pupils_are_found_by_their_first_names_today(cast: Cast) -> None:
    circle = cast.oak
    with cast.database.unit() as db:
        everyone = circle.owner.id, circle.left.id, circle.mum.id, circle.teacher.id
        db.execute(update(Person).where(Person.id.in_(everyone)).values(first_name="Quill"))
    named = ask(cast, lambda db: around.pupils_named(db, {"Quill", "Nobody"}, cast.at))
    assert ids(named) == [circle.owner.id], "not who left, and no grown-up"
    assert [row.first_name for row in named] == ["Quill"]
    with counted(cast.database, 0):
        assert ask(cast, lambda db: around.pupils_named(db, set(), cast.at)) == []


# ---------------------------------------------------------------- whose words carry which home


def household(cast: Cast, adult: Somebody, thing: Thing) -> int | None:
    with cast.database.reading() as db:
        sight = reads.sight_of(db, thing.owner.viewer(cast.at), thing.id)
        assert sight is not None
        return around.household_towards(db, adult.id, sight, cast.at)


def home(cast: Cast, adult: Somebody, pupil: Somebody) -> int:
    rows = ask(cast, lambda db: around.family_of(db, pupil.id, cast.at))
    return int(next(row.household_id for row in rows if row.id == adult.id))


def test_rule_8_words_carry_the_home_of_the_tie_to_the_owner(cast: Cast) -> None:
    circle: Circle = cast.oak
    thing = cast.puts_up(circle.owner, [FAMILY])
    mums = home(cast, circle.mum, circle.owner)
    assert household(cast, circle.mum, thing) == household(cast, circle.gran, thing) == mums
    assert household(cast, circle.dad, thing) == home(cast, circle.dad, circle.owner) != mums
    assert household(cast, circle.former, thing) is None
    assert household(cast, circle.classmates_parent, thing) is None


def test_rule_8_else_of_the_tie_to_a_child_of_a_group_it_is_up_for(cast: Cast) -> None:
    circle = cast.oak
    theirs = home(cast, circle.classmates_parent, circle.classmate)
    up = cast.puts_up(circle.owner, [circle.group.families])
    assert household(cast, circle.classmates_parent, up) == theirs
    for wishes, state in (
        ([circle.group.families], "waiting"),
        ([circle.group.children], "up"),
        ([circle.club.families], "up"),
        ([TEACHERS], "up"),
    ):
        thing = cast.puts_up(circle.owner, wishes, state)
        assert household(cast, circle.classmates_parent, thing) is None, wishes
    cast.ends_membership(circle.classmate, circle.group)
    assert household(cast, circle.classmates_parent, up) is None
    cast.takes_down(up)
    assert household(cast, circle.mum, up) == home(cast, circle.mum, circle.owner)


def test_rule_8_the_tie_to_the_owner_comes_before_an_older_one(cast: Cast) -> None:
    """Gran of the classmate first, and of the owner since: her words go to the owner's home."""
    circle = cast.oak
    up = cast.puts_up(circle.classmate, [circle.group.families])
    mums = home(cast, circle.mum, circle.owner)
    assert household(cast, circle.mum, up) == mums
    with cast.database.unit() as db:
        theirs = home(cast, circle.classmates_parent, circle.classmate)
        db.add(
            FamilyTie(
                public_id="t" * 16,
                pupil_id=circle.classmate.id,
                adult_id=circle.mum.id,
                called="Auntie",
                household_id=theirs,
                from_on=cast.at.today,
            )
        )
    assert household(cast, circle.mum, up) == theirs


@pytest.mark.parametrize("why", ["kept_away", "gone"])
def test_rule_10_words_never_carry_the_home_of_a_child_one_is_kept_from(
    cast: Cast, why: str
) -> None:
    """The older tie would come first: to a child who left, or from whom the adult is kept."""
    circle, child = cast.oak, cast.rowan.sibling
    parent = circle.classmates_parent
    up = cast.puts_up(circle.owner, [circle.group.families])
    theirs = home(cast, parent, circle.classmate)
    other = home(cast, cast.rowan.mum, child)
    assert theirs != other
    with cast.database.unit() as db:
        db.add(
            FamilyTie(
                public_id="t" * 16,
                pupil_id=child.id,
                adult_id=parent.id,
                called="Auntie",
                household_id=other,
                from_on=cast.at.today,
            )
        )
    assert household(cast, parent, up) == theirs
    if why == "gone":
        cast.leaves(circle.classmate)
    else:
        cast.restricts(parent, circle.classmate)
    assert household(cast, parent, up) == other


def test_the_class_of_somebody_by_name(cast: Cast) -> None:
    circle = cast.oak

    def named(who: Somebody) -> str | None:
        found: str | None = ask(
            cast,
            lambda db: db.scalar(
                select(around.class_name(Person.id, cast.at)).where(Person.id == who.id)
            ),
        )
        return found

    assert named(circle.owner) == "Oak"
    assert named(circle.club_mate) == "Rowan"
    assert named(circle.moved) is named(circle.joining) is named(circle.club_leader) is None
    cast.joins(circle.owner, circle.other_group)
    assert named(circle.owner) == "Oak"


# ---------------------------------------------------------------- the roll


def test_the_roll_leaves_nobody_out_for_a_restriction(cast: Cast) -> None:
    circle = cast.oak
    rows = ask(cast, lambda db: roll.ties_of(db, [circle.owner.id], cast.at))
    expected = [circle.mum.id, circle.gran.id, circle.dad.id, circle.kept_away.id]
    assert [row.adult_id for row in rows] == expected
    assert rows[0].household == "mum's home"
    cast.leaves(circle.mum)
    cast.ends_tie(circle.gran, circle.owner)
    rows = ask(cast, lambda db: roll.ties_of(db, [circle.owner.id], cast.at))
    assert [row.adult_id for row in rows] == expected[2:]
    both = [circle.owner.id, circle.classmate.id]
    rows = ask(cast, lambda db: roll.ties_of(db, both, cast.at))
    assert {row.pupil_id for row in rows} == set(both)


def test_the_roll_knows_who_teaches_whom_and_who_has_family_here(cast: Cast) -> None:
    circle = cast.oak

    def taught(who: Somebody) -> set[int]:
        found: set[int] = ask(cast, lambda db: roll.taught_children(db, who.id, cast.at))
        return found

    oak = {circle.owner.id, circle.classmate.id}
    others = {cast.rowan.club_mate.id, cast.rowan.other_child.id, cast.rowan.sibling.id}
    assert taught(circle.teacher) == taught(circle.second_teacher) == oak | others
    for role in ("past_teacher", "club_leader", "office", "owner"):
        assert taught(getattr(circle, role)) == set(), role

    def has_family(who: Somebody) -> bool:
        return bool(ask(cast, lambda db: roll.has_family_here(db, who.id, cast.at)))

    assert has_family(circle.mum)
    assert has_family(circle.kept_away)
    assert not has_family(circle.former)
    assert not has_family(circle.teacher)


def test_the_roll_knows_whether_a_duty_is_held(cast: Cast) -> None:
    def held(duty: DutyKind) -> bool:
        return bool(ask(cast, lambda db: roll.anybody_holds(db, duty, cast.at)))

    assert held(DutyKind.OFFICE)
    assert held(DutyKind.SAFEGUARDING)
    cast.leaves(cast.oak.office)
    assert not held(DutyKind.OFFICE)
    assert held(DutyKind.SAFEGUARDING)
    with cast.database.unit() as db:
        theirs = update(Duty).where(Duty.person_id == cast.oak.lead.id)
        db.execute(theirs.values(until_on=cast.at.today))
    assert not held(DutyKind.SAFEGUARDING), "she is here still, and it is no duty of hers"


def test_what_ended_today_and_what_has_ended(cast: Cast) -> None:
    circle = cast.oak

    def adults(which: ColumnElement[bool]) -> set[int]:
        return set(ask(cast, lambda db: db.scalars(select(FamilyTie.adult_id).where(which)).all()))

    formers = {one.former.id for one in cast.circles}
    assert adults(roll.ended_today(FamilyTie, cast.at)) == formers
    assert adults(roll.has_ended(FamilyTie, cast.at)) == formers
    cast.ends_tie(circle.dad, circle.owner)
    assert adults(roll.has_ended(FamilyTie, cast.at)) == formers | {circle.dad.id}


def test_who_teaches_and_who_holds_a_duty_is_asked_of_one_person_today(cast: Cast) -> None:
    circle = cast.oak

    def is_so(clause: ColumnElement[bool]) -> bool:
        return bool(ask(cast, lambda db: db.scalar(select(clause))))

    def teaches(who: Somebody) -> bool:
        return is_so(around.teaches(literal(who.id), cast.at))

    def leads(who: Somebody) -> bool:
        return is_so(standing.holds(literal(who.id), DutyKind.SAFEGUARDING, cast.at))

    assert teaches(circle.teacher)
    assert not teaches(circle.owner)  # a member of the class, as a child
    assert not teaches(circle.lead)
    cast.ends_membership(circle.teacher, circle.group)
    assert not teaches(circle.teacher)
    assert leads(circle.lead)
    assert not leads(circle.office)  # another duty
    assert not leads(circle.teacher)
    with cast.database.unit() as db:
        db.execute(
            update(Duty).where(Duty.person_id == circle.lead.id).values(until_on=cast.at.today)
        )
    assert not leads(circle.lead)


def test_a_restriction_that_is_over_keeps_nobody_away(cast: Cast) -> None:
    circle = cast.oak
    cast.restricts(circle.gran, circle.owner)
    assert circle.gran.id not in family(cast, circle.owner)
    cast.lifts_restrictions(circle.gran)
    assert circle.gran.id in family(cast, circle.owner)


def test_words_carry_no_home_of_a_child_who_only_helps_in_the_group(cast: Cast) -> None:
    """An older child who leads a club is there as a teacher: its families are not theirs."""
    circle, other = cast.oak, cast.rowan
    thing = cast.puts_up(other.owner, [other.club.families])
    with cast.database.reading() as db:
        sight = reads.item_or_404(db, other.owner.viewer(cast.at), thing.public_id)

    def home() -> int | None:
        return ask(cast, lambda db: around.household_towards(db, circle.mum.id, sight, cast.at))

    assert home() is None
    cast.joins(circle.owner, other.club, Role.TEACHER)
    assert home() is None
    cast.joins(circle.owner, other.club)
    assert home() is not None


def test_a_childs_stage_is_that_of_the_class_before_any_club(cast: Cast) -> None:
    circle = cast.oak
    with cast.database.unit() as db:
        db.execute(update(Group).where(Group.id == circle.group.id).values(stage=Stage.OLDER))
        db.execute(update(Group).where(Group.id == circle.club.id).values(stage=Stage.EARLY))

    def stage(who: Somebody) -> Stage | None:
        return ask(cast, lambda db: db.scalar(select(around.stage_of(literal(who.id), cast.at))))

    assert stage(circle.owner) is Stage.OLDER
    cast.ends_membership(circle.owner, circle.group)
    assert stage(circle.owner) is Stage.EARLY
    assert stage(circle.mum) is None


def test_t70_a_teacher_who_has_no_place_any_more_teaches_no_child(cast: Cast) -> None:
    circle = cast.oak

    def teachers() -> list[int]:
        return ids(ask(cast, lambda db: around.teachers_of(db, circle.owner.id, cast.at)))

    def members() -> list[int]:
        found = ask(cast, lambda db: around.members_of(db, circle.group.id, cast.at, Role.TEACHER))
        return ids(found)

    assert circle.second_teacher.id in teachers()
    with cast.database.unit() as db:  # the place ends, the membership was forgotten
        gone = update(Person).where(Person.id == circle.second_teacher.id)
        db.execute(gone.values(until_on=cast.at.today))
    assert circle.second_teacher.id not in teachers()
    assert circle.second_teacher.id not in members()
    assert circle.teacher.id in teachers()


@pytest.mark.parametrize(
    ("begins", "ends", "is_away"),
    [(-5, None, True), (0, 1, True), (-5, 0, False), (1, None, False)],
)
def test_who_works_here_has_no_child_in_hand_from_whom_they_are_kept_today(
    cast: Cast, begins: int, ends: int | None, *, is_away: bool
) -> None:
    circle, today = cast.oak, cast.at.today
    with cast.database.unit() as db:
        row = Restriction(person_id=circle.teacher.id, pupil_id=circle.owner.id)
        row.from_on = today + timedelta(days=begins)
        row.until_on = None if ends is None else today + timedelta(days=ends)
        db.add(row)
    cast.restricts(circle.second_teacher, circle.classmate)

    def asked(who: Somebody) -> tuple[set[int], list[int], set[int]]:
        with cast.database.reading() as db:
            return (
                around.are_kept_from(db, who.id, cast.at),
                ids(around.children_for(db, who.id, circle.group.id, cast.at)),
                roll.taught_children(db, who.id, cast.at),
            )

    everybody = ids(ask(cast, lambda db: around.members_of(db, circle.group.id, cast.at)))
    away, mine, taught = asked(circle.teacher)
    assert away == ({circle.owner.id} if is_away else set())
    assert mine == [one for one in everybody if one not in away]
    assert (circle.owner.id in taught) is not is_away
    assert circle.classmate.id in taught
    away, mine, taught = asked(circle.second_teacher)
    assert away == {circle.classmate.id}
    assert circle.owner.id in mine
    assert circle.classmate.id not in mine
    assert circle.classmate.id not in taught
