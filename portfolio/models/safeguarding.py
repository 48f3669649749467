"""The screen in reception, and the safety lead's exceptional openings."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.models.base import Base, Id, PublicId, to


class Screen(Base):
    """A picture frame in the school, by a key that staff entered once."""

    __tablename__ = "screen"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    name: Mapped[str] = mapped_column(String(60))
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class BreakGlass(Base):
    """The safety lead opens one kept or waiting item for at most an hour, with a reason."""

    __tablename__ = "break_glass"

    id: Mapped[Id]
    item_id: Mapped[int] = to("item")
    lead_id: Mapped[int] = to("person")
    reason: Mapped[str] = mapped_column(String(1000))
    case_reference: Mapped[str] = mapped_column(String(120), default="")
    from_at: Mapped[datetime]
    until_at: Mapped[datetime]
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reviewed_at: Mapped[datetime | None]
