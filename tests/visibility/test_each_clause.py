"""Each condition of the rule alone: somebody sees a thing, one fact changes, and they do not.

A condition that nobody would miss if it were dropped has no place in the rule.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

import pytest
from sqlalchemy import delete, select, update

from portfolio.models import Duty, FamilyTie, Screen, Share
from portfolio.models.enums import Checks, DutyKind, Role, ShareKind
from portfolio.visibility import reads, standing
from portfolio.visibility.proposals import Wish
from portfolio.visibility.rule import Reason
from portfolio.visibility.viewer import Viewer
from tests.cast import FAMILY, SCREEN, TEACHERS, Cast
from tests.circles import Circle, Thing
from tests.visibility.roads import sees

if TYPE_CHECKING:
    from datetime import date

    from portfolio.core.clock import Moment

Asks: TypeAlias = Callable[[Circle], Sequence[Wish]]
Turn: TypeAlias = Callable[[Cast, Circle, Thing], object]


def family(_: Circle) -> list[Wish]:
    return [FAMILY]


def named(circle: Circle) -> list[Wish]:
    return [circle.only(circle.gran)]


def children(circle: Circle) -> list[Wish]:
    return [circle.group.children]


def families(circle: Circle) -> list[Wish]:
    return [circle.group.families]


def teachers(_: Circle) -> list[Wish]:
    return [TEACHERS]


def screen(_: Circle) -> list[Wish]:
    return [SCREEN]


def a_restriction(who: str) -> Turn:
    return lambda cast, circle, _: cast.restricts(getattr(circle, who), circle.owner)


def leaving(who: str) -> Turn:
    return lambda cast, circle, _: cast.leaves(getattr(circle, who))


def leaving_the_class(who: str) -> Turn:
    return lambda cast, circle, _: cast.ends_membership(getattr(circle, who), circle.group)


def an_ended_tie(adult: str, pupil: str = "owner") -> Turn:
    return lambda cast, circle, _: cast.ends_tie(getattr(circle, adult), getattr(circle, pupil))


def taking_down(cast: Cast, _circle: Circle, thing: Thing) -> None:
    cast.takes_down(thing)


def deleting(cast: Cast, _circle: Circle, thing: Thing) -> None:
    cast.deletes(thing)


def sealing(cast: Cast, _circle: Circle, thing: Thing) -> None:
    cast.seals(thing)


def reading_less(cast: Cast, circle: Circle, _thing: Thing) -> None:
    cast.sets_checks(circle.group, Checks.BEYOND_FAMILY)


def kept_from_their_own_child(cast: Cast, circle: Circle, _thing: Thing) -> None:
    cast.restricts(circle.classmates_parent, circle.classmate)


AUDIENCES: dict[str, Asks] = {
    "gran": family,
    "classmate": children,
    "classmates_parent": families,
    "teacher": teachers,
}

CHANGES: list[tuple[str, Asks, Turn]] = [
    *((who, asks, a_restriction(who)) for who, asks in AUDIENCES.items()),
    *((who, asks, leaving(who)) for who, asks in AUDIENCES.items()),
    *((who, asks, leaving("owner")) for who, asks in AUDIENCES.items()),
    *((who, asks, taking_down) for who, asks in AUDIENCES.items()),
    *((who, asks, deleting) for who, asks in AUDIENCES.items()),
    *((who, asks, sealing) for who, asks in AUDIENCES.items()),
    ("gran", family, an_ended_tie("gran")),
    ("gran", named, an_ended_tie("gran")),
    ("gran", named, a_restriction("gran")),
    ("classmate", children, leaving_the_class("classmate")),
    ("classmate", children, leaving_the_class("owner")),
    ("classmates_parent", families, an_ended_tie("classmates_parent", "classmate")),
    ("classmates_parent", families, leaving_the_class("classmate")),
    ("classmates_parent", families, leaving_the_class("owner")),
    ("classmates_parent", families, leaving("classmate")),
    ("classmates_parent", families, kept_from_their_own_child),
    ("teacher", teachers, leaving_the_class("teacher")),
    ("teacher", teachers, leaving_the_class("owner")),
    ("teacher", family, reading_less),
    ("teacher", named, reading_less),
]


@pytest.mark.parametrize(("who", "asks", "turn"), CHANGES)
def test_t20_t65_one_change_and_they_see_it_no_more(
    cast: Cast, who: str, asks: Asks, turn: Turn
) -> None:
    circle = cast.oak
    thing = cast.puts_up(circle.owner, asks(circle))
    assert sees(cast, getattr(circle, who), thing)
    turn(cast, circle, thing)
    assert not sees(cast, getattr(circle, who), thing)


@pytest.mark.parametrize("turn", [leaving("owner"), deleting, sealing])
def test_the_owner_loses_it_too(cast: Cast, turn: Turn) -> None:
    thing = cast.keeps(cast.oak.owner)
    assert sees(cast, cast.oak.owner, thing)
    turn(cast, cast.oak, thing)
    assert not sees(cast, cast.oak.owner, thing)


@pytest.mark.parametrize("turn", [leaving("owner"), taking_down, deleting, sealing])
def test_the_screen_loses_it_too(cast: Cast, turn: Turn) -> None:
    thing = cast.puts_up(cast.oak.owner, [SCREEN])
    frame = Viewer.screen(cast.screen, cast.at)
    assert sees(cast, frame, thing)
    turn(cast, cast.oak, thing)
    assert not sees(cast, frame, thing)


def test_a_screens_number_is_no_persons(cast: Cast) -> None:
    """Screen 1 shows what person 1 put up for it, whatever stands between people 1 and 2."""
    assert cast.oak.owner.id == cast.screen
    shown = cast.puts_up(cast.oak.owner, [SCREEN])
    kept = cast.keeps(cast.oak.owner)
    cast.restricts(cast.oak.owner, cast.rowan.owner)
    others = cast.puts_up(cast.rowan.owner, [SCREEN])
    frame = Viewer.screen(cast.screen, cast.at)
    assert sees(cast, frame, shown)
    assert sees(cast, frame, others)
    assert not sees(cast, frame, kept)


def test_an_opening_by_the_lead_opens_nothing_for_the_screen_of_the_same_number(
    cast: Cast,
) -> None:
    lead, kept = cast.oak.lead, cast.keeps(cast.oak.owner)
    cast.breaks_glass(kept, lead)
    with cast.database.unit() as db:
        db.execute(update(Screen).where(Screen.id == cast.screen).values(id=lead.id))
    assert sees(cast, lead.viewer(cast.at), kept)
    assert not sees(cast, Viewer.screen(lead.id, cast.at), kept)


def test_b01_an_opening_by_one_lead_opens_nothing_for_another(cast: Cast) -> None:
    lead, deputy = cast.oak.lead, cast.oak.other_teacher
    kept = cast.keeps(cast.oak.owner)
    with cast.database.unit() as db:
        duty = {"kind": DutyKind.SAFEGUARDING, "from_on": cast.at.today}
        db.add(Duty(person_id=deputy.id, **duty))
    cast.breaks_glass(kept, lead)
    assert sees(cast, lead.viewer(cast.at), kept)
    assert not sees(cast, deputy.viewer(cast.at), kept)
    cast.breaks_glass(kept, deputy)
    assert sees(cast, deputy.viewer(cast.at), kept)


def test_owners_see_by_owning_alone(cast: Cast) -> None:
    """They are in their class themselves, and are no classmate of their own."""
    circle = cast.oak
    thing = cast.puts_up(circle.owner, [circle.group.children, circle.club.children])
    with cast.database.reading() as db:
        found = reads.viewers_of(db, thing.id, cast.at)
    assert found[circle.owner.id] == {Reason.OWNER}
    assert found[circle.classmate.id] == {Reason.CLASSMATE}


def test_a_lifted_restriction_stands_between_nobody(cast: Cast) -> None:
    thing = cast.puts_up(cast.oak.owner, [FAMILY])
    assert not sees(cast, cast.oak.kept_away, thing)
    cast.lifts_restrictions(cast.oak.kept_away)
    assert sees(cast, cast.oak.kept_away, thing)


def test_a_restriction_from_one_child_is_none_from_another(cast: Cast) -> None:
    cast.restricts(cast.oak.gran, cast.oak.classmate)
    assert sees(cast, cast.oak.gran, cast.puts_up(cast.oak.owner, [FAMILY]))


def test_named_without_a_tie_sees_nothing(cast: Cast) -> None:
    circle = cast.oak
    thing = cast.puts_up(circle.owner, [circle.only(circle.classmates_parent)])
    assert not sees(cast, circle.classmates_parent, thing)
    assert sees(cast, circle.gran, cast.puts_up(circle.owner, [circle.only(circle.gran)]))


@pytest.mark.parametrize("kind", ["children", "families"])
def test_a_class_that_the_owner_is_not_in_sees_nothing(cast: Cast, kind: str) -> None:
    circle = cast.oak
    thing = cast.puts_up(circle.owner, [getattr(circle.other_group, kind)])
    assert not sees(cast, circle.other_child, thing)
    assert not sees(cast, circle.mum, thing)  # her other child is in that class


def test_a_teachers_own_child_brings_the_families_share_of_a_class_only_as_a_child(
    cast: Cast,
) -> None:
    """A tie to somebody who teaches the class makes nobody a family of the class."""
    circle = cast.oak
    cast.joins(circle.other_child, circle.club, Role.TEACHER)
    thing = cast.puts_up(circle.owner, [circle.club.families])
    with cast.database.unit() as db:
        tie = db.scalars(select(FamilyTie).limit(1)).one()
        adult = circle.classmates_parent
        db.execute(
            update(FamilyTie)
            .where(FamilyTie.adult_id == adult.id)
            .values(pupil_id=circle.other_child.id, household_id=tie.household_id)
        )
    assert not sees(cast, adult, thing)
    assert sees(cast, circle.club_mates_parent, thing)


def test_t70_a_class_that_later_reads_everything_shows_its_teacher_nothing_more(
    cast: Cast,
) -> None:
    circle = cast.rowan
    thing = cast.puts_up(circle.owner, [FAMILY, circle.only(circle.gran)])
    assert not sees(cast, circle.teacher, thing)
    cast.sets_checks(circle.group, Checks.EVERYTHING)
    assert not sees(cast, circle.teacher, thing)
    asked_now = cast.puts_up(circle.owner, [FAMILY])
    assert sees(cast, circle.teacher, asked_now)


def test_t70_a_second_class_that_reads_less_shows_its_teacher_no_more(cast: Cast) -> None:
    """Asked for under Oak, which reads everything: Rowan's teacher reads beyond family only."""
    circle = cast.oak
    thing = cast.puts_up(circle.owner, [FAMILY])
    cast.joins(circle.owner, circle.other_group)
    assert not sees(cast, circle.other_teacher, thing)
    assert sees(cast, circle.other_teacher, cast.puts_up(circle.owner, [TEACHERS]))
    assert sees(cast, circle.teacher, thing)


