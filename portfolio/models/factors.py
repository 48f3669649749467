"""What proves a person a second time: authenticator apps, passkeys, recovery codes.

No secret stands here: an app's key is made from the installation's secret key and a chance text,
a passkey is its public half, a recovery code is an argon2 hash.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.models.base import Base, Id, PublicId, to


class Authenticator(Base):
    """A person's authenticator app: one at a time, a new one takes the old one's place."""

    __tablename__ = "authenticator"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    chance: Mapped[str] = mapped_column(String(40))
    """With the secret key it makes the app's key (factors/authenticator.py)."""
    last_step: Mapped[int] = mapped_column(default=0)
    """The half minute (since 1970) of the newest code that was used: none opens twice."""
    set_at: Mapped[datetime]


class RecoveryCode(Base):
    """One of ten codes on paper, for the day on which the phone is lost. Each opens once."""

    __tablename__ = "recovery_code"

    id: Mapped[Id]
    person_id: Mapped[int] = to("person")
    begins: Mapped[str] = mapped_column(String(4))
    """Its first four signs, so that one hash is tried and not ten."""
    hash: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Passkey(Base):
    """A device that can prove its person: the public half of its key."""

    __tablename__ = "passkey"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = to("person")
    credential_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """The fingerprint of `credential`, which is too long for an index."""
    credential: Mapped[str] = mapped_column(Text)
    """Its name among all passkeys, chosen by the device, as base64url."""
    public_key: Mapped[str] = mapped_column(Text)
    """COSE, as base64url."""
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    """How often it has signed, where the device counts: a lower one than before is a copy's."""
    device: Mapped[str] = mapped_column(String(120), default="")
    """Where it was made, in plain words."""
    made_at: Mapped[datetime]
    used_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]


class Threshold(Base):
    """Somebody whose password was right and who has not shown their second factor yet.

    It opens nothing but the page that asks for it: minutes, one use, only in that browser.
    """

    __tablename__ = "threshold"

    id: Mapped[Id]
    person_id: Mapped[int] = to("person")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    way: Mapped[str] = mapped_column(String(20))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
