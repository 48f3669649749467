"""Our own CSV lists, by the headers of our templates: pupils, staff and classes.

Each row becomes a value or a fault with its line; a list with a fault is never taken in part.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, TypeVar

from portfolio.core.mail import NotAnAddress, normal_address
from portfolio.models.enums import Stage
from portfolio.roll.reading.rows import (
    ClassRow,
    Fault,
    Kind,
    PersonRow,
    Room,
    Sheet,
    TieRow,
    Unreadable,
    UnreadableError,
    Wrong,
)
from portfolio.roll.reading.tables import (
    STARTS_A_FORMULA,
    UNREADABLE_LETTER,
    Row,
    folded,
    read_table,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

NAME_CHARACTERS = 60
"""As many as the columns hold (models/people.py)."""

KEY_CHARACTERS = 128
"""The same (models/roll.py)."""

EMAIL_CHARACTERS = 254
"""The same (models/people.py)."""

RELATION = ("childcallsthem", "childsays", "relation")
"""Not "relationship": there, other systems have "Mother", which no child says."""

COLUMNS: dict[Kind, dict[str, tuple[str, ...]]] = {
    Kind.PUPILS: {
        "number": ("number", "pupilnumber", "id", "pupilid", "admissionnumber", "upn", "sourcedid"),
        "first_name": ("firstname", "forename", "givenname", "preferredname", "name"),
        "surname": ("surname", "lastname", "familyname"),
        "class": ("class", "classname", "form", "registrationgroup", "group"),
        "called": ("childrencallthem", "childrensay", "called"),
        "email": ("email", "emailaddress", "mail"),
        "relation": RELATION,
    },
    Kind.STAFF: {
        "number": ("number", "staffnumber", "id", "staffid", "staffcode", "sourcedid"),
        "first_name": ("firstname", "forename", "givenname", "preferredname", "name"),
        "surname": ("surname", "lastname", "familyname"),
        "called": ("childrencallthem", "childrensay", "called"),
        "email": ("email", "emailaddress", "mail"),
        "class": ("classes", "class", "teaches", "classname", "form"),
    },
    Kind.CLASSES: {
        "number": ("number", "classnumber", "id", "classid", "classcode", "sourcedid"),
        "name": ("class", "classname", "name", "title"),
        "stage": ("age", "ages", "stage", "ageofthechildren"),
    },
    Kind.TIES: {  # no bare "id" or "name" here: it could be the adult's
        "number": ("number", "pupilnumber", "pupilid", "admissionnumber", "upn"),
        "first_name": ("firstname", "forename", "givenname", "preferredname"),
        "surname": ("surname", "lastname", "familyname"),
        "class": ("class", "classname", "form", "registrationgroup", "group"),
        "child_calls_them": RELATION,
        "home": ("home", "household"),
        "second_language": ("secondlanguage", "letterlanguage"),
        "adult": ("adultnumber", "adultid", "contactnumber", "contactid", "parentid"),
    },
}
"""Our names of the columns, and the headers that mean them; the first is the template's."""

NEEDED: dict[Kind, tuple[str, ...]] = {
    Kind.PUPILS: ("first_name", "class"),
    Kind.STAFF: ("first_name",),
    Kind.CLASSES: ("name",),
    Kind.TIES: ("child_calls_them", "home"),
}

HEADERS: dict[Kind, tuple[str, ...]] = {
    Kind.PUPILS: ("Number", "First name", "Surname", "Class"),
    Kind.STAFF: ("Number", "First name", "Surname", "Children call them", "E-mail", "Classes"),
    Kind.CLASSES: ("Number", "Class", "Age"),
    Kind.TIES: (
        *("Number", "First name", "Surname", "Class"),
        *("Child calls them", "Home", "Second language", "Adult number"),
    ),
}
"""The headers of our templates and exports. Not translated: a file is read wherever it goes."""

AGES: dict[Stage, str] = {Stage.EARLY: "4-7", Stage.MIDDLE: "7-11", Stage.OLDER: "11-16"}
"""How our templates say a stage."""

_MEANS_STAGE = {
    **{folded(age): stage for stage, age in AGES.items()},
    **{stage.value: stage for stage in Stage},
}

Made = TypeVar("Made", PersonRow, ClassRow, TieRow)


