"""What somebody says is not right, the words that a safety lead opened, and the stop switch."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, column
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.models.base import Base, Id, PublicId, choice, to
from portfolio.models.enums import CommentState, ConcernFor, ConcernKind, StopKind
from portfolio.models.items import NOTE_CHARACTERS

LINE_CHARACTERS = 300
"""The longest line of a concern."""


class Concern(Base):
    """What "is not right": about an item, about words on it, or (no item) told by a child."""

    __tablename__ = "concern"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    kind: Mapped[ConcernKind] = mapped_column(choice(ConcernKind))
    reads: Mapped[ConcernFor] = mapped_column(choice(ConcernFor))
    """For whom it is."""
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"), index=True)
    """Also where it is about words on the item."""
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """None where nobody pressed: the patterns found something (checking/flags.py)."""
    about_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Whose thing or words it is about: they never settle it."""
    owner_id: Mapped[int] = to("person")
    """Whose space it is in: the owner of the item, or the child who tells."""
    line: Mapped[str] = mapped_column(String(LINE_CHARACTERS), default="")
    made_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    read_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """By whom of those for whom it is; empty again where a teacher handed it on."""
    settled_at: Mapped[datetime | None] = mapped_column(index=True)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(String(NOTE_CHARACTERS), default="")
    """What came of it, for the safety leads alone."""
    removed_from: Mapped[CommentState | None] = mapped_column(choice(CommentState))
    """Where the words stood before the safety lead removed them."""
    told_at: Mapped[datetime | None]
    """When its reporter put the word away that it was read."""


class WordsOpening(Base):
    """A safety lead opened the words of one comment; they lie open for an hour."""

    __tablename__ = "words_opening"

    id: Mapped[Id]
    comment_id: Mapped[int] = to("comment")
    lead_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Stop(Base):
    """All comments, or all families, stopped by the school, until somebody ends it."""

    __tablename__ = "stop"
    __table_args__ = (
        Index(  # of two presses at one moment the second is told
            "uq_stop_kind",
            "kind",
            unique=True,
            sqlite_where=column("ended_at").is_(None),
            postgresql_where=column("ended_at").is_(None),
        ),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    kind: Mapped[StopKind] = mapped_column(choice(StopKind))
    begun_at: Mapped[datetime]
    begun_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
