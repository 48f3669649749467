"""Keeping, using and ending passkeys. Answers come in already looked at (ceremony.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, update
from sqlalchemy.exc import IntegrityError

from portfolio.core import tokens
from portfolio.core.errors import RefusedError
from portfolio.log import actions as log
from portfolio.models import Passkey, SignIn
from portfolio.once import actions as once
from portfolio.passkeys.queries import OFFER

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.passkeys.ceremony import Made


def add(db: Session, person_id: int, new: Made, at: Moment, *, device: str) -> None:
    """The passkey is theirs; `RefusedError` where it is somebody's already."""
    row = Passkey(
        public_id=tokens.public_id(),
        person_id=person_id,
        credential_hash=tokens.fingerprint(new.credential),
        credential=new.credential,
        public_key=new.public_key,
        sign_count=new.sign_count,
        device=device[:120],
        made_at=at.now,
    )
    try:
        with db.begin_nested():
            db.add(row)
    except IntegrityError as error:
        raise RefusedError("known") from error
    log.write(db, "passkey_made", at, person_id, passkey=row.id)


def use(
    db: Session, passkey_id: int, person_id: int, challenge: str, count: int, at: Moment
) -> bool:
    """Use the challenge up and move the count on; False where either was done before.

    Of two answers at the same moment the database lets one win.
    """
    if once.take(db, person_id, tokens.fingerprint(challenge), at) is not None:
        return False
    before = update(Passkey).where(
        Passkey.id == passkey_id,
        Passkey.ended_at.is_(None),
        or_(Passkey.sign_count < count, Passkey.sign_count == 0),
    )
    moved = before.values(sign_count=count, used_on=at.today).returning(Passkey.id)
    return db.execute(moved).first() is not None


def end(
    db: Session, passkey_id: int, person_id: int, at: Moment, *, but: int | None = None
) -> None:
    """The passkey opens nothing any more, and what it opened is closed, save the session `but`."""
    db.execute(update(Passkey).where(Passkey.id == passkey_id).values(ended_at=at.now))
    opened = update(SignIn).where(
        SignIn.passkey_id == passkey_id, SignIn.ended_at.is_(None), SignIn.id != (but or 0)
    )
    db.execute(opened.values(ended_at=at.now))
    log.write(db, "passkey_ended", at, person_id, passkey=passkey_id)


def note_way(db: Session, sign_in_id: int, passkey_id: int) -> None:
    """Remember which passkey began the session, so that ending the one ends the other."""
    db.execute(update(SignIn).where(SignIn.id == sign_in_id).values(passkey_id=passkey_id))


def answer_offer(db: Session, person_id: int, at: Moment) -> None:
    """They were offered a passkey and answered: nobody asks them again."""
    once.take(db, person_id, OFFER, at)
