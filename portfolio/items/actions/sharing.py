"""Putting up and taking down: share rows made, kept and ended to match what the owner wishes.

Never wider than the wishes: what is not wished ends at once, and what a teacher reads first
waits. Who sees what comes of it is the rule's to say.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from portfolio.core import tokens
from portfolio.items.actions import drafts
from portfolio.log import actions as log
from portfolio.models import Share
from portfolio.notices import actions as notices
from portfolio.pictured.actions import asking as pictured
from portfolio.talk import actions as talk
from portfolio.visibility import asked, proposals

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.models import Revision
    from portfolio.models.enums import Checks, PersonKind
    from portfolio.visibility.proposals import Wish
    from portfolio.visibility.reads import Sight

UNDO_WITHIN = timedelta(minutes=10)
"""How long *Undo* brings back what was taken down (issue 2)."""


def put_up(db: Session, sight: Sight, wishes: Collection[Wish], at: Moment) -> bool:
    """Send the newest revision to exactly those people; nobody wished ends like `take_down`.

    Whether any line ended, so that it can be undone.
    """
    shares = {asked.wish_of(share): share for share in asked.live_shares(db, sight.item_id)}
    unwished = [share for wish, share in shares.items() if wish not in wishes]
    _end(unwished, at)
    if not wishes:
        _log(db, "item_taken_down", sight, unwished, at)
        return bool(unwished)
    revision = drafts.newest(db, sight.item_id)
    revision.sent_at = revision.sent_at or at.now
    under = _under(db, sight.owner_id, at)
    wanted = [
        shares.get(wish) or _new(db, sight, wish, under[0], at)
        for wish in sorted(set(wishes), key=_order)
    ]
    for share in wanted:
        _ask(share, revision, under, at)
    _log(db, "item_put_up", sight, wanted, at)
    pictured.ask(db, sight.item_id, at)
    notices.sent_again(db, sight.owner_id, sight.item_id, at)
    talk.keep_in_family(db, sight.item_id, at)
    return bool(unwished)


def send_revision(db: Session, sight: Sight, at: Moment) -> None:
    """Ask for the newest revision to be shown to the same people as the item is now."""
    put_up(db, sight, [asked.wish_of(s) for s in asked.live_shares(db, sight.item_id)], at)


def take_down(db: Session, sight: Sight, at: Moment) -> bool:
    """End every share at once; whether there was any."""
    shares = asked.live_shares(db, sight.item_id)
    _end(shares, at)
    if shares:
        _log(db, "item_taken_down", sight, shares, at)
    return bool(shares)


def put_back(db: Session, sight: Sight, at: Moment, ending: str | None = None) -> bool:
    """Undo the last ending within ten minutes: the same shares with what they showed, no more.

    `ending` is the stamp of the ending that is meant (None: the last, whichever it was). Whether
    anything came back. Nothing does where another ending came after that one, or once the owner
    asked for anybody since, sent something newer, or brought anything back: what they chose last
    holds, and an Undo pressed twice reaches no older choice. Nobody is asked to look at what was
    replaced, and what waited for a look that nobody gives any more is kept (decision 7).
    """
    live = {asked.wish_of(share) for share in asked.live_shares(db, sight.item_id)}
    ended = asked.last_ended(db, sight.item_id, at.now - UNDO_WITHIN)
    ended_at = ended[0].ended_at if ended else None
    if ending is not None and (ended_at is None or stamp(ended_at) != ending):
        return False
    if asked.is_asked_since(db, sight.item_id, ended_at):
        return False
    back = alive_again(db, [s for s in ended if asked.wish_of(s) not in live], at)
    if back:
        _log(db, "item_put_back", sight, back, at)
        pictured.ask(db, sight.item_id, at)
        talk.keep_in_family(db, sight.item_id, at)
    return bool(back)


def alive_again(db: Session, shares: Sequence[Share], at: Moment) -> list[Share]:
    """Those of one item's shares that live after an undo, each with what it showed.

    Without a wait that was replaced, or for a look that nobody gives by today's setting; a share
    that was nothing else stays away: its owner is told that they keep it, and may ask anew.
    """
    if not shares:
        return []
    under = _under(db, shares[0].owner_id, at)
    return [share for share in shares if _brought_back(db, share, under, at)]


def _brought_back(db: Session, share: Share, under: tuple[Checks, PersonKind], at: Moment) -> bool:
    if asked.waits_for_nobody(share, *under) or asked.waits_for_older(db, share):
        if not asked.showing([share], 0):
            return False
        share.waiting_revision_id = share.waiting_since = None
    share.ended_at = None
    share.asked_at = at.now  # bringing it back is a choice, after which nothing older is undone
    return True


def stamp(ended_at: datetime) -> str:
    """What names an ending in the address that undoes it: its moment."""
    return ended_at.isoformat()


def settle_unread(db: Session, owner_id: int, at: Moment) -> int:
    """End the owner's waits for a look that nobody gives any more (decision 7); how many.

    What was up stays up, what only waited is kept: its owner was promised a look, and asks anew.
    """
    under = _under(db, owner_id, at)
    waiting = [
        share for share in asked.waiting_of(db, owner_id) if asked.waits_for_nobody(share, *under)
    ]
    for share in waiting:
        share.waiting_revision_id = share.waiting_since = None
        if not asked.showing([share], 0):
            share.ended_at = at.now
    return len(waiting)


def _under(db: Session, owner_id: int, at: Moment) -> tuple[Checks, PersonKind]:
    """What a teacher reads first of the owner's today, and what the owner is."""
    return proposals.checks_for(db, owner_id, at), proposals.owner_kind(db, owner_id)


def _order(wish: Wish) -> tuple[str, int, int]:
    return wish.kind.value, wish.person_id or 0, wish.group_id or 0


def _end(shares: Sequence[Share], at: Moment) -> None:
    for share in shares:
        share.ended_at = at.now


def _new(db: Session, sight: Sight, wish: Wish, checks: Checks, at: Moment) -> Share:
    share = Share(
        public_id=tokens.public_id(),
        item_id=sight.item_id,
        owner_id=sight.owner_id,
        kind=wish.kind,
        person_id=wish.person_id,
        group_id=wish.group_id,
        asked_under=checks,
        asked_at=at.now,
    )
    db.add(share)
    return share


def _ask(share: Share, revision: Revision, under: tuple[Checks, PersonKind], at: Moment) -> None:
    """Let the share show the revision: at once, or after a teacher's look."""
    share.asked_at = at.now
    share.asked_under = under[0]  # as the picker just said who looks
    if share.up_revision_id == revision.id:
        return  # they see it already: nothing to ask
    if proposals.is_checked_first(share.kind, *under):
        share.waiting_revision_id = revision.id
        share.waiting_since = share.waiting_since or at.now
        return
    share.up_revision_id, share.up_at = revision.id, share.up_at or at.now
    share.waiting_revision_id = share.waiting_since = None


def _log(db: Session, event: str, sight: Sight, shares: Sequence[Share], at: Moment) -> None:
    db.flush()
    ids = [share.id for share in shares]
    log.write(db, event, at, sight.owner_id, item=sight.item_id, shares=ids)
