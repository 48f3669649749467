"""Which cards in *For me* may be told to the child they lie there for.

What a card is about is asked of the rule anew each time. This adds what a card says of a person:
nobody whom a restriction keeps from the child is named by one, and somebody is said to be one of
the child's people only while they are.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, exists, not_, or_, select

from portfolio.models import FamilyTie, Notice, Restriction
from portfolio.models.enums import NoticeKind
from portfolio.visibility import standing
from portfolio.visibility.standing import WHEN, asked_at, live

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from portfolio.visibility.standing import When
    from portfolio.visibility.viewer import Viewer


def tellable(db: Session, viewer: Viewer, notice_ids: Collection[int]) -> set[int]:
    """Those of the cards whose person, where they name one, may be named to the viewer."""
    if not notice_ids:
        return set()
    asked = {"cards": list(notice_ids), **asked_at(viewer.at)}
    return set(db.scalars(_among(), asked))


@cache
def _among() -> Select[*tuple[Any, ...]]:
    among = Notice.id.in_(bindparam("cards", expanding=True))
    return select(Notice.id).where(among, may_name(WHEN))


def may_name(at: When) -> ColumnElement[bool]:
    """Whether the card of the statement may name its person, or names none."""
    of_the_family = and_(_is_tied(at), standing.is_here(Notice.who_id, at))
    return or_(
        Notice.who_id.is_(None),
        Notice.kind == NoticeKind.KEPT_SAFE,  # told whatever has come between since
        and_(
            not_(_is_kept_apart(at)),
            or_(Notice.kind != NoticeKind.NEW_PERSON, of_the_family),
        ),
    )


def needs_no_item() -> ColumnElement[bool]:
    """The card of the statement is about no item, or told also where its item is gone."""
    return or_(Notice.item_id.is_(None), Notice.kind == NoticeKind.KEPT_SAFE)


def _is_tied(at: When) -> ColumnElement[bool]:
    return (
        exists()
        .where(
            FamilyTie.adult_id == Notice.who_id,
            FamilyTie.pupil_id == Notice.person_id,
            live(FamilyTie, at),
        )
        .correlate_except(FamilyTie)
    )


def _is_kept_apart(at: When) -> ColumnElement[bool]:
    return (
        exists()
        .where(
            Restriction.person_id == Notice.who_id,
            Restriction.pupil_id == Notice.person_id,
            live(Restriction, at),
        )
        .correlate_except(Restriction)
    )
