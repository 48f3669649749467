"""A family member's own card: what stays valid for an adult who gives no e-mail address.

It opens only on a device on which they used it, and with the six figures that they chose.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.models.base import Base, Id, to


class FamilyCard(Base):
    """The card and its figures; a new one ends the old one at once."""

    __tablename__ = "family_card"

    id: Mapped[Id]
    person_id: Mapped[int] = to("person")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    figures_hash: Mapped[str] = mapped_column(String(200))
    """argon2, as every secret that a person chose."""
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class FamilyDevice(Base):
    """A browser on which a card was used: its cookie opens nothing by itself.

    One browser, one token: the cards of two adults who share it stand beside each other.
    """

    __tablename__ = "family_device"
    __table_args__ = (UniqueConstraint("token_hash", "card_id"),)

    id: Mapped[Id]
    card_id: Mapped[int] = to("family_card")
    token_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
