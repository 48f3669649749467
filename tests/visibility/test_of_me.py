"""The one sight of a child who is in somebody's picture: that photo, while they are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from portfolio.core.errors import NotThereError
from portfolio.models import Check, Item
from portfolio.models.enums import Answer, ShareKind
from portfolio.visibility import of_me, reads
from portfolio.visibility.rule import Reason
from tests.answering import ask
from tests.cast import FAMILY, SCREEN, TEACHERS
from tests.visibility.roads import sees

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Photograph, Somebody, Thing


@pytest.fixture
def photo(cast: Cast) -> Photograph:
    return cast.photographs(cast.owner)


@pytest.fixture
def thing(cast: Cast, photo: Photograph) -> Thing:
    """Up for the family, with a classmate in it who was asked."""
    cast.is_in(cast.classmate, photo)
    thing = cast.puts_up(cast.owner, [FAMILY], photos=[photo])
    ask(cast, thing)
    return thing


def has(cast: Cast, who: Somebody, photo: Photograph) -> bool:
    """Whether they have the photo's bytes."""
    with cast.database.reading() as db:
        try:
            reads.photo_or_404(db, who.viewer(cast.at), photo.public_id)
        except NotThereError:
            return False
        return True


def asked(cast: Cast, who: Somebody) -> list[Answer]:
    with cast.database.reading() as db:
        return [row.answer for row in of_me.askings(db, who.viewer(cast.at))]


def test_t01_the_child_in_it_has_the_photo_and_nothing_of_the_item(
    cast: Cast, thing: Thing, photo: Photograph
) -> None:
    assert has(cast, cast.classmate, photo)
    assert not sees(cast, cast.classmate, thing)
    for other in (cast.sibling, cast.other_child, cast.classmates_parent, cast.gran):
        assert not has(cast, other, photo), other.role
    assert asked(cast, cast.classmate) == [Answer.ASKED]
    assert asked(cast, cast.sibling) == []


@pytest.mark.parametrize("answer", list(Answer))
def test_it_stays_after_any_answer_so_that_a_mind_can_change(
    cast: Cast, thing: Thing, photo: Photograph, answer: Answer
) -> None:
    cast.answers(cast.classmate, thing, FAMILY, answer)
    assert has(cast, cast.classmate, photo)


def hold_back(cast: Cast, thing: Thing) -> None:
    with cast.database.unit() as db:
        db.execute(update(Item).where(Item.id == thing.id).values(held_back_at=cast.at.now))


ENDS: dict[str, Callable[[Cast, Thing], object]] = {
    "taken down": lambda cast, thing: cast.takes_down(thing),
    "deleted": lambda cast, thing: cast.deletes(thing),
    "sealed": lambda cast, thing: cast.seals(thing),
    "held back by a concern": hold_back,
    "kept from the owner": lambda cast, _: cast.restricts(cast.classmate, cast.owner),
    "the owner kept from them": lambda cast, _: cast.restricts(cast.owner, cast.classmate),
    "the owner left": lambda cast, _: cast.leaves(cast.owner),
    "they left": lambda cast, _: cast.leaves(cast.classmate),
    "the school says no": lambda cast, _: cast.permits(
        cast.classmate, ShareKind.FAMILY, allowed=False
    ),
    "a new revision without it": lambda cast, thing: cast.edits(thing, state="up"),
}


@pytest.mark.parametrize("end", ENDS)
def test_it_ends(cast: Cast, thing: Thing, photo: Photograph, end: str) -> None:
    assert has(cast, cast.classmate, photo)
    ENDS[end](cast, thing)
    assert not has(cast, cast.classmate, photo)
    assert asked(cast, cast.classmate) == []


def test_it_ends_when_they_are_kept_from_another_child_in_it(
    cast: Cast, thing: Thing, photo: Photograph
) -> None:
    cast.is_in(cast.sibling, photo)
    ask(cast, thing)
    assert has(cast, cast.classmate, photo)
    cast.restricts(cast.classmate, cast.sibling)
    assert not has(cast, cast.classmate, photo)
    assert has(cast, cast.sibling, photo)


def test_only_what_was_checked_is_seen(cast: Cast, photo: Photograph) -> None:
    cast.is_in(cast.classmate, photo)
    thing = cast.puts_up(cast.owner, [FAMILY], "waiting", photos=[photo])
    ask(cast, thing)
    assert not has(cast, cast.classmate, photo)
    assert asked(cast, cast.classmate) == []
    cast.checks(thing)
    assert has(cast, cast.classmate, photo)
    assert asked(cast, cast.classmate) == [Answer.ASKED]


