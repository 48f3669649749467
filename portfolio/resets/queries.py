"""Finding a reset by its token, and whom one may be mailed to."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import func, select

from portfolio.core import tokens
from portfolio.factors import queries as factors
from portfolio.models import PasswordReset, Person
from portfolio.models.enums import DutyKind, PersonKind
from portfolio.visibility import roll
from portfolio.visibility.standing import live

if TYPE_CHECKING:
    from sqlalchemy import Row
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment

AnyRow: TypeAlias = "Row[*tuple[Any, ...]]"

MAILED_AT_MOST = 5
WINDOW = timedelta(minutes=10)
"""As many mails for one person within that: nobody's letter box is filled from here."""


def reset(db: Session, token: str, at: Moment) -> AnyRow | None:
    """The reset that still opens: (id, person_id, browser_hash, name, email, made_by_id).

    One that was made for a colleague opens while its maker is of the office.
    """
    row: AnyRow | None = db.execute(
        select(
            PasswordReset.id,
            PasswordReset.person_id,
            PasswordReset.browser_hash,
            Person.called.label("name"),
            Person.email,
            PasswordReset.made_by_id,
        )
        .join(Person, Person.id == PasswordReset.person_id)
        .where(
            PasswordReset.token_hash == tokens.fingerprint(token),
            PasswordReset.used_at.is_(None),
            PasswordReset.expires_at > at.now,
            Person.kind == PersonKind.STAFF,
            live(Person, at),
        )
    ).first()
    if row is None or row.made_by_id is None:
        return row
    return row if roll.holds(db, row.made_by_id, DutyKind.OFFICE, at) else None


def to_be_mailed(db: Session, email: str, at: Moment) -> int | None:
    """Whom a mailed reset for that address is for; None where it is nobody's.

    Only who has a second factor, which the mail cannot stand in for: otherwise a letter box alone
    would let in.
    """
    found = db.scalar(
        select(Person.id).where(
            Person.email == email, Person.kind == PersonKind.STAFF, live(Person, at)
        )
    )
    if found is None or not factors.of(db, found).any:
        return None
    asked = select(func.count()).where(
        PasswordReset.person_id == found,
        PasswordReset.browser_hash.is_not(None),
        PasswordReset.made_at > at.now - WINDOW,
    )
    return None if (db.scalar(asked) or 0) >= MAILED_AT_MOST else found