class FaultError(Exception):
    """A row that cannot be taken, for `fault`."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def read_list(data: bytes, kind: Kind, *, is_whole: bool) -> Sheet:
    """The sheet of one of our lists; `UnreadableError` where it is none of that kind."""
    found, rows = read_table(data, COLUMNS[kind])
    refuse_other_lists(found, kind)
    file = f"{kind.value}.csv"
    if kind is Kind.CLASSES:
        classes, wrong = each_row(rows, file, _class_row)
        return Sheet(is_whole=False, classes=tuple(classes), wrong=(*wrong, *twice(classes)))
    make = _pupil_row if kind is Kind.PUPILS else _staff_row
    people, wrong = each_row(rows, file, make)
    wrong = [*wrong, *twice(people), *alike(people)]
    pupils = tuple(people) if kind is Kind.PUPILS else None
    staff = tuple(people) if kind is Kind.STAFF else None
    return Sheet(is_whole=is_whole, pupils=pupils, staff=staff, wrong=tuple(wrong))


def refuse_other_lists(found: set[str], kind: Kind) -> None:
    """`UnreadableError` where these columns are not those of such a list."""
    missing = [name for name in NEEDED[kind] if name not in found]
    if missing:
        about = ", ".join(name.replace("_", " ") for name in missing)
        raise UnreadableError(Unreadable.COLUMNS, about)
    if kind is Kind.PUPILS and "relation" in found:
        raise UnreadableError(Unreadable.LIST_OF_TIES)
    if kind is Kind.PUPILS and found & {"called", "email"}:
        raise UnreadableError(Unreadable.LIST_OF_STAFF)


def each_row(
    rows: Iterable[Row], file: str, make: Callable[[Row, str], Made]
) -> tuple[list[Made], list[Wrong]]:
    """What `make` makes of each row, and the rows of which it makes nothing."""
    good: list[Made] = []
    wrong: list[Wrong] = []
    for row in rows:
        try:
            good.append(make(row, file))
        except FaultError as error:
            wrong.append(Wrong(file, row.line, error.fault))
    return good, wrong


def fault_of(text: str, longest: int = NAME_CHARACTERS) -> Fault | None:
    """What is wrong with a name or number as such, if anything is."""
    if text.startswith(STARTS_A_FORMULA):
        return Fault.FORMULA
    if UNREADABLE_LETTER in text:
        return Fault.LETTERS
    return Fault.LONG if len(text) > longest else None


def email_of(row: Row) -> str:
    """The e-mail address in the form in which it is kept and typed at the door; empty for none.

    `FaultError` for one that no mail reaches: whoever has it could never come in with it.
    """
    text = row.cells.get("email", "")
    if not text:
        return ""
    try:
        email = normal_address(text)
    except NotAnAddress as error:
        raise FaultError(Fault.EMAIL) from error
    fault = fault_of(email, EMAIL_CHARACTERS)
    if fault is not None:
        raise FaultError(Fault.EMAIL if fault is Fault.LONG else fault)
    return email


def text_of(row: Row, name: str, longest: int = NAME_CHARACTERS) -> str:
    """A cell, empty where there is none; `FaultError` for one that cannot be taken."""
    text = row.cells.get(name, "")
    fault = fault_of(text, longest)
    if fault is not None:
        raise FaultError(fault)
    return text


def needed(row: Row, name: str, fault: Fault) -> str:
    """The same of a cell that may not be empty: that is the `fault`."""
    text = text_of(row, name)
    if not text:
        raise FaultError(fault)
    return text


def _pupil_row(row: Row, file: str) -> PersonRow:
    return PersonRow(
        file,
        row.line,
        number=text_of(row, "number", KEY_CHARACTERS),
        first_name=needed(row, "first_name", Fault.NO_FIRST_NAME),
        surname=text_of(row, "surname"),
        rooms=tuple(Room(name) for name in [text_of(row, "class")] if name),
        needs_class=True,
    )


def _staff_row(row: Row, file: str) -> PersonRow:
    return PersonRow(
        file,
        row.line,
        number=text_of(row, "number", KEY_CHARACTERS),
        first_name=needed(row, "first_name", Fault.NO_FIRST_NAME),
        surname=text_of(row, "surname"),
        rooms=tuple(Room(name) for name in _classes(row)),
        called=text_of(row, "called"),
        email=email_of(row),
    )


def _classes(row: Row) -> list[str]:
    """Several classes in one cell stand apart by a comma, a slash or a bar."""
    names = [name.strip() for name in re.split(r"[,/|]", row.cells.get("class", ""))]
    for name in names:
        fault = fault_of(name)
        if fault is not None:
            raise FaultError(fault)
    return list(dict.fromkeys(filter(None, names)))


def _class_row(row: Row, file: str) -> ClassRow:
    said = folded(row.cells.get("stage", ""))
    if said and said not in _MEANS_STAGE:
        raise FaultError(Fault.STAGE)
    return ClassRow(
        file,
        row.line,
        number=text_of(row, "number", KEY_CHARACTERS),
        name=needed(row, "name", Fault.NO_NAME),
        stage=_MEANS_STAGE[said].value if said else "",
    )


def twice(rows: Iterable[PersonRow | ClassRow]) -> list[Wrong]:
    """Rows whose number stands in an earlier row already."""
    seen: set[str] = set()
    wrong = []
    for row in rows:
        if row.number and row.number in seen:
            wrong.append(Wrong(row.file, row.line, Fault.TWICE))
        seen.add(row.number)
    return wrong


def alike(rows: Iterable[PersonRow]) -> list[Wrong]:
    """Rows without a number that nothing tells from another row."""
    rows = list(rows)
    named = Counter(name_of(row) for row in rows)
    return [
        Wrong(row.file, row.line, Fault.ALIKE)
        for row in rows
        if not row.number and named[name_of(row)] > 1
    ]


def name_of(row: PersonRow) -> tuple[str, str, tuple[str, ...]]:
    """First name, surname and classes, as two rows are compared."""
    rooms = tuple(sorted(folded(room.name) for room in row.rooms))
    return folded(row.first_name), folded(row.surname), rooms
