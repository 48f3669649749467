"""A one-use address by which somebody of the staff chooses a new password."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.models.base import Base, Id, to


class PasswordReset(Base):
    """Made by the office (one day), or mailed (ten minutes, only in the browser that asked)."""

    __tablename__ = "password_reset"

    id: Mapped[Id]
    person_id: Mapped[int] = to("person")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    browser_hash: Mapped[str | None] = mapped_column(String(64))
    """Mailed: the browser in which alone it opens. By the office: none."""
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
