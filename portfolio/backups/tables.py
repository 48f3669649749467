"""Our tables as plain lines that are the same whatever engine they lie in, and lines as rows.

One row a line: a JSON list of its values in the order of the columns. A table is described by
names and seven kinds of value alone, so that a backup of an older schema is read without today's
models. Nothing here knows what a row means.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    func,
    insert,
    select,
)

from portfolio.models import Base
from portfolio.models.base import UtcDateTime

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sqlalchemy import ColumnElement, Connection
    from sqlalchemy.types import TypeEngine

NEVER_COPIED = frozenset({"standstill"})
"""What is true of one database alone."""

NOT_KEPT = frozenset({"upload", "upload_part"})
"""Photos on their way, as a camera wrote them, with the place: in no backup. A move takes them."""

AT_A_TIME = 1000
"""Rows in memory at once, and of those with a megabyte in each:"""

LARGE_AT_A_TIME = 10

KINDS: dict[str, TypeEngine[Any]] = {
    "time": UtcDateTime(),
    "bool": Boolean(),
    "int": Integer(),
    "json": JSON(),
    "date": Date(),
    "text": Text(),
    "bytes": LargeBinary(),
}

PLAIN: dict[str, tuple[type, ...]] = {"bool": (bool,), "int": (int,), "text": (str,)}


@dataclass(frozen=True, slots=True)
class Described:
    """A table: its columns, each with its kind, and those by which its rows are ordered."""

    name: str
    columns: tuple[tuple[str, str], ...]
    key: tuple[str, ...]

    @property
    def table(self) -> Table:
        """The table as the engine is asked for it."""
        return Table(self.name, MetaData(), *(Column(n, KINDS[kind]) for n, kind in self.columns))

    @property
    def at_a_time(self) -> int:
        """How many rows are in memory at once."""
        return LARGE_AT_A_TIME if "bytes" in dict(self.columns).values() else AT_A_TIME


@dataclass(frozen=True, slots=True)
class Counted:
    """How many rows a table has, and the SHA-256 of their lines in order."""

    rows: int
    sha256: str


def described(without: Collection[str] = ()) -> list[Described]:
    """Every table that is copied, those first to which others point."""
    left_out = NEVER_COPIED.union(without)
    return [_described(one) for one in Base.metadata.sorted_tables if one.name not in left_out]


def _described(table: Table) -> Described:
    columns = tuple((column.name, _kind(column.type)) for column in table.columns)
    return Described(table.name, columns, tuple(column.name for column in table.primary_key))


def _kind(column: TypeEngine[Any]) -> str:
    if isinstance(column, UtcDateTime):
        return "time"
    for kind, of in (
        ("bool", Boolean),
        ("int", Integer),
        ("json", JSON),
        ("date", Date),
        ("bytes", LargeBinary),
    ):
        if isinstance(column, of):
            return kind
    if isinstance(column, String):
        return "text"
    raise TypeError(f"no kind of value for {column!r}: name it in KINDS")


def lines(connection: Connection, one: Described) -> Iterator[bytes]:
    """Every row of the table as a line, in the order of its key."""
    table = one.table
    asked = select(table).order_by(*(_plainly(connection, table.c[name]) for name in one.key))
    with connection.execute(asked.execution_options(yield_per=one.at_a_time)) as rows:
        for row in rows:
            yield line_of(row)


def _plainly(connection: Connection, column: Column[Any]) -> ColumnElement[Any]:
    """By code point on every engine: PostgreSQL would order words as its language does."""
    is_text = isinstance(column.type, Text) and connection.dialect.name == "postgresql"
    return column.collate("C") if is_text else column


def line_of(row: Iterable[Any]) -> bytes:
    """One row as its line."""
    said = json.dumps([_said(value) for value in row], ensure_ascii=False, separators=(",", ":"))
    return said.encode() + b"\n"


def _said(value: Any) -> Any:  # noqa: ANN401 -- whatever a column holds
    if isinstance(value, date):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def row_of(one: Described, line: bytes) -> dict[str, Any]:
    """The row that a line says; `ValueError` where it is none of this table."""
    values = json.loads(line)
    if not isinstance(values, list) or len(values) != len(one.columns):
        raise ValueError(one.name)
    both = zip(one.columns, values, strict=True)
    return {name: _read(kind, value) for (name, kind), value in both}


def _read(kind: str, value: Any) -> Any:  # noqa: ANN401 -- whatever a line holds
    if value is None or kind == "json":
        return value
    if kind == "time":
        return datetime.fromisoformat(value).astimezone(UTC)
    if kind == "date":
        return date.fromisoformat(value)
    if kind == "bytes":
        return base64.b64decode(value, validate=True)
    if type(value) not in PLAIN[kind]:
        raise ValueError(kind)
    return value


def counted(found: Iterable[bytes]) -> Counted:
    """How many lines, and the hash of all of them."""
    digest, rows = hashlib.sha256(), 0
    for line in found:
        digest.update(line)
        rows += 1
    return Counted(rows, digest.hexdigest())


def load(connection: Connection, one: Described, found: Iterable[bytes]) -> None:
    """Put the rows of those lines into the table, which is empty."""
    table, waiting = one.table, list[dict[str, Any]]()
    for line in found:
        waiting.append(row_of(one, line))
        if len(waiting) == one.at_a_time:
            connection.execute(insert(table), waiting)
            waiting = []
    if waiting:
        connection.execute(insert(table), waiting)
    _go_on_counting(connection, one)


def _go_on_counting(connection: Connection, one: Described) -> None:
    """PostgreSQL counts apart from the rows: the next one gets the number after the last."""
    if connection.dialect.name != "postgresql" or ("id", "int") not in one.columns:
        return
    counter = func.pg_get_serial_sequence(f'"{one.name}"', "id")
    last = connection.scalar(select(func.max(one.table.c.id)))
    if last is not None:
        connection.execute(select(func.setval(counter, last)))


def first_filled(connection: Connection) -> str | None:
    """The first of today's tables that has a row; None where all are empty."""
    for one in described():
        if connection.execute(select(one.table).limit(1)).first() is not None:
            return one.name
    return None
