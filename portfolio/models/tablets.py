"""Shared tablets: those that are opened for a class, and the codes that open one.

A tablet is a device, not a person: its cookie opens nothing but the faces of its class.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.models.base import Base, Id, PublicId, to

TABLET_CHARACTERS = 60
"""The longest name of a tablet."""


class Tablet(Base):
    """A device that shows the faces of one class, until it is taken out for good."""

    __tablename__ = "tablet"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    group_id: Mapped[int] = to("group")
    name: Mapped[str] = mapped_column(String(TABLET_CHARACTERS))
    """What its teacher calls it, such as "Blue tablet"."""
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    device: Mapped[str] = mapped_column(String(120), default="")
    """In plain words, such as "Chrome on Android"."""
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Whose code opened it: it may be a phone of theirs, and is a tablet as long as they teach."""
    made_at: Mapped[datetime]
    on_from: Mapped[datetime | None]
    """When the class was last switched on."""
    on_until: Mapped[datetime | None]
    """The class is on until then; children can come in before it and not after."""
    revoked_at: Mapped[datetime | None]


class TabletCode(Base):
    """What opens a class on one tablet: a QR and a short code, five minutes, one use."""

    __tablename__ = "tablet_code"

    id: Mapped[Id]
    group_id: Mapped[int] = to("group")
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """Of the long token in the QR."""
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """Of the short code, with the server's key: 40 bits alone could be tried out."""
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
