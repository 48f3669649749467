"""Items, their revisions, shares and checks.

An item is only an owner and a fate; what it says stands in revisions, who it is for in shares.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, column
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.models.base import Base, Id, PublicId, choice, to
from portfolio.models.enums import CheckResult, Checks, Paper, Place, ShareKind

TITLE_CHARACTERS = 120
"""The longest title."""

ALT_CHARACTERS = 300
"""The longest description of a photo."""

NOTE_CHARACTERS = 1000
"""The longest note of a teacher."""

PHOTOS_AT_MOST = 10
"""How many photos one item holds (issue 2)."""


class Item(Base):
    """One thing in a portfolio."""

    __tablename__ = "item"
    __table_args__ = (Index("ix_item_owner_id_id", "owner_id", "id"),)

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    owner_id: Mapped[int] = to("person")
    made_at: Mapped[datetime]
    comments_open: Mapped[bool] = mapped_column(default=True)
    deleted_at: Mapped[datetime | None]
    """Gone for everyone at once; in the owner's bin for 30 days."""
    sealed_at: Mapped[datetime | None]
    """Unreachable for everyone, the owner too."""
    held_back_at: Mapped[datetime | None]
    """An urgent concern: for its owner alone until the safety lead settles it."""


class Revision(Base):
    """What the item says at one time; a draft until `sent_at`, never changed after it.

    An item has at most one draft, its newest revision.
    """

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    id: Mapped[Id]
    item_id: Mapped[int] = to("item")
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(TITLE_CHARACTERS), default="")
    words: Mapped[str] = mapped_column(Text, default="")
    """Clean rich text (core/words.py), at most 32 kB."""
    place: Mapped[Place] = mapped_column(choice(Place), default=Place.HOME)
    happened_on: Mapped[date]
    paper: Mapped[Paper] = mapped_column(choice(Paper), default=Paper.SKY)
    made_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


class Share(Base):
    """One line of an item's audience, from asked to ended.

    `up_revision_id` is what those it reaches see: the last revision checked for this share.
    `waiting_revision_id` is what a teacher is asked to look at. Both may stand at once.
    """

    __tablename__ = "share"
    __table_args__ = (
        Index("ix_share_item_id", "item_id"),
        Index("ix_share_owner_id_up_at", "owner_id", "up_at"),
        Index("ix_share_person_id_up_at", "person_id", "up_at"),
        Index("ix_share_group_id_up_at", "group_id", "up_at"),
        # The few that wait among all that were ever made: whoever looks first asks for them alone.
        Index(
            "ix_share_waiting",
            "item_id",
            sqlite_where=column("waiting_revision_id").is_not(None),
            postgresql_where=column("waiting_revision_id").is_not(None),
        ),
        Index("ix_share_up_at", "up_at"),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    """The item's owner, who never changes: kept here so that lists need no join."""
    kind: Mapped[ShareKind] = mapped_column(choice(ShareKind))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("group.id"))
    asked_under: Mapped[Checks] = mapped_column(choice(Checks))
    """What the teacher read first when the owner asked: a later, wider setting adds no viewer."""
    asked_at: Mapped[datetime]
    waiting_revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    waiting_since: Mapped[datetime | None]
    up_revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    up_at: Mapped[datetime | None]
    """When it first went up: the order of lists."""
    ended_at: Mapped[datetime | None]


class Check(Base):
    """A teacher looked at one revision for one set of shares."""

    __tablename__ = "check"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    item_id: Mapped[int] = to("item")
    revision_id: Mapped[int] = to("revision")
    checker_id: Mapped[int] = to("person")
    result: Mapped[CheckResult] = mapped_column(choice(CheckResult))
    note: Mapped[str] = mapped_column(String(NOTE_CHARACTERS), default="")
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class CheckedShare(Base):
    """A share that a check spoke of, and what it showed before (for undoing)."""

    __tablename__ = "checked_share"
    __table_args__ = (UniqueConstraint("check_id", "share_id"),)

    id: Mapped[Id]
    check_id: Mapped[int] = to("check")
    share_id: Mapped[int] = to("share")
    before_revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    before_up_at: Mapped[datetime | None]
    waiting_since: Mapped[datetime]
