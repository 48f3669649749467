"""Saying something about an item, taking it back, hiding words, closing the talk. Never commits."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from portfolio.checking.queries import flags_of
from portfolio.concerns import actions as concerns
from portfolio.core import tokens
from portfolio.core.errors import NotAllowedError, NotThereError
from portfolio.log import actions as log
from portfolio.models import Comment, Item
from portfolio.models.enums import CommentState, PersonKind
from portfolio.notices import actions as notices
from portfolio.talk import readers
from portfolio.visibility import reads, talk
from portfolio.visibility.heard import heard
from portfolio.visibility.rights import Right, may, require
from portfolio.visibility.viewer import Viewer

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.visibility.reads import Sight


UNDO_WITHIN = timedelta(minutes=10)
"""How long words that were taken back can be sent after all."""


class SettledError(Exception):
    """A teacher has read the words by now: they wait no more."""


class UnansweredError(Exception):
    """The words that were to be answered wait, went back, or cannot be read any more."""


class ClosedError(Exception):
    """The talk was closed meanwhile: the item as its viewer sees it, and what they had said."""

    def __init__(self, sight: Sight, words: str) -> None:
        super().__init__()
        self.sight, self.words = sight, words


def say(
    db: Session, viewer: Viewer, sight: Sight, words: str, reply_to: str | None = None
) -> Comment:
    """Put the words (plain text, already tidied) under the item; who may read them is set here.

    `reply_to` is the public id of a comment that the viewer reads; its household keeps the answer.
    A family member's or classmate's words wait for a teacher, save in talk that stays in the
    family (product.md, rule 7), where what is flagged waits for the safety lead; the owner's and
    staff's are up at once. Raises `NotAllowedError`
    where the sight gives no say, `UnansweredError` where there is nothing to answer.
    """
    require(Right.COMMENT, sight)
    answered = readers.answered(heard(db, viewer, sight), reply_to) if reply_to else None
    if reply_to and answered is None:
        raise UnansweredError
    them = readers.of_words(db, viewer, sight, answered)
    waits_for_lead = them.family_only and _is_flagged(db, them.kind, words, sight.owner_id, viewer)
    at_once = them.family_only or sight.is_owner or them.kind is PersonKind.STAFF
    at_once = at_once and not waits_for_lead
    comment = Comment(
        public_id=tokens.public_id(),
        item_id=sight.item_id,
        author_id=viewer.id,
        reply_to_id=answered.id if answered else None,
        household_id=them.household_id,
        family_only=them.family_only,
        words=words,
        state=CommentState.UP if at_once else CommentState.WAITING,
        written_at=viewer.at.now,
        note="",
    )
    db.add(comment)
    db.flush()
    log.write(db, "comment_written", viewer.at, viewer.id, item=sight.item_id, comment=comment.id)
    if at_once:
        notices.said(db, comment, sight.owner_id, viewer.at)
    if waits_for_lead:
        concerns.flagged(db, comment, sight.owner_id, viewer.at)
    return comment


def _is_flagged(db: Session, kind: PersonKind, words: str, owner_id: int, author: Viewer) -> bool:
    """Whether the patterns find something in an adult's words that no teacher would read."""
    if kind is not PersonKind.FAMILY:
        return False
    return bool(flags_of(db, words, author.id or 0, owner_id, author.at).found)


def keep_in_family(db: Session, item_id: int, at: Moment) -> int:
    """Let words that wait be heard where talk on the item stays in the family by now; how many.

    For whoever ends what brought a teacher: nobody is left to read them first. They are the
    family's for good, and whatever was sent back or sealed stays so (decision 11). What is flagged
    waits on, for the safety lead.
    """
    return sum(_keep(db, comment, at) for comment in talk.unheard(db, item_id, at))


def _keep(db: Session, comment: Comment, at: Moment) -> bool:
    """Make the words the family's; whether they are heard now."""
    owner_id = db.get_one(Item, comment.item_id).owner_id
    author = Viewer.person(comment.author_id, at)
    comment.family_only = True
    # Of all whom `unheard` gives, none but family see the thing.
    if _is_flagged(db, PersonKind.FAMILY, comment.words, owner_id, author):
        db.flush()
        concerns.flagged(db, comment, owner_id, at)
        return False
    comment.state = CommentState.UP
    db.flush()
    log.write(db, "comment_kept_in_family", at, None, item=comment.item_id, comment=comment.id)
    notices.said(db, comment, owner_id, at)
    return True


def keep_all_in_family(db: Session, at: Moment) -> int:
    """The same for every item: a class, a membership or a race may have ended it; how many."""
    return sum(
        keep_in_family(db, item_id, at) for item_id in db.scalars(talk.waits_somewhere()).all()
    )


