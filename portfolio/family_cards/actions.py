"""Making an adult's card. It ends with the person's sessions (signin/actions.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from portfolio.core import tokens
from portfolio.log import actions as log
from portfolio.models import FamilyCard, FamilyDevice

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment


def make(db: Session, person_id: int, figures_hash: str, device: str, at: Moment) -> str:
    """A new card, first used in the browser with the token `device`; gives the card's code."""
    old = update(FamilyCard).where(FamilyCard.person_id == person_id, FamilyCard.ended_at.is_(None))
    db.execute(old.values(ended_at=at.now))
    code = tokens.new_code()
    card = FamilyCard(
        person_id=person_id,
        token_hash=tokens.fingerprint(code),
        figures_hash=figures_hash,
        made_at=at.now,
    )
    db.add(card)
    db.flush()
    fingerprint = tokens.fingerprint(device)
    db.add(FamilyDevice(card_id=card.id, token_hash=fingerprint, made_at=at.now))
    log.write(db, "family_card_made", at, person_id, card=card.id)
    return code
