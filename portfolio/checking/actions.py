"""A teacher's look: putting up what was seen, sending it back with a note, and undoing that.

A look is of one revision for the shares that this teacher may check. Never commits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from portfolio.core import tokens
from portfolio.core.errors import NotThereError
from portfolio.log import actions as log
from portfolio.models import Check, CheckedShare, Comment, Revision, Share
from portfolio.models.enums import CheckResult, CommentState
from portfolio.notices import actions as notices
from portfolio.talk import actions as talk_actions
from portfolio.visibility import checks, proposals, reads, talk
from portfolio.visibility.rights import Right, require

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.visibility.reads import Sight
    from portfolio.visibility.viewer import Viewer

UNDO_WITHIN = timedelta(minutes=10)
"""How long a look can be undone: long enough to notice a slip, too short to forget it."""


class SettledError(Exception):
    """Nothing waits any more: somebody else looked, or its owner took it down."""


class ChangedError(Exception):
    """Something newer waits than what the teacher saw."""


class TooLateError(Exception):
    """It cannot be undone: too long ago, or something happened since."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a teacher decided of what they were shown.

    `note` is a kind sentence where it goes back, else empty. `shares` are the public ids of the
    shares that the page named: a look puts nothing up for anybody else.
    """

    result: CheckResult
    note: str = ""
    shares: frozenset[str] = frozenset()


def check_item(db: Session, viewer: Viewer, sight: Sight, number: int, look: Look) -> Check:
    """Settle the shares that wait for revision `number` of the item, the one that was seen.

    A share that waits for another revision is not spoken of: nobody asked it to show this one.
    One that waits for this revision and was not shown makes the look void: more people are asked
    for than the teacher knew (product.md, rule 4).

    Of two teachers at once the first one's look holds. Raises `SettledError`, `ChangedError`.
    """
    require(Right.CHECK, sight)
    waiting = db.scalars(checks.still_waiting(sight.waiting_share_ids)).all()
    if not waiting:
        raise SettledError
    revision_id = _seen_revision(db, sight, number, waiting)
    shares = checks.asking_for(waiting, revision_id)
    if not {share.public_id for share in shares} <= look.shares:
        raise ChangedError
    check = Check(
        public_id=tokens.public_id(),
        item_id=sight.item_id,
        revision_id=revision_id,
        checker_id=viewer.id,
        result=look.result,
        note=look.note,
        at=viewer.at.now,
    )
    db.add(check)
    db.flush()
    for share in shares:
        db.add(_remembered(check, share))
        _settle(share, check)
    notices.checked(db, check, sight.owner_id, viewer.at)
    _log_check(db, viewer, check)
    talk_actions.keep_in_family(db, sight.item_id, viewer.at)  # sent back, it may be theirs alone
    return check


def _seen_revision(db: Session, sight: Sight, number: int, shares: Sequence[Share]) -> int:
    seen = db.scalars(
        select(Revision.id).where(Revision.item_id == sight.item_id, Revision.number == number)
    ).first()
    newest = max(share.waiting_revision_id or 0 for share in shares)
    if seen is None or newest != seen:
        raise ChangedError
    return seen


def _remembered(check: Check, share: Share) -> CheckedShare:
    return CheckedShare(
        check_id=check.id,
        share_id=share.id,
        before_revision_id=share.up_revision_id,
        before_up_at=share.up_at,
        waiting_since=share.waiting_since,
    )


def _settle(share: Share, check: Check) -> None:
    if check.result is CheckResult.UP:
        share.up_revision_id = check.revision_id
        share.up_at = share.up_at or check.at
    share.waiting_revision_id = share.waiting_since = None


def _log_check(db: Session, viewer: Viewer, check: Check) -> None:
    log.write(
        db,
        "item_checked",
        viewer.at,
        viewer.id,
        item=check.item_id,
        revision=check.revision_id,
        check=check.id,
        result=check.result.value,
    )


def undo_check(db: Session, viewer: Viewer, public_id: str) -> str:
    """Let the teacher's own look be as if it had not been; the item's public id.

    What they put up waits again, since when it waited before. Raises `NotThereError` for a look
    of somebody else or an item that they no longer see, `TooLateError` where it is not undone.
    """
    check = db.scalars(
        select(Check)
        .where(Check.public_id == public_id, Check.checker_id == viewer.id)
        .with_for_update()
    ).first()
    if check is None:
        raise NotThereError
    if check.undone_at is not None or _is_too_late(check.at, viewer):
        raise TooLateError
    _undo_shares(db, check, viewer.at)
    check.undone_at = viewer.at.now
    notices.take_back(db, check_id=check.id)
    log.write(db, "check_undone", viewer.at, viewer.id, check=check.id)
    return _seen_again(db, viewer, check.item_id)


def _undo_shares(db: Session, check: Check, at: Moment) -> None:
    """All of them or none: they must stand exactly as the look left them.

    `TooLateError` also where one would wait for a look that nobody gives any more (decision 7).
    """
    remembered = db.scalars(
        select(CheckedShare).where(CheckedShare.check_id == check.id).order_by(CheckedShare.id)
    ).all()
    shares = [_as_left(db, check, before) for before in remembered]
    if not all(_is_looked_at(db, share, at) for share in shares):
        raise TooLateError
    for share, before in zip(shares, remembered, strict=True):
        share.up_revision_id, share.up_at = before.before_revision_id, before.before_up_at
        share.waiting_revision_id = check.revision_id
        share.waiting_since = before.waiting_since


def _is_looked_at(db: Session, share: Share, at: Moment) -> bool:
    """Whether somebody looks first at what such a share asks for, by today's setting."""
    owner_id = share.owner_id
    under = proposals.checks_for(db, owner_id, at), proposals.owner_kind(db, owner_id)
    return proposals.is_checked_first(share.kind, *under)


