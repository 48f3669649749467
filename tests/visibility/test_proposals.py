"""The picker: what it says will be is what is, once it is put up (T73)."""

from __future__ import annotations

from itertools import chain, combinations
from typing import TYPE_CHECKING

import pytest

from portfolio.models.enums import Answer, Checks, PersonKind, ShareKind
from portfolio.visibility import checks as checking
from portfolio.visibility import proposals, reads
from portfolio.visibility.rule import Reason, teachers_among
from tests.cast import FAMILY, SCREEN, TEACHERS, Cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from portfolio.visibility.proposals import Wish
    from tests.circles import Circle, Thing


def choices(circle: Circle) -> Iterable[tuple[Wish, ...]]:
    """Nothing, each wish alone, each two, and all."""
    wishes = [
        TEACHERS,
        FAMILY,
        circle.only(circle.gran),
        circle.group.children,
        circle.group.families,
        circle.club.children,
        circle.club.families,
        SCREEN,
    ]
    few = (combinations(wishes, number) for number in (0, 1, 2))
    return chain(*few, [tuple(wishes)])


def will_see(cast: Cast, thing: Thing, wishes: Sequence[Wish]) -> dict[int, frozenset[Reason]]:
    with cast.database.reading() as db:
        sight = reads.item_or_404(db, thing.owner.viewer(cast.at), thing.public_id)
        checks = proposals.checks_for(db, thing.owner.id, cast.at)
        return reads.would_see(db, sight, wishes, checks, cast.at)


def now_see(cast: Cast, thing: Thing) -> dict[int, frozenset[Reason]]:
    with cast.database.reading() as db:
        return reads.viewers_of(db, thing.id, cast.at)


@pytest.mark.parametrize("group", ["oak", "rowan"])
def test_t73_what_the_picker_says_is_what_will_be(cast: Cast, group: str) -> None:
    circle = getattr(cast, group)
    for wishes in choices(circle):
        thing = cast.keeps(circle.owner)
        said = will_see(cast, thing, wishes)
        thing = cast.puts_up(thing, wishes)
        assert said == now_see(cast, thing), wishes


def test_t73_a_restriction_shows_itself_in_no_picker(cast: Cast) -> None:
    circle = cast.oak
    thing = cast.keeps(circle.owner)
    found = will_see(cast, thing, [FAMILY, circle.group.families])
    assert circle.kept_away.id not in found
    assert circle.mum.id in found
    assert found[circle.owner.id] == {Reason.OWNER}


def test_t73_a_picture_of_somebody_who_was_not_asked_reaches_teachers_alone(cast: Cast) -> None:
    circle = cast.oak
    photo = cast.photographs(circle.owner)
    cast.is_in(circle.classmate, photo)
    thing = cast.keeps(circle.owner, photos=[photo])
    found = will_see(cast, thing, [FAMILY, circle.group.children])
    assert set(found) == {circle.owner.id, circle.teacher.id, circle.second_teacher.id}


def test_a_check_says_who_will_see_before_it_is_made(cast: Cast) -> None:
    """What a teacher is told before pressing: the audience that a check will add to."""
    circle = cast.oak
    photo = cast.photographs(circle.owner)
    cast.is_in(circle.other_child, photo)
    wishes = [FAMILY, circle.group.children]
    thing = cast.puts_up(circle.owner, wishes, "waiting", photos=[photo])
    cast.answers(circle.other_child, thing, FAMILY, Answer.YES)
    with cast.database.reading() as db:
        found = checking.would_see(db, thing.id, list(thing.shares.values()), cast.at)
        fewer = checking.would_see(db, thing.id, [thing.shares[wishes[1]]], cast.at)
        assert checking.would_see(db, thing.id, [], cast.at) == {}
    family = {circle.mum.id, circle.gran.id, circle.dad.id}
    teachers = {circle.teacher.id, circle.second_teacher.id}
    assert set(found) == family | teachers
    assert set(fewer) == teachers
    assert teachers_among(found) == teachers_among(fewer) == teachers
    cast.checks(thing)
    everyone = {who for who, why in now_see(cast, thing).items() if why & {Reason.FAMILY}}
    assert everyone == family


# ---------------------------------------------------------------- what a teacher reads first


@pytest.mark.parametrize(
    ("setting", "second", "expected"),
    [
        (Checks.EVERYTHING, None, Checks.EVERYTHING),
        (Checks.BEYOND_FAMILY, None, Checks.BEYOND_FAMILY),
        (Checks.BEYOND_FAMILY, Checks.BEYOND_FAMILY, Checks.BEYOND_FAMILY),
        (Checks.BEYOND_FAMILY, Checks.EVERYTHING, Checks.EVERYTHING),
        (Checks.EVERYTHING, Checks.BEYOND_FAMILY, Checks.EVERYTHING),
    ],
)
def test_of_two_classes_the_stricter_counts(
    cast: Cast, setting: Checks, second: Checks | None, expected: Checks
) -> None:
    circle = cast.oak
    cast.sets_checks(circle.group, setting)
    cast.sets_checks(circle.club, Checks.EVERYTHING)  # a club checks nothing
    if second is not None:
        cast.sets_checks(circle.other_group, second)
        cast.joins(circle.owner, circle.other_group)
    with cast.database.reading() as db:
        assert proposals.checks_for(db, circle.owner.id, cast.at) is expected


def test_without_a_class_everything_is_read(cast: Cast) -> None:
    with cast.database.reading() as db:
        for who in (cast.rowan.moved, cast.rowan.joining, cast.rowan.mum):
            assert proposals.checks_for(db, who.id, cast.at) is Checks.EVERYTHING
        assert proposals.checks_for(db, cast.rowan.owner.id, cast.at) is Checks.BEYOND_FAMILY


EVERYTHING, BEYOND = Checks.EVERYTHING, Checks.BEYOND_FAMILY
FIRST: dict[ShareKind, tuple[bool, bool]] = {
    # checked first where everything is read, and where only what goes beyond family is
    ShareKind.TEACHERS: (False, False),
    ShareKind.FAMILY: (True, False),
    ShareKind.PERSON: (True, False),
    ShareKind.CLASS: (True, True),
    ShareKind.CLASS_FAMILIES: (True, True),
    ShareKind.SCREEN: (True, True),
}


@pytest.mark.parametrize("kind", ShareKind)
def test_what_a_teacher_reads_first(kind: ShareKind) -> None:
    for owner in PersonKind:
        for setting, expected in zip((EVERYTHING, BEYOND), FIRST[kind], strict=True):
            found = proposals.is_checked_first(kind, setting, owner)
            assert found is (expected and owner is not PersonKind.STAFF)


def test_which_wishes_leave_the_family(cast: Cast) -> None:
    circle = cast.oak
    inside = [FAMILY, circle.only(circle.gran)]
    assert not proposals.goes_beyond_family(inside)
    assert not proposals.goes_beyond_family([])
    for wish in (TEACHERS, SCREEN, circle.group.children, circle.group.families):
        assert proposals.goes_beyond_family([*inside, wish])
    with cast.database.reading() as db:
        for who in (circle.owner, circle.mum, circle.teacher):
            assert proposals.owner_kind(db, who.id) is who.kind
