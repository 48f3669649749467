"""A file of the school's to a sheet of rows. Knows no database, no clock and no page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.roll.reading import archive
from portfolio.roll.reading.lists import read_list
from portfolio.roll.reading.oneroster import read_oneroster
from portfolio.roll.reading.rows import Kind, Sheet, Unreadable, UnreadableError
from portfolio.roll.reading.tables import FILE_BYTES
from portfolio.roll.reading.ties import read_ties

if TYPE_CHECKING:
    from datetime import date


def read(data: bytes, kind: Kind, today: date, *, is_whole: bool) -> Sheet:
    """What the file says, as a list of that kind; `UnreadableError` where it says nothing."""
    if len(data) > FILE_BYTES:
        raise UnreadableError(Unreadable.TOO_BIG)
    if not data.strip():
        raise UnreadableError(Unreadable.EMPTY)
    if archive.is_zip(data):
        return _zipped(data, kind, today, is_whole=is_whole)
    if kind is Kind.ONEROSTER:
        raise UnreadableError(Unreadable.NOT_ONEROSTER)
    if kind is Kind.TIES:
        return read_ties(data)
    return read_list(data, kind, is_whole=is_whole)


def _zipped(data: bytes, kind: Kind, today: date, *, is_whole: bool) -> Sheet:
    """OneRoster's zip; anything else that begins as a zip is a workbook or a wrong choice."""
    if kind is not Kind.ONEROSTER:
        archive.open_tables(data, ())  # says "workbook" where it is one
        raise UnreadableError(Unreadable.NOT_A_LIST)
    return read_oneroster(data, today, is_whole=is_whole)