def take_back(db: Session, viewer: Viewer, comment_id: int) -> None:
    """The author takes their words back while a teacher has yet to read them: nobody reads them.

    Raises `NotAllowedError` for somebody else's words, `SettledError` where they wait no more;
    where a press at the same moment took them back, that is done.
    """
    comment = db.get_one(Comment, comment_id)
    if comment.author_id != viewer.id:
        raise NotAllowedError
    if _locked(db, comment_id, talk.is_waiting()) is None:
        if _locked(db, comment_id, _just_taken_back(viewer)) is None:
            raise SettledError
        return
    comment.state = CommentState.REMOVED
    comment.settled_at, comment.settled_by_id = viewer.at.now, viewer.id
    log.write(db, "comment_taken_back", viewer.at, viewer.id, comment=comment.id)


def sight_of_taken_back(db: Session, viewer: Viewer, public_id: str) -> Sight:
    """The viewer's sight of the item on which they took those words back just now.

    `NotThereError` where they did not, or see the item no more.
    """
    found = select(Comment.item_id).where(Comment.public_id == public_id, _just_taken_back(viewer))
    sight = reads.sight_of(db, viewer, db.scalars(found).first() or reads.NO_ID)
    if sight is None:
        raise NotThereError
    return sight


def _just_taken_back(viewer: Viewer) -> ColumnElement[bool]:
    return talk.was_taken_back(viewer.id or 0, viewer.at.now - UNDO_WITHIN)


def send_after_all(db: Session, viewer: Viewer, public_id: str) -> tuple[Sight, Comment]:
    """Undo that within ten minutes: the sight of their item, and the words as they stand then.

    What has become the family's alone meanwhile is up at once, as if it were said now. Words of
    theirs that stand there are sent already: a second press changes nothing. Raises
    `NotThereError` for any others that the viewer did not take back, or could not say now;
    `ClosedError` where only the talk was closed.
    """
    number = db.scalars(select(Comment.id).where(Comment.public_id == public_id)).first() or 0
    comment = _locked(db, number, _just_taken_back(viewer))
    if comment is None:
        return _sent_already(db, viewer, public_id)
    sight = reads.sight_of(db, viewer, comment.item_id)
    if sight is not None and not sight.comments_open:
        raise ClosedError(sight, comment.words)
    if sight is None or not may(Right.COMMENT, sight):
        raise NotThereError
    comment.state = CommentState.WAITING
    comment.settled_at = comment.settled_by_id = None
    log.write(db, "comment_written", viewer.at, viewer.id, item=sight.item_id, comment=comment.id)
    db.flush()
    keep_in_family(db, sight.item_id, viewer.at)
    return sight, comment


def _sent_already(db: Session, viewer: Viewer, public_id: str) -> tuple[Sight, Comment]:
    sight, number = reads.comment_or_404(db, viewer, public_id)
    comment = db.get_one(Comment, number)
    if comment.author_id != viewer.id:
        raise NotThereError
    return sight, comment


def _locked(db: Session, number: int, how: ColumnElement[bool]) -> Comment | None:
    """The comment, where it stands so: whoever settles it at the same moment comes after."""
    return db.scalars(select(Comment).where(Comment.id == number, how).with_for_update()).first()


def hide(db: Session, comment_id: int, by: int, at: Moment) -> None:
    """Hide somebody's words from all but their author, the owner and the teachers."""
    db.execute(update(Comment).where(Comment.id == comment_id).values(hidden_at=at.now))
    log.write(db, "comment_hidden", at, by, comment=comment_id)


def end_hiding(db: Session, comment_id: int, by: int, at: Moment) -> None:
    """Let those who read it before read it again."""
    db.execute(update(Comment).where(Comment.id == comment_id).values(hidden_at=None))
    log.write(db, "comment_shown", at, by, comment=comment_id)


def close(db: Session, item_id: int, by: int, at: Moment) -> None:
    """Take no more comments on the item; those that stand stay."""
    _set_open(db, item_id, is_open=False)
    log.write(db, "comments_closed", at, by, item=item_id)


def open_again(db: Session, item_id: int, by: int, at: Moment) -> None:
    """Take comments on the item."""
    _set_open(db, item_id, is_open=True)
    log.write(db, "comments_opened", at, by, item=item_id)


def _set_open(db: Session, item_id: int, *, is_open: bool) -> None:
    if not db.execute(
        update(Item).where(Item.id == item_id).values(comments_open=is_open).returning(Item.id)
    ).all():
        raise NotThereError
