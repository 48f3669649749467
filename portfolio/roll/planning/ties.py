"""Comparing a list of ties with the roll: first which child a row is of, then whether it is new.

Stricter than with a list of pupils, because a letter opens a child's things to somebody: a child
is found by number, or by exactly that name in that class. No row is guessed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portfolio.core.words import alike
from portfolio.models.enums import PersonKind
from portfolio.roll.planning.letters import Adult, Doubt, LettersPlan, NewLetter
from portfolio.roll.reading.rows import Fault, Wrong
from portfolio.roll.reading.tables import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from portfolio.roll.planning.known import Known, KnownPerson
    from portfolio.roll.reading.rows import Sheet, TieRow


@dataclass(frozen=True, slots=True)
class Found:
    """The rows whose child is beyond doubt, each with the child; and the rows that do not fit."""

    rows: tuple[tuple[TieRow, KnownPerson], ...]
    wrong: tuple[Wrong, ...]

    @property
    def ids(self) -> list[int]:
        """The children's numbers."""
        return sorted({child.id for _row, child in self.rows})


# ---------------------------------------------------------------- whose family


def find_children(sheet: Sheet, known: Known) -> Found:
    """Which child each row is of."""
    rows, wrong = [], list(sheet.wrong)
    for row in sheet.ties or ():
        child = _child(row, known)
        if isinstance(child, Fault):
            wrong.append(Wrong(row.file, row.line, child))
        else:
            rows.append((row, child))
    return Found(tuple(rows), tuple(wrong))


def _child(row: TieRow, known: Known) -> KnownPerson | Fault:
    child = known.numbered(PersonKind.PUPIL, row.number) if row.number else None
    found = _named(row, known) if child is None else _fits(row, child, known)
    if isinstance(found, Fault):
        return found
    return found if _room(found, known) else Fault.IN_NO_CLASS


def _fits(row: TieRow, child: KnownPerson, known: Known) -> KnownPerson | Fault:
    """The child of that number, if here and not another by what else the row says."""
    if not child.is_here:
        return Fault.WHICH_CHILD
    first, surname = child.name
    is_another = (
        folded(row.first_name) not in {"", first}
        or (surname and folded(row.surname) not in {"", surname})
        or not (row.first_name or _is_in(row, child, known))
    )
    return Fault.TWO_CHILDREN if is_another else child


def _is_in(row: TieRow, child: KnownPerson, known: Known) -> bool:
    """Whether the child is in the class of the row, if it says one."""
    group = known.class_named(row.room)
    return not row.room or (group is not None and group.id in child.rooms)


def _named(row: TieRow, known: Known) -> KnownPerson | Fault:
    """The only child of that name in that class who is not known by another number."""
    if not row.first_name:
        return Fault.WHICH_CHILD
    if not row.room:
        return Fault.NO_CLASS
    group = known.class_named(row.room)
    if group is None:
        return Fault.WHICH_CLASS
    mates = known.in_class(PersonKind.PUPIL, group.id)
    found = [one for one in mates if _is_called(row, one) and not (row.number and one.key)]
    if len(found) > 1:
        return Fault.SEVERAL_CHILDREN
    return found[0] if found else Fault.WHICH_CHILD


def _is_called(row: TieRow, child: KnownPerson) -> bool:
    """Whether the names are the same; a surname that one side lacks is no difference."""
    if alike(row.first_name) != alike(child.first_name):
        return False
    return not (row.surname and child.surname) or alike(row.surname) == alike(child.surname)


def _room(child: KnownPerson, known: Known) -> int | None:
    """The class for which the letter is printed."""
    return next((room for room in child.rooms if room in known.class_of), None)


# ---------------------------------------------------------------- what is new


def plan_letters(
    found: Found, known: Known, adults: Sequence[Adult], ended: Iterable[tuple[int, str]]
) -> LettersPlan:
    """The letters of the rows that are new.

    `adults` are all of these children's, `ended` the (child, word) of ties that are over.
    """
    return _Comparison(found, known, adults, ended).plan()


class _Comparison:
    """Walks through the rows once and gathers the parts of the plan."""

    def __init__(
        self,
        found: Found,
        known: Known,
        adults: Sequence[Adult],
        ended: Iterable[tuple[int, str]],
    ) -> None:
        self.found, self.known, self.adults = found, known, adults
        self.of_child: dict[int, list[Adult]] = defaultdict(list)
        for adult in adults:
            self.of_child[adult.pupil_id].append(adult)
        self.ended = {(child, alike(called)) for child, called in ended}
        self.seen: dict[tuple[int, str, str], TieRow] = {}
        self.references: set[tuple[int, str]] = set()
        self.letters: list[NewLetter] = []
        self.already: dict[Adult, None] = {}
        self.wrong = list(found.wrong)

    def plan(self) -> LettersPlan:
        for row, child in self.found.rows:
            fault = self._twice(row, child) or self._take(row, child)
            if fault is not None:
                self.wrong.append(Wrong(row.file, row.line, fault))
        return LettersPlan(
            letters=tuple(self._in_order()),
            already=tuple(self.already),
            stay=tuple(one for one in self.adults if one not in self.already),
            children=tuple({child.id: child for _row, child in self.found.rows}.values()),
            wrong=tuple(sorted(self.wrong, key=lambda one: one.line)),
        )

    def _twice(self, row: TieRow, child: KnownPerson) -> Fault | None:
        """Whether the list has that adult of the child already, or one whom nothing tells apart."""
        who = child.id, alike(row.called), alike(row.home)
        before = self.seen.setdefault(who, row)
        if before is not row:
            are_two = before.adult and row.adult and before.adult != row.adult
            return Fault.SAME_WORD if are_two else Fault.TWICE
        if row.adult and (child.id, row.adult) in self.references:
            return Fault.SAME_ADULT
        self.references.add((child.id, row.adult))
        return None

    def _take(self, row: TieRow, child: KnownPerson) -> Fault | None:
        """Who is here or asked already; or a new letter."""
        adults = self.of_child[child.id]
        homes = [one for one in adults if alike(one.home) == alike(row.home)]
        same = [one for one in homes if alike(one.called) == alike(row.called)]
        if same:
            self.already |= dict.fromkeys(same)
            return None
        if len({one.home_id for one in homes}) > 1:
            return Fault.WHICH_HOME
        self._new(row, child, homes[0].home_id if homes else None)
        return None

    def _new(self, row: TieRow, child: KnownPerson, home_id: int | None) -> None:
        letter = NewLetter(
            child=child,
            group_id=_room(child, self.known) or 0,
            called=row.called,
            home_id=home_id,
            home=row.home,
            language=row.language,
            doubt=self._doubt(row, child),
        )
        self.letters.append(letter)

    def _doubt(self, row: TieRow, child: KnownPerson) -> Doubt | None:
        word = alike(row.called)
        if (child.id, word) in self.ended:
            return Doubt.ENDED
        is_elsewhere = any(alike(one.called) == word for one in self.of_child[child.id])
        return Doubt.ELSEWHERE if is_elsewhere else None

    def _in_order(self) -> list[NewLetter]:
        """By class and child; the letters into one new home stand together, so that it is one."""
        homes: dict[tuple[int, str], int] = {}
        for letter in self.letters:
            homes.setdefault((letter.child.id, alike(letter.home)), len(homes))
        return sorted(
            self.letters,
            key=lambda one: (
                one.group_id,
                one.child.first_name,
                one.child.surname,
                one.child.id,
                homes[one.child.id, alike(one.home)],
            ),
        )
