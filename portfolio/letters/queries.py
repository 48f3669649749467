"""Reading what became of the letters of a class, and which were opened again after their use.

Names of homes come out of here, so nothing of it may reach a child's or a family's page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import select

from portfolio.core import names, tokens
from portfolio.core.errors import NotThereError
from portfolio.models import Household, Invitation, Person
from portfolio.models.enums import InvitationKind
from portfolio.office import queries as office
from portfolio.visibility import apart, circle, roll
from portfolio.visibility.standing import live

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Row
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment

AnyRow: TypeAlias = "Row[*tuple[Any, ...]]"
"""A row whose columns each function names; views know it by this name, and no SQLAlchemy."""


class Fate(StrEnum):
    """What became of a letter."""

    CAME = "came"
    """It was opened, and its adult came in."""
    ASKED = "asked"
    """It opens still."""
    NEVER = "never"
    """Its days are over, and nobody came."""
    ENDED = "ended"
    """The school ended it."""


@dataclass(frozen=True, slots=True)
class LetterLine:
    """The last letter to one adult of one child, by word and home.

    `since` is when its fate befell it.
    """

    public_id: str
    called: str
    household: str
    fate: Fate
    since: datetime
    until: datetime
    tried_at: datetime | None


@dataclass(slots=True)
class ChildLine:
    """A child and its letters; `here` are those who came, by letter or otherwise."""

    public_id: str
    name: str
    surname: str
    face: str
    here: list[str] = field(default_factory=list)
    letters: list[LetterLine] = field(default_factory=list)


@dataclass(slots=True)
class Known:
    """Who of a child's family is here, and who was asked: what the child calls them."""

    here: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def is_here(self, called: str) -> bool:
        """Whether the child has somebody of that word, in whatever case."""
        return _has(self.here, called)

    def is_asked(self, called: str) -> bool:
        """Whether a letter for that word opens still."""
        return _has(self.asked, called)


def _has(words: Collection[str], called: str) -> bool:
    return names.folded(called) in {names.folded(word) for word in words}


def known(db: Session, pupil_ids: Collection[int], at: Moment) -> dict[int, Known]:
    """Who is here and who was asked, for each of these pupils by number."""
    found = {number: Known() for number in pupil_ids}
    for tie in roll.ties_of(db, pupil_ids, at):
        found[tie.pupil_id].here.append(tie.called)
    for letter in office.open_letters(db, pupil_ids, at):
        found[letter.pupil_id].asked.append(letter.called)
    return found


def of_class(db: Session, staff_id: int, group_id: int, at: Moment) -> list[ChildLine]:
    """Each child that the reader has in hand: who came, and the last letter to others."""
    children = circle.children_for(db, staff_id, group_id, at)
    lines = {one.id: ChildLine(one.public_id, one.name, one.surname, one.face) for one in children}
    for tie in roll.ties_of(db, list(lines), at):
        lines[tie.pupil_id].here.append(tie.called)
    for row in _last(_letters(db, list(lines))):
        lines[row.pupil_id].letters.append(_line(row, at))
    return list(lines.values())


def _last(letters: Sequence[AnyRow]) -> list[AnyRow]:
    """Of letters, the oldest first: each that let somebody in, else the last one to an adult.

    Whoever came stays on the list when another of that word is asked: they are two.
    """
    came: dict[tuple[int, int | None], AnyRow] = {}
    others: dict[tuple[int, str, str], AnyRow] = {}
    for row in letters:
        if row.used_at is None:
            others[_adult_of(row)] = row
        else:
            came[row.pupil_id, row.used_by_id] = row
            others.pop(_adult_of(row), None)
    return sorted((*came.values(), *others.values()), key=lambda row: int(row.id))


def _adult_of(row: AnyRow) -> tuple[int, str, str]:
    """For whom a letter is: a child may have a Gran in each of two homes."""
    return row.pupil_id, row.called.casefold(), row.household.casefold()


