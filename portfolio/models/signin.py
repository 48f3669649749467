"""Ways in: cards, secrets, passwords, invitations, fresh links, sessions, guesses.

Every token is kept as its fingerprint only (core/tokens.py); the token itself is never stored.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.models.base import Base, Id, PublicId, choice, to
from portfolio.models.enums import DutyKind, InvitationKind, SecretKind
from portfolio.models.people import NAME_CHARACTERS


class Card(Base):
    """A pupil's personal card: what they have. A new one ends the old one at once."""

    __tablename__ = "card"

    id: Mapped[Id]
    person_id: Mapped[int] = to("person")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Secret(Base):
    """What a person knows: a pupil's pictures or word, or (kind word) a password of staff."""

    __tablename__ = "secret"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    kind: Mapped[SecretKind] = mapped_column(choice(SecretKind))
    hash: Mapped[str] = mapped_column(String(200))
    set_at: Mapped[datetime]


class Invitation(Base):
    """A one-use address for one adult: a family member of one child, or one of the staff."""

    __tablename__ = "invitation"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    kind: Mapped[InvitationKind] = mapped_column(choice(InvitationKind))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    pupil_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    called: Mapped[str] = mapped_column(String(NAME_CHARACTERS), default="")
    """Family: what the child calls them. Staff: what children will call them."""
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("group.id"))
    """Staff: the class they will teach."""
    duty: Mapped[DutyKind | None] = mapped_column(choice(DutyKind))
    """Staff: the duty they will hold."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """Staff: whom a list put on the roll already. None makes somebody new."""
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    tried_at: Mapped[datetime | None]
    """When somebody else opened it after its use; empty again once the office has looked."""
    confirmed_at: Mapped[datetime | None]
    """Family: when the office let it open although it is like a tie under a restriction."""


class FreshLink(Base):
    """A link sent by mail: ten minutes, one use, only in the browser that asked."""

    __tablename__ = "fresh_link"

    id: Mapped[Id]
    person_id: Mapped[int] = to("person")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    browser_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class AddressLink(Base):
    """A link sent to an address that a family member gave: it is theirs once they opened it."""

    __tablename__ = "address_link"

    id: Mapped[Id]
    person_id: Mapped[int] = to("person")
    email: Mapped[str] = mapped_column(String(254))
    """Lower-case; nobody's address until the link is used."""
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignIn(Base):
    """A signed-in browser: the session, kept here so that it can be ended."""

    __tablename__ = "sign_in"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = to("person")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    device: Mapped[str] = mapped_column(String(120), default="")
    """In plain words, such as "Chrome on Android"."""
    way: Mapped[str] = mapped_column(String(20), default="")
    """By which door: password, passkey, card, letter, fresh_link … as the log names it."""
    passkey_id: Mapped[int | None]
    """The passkey that opened, so that *not mine* can end it too. A number without a reference."""
    tablet_id: Mapped[int | None] = mapped_column(ForeignKey("tablet.id"), index=True)
    """A child's session on a shared tablet; it holds only while the tablet's class is on."""
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    seen_on: Mapped[date | None]
    """The last day on which they pressed or opened something (a GET alone changes no row)."""
    proved_at: Mapped[datetime | None]
    """When its person last showed a second factor here: duties ask for a fresh one."""
    ended_at: Mapped[datetime | None]


class Guess(Base):
    """A wrong secret, counted against what it was tried on (a fingerprint, never a name)."""

    __tablename__ = "guess"
    __table_args__ = (Index("ix_guess_subject_at", "subject", "at"),)

    id: Mapped[Id]
    subject: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
