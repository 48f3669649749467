"""Printing for a whole class: a run is begun, made line by line by a job, and over within an hour.

The job acts as whoever asked: a line that its maker may not make by then is left out (T06).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from portfolio.core import passwords, tokens
from portfolio.jobs import enqueue
from portfolio.log import actions as log
from portfolio.models import Household, PaperLine, PaperRun
from portfolio.models.enums import PaperKind, SecretKind, Stage
from portfolio.office import actions as office
from portfolio.office import invitations
from portfolio.paper import queries, secrets_told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.jobs import Means
    from portfolio.paper.queries import AnyRow

MAKE = "paper_run"
LASTS = timedelta(hours=1)
"""How long the paper can be drawn: time to find the printer, and no longer."""

AT_ONCE = 5
"""Lines made in one unit: hashing five secrets holds the database's lock for 0.2 seconds."""


@dataclass(frozen=True, slots=True)
class LetterWish:
    """One letter of a class set: in which home `called` lives.

    `household_id` is a home of the child; None makes one called `new_home`, or takes that of the
    wish before where `is_same` (the second parent of one home). `language` is the second one of
    this letter, where it is not that of the set.
    """

    pupil_id: int
    called: str
    household_id: int | None
    new_home: str = ""
    is_same: bool = False
    language: str = ""


def begin_cards(
    db: Session, group_id: int, stage: Stage, pupil_ids: Sequence[int], at: Moment, by: int
) -> str:
    """New cards for these children; gives the run's public id. Secrets only where there is none."""
    run = _begin(db, PaperKind.CARDS, group_id, at, by)
    kind = SecretKind.PICTURES if stage is Stage.EARLY else SecretKind.WORD
    new = queries.without_secret(db, pupil_ids)
    db.add_all(
        PaperLine(run_id=run.id, pupil_id=pupil_id, secret_kind=kind if pupil_id in new else None)
        for pupil_id in pupil_ids
    )
    return run.public_id


def begin_letters(
    db: Session, group_id: int, wishes: Sequence[LetterWish], language: str, at: Moment, by: int
) -> str:
    """A letter for each wish; gives the run's public id."""
    run = _begin(db, PaperKind.LETTERS, group_id, at, by)
    run.language = language
    for wish, home in zip(wishes, _homes(db, wishes), strict=True):
        line = PaperLine(run_id=run.id, pupil_id=wish.pupil_id, called=wish.called)
        line.household_id, line.language = home, wish.language
        db.add(line)
    return run.public_id


def _homes(db: Session, wishes: Sequence[LetterWish]) -> list[int]:
    """The home of each letter. All new ones are made in one statement: a list may bring many."""
    found: list[int | Household] = []
    before: dict[int, int | Household] = {}
    for wish in wishes:
        home = before.get(wish.pupil_id) if wish.is_same else None
        home = home or wish.household_id or _new_home(wish.new_home)
        before[wish.pupil_id] = home
        found.append(home)
    db.add_all(home for home in found if isinstance(home, Household))
    db.flush()
    return [home.id if isinstance(home, Household) else home for home in found]


def _begin(db: Session, kind: PaperKind, group_id: int, at: Moment, by: int) -> PaperRun:
    forget(db, at)
    run = PaperRun(
        public_id=tokens.public_id(),
        kind=kind,
        group_id=group_id,
        made_by_id=by,
        chance=tokens.new_token(),
        made_at=at.now,
        expires_at=at.now + LASTS,
    )
    db.add(run)
    db.flush()
    log.write(db, "paper_run_begun", at, by, run=run.id)
    enqueue(db, MAKE, at, run=run.id)
    return run


def _new_home(name: str) -> Household:
    return Household(public_id=tokens.public_id(), name=name)


def make(means: Means, about: dict[str, Any]) -> None:
    """Make the next lines of a run, and ask for the rest; nothing once the run is over."""
    run = queries.run(means.db, about["run"], means.at)
    if run is None:
        return
    allowed = queries.may_print_for(means.db, run, means.at)
    lines = queries.undone(means.db, run.id, AT_ONCE)
    for line in lines:
        line.done_at = means.at.now
        if line.pupil_id in allowed:
            _make_line(means, run, line)
            line.is_made = True
    if lines:
        enqueue(means.db, MAKE, means.at, run=run.id)


def _make_line(means: Means, run: AnyRow, line: PaperLine) -> None:
    key, by = means.settings.secret_key, run.made_by_id
    code = queries.code_of(key, run, line.id)
    if run.kind is PaperKind.LETTERS:
        place = invitations.FamilyPlace(line.pupil_id, line.called, line.household_id)
        invitations.invite_family(means.db, place, means.at, by=by, code=code)
        return
    secret = None if line.secret_kind is None else _secret(key, run, line.id, line.secret_kind)
    office.make_card(means.db, line.pupil_id, secret, means.at, by=by, code=code)


def _secret(key: str, run: AnyRow, line_id: int, kind: SecretKind) -> office.ChosenSecret:
    words = secrets_told.words_of(key, run, line_id, kind)
    hashed = passwords.hash_secret(secrets_told.said(words, kind))
    return office.ChosenSecret(kind, words, hashed)


def end(db: Session, run_id: int, at: Moment, *, by: int) -> None:
    """Its maker has the paper: from now on nobody can draw it again."""
    over = update(PaperRun).where(PaperRun.id == run_id)
    db.execute(over.values(ended_at=at.now, chance=""))
    log.write(db, "paper_run_ended", at, by, run=run_id)


def forget(db: Session, at: Moment) -> None:
    """Wipe what codes follow from, in every run whose hour is over."""
    over = update(PaperRun).where(PaperRun.expires_at <= at.now, PaperRun.chance != "")
    db.execute(over.values(chance=""))
