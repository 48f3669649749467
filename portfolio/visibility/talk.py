"""Who reads a comment: whoever sees its item, as far as product.md rules 7 and 8 go.

Written over the asker and the reason for which they see the item, like the rule itself.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    and_,
    bindparam,
    exists,
    not_,
    or_,
    select,
)

from portfolio.models import Comment, Item, Person, Restriction
from portfolio.models.enums import Checks, CommentState, StopKind
from portfolio.visibility import rule, standing
from portfolio.visibility.rule import IN_THE_FAMILY, ITEM, SHARE, Asker, Reason, is_shown
from portfolio.visibility.rule import is_waiting as is_asked
from portfolio.visibility.standing import WHEN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.visibility.reads import Sight

COMMENT: FromClause = Comment.__table__

FAMILY_REASONS = (Reason.FAMILY, Reason.NAMED)
"""Those who hear talk that stays in the family."""

AUDIENCE_REASONS = (*FAMILY_REASONS, Reason.CLASSMATE, Reason.CLASS_FAMILY)
"""Those who see an item because it is up for them."""


def may_read(asker: Asker, reason: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether the asker, who sees a comment's item for `reason`, reads the comment too."""
    return and_(
        COMMENT.c.sealed_at.is_(None),
        COMMENT.c.state != CommentState.REMOVED,
        COMMENT.c.author_id.not_in(standing.kept_from(asker.id, asker.at)),
        or_(
            COMMENT.c.author_id == asker.id,
            and_(
                _is_for_others(),
                or_(
                    _as_teacher(reason),
                    and_(
                        not_(standing.is_stopped(StopKind.COMMENTS)),
                        or_(_as_owner(asker, reason), _as_audience(asker, reason)),
                    ),
                ),
            ),
        ),
    )


def _is_for_others() -> ColumnElement[bool]:
    """No urgent concern holds the words back: what one holds back is its author's alone."""
    return COMMENT.c.held_back_at.is_(None)


def _as_owner(asker: Asker, reason: ColumnElement[str]) -> ColumnElement[bool]:
    return and_(reason == Reason.OWNER, _is_up(), not_(_author_kept_from_owner(asker)))


def _as_teacher(reason: ColumnElement[str]) -> ColumnElement[bool]:
    return and_(
        reason == Reason.TEACHER,
        is_for_a_teacher(),
        standing.one_of(COMMENT.c.state, (CommentState.UP, CommentState.WAITING)),
    )


def _as_audience(asker: Asker, reason: ColumnElement[str]) -> ColumnElement[bool]:
    return and_(
        standing.one_of(reason, AUDIENCE_REASONS),
        _is_up(),
        COMMENT.c.hidden_at.is_(None),
        or_(
            COMMENT.c.household_id.is_(None),
            COMMENT.c.household_id.in_(standing.households(asker.id, asker.at)),
        ),
        or_(COMMENT.c.family_only.is_(False), standing.one_of(reason, FAMILY_REASONS)),
        not_(_author_kept_from_owner(asker)),
    )


def _is_up() -> ColumnElement[bool]:
    return COMMENT.c.state == CommentState.UP


def _author_kept_from_owner(asker: Asker) -> ColumnElement[bool]:
    return exists().where(
        Item.id == COMMENT.c.item_id,
        Restriction.pupil_id == Item.owner_id,
        Restriction.person_id == COMMENT.c.author_id,
        standing.live(Restriction, asker.at),
    )


def is_for_a_teacher() -> ColumnElement[bool]:
    """The comment is none of the talk that stays in the family."""
    return COMMENT.c.family_only.is_(False)


def is_waiting() -> ColumnElement[bool]:
    """Somebody has yet to read the comment: a teacher, or the safety lead."""
    return and_(COMMENT.c.state == CommentState.WAITING, COMMENT.c.sealed_at.is_(None))


def waits_for_a_teacher() -> ColumnElement[bool]:
    """The comment waits for a teacher, and no urgent concern holds it back."""
    return and_(is_waiting(), is_for_a_teacher(), _is_for_others())


def waits_for_the_lead() -> ColumnElement[bool]:
    """The comment is talk that stays in the family, and waits: something in it was flagged."""
    return and_(is_waiting(), not_(is_for_a_teacher()))


