"""Things that lay in the bin for thirty days are erased for good, with all that hangs on them.

A hold, an open concern or a seal stops it, of the child or of anybody who speaks or is seen there
(visibility/over.py). The log stays: it holds no words. A settled concern stays, too, without the
thing that it was about: it is the safety lead's own record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, or_, select, update

from portfolio.erasures import actions as erasures
from portfolio.jobs import enqueue
from portfolio.log import actions as log
from portfolio.models import (
    BreakGlass,
    Check,
    CheckedShare,
    Comment,
    Concern,
    Hold,
    Item,
    Look,
    Notice,
    PictureSay,
    Revision,
    RevisionPhoto,
    Seal,
    Share,
    WordsOpening,
)
from portfolio.models.enums import ErasureKind
from portfolio.photos import purging as photos
from portfolio.visibility import over

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Executable
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.jobs import Means
    from portfolio.visibility.over import Over

AT_A_TIME = 50
"""Things in one unit, so that nobody waits long for its lock; the rest has units of its own."""

MORE = "items_purged"

WHY = "what lay in the bin for its time is erased for good"


def purge(means: Means, _about: dict[str, Any] | None = None) -> int:
    """Erase what lay in the bin for long and is not held; how many, and the rest by a job."""
    found = over.everything(means.db, means.at, AT_A_TIME, reason=WHY)
    erase(means.db, found, means.at)
    if len(found) == AT_A_TIME:
        enqueue(means.db, MORE, means.at)
    return len(found)


def erase(db: Session, things: Sequence[Over], at: Moment) -> None:
    """Those things are gone, with all that hangs on them; their photos' files go by a job."""
    ids = [one.id for one in things]
    pictures = _pictures_of(db, ids)
    for statement in _what_hangs_on(ids):
        db.execute(statement)
    photos.throw_away(db, pictures, at)
    db.execute(delete(Item).where(Item.id.in_(ids)))
    erasures.note(db, ErasureKind.ITEM, [one.public_id for one in things], at)
    for one in things:
        log.write(db, "item_erased", at, None, item=one.id)


def _pictures_of(db: Session, ids: list[int]) -> list[int]:
    """The photos in any revision of those things, and in none of any other thing."""
    shown = select(RevisionPhoto.photo_id).join(Revision, Revision.id == RevisionPhoto.revision_id)
    elsewhere = shown.where(Revision.item_id.not_in(ids))
    here = shown.where(Revision.item_id.in_(ids), RevisionPhoto.photo_id.not_in(elsewhere))
    return list(db.scalars(here.distinct()))


def _what_hangs_on(ids: list[int]) -> list[Executable]:
    """Each table in an order in which no row is left that points to nothing."""
    words = select(Comment.id).where(Comment.item_id.in_(ids))
    checks = select(Check.id).where(Check.item_id.in_(ids))
    shares = select(Share.id).where(Share.item_id.in_(ids))
    revisions = select(Revision.id).where(Revision.item_id.in_(ids))
    noticed = Notice.item_id.in_(ids), Notice.comment_id.in_(words), Notice.check_id.in_(checks)
    told = Concern.item_id.in_(ids), Concern.comment_id.in_(words)
    return [
        delete(Notice).where(or_(*noticed)),
        delete(WordsOpening).where(WordsOpening.comment_id.in_(words)),
        update(Concern).where(or_(*told)).values(item_id=None, comment_id=None),
        delete(Look).where(Look.item_id.in_(ids)),
        delete(BreakGlass).where(BreakGlass.item_id.in_(ids)),
        delete(Seal).where(Seal.item_id.in_(ids)),
        delete(Hold).where(Hold.item_id.in_(ids)),
        delete(PictureSay).where(PictureSay.share_id.in_(shares)),
        delete(CheckedShare).where(CheckedShare.check_id.in_(checks)),
        delete(Check).where(Check.item_id.in_(ids)),
        delete(Share).where(Share.item_id.in_(ids)),
        delete(RevisionPhoto).where(RevisionPhoto.revision_id.in_(revisions)),
        delete(Comment).where(Comment.item_id.in_(ids)),
        delete(Revision).where(Revision.item_id.in_(ids)),
    ]
