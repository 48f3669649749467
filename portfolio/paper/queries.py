"""Reading what is being printed, for whoever asked for it; and what opens by a code on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import func, select

from portfolio.core import tokens
from portfolio.core.errors import NotThereError
from portfolio.models import Card, Group, Household, Invitation, PaperLine, PaperRun, Person, Secret
from portfolio.models.enums import DutyKind, InvitationKind, PaperKind, SecretKind
from portfolio.office import queries as office
from portfolio.visibility import circle, roll

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement, Row
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment

AnyRow: TypeAlias = "Row[*tuple[Any, ...]]"
"""A row whose columns each function names; views know it by this name, and no SQLAlchemy."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is. `left_out` were not made: their maker may not make them any more."""

    total: int
    done: int
    left_out: int

    @property
    def is_done(self) -> bool:
        """Whether nothing is still to be made."""
        return self.done == self.total

    def __add__(self, other: Progress) -> Progress:
        """How far both are together."""
        return Progress(
            self.total + other.total, self.done + other.done, self.left_out + other.left_out
        )


NOTHING = Progress(0, 0, 0)


def run_or_404(db: Session, maker_id: int, public_id: str, at: Moment) -> AnyRow:
    """A run of that maker that is not over; `NotThereError` for anybody else's.

    Row (id, public_id, kind, group_id, group, group_public_id, made_by_id, language, chance,
    made_at, expires_at).
    """
    row = db.execute(_runs(at).where(PaperRun.public_id == public_id)).first()
    if row is None or row.made_by_id != maker_id:
        raise NotThereError
    return row


def run(db: Session, run_id: int, at: Moment) -> AnyRow | None:
    """The same by its number, for the job."""
    return db.execute(_runs(at).where(PaperRun.id == run_id)).first()


def runs_of(db: Session, maker_id: int, kind: PaperKind, at: Moment) -> Sequence[AnyRow]:
    """The maker's runs of a kind that are not over: rows as in `run_or_404`, the newest first."""
    found = _runs(at).where(PaperRun.made_by_id == maker_id, PaperRun.kind == kind)
    return db.execute(found.order_by(PaperRun.id.desc())).all()


def _runs(at: Moment) -> Any:  # noqa: ANN401 -- a Select whose row is described above
    return (
        select(
            PaperRun.id,
            PaperRun.public_id,
            PaperRun.kind,
            PaperRun.group_id,
            Group.name.label("group"),
            Group.public_id.label("group_public_id"),
            PaperRun.made_by_id,
            PaperRun.language,
            PaperRun.chance,
            PaperRun.made_at,
            PaperRun.expires_at,
        )
        .join(Group, Group.id == PaperRun.group_id)
        .where(*_goes_on(at))
    )


def _goes_on(at: Moment) -> tuple[ColumnElement[bool], ...]:
    return PaperRun.ended_at.is_(None), PaperRun.expires_at > at.now


def progress(db: Session, run_id: int) -> Progress:
    """How far that run is."""
    return progress_of(db, [run_id])[run_id]


def progress_of(db: Session, run_ids: Collection[int]) -> dict[int, Progress]:
    """How far each of these runs is, by its number."""
    what = PaperLine.run_id, PaperLine.is_made, PaperLine.done_at.is_not(None)
    counted = select(*what, func.count()).where(PaperLine.run_id.in_(run_ids)).group_by(*what)
    found: dict[int, list[tuple[bool, bool, int]]] = {run_id: [] for run_id in run_ids}
    for run_id, is_made, is_done, number in db.execute(counted):
        found[run_id].append((is_made, is_done, number))
    return {run_id: _progress(rows) for run_id, rows in found.items()}


def _progress(rows: Sequence[tuple[bool, bool, int]]) -> Progress:
    return Progress(
        total=sum(number for _made, _done, number in rows),
        done=sum(number for _made, is_done, number in rows if is_done),
        left_out=sum(number for is_made, is_done, number in rows if is_done and not is_made),
    )


def unmade_letters(db: Session, pupil_ids: Collection[int], at: Moment) -> Sequence[AnyRow]:
    """The letters of these pupils that are still to be made, whoever asked for them.

    Rows (pupil_id, called, household_id, household).
    """
    return db.execute(
        select(
            PaperLine.pupil_id,
            PaperLine.called,
            PaperLine.household_id,
            Household.name.label("household"),
        )
        .join(PaperRun, PaperRun.id == PaperLine.run_id)
        .join(Household, Household.id == PaperLine.household_id)
        .where(PaperLine.pupil_id.in_(pupil_ids), PaperLine.done_at.is_(None), *_goes_on(at))
        .order_by(PaperLine.id)
    ).all()


