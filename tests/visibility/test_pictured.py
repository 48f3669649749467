"""A picture is shown only as far as every child in it says yes, and the school (rule 5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from portfolio.models import InThis
from portfolio.models.enums import Answer, ShareKind
from portfolio.visibility import of_me
from portfolio.visibility.viewer import Viewer
from tests.cast import FAMILY, SCREEN, Cast
from tests.visibility.roads import sees

if TYPE_CHECKING:
    from portfolio.visibility.proposals import Wish
    from tests.circles import Circle, Photograph, Somebody

YES, NO, ASKED = Answer.YES, Answer.NO, Answer.ASKED


def _wish(circle: Circle, kind: ShareKind) -> Wish:
    return {
        ShareKind.FAMILY: FAMILY,
        ShareKind.PERSON: circle.only(circle.gran),
        ShareKind.CLASS: circle.group.children,
        ShareKind.CLASS_FAMILIES: circle.group.families,
        ShareKind.SCREEN: SCREEN,
    }[kind]


def _audience(cast: Cast, circle: Circle, kind: ShareKind) -> Viewer | Somebody:
    found: dict[ShareKind, Viewer | Somebody] = {
        ShareKind.FAMILY: circle.gran,
        ShareKind.PERSON: circle.gran,
        ShareKind.CLASS: circle.classmate,
        ShareKind.CLASS_FAMILIES: circle.classmates_parent,
        ShareKind.SCREEN: Viewer.screen(cast.screen, cast.at),
    }
    return found[kind]


FAMILY_KIND, PERSON, CLASS = ShareKind.FAMILY, ShareKind.PERSON, ShareKind.CLASS
FAMILIES, FRAME = ShareKind.CLASS_FAMILIES, ShareKind.SCREEN

SAYS: list[tuple[ShareKind, Answer | None, bool | None, bool]] = [
    # kind, the child's answer, the school's permission, shown?
    (FAMILY_KIND, None, None, False),
    (FAMILY_KIND, ASKED, None, False),
    (FAMILY_KIND, NO, None, False),
    (FAMILY_KIND, YES, None, True),
    (FAMILY_KIND, YES, False, False),
    (FAMILY_KIND, None, True, False),
    (PERSON, ASKED, None, False),
    (PERSON, YES, None, True),
    (CLASS, None, None, False),
    (CLASS, ASKED, None, False),
    (CLASS, NO, True, False),
    (CLASS, YES, None, True),
    (CLASS, YES, True, True),
    (CLASS, YES, False, False),
    (FAMILIES, YES, None, False),
    (FAMILIES, YES, False, False),
    (FAMILIES, YES, True, True),
    (FAMILIES, NO, True, False),
    (FRAME, YES, None, False),
    (FRAME, YES, False, False),
    (FRAME, YES, True, True),
    (FRAME, ASKED, True, False),
]


@pytest.mark.parametrize(("kind", "answer", "permission", "shown"), SAYS)
def test_t67_shown_as_far_as_the_child_and_the_school_say(
    cast: Cast, kind: ShareKind, answer: Answer | None, permission: bool | None, shown: bool
) -> None:
    circle = cast.oak
    photo = cast.photographs(circle.owner)
    cast.is_in(circle.other_child, photo)
    thing = cast.puts_up(circle.owner, [_wish(circle, kind)], photos=[photo])
    if answer is not None:
        cast.answers(circle.other_child, thing, _wish(circle, kind), answer)
    if permission is not None:
        cast.permits(circle.other_child, kind, allowed=permission)
    assert sees(cast, _audience(cast, circle, kind), thing) is shown
    assert sees(cast, circle.owner, thing)
    assert sees(cast, circle.teacher, thing)  # somebody has to look


@pytest.mark.parametrize(
    ("kind", "permission", "shown"),
    [
        (CLASS, None, True),
        (CLASS, False, False),
        (FAMILY_KIND, None, True),
        (FAMILIES, None, False),
        (FAMILIES, True, True),
        (FRAME, None, False),
        (FRAME, True, True),
    ],
)
def test_the_owners_own_yes_is_the_asking_but_not_the_schools(
    cast: Cast, kind: ShareKind, permission: bool | None, shown: bool
) -> None:
    circle = cast.oak
    photo = cast.photographs(circle.owner)
    cast.is_in(circle.owner, photo)
    if permission is not None:
        cast.permits(circle.owner, kind, allowed=permission)
    thing = cast.puts_up(circle.owner, [_wish(circle, kind)], photos=[photo])
    assert sees(cast, _audience(cast, circle, kind), thing) is shown


def test_t67_of_two_children_the_stricter_counts(cast: Cast) -> None:
    circle = cast.oak
    photo = cast.photographs(circle.owner)
    for child in (circle.other_child, circle.sibling):
        cast.is_in(child, photo)
    thing = cast.puts_up(circle.owner, [FAMILY], photos=[photo])
    cast.answers(circle.other_child, thing, FAMILY, YES)
    assert not sees(cast, circle.gran, thing)
    cast.answers(circle.sibling, thing, FAMILY, YES)
    assert sees(cast, circle.gran, thing)
    cast.answers(circle.sibling, thing, FAMILY, NO)
    assert not sees(cast, circle.gran, thing)


def test_a_yes_is_for_one_share(cast: Cast) -> None:
    circle = cast.oak
    photo = cast.photographs(circle.owner)
    cast.is_in(circle.other_child, photo)
    wishes = [FAMILY, circle.group.children]
    thing = cast.puts_up(circle.owner, wishes, photos=[photo])
    cast.answers(circle.other_child, thing, FAMILY, YES)
    assert sees(cast, circle.gran, thing)
    assert not sees(cast, circle.classmate, thing)


def test_a_yes_is_for_one_photo(cast: Cast) -> None:
    circle = cast.oak
    first, second = cast.photographs(circle.owner), cast.photographs(circle.owner)
    cast.is_in(circle.other_child, first)
    thing = cast.puts_up(circle.owner, [FAMILY], photos=[first, second])
    cast.answers(circle.other_child, thing, FAMILY, YES)
    assert sees(cast, circle.gran, thing)
    cast.is_in(circle.other_child, second)
    assert not sees(cast, circle.gran, thing)


def test_a_yes_of_one_child_is_no_other_childs(cast: Cast) -> None:
    circle = cast.oak
    photo = cast.photographs(circle.owner)
    cast.is_in(circle.other_child, photo)
    thing = cast.puts_up(circle.owner, [FAMILY], photos=[photo])
    elsewhere = cast.photographs(circle.owner)
    cast.is_in(circle.sibling, elsewhere)
    cast.answers(circle.sibling, thing, FAMILY, YES)
    cast.permits(circle.sibling, FAMILY_KIND, allowed=False)
    assert not sees(cast, circle.gran, thing)
    cast.answers(circle.other_child, thing, FAMILY, YES)
    assert sees(cast, circle.gran, thing)


@pytest.mark.parametrize(
    ("begins", "ends", "shown"), [(0, None, True), (1, None, False), (-2, 0, False), (-2, 1, True)]
)
def test_a_permission_holds_on_its_days(
    cast: Cast, begins: int, ends: int | None, shown: bool
) -> None:
    circle = cast.oak
    photo = cast.photographs(circle.owner)
    cast.is_in(circle.owner, photo)
    day = cast.at.today
    until_on = None if ends is None else day + timedelta(days=ends)
    cast.permits(circle.owner, FAMILIES, from_on=day + timedelta(days=begins), until_on=until_on)
    thing = cast.puts_up(circle.owner, [circle.group.families], photos=[photo])
    assert sees(cast, circle.classmates_parent, thing) is shown


def test_a_permission_for_one_kind_is_none_for_another(cast: Cast) -> None:
    circle = cast.oak
    photo = cast.photographs(circle.owner)
    cast.is_in(circle.owner, photo)
    cast.permits(circle.owner, FRAME)
    cast.permits(circle.owner, FAMILY_KIND, allowed=False)
    thing = cast.puts_up(circle.owner, [circle.group.families], photos=[photo])
    assert not sees(cast, circle.classmates_parent, thing)
    cast.permits(circle.owner, FAMILIES)
    assert sees(cast, circle.classmates_parent, thing)


def test_a_no_of_the_school_beats_its_yes(cast: Cast) -> None:
    circle = cast.oak
    photo = cast.photographs(circle.owner)
    cast.is_in(circle.owner, photo)
    cast.permits(circle.owner, FAMILIES)
    thing = cast.puts_up(circle.owner, [circle.group.families], photos=[photo])
    assert sees(cast, circle.classmates_parent, thing)
    cast.permits(circle.owner, FAMILIES, allowed=False)
    assert not sees(cast, circle.classmates_parent, thing)


def test_t10_only_the_photos_of_the_shown_revision_count(cast: Cast) -> None:
    circle = cast.oak
    photo = cast.photographs(circle.owner)
    cast.is_in(circle.other_child, photo)
    thing = cast.puts_up(circle.owner, [FAMILY], photos=[photo])
    assert not sees(cast, circle.gran, thing)
    cast.edits(thing, "Without the photo", "up")
    assert sees(cast, circle.gran, thing)


@pytest.mark.parametrize("who", ["gran", "teacher"])
def test_a_restriction_from_a_pictured_child_hides_it(cast: Cast, who: str) -> None:
    circle = cast.oak
    viewer = getattr(circle, who)
    photo = cast.photographs(circle.owner)
    cast.is_in(circle.other_child, photo)
    thing = cast.puts_up(circle.owner, [FAMILY], photos=[photo])
    cast.answers(circle.other_child, thing, FAMILY, YES)
    assert sees(cast, viewer, thing)
    cast.restricts(viewer, circle.other_child)
    assert not sees(cast, viewer, thing)
    assert sees(cast, circle.mum, thing)
    before = replace(cast.at, today=cast.at.today - timedelta(days=1))
    assert sees(cast, viewer.viewer(before), thing)


def test_b01_an_opening_shows_no_lead_a_pictured_child_from_whom_they_are_kept(cast: Cast) -> None:
    circle = cast.oak
    photo = cast.photographs(circle.owner)
    cast.is_in(circle.other_child, photo)
    thing = cast.puts_up(circle.owner, [FAMILY], "waiting", photos=[photo])
    cast.breaks_glass(thing, circle.lead)
    assert sees(cast, circle.lead, thing)
    cast.restricts(circle.lead, circle.other_child)
    assert not sees(cast, circle.lead, thing)


def test_t68_an_adults_word_hides_it_beyond_teachers_until_it_is_settled(cast: Cast) -> None:
    circle = cast.oak
    photo, other = cast.photographs(circle.owner), cast.photographs(circle.owner)
    thing = cast.puts_up(circle.owner, [FAMILY, circle.group.children], photos=[photo])
    beside = cast.puts_up(circle.owner, [FAMILY], photos=[other])
    cast.is_in(circle.other_child, photo)
    for wish in (FAMILY, circle.group.children):
        cast.answers(circle.other_child, thing, wish, YES)
    assert sees(cast, circle.gran, thing)
    _says_in_this(cast, circle.mum, photo)
    assert not sees(cast, circle.gran, thing)
    assert not sees(cast, circle.classmate, thing)
    assert sees(cast, circle.teacher, thing)
    assert sees(cast, circle.owner, thing)
    assert sees(cast, circle.gran, beside)
    with cast.database.unit() as db:
        db.execute(update(InThis).values(settled_at=cast.at.now))
    assert sees(cast, circle.gran, thing)


def test_t68_that_a_child_is_said_to_be_in_it_hides_nothing_by_itself(cast: Cast) -> None:
    circle = cast.oak
    photo = cast.photographs(circle.owner)
    thing = cast.puts_up(circle.owner, [FAMILY], photos=[photo])
    _says_in_this(cast, circle.mum, photo, circle.other_child)
    assert sees(cast, circle.gran, thing)  # it is the child who is asked


def test_t68_while_an_adult_objects_no_child_is_asked_about_it(cast: Cast) -> None:
    circle = cast.oak
    photo = cast.photographs(circle.owner)
    cast.is_in(circle.other_child, photo)
    thing = cast.puts_up(circle.owner, [FAMILY], photos=[photo])
    cast.answers(circle.other_child, thing, FAMILY, ASKED)

    def is_asked() -> bool:
        with cast.database.reading() as db:
            return of_me.is_asked(db, circle.other_child.viewer(cast.at))

    assert is_asked()
    _says_in_this(cast, circle.mum, photo)
    assert not is_asked()


def _says_in_this(
    cast: Cast, who: Somebody, photo: Photograph, child: Somebody | None = None
) -> None:
    with cast.database.unit() as db:
        pupil_id = child.id if child else None
        db.add(InThis(photo_id=photo.id, by_id=who.id, pupil_id=pupil_id, at=cast.at.now))
