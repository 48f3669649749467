"""What is being printed for a whole class: cards or letters, made one after the other by a job.

No PDF and no code is kept. A code follows from `chance` and the installation's secret key, so its
maker can have the paper drawn while the run lasts; then `chance` is wiped and nobody can.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.models.base import Base, Id, PublicId, choice, to
from portfolio.models.enums import PaperKind, SecretKind
from portfolio.models.people import NAME_CHARACTERS


class PaperRun(Base):
    """One class set of cards or letters, for whoever asked for it and for nobody else."""

    __tablename__ = "paper_run"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    kind: Mapped[PaperKind] = mapped_column(choice(PaperKind))
    group_id: Mapped[int] = to("group")
    made_by_id: Mapped[int] = to("person")
    language: Mapped[str] = mapped_column(String(8), default="")
    """Letters: the second language, if any."""
    chance: Mapped[str] = mapped_column(String(64))
    """From which the codes follow; empty once the run is over."""
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class PaperLine(Base):
    """One card or letter of a run."""

    __tablename__ = "paper_line"

    id: Mapped[Id]
    run_id: Mapped[int] = to("paper_run")
    pupil_id: Mapped[int] = to("person")
    called: Mapped[str] = mapped_column(String(NAME_CHARACTERS), default="")
    """Letters: what the child calls the adult."""
    language: Mapped[str] = mapped_column(String(8), default="")
    """Letters: the second language of this one, where it is not that of the run."""
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    secret_kind: Mapped[SecretKind | None] = mapped_column(choice(SecretKind))
    """Cards: the kind of the secret made with it, where the child had none."""
    done_at: Mapped[datetime | None]
    """Made, or left out because its maker may not make it any more: see `is_made`."""
    is_made: Mapped[bool] = mapped_column(default=False)
