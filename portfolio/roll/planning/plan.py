"""What a sheet would change, as values that can be shown, compared and then done."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portfolio.models.enums import PersonKind, Stage
    from portfolio.roll.planning.known import KnownClass, KnownPerson
    from portfolio.roll.reading.rows import PersonRow, Wrong

A_PART = 4
"""More than one in four leaving is looked at twice: of a class of 30 that is 8, and no school loses
as many in a term. Half a file that somebody cut off by mistake is the usual reason."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A class in a plan: one that is there, or (`group_id` None) the new one of that `mark`."""

    group_id: int | None
    name: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class NewClass:
    """A class that would be made. `is_guess`: no list said how old its children are."""

    name: str
    number: str
    stage: Stage
    is_guess: bool
    mark: str
    """What tells it from the others that would be made: its number, or its name, folded."""


@dataclass(frozen=True, slots=True)
class ChangedClass:
    """A class that gets another name, or its number for the first time."""

    group: KnownClass
    name: str
    number: str

    @property
    def is_renamed(self) -> bool:
        """Whether anybody would see a difference."""
        return self.name != self.group.name


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody new; or `back`: somebody who left, known by their number, and comes back."""

    kind: PersonKind
    row: PersonRow
    seats: tuple[Seat, ...]
    back: KnownPerson | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody who stays, with what is different. `number` is learned where it is not empty."""

    person: KnownPerson
    first_name: str
    surname: str
    called: str
    email: str
    number: str
    joins: tuple[Seat, ...]
    leaves: tuple[int, ...]

    @property
    def is_renamed(self) -> bool:
        """Whether another name, e-mail address or the like would stand there."""
        now = (self.first_name, self.surname, self.called, self.email)
        was = self.person
        return now != (was.first_name, was.surname, was.called, was.email)

    @property
    def is_taken_for(self) -> bool:
        """Whether only the name says that it is the same person."""
        return bool(self.number)

    @property
    def is_any(self) -> bool:
        """Whether anything is different."""
        return self.is_renamed or bool(self.number or self.joins or self.leaves)


@dataclass(frozen=True, slots=True)
class Question:
    """A row that may be one of several people, or somebody new: a human says which."""

    kind: PersonKind
    row: PersonRow
    candidates: tuple[KnownPerson, ...]

    @property
    def mark(self) -> str:
        """The row's name in the form and in the answers."""
        return f"{self.kind.value}-{self.row.line}"


@dataclass(frozen=True, slots=True)
class Plan:
    """All that would change. It can be done only without `wrong` rows and open `questions`."""

    new_classes: tuple[NewClass, ...]
    changed_classes: tuple[ChangedClass, ...]
    arrivals: tuple[Arrival, ...]
    changes: tuple[Change, ...]
    leavers: tuple[KnownPerson, ...]
    stay_on: tuple[KnownPerson, ...]
    """Staff with a duty who are not in the list: no list takes a duty away."""
    questions: tuple[Question, ...]
    wrong: tuple[Wrong, ...]
    same: int
    """How many are in the list and stay as they are."""
    here: int
    """How many of these kinds are here today."""

    @property
    def ends_much(self) -> bool:
        """Whether it would end more than a quarter of the roll that it speaks of."""
        return len(self.leavers) * A_PART > self.here

    @property
    def to_type(self) -> int | None:
        """The number that whoever says yes types first, where it is looked at twice."""
        return len(self.leavers) if self.ends_much else None

    @property
    def moves_much(self) -> bool:
        """Whether more than a quarter would change class: a new school year, as a rule."""
        moved = sum(1 for one in self.changes if one.leaves and one.joins)
        return moved * A_PART > self.here

    @property
    def is_nothing(self) -> bool:
        """Whether the roll says all of that already."""
        parts = (self.new_classes, self.changed_classes, self.arrivals, self.changes, self.leavers)
        return not any((*parts, self.questions, self.wrong))

    @property
    def is_ready(self) -> bool:
        """Whether it can be done as it is."""
        return not (self.wrong or self.questions or self.is_nothing)

    def print(self) -> str:
        """A text that is the same exactly while the plan is the same."""
        return hashlib.sha256(repr(self).encode()).hexdigest()

    def leaving(self, kind: PersonKind) -> list[KnownPerson]:
        """The leavers of a kind."""
        return [one for one in self.leavers if one.kind is kind]