def test_where_no_teacher_looks_they_are_asked_without_the_photo(cast: Cast) -> None:
    circle = cast.rowan
    photo = cast.photographs(circle.owner)
    cast.is_in(circle.classmate, photo)
    thing = cast.puts_up(circle.owner, [FAMILY], photos=[photo])
    ask(cast, thing)
    assert asked(cast, circle.classmate) == [Answer.ASKED]
    assert not has(cast, circle.classmate, photo)
    thing = cast.puts_up(thing, [circle.group.children])
    ask(cast, thing)
    assert has(cast, circle.classmate, photo)


@pytest.mark.parametrize("end", ["sent back", "undone"])
def test_a_look_that_put_nothing_up_is_none(cast: Cast, end: str) -> None:
    circle = cast.rowan
    photo = cast.photographs(circle.owner)
    cast.is_in(circle.classmate, photo)
    thing = cast.puts_up(circle.owner, [FAMILY, circle.group.children], "waiting", photos=[photo])
    ask(cast, thing)
    if end == "sent back":
        cast.sends_back(thing)
    else:
        cast.checks(thing)
        assert has(cast, circle.classmate, photo)
        with cast.database.unit() as db:
            db.execute(update(Check).values(undone_at=cast.at.now))
    assert Answer.ASKED in asked(cast, circle.classmate)
    assert not has(cast, circle.classmate, photo)


def test_they_are_not_told_that_they_would_see_it_themself(cast: Cast, photo: Photograph) -> None:
    cast.is_in(cast.club_mate, photo)
    for other in cast.everyone():
        if other not in {cast.owner, cast.club_mate}:
            cast.ends_membership(other, cast.club)
    thing = cast.puts_up(cast.owner, [cast.club.children], photos=[photo])
    viewer = cast.club_mate.viewer(cast.at)
    with cast.database.reading() as db:
        assert of_me.would_see(db, viewer, thing.shares[cast.club.children]) == frozenset()


def test_what_was_sent_back_shows_it_to_nobody(cast: Cast, photo: Photograph) -> None:
    cast.is_in(cast.classmate, photo)
    thing = cast.puts_up(cast.owner, [FAMILY], "waiting", photos=[photo])
    ask(cast, thing)
    cast.sends_back(thing)
    assert not has(cast, cast.classmate, photo)


def test_nobody_is_asked_about_what_is_for_the_teachers(cast: Cast, photo: Photograph) -> None:
    cast.is_in(cast.classmate, photo)
    thing = cast.puts_up(cast.owner, [TEACHERS], photos=[photo])
    ask(cast, thing)
    assert asked(cast, cast.classmate) == []
    assert not has(cast, cast.classmate, photo)


def test_the_owner_is_not_asked_about_themself(cast: Cast, photo: Photograph) -> None:
    cast.is_in(cast.owner, photo)
    thing = cast.puts_up(cast.owner, [FAMILY], photos=[photo])
    ask(cast, thing)
    assert asked(cast, cast.owner) == []
    assert sees(cast, cast.gran, thing)


def test_who_would_see_it_is_the_rules_word(
    cast: Cast, thing: Thing, moment: Moment, database: Database
) -> None:
    thing = cast.puts_up(thing, [cast.group.families])
    ask(cast, thing)
    viewer = cast.classmate.viewer(moment)

    def told(wish_share: int) -> frozenset[Reason]:
        with database.reading() as db:
            return of_me.would_see(db, viewer, wish_share)

    assert told(thing.shares[FAMILY]) == {Reason.FAMILY}
    assert told(thing.shares[cast.group.families]) == frozenset()
    for child in (cast.classmate,):
        cast.permits(child, ShareKind.CLASS_FAMILIES)
    assert told(thing.shares[cast.group.families]) == {Reason.CLASS_FAMILY}


def test_each_audience_is_told_and_no_other(cast: Cast, photo: Photograph) -> None:
    oak = cast.oak
    cast.is_in(oak.classmate, photo)
    expected = {
        FAMILY: {Reason.FAMILY},
        oak.only(oak.gran): {Reason.NAMED},
        oak.group.children: {Reason.CLASSMATE},
        SCREEN: {Reason.SCREEN},
        TEACHERS: set(),
    }
    thing = cast.puts_up(oak.owner, list(expected), photos=[photo])
    viewer = oak.classmate.viewer(cast.at)
    with cast.database.reading() as db:
        told = {wish: of_me.would_see(db, viewer, thing.shares[wish]) for wish in expected}
    assert told == expected


def test_the_dot_is_there_until_they_have_said_something(cast: Cast, photo: Photograph) -> None:
    def dot(who: Somebody) -> bool:
        with cast.database.reading() as db:
            return of_me.is_asked(db, who.viewer(cast.at))

    assert not dot(cast.classmate)
    cast.is_in(cast.classmate, photo)
    thing = cast.puts_up(cast.owner, [FAMILY], photos=[photo])
    ask(cast, thing)
    assert dot(cast.classmate)
    assert not dot(cast.sibling)
    cast.answers(cast.classmate, thing, FAMILY, Answer.YES)
    assert not dot(cast.classmate)