def _letters(db: Session, pupil_ids: Collection[int]) -> Sequence[AnyRow]:
    return db.execute(
        select(
            Invitation.id,
            Invitation.public_id,
            Invitation.pupil_id,
            Invitation.called,
            Invitation.made_at,
            Invitation.expires_at,
            Invitation.used_at,
            Invitation.used_by_id,
            Invitation.ended_at,
            Invitation.tried_at,
            Household.name.label("household"),
        )
        .join(Household, Household.id == Invitation.household_id)
        .where(Invitation.kind == InvitationKind.FAMILY, Invitation.pupil_id.in_(pupil_ids))
        .order_by(Invitation.id)
    ).all()


def _line(row: AnyRow, at: Moment) -> LetterLine:
    fate, since = Fate.ASKED, row.made_at
    if row.used_at is not None:
        fate, since = Fate.CAME, row.used_at
    elif row.ended_at is not None:
        fate, since = Fate.ENDED, row.ended_at
    elif row.expires_at <= at.now:
        fate, since = Fate.NEVER, row.expires_at
    return LetterLine(
        row.public_id, row.called, row.household, fate, since, row.expires_at, row.tried_at
    )


def tried(db: Session, reader_id: int, at: Moment) -> Sequence[AnyRow]:
    """Letters opened again after their use, at which the office has not looked yet.

    Not those of a child from whom the reader is kept. Rows (public_id, called, tried_at, name,
    face, child_id), the newest first.
    """
    away = circle.are_kept_from(db, reader_id, at)
    return db.execute(
        select(
            Invitation.public_id,
            Invitation.called,
            Invitation.tried_at,
            Person.first_name.label("name"),
            Person.face,
            Person.public_id.label("child_id"),
        )
        .join(Person, Person.id == Invitation.pupil_id)
        .where(Invitation.tried_at.is_not(None), live(Person, at), Person.id.not_in(away))
        .order_by(Invitation.tried_at.desc())
    ).all()


def waiting(db: Session, reader_id: int, at: Moment) -> Sequence[AnyRow]:
    """Letters that do not open before the office says so; for the office alone.

    Not those of a child from whom the reader is kept.
    Rows (pupil_id, called, household_id, confirmed_at, made_at, name, face, child_id), the newest
    first.
    """
    away = circle.are_kept_from(db, reader_id, at)
    opens = Invitation.used_at.is_(None), Invitation.ended_at.is_(None)
    rows = db.execute(
        select(
            Invitation.pupil_id,
            Invitation.called,
            Invitation.household_id,
            Invitation.confirmed_at,
            Invitation.made_at,
            Person.first_name.label("name"),
            Person.face,
            Person.public_id.label("child_id"),
        )
        .join(Person, Person.id == Invitation.pupil_id)
        .where(Invitation.kind == InvitationKind.FAMILY, *opens, Invitation.expires_at > at.now)
        .where(Invitation.pupil_id.in_(apart.pupils_kept(at)), live(Person, at))
        .where(Person.id.not_in(away))
        .order_by(Invitation.id.desc())
    ).all()
    return apart.waiting(db, rows, at)


def tried_or_404(db: Session, reader_id: int, public_id: str, at: Moment) -> int:
    """The number of such a letter; `NotThereError` for any other."""
    away = circle.are_kept_from(db, reader_id, at)
    found = select(Invitation.id).where(
        Invitation.public_id == public_id,
        Invitation.tried_at.is_not(None),
        Invitation.pupil_id.not_in(away),
    )
    number = db.scalars(found).first()
    if number is None:
        raise NotThereError
    return number


def used_family_letter(db: Session, token: str) -> int | None:
    """The number of the used letter of that token, and of no other."""
    return db.scalars(
        select(Invitation.id).where(
            Invitation.token_hash == tokens.fingerprint(token),
            Invitation.kind == InvitationKind.FAMILY,
            Invitation.used_at.is_not(None),
        )
    ).first()
