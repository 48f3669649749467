"""Saying who is in a picture, and asking each of them about each share. Never commits.

To name somebody narrows at once, by the rule. To take somebody off again never widens: what they
held back ends, and its owner asks anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from portfolio.log import actions as log
from portfolio.models import Item, Photo, Pictured, PictureSay
from portfolio.models.enums import Answer, NoticeKind
from portfolio.notices import actions as notices
from portfolio.pictured import queries
from portfolio.visibility import says
from portfolio.visibility.says import Says

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.models import Share
    from portfolio.pictured.queries import InIt
    from portfolio.visibility.of_me import Asking
    from portfolio.visibility.reads import Sight


def hold(db: Session, item_id: int) -> None:
    """Let whoever changes the item's pictures or shares at this moment come after."""
    db.execute(select(Item.id).where(Item.id == item_id).with_for_update())


def say_who(
    db: Session, sight: Sight, photo_ids: Collection[int], pupil_ids: Collection[int], at: Moment
) -> None:
    """The owner says who is in these photos of theirs: so many of them, or nobody.

    Whom they named before and name no more is taken off where nobody has asked that child yet.
    """
    hold(db, sight.item_id)
    there = queries.in_photos(db, photo_ids)
    asked = says.asked_of(db, [row.id for row in there])
    name(db, photo_ids, pupil_ids, at, by=sight.owner_id)
    gone = [
        row
        for row in there
        if row.pupil_id not in pupil_ids
        and row.said_by_id == sight.owner_id
        and row.id not in asked
    ]
    take_off(db, gone, at, by=sight.owner_id)
    db.execute(update(Photo).where(Photo.id.in_(photo_ids)).values(who_said_at=at.now))
    ask(db, sight.item_id, at)


def name(
    db: Session, photo_ids: Collection[int], pupil_ids: Collection[int], at: Moment, *, by: int
) -> None:
    """Those children are in these photos; who is already stays as they are."""
    there = {(row.photo_id, row.pupil_id) for row in queries.in_photos(db, photo_ids)}
    for photo_id in sorted(photo_ids):
        for pupil_id in sorted(pupil_ids):
            if (photo_id, pupil_id) not in there:
                db.add(Pictured(photo_id=photo_id, pupil_id=pupil_id, said_by_id=by, at=at.now))
                log.write(db, "pictured", at, by, photo=photo_id, pupil=pupil_id)
    db.flush()


def ask(db: Session, item_id: int, at: Moment) -> None:
    """Ask each child in the item's pictures about each share of which they were not asked.

    What a child refused stays said where the share only ended because another was taken off.
    """
    hold(db, item_id)
    to_ask = says.to_ask(db, item_id)
    refused = says.refused_before(db, item_id) if to_ask else {}
    for pictured_id, share_id in to_ask:
        said = refused.get((pictured_id, share_id))
        db.add(
            PictureSay(
                pictured_id=pictured_id,
                share_id=share_id,
                answer=said or Answer.ASKED,
                asked_at=at.now,
                answered_at=at.now if said else None,
            )
        )
    db.flush()


def answer(db: Session, rows: Sequence[Asking], said: Answer, at: Moment, *, by: int) -> None:
    """A child says yes, no, or *cover me* to one share, of all the photos in `rows`.

    It holds from the next request on, and may be said anew as long as it is up.
    """
    share_id, item_id, owner_id = rows[0].share_id, rows[0].item_id, rows[0].owner_id
    db.execute(
        update(PictureSay)
        .where(
            PictureSay.share_id == share_id,
            PictureSay.pictured_id.in_({row.pictured_id for row in rows}),
        )
        .values(answer=said, answered_at=at.now)
    )
    log.write(db, "picture_said", at, by, share=share_id, answer=said.value)
    tell_owner(db, item_id, owner_id, at)


def tell_owner(
    db: Session, item_id: int, owner_id: int, at: Moment, *, ended: bool = False
) -> None:
    """Lay a card that somebody would rather not, or take it back where nobody is against it.

    `ended`: a share ended because a child is not in the picture after all; it may be shown anew.
    """
    told = says.told(db, item_id, at)
    kinds = []
    if Says.RATHER_NOT in told:
        kinds.append(NoticeKind.PICTURE_NO)
    if Says.COVER in told:
        kinds.append(NoticeKind.PICTURE_COVER)
    if ended:
        kinds.append(NoticeKind.PICTURE_AGAIN)
    notices.of_picture(db, owner_id, item_id, kinds, at)


def take_off(db: Session, rows: Sequence[InIt], at: Moment, *, by: int) -> list[Share]:
    """Those children are not in those photos after all; nobody sees anything more by that.

    Whatever they held back ends: its owner asks for it anew, and it is looked at anew. Which.
    """
    photo_ids, pupil_ids = {row.photo_id for row in rows}, {row.pupil_id for row in rows}
    ended = list(says.held_back(db, photo_ids, pupil_ids, at)) if rows else []
    _drop(db, rows, at, by=by)
    for share in ended:
        _end(share, at)
    db.flush()
    return ended


def _end(share: Share, at: Moment) -> None:
    """End it with nothing left to show, so that no undo brings back what nobody asked for."""
    share.ended_at = share.ended_at or at.now
    share.up_revision_id = share.waiting_revision_id = share.waiting_since = None


def _drop(db: Session, rows: Sequence[InIt], at: Moment, *, by: int) -> None:
    """The rows alone, with all that was said."""
    ids = [row.id for row in rows]
    db.execute(delete(PictureSay).where(PictureSay.pictured_id.in_(ids)))
    db.execute(delete(Pictured).where(Pictured.id.in_(ids)))
    for row in rows:
        log.write(db, "not_pictured", at, by, photo=row.photo_id, pupil=row.pupil_id)
