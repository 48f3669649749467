"""Raising a concern, and what a safety lead does about it. Never commits.

An urgent one holds its thing back at once: an item for its owner alone, words for their author
alone. Only a safety lead ends that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select, update

from portfolio.core import tokens
from portfolio.core.errors import NotThereError
from portfolio.jobs import enqueue
from portfolio.log import actions as log
from portfolio.models import Comment, Concern, Item, WordsOpening
from portfolio.models.enums import CommentState, ConcernFor, ConcernKind
from portfolio.notices import actions as notices
from portfolio.visibility import concerned, talk

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.visibility.concerns import Raised
    from portfolio.visibility.reads import Sight
    from portfolio.visibility.viewer import Viewer

URGENT = frozenset({ConcernKind.HURT, ConcernKind.UNSEEN})
"""Kinds that hide a thing at once."""


MAIL = "concern_mail"
"""The kind of the jobs that mail (mails.py)."""


class SettledError(Exception):
    """The words do not stand as they did: somebody else was first."""


class Said(NamedTuple):
    """What somebody presses: which kind, and a line that may be empty."""

    kind: ConcernKind
    line: str = ""
    address: str = ""
    """What the link of the mails begins with; empty where that is not known."""


def about_item(db: Session, viewer: Viewer, sight: Sight, said: Said) -> Concern:
    """Somebody who sees the item says that it is not right.

    Pressed again by the same person while the first is open, it is the first one. Other words, a
    worse kind, or what hides it anew is one more: nothing is added to what a lead may have read.
    """
    concern = Concern(item_id=sight.item_id, about_id=sight.owner_id, owner_id=sight.owner_id)
    return _raised(db, viewer, concern, said)


def about_words(db: Session, viewer: Viewer, sight: Sight, comment_id: int, said: Said) -> Concern:
    """The same about words that they read on it."""
    author_id = db.scalars(select(Comment.author_id).where(Comment.id == comment_id)).one()
    concern = Concern(
        item_id=sight.item_id,
        comment_id=comment_id,
        about_id=author_id,
        owner_id=sight.owner_id,
    )
    return _raised(db, viewer, concern, said)


def tell(db: Session, viewer: Viewer, reads: ConcernFor, said: Said) -> Concern:
    """A child tells something, about no thing that is here: their teachers, or the safety lead."""
    concern = Concern(owner_id=viewer.id, kind=said.kind, line=said.line, reads=reads)
    return _add(db, viewer, concern, said)


def flagged(db: Session, comment: Comment, owner_id: int, at: Moment) -> None:
    """Words that no teacher reads wait for a safety lead: the patterns found something in them."""
    concern = Concern(
        kind=ConcernKind.FLAGGED,
        reads=ConcernFor.LEAD,
        item_id=comment.item_id,
        comment_id=comment.id,
        about_id=comment.author_id,
        owner_id=owner_id,
        line="",
    )
    _write(db, concern, at, None)
    _have_told(db, concern.id, at)


def _raised(db: Session, viewer: Viewer, concern: Concern, said: Said) -> Concern:
    _one_after_the_other(db, concern)
    where = concern.item_id, concern.comment_id
    before = db.scalars(concerned.mine_open(viewer.id or 0, *where)).all()
    again = next((one for one in before if not _says_more(one, said)), None)
    if again is not None and (said.kind not in URGENT or concerned.is_held(db, *where)):
        return again
    concern.kind, concern.line, concern.reads = said.kind, said.line, ConcernFor.LEAD
    return _held(db, _add(db, viewer, concern, said), viewer)


def _one_after_the_other(db: Session, concern: Concern) -> None:
    """Let whoever says something of the same thing at this moment come after."""
    db.execute(select(Item.id).where(Item.id == concern.item_id).with_for_update())


def _says_more(before: Concern, said: Said) -> bool:
    """Other words than those that are kept, or another kind, unless the kept one is worse."""
    is_milder = before.kind in URGENT and said.kind not in URGENT
    is_of_a_kind = said.kind == before.kind or is_milder
    return not is_of_a_kind or said.line not in {"", before.line}


def _held(db: Session, concern: Concern, viewer: Viewer) -> Concern:
    if concern.kind in URGENT:
        _hold(db, concern, viewer.at, viewer.id)
    return concern


def _add(db: Session, viewer: Viewer, concern: Concern, said: Said) -> Concern:
    concern.reporter_id = viewer.id
    _write(db, concern, viewer.at, viewer.id)
    _have_told(db, concern.id, viewer.at, said.address)
    return concern


def _write(db: Session, concern: Concern, at: Moment, by: int | None) -> None:
    concern.public_id, concern.made_at, concern.note = tokens.public_id(), at.now, ""
    db.add(concern)
    db.flush()
    log.write(db, "concern_raised", at, by, concern=concern.id)


def _have_told(db: Session, concern_id: int, at: Moment, address: str = "") -> None:
    """Have a mail sent to each who is told of it; each is asked about again before that."""
    for person_id in sorted(concerned.to_tell(db, concern_id, at)):
        enqueue(db, MAIL, at, concern=concern_id, person=person_id, address=address)


def _hold(db: Session, concern: Concern, at: Moment, by: int | None) -> bool:
    """Hold the words back, or else the thing; whether it was not held already, which stays so."""
    table, number = (
        (Item, concern.item_id) if concern.comment_id is None else (Comment, concern.comment_id)
    )
    held = update(table).where(table.id == number, table.held_back_at.is_(None))
    is_new = db.execute(held.values(held_back_at=at.now).returning(table.id)).first() is not None
    if is_new:
        log.write(db, "held_back", at, by, concern=concern.id)
    return is_new


# ---------------------------------------------------------------- what a safety lead does


def read(db: Session, raised: Raised, by: int, at: Moment) -> None:
    """*I have read it*: whoever raised it is told that it was read, and no more."""
    unread = update(Concern).where(Concern.id == raised.id, Concern.read_by_id.is_(None))
    first = func.coalesce(Concern.read_at, at.now)
    said = unread.values(read_at=first, read_by_id=by).returning(Concern.id)
    if db.execute(said).first():
        log.write(db, "concern_read", at, by, concern=raised.id)


def hand_on(db: Session, raised: Raised, by: int, at: Moment, address: str = "") -> None:
    """A teacher gives what a child told them to the safety lead, who has not read it yet.

    The child is told that it was read, for the teacher has.
    """
    read(db, raised, by, at)
    values = {"reads": ConcernFor.LEAD, "read_by_id": None}
    db.execute(update(Concern).where(Concern.id == raised.id).values(values))
    log.write(db, "concern_handed_on", at, by, concern=raised.id)
    db.flush()
    _have_told(db, raised.id, at, address)


def hold(db: Session, raised: Raised, by: int, at: Moment) -> None:
    """Hold it back, whatever its kind."""
    _hold(db, db.get_one(Concern, raised.id), at, by)


def put_back(db: Session, raised: Raised, by: int, at: Moment) -> None:
    """Others see it again as its owner asked: nobody more. It counts as read."""
    table, number = (
        (Item, raised.item_id) if raised.comment_id is None else (Comment, raised.comment_id)
    )
    db.execute(update(table).where(table.id == number).values(held_back_at=None))
    log.write(db, "put_back_by_lead", at, by, concern=raised.id)
    read(db, raised, by, at)


def open_words(db: Session, raised: Raised, by: int, at: Moment) -> None:
    """Open the words for this lead, for an hour: a privileged look, written down before it is."""
    if raised.comment_id is None:
        raise NotThereError
    db.add(WordsOpening(comment_id=raised.comment_id, lead_id=by, at=at.now))
    log.write(db, "words_opened", at, by, concern=raised.id, comment=raised.comment_id)


def words_read(db: Session, raised: Raised, by: int, at: Moment) -> None:
    """Write down that the opened words are read, before they are sent (T72)."""
    log.write(db, "words_read", at, by, concern=raised.id, comment=raised.comment_id or 0)


def remove_words(db: Session, raised: Raised, by: int, at: Moment) -> None:
    """Nobody reads the words any more, their author neither. Removed already, it is done."""
    comment = _words(db, raised)
    concern = db.get_one(Concern, raised.id, with_for_update=True, populate_existing=True)
    if raised.is_removed or concern.removed_from is not None:
        return
    concern.removed_from = comment.state
    comment.state = CommentState.REMOVED
    comment.settled_at, comment.settled_by_id = at.now, by
    log.write(db, "words_removed", at, by, concern=raised.id, comment=comment.id)
    read(db, raised, by, at)


def bring_back_words(db: Session, raised: Raised, by: int, at: Moment) -> None:
    """Undo that: they stand where they stood."""
    comment, concern = _words(db, raised), db.get_one(Concern, raised.id)
    if concern.removed_from is None:
        return
    comment.state, concern.removed_from = concern.removed_from, None
    log.write(db, "words_brought_back", at, by, concern=raised.id, comment=comment.id)


def put_up_words(db: Session, raised: Raised, by: int, at: Moment) -> None:
    """Let flagged words of talk in the family be heard. `SettledError` where they wait no more."""
    comment = _waiting(db, raised)
    comment.state = CommentState.UP
    comment.settled_at, comment.settled_by_id = at.now, by
    db.flush()
    log.write(db, "words_put_up", at, by, concern=raised.id, comment=comment.id)
    notices.said(db, comment, raised.owner_id, at)
    read(db, raised, by, at)


def send_back_words(db: Session, raised: Raised, note: str, by: int, at: Moment) -> None:
    """Send them back to their author with a kind note. `SettledError` where they wait no more."""
    comment = _waiting(db, raised)
    comment.state, comment.note = CommentState.SENT_BACK, note
    comment.settled_at, comment.settled_by_id = at.now, by
    db.flush()
    log.write(db, "words_sent_back", at, by, concern=raised.id, comment=comment.id)
    notices.sent_back(db, comment, at)
    read(db, raised, by, at)


def settle(db: Session, raised: Raised, note: str, by: int, at: Moment) -> None:
    """It is done with; the note stays for the safety leads. What is held back stays so."""
    read(db, raised, by, at)
    values = {"settled_at": at.now, "settled_by_id": by, "note": note}
    db.execute(update(Concern).where(Concern.id == raised.id).values(values))
    log.write(db, "concern_settled", at, by, concern=raised.id)


def open_again(db: Session, raised: Raised, by: int, at: Moment) -> None:
    """Undo that."""
    values = {"settled_at": None, "settled_by_id": None}
    db.execute(update(Concern).where(Concern.id == raised.id).values(values))
    log.write(db, "concern_opened_again", at, by, concern=raised.id)


def _words(db: Session, raised: Raised) -> Comment:
    """The words, locked: whoever settles them at the same moment comes after."""
    found = select(Comment).where(Comment.id == raised.comment_id).with_for_update()
    comment = db.scalars(found).first()
    if comment is None:
        raise NotThereError
    return comment


def _waiting(db: Session, raised: Raised) -> Comment:
    waits = Comment.id == raised.comment_id, talk.waits_for_the_lead()
    comment = db.scalars(select(Comment).where(*waits).with_for_update()).first()
    if comment is None:
        raise SettledError
    return comment


def got_it(db: Session, reporter_id: int, public_id: str, at: Moment) -> None:
    """Whoever raised it puts the word away that it was read; `NotThereError` for any other."""
    mine = Concern.public_id == public_id, Concern.reporter_id == reporter_id
    found = db.scalars(select(Concern.id).where(*mine, Concern.read_at.is_not(None))).first()
    if found is None:
        raise NotThereError
    db.execute(update(Concern).where(Concern.id == found).values(told_at=at.now))
