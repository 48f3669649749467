"""*I am in this*: pressed by whoever sees a thing, for themself or a child; and settling it.

For a child it is as if their owner had named them: it narrows at once, and they are asked. An
adult who is in a picture themself hides it beyond the teachers, until one of those settles it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from portfolio.log import actions as log
from portfolio.models import InThis
from portfolio.pictured.actions import asking
from portfolio.visibility import in_this

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.visibility.reads import Sight


@dataclass(frozen=True, slots=True)
class Word:
    """Who is in which photos: children, and (`is_self`) the adult who says so."""

    photo_ids: Collection[int]
    pupil_ids: Collection[int]
    is_self: bool = False


def press(db: Session, sight: Sight, word: Word, at: Moment, *, by: int) -> bool:
    """Somebody says who is in these photos; whether that was taken of any.

    Whoever does not check has one press a photo, so that nobody can hide somebody else's thing
    over and over.
    """
    asking.hold(db, sight.item_id)
    before = set() if sight.is_checker else in_this.pressed(db, word.photo_ids, by)
    word = replace(word, photo_ids=set(word.photo_ids) - before)
    who = [*sorted(word.pupil_ids), *([None] if word.is_self else [])]
    for photo_id in sorted(word.photo_ids):
        for pupil_id in who:
            db.add(InThis(photo_id=photo_id, by_id=by, pupil_id=pupil_id, at=at.now))
        log.write(db, "in_this", at, by, photo=photo_id)
    asking.name(db, word.photo_ids, word.pupil_ids, at, by=by)
    asking.ask(db, sight.item_id, at)
    return bool(word.photo_ids)


def take_back(db: Session, item_id: int, at: Moment, *, by: int) -> bool:
    """An adult takes their own word back within the time of an undo; whether there was one."""
    ids = in_this.just_said(db, item_id, by, at)
    _settle(db, ids, at, by=by)
    return bool(ids)


def settle(db: Session, sight: Sight, sent: Collection[str], at: Moment, *, by: int) -> bool:
    """The checking teacher has settled it with the adults whose words, by number, a form `sent`.

    Whether no other word hides it: somebody may have said so meanwhile.
    """
    asking.hold(db, sight.item_id)
    ids = [row.id for row in in_this.objections(db, sight.item_id)]
    read = [number for number in ids if str(number) in sent]
    _settle(db, read, at, by=by)
    return read == ids


def _settle(db: Session, ids: Collection[int], at: Moment, *, by: int) -> None:
    for photo_id in db.scalars(select(InThis.photo_id).where(InThis.id.in_(ids)).distinct()):
        log.write(db, "in_this_settled", at, by, photo=photo_id)
    settled = update(InThis).where(InThis.id.in_(ids))
    db.execute(settled.values(settled_at=at.now, settled_by_id=by))
