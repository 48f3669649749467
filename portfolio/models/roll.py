"""What the school's own system calls people and classes, and a list that waits for its yes.

A waiting list holds children's names: it belongs to whoever sent it and is gone within the hour.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.models.base import Base, Id, PublicId, choice
from portfolio.models.enums import RollKeyKind

KEY_CHARACTERS = 128
"""The longest number of a person or class; a OneRoster sourcedId is a GUID of 36 as a rule."""


class RollKey(Base):
    """The number under which the school's own system knows a person or a class."""

    __tablename__ = "roll_key"
    __table_args__ = (UniqueConstraint("kind", "key", name="uq_roll_key_kind_key"),)

    id: Mapped[Id]
    kind: Mapped[RollKeyKind] = mapped_column(choice(RollKeyKind))
    key: Mapped[str] = mapped_column(String(KEY_CHARACTERS))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), unique=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("group.id"), unique=True)


class RollUpload(Base):
    """A list that was sent and read: what it says, until its sender says yes or the hour is over.

    The file itself is not kept, nor is this row once it is decided.
    """

    __tablename__ = "roll_upload"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    """Whoever sent it; nobody else sees it. A new list takes the place of the one before."""
    digest: Mapped[str] = mapped_column(String(64))
    """The SHA-256 of the file, for the log."""
    sheet: Mapped[dict[str, Any]] = mapped_column(JSON)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    """For rows that could be one of several children: the row's mark, and what was answered."""
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
