"""Finding where a form led that was taken, where only its key says who sent it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import select

from portfolio.models import FormKey

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row
    from sqlalchemy.orm import Session

AnyRow: TypeAlias = "Row[*tuple[Any, ...]]"


def was_taken(db: Session, person_id: int, key: str) -> bool:
    """Whether that person sent the form with that key before."""
    sent = select(FormKey.key).where(FormKey.person_id == person_id, FormKey.key == key)
    return db.scalars(sent).first() is not None


def taken(db: Session, key: str, since: datetime) -> AnyRow | None:
    """The form with that key, if it was taken after `since`: (person_id, led_to, at).

    Only for a key that holds a secret of the browser which sent the form: whoever knows it is
    taken for the sender.
    """
    found = select(FormKey.person_id, FormKey.led_to, FormKey.at).where(
        FormKey.key == key, FormKey.at > since
    )
    row: AnyRow | None = db.execute(found).first()
    return row
