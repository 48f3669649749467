"""What the children in a picture said, for its owner's page and for those who ask them.

The owner learns that somebody would rather not, never who and never how many. What is narrowed
by a child in a picture never grows by taking that child off it again: `held_back` says which
shares their owner has to ask for anew. What the other children refused in those stays said.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import FromClause, and_, bindparam, exists, false, func, not_, or_, select

from portfolio.models import Pictured, PictureSay, Restriction, Revision, RevisionPhoto, Share
from portfolio.models.enums import Answer, ShareKind
from portfolio.visibility import pictured
from portfolio.visibility.rule import SHARE
from portfolio.visibility.standing import WHEN, asked_at, live

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement, CompoundSelect, Row, Select
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment

IN_IT: FromClause = Pictured.__table__.alias("in_it")
SAY: FromClause = PictureSay.__table__.alias("say")
HELD: FromClause = RevisionPhoto.__table__.alias("in_revision")
"""By names of their own: the rule's own questions about the same tables stand inside of these."""


REFUSALS = (Answer.NO, Answer.COVER)
"""What stays said where a share ends through no doing of the child who said it."""

MAY_COME_BACK = timedelta(minutes=10)
"""As long as an ending can be undone (items/actions/sharing.py)."""


class Says(StrEnum):
    """What an owner is told about the others in a picture; each has a sentence."""

    ASKING = "asking"
    """Somebody has not said anything yet."""
    RATHER_NOT = "rather_not"
    """Somebody would rather not."""
    COVER = "cover"
    """Somebody asks to be covered."""
    SCHOOL = "school"
    """The school does not let this picture go that far."""
    IN_THIS = "in_this"
    """An adult says that they are in it, and a teacher has yet to settle it."""


OF_AN_ANSWER = {Answer.ASKED: Says.ASKING, Answer.NO: Says.RATHER_NOT, Answer.COVER: Says.COVER}


def told(db: Session, item_id: int, at: Moment) -> frozenset[Says]:
    """What the owner of the item is told about those in its pictures today.

    Also what somebody refused in a share that ended when another child was taken off, until its
    owner asks for anybody again: else nothing would say that somebody asked for a cover.
    """
    asks = {"which": item_id, **asked_at(at)}
    rows = db.execute(_told(), asks).all()
    said = {OF_AN_ANSWER.get(row.answer) for row in rows if row.is_other}
    found = {one for one in said if one is not None}
    found |= {Says.SCHOOL for row in rows if row.school}
    return frozenset(found | {Says.IN_THIS for row in rows if row.objects})


@cache
def _told() -> CompoundSelect[*tuple[Any, ...]]:
    return _told_of_live().union(_told_of_ended())


def _told_of_live() -> Select[*tuple[Any, ...]]:
    """Each photo of what the live shares show or wait to show, with who is in it and their say."""
    revision = HELD.c.revision_id
    return (
        select(
            func.coalesce(SAY.c.answer, Answer.ASKED).label("answer"),
            (IN_IT.c.pupil_id != SHARE.c.owner_id).label("is_other"),
            pictured.school_says_no(SHARE, revision, WHEN).label("school"),
            pictured.somebody_objects(revision).label("objects"),
        )
        .select_from(SHARE)
        .join(HELD, _is_shown_or_waits(revision))
        .outerjoin(IN_IT, IN_IT.c.photo_id == HELD.c.photo_id)
        .outerjoin(SAY, (SAY.c.pictured_id == IN_IT.c.id) & (SAY.c.share_id == SHARE.c.id))
        .where(SHARE.c.item_id == bindparam("which"), _asks_them())
        .distinct()
    )


def _told_of_ended() -> Select[*tuple[Any, ...]]:
    """What was refused in shares that ended by a taking off, of the photos that it still has."""
    later = Share.__table__.alias("later")
    newest = select(func.max(Revision.id)).where(Revision.item_id == SHARE.c.item_id)
    asked_since = exists().where(
        later.c.item_id == SHARE.c.item_id, later.c.asked_at > SHARE.c.ended_at
    )
    is_other = IN_IT.c.pupil_id != SHARE.c.owner_id
    return (
        select(SAY.c.answer, is_other, false().label("school"), false().label("objects"))
        .select_from(SHARE)
        .join(SAY, SAY.c.share_id == SHARE.c.id)
        .join(IN_IT, IN_IT.c.id == SAY.c.pictured_id)
        .join(HELD, HELD.c.photo_id == IN_IT.c.photo_id)
        .where(SHARE.c.item_id == bindparam("which"), _ended_by_taking_off(SHARE))
        .where(SAY.c.answer.in_(REFUSALS), not_(asked_since))
        .where(HELD.c.revision_id == newest.scalar_subquery())
    )


def _ended_by_taking_off(share: FromClause) -> ColumnElement[bool]:
    """It ended with nothing left to show (`pictured/actions/asking.py`)."""
    return and_(
        share.c.ended_at.is_not(None),
        share.c.up_revision_id.is_(None),
        share.c.waiting_revision_id.is_(None),
    )


def _is_shown_or_waits(revision: Any) -> ColumnElement[bool]:  # noqa: ANN401 -- a column
    return or_(revision == SHARE.c.up_revision_id, revision == SHARE.c.waiting_revision_id)


def _asks_them() -> ColumnElement[bool]:
    """The share lives, and is not for the teachers alone, who look in any case."""
    return SHARE.c.ended_at.is_(None) & (SHARE.c.kind != ShareKind.TEACHERS)


