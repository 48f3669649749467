"""Taking a sign-on: it opens once, and who it was is kept the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.core import tokens
from portfolio.log import actions as log
from portfolio.models import SignOn
from portfolio.once import actions as once

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.sign_on.id_tokens import Known
    from portfolio.sign_on.queries import Found


def take(db: Session, found: Found, known: Known, nonce: str, at: Moment) -> bool:
    """Use the sign-on with that nonce up; False where it was. Keeps a new subject.

    Of two at the same moment the database lets one win (`IntegrityError`).
    """
    if once.take(db, found.person_id, tokens.fingerprint(nonce), at) is not None:
        return False
    if found.is_new:
        db.add(
            SignOn(
                person_id=found.person_id,
                issuer=known.issuer,
                subject=known.subject,
                made_at=at.now,
            )
        )
        db.flush()
        log.write(db, "sign_on_linked", at, found.person_id)
    return True