def _as_left(db: Session, check: Check, before: CheckedShare) -> Share:
    is_up = check.result is CheckResult.UP
    shown = check.revision_id if is_up else before.before_revision_id
    left = checks.as_left([before.share_id], shown)
    share = db.scalars(select(Share).where(left).with_for_update()).first()
    if share is None:
        raise TooLateError
    return share


def _seen_again(db: Session, viewer: Viewer, item_id: int) -> str:
    db.flush()
    sight = reads.sight_of(db, viewer, item_id)
    if sight is None or not sight.is_checker:
        raise NotThereError
    return sight.public_id


def _is_too_late(done_at: datetime | None, viewer: Viewer) -> bool:
    return done_at is None or viewer.at.now - done_at > UNDO_WITHIN


def check_comment(db: Session, viewer: Viewer, sight: Sight, comment_id: int, look: Look) -> None:
    """Put the comment up, or send it back to its author. `SettledError` if it waits no more."""
    require(Right.CHECK, sight)
    comment = db.scalars(
        select(Comment)
        .where(Comment.id == comment_id, talk.waits_for_a_teacher())
        .with_for_update()
    ).first()
    if comment is None or comment.author_id == viewer.id:
        raise SettledError
    is_up = look.result is CheckResult.UP
    comment.state = CommentState.UP if is_up else CommentState.SENT_BACK
    comment.note = look.note
    comment.settled_at, comment.settled_by_id = viewer.at.now, viewer.id
    db.flush()
    if is_up:
        notices.said(db, comment, sight.owner_id, viewer.at)
    else:
        notices.sent_back(db, comment, viewer.at)
    log.write(
        db,
        "comment_checked",
        viewer.at,
        viewer.id,
        comment=comment.id,
        result=look.result.value,
    )


def undo_comment_check(db: Session, viewer: Viewer, public_id: str) -> str:
    """Let the teacher's own look at a comment be as if it had not been; its public id.

    Raises `NotThereError` for a look of somebody else, `TooLateError` after ten minutes or where
    somebody has answered since.
    """
    comment = db.scalars(
        select(Comment)
        .where(Comment.public_id == public_id, Comment.settled_by_id == viewer.id)
        .where(~talk.is_sealed())
        .with_for_update()
    ).first()
    if comment is None:
        raise NotThereError
    answered = db.scalar(select(exists().where(Comment.reply_to_id == comment.id)))
    if _is_too_late(comment.settled_at, viewer) or answered:
        raise TooLateError
    comment.state, comment.note = CommentState.WAITING, ""
    comment.settled_at = comment.settled_by_id = None
    notices.take_back(db, comment_id=comment.id)
    log.write(db, "comment_checked", viewer.at, viewer.id, comment=comment.id, result="undone")
    _seen_again(db, viewer, comment.item_id)
    return comment.public_id