def test_who_is_asked_about_one_photo_has_no_other(cast: Cast, photo: Photograph) -> None:
    beside, elsewhere, kept = (cast.photographs(cast.owner) for _ in range(3))
    cast.is_in(cast.classmate, photo)
    thing = cast.puts_up(cast.owner, [FAMILY], photos=[photo, beside])
    cast.puts_up(cast.owner, [FAMILY], photos=[elsewhere])
    cast.keeps(cast.owner, photos=[kept])
    ask(cast, thing)
    assert has(cast, cast.classmate, photo)
    assert [has(cast, cast.classmate, one) for one in (beside, elsewhere, kept)] == [False] * 3
    assert asked(cast, cast.classmate) == [Answer.ASKED]
    cast.edits(thing, state="up", photos=[beside])
    assert not has(cast, cast.classmate, photo)


@pytest.mark.usefixtures("thing")
def test_only_who_is_kept_from_them_and_today_is_no_owner_to_be_asked_about(
    cast: Cast, photo: Photograph
) -> None:
    cast.restricts(cast.owner, cast.other_child)
    assert has(cast, cast.classmate, photo)
    cast.restricts(cast.owner, cast.classmate)
    assert not has(cast, cast.classmate, photo)
    cast.lifts_restrictions(cast.owner)
    assert has(cast, cast.classmate, photo)
    assert asked(cast, cast.classmate) == [Answer.ASKED]


def test_a_look_at_another_photo_is_none_at_theirs(cast: Cast) -> None:
    circle = cast.rowan
    first, second = cast.photographs(circle.owner), cast.photographs(circle.owner)
    cast.is_in(circle.classmate, second)
    thing = cast.puts_up(circle.owner, [FAMILY, circle.group.children], photos=[first])
    thing = cast.edits(thing, state="waiting", photos=[first, second])
    ask(cast, thing)
    assert Answer.ASKED in asked(cast, circle.classmate)
    assert not has(cast, circle.classmate, second)
    cast.checks(thing)
    assert has(cast, circle.classmate, second)


def test_what_the_staff_made_needs_no_other_look(cast: Cast) -> None:
    photo = cast.photographs(cast.teacher)
    cast.is_in(cast.classmate, photo)
    thing = cast.puts_up(cast.teacher, [cast.group.children], photos=[photo])
    ask(cast, thing)
    assert has(cast, cast.classmate, photo)
    with cast.database.reading() as db:
        viewer = cast.classmate.viewer(cast.at)
        assert [row.is_looked_at for row in of_me.askings(db, viewer)] == [True]


def test_of_several_photos_the_one_that_waits_for_a_word_counts(
    cast: Cast, photo: Photograph
) -> None:
    other = cast.photographs(cast.owner)
    cast.is_in(cast.classmate, photo)
    thing = cast.puts_up(cast.owner, [FAMILY], photos=[photo, other])
    cast.answers(cast.classmate, thing, FAMILY, Answer.YES)

    def is_open() -> bool:
        with cast.database.reading() as db:
            return of_me.is_open(of_me.askings(db, cast.classmate.viewer(cast.at)))

    assert not is_open()
    cast.is_in(cast.classmate, other)
    ask(cast, thing)
    assert is_open()


def test_one_share_may_be_asked_for_by_its_name(cast: Cast, photo: Photograph) -> None:
    cast.is_in(cast.classmate, photo)
    thing = cast.puts_up(cast.owner, [FAMILY, cast.group.children], photos=[photo])
    ask(cast, thing)
    viewer = cast.classmate.viewer(cast.at)
    with cast.database.reading() as db:
        every = of_me.askings(db, viewer)
        each = [of_me.askings(db, viewer, row.share) for row in every]
        assert of_me.askings(db, viewer, "of nobody") == []
    assert [row.share_id for row in every] == sorted(thing.shares.values(), reverse=True)
    assert each == [[row] for row in every]


def test_a_child_is_asked_now_about_what_waits_for_their_word_else_about_all(
    cast: Cast, photo: Photograph
) -> None:
    other = cast.photographs(cast.owner)
    cast.is_in(cast.classmate, photo)
    thing = cast.puts_up(cast.owner, [FAMILY], photos=[photo, other])
    cast.answers(cast.classmate, thing, FAMILY, Answer.YES)

    def spoken_of() -> list[str]:
        with cast.database.reading() as db:
            rows = of_me.askings(db, cast.classmate.viewer(cast.at))
            return [row.photo for row in of_me.to_say(rows)]

    assert spoken_of() == [photo.public_id]
    cast.is_in(cast.classmate, other)
    ask(cast, thing)
    assert spoken_of() == [other.public_id]
    cast.answers(cast.classmate, thing, FAMILY, Answer.NO)
    assert spoken_of() == [photo.public_id, other.public_id]
