"""Finding the session that a browser carries.

Idle and absolute limits are product.md section 6. The idle time stands in the signed cookie,
because a GET may change no row; everything else stands here and can be ended at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portfolio.core import tokens
from portfolio.models import Person, SignIn
from portfolio.models.enums import PersonKind
from portfolio.visibility.standing import live

if TYPE_CHECKING:
    from sqlalchemy import Row
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lasts without a visit, and in all."""

    idle: timedelta
    in_all: timedelta


LIMITS: dict[PersonKind, Limits] = {
    PersonKind.PUPIL: Limits(timedelta(minutes=15), timedelta(hours=10)),
    PersonKind.FAMILY: Limits(timedelta(days=30), timedelta(days=180)),
    PersonKind.STAFF: Limits(timedelta(minutes=20), timedelta(hours=10)),
}


def find(db: Session, token: str, at: Moment) -> Row[Any] | None:
    """The live session with that token and its person, who must still have a place here."""
    return db.execute(
        select(
            SignIn.id.label("sign_in_id"),
            SignIn.made_at,
            Person.id,
            Person.public_id,
            Person.kind,
            Person.first_name,
            Person.called,
            Person.face,
            Person.paper,
        )
        .join(Person, Person.id == SignIn.person_id)
        .where(
            SignIn.token_hash == tokens.fingerprint(token),
            SignIn.ended_at.is_(None),
            SignIn.expires_at > at.now,
            live(Person, at),
        )
    ).first()
