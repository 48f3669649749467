"""Our list of ties: which adult of which child is to get a letter. A row ties nobody.

The child stands there as in a list of pupils: by number, or by first name and class.
"""

from __future__ import annotations

from typing import Final

from babel import Locale

from portfolio.paper.wording import FIRST, LANGUAGES
from portfolio.roll.reading.lists import (
    COLUMNS,
    KEY_CHARACTERS,
    FaultError,
    each_row,
    needed,
    refuse_other_lists,
    text_of,
)
from portfolio.roll.reading.rows import Fault, Kind, Sheet, TieRow, Unreadable, UnreadableError
from portfolio.roll.reading.tables import Row, folded, read_table

ROWS_AT_MOST: Final = 20_000
"""A school of 3,000 children with six adults each has 18,000."""


def _meant() -> dict[str, str]:
    """A language by its code, its own name or its English one, folded; the first is no second."""
    names = {
        folded(name): code
        for code, own in LANGUAGES.items()
        for name in (code, own, Locale(code).get_display_name(FIRST) or own)
    }
    return {name: "" if code == FIRST else code for name, code in names.items()}


_MEANS_LANGUAGE: Final = _meant()


def read_ties(data: bytes) -> Sheet:
    """The sheet of a list of ties; `UnreadableError` where it is none. It is never a whole one."""
    found, rows = read_table(data, COLUMNS[Kind.TIES])
    refuse_other_lists(found, Kind.TIES)
    if not found & {"number", "first_name"}:
        raise UnreadableError(Unreadable.COLUMNS, "number")
    if len(rows) > ROWS_AT_MOST:
        raise UnreadableError(Unreadable.TOO_MANY_ROWS)
    ties, wrong = each_row(rows, f"{Kind.TIES.value}.csv", _row)
    return Sheet(is_whole=False, ties=tuple(ties), wrong=tuple(wrong))


def _row(row: Row, file: str) -> TieRow:
    number = text_of(row, "number", KEY_CHARACTERS)
    return TieRow(
        file,
        row.line,
        number=number,
        first_name=_first_name(row, number),
        surname=text_of(row, "surname"),
        room=text_of(row, "class"),
        called=needed(row, "child_calls_them", Fault.NO_RELATION),
        home=needed(row, "home", Fault.NO_HOME),
        language=_language(row),
        adult=text_of(row, "adult", KEY_CHARACTERS),
    )


def _first_name(row: Row, number: str) -> str:
    """It may be empty where there is a number."""
    return text_of(row, "first_name") if number else needed(row, "first_name", Fault.NO_CHILD)


def _language(row: Row) -> str:
    said = text_of(row, "second_language")
    if said and folded(said) not in _MEANS_LANGUAGE:
        raise FaultError(Fault.LANGUAGE)
    return _MEANS_LANGUAGE[folded(said)] if said else ""
