"""Laying cards into *For me*, in the unit of what they tell. Never commits.

A card holds only numbers; whether its reader may see what it is about is asked when it is read,
and once here, so that nobody gets a card about words that are not for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from portfolio.core import tokens
from portfolio.core.errors import NotThereError
from portfolio.models import Comment, Notice, Person
from portfolio.models.enums import CheckResult, NoticeKind, PersonKind, StopKind
from portfolio.visibility import stopped
from portfolio.visibility.heard import heard_among
from portfolio.visibility.viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.models import Check


OF_PICTURES = (NoticeKind.PICTURE_NO, NoticeKind.PICTURE_COVER, NoticeKind.PICTURE_AGAIN)
"""What an owner is told about others in a picture."""


def said(db: Session, comment: Comment, owner_id: int, at: Moment) -> None:
    """Tell of a comment that went up: whom it answers, and the owner of the item.

    One card each, none to its author, and only to pupils who read it; while all talk is stopped
    nobody does, and the cards wait for the end of that. The comment is flushed. That its author
    looked goes without saying now.
    """
    db.execute(delete(Notice).where(*_only_looked(comment)))
    answered = db.scalar(select(Comment.author_id).where(Comment.id == comment.reply_to_id))
    kinds = {owner_id: NoticeKind.COMMENT}
    if answered is not None:
        kinds[answered] = NoticeKind.REPLY
    kinds.pop(comment.author_id, None)
    for person_id in _pupils(db, list(kinds)):
        viewer = Viewer.person(person_id, at)
        if heard_among(db, viewer, [comment.id]) or stopped.is_on(db, StopKind.COMMENTS):
            notice = _notice(person_id, kinds[person_id], comment.item_id, at)
            notice.comment_id = comment.id
            db.add(notice)


def _only_looked(comment: Comment) -> tuple[ColumnElement[bool], ...]:
    return (
        Notice.kind == NoticeKind.LOOKED,
        Notice.item_id == comment.item_id,
        Notice.who_id == comment.author_id,
        Notice.seen_at.is_(None),
    )


def sent_back(db: Session, comment: Comment, at: Moment) -> None:
    """Tell the author, if a pupil, that a teacher sent their comment back."""
    for person_id in _pupils(db, [comment.author_id]):
        notice = _notice(person_id, NoticeKind.COMMENT_SENT_BACK, comment.item_id, at)
        notice.comment_id = comment.id
        db.add(notice)


def checked(db: Session, check: Check, owner_id: int, at: Moment) -> None:
    """Tell the owner, if a pupil, what a teacher's look came to. The check is flushed."""
    is_up = check.result is CheckResult.UP
    for person_id in _pupils(db, [owner_id]):
        kind = NoticeKind.UP if is_up else NoticeKind.SENT_BACK
        notice = _notice(person_id, kind, check.item_id, at)
        notice.check_id = check.id
        db.add(notice)


def looked(db: Session, owner_id: int, item_id: int, who_id: int, at: Moment) -> None:
    """Tell the owner, if a pupil, that somebody of their family opened their thing."""
    for person_id in _pupils(db, [owner_id]):
        db.add(_notice(person_id, NoticeKind.LOOKED, item_id, at, who_id))


def new_person(db: Session, pupil_id: int, adult_id: int, at: Moment) -> None:
    """Tell the child that this adult is one of their people now."""
    db.add(_notice(pupil_id, NoticeKind.NEW_PERSON, None, at, adult_id))


def new_card(db: Session, pupil_id: int, by: int, at: Moment) -> None:
    """Tell the child who made a new card for them."""
    db.add(_notice(pupil_id, NoticeKind.NEW_CARD, None, at, by))


def kept_safe(db: Session, owner_id: int, item_id: int, lead_id: int, at: Moment) -> None:
    """Tell the child that the safety lead opened their thing to keep them safe."""
    db.add(_notice(owner_id, NoticeKind.KEPT_SAFE, item_id, at, lead_id))


def take_back(db: Session, *, check_id: int | None = None, comment_id: int | None = None) -> None:
    """Take back the cards about a check, or about a comment, that was undone."""
    if check_id is not None:
        db.execute(delete(Notice).where(Notice.check_id == check_id))
    if comment_id is not None:
        db.execute(delete(Notice).where(Notice.comment_id == comment_id))


def sent_again(db: Session, person_id: int, item_id: int, at: Moment) -> None:
    """Put away the notes on an item that came back: its owner has sent it again since."""
    db.execute(
        update(Notice)
        .where(
            Notice.person_id == person_id,
            Notice.item_id == item_id,
            Notice.kind == NoticeKind.SENT_BACK,
            Notice.seen_at.is_(None),
        )
        .values(seen_at=at.now)
    )


def of_picture(
    db: Session, person_id: int, item_id: int, kinds: Sequence[NoticeKind], at: Moment
) -> None:
    """Tell the owner, if a pupil, what somebody in their picture would rather have; or no more.

    One card of a kind for an item, however many said it: a second would tell how many they are.
    """
    about = Notice.person_id == person_id, Notice.item_id == item_id
    of_picture = Notice.kind.in_(OF_PICTURES)
    there = set(db.scalars(select(Notice.kind).where(*about, of_picture)))
    db.execute(delete(Notice).where(*about, of_picture, Notice.kind.not_in(kinds)))
    for number in _pupils(db, [person_id]):
        db.add_all(_notice(number, kind, item_id, at) for kind in kinds if kind not in there)


def got_it(db: Session, person_id: int, public_id: str, at: Moment) -> None:
    """Put one's own card away; `NotThereError` if there is none of that name."""
    found = db.scalars(
        select(Notice.id).where(Notice.public_id == public_id, Notice.person_id == person_id)
    ).first()
    if found is None:
        raise NotThereError
    db.execute(
        update(Notice).where(Notice.id == found, Notice.seen_at.is_(None)).values(seen_at=at.now)
    )


def _pupils(db: Session, people: list[int]) -> list[int]:
    """Those of the people who are pupils: nobody else has a *For me*."""
    found = select(Person.id).where(Person.id.in_(people), Person.kind == PersonKind.PUPIL)
    return list(db.scalars(found.order_by(Person.id)))


def _notice(
    person_id: int, kind: NoticeKind, item_id: int | None, at: Moment, who_id: int | None = None
) -> Notice:
    return Notice(
        public_id=tokens.public_id(),
        person_id=person_id,
        kind=kind,
        item_id=item_id,
        who_id=who_id,
        made_at=at.now,
    )
