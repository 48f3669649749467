"""What was erased for good, and whether the school stands still while it is put back or moved."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.models.base import Base, Id, choice
from portfolio.models.enums import ErasureKind, StandstillKind

WHAT_CHARACTERS = 64
"""The longest name of what was erased: an address's id or a photo's key."""


class Erasure(Base):
    """Something is gone for good, so that no older backup brings it back. Holds no words."""

    __tablename__ = "erasure"
    __table_args__ = (UniqueConstraint("kind", "what"),)

    id: Mapped[Id]
    kind: Mapped[ErasureKind] = mapped_column(choice(ErasureKind))
    what: Mapped[str] = mapped_column(String(WHAT_CHARACTERS))
    """The public id of an item, the key of a photo."""
    at: Mapped[datetime]
    kept_at: Mapped[datetime | None]
    """When the storage was told, too; None until then (erasures/ledger.py)."""


class Standstill(Base):
    """While there is a row nothing is written; there is at most one, number 1."""

    __tablename__ = "standstill"

    id: Mapped[Id]
    kind: Mapped[StandstillKind] = mapped_column(choice(StandstillKind))
    since: Mapped[datetime]
