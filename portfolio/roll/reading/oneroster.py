"""A OneRoster 1.1 or 1.2 CSV zip: users, roles, classes, enrolments and orgs; nothing else of it.

Demographics, results and terms are not even opened. Written from the standard's tables; a user's
`sourcedId` is their number here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from portfolio.models.enums import Stage
from portfolio.roll.reading import archive
from portfolio.roll.reading.lists import (
    KEY_CHARACTERS,
    FaultError,
    email_of,
    fault_of,
    twice,
)
from portfolio.roll.reading.rows import (
    ClassRow,
    Fault,
    PersonRow,
    Room,
    Sheet,
    Unreadable,
    UnreadableError,
    Wrong,
)
from portfolio.roll.reading.tables import Row, folded, read_table

if TYPE_CHECKING:
    from collections.abc import Iterable

USERS, ROLES, CLASSES = "users.csv", "roles.csv", "classes.csv"
ENROLLMENTS, ORGS, MANIFEST = "enrollments.csv", "orgs.csv", "manifest.csv"

FIELDS: dict[str, tuple[str, ...]] = {
    MANIFEST: ("propertyName", "value"),
    USERS: (
        "sourcedId",
        "status",
        "enabledUser",
        "role",
        "givenName",
        "familyName",
        "preferredGivenName",
        "preferredFirstName",
        "email",
    ),
    ROLES: ("userSourcedId", "status", "roleType", "role"),
    CLASSES: ("sourcedId", "status", "title", "classType", "grades", "schoolSourcedId"),
    ENROLLMENTS: (
        "status",
        "classSourcedId",
        "userSourcedId",
        "role",
        "beginDate",
        "endDate",
    ),
    ORGS: ("sourcedId", "status", "type"),
}
"""The columns that are read, in the standard's spelling."""

PUPIL_ROLES = {"student"}
STAFF_ROLES = {"teacher", "aide", "counselor", "administrator", "principal", "siteadministrator"}
"""Parents and guardians come in by a letter, so their rows are passed over."""

GONE = "tobedeleted"
OLDEST_EARLY, OLDEST_MIDDLE = 2, 6
"""School years: up to the second the children are under 7, up to the sixth under 11."""

GRADES = {"IT": 0, "PR": 0, "PK": 0, "TK": 0, "KG": 0, "PS": 0, "R": 0}
"""What the standard's vocabulary calls the years before the first."""


@dataclass(slots=True)
class _Export:
    """The tables of one zip."""

    tables: dict[str, list[Row]]
    today: date
    is_delta: bool = False
    wrong: list[Wrong] = field(default_factory=list)

    def rows(self, name: str) -> Iterable[Row]:
        return self.tables.get(name, ())

    def live(self, name: str) -> Iterable[Row]:
        return (row for row in self.rows(name) if not _is_gone(row))


def read_oneroster(data: bytes, today: date, *, is_whole: bool) -> Sheet:
    """The sheet of the zip, with the enrolments that hold `today`.

    An export of changes alone (manifest: delta) never means that the others have left.
    """
    export = _Export(_tables(data), today)
    export.is_delta = _is_delta(export)
    _refuse_many_schools(export)
    rooms = _rooms(export)
    roles = _roles(export)
    pupils = list(_people(export, rooms, roles, PUPIL_ROLES))
    staff = list(_people(export, rooms, roles, STAFF_ROLES))
    classes = list(rooms.values())
    wrong = [*export.wrong, *twice(pupils), *twice(staff), *twice(classes)]
    return Sheet(
        is_whole=is_whole and not export.is_delta,
        pupils=tuple(pupils),
        staff=tuple(staff),
        classes=tuple(classes),
        gone_pupils=tuple(_gone(export, roles, PUPIL_ROLES)),
        gone_staff=tuple(_gone(export, roles, STAFF_ROLES)),
        wrong=tuple(wrong),
    )


def _tables(data: bytes) -> dict[str, list[Row]]:
    found = archive.open_tables(data, FIELDS)
    if USERS not in found or CLASSES not in found or ENROLLMENTS not in found:
        missing = next(name for name in (USERS, CLASSES, ENROLLMENTS) if name not in found)
        raise UnreadableError(Unreadable.NOT_ONEROSTER, missing)
    return {name: _table(name, text) for name, text in found.items() if text.strip()}


def _table(name: str, text: bytes) -> list[Row]:
    columns = {one: (folded(one),) for one in FIELDS[name]}
    found, rows = read_table(text, columns)
    if not found & {"sourcedId", "userSourcedId", "propertyName"}:
        raise UnreadableError(Unreadable.NOT_ONEROSTER, name)
    return rows


def _is_delta(export: _Export) -> bool:
    said = {
        row.cells.get("propertyName", ""): row.cells.get("value", "")
        for row in export.rows(MANIFEST)
    }
    tables = ("users", "classes", "enrollments")
    return any(said.get(f"file.{name}", "").casefold() == "delta" for name in tables)


def _refuse_many_schools(export: _Export) -> None:
    """One installation is one school: the classes of the export must be of one."""
    schools = {row.cells["sourcedId"] for row in export.live(ORGS) if _type(row) == "school"}
    used = {row.cells.get("schoolSourcedId", "") for row in export.live(CLASSES)}
    if len(schools & used) > 1:
        raise UnreadableError(Unreadable.MANY_SCHOOLS)


