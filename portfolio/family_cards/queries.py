"""Finding an adult's card by its code, and whether this browser is one on which it was used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import select

from portfolio.core import tokens
from portfolio.models import FamilyCard, FamilyDevice, Person
from portfolio.models.enums import PersonKind
from portfolio.visibility import roll
from portfolio.visibility.standing import live

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment

AnyRow: TypeAlias = "Row[*tuple[Any, ...]]"
"""A row whose columns each function names; views know it by this name, and no SQLAlchemy."""

FIGURES = 6


@dataclass(frozen=True, slots=True)
class OwnCard:
    """An adult's own card, as they see it among their ways in."""

    made_at: datetime
    is_here: bool
    """Whether it opens on the browser that asks."""


def card(db: Session, token: str, at: Moment) -> AnyRow | None:
    """The live card of a family member who is tied to somebody today.

    Row (card_id, person_id, hash, name, face).
    """
    row: AnyRow | None = db.execute(
        select(
            FamilyCard.id.label("card_id"),
            FamilyCard.person_id,
            FamilyCard.figures_hash.label("hash"),
            Person.first_name.label("name"),
            Person.face,
        )
        .join(Person, Person.id == FamilyCard.person_id)
        .where(
            FamilyCard.token_hash == tokens.fingerprint(token),
            FamilyCard.ended_at.is_(None),
            Person.kind == PersonKind.FAMILY,
            live(Person, at),
        )
    ).first()
    return row if row is not None and roll.has_family_here(db, row.person_id, at) else None


def is_used_here(db: Session, card_id: int, device: str) -> bool:
    """Whether the browser with that token of its own is one on which the card was used."""
    used = select(FamilyDevice.id).where(
        FamilyDevice.card_id == card_id, FamilyDevice.token_hash == tokens.fingerprint(device)
    )
    return bool(device) and db.scalars(used).first() is not None


def is_known(db: Session, device: str) -> bool:
    """Whether somebody's card opens on the browser with that token; what it made up is not."""
    used = select(FamilyDevice.id).join(FamilyCard, FamilyCard.id == FamilyDevice.card_id)
    here = FamilyDevice.token_hash == tokens.fingerprint(device), FamilyCard.ended_at.is_(None)
    return bool(device) and db.scalars(used.where(*here)).first() is not None


def own(db: Session, person_id: int, device: str) -> OwnCard | None:
    """That person's card, seen from the browser with that token; None where they have none."""
    mine = select(FamilyCard.id, FamilyCard.made_at).where(
        FamilyCard.person_id == person_id, FamilyCard.ended_at.is_(None)
    )
    row = db.execute(mine).first()
    return None if row is None else OwnCard(row.made_at, is_used_here(db, row.id, device))


def has_card(db: Session, person_id: int) -> bool:
    """Whether that person has a card that is not ended."""
    live_card = select(FamilyCard.id).where(
        FamilyCard.person_id == person_id, FamilyCard.ended_at.is_(None)
    )
    return db.scalars(live_card).first() is not None


def is_card_of(db: Session, token: str, person_id: int) -> bool:
    """Whether that code is this person's live card."""
    theirs = select(FamilyCard.id).where(
        FamilyCard.token_hash == tokens.fingerprint(token),
        FamilyCard.person_id == person_id,
        FamilyCard.ended_at.is_(None),
    )
    return db.scalars(theirs).first() is not None
