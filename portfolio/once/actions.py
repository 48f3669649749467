"""Taking a form by its key, inside the unit that does what the form asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from portfolio.models import FormKey

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment


def take(db: Session, person_id: int, key: str, at: Moment) -> str | None:
    """Claim the key for this unit: None the first time, else where the first time led.

    The row is written at once, so that a second sender at the same moment waits for the first
    and then finds it (PostgreSQL raises `IntegrityError`, which the web answers as "sent twice").
    """
    led_to = db.scalars(
        select(FormKey.led_to).where(FormKey.person_id == person_id, FormKey.key == key)
    ).first()
    if led_to is None:
        db.add(FormKey(person_id=person_id, key=key, led_to="", at=at.now))
        db.flush()
    return led_to


def lead_to(db: Session, person_id: int, key: str, address: str) -> None:
    """Remember where the form led."""
    db.execute(
        update(FormKey)
        .where(FormKey.person_id == person_id, FormKey.key == key)
        .values(led_to=address)
    )
