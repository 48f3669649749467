"""What a child who is in somebody's picture is asked, and the one sight that they have for it.

They may see that picture while they are asked how far it may go, and change their mind as long as
it is up; nothing else of its item comes with it: no words, no title, no talk. It is no clause of
the table: it gives a picture to the child who is in it, never an item to a viewer.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import FromClause, and_, bindparam, exists, func, or_, select

from portfolio.core.database import at_most
from portfolio.models import (
    Check,
    Group,
    Person,
    Photo,
    Pictured,
    PictureSay,
    Restriction,
    RevisionPhoto,
)
from portfolio.models.enums import Answer, CheckResult, PersonKind, ShareKind, ViewerKind
from portfolio.visibility import pictured, rule, standing
from portfolio.visibility.rule import ITEM, PERSON, SHARE, Asker, Reason
from portfolio.visibility.says import strictest
from portfolio.visibility.standing import asked_at

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from portfolio.visibility.viewer import Viewer

IN_IT: FromClause = Pictured.__table__.alias("in_it")
SAY: FromClause = PictureSay.__table__.alias("say")
HELD: FromClause = RevisionPhoto.__table__.alias("in_revision")
"""By names of their own: the rule's own questions about the same tables stand inside of these."""

AUDIENCE = (Reason.FAMILY, Reason.NAMED, Reason.CLASSMATE, Reason.CLASS_FAMILY)
"""Those whom a pictured child is told of: a teacher looks in any case."""


class Asking(NamedTuple):
    """One photo in which the child is, in one share: whose, since when, and what they said.

    `is_looked_at`: a teacher put this photo up, or the staff made it; before that the child is
    asked about it and does not see it, for only what was checked is seen (product.md, rule 4).
    """

    share_id: int
    share: str
    """The share's public id: what names the asking in addresses."""
    item_id: int
    owner_id: int
    group_name: str
    pictured_id: int
    photo_id: int
    photo: str
    """The photo's public id: what a form names that it speaks of."""
    answer: Answer
    asked_at: datetime
    is_looked_at: bool


def askings(db: Session, viewer: Viewer, share: str | None = None) -> list[Asking]:
    """All that the child is asked or has answered, of what is up today; of one share if named."""
    asks: dict[str, Any] = {"viewer_id": viewer.id, **asked_at(viewer.at)}
    if share is None:
        return [Asking(*row) for row in db.execute(_askings(of_one=False), asks)]
    return [Asking(*row) for row in db.execute(_askings(of_one=True), {**asks, "share": share})]


def is_asked(db: Session, viewer: Viewer) -> bool:
    """Whether the child is asked about a picture and has not said anything."""
    asks = {"viewer_id": viewer.id, **asked_at(viewer.at)}
    return db.scalars(_open(), asks).first() is not None


def would_see(db: Session, viewer: Viewer, share_id: int) -> frozenset[Reason]:
    """Who would see the share if all said yes, by why; but the child who asks this themself."""
    asks = {"share": share_id, "viewer_id": viewer.id, **asked_at(viewer.at)}
    found = {Reason(why) for why in db.scalars(_would_see(), asks)}
    if db.scalars(_is_for_screen(), asks).first() is not None:
        found.add(Reason.SCREEN)
    return frozenset(found)


@cache
def _askings(*, of_one: bool) -> Select[*tuple[Any, ...]]:
    asker = Asker.one(ViewerKind.PERSON)
    found = (
        select(
            SHARE.c.id,
            SHARE.c.public_id,
            SHARE.c.item_id,
            SHARE.c.owner_id,
            func.coalesce(Group.name, ""),
            IN_IT.c.id,
            IN_IT.c.photo_id,
            Photo.public_id,
            SAY.c.answer,
            SAY.c.asked_at,
            _is_looked_at().label("is_looked_at"),
        )
        .select_from(_rows())
        .join(Photo, Photo.id == IN_IT.c.photo_id)
        .outerjoin(Group, Group.id == SHARE.c.group_id)
        .where(_holds(asker))
        .order_by(SHARE.c.id.desc(), HELD.c.position, HELD.c.id)
    )
    return found.where(SHARE.c.public_id == bindparam("share")) if of_one else found


