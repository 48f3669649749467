"""The dot at *For me*: a card that is new, one's own, and about what its reader may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from portfolio.core import tokens
from portfolio.models import Notice
from portfolio.models.enums import CommentState, NoticeKind
from portfolio.visibility import cards, heard
from tests.cast import FAMILY, Cast

if TYPE_CHECKING:
    from collections.abc import Collection

    from tests.circles import Said, Somebody, Thing


def card(cast: Cast, who: Somebody, thing: Thing, said: Said | None = None) -> int:
    """A card that lies there for somebody: about a thing, or about words on it."""
    with cast.database.unit() as db:
        found = Notice(
            public_id=tokens.public_id(),
            person_id=who.id,
            kind=NoticeKind.COMMENT if said else NoticeKind.UP,
            item_id=thing.id,
            comment_id=said.id if said else None,
            made_at=cast.at.now,
        )
        db.add(found)
        db.flush()
        return found.id


def has_new(cast: Cast, who: Somebody) -> bool:
    with cast.database.reading() as db:
        return heard.has_new_card(db, who.viewer(cast.at))


def test_a_card_about_ones_thing_is_new_until_it_is_put_away(cast: Cast) -> None:
    owner = cast.oak.owner
    assert not has_new(cast, owner)
    thing = cast.puts_up(owner, [FAMILY])
    cast.puts_up(owner, [FAMILY])  # about which no card says anything
    number = card(cast, owner, thing)
    assert has_new(cast, owner)
    assert not has_new(cast, cast.oak.mum)  # who sees the thing, but it is not her card
    with cast.database.unit() as db:
        db.execute(update(Notice).where(Notice.id == number).values(seen_at=cast.at.now))
    assert not has_new(cast, owner)


def test_a_card_that_was_put_away_lends_its_thing_to_no_other(cast: Cast) -> None:
    """One new card about what is hidden, one old card about what is seen: no dot."""
    circle = cast.oak
    seen = cast.puts_up(circle.owner, [circle.group.children])
    hidden = cast.puts_up(circle.owner, [FAMILY])
    old = card(cast, circle.classmate, seen)
    with cast.database.unit() as db:
        db.execute(update(Notice).where(Notice.id == old).values(seen_at=cast.at.now))
    card(cast, circle.classmate, hidden)
    assert not has_new(cast, circle.classmate)
    card(cast, circle.classmate, seen)
    assert has_new(cast, circle.classmate)


def test_words_that_the_reader_may_not_read_make_no_dot(cast: Cast) -> None:
    circle = cast.oak
    thing = cast.puts_up(circle.owner, [FAMILY])
    said = cast.says(circle.gran, thing)  # it waits for the teacher
    card(cast, circle.owner, thing, said)
    assert not has_new(cast, circle.owner)
    cast.settles(said, CommentState.UP)
    assert has_new(cast, circle.owner)
    cast.hides(said)
    assert not has_new(cast, circle.owner)


def test_what_others_may_read_is_no_dot_of_mine(cast: Cast) -> None:
    circle = cast.oak
    thing = cast.puts_up(circle.owner, [FAMILY])
    mine = cast.says(circle.gran, thing)
    other = cast.says(circle.teacher, thing)  # up at once, and seen by the owner
    card(cast, circle.owner, thing, mine)
    card(cast, circle.teacher, thing, other)
    assert not has_new(cast, circle.owner)
    assert has_new(cast, circle.teacher)


def test_a_card_about_what_was_deleted_is_not_there(cast: Cast) -> None:
    thing = cast.puts_up(cast.oak.owner, [FAMILY])
    card(cast, cast.oak.owner, thing)
    assert has_new(cast, cast.oak.owner)
    cast.deletes(thing)
    assert not has_new(cast, cast.oak.owner)


def card_about(cast: Cast, who: Somebody, kind: NoticeKind, child: Somebody) -> int:
    """A card that says something of a person and of no thing."""
    with cast.database.unit() as db:
        found = Notice(
            public_id=tokens.public_id(),
            person_id=child.id,
            kind=kind,
            who_id=who.id,
            made_at=cast.at.now,
        )
        db.add(found)
        db.flush()
        return found.id


def test_a_card_about_a_person_needs_no_thing(cast: Cast) -> None:
    circle = cast.oak
    assert not has_new(cast, circle.owner)
    number = card_about(cast, circle.teacher, NoticeKind.NEW_CARD, circle.owner)
    assert has_new(cast, circle.owner)
    assert not has_new(cast, circle.classmate)
    card_about(cast, circle.teacher, NoticeKind.NEW_CARD, circle.owner)  # not asked about
    assert tellable(cast, circle.owner, [number]) == {number}
    about_nobody = card(cast, circle.owner, cast.puts_up(circle.owner, [FAMILY]))
    assert tellable(cast, circle.owner, [number, about_nobody]) == {number, about_nobody}


def test_that_they_were_kept_safe_is_told_whatever_came_between(cast: Cast) -> None:
    circle = cast.oak
    number = card_about(cast, circle.kept_away, NoticeKind.KEPT_SAFE, circle.owner)
    assert tellable(cast, circle.owner, [number]) == {number}
    thing = cast.puts_up(circle.owner, [FAMILY])
    with cast.database.unit() as db:
        db.execute(update(Notice).values(item_id=thing.id))
    cast.deletes(thing)
    assert has_new(cast, circle.owner)
    with cast.database.unit() as db:
        db.execute(update(Notice).values(kind=NoticeKind.UP, who_id=None))
    assert not has_new(cast, circle.owner)


def test_somebody_is_one_of_the_childs_people_while_they_are(cast: Cast) -> None:
    circle = cast.oak
    number = card_about(cast, circle.gran, NoticeKind.NEW_PERSON, circle.owner)
    for who in (circle.former, circle.classmates_parent, circle.kept_away):
        card_about(cast, who, NoticeKind.NEW_PERSON, circle.owner)
    assert tellable(cast, circle.owner, range(number, number + 4)) == {number}
    assert has_new(cast, circle.owner)
    cast.leaves(circle.gran)
    assert not has_new(cast, circle.owner)


def test_no_card_names_whom_a_restriction_keeps_away(cast: Cast) -> None:
    circle = cast.oak
    kinds = (NoticeKind.NEW_PERSON, NoticeKind.NEW_CARD, NoticeKind.LOOKED)
    for kind in kinds:
        card_about(cast, circle.kept_away, kind, circle.owner)
    assert not has_new(cast, circle.owner)
    cast.restricts(circle.teacher, circle.classmate)  # from somebody else: no matter here
    card_about(cast, circle.teacher, NoticeKind.NEW_CARD, circle.owner)
    assert has_new(cast, circle.owner)
    cast.lifts_restrictions(circle.kept_away)
    with cast.database.reading() as db:
        ids = list(db.scalars(select(Notice.id)))
    assert tellable(cast, circle.owner, ids) == set(ids)


def tellable(cast: Cast, who: Somebody, ids: Collection[int]) -> set[int]:
    with cast.database.reading() as db:
        return cards.tellable(db, who.viewer(cast.at), ids)
