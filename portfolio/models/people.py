"""People, their duties, groups and memberships. Ended, never deleted."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.models.base import Base, Id, PublicId, choice, to
from portfolio.models.enums import (
    Checks,
    DutyKind,
    GroupKind,
    Paper,
    PersonKind,
    Role,
    Stage,
)

NAME_CHARACTERS = 60
"""The longest first name, surname or group name."""


class School(Base):
    """The one school of this installation: a single row, number 1."""

    __tablename__ = "school"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(120))
    demonstration: Mapped[bool] = mapped_column(default=False)
    """True only for the made-up school of `demo load`; demonstration mode starts on no other."""
    made_at: Mapped[datetime]


class Person(Base):
    """Anyone with a place here. `until_on` is the first day on which they have none."""

    __tablename__ = "person"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    kind: Mapped[PersonKind] = mapped_column(choice(PersonKind))
    first_name: Mapped[str] = mapped_column(String(NAME_CHARACTERS))
    surname: Mapped[str] = mapped_column(String(NAME_CHARACTERS), default="")
    """For the roll and the office only; no child, family or screen is ever given it."""
    called: Mapped[str] = mapped_column(String(NAME_CHARACTERS), default="")
    """What children call staff, such as "Miss Okafor"; empty for others."""
    face: Mapped[str] = mapped_column(String(64), default="")
    """The parts of their cut-paper face (web/faces.py)."""
    paper: Mapped[Paper] = mapped_column(choice(Paper), default=Paper.SKY)
    """The paper of the person's own pages."""
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    """Lower-case; family and staff only."""
    line: Mapped[str] = mapped_column(String(200), default="")
    """In the demonstration school: who this is, for the list of people to try."""
    from_on: Mapped[date]
    until_on: Mapped[date | None]


class Duty(Base):
    """What a member of staff holds besides teaching."""

    __tablename__ = "duty"

    id: Mapped[Id]
    person_id: Mapped[int] = to("person")
    kind: Mapped[DutyKind] = mapped_column(choice(DutyKind))
    from_on: Mapped[date]
    until_on: Mapped[date | None]


class Group(Base):
    """A class, club or trip."""

    __tablename__ = "group"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    name: Mapped[str] = mapped_column(String(NAME_CHARACTERS))
    kind: Mapped[GroupKind] = mapped_column(choice(GroupKind))
    stage: Mapped[Stage] = mapped_column(choice(Stage))
    checks: Mapped[Checks] = mapped_column(choice(Checks), default=Checks.EVERYTHING)


class Membership(Base):
    """Somebody is in a group from a day on and until (not including) another."""

    __tablename__ = "membership"
    __table_args__ = (
        Index("ix_membership_person_id_group_id", "person_id", "group_id"),
        Index("ix_membership_group_id_person_id", "group_id", "person_id"),
    )

    id: Mapped[Id]
    group_id: Mapped[int] = to("group")
    person_id: Mapped[int] = to("person")
    role: Mapped[Role] = mapped_column(choice(Role))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    planned_until_on: Mapped[date | None]
    """What `until_on` was before somebody ended it by hand: an undo makes nothing endless."""
