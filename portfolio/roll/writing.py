"""Our lists as files: templates to fill in, and the roll as it stands. Cells can run nothing."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from portfolio.models.enums import PersonKind
from portfolio.roll.reading.lists import AGES, HEADERS
from portfolio.roll.reading.rows import Kind
from portfolio.roll.reading.tables import STARTS_A_FORMULA

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portfolio.roll.planning.known import Known, KnownPerson

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Without it Excel takes the file for Windows-1252 and spoils every accent."""


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula (promise T30); reading takes the sign off."""
    is_run = text.startswith(STARTS_A_FORMULA) or text.lstrip(" \N{NO-BREAK SPACE}").startswith(
        STARTS_A_FORMULA
    )
    return f"'{text}" if is_run else text


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """A CSV that Excel and everything else opens: UTF-8 with a BOM, commas, CRLF."""
    out = io.StringIO(BOM, newline="")
    out.seek(0, io.SEEK_END)
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode()


def template(kind: Kind) -> bytes:
    """An empty list with its header."""
    return table(HEADERS[kind], [])


def as_it_stands(kind: Kind, known: Known) -> bytes:
    """The roll of today in the same shape: sent back unchanged, it changes nothing."""
    if kind is Kind.CLASSES:
        return table(HEADERS[kind], ((one.key, one.name, AGES[one.stage]) for one in known.classes))
    wanted = PersonKind.PUPIL if kind is Kind.PUPILS else PersonKind.STAFF
    rows = (_person(one, known) for one in known.here(wanted))
    return table(HEADERS[kind], rows)


def _person(one: KnownPerson, known: Known) -> list[str]:
    names = [known.class_of[room].name for room in one.rooms if room in known.class_of]
    if one.kind is PersonKind.PUPIL:
        return [one.key, one.first_name, one.surname, *names[:1]]
    return [one.key, one.first_name, one.surname, one.called, one.email, ", ".join(names)]
