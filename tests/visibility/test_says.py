"""What an owner is told about the others in their picture: that, never who, never how many."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from portfolio.models import InThis, Share
from portfolio.models.enums import Answer, ShareKind
from portfolio.visibility import says
from portfolio.visibility.says import Says
from tests.answering import ask
from tests.cast import FAMILY, TEACHERS

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.circles import Photograph, Thing


@pytest.fixture
def photo(cast: Cast) -> Photograph:
    return cast.photographs(cast.owner)


def told(cast: Cast, thing: Thing) -> set[Says]:
    with cast.database.reading() as db:
        return set(says.told(db, thing.id, cast.at))


def test_without_anybody_in_it_there_is_nothing_to_tell(cast: Cast, photo: Photograph) -> None:
    assert told(cast, cast.puts_up(cast.owner, [FAMILY])) == set()
    thing = cast.puts_up(cast.owner, [FAMILY], photos=[photo])
    assert told(cast, thing) == set()
    cast.is_in(cast.owner, photo)
    assert told(cast, thing) == set()


@pytest.mark.parametrize("state", ["waiting", "up"])
def test_asking_until_all_said_yes(cast: Cast, photo: Photograph, state: str) -> None:
    for child in (cast.classmate, cast.club_mate):
        cast.is_in(child, photo)
    thing = cast.puts_up(cast.owner, [FAMILY], state, photos=[photo])
    assert told(cast, thing) == {Says.ASKING}
    ask(cast, thing)
    cast.answers(cast.classmate, thing, FAMILY, Answer.YES)
    assert told(cast, thing) == {Says.ASKING}
    cast.answers(cast.club_mate, thing, FAMILY, Answer.YES)
    assert told(cast, thing) == set()


@pytest.mark.parametrize(
    ("answer", "expected"), [(Answer.NO, Says.RATHER_NOT), (Answer.COVER, Says.COVER)]
)
def test_a_no_is_told_until_it_is_down(
    cast: Cast, photo: Photograph, answer: Answer, expected: Says
) -> None:
    cast.is_in(cast.classmate, photo)
    thing = cast.puts_up(cast.owner, [FAMILY, cast.group.children], photos=[photo])
    for wish in (FAMILY, cast.group.children):
        cast.answers(cast.classmate, thing, wish, Answer.YES)
    cast.answers(cast.classmate, thing, FAMILY, answer)
    assert told(cast, thing) == {expected}
    cast.takes_down(thing, FAMILY)
    assert told(cast, thing) == set()


def test_who_was_not_asked_yet_is_told_beside_what_another_said(
    cast: Cast, photo: Photograph
) -> None:
    for child in (cast.classmate, cast.club_mate):
        cast.is_in(child, photo)
    thing = cast.puts_up(cast.owner, [FAMILY], photos=[photo])
    cast.answers(cast.classmate, thing, FAMILY, Answer.NO)
    assert told(cast, thing) == {Says.RATHER_NOT, Says.ASKING}


def test_that_an_adult_says_to_be_in_it_is_told_until_it_is_settled(
    cast: Cast, photo: Photograph
) -> None:
    other = cast.photographs(cast.owner)
    thing = cast.puts_up(cast.owner, [FAMILY], photos=[photo])
    beside = cast.puts_up(cast.owner, [FAMILY], photos=[other])
    with cast.database.unit() as db:
        db.add(InThis(photo_id=photo.id, by_id=cast.mum.id, at=cast.at.now))
    assert told(cast, thing) == {Says.IN_THIS}
    assert told(cast, beside) == set()
    with cast.database.unit() as db:
        db.execute(update(InThis).values(settled_at=cast.at.now))
    assert told(cast, thing) == set()


def test_what_was_refused_and_then_simply_taken_down_is_asked_anew(
    cast: Cast, photo: Photograph
) -> None:
    cast.is_in(cast.classmate, photo)
    thing = cast.puts_up(cast.owner, [FAMILY], photos=[photo])
    cast.answers(cast.classmate, thing, FAMILY, Answer.NO)
    cast.takes_down(thing)
    assert refused(cast, cast.puts_up(thing, [FAMILY])) == {}


def ends_by_taking_off(cast: Cast, thing: Thing) -> None:
    """As where another child was taken off: it ended, and shows and waits with nothing."""
    nothing = {"up_revision_id": None, "waiting_revision_id": None, "ended_at": Share.asked_at}
    with cast.database.unit() as db:
        db.execute(update(Share).where(Share.item_id == thing.id).values(nothing))


REFUSED = [
    *((Answer.NO, {Says.RATHER_NOT}), (Answer.COVER, {Says.COVER})),
    *((Answer.YES, set()), (Answer.ASKED, set())),
]


@pytest.mark.parametrize(("answer", "expected"), REFUSED)
def test_what_was_refused_is_told_after_a_taking_off_of_the_photos_that_are_left(
    cast: Cast, photo: Photograph, answer: Answer, expected: set[Says]
) -> None:
    cast.is_in(cast.classmate, photo)
    thing = cast.puts_up(cast.owner, [FAMILY], photos=[photo])
    other = cast.puts_up(cast.owner, [FAMILY])
    cast.answers(cast.classmate, thing, FAMILY, answer)
    ends_by_taking_off(cast, thing)
    assert told(cast, thing) == expected
    assert told(cast, other) == set()
    cast.edits(thing, "Without the photo")
    assert told(cast, thing) == set()


def refused(cast: Cast, thing: Thing) -> dict[int, Answer]:
    """What stays said, by share."""
    with cast.database.reading() as db:
        found = says.refused_before(db, thing.id)
    return {share_id: answer for (_, share_id), answer in found.items()}


def test_what_was_refused_stays_said_in_the_next_share_for_the_same_people(
    cast: Cast, photo: Photograph
) -> None:
    children, oak = cast.group.children, cast.oak
    cast.is_in(cast.classmate, photo)
    wishes = [FAMILY, oak.only(oak.gran), oak.club.children]
    first = cast.puts_up(cast.owner, wishes, photos=[photo])
    for wish in wishes:
        cast.answers(cast.classmate, first, wish, Answer.COVER)
    assert refused(cast, first) == {}
    ends_by_taking_off(cast, first)
    assert refused(cast, cast.puts_up(cast.owner, wishes, photos=[photo])) == {}
    others = cast.puts_up(first, [children, oak.only(oak.mum), oak.club.families])
    assert refused(cast, others) == {}
    second = cast.puts_up(first, wishes)
    assert refused(cast, second) == {second.shares[wish]: Answer.COVER for wish in wishes}
    assert refused(cast, cast.puts_up(cast.owner, wishes, photos=[photo])) == {}
    cast.answers(cast.classmate, second, FAMILY, Answer.YES)
    ends_by_taking_off(cast, second)
    third = cast.puts_up(second, [FAMILY])
    assert refused(cast, third) == {}


def test_of_what_was_sent_back_or_taken_down_before_a_look_no_refusal_is_told(
    cast: Cast, photo: Photograph
) -> None:
    cast.is_in(cast.classmate, photo)
    back, down = (cast.puts_up(cast.owner, [FAMILY], "waiting", photos=[photo]) for _ in range(2))
    for thing in (back, down):
        cast.answers(cast.classmate, thing, FAMILY, Answer.NO)
        assert told(cast, thing) == {Says.RATHER_NOT}
    cast.sends_back(back)
    cast.takes_down(down)
    assert told(cast, back) == told(cast, down) == set()


def test_who_was_asked_in_one_share_is_asked_in_the_next(cast: Cast, photo: Photograph) -> None:
    cast.is_in(cast.classmate, photo)
    thing = cast.puts_up(cast.owner, [FAMILY], photos=[photo])
    ask(cast, thing)
    thing = cast.puts_up(thing, [cast.group.children])
    with cast.database.reading() as db:
        shares = [row[1] for row in says.to_ask(db, thing.id)]
    assert shares == [thing.shares[cast.group.children]]


def test_what_was_refused_is_told_until_somebody_is_asked_again(
    cast: Cast, photo: Photograph
) -> None:
    cast.is_in(cast.classmate, photo)
    thing = cast.puts_up(cast.owner, [FAMILY], photos=[photo])
    cast.answers(cast.classmate, thing, FAMILY, Answer.NO)
    ends_by_taking_off(cast, thing)
    cast.puts_up(cast.owner, [FAMILY])
    assert told(cast, thing) == {Says.RATHER_NOT}
    cast.puts_up(thing, [FAMILY])
    assert told(cast, thing) == {Says.ASKING}


def test_of_the_teachers_share_nothing_is_told(cast: Cast, photo: Photograph) -> None:
    cast.is_in(cast.classmate, photo)
    assert told(cast, cast.puts_up(cast.owner, [TEACHERS], photos=[photo])) == set()


def test_of_another_item_nothing_is_told(cast: Cast, photo: Photograph) -> None:
    cast.is_in(cast.classmate, photo)
    cast.puts_up(cast.owner, [FAMILY], photos=[photo])
    assert told(cast, cast.puts_up(cast.owner, [FAMILY])) == set()


@pytest.mark.parametrize("who", ["owner", "classmate"])
def test_t67_the_schools_no_is_told_without_a_name(cast: Cast, photo: Photograph, who: str) -> None:
    child = getattr(cast, who)
    cast.is_in(child, photo)
    thing = cast.puts_up(cast.owner, [cast.group.families], photos=[photo])
    cast.answers(child, thing, cast.group.families, Answer.YES)
    assert told(cast, thing) == {Says.SCHOOL}
    cast.permits(child, ShareKind.CLASS_FAMILIES)
    assert told(cast, thing) == set()


def test_only_what_was_held_back_is_to_be_asked_for_anew(cast: Cast, photo: Photograph) -> None:
    cast.is_in(cast.classmate, photo)
    wishes = [FAMILY, cast.group.children, TEACHERS]
    thing = cast.puts_up(cast.owner, wishes, photos=[photo])
    cast.answers(cast.classmate, thing, FAMILY, Answer.YES)

    def held_back() -> set[int]:
        with cast.database.reading() as db:
            found = says.held_back(db, [photo.id], [cast.classmate.id], cast.at)
            return {share.id for share in found}

    assert held_back() == {thing.shares[cast.group.children]}
    cast.restricts(cast.teacher, cast.owner)
    assert held_back() == {thing.shares[cast.group.children]}
    cast.restricts(cast.teacher, cast.classmate)
    assert held_back() == set(thing.shares.values())


@pytest.mark.parametrize(("minutes", "counts"), [(9, True), (10, False), (11, False)])
def test_what_ended_within_the_time_of_an_undo_counts(
    cast: Cast, photo: Photograph, *, minutes: int, counts: bool
) -> None:
    cast.is_in(cast.classmate, photo)
    thing = cast.puts_up(cast.owner, [FAMILY], photos=[photo])
    with cast.database.unit() as db:
        ended = cast.at.now - timedelta(minutes=minutes)
        db.execute(update(Share).values(ended_at=ended))
    with cast.database.reading() as db:
        found = says.held_back(db, [photo.id], [cast.classmate.id], cast.at)
        assert [share.id for share in found] == list(thing.shares.values()) * counts
