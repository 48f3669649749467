"""Comments as a viewer reads them: with their words, so that a page asks once.

Asks `talk`, which says who reads what; adds nothing to it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, bindparam, literal, not_, or_, select

from portfolio.core.database import at_most
from portfolio.models import Notice
from portfolio.models.enums import ViewerKind
from portfolio.visibility import cards, rule, talk
from portfolio.visibility.rule import ITEM, Asker, Reason
from portfolio.visibility.standing import asked_at

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from portfolio.models.enums import CommentState
    from portfolio.visibility.reads import Sight
    from portfolio.visibility.viewer import Viewer


class Heard(NamedTuple):
    """One comment that the viewer reads; `hidden`: the owner of the item hid it from others."""

    id: int
    public_id: str
    author_id: int
    reply_to_id: int | None
    words: str
    written_at: datetime
    state: CommentState
    note: str
    hidden: bool
    household_id: int | None
    """The one home that reads it, beside the owner and, save in family talk, the teachers."""
    teachers_read: bool
    """It is none of the talk that stays in the family."""


def heard(db: Session, viewer: Viewer, sight: Sight) -> list[Heard]:
    """The comments on a seen item that the viewer reads, in the order of writing."""
    asked = {"viewer_id": viewer.id, "which": sight.item_id, **asked_at(viewer.at)}
    return [Heard(*row) for row in db.execute(_on_item(viewer.kind, sight.reasons), asked)]


def heard_among(db: Session, viewer: Viewer, comment_ids: Collection[int]) -> dict[int, Heard]:
    """Those of the comments that the viewer reads, whichever items they are on, by number."""
    if not comment_ids:
        return {}
    asked = {"viewer_id": viewer.id, "comments": list(comment_ids), **asked_at(viewer.at)}
    return {row.id: Heard(*row) for row in db.execute(_among(viewer.kind), asked)}


def has_new_card(db: Session, viewer: Viewer) -> bool:
    """Whether a card that was not put away lies there about something the viewer may read."""
    asked = {"viewer_id": viewer.id, **asked_at(viewer.at)}
    return db.scalars(_new_card(), asked).first() is not None


@cache
def _new_card() -> Select[*tuple[Any, ...]]:
    asker, comment = Asker.one(ViewerKind.PERSON), talk.COMMENT
    new = and_(Notice.person_id == asker.id, Notice.seen_at.is_(None), cards.may_name(asker.at))
    items = ITEM.c.id.in_(select(Notice.item_id).where(new))
    rows = rule.sights(asker, only=items).subquery()
    reads = and_(talk.may_read(asker, rows.c.reason), not_(talk.is_hidden()))
    return (
        select(Notice.id)
        .outerjoin(rows, rows.c.item_id == Notice.item_id)
        .outerjoin(comment, comment.c.id == Notice.comment_id)
        .where(
            new,
            or_(cards.needs_no_item(), rows.c.item_id.is_not(None)),
            or_(Notice.comment_id.is_(None), reads),
        )
        .limit(at_most(1))
    )


@cache
def _on_item(kind: ViewerKind, reasons: frozenset[Reason]) -> Select[*tuple[Any, ...]]:
    asker = Asker.one(kind)
    reads = [talk.may_read(asker, literal(reason.value)) for reason in sorted(reasons)]
    return _rows().where(talk.COMMENT.c.item_id == bindparam("which"), or_(*reads))


@cache
def _among(kind: ViewerKind) -> Select[*tuple[Any, ...]]:
    comment = talk.COMMENT
    among = comment.c.id.in_(bindparam("comments"))
    items = ITEM.c.id.in_(select(comment.c.item_id).where(among))
    rows = rule.sights(Asker.one(kind), only=items).subquery()
    return (
        _rows()
        .join(rows, rows.c.item_id == comment.c.item_id)
        .where(among, talk.may_read(Asker.one(kind), rows.c.reason))
    )


def _rows() -> Select[*tuple[Any, ...]]:
    comment = talk.COMMENT
    return select(
        comment.c.id,
        comment.c.public_id,
        comment.c.author_id,
        comment.c.reply_to_id,
        comment.c.words,
        comment.c.written_at,
        comment.c.state,
        comment.c.note,
        talk.is_hidden().label("hidden"),
        comment.c.household_id,
        talk.is_for_a_teacher().label("teachers_read"),
    ).order_by(comment.c.id)
