"""The screen in reception, and the safety lead's exceptional powers: openings, seals, holds."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, column
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.models.base import Base, Id, PublicId, to

REASON_CHARACTERS = 1000
"""The longest reason for an exceptional power."""

CASE_CHARACTERS = 120
"""The longest reference of a case in the school's own papers."""


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
    public_id: Mapped[PublicId]
    item_id: Mapped[int] = to("item")
    lead_id: Mapped[int] = to("person")
    reason: Mapped[str] = mapped_column(String(REASON_CHARACTERS))
    case_reference: Mapped[str] = mapped_column(String(CASE_CHARACTERS), default="")
    from_at: Mapped[datetime]
    until_at: Mapped[datetime]
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reviewed_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    """When the child was told."""
    tell_on: Mapped[date | None]
    """The day on which a lead is asked again whether to tell, where that was put off."""
    put_off_why: Mapped[str] = mapped_column(String(REASON_CHARACTERS), default="")


class Seal(Base):
    """One press by a safety lead: an item, or words on it, is unreachable for everyone.

    Ended by two people: one asks with a reference, another says yes.
    """

    __tablename__ = "seal"
    __table_args__ = (
        Index(  # of two presses at one moment the second finds it sealed
            "uq_seal_item_id",
            "item_id",
            unique=True,
            sqlite_where=column("comment_id").is_(None) & column("ended_at").is_(None),
            postgresql_where=column("comment_id").is_(None) & column("ended_at").is_(None),
        ),
        Index(
            "uq_seal_comment_id",
            "comment_id",
            unique=True,
            sqlite_where=column("ended_at").is_(None),
            postgresql_where=column("ended_at").is_(None),
        ),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    """The words on the item, where it is these alone."""
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime | None]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    why: Mapped[str] = mapped_column(String(REASON_CHARACTERS), default="")
    """Why it is to be opened again."""
    case_reference: Mapped[str] = mapped_column(String(CASE_CHARACTERS), default="")
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Hold(Base):
    """Nothing of this item, or of this child, is purged for good while it lasts."""

    __tablename__ = "hold"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    pupil_id: Mapped[int] = to("person")
    """Whose it is."""
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"), index=True)
    """The one item; None where it is all that the child has."""
    reason: Mapped[str] = mapped_column(String(REASON_CHARACTERS))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    from_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
