"""Who has opened a child's thing: told to that child alone (product.md, rule 11)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.models.base import Base, Id, to


class Look(Base):
    """Somebody who is not the owner opened an item's page. Only added to."""

    __tablename__ = "look"
    __table_args__ = (UniqueConstraint("item_id", "viewer_id", "once"),)

    id: Mapped[Id]
    item_id: Mapped[int] = to("item")
    viewer_id: Mapped[int] = to("person")
    once: Mapped[str] = mapped_column(String(24))
    """Of what there is one line: empty for the first opening ever, else a day or one exceptional
    opening (portfolio/looks/queries.py). With item and viewer it makes two at once one line."""
    at: Mapped[datetime]
    opening_id: Mapped[int | None] = mapped_column(ForeignKey("break_glass.id"))
    """The exceptional opening by which they saw it, where it was one."""