def test_t70_at_the_turn_of_the_year_access_goes_with_the_day(cast: Cast) -> None:
    circle = cast.oak
    thing = cast.puts_up(circle.owner, [circle.group.children])
    for days, expected in ((6, False), (7, True), (8, True)):
        at = replace(cast.at, today=cast.at.today + timedelta(days=days))
        assert sees(cast, circle.joining.viewer(at), thing) is expected
    yesterday = replace(cast.at, today=cast.at.today - timedelta(days=1))
    assert sees(cast, circle.moved.viewer(yesterday), thing)
    assert not sees(cast, circle.moved, thing)


@pytest.mark.parametrize(
    ("begins", "ends", "expected"),
    [
        (0, None, True),
        (1, None, False),
        (-1, None, True),
        (-1, 1, True),
        (-1, 0, False),
        (-2, -1, False),
        (1, 2, False),
    ],
)
def test_live_from_its_first_day_and_until_its_last(
    cast: Cast, begins: int, ends: int | None, *, expected: bool
) -> None:
    def day(away: int) -> date:
        return cast.at.today + timedelta(days=away)

    with cast.database.unit() as db:
        db.execute(delete(Duty))
        until_on = None if ends is None else day(ends)
        kind = DutyKind.SAFEGUARDING
        duty = Duty(person_id=1, kind=kind, from_on=day(begins), until_on=until_on)
        db.add(duty)
        db.flush()
        found = db.scalars(select(Duty.id).where(standing.live(Duty, cast.at))).first()
        assert (found is not None) is expected