def to_ask(db: Session, item_id: int) -> Sequence[Row[*tuple[int, int]]]:
    """Who is still to be asked of what the item's shares show or wait for: (pictured, share)."""
    asked = exists().where(PictureSay.pictured_id == Pictured.id, PictureSay.share_id == SHARE.c.id)
    return db.execute(
        select(Pictured.id, SHARE.c.id)
        .select_from(SHARE)
        .join(RevisionPhoto, _is_shown_or_waits(RevisionPhoto.revision_id))
        .join(Pictured, Pictured.photo_id == RevisionPhoto.photo_id)
        .where(SHARE.c.item_id == item_id, _asks_them())
        .where(Pictured.pupil_id != SHARE.c.owner_id, not_(asked))
        .distinct()
    ).all()


def refused_before(db: Session, item_id: int) -> dict[tuple[int, int], Answer]:
    """What stays said in the item's live shares: by (pictured, share).

    A share that ended because another child was taken off, and is asked for anew: who refused in
    it is not asked again. A yes is said anew, for the share is another one (decision 36).
    """
    before = Share.__table__.alias("before")
    between = Share.__table__.alias("between")
    nearer = exists().where(
        _is_same_wish(between, SHARE), between.c.id > before.c.id, between.c.id < SHARE.c.id
    )
    rows = db.execute(
        select(SAY.c.pictured_id, SHARE.c.id, SAY.c.answer)
        .select_from(SHARE)
        .join(before, _is_same_wish(before, SHARE) & (before.c.id < SHARE.c.id))
        .join(SAY, SAY.c.share_id == before.c.id)
        .where(SHARE.c.item_id == item_id, SHARE.c.ended_at.is_(None))
        .where(_ended_by_taking_off(before), SAY.c.answer.in_(REFUSALS), not_(nearer))
    )
    return {(pictured_id, share_id): answer for pictured_id, share_id, answer in rows}


def _is_same_wish(one: FromClause, other: FromClause) -> ColumnElement[bool]:
    """Both are asked for the same people, of one item."""
    return and_(
        one.c.item_id == other.c.item_id,
        one.c.kind == other.c.kind,
        func.coalesce(one.c.person_id, 0) == func.coalesce(other.c.person_id, 0),
        func.coalesce(one.c.group_id, 0) == func.coalesce(other.c.group_id, 0),
    )


def asked_of(db: Session, pictured_ids: Collection[int]) -> set[int]:
    """Those of the children in pictures who were asked about any share, by the rows' numbers."""
    found = select(PictureSay.pictured_id).where(PictureSay.pictured_id.in_(pictured_ids))
    return set(db.scalars(found))


def are_against(db: Session, item_id: int) -> bool:
    """Whether anybody said no, or asked to be covered, in a share of the item that lives."""
    said = or_(PictureSay.answer == Answer.NO, PictureSay.answer == Answer.COVER)
    found = select(PictureSay.id).join(Share, Share.id == PictureSay.share_id)
    lives = Share.item_id == item_id, Share.ended_at.is_(None)
    return db.scalars(found.where(*lives, said)).first() is not None


def held_back(
    db: Session, photo_ids: Collection[int], pupil_ids: Collection[int], at: Moment
) -> Sequence[Share]:
    """The shares that would reach more people if those children were not in those photos.

    By an answer that is missing or no, by the school, or by an adult's word; and by a restriction
    on one of the children, which hides it also from a teacher. What ended within the time of an
    undo counts: it may come back.
    """
    narrows = and_(
        _holds(SHARE.c.up_revision_id, photo_ids),
        SHARE.c.kind != ShareKind.TEACHERS,
        not_(pictured.all_said_yes(SHARE, SHARE.c.up_revision_id, WHEN)),
    )
    apart = exists().where(Restriction.pupil_id.in_(pupil_ids), live(Restriction, WHEN))
    either = or_(
        _holds(SHARE.c.up_revision_id, photo_ids), _holds(SHARE.c.waiting_revision_id, photo_ids)
    )
    alive = or_(SHARE.c.ended_at.is_(None), SHARE.c.ended_at > at.now - MAY_COME_BACK)
    found = select(Share).where(alive, or_(narrows, and_(either, apart))).order_by(Share.id)
    return db.scalars(found, asked_at(at)).all()


def _holds(revision: ColumnElement[Any], photo_ids: Collection[int]) -> ColumnElement[bool]:
    return exists().where(
        RevisionPhoto.revision_id == revision, RevisionPhoto.photo_id.in_(photo_ids)
    )


def of_each(db: Session, item_id: int) -> dict[int, Answer]:
    """What each child in the item's live pictures said, the strictest: for the checking teacher."""
    rows = db.execute(
        select(IN_IT.c.pupil_id, func.coalesce(SAY.c.answer, Answer.ASKED))
        .select_from(SHARE)
        .join(HELD, _is_shown_or_waits(HELD.c.revision_id))
        .join(IN_IT, IN_IT.c.photo_id == HELD.c.photo_id)
        .outerjoin(SAY, (SAY.c.pictured_id == IN_IT.c.id) & (SAY.c.share_id == SHARE.c.id))
        .where(SHARE.c.item_id == item_id, _asks_them())
    ).all()
    said: dict[int, set[Answer]] = {}
    for pupil_id, answer in rows:
        said.setdefault(pupil_id, set()).add(answer)
    return {pupil_id: strictest(answers) for pupil_id, answers in said.items()}


def strictest(answers: Collection[Answer]) -> Answer:
    """Of several answers the one that counts; asked where one is open, or there is none."""
    order = (Answer.ASKED, Answer.NO, Answer.COVER, Answer.YES)
    return next((one for one in order if one in answers), Answer.ASKED)
