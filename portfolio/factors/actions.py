"""Setting up second factors and using them; each code once, whoever asks at the same moment.

Codes and keys come in already looked at: slow hashing is done before the unit takes its lock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from portfolio.core import passwords, tokens
from portfolio.factors.queries import BEGINS
from portfolio.log import actions as log
from portfolio.models import Authenticator, Passkey, RecoveryCode, Threshold

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment

LASTS = timedelta(minutes=10)
"""How long somebody may look for their phone."""

CODES = 10
CODE_SIGNS = 12
"""60 bits: on paper, tried against a slow hash, on a page that counts wrong ones."""


@dataclass(frozen=True, slots=True)
class NewCode:
    """A recovery code as it is shown once, and as it is kept."""

    said: str
    hash: str


def choose_codes() -> list[NewCode]:
    """Ten recovery codes. Slow by design (a third of a second): call it before taking a lock."""
    said = (tokens.new_code(CODE_SIGNS) for _ in range(CODES))
    return [NewCode(code, passwords.hash_secret(code)) for code in said]


def keep_codes(db: Session, person_id: int, codes: Sequence[NewCode], at: Moment) -> None:
    """These codes open from now on; those before them open nothing any more."""
    db.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    db.add_all(
        RecoveryCode(person_id=person_id, begins=code.said[:BEGINS], hash=code.hash, made_at=at.now)
        for code in codes
    )
    log.write(db, "recovery_codes_made", at, person_id)


def set_app(db: Session, person_id: int, chance: str, step: int, at: Moment) -> None:
    """The app is theirs: its first code was right, and opens nothing any more."""
    db.execute(delete(Authenticator).where(Authenticator.person_id == person_id))
    db.add(Authenticator(person_id=person_id, chance=chance, last_step=step, set_at=at.now))
    log.write(db, "app_set", at, person_id)


def use_step(db: Session, person_id: int, step: int) -> bool:
    """Use the app's code of that half minute up; False where it or a later one was used."""
    newer = update(Authenticator).where(
        Authenticator.person_id == person_id, Authenticator.last_step < step
    )
    used = newer.values(last_step=step).returning(Authenticator.person_id)
    return db.execute(used).first() is not None


def use_code(db: Session, code_id: int, person_id: int, at: Moment) -> bool:
    """Use a recovery code up; False where somebody was first."""
    unused = update(RecoveryCode).where(RecoveryCode.id == code_id, RecoveryCode.used_at.is_(None))
    used = db.execute(unused.values(used_at=at.now).returning(RecoveryCode.id)).first()
    if used is not None:
        log.write(db, "recovery_code_used", at, person_id)
    return used is not None


def forget_all(db: Session, person_id: int, at: Moment, *, by: int) -> None:
    """Every second factor of a person is over: they set up a new one when they next come in."""
    for table in (Authenticator, RecoveryCode):
        db.execute(delete(table).where(table.person_id == person_id))
    live = update(Passkey).where(Passkey.person_id == person_id, Passkey.ended_at.is_(None))
    db.execute(live.values(ended_at=at.now))
    log.write(db, "factors_ended", at, by, person=person_id)


def stand(db: Session, person_id: int, at: Moment, *, way: str) -> str:
    """The first half is shown: gives the token that this browser keeps until the second is."""
    db.execute(delete(Threshold).where(Threshold.expires_at < at.now))
    token = tokens.new_token()
    db.add(
        Threshold(
            person_id=person_id,
            token_hash=tokens.fingerprint(token),
            way=way,
            made_at=at.now,
            expires_at=at.now + LASTS,
        )
    )
    return token


def cross(db: Session, threshold_id: int, at: Moment) -> bool:
    """Use the threshold up; False where somebody was first."""
    unused = update(Threshold).where(Threshold.id == threshold_id, Threshold.used_at.is_(None))
    return db.execute(unused.values(used_at=at.now).returning(Threshold.id)).first() is not None


def leave_thresholds(db: Session, person_id: int, since: datetime, at: Moment) -> bool:
    """Nobody goes on from where that person stood since then; whether anybody stood there."""
    standing = select(Threshold.id).where(
        Threshold.person_id == person_id,
        Threshold.made_at >= since,
        Threshold.used_at.is_(None),
        Threshold.expires_at > at.now,
    )
    stood = list(db.scalars(standing))
    db.execute(update(Threshold).where(Threshold.id.in_(stood)).values(used_at=at.now))
    return bool(stood)
