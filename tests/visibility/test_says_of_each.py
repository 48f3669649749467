"""What those who ask the children in a picture are told of their answers (`says`)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.models import Pictured, Share
from portfolio.models.enums import Answer, ShareKind
from portfolio.visibility import says
from tests.answering import ask
from tests.cast import FAMILY, SCREEN, TEACHERS

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.circles import Photograph, Somebody, Thing

ASKED, NO, COVER, YES = Answer.ASKED, Answer.NO, Answer.COVER, Answer.YES


@pytest.fixture
def photo(cast: Cast) -> Photograph:
    return cast.photographs(cast.owner)


@pytest.mark.parametrize(
    ("answers", "strictest"),
    [
        ([], ASKED),
        ([YES], YES),
        ([COVER, YES], COVER),
        ([NO, COVER, YES], NO),
        ([YES, COVER, NO, ASKED], ASKED),
        ([ASKED], ASKED),
    ],
)
def test_the_strictest_of_several_counts(answers: list[Answer], strictest: Answer) -> None:
    assert says.strictest(answers) is strictest


def of_each(cast: Cast, thing: Thing) -> dict[str, Answer]:
    by_id = {somebody.id: somebody.role for somebody in cast.everyone()}
    with cast.database.reading() as db:
        return {by_id[who]: answer for who, answer in says.of_each(db, thing.id).items()}


def test_a_checker_reads_the_strictest_word_of_each_child(cast: Cast, photo: Photograph) -> None:
    beside = cast.photographs(cast.owner)
    cast.is_in(cast.classmate, photo)
    cast.is_in(cast.club_mate, beside)
    children = cast.group.children
    thing = cast.puts_up(cast.owner, [FAMILY, children, TEACHERS], photos=[photo, beside])
    other = cast.puts_up(cast.owner, [FAMILY], photos=[photo])
    cast.answers(cast.classmate, other, FAMILY, NO)
    asked = {cast.classmate.role: ASKED, cast.club_mate.role: ASKED}
    assert of_each(cast, thing) == asked
    for wish, answer in ((FAMILY, YES), (children, COVER)):
        cast.answers(cast.classmate, thing, wish, answer)
        cast.answers(cast.club_mate, thing, wish, YES)
    assert of_each(cast, thing) == {cast.classmate.role: COVER, cast.club_mate.role: YES}
    cast.takes_down(thing, children)
    assert of_each(cast, thing) == {cast.classmate.role: YES, cast.club_mate.role: YES}
    assert of_each(cast, cast.puts_up(cast.owner, [TEACHERS], photos=[photo])) == {}


def test_a_checker_reads_of_the_shown_and_of_the_waiting_photos_and_of_no_older_ones(
    cast: Cast, photo: Photograph
) -> None:
    new, newest = cast.photographs(cast.owner), cast.photographs(cast.owner)
    for child, picture in ((cast.classmate, photo), (cast.club_mate, new), (cast.sibling, newest)):
        cast.is_in(child, picture)
    thing = cast.puts_up(cast.owner, [cast.group.children], photos=[photo])
    thing = cast.edits(thing, state="waiting", photos=[new])
    assert set(of_each(cast, thing)) == {cast.classmate.role, cast.club_mate.role}
    cast.checks(thing)
    cast.edits(thing, photos=[newest])
    assert set(of_each(cast, thing)) == {cast.club_mate.role}


def asked_of(cast: Cast, photo: Photograph) -> list[Somebody]:
    by_id = {somebody.id: somebody for somebody in cast.everyone()}
    with cast.database.reading() as db:
        rows = db.execute(
            select(Pictured.id, Pictured.pupil_id).where(Pictured.photo_id == photo.id)
        )
        pictured = {row.id: by_id[row.pupil_id] for row in rows}
        return [pictured[number] for number in says.asked_of(db, list(pictured))]


def test_only_who_was_asked_is_said_to_be(cast: Cast, photo: Photograph) -> None:
    cast.is_in(cast.classmate, photo)
    thing = cast.puts_up(cast.owner, [FAMILY], photos=[photo])
    assert asked_of(cast, photo) == []
    ask(cast, thing)
    cast.is_in(cast.club_mate, photo)
    assert asked_of(cast, photo) == [cast.classmate]
    elsewhere = cast.photographs(cast.owner)
    cast.is_in(cast.sibling, elsewhere)
    assert asked_of(cast, elsewhere) == []


def are_against(cast: Cast, thing: Thing) -> bool:
    with cast.database.reading() as db:
        return says.are_against(db, thing.id)


@pytest.mark.parametrize(
    ("answer", "expected"), [(ASKED, False), (YES, False), (NO, True), (COVER, True)]
)
def test_a_no_and_a_wish_to_be_covered_are_against_it(
    cast: Cast, photo: Photograph, answer: Answer, *, expected: bool
) -> None:
    cast.is_in(cast.classmate, photo)
    thing = cast.puts_up(cast.owner, [FAMILY], photos=[photo])
    other = cast.puts_up(cast.owner, [FAMILY], photos=[photo])
    cast.answers(cast.classmate, thing, FAMILY, answer)
    assert are_against(cast, thing) is expected
    assert not are_against(cast, other)
    cast.takes_down(thing)
    assert not are_against(cast, thing)


def to_ask(cast: Cast, thing: Thing) -> int:
    with cast.database.reading() as db:
        return len(says.to_ask(db, thing.id))


def test_the_owner_is_not_to_be_asked_nor_anybody_twice_nor_for_the_teachers(
    cast: Cast, photo: Photograph
) -> None:
    old = cast.photographs(cast.owner)
    cast.is_in(cast.owner, photo)
    cast.is_in(cast.club_mate, old)
    thing = cast.puts_up(cast.owner, [FAMILY, TEACHERS], photos=[old])
    assert to_ask(cast, thing) == 1
    thing = cast.edits(thing, state="up", photos=[photo])
    assert to_ask(cast, thing) == 0
    cast.is_in(cast.classmate, photo)
    assert to_ask(cast, thing) == 1
    assert to_ask(cast, cast.puts_up(cast.owner, [FAMILY])) == 0
    ask(cast, thing)
    assert to_ask(cast, thing) == 0
    cast.edits(thing, state="waiting", photos=[photo, old])
    assert to_ask(cast, thing) == 1
    cast.takes_down(thing)
    assert to_ask(cast, thing) == 0


def held_back(cast: Cast, photo: Photograph, *children: Somebody) -> set[int]:
    with cast.database.reading() as db:
        numbers = [child.id for child in children]
        return {share.id for share in says.held_back(db, [photo.id], numbers, cast.at)}


def test_of_other_photos_nothing_is_held_back(cast: Cast, photo: Photograph) -> None:
    other = cast.photographs(cast.owner)
    for picture in (photo, other):
        cast.is_in(cast.classmate, picture)
    thing = cast.puts_up(cast.owner, [FAMILY], photos=[photo])
    elsewhere = cast.puts_up(cast.owner, [FAMILY], photos=[other])
    assert held_back(cast, photo, cast.classmate) == set(thing.shares.values())
    assert held_back(cast, other, cast.classmate) == set(elsewhere.shares.values())


def test_what_waits_with_the_photo_is_held_back_by_a_restriction_alone(
    cast: Cast, photo: Photograph
) -> None:
    cast.is_in(cast.classmate, photo)
    cast.is_in(cast.club_mate, photo)
    thing = cast.puts_up(cast.owner, [cast.group.children], "waiting", photos=[photo])
    assert held_back(cast, photo, cast.classmate) == set()
    cast.restricts(cast.teacher, cast.classmate)
    assert held_back(cast, photo, cast.club_mate) == set()
    assert held_back(cast, photo, cast.classmate) == set(thing.shares.values())
    cast.lifts_restrictions(cast.teacher)
    assert held_back(cast, photo, cast.classmate) == set()


def test_a_restriction_holds_back_nothing_in_which_the_photo_is_not(
    cast: Cast, photo: Photograph
) -> None:
    cast.is_in(cast.classmate, photo)
    other = cast.photographs(cast.owner)
    cast.is_in(cast.classmate, other)
    cast.puts_up(cast.owner, [cast.group.children, TEACHERS], photos=[other])
    cast.restricts(cast.teacher, cast.classmate)
    assert held_back(cast, photo, cast.classmate) == set()


def test_what_the_school_holds_back_is_to_be_asked_for_anew_and_said_yes_is_not(
    cast: Cast, photo: Photograph
) -> None:
    cast.is_in(cast.classmate, photo)
    thing = cast.puts_up(cast.owner, [FAMILY, SCREEN], photos=[photo])
    for wish in (FAMILY, SCREEN):
        cast.answers(cast.classmate, thing, wish, YES)
    assert held_back(cast, photo, cast.classmate) == {thing.shares[SCREEN]}
    cast.permits(cast.classmate, ShareKind.SCREEN)
    assert held_back(cast, photo, cast.classmate) == set()


def test_what_has_ended_before_an_undo_could_reach_it_is_held_back_no_more(
    cast: Cast, photo: Photograph
) -> None:
    cast.is_in(cast.classmate, photo)
    cast.puts_up(cast.owner, [FAMILY], photos=[photo])
    cast.restricts(cast.teacher, cast.classmate)
    assert held_back(cast, photo, cast.classmate)
    with cast.database.unit() as db:
        db.execute(update(Share).values(ended_at=cast.at.now - timedelta(minutes=11)))
    assert held_back(cast, photo, cast.classmate) == set()
