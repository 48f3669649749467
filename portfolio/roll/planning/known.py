"""The roll as it stands, as plain values: what a sheet is compared with."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portfolio.roll.reading.tables import folded

if TYPE_CHECKING:
    from portfolio.models.enums import PersonKind, Stage


@dataclass(frozen=True, slots=True)
class KnownClass:
    """A class that is not over; `children` are in it today."""

    id: int
    name: str
    key: str
    stage: Stage
    children: int = 0


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A child or one of the staff, with the classes that they are in or will be."""

    id: int
    public_id: str
    kind: PersonKind
    first_name: str
    surname: str
    called: str
    email: str
    key: str
    is_here: bool
    holds_duty: bool
    rooms: tuple[int, ...]

    @property
    def name(self) -> tuple[str, str]:
        """First name and surname, as they are compared."""
        return folded(self.first_name), folded(self.surname)


class Known:
    """Everybody and every class, found by number and by name."""

    def __init__(
        self, people: list[KnownPerson], classes: list[KnownClass], taken: dict[str, int]
    ) -> None:
        """`taken`: who has which e-mail address, families too."""
        self.people, self.classes, self.taken = people, classes, taken
        self.class_of = {one.id: one for one in classes}
        self._class_by_key = {one.key: one for one in classes if one.key}
        self._class_by_name: dict[str, list[KnownClass]] = defaultdict(list)
        for one in classes:
            self._class_by_name[folded(one.name)].append(one)
        self._by_key = {(one.kind, one.key): one for one in people if one.key}
        self._by_first_name: dict[tuple[PersonKind, str], list[KnownPerson]] = defaultdict(list)
        self._in_class: dict[int, list[KnownPerson]] = defaultdict(list)
        for person in people:
            if person.is_here:
                self._by_first_name[person.kind, person.name[0]].append(person)
                for room in person.rooms:
                    self._in_class[room].append(person)

    def here(self, kind: PersonKind) -> list[KnownPerson]:
        """Those of a kind who have a place here today."""
        return [one for one in self.people if one.kind is kind and one.is_here]

    def numbered(self, kind: PersonKind, number: str) -> KnownPerson | None:
        """Whoever has that number, be they here or gone."""
        return self._by_key.get((kind, number))

    def named(self, kind: PersonKind, first_name: str) -> list[KnownPerson]:
        """Those of that first name, folded, who are here."""
        return self._by_first_name[kind, first_name]

    def in_class(self, kind: PersonKind, group_id: int) -> list[KnownPerson]:
        """Those of a kind who are in the class today."""
        return [one for one in self._in_class[group_id] if one.kind is kind]

    def class_numbered(self, number: str) -> KnownClass | None:
        """The class with that number."""
        return self._class_by_key.get(number)

    def class_named(self, name: str, number: str = "") -> KnownClass | None:
        """The one class of that name with no other number; where two are alike, the one in use."""
        alike = [one for one in self._class_by_name[folded(name)] if one.key in {"", number}]
        alike = alike or ([] if number else self._class_by_name[folded(name)])
        return max(alike, key=lambda one: (one.children > 0, one.id), default=None)
