"""Where a person is signed in today. Only their own sessions are ever found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from portfolio.core.errors import NotThereError
from portfolio.models import SignIn

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment


@dataclass(frozen=True, slots=True)
class Device:
    """A browser in which somebody is signed in."""

    public_id: str
    device: str
    way: str
    made_at: datetime
    seen_on: date | None
    is_this: bool


@dataclass(frozen=True, slots=True)
class Came:
    """How a session began: its number, the way, and the passkey that opened, if one did."""

    id: int
    way: str
    passkey_id: int | None


def devices(db: Session, person_id: int, this: int, at: Moment) -> list[Device]:
    """All of that person's, newest first; `this` is the session that asks."""
    found = db.execute(
        select(SignIn).where(*_live(person_id, at)).order_by(SignIn.id.desc())
    ).scalars()
    return [
        Device(row.public_id, row.device, row.way, row.made_at, row.seen_on, row.id == this)
        for row in found
    ]


def came_or_404(db: Session, person_id: int, public_id: str, at: Moment) -> Came:
    """How one of that person's sessions began; else `NotThereError`."""
    found = db.execute(
        select(SignIn.id, SignIn.way, SignIn.passkey_id).where(
            *_live(person_id, at), SignIn.public_id == public_id
        )
    ).first()
    if found is None:
        raise NotThereError
    return Came(*found)


def _live(person_id: int, at: Moment) -> tuple[ColumnElement[bool], ...]:
    return (
        SignIn.person_id == person_id,
        SignIn.ended_at.is_(None),
        SignIn.expires_at > at.now,
    )
