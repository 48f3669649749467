"""What the children in a revision's photos mean for who can see it (product.md, rule 5).

Written over a share and the revision that it would show, like the rule itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, exists, not_, or_, select

from portfolio.models import (
    InThis,
    PhotoPermission,
    Pictured,
    PictureSay,
    Restriction,
    RevisionPhoto,
)
from portfolio.models.enums import Answer, ShareKind
from portfolio.visibility.standing import PersonId, live, one_of

if TYPE_CHECKING:
    from portfolio.visibility.standing import When

ONLY_WITH_PERMISSION = (ShareKind.CLASS_FAMILIES, ShareKind.SCREEN)
"""Kinds of share for which a missing permission of the school is a no (issue 4)."""


def _in_revision(revision: ColumnElement[int]) -> Select[int]:
    return (
        select(Pictured.pupil_id)
        .join(RevisionPhoto, RevisionPhoto.photo_id == Pictured.photo_id)
        .where(RevisionPhoto.revision_id == revision)
    )


def apart(person: PersonId, revision: ColumnElement[int], at: When) -> ColumnElement[bool]:
    """A restriction stands between the person and a child in the revision's photos."""
    return (
        _in_revision(revision)
        .join(Restriction, Restriction.pupil_id == Pictured.pupil_id)
        .where(Restriction.person_id == person, live(Restriction, at))
        .exists()
    )


def all_said_yes(share: FromClause, revision: ColumnElement[int], at: When) -> ColumnElement[bool]:
    """Each child in the photos says yes to this share, and so does the school for that child.

    The owner's own yes is the asking itself. No answer is no.
    """
    others = Pictured.pupil_id != share.c.owner_id
    missing = _in_revision(revision).where(
        or_(and_(others, not_(_said_yes(share))), _school_says_no(share, at))
    )
    return and_(not_(missing.exists()), not_(somebody_objects(revision)))


def may_be_said_yes(
    share: FromClause, revision: ColumnElement[int], at: When
) -> ColumnElement[bool]:
    """The same, supposing that each child said yes: what only their answers may hold back."""
    return and_(not_(school_says_no(share, revision, at)), not_(somebody_objects(revision)))


def school_says_no(
    share: FromClause, revision: ColumnElement[int], at: When
) -> ColumnElement[bool]:
    """The school's permission for some child in the photos does not go as far as this share."""
    return _in_revision(revision).where(_school_says_no(share, at)).exists()


def somebody_objects(revision: ColumnElement[int]) -> ColumnElement[bool]:
    """An adult says that they are in one of the photos, and no teacher has settled it (T68)."""
    return (
        exists()
        .where(
            RevisionPhoto.revision_id == revision,
            InThis.photo_id == RevisionPhoto.photo_id,
            InThis.pupil_id.is_(None),
            InThis.settled_at.is_(None),
        )
        .correlate_except(InThis, RevisionPhoto)
    )


def _said_yes(share: FromClause) -> ColumnElement[bool]:
    # Two selects deep: SQLAlchemy correlates by itself only with the one just around.
    return (
        exists()
        .where(
            PictureSay.pictured_id == Pictured.id,
            PictureSay.share_id == share.c.id,
            PictureSay.answer == Answer.YES,
        )
        .correlate_except(PictureSay)
    )


def _school_says_no(share: FromClause, at: When) -> ColumnElement[bool]:
    return or_(
        _permission(share, at, PhotoPermission.allowed.is_(False)),
        and_(
            one_of(share.c.kind, ONLY_WITH_PERMISSION),
            not_(_permission(share, at, PhotoPermission.allowed.is_(True))),
        ),
    )


def _permission(share: FromClause, at: When, said: Any) -> ColumnElement[bool]:  # noqa: ANN401 -- a column's is_() is untyped
    return (
        exists()
        .where(
            PhotoPermission.pupil_id == Pictured.pupil_id,
            PhotoPermission.kind == share.c.kind,
            said,
            live(PhotoPermission, at),
        )
        .correlate_except(PhotoPermission)
    )