# ---------------------------------------------------------------- the safety lead's opening


def _later(at: Moment, minutes: int) -> Moment:
    return replace(at, now=at.now + timedelta(minutes=minutes))


def test_b01_an_opening_lasts_its_hour_and_is_its_openers_alone(cast: Cast) -> None:
    lead, office = cast.oak.lead, cast.oak.office
    thing, other = cast.keeps(cast.oak.owner), cast.keeps(cast.oak.owner)
    cast.breaks_glass(thing, lead)
    for minutes, expected in ((-1, False), (0, True), (59, True), (60, False), (61, False)):
        assert sees(cast, lead.viewer(_later(cast.at, minutes)), thing) is expected
    assert not sees(cast, lead, other)
    assert not sees(cast, office, thing)


def test_t72_what_is_seen_by_an_opening_says_so_and_nothing_else_does(cast: Cast) -> None:
    circle = cast.oak
    photo = cast.photographs(circle.owner)
    kept, shown = cast.keeps(circle.owner, photos=[photo]), cast.puts_up(circle.owner, [FAMILY])
    cast.breaks_glass(kept, circle.lead)
    with cast.database.reading() as db:
        by_opening = reads.sight_of(db, circle.lead.viewer(cast.at), kept.id)
        others = [
            reads.sight_of(db, who.viewer(cast.at), thing.id)
            for who, thing in ((circle.owner, kept), (circle.teacher, shown), (circle.mum, shown))
        ]
        asked = {
            who: reads.photo_or_404(db, who.viewer(cast.at), photo.public_id).opened
            for who in (circle.lead, circle.owner)
        }
    assert by_opening is not None
    assert by_opening.is_by_opening
    assert [sight and sight.is_by_opening for sight in others] == [False] * 3
    assert asked == {circle.lead: by_opening, circle.owner: None}


