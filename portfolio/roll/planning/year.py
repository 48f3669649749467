"""The turn of a school year: which class becomes which, on which day, and who leaves.

A class of next year is always a new one, even under the old name: what was shown to last year's
class is never shown to next year's (product.md, rule 2). Asks and writes nothing.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portfolio.roll.planning.compare import guess_stage
from portfolio.roll.reading.tables import folded

if TYPE_CHECKING:
    from datetime import date

    from portfolio.models.enums import Checks, Stage


@dataclass(frozen=True, slots=True)
class Teacher:
    """One of the staff, as children call them."""

    id: int
    public_id: str
    name: str


@dataclass(frozen=True, slots=True)
class YearClass:
    """A class of this year with who is in it; children by number."""

    id: int
    public_id: str
    name: str
    stage: Stage
    checks: Checks
    children: tuple[int, ...]
    teachers: tuple[Teacher, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one class. An empty `name`: its children leave the school."""

    group: YearClass
    name: str
    stage: Stage
    teachers: tuple[Teacher, ...]

    @property
    def is_last(self) -> bool:
        """Whether they leave."""
        return not self.name


@dataclass(frozen=True, slots=True)
class YearPlan:
    """All steps, and the first day of the new year."""

    on: date
    steps: tuple[Step, ...]

    @property
    def moving(self) -> list[Step]:
        """The classes that go on."""
        return [step for step in self.steps if not step.is_last]

    @property
    def leaving(self) -> list[Step]:
        """The classes whose children leave."""
        return [step for step in self.steps if step.is_last]

    @property
    def leavers(self) -> int:
        """How many children leave: those who are in no class that goes on."""
        return len(self.gone())

    def gone(self) -> list[int]:
        """Their numbers."""
        stay = {child for step in self.moving for child in step.group.children}
        last = {child for step in self.leaving for child in step.group.children}
        return sorted(last - stay)

    def print(self) -> str:
        """A text that is the same exactly while the plan is the same."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


def suggested_name(name: str) -> str:
    """What the class is called a year later: the year in its name goes up by one.

    "Oak Year 3" becomes "Oak Year 4", "3B" becomes "4B", "Reception" becomes "Year 1"; a name
    without a year stays.
    """
    if re.search(r"\breception\b", name, re.IGNORECASE):
        return re.sub(r"\breception\b", "Year 1", name, count=1, flags=re.IGNORECASE)
    return re.sub(r"(?<!\d)(\d{1,2})(?!\d)", lambda year: str(int(year[1]) + 1), name, count=1)


def suggested_stage(name: str, now: Stage) -> Stage:
    """How its children are then: by the year in the name, else as they are now."""
    return guess_stage(name) if re.search(r"(?<!\d)\d{1,2}(?!\d)", name) else now


def suggested_teachers(name: str, classes: list[YearClass]) -> str:
    """The public id of the class of that name today, whose teachers may stay in their room."""
    alike = [one for one in classes if folded(one.name) == folded(name) and one.teachers]
    return alike[0].public_id if alike else ""
