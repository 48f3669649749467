"""What a person can prove themselves with, and who stands on the threshold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import func, select

from portfolio.core import passwords, tokens
from portfolio.models import Authenticator, Passkey, Person, RecoveryCode, Threshold
from portfolio.models.enums import PersonKind
from portfolio.visibility.standing import live

if TYPE_CHECKING:
    from sqlalchemy import Row
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment

AnyRow: TypeAlias = "Row[*tuple[Any, ...]]"

BEGINS = 4
"""As many signs of a recovery code stand beside its hash."""


@dataclass(frozen=True, slots=True)
class Factors:
    """What somebody has: an app or none, and how many passkeys and unused recovery codes."""

    app: bool
    passkeys: int
    codes: int

    @property
    def any(self) -> bool:
        """Whether they can prove themselves: nobody who can is let in by a password alone."""
        return self.app or self.passkeys > 0 or self.codes > 0


def of(db: Session, person_id: int) -> Factors:
    """What that person has."""
    app = select(Authenticator.person_id).where(Authenticator.person_id == person_id)
    keys = select(func.count()).where(Passkey.person_id == person_id, Passkey.ended_at.is_(None))
    codes = select(func.count()).where(
        RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None)
    )
    return Factors(
        app=db.scalar(app) is not None,
        passkeys=db.scalar(keys) or 0,
        codes=db.scalar(codes) or 0,
    )


def threshold(db: Session, token: str, at: Moment) -> AnyRow | None:
    """Who stands there: (id, person_id, public_id, name, email, way); only staff ever do."""
    row: AnyRow | None = db.execute(
        select(
            Threshold.id,
            Threshold.person_id,
            Person.public_id,
            Person.called.label("name"),
            Person.email,
            Threshold.way,
        )
        .join(Person, Person.id == Threshold.person_id)
        .where(
            Threshold.token_hash == tokens.fingerprint(token),
            Threshold.used_at.is_(None),
            Threshold.expires_at > at.now,
            Person.kind == PersonKind.STAFF,
            live(Person, at),
        )
    ).first()
    return row


def chance_of(db: Session, person_id: int) -> str | None:
    """The chance text behind a person's app; None where they have no app."""
    return db.scalar(select(Authenticator.chance).where(Authenticator.person_id == person_id))


def name_of(db: Session, person_id: int) -> str:
    """How an app calls the account: the address, or what children call them."""
    found = select(Person.email, Person.called, Person.first_name).where(Person.id == person_id)
    row = db.execute(found).one()
    return str(row.email or row.called or row.first_name)


def recovery_code(db: Session, person_id: int, typed: str) -> int | None:
    """The unused recovery code that was typed, by its row number; slow, so hold no lock."""
    found = db.execute(
        select(RecoveryCode.id, RecoveryCode.hash).where(
            RecoveryCode.person_id == person_id,
            RecoveryCode.begins == typed[:BEGINS],
            RecoveryCode.used_at.is_(None),
        )
    ).first()
    is_right = passwords.matches(None if found is None else found.hash, typed)
    return int(found.id) if found is not None and is_right else None
