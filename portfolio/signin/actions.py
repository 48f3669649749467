"""Beginning and ending the sessions of signed-in browsers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from portfolio.core import tokens
from portfolio.log import actions as log
from portfolio.models import Person, SignIn
from portfolio.signin.queries import LIMITS

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment


def begin(db: Session, person_id: int, at: Moment, *, way: str, device: str) -> str:
    """A new session for the person; gives its token, which is kept nowhere else."""
    kind = db.scalars(select(Person.kind).where(Person.id == person_id)).one()
    token = tokens.new_token()
    db.add(
        SignIn(
            public_id=tokens.public_id(),
            person_id=person_id,
            token_hash=tokens.fingerprint(token),
            device=device[:120],
            made_at=at.now,
            expires_at=at.now + LIMITS[kind].in_all,
        )
    )
    log.write(db, "signed_in", at, person_id, way=way)
    return token


def end(db: Session, sign_in_id: int, at: Moment) -> None:
    """End one session."""
    db.execute(update(SignIn).where(SignIn.id == sign_in_id).values(ended_at=at.now))


def end_all(db: Session, person_id: int, at: Moment) -> None:
    """End every session of a person: after a reset, on leaving, on a restriction."""
    db.execute(
        update(SignIn)
        .where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
        .values(ended_at=at.now)
    )