def undone(db: Session, run_id: int, most: int) -> Sequence[PaperLine]:
    """The next lines of a run that are still to be made."""
    waits = select(PaperLine).where(PaperLine.run_id == run_id, PaperLine.done_at.is_(None))
    return db.scalars(waits.order_by(PaperLine.id).limit(most)).all()


def made_lines(db: Session, run_id: int) -> Sequence[AnyRow]:
    """What a run made.

    Rows (id, pupil_id, called, language, secret_kind, name, surname, face, paper).
    """
    return db.execute(
        select(
            PaperLine.id,
            PaperLine.pupil_id,
            PaperLine.called,
            PaperLine.language,
            PaperLine.secret_kind,
            Person.first_name.label("name"),
            Person.surname,
            Person.face,
            Person.paper,
        )
        .join(Person, Person.id == PaperLine.pupil_id)
        .where(PaperLine.run_id == run_id, PaperLine.is_made)
        .order_by(PaperLine.id)
    ).all()


def may_print_for(db: Session, one: AnyRow, at: Moment) -> set[int]:
    """The children for whom the maker of a run may make paper of its kind at this moment."""
    if not circle.is_here_today(db, one.made_by_id, at):
        return set()
    if not _prints_in(db, one, at):
        return set()
    return {child.id for child in circle.children_for(db, one.made_by_id, one.group_id, at)}


def _prints_in(db: Session, one: AnyRow, at: Moment) -> bool:
    """Whether the maker of a run may print for its class: letters the office may for any."""
    if one.kind is PaperKind.LETTERS and roll.holds(db, one.made_by_id, DutyKind.OFFICE, at):
        return True
    return one.group_id in {group.id for group in office.my_classes(db, one.made_by_id, at)}


def without_secret(db: Session, pupil_ids: Collection[int]) -> set[int]:
    """Which of these pupils know no secret yet."""
    known = set(db.scalars(select(Secret.person_id).where(Secret.person_id.in_(pupil_ids))))
    return set(pupil_ids) - known


def live_cards(db: Session, codes: Collection[str]) -> set[str]:
    """Which of these codes open a card now."""
    by_hash = {tokens.fingerprint(code): code for code in codes}
    found = select(Card.token_hash).where(Card.token_hash.in_(by_hash), Card.ended_at.is_(None))
    return {by_hash[one] for one in db.scalars(found)}


def card_by_code(db: Session, code: str, pupil_id: int) -> AnyRow:
    """The pupil whose live card has that code: (name, face, paper); else `NotThereError`."""
    row = db.execute(
        select(Person.first_name.label("name"), Person.face, Person.paper)
        .join(Card, Card.person_id == Person.id)
        .where(
            Card.token_hash == tokens.fingerprint(code),
            Card.person_id == pupil_id,
            Card.ended_at.is_(None),
        )
    ).first()
    if row is None:
        raise NotThereError
    return row


def open_letters(db: Session, codes: Collection[str], at: Moment) -> dict[str, AnyRow]:
    """Of these codes those whose letter opens, with (called, pupil_id, name, face, expires_at)."""
    by_hash = {tokens.fingerprint(code): code for code in codes}
    rows = db.execute(
        select(
            Invitation.token_hash,
            Invitation.called,
            Invitation.pupil_id,
            Invitation.expires_at,
            Person.first_name.label("name"),
            Person.face,
        )
        .join(Person, Person.id == Invitation.pupil_id)
        .where(Invitation.token_hash.in_(by_hash), *_opens(at))
    )
    return {by_hash[row.token_hash]: row for row in rows}


def _opens(at: Moment) -> tuple[ColumnElement[bool], ...]:
    return (
        Invitation.kind == InvitationKind.FAMILY,
        Invitation.used_at.is_(None),
        Invitation.ended_at.is_(None),
        Invitation.expires_at > at.now,
    )


def code_of(secret_key: str, one: AnyRow, line_id: int) -> str:
    """The code of one line of a run, as long as the run is not over."""
    return tokens.derived_code(secret_key, one.kind.value, one.chance, str(line_id))


def choice_of(secret_key: str, one: AnyRow, line_id: int, kind: SecretKind, below: int) -> int:
    """Which of so many secrets of a kind the child of that line got."""
    return tokens.derived_choice(secret_key, below, kind.value, one.chance, str(line_id))
