"""Lists of ties in every dialect, read to the same rows; what does not fit is named by its line."""

from __future__ import annotations

from datetime import date

import pytest

from portfolio.models.paper import PaperLine
from portfolio.models.people import NAME_CHARACTERS
from portfolio.roll.reading import read
from portfolio.roll.reading.rows import Fault, Kind, Sheet, TieRow, Unreadable, UnreadableError
from portfolio.roll.reading.tables import FILE_BYTES
from portfolio.roll.reading.ties import ROWS_AT_MOST
from portfolio.roll.writing import template
from tests.roll.files import PUPILS, TIES, ties, zipped

TODAY = date(2026, 11, 29)
GOOD = "7,Zoë,O’Brién,Oak,Großmama,Oma’s home,Français,a7"


def sheet_of(data: bytes, *, is_whole: bool = False) -> Sheet:
    return read(data, Kind.TIES, TODAY, is_whole=is_whole)


def rows_of(data: bytes) -> tuple[TieRow, ...]:
    sheet = sheet_of(data)
    assert sheet.wrong == ()
    assert sheet.ties is not None
    return sheet.ties


def faults_of(*rows: str) -> list[tuple[int, Fault]]:
    return [(one.line, one.fault) for one in sheet_of(ties(*rows)).wrong]


def reason_of(data: bytes, kind: Kind = Kind.TIES) -> tuple[Unreadable, str]:
    with pytest.raises(UnreadableError) as raised:
        read(data, kind, TODAY, is_whole=False)
    return raised.value.reason, raised.value.about


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_dialect_gives_the_same_rows(delimiter: str, encoding: str, end: str) -> None:
    text = end.join([TIES.strip(), GOOD, ""]).replace(",", delimiter)
    (row,) = rows_of(text.encode(encoding))
    assert row == TieRow(
        "ties.csv", 2, "7", "Zoë", "O’Brién", "Oak", "Großmama", "Oma’s home", "fr", "a7"
    )


def test_the_template_is_read_as_a_list_without_rows() -> None:
    assert template(Kind.TIES).decode("utf-8-sig") == TIES.replace("\n", "\r\n")
    assert rows_of(template(Kind.TIES)) == ()


def test_half_of_the_columns_will_do() -> None:
    (row,) = rows_of(b"Household;Relation;Pupil number\r\nMum's;Mum;7\r\n")
    assert (row.number, row.called, row.home, row.language, row.adult) == (
        "7",
        "Mum",
        "Mum's",
        "",
        "",
    )
    (row,) = rows_of(b"Forename,Form,Child calls them,Home\nBen,Oak,Mum,Mum's\n")
    assert (row.number, row.first_name, row.room) == ("", "Ben", "Oak")


@pytest.mark.parametrize(
    ("said", "language"),
    [("fr", "fr"), ("FRENCH", "fr"), ("francais", "fr"), ("Polski", "pl"), ("en", ""), ("", "")],
)
def test_a_language_has_several_names(said: str, language: str) -> None:
    (row,) = rows_of(ties(f"7,,,,Mum,Mum's,{said}"))
    assert row.language == language


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (",,Rafi,Oak,Mum,Mum's", Fault.NO_CHILD),
        ("7,,,,,Mum's", Fault.NO_RELATION),
        ("7,,,,Mum,", Fault.NO_HOME),
        ("7,,,,Mum,Mum's,Klingon", Fault.LANGUAGE),
        ("7,,,,Mum,Mum's,?", Fault.LANGUAGE),
        (f"7,,,,{'M' * 61},Mum's", Fault.LONG),
        (f"7,,,,Mum,{'M' * 61}", Fault.LONG),
        (f"7,,,,Mum,Mum's,,{'7' * 129}", Fault.LONG),
        ("7,,,,=HYPERLINK(1),Mum's", Fault.FORMULA),
        ("7,,,,Mum,@home", Fault.FORMULA),
        ("+7,,,,Mum,Mum's", Fault.FORMULA),
        ("7,,,,Mum,'=1+1", Fault.FORMULA),
        ("7,,,,Mum,Mum's,,-7", Fault.FORMULA),
        ("7,,,,Mum,Mum's,=fr", Fault.FORMULA),
        ("7,,,,M\N{REPLACEMENT CHARACTER}m,Mum's", Fault.LETTERS),
    ],
)
def test_t30_a_row_that_does_not_fit_is_named_by_its_line(row: str, fault: Fault) -> None:
    assert faults_of("5,,,,Dad,Dad's", row) == [(3, fault)]


def test_what_is_taken_fits_the_columns() -> None:
    assert PaperLine.__table__.c.called.type.length == NAME_CHARACTERS  # type: ignore[attr-defined]
    (row,) = rows_of(ties(f"7,,,,{'M' * 60},{'H' * 60}"))
    assert (len(row.called), len(row.home)) == (60, 60)


@pytest.mark.parametrize(
    ("data", "reason", "about"),
    [
        (b"", Unreadable.EMPTY, ""),
        (PUPILS.encode(), Unreadable.COLUMNS, "child calls them, home"),
        (b"Number,Child calls them\n7,Mum\n", Unreadable.COLUMNS, "home"),
        (b"Child calls them,Home\nMum,Mum's\n", Unreadable.COLUMNS, "number"),
        (b"Number,Relationship,Home\n7,Mother,H\n", Unreadable.COLUMNS, "child calls them"),
        (b"\x89PNG\r\n\x1a\n\0\0", Unreadable.NOT_A_LIST, ""),
        (zipped({"ties.csv": TIES}), Unreadable.NOT_A_LIST, ""),
        (zipped({"xl/workbook.xml": "<x/>"}), Unreadable.WORKBOOK, ""),
        (zipped({"../ties.csv": TIES}), Unreadable.UNSAFE, ""),
        (b"x" * (FILE_BYTES + 1), Unreadable.TOO_BIG, ""),
        (ties(*["7,,,,M,H"] * (ROWS_AT_MOST + 1)), Unreadable.TOO_MANY_ROWS, ""),
    ],
)
def test_what_is_no_such_list_is_refused_with_a_reason(
    data: bytes, reason: Unreadable, about: str
) -> None:
    assert reason_of(data) == (reason, about)


def test_a_list_of_ties_is_not_taken_for_one_of_pupils() -> None:
    assert reason_of(ties(GOOD), Kind.PUPILS) == (Unreadable.LIST_OF_TIES, "")


def test_it_is_never_a_whole_one() -> None:
    assert not sheet_of(ties(GOOD), is_whole=True).is_whole


def test_a_sheet_comes_back_from_json_as_it_was() -> None:
    sheet = sheet_of(ties(GOOD, "7,,,,,"))
    assert len(sheet.wrong) == 1
    assert Sheet.from_json(sheet.as_json()) == sheet
    before = {name: rows for name, rows in sheet.as_json().items() if name != "ties"}
    assert Sheet.from_json(before).ties is None, "one that waited through an update"
