"""Finding passkeys: by what a device says it is called, and those of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import select

from portfolio.core.errors import NotThereError
from portfolio.models import FormKey, Passkey, Person, SignIn
from portfolio.models.enums import PersonKind
from portfolio.visibility import roll
from portfolio.visibility.standing import live

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment

AnyRow: TypeAlias = "Row[*tuple[Any, ...]]"

ADULTS = (PersonKind.FAMILY, PersonKind.STAFF)
"""Children come in by cards: a device of theirs is often everybody's."""

OFFER = "offer: passkey"
"""The key under which it is kept that somebody answered the offer, as of a form that was taken."""

SECOND_VISIT = 2


def passkey(db: Session, credential_hash: str, at: Moment) -> AnyRow | None:
    """The live passkey with that credential: (id, person_id, public_key, sign_count, kind).

    One of the family must be tied to somebody today, as with a card or a mailed link.
    """
    row: AnyRow | None = db.execute(
        select(Passkey.id, Passkey.person_id, Passkey.public_key, Passkey.sign_count, Person.kind)
        .join(Person, Person.id == Passkey.person_id)
        .where(
            Passkey.credential_hash == credential_hash,
            Passkey.ended_at.is_(None),
            Person.kind.in_(ADULTS),
            live(Person, at),
        )
    ).first()
    if row is None or row.kind is PersonKind.STAFF:
        return row
    return row if roll.has_family_here(db, row.person_id, at) else None


def known(db: Session, person_id: int) -> list[str]:
    """What that person's passkeys are called, for a browser to choose among."""
    mine = select(Passkey.credential).where(*_mine(person_id)).order_by(Passkey.id)
    return list(db.scalars(mine))


def mine(db: Session, person_id: int) -> Sequence[AnyRow]:
    """That person's passkeys for a page: (public_id, device, made_at, used_on)."""
    return db.execute(
        select(Passkey.public_id, Passkey.device, Passkey.made_at, Passkey.used_on)
        .where(*_mine(person_id))
        .order_by(Passkey.id)
    ).all()


def mine_or_404(db: Session, person_id: int, public_id: str) -> int:
    """The row number of one of that person's passkeys; else `NotThereError`."""
    found = db.scalar(select(Passkey.id).where(*_mine(person_id), Passkey.public_id == public_id))
    if found is None:
        raise NotThereError
    return found


def _mine(person_id: int) -> tuple[Any, ...]:
    return Passkey.person_id == person_id, Passkey.ended_at.is_(None)


def is_to_be_offered(db: Session, person_id: int) -> bool:
    """Whether it is time to offer a passkey: from the second visit on, until it was answered."""
    visits = db.scalars(select(SignIn.id).where(SignIn.person_id == person_id).limit(2)).all()
    had = db.scalar(select(Passkey.id).where(Passkey.person_id == person_id).limit(1))
    answered = select(FormKey.at).where(FormKey.person_id == person_id, FormKey.key == OFFER)
    return len(visits) >= SECOND_VISIT and had is None and db.scalar(answered) is None
