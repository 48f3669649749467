"""Comparing a sheet with the roll. People are known by number; by name only where it is plain.

A name that fits nobody else in the same class is the same child. A name in another class, one that
several have, or half a name is a question: no machine decides whose portfolio it is.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from portfolio.models.enums import PersonKind, Stage
from portfolio.roll.planning.plan import (
    Arrival,
    Change,
    ChangedClass,
    NewClass,
    Plan,
    Question,
    Seat,
)
from portfolio.roll.reading.rows import ClassRow, Fault, Room, Wrong
from portfolio.roll.reading.tables import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from portfolio.roll.planning.known import Known, KnownClass, KnownPerson
    from portfolio.roll.reading.rows import PersonRow, Sheet

NEW = "new"
"""The answer that a row is somebody new; any other answer is a person's public id."""

LAST_EARLY_YEAR, LAST_MIDDLE_YEAR = 2, 6
"""As in England: Year 2 is the last below 7, Year 6 the last before secondary school."""


def compare(sheet: Sheet, known: Known, answers: Mapping[str, str]) -> Plan:
    """What the sheet would change, with the answers that were given to its questions."""
    return _Comparison(sheet, known, answers).plan()


class _Comparison:
    """Walks through a sheet once and gathers the parts of the plan."""

    def __init__(self, sheet: Sheet, known: Known, answers: Mapping[str, str]) -> None:
        self.sheet, self.known, self.answers = sheet, known, answers
        self.new_classes: dict[str, NewClass] = {}
        self.changed_classes: dict[int, ChangedClass] = {}
        self.arrivals: list[Arrival] = []
        self.changes: list[Change] = []
        self.questions: list[Question] = []
        self.wrong = list(sheet.wrong)
        self.matched: set[int] = set()
        self.same = 0

    def plan(self) -> Plan:
        for row in self.sheet.classes:
            self._class(row)
        for kind, rows in self._lists():
            self._match(kind, rows)
        leavers, stay_on = self._leavers()
        return Plan(
            new_classes=tuple(self.new_classes.values()),
            changed_classes=tuple(self.changed_classes.values()),
            arrivals=tuple(self.arrivals),
            changes=tuple(self.changes),
            leavers=tuple(leavers),
            stay_on=tuple(stay_on),
            questions=tuple(self.questions),
            wrong=tuple(self.wrong),
            same=self.same,
            here=sum(len(self.known.here(kind)) for kind in self._kinds()),
        )

    def _lists(self) -> Iterable[tuple[PersonKind, tuple[PersonRow, ...]]]:
        if self.sheet.pupils is not None:
            yield PersonKind.PUPIL, self.sheet.pupils
        if self.sheet.staff is not None:
            yield PersonKind.STAFF, self.sheet.staff

    def _kinds(self) -> list[PersonKind]:
        return [kind for kind, _rows in self._lists()]

    # ------------------------------------------------------------ classes

    def _class(self, row: ClassRow) -> None:
        group = self.known.class_numbered(row.number) if row.number else None
        group = group or self.known.class_named(row.name, row.number)
        if group is None:
            self._new_class(Room(row.name, row.number), row.stage)
            return
        number = row.number if row.number and not group.key else ""
        if row.name != group.name or number:
            self.changed_classes[group.id] = ChangedClass(group, row.name, number)

    def _new_class(self, room: Room, stage: str) -> None:
        guessed, mark = Stage(stage) if stage else guess_stage(room.name), _mark(room)
        new = NewClass(room.name, room.number, guessed, is_guess=not stage, mark=mark)
        self.new_classes.setdefault(mark, new)

    def _seat(self, room: Room) -> Seat:
        """Where the room is here; a class that is nowhere yet would be made."""
        group = self._group(room)
        if group is not None:
            return Seat(group.id, group.name)
        self._new_class(room, "")
        return Seat(None, self.new_classes[_mark(room)].name, _mark(room))

    def _group(self, room: Room) -> KnownClass | None:
        found = self.known.class_numbered(room.number) if room.number else None
        return found or (self.known.class_named(room.name, room.number) if room.name else None)

    # ------------------------------------------------------------ people

    def _match(self, kind: PersonKind, rows: tuple[PersonRow, ...]) -> None:
        """Numbers first, then plain names, then whatever is left: each may be taken once."""
        left = []
        for row in rows:
            person = self.known.numbered(kind, row.number) if row.number else None
            if person is None:
                left.append(row)
            else:
                self._is(kind, person, row)
        alike = Counter(folded(row.first_name) for row in left)
        rivals = [row for row in left if alike[folded(row.first_name)] > 1]
        for row in [row for row in left if not self._is_plain(kind, row, rivals)]:
            self._ask(kind, row)

    def _is_plain(self, kind: PersonKind, row: PersonRow, rivals: list[PersonRow]) -> bool:
        """Whether the row is somebody beyond doubt: the only one of that name, in the same class.

        Staff teach other classes each year; for them it is enough to be the only one.
        """
        candidates = self._candidates(kind, row)
        if len(candidates) != 1 or Question(kind, row, ()).mark in self.answers:
            return False
        (only,) = candidates
        if any(_could_be(other, only) for other in rivals if other is not row):
            return False
        if kind is PersonKind.PUPIL and not self._shares_class(row, only):
            return False
        self._is(kind, only, row)
        return True

    def _shares_class(self, row: PersonRow, person: KnownPerson) -> bool:
        """Whether both are of one class, or both of none."""
        is_of_none = not row.rooms and not person.rooms
        return is_of_none or bool(self._groups(row) & set(person.rooms))

    def _ask(self, kind: PersonKind, row: PersonRow) -> None:
        """A row that is nobody plainly: somebody new, or a question."""
        if not row.first_name:
            self.wrong.append(Wrong(row.file, row.line, Fault.UNKNOWN_PERSON))
            return
        candidates = self._candidates(kind, row) or self._nearly(kind, row)
        if self._lacks_class(row, candidates):
            return
        question = Question(kind, row, tuple(candidates))
        answer = self.answers.get(question.mark)
        chosen = next((one for one in candidates if one.public_id == answer), None)
        if chosen is not None:
            self._is(kind, chosen, row)
        elif not candidates or answer == NEW:
            self._arrives(kind, row)
        else:
            self.questions.append(question)

    def _candidates(self, kind: PersonKind, row: PersonRow) -> list[KnownPerson]:
        """Whoever the row may be by name: a surname that one side lacks is no difference."""
        named = self.known.named(kind, folded(row.first_name)) if row.first_name else []
        return [one for one in named if self._is_free(one, row) and _could_be(row, one)]

    def _nearly(self, kind: PersonKind, row: PersonRow) -> list[KnownPerson]:
        """Whoever of the same class has half of the name: it may have been spelt anew."""
        first, surname = folded(row.first_name), folded(row.surname)
        return [
            one
            for group in sorted(self._groups(row))
            for one in self.known.in_class(kind, group)
            if self._is_free(one, row) and (one.name[0] == first or one.name[1] == surname != "")
        ]

    def _is_free(self, one: KnownPerson, row: PersonRow) -> bool:
        """Neither another row's, nor known by another number."""
        return one.id not in self.matched and not (row.number and one.key)

    def _groups(self, row: PersonRow) -> set[int]:
        return {group.id for room in row.rooms if (group := self._group(room)) is not None}

    def _lacks_class(self, row: PersonRow, people: Iterable[KnownPerson]) -> bool:
        """Whether the class is missing: only somebody here who is in none may have none."""
        is_without = any(one.is_here and not one.rooms for one in people)
        if row.rooms or not row.needs_class or is_without:
            return False
        self.wrong.append(Wrong(row.file, row.line, Fault.NO_CLASS))
        return True

    def _is(self, kind: PersonKind, person: KnownPerson, row: PersonRow) -> None:
        if person.id in self.matched:
            self.wrong.append(Wrong(row.file, row.line, Fault.TWICE))
            return
        self.matched.add(person.id)
        if self._lacks_class(row, [person]):
            return
        email = self._email(kind, row, person.id)
        if not person.is_here:
            self._comes_back(person, row)
            return
        seats = tuple(self._seat(room) for room in row.rooms)
        change = Change(
            person,
            first_name=row.first_name or person.first_name,
            surname=row.surname or person.surname,
            called=row.called or person.called,
            email=email or person.email,
            number=row.number if row.number and not person.key else "",
            joins=tuple(seat for seat in seats if seat.group_id not in person.rooms),
            leaves=self._left(person, row, seats),
        )
        if change.is_any:
            self.changes.append(change)
        else:
            self.same += 1

    def _left(
        self, person: KnownPerson, row: PersonRow, seats: tuple[Seat, ...]
    ) -> tuple[int, ...]:
        if row.is_all:
            # A list that names no class at all takes nobody out of theirs.
            stays = {seat.group_id for seat in seats}
            return tuple(room for room in person.rooms if room not in stays) if seats else ()
        left = {group.id for room in row.leaves if (group := self._group(room)) is not None}
        return tuple(room for room in person.rooms if room in left)

    def _arrives(self, kind: PersonKind, row: PersonRow) -> None:
        self._email(kind, row, None)
        self.arrivals.append(Arrival(kind, row, tuple(self._seat(room) for room in row.rooms)))

    def _comes_back(self, person: KnownPerson, row: PersonRow) -> None:
        if not row.first_name:
            self.wrong.append(Wrong(row.file, row.line, Fault.UNKNOWN_PERSON))
            return
        seats = tuple(self._seat(room) for room in row.rooms)
        self.arrivals.append(Arrival(person.kind, row, seats, back=person))

    def _email(self, kind: PersonKind, row: PersonRow, person_id: int | None) -> str:
        """The row's address, if it is nobody else's: two people can never share one."""
        if kind is not PersonKind.STAFF or not row.email:
            return ""
        if self.known.taken.setdefault(row.email, person_id or -row.line) not in {
            person_id,
            -row.line,
        }:
            self.wrong.append(Wrong(row.file, row.line, Fault.TAKEN))
        return row.email

    # ------------------------------------------------------------ who has left

    def _leavers(self) -> tuple[list[KnownPerson], list[KnownPerson]]:
        gone = [one for one in map(self._numbered_gone, self._said_gone()) if one is not None]
        if self.sheet.is_whole:
            asked = {one.id for question in self.questions for one in question.candidates}
            rest = [one for kind in self._kinds() for one in self.known.here(kind)]
            gone += [one for one in rest if one.id not in self.matched | asked]
        gone = list({one.id: one for one in gone if one.is_here}.values())
        leavers = [one for one in gone if not one.holds_duty]
        return leavers, [one for one in gone if one.holds_duty]

    def _said_gone(self) -> Iterable[tuple[PersonKind, str]]:
        yield from ((PersonKind.PUPIL, number) for number in self.sheet.gone_pupils)
        yield from ((PersonKind.STAFF, number) for number in self.sheet.gone_staff)

    def _numbered_gone(self, one: tuple[PersonKind, str]) -> KnownPerson | None:
        return self.known.numbered(*one)


def _could_be(row: PersonRow, person: KnownPerson) -> bool:
    first, surname = person.name
    said = folded(row.surname)
    return folded(row.first_name) == first and (said == surname or "" in {said, surname})


def _mark(room: Room) -> str:
    return room.number or folded(room.name)


def guess_stage(name: str) -> Stage:
    """How old the children are, by the class's name: "Year 5" or "3b"; else the middle stage."""
    if re.search(r"\b(reception|nursery|kindergarten|infants?)\b", name, re.IGNORECASE):
        return Stage.EARLY
    found = re.search(r"(?<!\d)(\d{1,2})(?!\d)", name)
    if found is None:
        return Stage.MIDDLE
    year = int(found[1])
    if year <= LAST_EARLY_YEAR:
        return Stage.EARLY
    return Stage.MIDDLE if year <= LAST_MIDDLE_YEAR else Stage.OLDER
