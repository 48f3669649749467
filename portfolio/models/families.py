"""Households, family ties and restrictions. Ended, never deleted."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.models.base import Base, Id, PublicId, to
from portfolio.models.people import NAME_CHARACTERS


class Household(Base):
    """People who may read each other's words: two homes never meet (product.md, rule 8)."""

    __tablename__ = "household"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    name: Mapped[str] = mapped_column(String(NAME_CHARACTERS))
    """For the office and the teacher, such as "Mum's home"."""


class FamilyTie(Base):
    """An adult belongs to a pupil, under the name that the child uses."""

    __tablename__ = "family_tie"
    __table_args__ = (
        Index("ix_family_tie_adult_id_pupil_id", "adult_id", "pupil_id"),
        Index("ix_family_tie_pupil_id_adult_id", "pupil_id", "adult_id"),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    pupil_id: Mapped[int] = to("person")
    adult_id: Mapped[int] = to("person")
    called: Mapped[str] = mapped_column(String(NAME_CHARACTERS))
    household_id: Mapped[int] = to("household")
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    planned_until_on: Mapped[date | None]
    """What `until_on` was before somebody ended it by hand: an undo makes nothing endless."""


class Restriction(Base):
    """The office keeps a person from a child: beats everything and shows nowhere."""

    __tablename__ = "restriction"
    __table_args__ = (Index("ix_restriction_person_id_pupil_id", "person_id", "pupil_id"),)

    id: Mapped[Id]
    person_id: Mapped[int] = to("person")
    pupil_id: Mapped[int] = to("person")
    reason: Mapped[str] = mapped_column(String(1000), default="")
    """Read by office and safety lead only."""
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