def _type(row: Row) -> str:
    return row.cells.get("type", "").casefold()


def _is_gone(row: Row) -> bool:
    return row.cells.get("status", "").casefold() == GONE


def _rooms(export: _Export) -> dict[str, ClassRow]:
    """The classes by their number: where there are classes of their own (homeroom), only those."""
    rows = list(export.live(CLASSES))
    homes = [row for row in rows if row.cells.get("classType", "").casefold() == "homeroom"]
    found: dict[str, ClassRow] = {}
    for row in homes or rows:
        number, title = row.cells.get("sourcedId", ""), row.cells.get("title", "")
        fault = fault_of(title) or fault_of(number, KEY_CHARACTERS)
        if fault is not None or not title or not number:
            export.wrong.append(Wrong(CLASSES, row.line, fault or Fault.NO_NAME))
        else:
            found[number] = ClassRow(CLASSES, row.line, number, title, _stage(row))
    return found


def _stage(row: Row) -> str:
    """The stage of the oldest year in the class; empty where the export does not say."""
    years = [_year(grade.strip()) for grade in row.cells.get("grades", "").split(",")]
    known = [year for year in years if year is not None]
    if not known:
        return ""
    oldest = max(known)
    if oldest <= OLDEST_EARLY:
        return Stage.EARLY.value
    return (Stage.MIDDLE if oldest <= OLDEST_MIDDLE else Stage.OLDER).value


def _year(grade: str) -> int | None:
    if grade.upper() in GRADES:
        return GRADES[grade.upper()]
    return int(grade) if grade.isdecimal() and grade.isascii() else None


def _roles(export: _Export) -> dict[str, str]:
    """The role of each user: of 1.1 in their row, of 1.2 in a table of its own, primary first."""
    found = {row.cells.get("sourcedId", ""): _role(row) for row in export.rows(USERS)}
    by_type = sorted(export.live(ROLES), key=lambda row: _role_type(row) == "primary")
    for row in by_type:
        found[row.cells.get("userSourcedId", "")] = _role(row)
    return found


def _role(row: Row) -> str:
    return row.cells.get("role", "").casefold()


def _role_type(row: Row) -> str:
    return row.cells.get("roleType", "").casefold()


def _people(
    export: _Export, rooms: dict[str, ClassRow], roles: dict[str, str], wanted: set[str]
) -> Iterable[PersonRow]:
    joined, left = _enrolled(export, rooms)
    for row in export.live(USERS):
        number = row.cells.get("sourcedId", "")
        if roles.get(number) not in wanted or not _is_enabled(row):
            continue
        person = _person(row, number, is_staff=wanted is STAFF_ROLES)
        if isinstance(person, Fault):
            export.wrong.append(Wrong(USERS, row.line, person))
            continue
        yield replace(
            person,
            rooms=tuple(joined.get(number, ())),
            leaves=tuple(left.get(number, ())),
            is_all=not export.is_delta,
        )


def _person(row: Row, number: str, *, is_staff: bool) -> PersonRow | Fault:
    """The names of a user, or what is wrong with them."""
    preferred = row.cells.get("preferredGivenName") or row.cells.get("preferredFirstName")
    first, surname = preferred or row.cells.get("givenName", ""), row.cells.get("familyName", "")
    if not number or not first:
        return Fault.NO_FIRST_NAME if number else Fault.UNKNOWN_PERSON
    fault = fault_of(number, KEY_CHARACTERS) or fault_of(first) or fault_of(surname)
    if fault is not None:
        return fault
    try:
        email = email_of(row) if is_staff else ""
    except FaultError as error:
        return error.fault
    return PersonRow(USERS, row.line, number, first, surname, email=email)


def _is_enabled(row: Row) -> bool:
    return row.cells.get("enabledUser", "").casefold() not in {"false", "0"}


def _gone(export: _Export, roles: dict[str, str], wanted: set[str]) -> Iterable[str]:
    for row in export.rows(USERS):
        number = row.cells.get("sourcedId", "")
        is_out = _is_gone(row) or not _is_enabled(row)
        if number and is_out and roles.get(number) in wanted:
            yield number


def _enrolled(
    export: _Export, rooms: dict[str, ClassRow]
) -> tuple[dict[str, list[Room]], dict[str, list[Room]]]:
    """The classes of each user by today's enrolments, and those that they are said to leave."""
    joined: dict[str, list[Room]] = defaultdict(list)
    left: dict[str, list[Room]] = defaultdict(list)
    for row in export.rows(ENROLLMENTS):
        number = row.cells.get("classSourcedId", "")
        is_out = _is_gone(row)
        room = Room(rooms[number].name if number in rooms else "", number)
        if number not in rooms and not (export.is_delta and is_out):
            continue
        kept = left if is_out else joined
        if (is_out or _holds(row, export.today)) and room not in kept[
            row.cells.get("userSourcedId", "")
        ]:
            kept[row.cells.get("userSourcedId", "")].append(room)
    return joined, left


def _holds(row: Row, today: date) -> bool:
    begins, ends = _day(row, "beginDate"), _day(row, "endDate")
    return (begins is None or begins <= today) and (ends is None or ends > today)


def _day(row: Row, name: str) -> date | None:
    try:
        return date.fromisoformat(row.cells.get(name, "")[:10])
    except ValueError:
        return None
