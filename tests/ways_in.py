"""Rows of the ways in, for tests that ask the queries themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.core import tokens
from portfolio.models import Authenticator, FamilyCard, FamilyDevice, Passkey, RecoveryCode

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.circles import Somebody


def has_app(cast: Cast, who: Somebody) -> str:
    """They have an authenticator app; gives the chance text behind it."""
    chance = tokens.new_token()
    with cast.database.unit() as db:
        db.add(Authenticator(person_id=who.id, chance=chance, set_at=cast.at.now))
    return chance


def has_passkey(cast: Cast, who: Somebody, *, is_ended: bool = False) -> str:
    """They have a passkey; gives the credential that its device calls it by."""
    credential = tokens.new_token()
    with cast.database.unit() as db:
        row = Passkey(
            public_id=tokens.public_id(),
            person_id=who.id,
            credential_hash=tokens.fingerprint(credential),
            credential=credential,
            public_key="-",
            device=f"of {who.role}",
            made_at=cast.at.now,
            ended_at=cast.at.now if is_ended else None,
        )
        db.add(row)
    return credential


def has_code(
    cast: Cast, who: Somebody, begins: str, hashed: str = "-", *, is_used: bool = False
) -> int:
    """They have a recovery code that begins so; gives its number."""
    with cast.database.unit() as db:
        row = RecoveryCode(person_id=who.id, begins=begins, hash=hashed, made_at=cast.at.now)
        row.used_at = cast.at.now if is_used else None
        db.add(row)
        db.flush()
        return row.id


def has_card(cast: Cast, who: Somebody, device: str = "", *, is_ended: bool = False) -> str:
    """They have a card of their own, used in the browser with that token; gives its code."""
    code = tokens.new_code()
    with cast.database.unit() as db:
        card = FamilyCard(
            person_id=who.id,
            token_hash=tokens.fingerprint(code),
            figures_hash=f"of {who.role}",
            made_at=cast.at.now,
            ended_at=cast.at.now if is_ended else None,
        )
        db.add(card)
        db.flush()
        used = tokens.fingerprint(device or tokens.new_token())
        db.add(FamilyDevice(card_id=card.id, token_hash=used, made_at=cast.at.now))
    return code
