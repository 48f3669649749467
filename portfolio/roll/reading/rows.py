"""What a list says, row by row, and what is wrong with a row. Values only; nothing is asked."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a list is of."""

    PUPILS = "pupils"
    """Children, each with the class."""
    STAFF = "staff"
    """Whoever works here, with the classes that they teach."""
    CLASSES = "classes"
    """Classes alone."""
    TIES = "ties"
    """The adults of children, each to be asked by a letter."""
    ONEROSTER = "oneroster"
    """Pupils, staff and classes in one zip of the school's own system."""


class Fault(StrEnum):
    """What is wrong with one row; the page says how to go on."""

    NO_FIRST_NAME = "no_first_name"
    NO_CLASS = "no_class"
    NO_NAME = "no_name"
    LONG = "long"
    FORMULA = "formula"
    LETTERS = "letters"
    EMAIL = "email"
    TAKEN = "taken"
    TWICE = "twice"
    ALIKE = "alike"
    UNKNOWN_CLASS = "unknown_class"
    UNKNOWN_PERSON = "unknown_person"
    STAGE = "stage"
    NO_CHILD = "no_child"
    NO_RELATION = "no_relation"
    NO_HOME = "no_home"
    LANGUAGE = "language"
    WHICH_CLASS = "which_class"
    WHICH_CHILD = "which_child"
    SEVERAL_CHILDREN = "several_children"
    TWO_CHILDREN = "two_children"
    IN_NO_CLASS = "in_no_class"
    WHICH_HOME = "which_home"
    SAME_ADULT = "same_adult"
    SAME_WORD = "same_word"


class Unreadable(StrEnum):
    """Why a whole file cannot be taken; the page says how to go on."""

    EMPTY = "empty"
    NOT_A_LIST = "not_a_list"
    WORKBOOK = "workbook"
    COLUMNS = "columns"
    TOO_BIG = "too_big"
    TOO_MANY_ROWS = "too_many_rows"
    UNSAFE = "unsafe"
    LOCKED = "locked"
    NOT_ONEROSTER = "not_oneroster"
    MANY_SCHOOLS = "many_schools"
    LIST_OF_STAFF = "list_of_staff"
    LIST_OF_TIES = "list_of_ties"


class UnreadableError(Exception):
    """The file as a whole cannot be taken, for `reason`; `about` names columns or a file."""

    def __init__(self, reason: Unreadable, about: str = "") -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.about = about


@dataclass(frozen=True, slots=True)
class Wrong:
    """A row that cannot be taken: its line in its file (the header is line 1), and why."""

    file: str
    line: int
    fault: Fault


@dataclass(frozen=True, slots=True)
class Room:
    """A class as a list names it: by its number, by its name, or both."""

    name: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A child or one of the staff. `number` is empty where the list has none.

    `rooms` are all their classes where `is_all`; else those that they join, `leaves` those that
    they leave. A first name may be empty only in a list of changes: then the name stays.
    """

    file: str
    line: int
    number: str
    first_name: str
    surname: str
    rooms: tuple[Room, ...] = ()
    called: str = ""
    email: str = ""
    leaves: tuple[Room, ...] = ()
    is_all: bool = True
    needs_class: bool = False
    """A class is missing unless it is of somebody here who has none."""


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class; `stage` is a stage's word, or empty where the list does not say how old they are."""

    file: str
    line: int
    number: str
    name: str
    stage: str = ""


@dataclass(frozen=True, slots=True)
class TieRow:
    """An adult of a child: to be asked by a letter, never tied by this row.

    The child stands there as in a list of pupils. `language` is the letter's second one, as its
    code, or empty; `adult` is whatever the school's own system calls the adult, or empty.
    """

    file: str
    line: int
    number: str
    first_name: str
    surname: str
    room: str
    called: str
    home: str
    language: str = ""
    adult: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a file says. None: the file is not of that kind, so nobody of it has left.

    `is_whole`: whoever is not in it has left. `gone_pupils` and `gone_staff` are numbers of those
    who are said to have left by name.
    """

    is_whole: bool
    pupils: tuple[PersonRow, ...] | None = None
    staff: tuple[PersonRow, ...] | None = None
    classes: tuple[ClassRow, ...] = ()
    gone_pupils: tuple[str, ...] = ()
    gone_staff: tuple[str, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    ties: tuple[TieRow, ...] | None = None

    def as_json(self) -> dict[str, Any]:
        """The sheet as JSON's values."""
        return asdict(self)

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> Sheet:
        """What `as_json` gave."""
        return cls(
            is_whole=said["is_whole"],
            pupils=_people(said["pupils"]),
            staff=_people(said["staff"]),
            classes=tuple(ClassRow(**row) for row in said["classes"]),
            gone_pupils=tuple(said["gone_pupils"]),
            gone_staff=tuple(said["gone_staff"]),
            wrong=tuple(
                Wrong(one["file"], one["line"], Fault(one["fault"])) for one in said["wrong"]
            ),
            ties=_ties(said.get("ties")),  # a list that waited through an update has none
        )


def _people(rows: list[dict[str, Any]] | None) -> tuple[PersonRow, ...] | None:
    return None if rows is None else tuple(_person(row) for row in rows)


def _ties(rows: list[dict[str, Any]] | None) -> tuple[TieRow, ...] | None:
    return None if rows is None else tuple(TieRow(**row) for row in rows)


def _person(row: dict[str, Any]) -> PersonRow:
    rooms = {name: tuple(Room(**one) for one in row[name]) for name in ("rooms", "leaves")}
    return PersonRow(**{**row, **rooms})