@cache
def _open() -> Select[int]:
    asker = Asker.one(ViewerKind.PERSON)
    asked: ColumnElement[bool] = SAY.c.answer == Answer.ASKED
    return select(SAY.c.id).select_from(_rows()).where(_holds(asker), asked).limit(at_most(1))


def may_see(photo: ColumnElement[int]) -> ColumnElement[bool]:
    """The person `viewer_id` is in that photo and may see it for the asking."""
    asker = Asker.one(ViewerKind.PERSON)
    found = select(SAY.c.id).select_from(_rows()).where(IN_IT.c.photo_id == photo)
    return found.where(_holds(asker), _is_looked_at()).exists()


def _rows() -> FromClause:
    """Each say with its child, its photo, the share, and the revision that the share shows."""
    return (
        SAY.join(IN_IT, IN_IT.c.id == SAY.c.pictured_id)
        .join(SHARE, SHARE.c.id == SAY.c.share_id)
        .join(ITEM, ITEM.c.id == SHARE.c.item_id)
        .join(
            HELD,
            and_(HELD.c.photo_id == IN_IT.c.photo_id, HELD.c.revision_id == SHARE.c.up_revision_id),
        )
    )


def _holds(asker: Asker) -> ColumnElement[bool]:
    """The asker is in it, it is up, and nothing stands between: not even what no yes could lift."""
    revision = SHARE.c.up_revision_id
    return and_(
        IN_IT.c.pupil_id == asker.id,
        rule.is_shown(SHARE),
        rule.stands_for(asker),
        rule.is_for_others(),
        rule.nothing_between(asker, revision),
        ITEM.c.owner_id.not_in(_kept_from_me(asker)),
        pictured.may_be_said_yes(SHARE, revision, asker.at),
    )


def _kept_from_me(asker: Asker) -> Select[int]:
    return select(Restriction.person_id).where(
        Restriction.pupil_id == asker.id, standing.live(Restriction, asker.at)
    )


def _is_looked_at() -> ColumnElement[bool]:
    """A teacher put up a revision that holds the photo, or its owner works here."""
    held = RevisionPhoto.__table__.alias("held")
    looked = exists().where(
        Check.revision_id == held.c.revision_id,
        held.c.photo_id == IN_IT.c.photo_id,
        Check.result == CheckResult.UP,
        Check.undone_at.is_(None),
    )
    of_staff = exists().where(Person.id == ITEM.c.owner_id, Person.kind == PersonKind.STAFF)
    return or_(looked, of_staff)


@cache
def _would_see() -> Select[str]:
    people = PERSON.alias("viewer")
    rows = rule.sights(
        Asker.everyone(people),
        by=SHARE.c.id == bindparam("share"),
        reasons=AUDIENCE,
        people=people,
        supposed=True,
    ).subquery()
    return select(rows.c.reason).where(rows.c.viewer_id != bindparam("viewer_id")).distinct()


@cache
def _is_for_screen() -> Select[int]:
    return select(SHARE.c.id).where(
        SHARE.c.id == bindparam("share"), SHARE.c.kind == ShareKind.SCREEN
    )


def answered(rows: Sequence[Asking]) -> Answer:
    """What was said of all these photos together: the strictest; asked where one is open."""
    return strictest({row.answer for row in rows})


def to_say(rows: Sequence[Asking]) -> Sequence[Asking]:
    """Of which of these photos a child is asked now: those that wait for their word, else all."""
    return [row for row in rows if row.answer is Answer.ASKED] or rows


def is_open(rows: Sequence[Asking]) -> bool:
    """Whether any of these photos waits for the child's word."""
    return answered(rows) is Answer.ASKED