def test_b01_an_opening_by_somebody_without_the_duty_opens_nothing(cast: Cast) -> None:
    thing = cast.keeps(cast.oak.owner)
    for who in (cast.oak.office, cast.oak.lead):
        cast.breaks_glass(thing, who)
    assert not sees(cast, cast.oak.office, thing)  # whose duty is another
    assert sees(cast, cast.oak.lead, thing)
    with cast.database.unit() as db:
        db.execute(update(Duty).values(until_on=cast.at.today))
    assert not sees(cast, cast.oak.lead, thing)


@pytest.mark.parametrize(("state", "expected"), [("waiting", True), ("up", False), ("down", True)])
def test_b01_an_opening_is_for_what_nobody_else_was_shown(
    cast: Cast, state: str, *, expected: bool
) -> None:
    thing = cast.puts_up(cast.oak.owner, [FAMILY], "waiting" if state == "waiting" else "up")
    elsewhere = cast.puts_up(cast.oak.owner, [FAMILY])
    if state == "down":
        cast.takes_down(thing)
    cast.breaks_glass(thing, cast.oak.lead)
    assert sees(cast, cast.oak.lead, thing) is expected
    assert not sees(cast, cast.oak.lead, elsewhere)


@pytest.mark.parametrize("turn", [a_restriction("lead"), leaving("lead"), deleting, sealing])
def test_b01_an_opening_ends_as_all_sights_do(cast: Cast, turn: Turn) -> None:
    thing = cast.keeps(cast.oak.owner)
    cast.breaks_glass(thing, cast.oak.lead)
    assert sees(cast, cast.oak.lead, thing)
    turn(cast, cast.oak, thing)
    assert not sees(cast, cast.oak.lead, thing)


# ---------------------------------------------------------------- kinds of share


def test_a_kind_that_no_clause_names_is_seen_by_nobody_but_the_owner(cast: Cast) -> None:
    """Every kind of share but one reaches its own audience and the teachers, nobody else."""
    circle = cast.oak
    reached = {
        ShareKind.TEACHERS: set[str](),
        ShareKind.FAMILY: {"mum", "gran", "dad"},
        ShareKind.PERSON: {"gran"},
        ShareKind.CLASS: {"classmate"},
        ShareKind.CLASS_FAMILIES: {"mum", "gran", "dad", "classmates_parent"},
        ShareKind.SCREEN: set[str](),
    }
    assert set(reached) == set(ShareKind)
    always = {"owner", "teacher", "second_teacher"}
    for kind, expected in reached.items():
        thing = cast.puts_up(circle.owner, [family_wish(circle, kind)])
        found = {role for role, who in circle.people().items() if sees(cast, who, thing)}
        assert found == expected | always, kind


def family_wish(circle: Circle, kind: ShareKind) -> Wish:
    person = circle.gran.id if kind is ShareKind.PERSON else None
    group = circle.group.id if kind.value.startswith("class") else None
    return Wish(kind, person, group)


OTHER_KINDS = [one for one in ShareKind if one not in {ShareKind.PERSON, ShareKind.FAMILY}]


@pytest.mark.parametrize("kind", OTHER_KINDS)
def test_a_person_named_on_a_share_of_another_kind_means_nothing(
    cast: Cast, kind: ShareKind
) -> None:
    """Whatever stands in a column that a kind does not use, it reaches nobody more."""
    circle = cast.oak
    thing = cast.puts_up(circle.owner, [circle.only(circle.gran)])
    assert sees(cast, circle.gran, thing)
    with cast.database.unit() as db:
        db.execute(update(Share).where(Share.item_id == thing.id).values(kind=kind))
    assert not sees(cast, circle.gran, thing)


@pytest.mark.parametrize("kind", [ShareKind.PERSON, ShareKind.TEACHERS, ShareKind.SCREEN])
def test_a_group_on_a_share_of_another_kind_means_nothing(cast: Cast, kind: ShareKind) -> None:
    circle = cast.oak
    thing = cast.puts_up(circle.owner, [circle.group.children])
    assert sees(cast, circle.classmate, thing)
    with cast.database.unit() as db:
        db.execute(update(Share).where(Share.item_id == thing.id).values(kind=kind))
    for who in (circle.classmate, circle.classmates_parent):
        assert not sees(cast, who, thing)
