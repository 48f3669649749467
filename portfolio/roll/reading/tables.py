"""Bytes of a CSV to rows, whatever wrote them: Excel's semicolons, tabs, a BOM, Windows-1252.

Knows nothing of people: columns are found by their headers, and cells come out as plain lines.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portfolio.core import words
from portfolio.roll.reading.rows import Unreadable, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FILE_BYTES = 5 * 1024 * 1024
"""The largest file taken. A row of a child has about 100 bytes, so a school of 3,000 has 300 kB;
the zip of its OneRoster export, with an enrolment for each lesson, about 1 MB."""

ROWS_AT_MOST = 200_000
"""In one table: 3,000 children with 40 enrolments each are 120,000."""

COLUMNS_AT_MOST = 200
"""OneRoster's widest table has 30."""

DELIMITERS = (",", ";", "\t", "|")
"""In the order of preference where two fit alike."""

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001
"""What makes a spreadsheet run a cell (promise T30); the wide ones do so in East Asian Excel."""

UNREADABLE_LETTER = "\N{REPLACEMENT CHARACTER}"

Cells = dict[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in the file, and its cells by our own names of the columns."""

    line: int
    cells: Cells


def read_table(data: bytes, columns: Mapping[str, tuple[str, ...]]) -> tuple[set[str], list[Row]]:
    """The columns that were found, and the rows that hold anything.

    `columns` are our names and the headers that mean them, as `folded`. `UnreadableError` where
    it is no table of text, or too large.
    """
    text = decoded(data)
    if not text.strip():
        raise UnreadableError(Unreadable.EMPTY)
    delimiter, text, skipped = _delimiter(text, columns)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        places = _places(next(reader, []), columns)
        rows = list(_rows(reader, places, skipped))
    except csv.Error as error:
        raise UnreadableError(Unreadable.NOT_A_LIST) from error
    return set(places.values()), rows


def decoded(data: bytes) -> str:
    """The text, by its BOM, else as UTF-8, else as the Windows-1252 of older spreadsheets."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        raise UnreadableError(Unreadable.NOT_A_LIST)
    return text


def folded(header: str) -> str:
    """A header or name without case, accents, spaces and signs: "First name" is "firstname"."""
    apart = unicodedata.normalize("NFKD", header).casefold()
    return re.sub(r"[^\w]|_", "", "".join(c for c in apart if not unicodedata.combining(c)))


def cell(text: str) -> str:
    """A cell as one plain line, empty where nobody would see anything in it.

    Our own exports' guard before a formula is taken away again.
    """
    text = text.strip(" \N{NO-BREAK SPACE}")
    if text.startswith("'") and text[1:].startswith(STARTS_A_FORMULA):
        text = text[1:]
    line = words.plain_line(text, words.LONGEST_BYTES)
    return "" if words.is_blank(line) else line


def _delimiter(text: str, columns: Mapping[str, tuple[str, ...]]) -> tuple[str, str, int]:
    """The delimiter, the text from its header on, and how many lines came before that."""
    said = re.match(r'"?sep=(.)"?\r?\n', text, re.IGNORECASE)
    if said is not None:
        return said[1], text[said.end() :], 1
    start = text[: 64 * 1024]

    def found(delimiter: str) -> int:
        header = next(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter), [])
        return len(_places(header, columns))

    try:
        return max(DELIMITERS, key=found), text, 0
    except csv.Error as error:
        raise UnreadableError(Unreadable.NOT_A_LIST) from error


def _places(header: list[str], columns: Mapping[str, tuple[str, ...]]) -> dict[int, str]:
    """Which of our columns stands at which place; of two alike the first counts."""
    meant = {header: name for name, headers in columns.items() for header in headers}
    places: dict[int, str] = {}
    for place, title in enumerate(header[:COLUMNS_AT_MOST]):
        name = meant.get(folded(title))
        if name is not None and name not in places.values():
            places[place] = name
    return places


def _rows(reader: Iterator[list[str]], places: dict[int, str], skipped: int) -> Iterator[Row]:
    line_of = reader.line_num  # type: ignore[attr-defined]  # csv's reader has it
    taken = 0
    for values in reader:
        line, line_of = line_of + 1 + skipped, reader.line_num  # type: ignore[attr-defined]
        cells = {name: cell(values[at]) for at, name in places.items() if at < len(values)}
        if not any(cells.values()):
            continue
        taken += 1
        if taken > ROWS_AT_MOST:
            raise UnreadableError(Unreadable.TOO_MANY_ROWS)
        yield Row(line, cells)