def is_taken_back() -> ColumnElement[bool]:
    """The comment's author took it back, while it waited for a teacher."""
    return and_(_is_taken_back(), is_for_a_teacher(), _is_for_others())


def _is_taken_back() -> ColumnElement[bool]:
    return and_(
        COMMENT.c.state == CommentState.REMOVED,
        COMMENT.c.sealed_at.is_(None),
        COMMENT.c.settled_by_id == COMMENT.c.author_id,
    )


def was_taken_back(author_id: int, since: datetime) -> ColumnElement[bool]:
    """That author took the comment back after `since`."""
    mine = COMMENT.c.author_id == author_id
    return and_(_is_taken_back(), mine, COMMENT.c.settled_at > since)


def is_sealed() -> ColumnElement[bool]:
    """A safety lead sealed the comment."""
    return COMMENT.c.sealed_at.is_not(None)


def is_hidden() -> ColumnElement[bool]:
    """The owner of the item hid the comment."""
    return COMMENT.c.hidden_at.is_not(None)


def stays_in_family(db: Session, sight: Sight, at: Moment) -> bool:
    """Whether talk on the item stays in the family, so that no teacher reads it (rule 7).

    So it is where the item is asked for by family alone, and no such share brings a teacher: it
    was asked for in a class that checks beyond family, or all the owner's classes check so now.
    A thing that is kept is no such thing: its owner's own words wait for whoever it is for later.
    """
    return _is_familys(db, sight.item_id, sight.owner_id, at)


def unheard(db: Session, item_id: int, at: Moment) -> Sequence[Comment]:
    """Words that wait for a teacher who sees the thing no more, of family who see it; locked.

    None unless talk on it stays in the family by now. A classmate's words are none of these:
    their author does not see the thing, so they wait until it goes further again.
    """
    waiting = and_(COMMENT.c.item_id == item_id, waits_for_a_teacher())
    owner_id = db.scalar(
        select(ITEM.c.owner_id).where(
            ITEM.c.id == item_id, exists(select(COMMENT.c.id).where(waiting))
        )
    )
    if owner_id is None or not _is_familys(db, item_id, owner_id, at):
        return []
    found = select(Comment).where(waiting, COMMENT.c.author_id.in_(_family_who_see(item_id)))
    return db.scalars(found.order_by(COMMENT.c.id).with_for_update(), standing.asked_at(at)).all()


def _family_who_see(item_id: int) -> Select[int]:
    people = Person.__table__.alias("viewer")
    rows = rule.sights(
        Asker.everyone(people), only=ITEM.c.id == item_id, reasons=FAMILY_REASONS, people=people
    ).subquery()
    return select(rows.c.viewer_id)


def waits_somewhere() -> Select[int]:
    """The items on which words wait for a teacher."""
    return select(COMMENT.c.item_id).where(waits_for_a_teacher()).distinct()


def _is_familys(db: Session, item_id: int, owner_id: int, at: Moment) -> bool:
    asks = {"which": item_id, "owner_id": owner_id, **standing.asked_at(at)}
    return bool(db.scalar(_familys(), asks))


@cache
def _familys() -> Select[bool]:
    """Whether item `which` of `owner_id` is the family's alone."""
    owner_id = bindparam("owner_id", type_=Integer)
    asked = (
        select(SHARE.c.kind, SHARE.c.asked_under)
        .where(SHARE.c.item_id == bindparam("which"), or_(is_shown(SHARE), is_asked(SHARE)))
        .subquery()
    )
    classes = standing.classes_that_check(Checks.EVERYTHING, owner_id, WHEN).exists()
    no_class = not_(standing.classes_that_check(None, owner_id, WHEN).exists())
    brings_a_teacher = or_(
        not_(standing.one_of(asked.c.kind, IN_THE_FAMILY)),
        and_(asked.c.asked_under == Checks.EVERYTHING, or_(classes, no_class)),
    )
    return select(
        and_(
            select(asked.c.kind).exists(),
            not_(select(asked.c.kind).where(brings_a_teacher).exists()),
        )
    )
