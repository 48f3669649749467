"""Making resets and using them up: all sessions end, the second factor stays (T33)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import update

from portfolio.core import tokens
from portfolio.core.errors import NotThereError
from portfolio.log import actions as log
from portfolio.models import PasswordReset, Secret
from portfolio.models.enums import SecretKind
from portfolio.signin import actions as signin

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment

BY_OFFICE_LASTS = timedelta(hours=24)
"""An address that goes from hand to hand, to be used on the same day."""


def make_by_office(db: Session, person_id: int, at: Moment, *, by: int) -> str:
    """An address for a new password, to be given by hand; gives its token.

    Whatever was on its way to them before opens no more.
    """
    signin.end_links(db, person_id, at)
    token = tokens.new_token()
    row = PasswordReset(
        person_id=person_id,
        token_hash=tokens.fingerprint(token),
        made_by_id=by,
        made_at=at.now,
        expires_at=at.now + BY_OFFICE_LASTS,
    )
    db.add(row)
    log.write(db, "reset_made", at, by, person=person_id)
    return token


def use(db: Session, reset_id: int, person_id: int, password_hash: str, at: Moment) -> None:
    """The new password holds, every session and link of that person is over.

    `NotThereError` where somebody was first.
    """
    unused = update(PasswordReset).where(
        PasswordReset.id == reset_id, PasswordReset.used_at.is_(None)
    )
    if db.execute(unused.values(used_at=at.now).returning(PasswordReset.id)).first() is None:
        raise NotThereError
    set_password(db, person_id, password_hash, at)


def set_password(
    db: Session, person_id: int, password_hash: str, at: Moment, *, but: int | None = None
) -> None:
    """From now on this is their password; every session ends, save `but`."""
    known = db.get(Secret, person_id)
    if known is None:
        known = Secret(person_id=person_id, kind=SecretKind.WORD)
        db.add(known)
    known.hash, known.set_at = password_hash, at.now
    signin.end_all(db, person_id, at, but=but)
    log.write(db, "password_set", at, person_id)
