"""Somebody of the family who is asked for: a child's or a parent's wish, for the office."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.models.base import Base, Id, PublicId, to
from portfolio.models.people import NAME_CHARACTERS


class FamilyWish(Base):
    """One adult for one child, in the child's word. Read by its asker and the office alone."""

    __tablename__ = "family_wish"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    pupil_id: Mapped[int] = to("person")
    asked_by_id: Mapped[int] = to("person")
    """The child, or one of the family."""
    called: Mapped[str] = mapped_column(String(NAME_CHARACTERS))
    made_at: Mapped[datetime]
    is_granted: Mapped[bool | None]
    """None until the office answers."""
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
