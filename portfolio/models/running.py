"""What keeps the house running: notices, jobs, form keys and the log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.models.base import Base, Id, PublicId, choice, to
from portfolio.models.enums import NoticeKind


class Notice(Base):
    """A card in *For me*; what it is about is read through the rule each time.

    About an item, or about nothing but a person (`who_id`): then it has no item.
    """

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_person_id_seen_at", "person_id", "seen_at"),)

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = to("person")
    kind: Mapped[NoticeKind] = mapped_column(choice(NoticeKind))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    check_id: Mapped[int | None] = mapped_column(ForeignKey("check.id"))
    who_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who did it, where neither a comment nor a check says so."""
    made_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]


class Job(Base):
    """Work to be done after the answer; claimed with a lease so that none is lost."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_done_at_run_at", "done_at", "run_at"),)

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(40))
    about: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Row numbers and addresses only: no words, names or secrets."""
    made_at: Mapped[datetime]
    run_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(String(120), default="")
    """The kind of error, never its text."""


class FormKey(Base):
    """A form that was taken: sent again, it leads to the same place and does nothing."""

    __tablename__ = "form_key"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    led_to: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]


class LogRow(Base):
    """Who did what and when. Numbers without foreign keys: the log outlives people.

    Each row is tied to the one before (portfolio/log/chain.py); once it is, the database refuses
    to change or delete it.
    """

    __tablename__ = "log_row"

    id: Mapped[Id]
    at: Mapped[datetime]
    event: Mapped[str] = mapped_column(String(40))
    by_id: Mapped[int | None] = mapped_column(index=True)
    about: Mapped[dict[str, Any]] = mapped_column(JSON)
    place: Mapped[int | None] = mapped_column(unique=True)
    """1, 2, 3 … in the order of the commits; None until its own unit of work is committed."""
    link: Mapped[str] = mapped_column(String(64), default="")
    """The hash of this row and of the link before it, 64 hexadecimal digits; empty until then."""
