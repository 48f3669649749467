"""Lists in every dialect that schools' spreadsheets write, read to the same rows."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portfolio.core import words
from portfolio.core.mail import normal_address
from portfolio.roll.reading import read
from portfolio.roll.reading.rows import (
    Fault,
    Kind,
    PersonRow,
    Room,
    Sheet,
    Unreadable,
    UnreadableError,
)
from portfolio.roll.reading.tables import (
    FILE_BYTES,
    ROWS_AT_MOST,
    STARTS_A_FORMULA,
    cell,
    decoded,
    folded,
)
from portfolio.roll.writing import harmless, table
from tests.roll.files import pupils

TODAY = date(2026, 11, 29)


def pupils_of(data: bytes) -> tuple[PersonRow, ...]:
    sheet = read(data, Kind.PUPILS, TODAY, is_whole=True)
    assert sheet.wrong == ()
    assert sheet.pupils is not None
    return sheet.pupils


def faults_of(data: bytes, kind: Kind = Kind.PUPILS) -> list[tuple[int, Fault]]:
    return [(one.line, one.fault) for one in read(data, kind, TODAY, is_whole=True).wrong]


def reason_of(data: bytes, kind: Kind = Kind.PUPILS) -> Unreadable:
    with pytest.raises(UnreadableError) as raised:
        read(data, kind, TODAY, is_whole=True)
    return raised.value.reason


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_dialect_gives_the_same_rows(delimiter: str, encoding: str, end: str) -> None:
    rows = [("Number", "First name", "Surname", "Class"), ("7", "Zoë", "O’Brién", "Oak")]
    text = end.join(delimiter.join(row) for row in rows) + end
    (row,) = pupils_of(text.encode(encoding))
    assert (row.line, row.number, row.first_name, row.surname) == (2, "7", "Zoë", "O’Brién")
    assert row.rooms == (Room("Oak"),)


@pytest.mark.parametrize(
    "header",
    [
        "number,first name,surname,class",
        "NUMBER, FIRST  NAME ,Surname,Class",
        "Class;Surname;First_name;Number",
        "Forename\tLast-Name\tForm\tPupil ID",
        '"Given name","Family name","Registration group","UPN"',
        "sep=;\nNumber;First name;Surname;Class",
    ],
)
def test_headers_are_forgiven_their_case_order_and_spaces(header: str) -> None:
    title = header.splitlines()[-1]
    mark = next(mark for mark in ";\t," if mark in title)
    said = {"n": "9", "f": "Ben", "s": "Rose", "c": "Oak"}
    kinds = {"number": "n", "pupilid": "n", "upn": "n", "firstname": "f", "forename": "f"}
    kinds |= {"givenname": "f", "surname": "s", "lastname": "s", "familyname": "s", "class": "c"}
    kinds |= {"form": "c", "registrationgroup": "c"}
    row = mark.join(said[kinds[folded(one)]] for one in title.split(mark))
    (found,) = pupils_of(f"{header}\n{row}\n".encode())
    assert (found.number, found.first_name, found.surname) == ("9", "Ben", "Rose")
    assert found.rooms == (Room("Oak"),)


def test_empty_rows_are_passed_over_and_lines_are_those_of_the_file() -> None:
    data = pupils("1,Ben,Rose,Oak", ",,,", '2,"Two\nlines",Ravi,Oak', "3,Cleo,Ravi,Oak")
    found = pupils_of(data)
    assert [row.line for row in found] == [2, 4, 6]
    assert found[1].first_name == "Two lines"


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("1,,Rose,Oak", Fault.NO_FIRST_NAME),
        (f"1,{'B' * 61},Rose,Oak", Fault.LONG),
        (f"{'1' * 129},Ben,Rose,Oak", Fault.LONG),
        ("1,=HYPERLINK(1),Rose,Oak", Fault.FORMULA),
        ("1,Ben,+44,Oak", Fault.FORMULA),
        ("1,Ben,Rose,-Oak", Fault.FORMULA),
        ("@1,Ben,Rose,Oak", Fault.FORMULA),
        ('1,"\t=1",Rose,Oak', Fault.FORMULA),
        ("1,B\N{REPLACEMENT CHARACTER}n,Rose,Oak", Fault.LETTERS),
        ("1,\N{ZERO WIDTH SPACE}\N{WORD JOINER},Rose,Oak", Fault.NO_FIRST_NAME),
    ],
)
def test_t30_a_row_that_does_not_fit_is_named_by_its_line(row: str, fault: Fault) -> None:
    assert faults_of(pupils("5,Amina,Rafi,Oak", row)) == [(3, fault)]


def test_a_name_that_nobody_sees_is_none() -> None:
    sheet = read(pupils("1,Ben,\N{ZERO WIDTH SPACE},Oak"), Kind.PUPILS, TODAY, is_whole=False)
    assert sheet.pupils is not None
    assert sheet.pupils[0].surname == ""


def test_rows_that_nothing_tells_apart_are_named() -> None:
    assert faults_of(pupils("1,Ben,Rose,Oak", "1,Cleo,Ravi,Oak")) == [(3, Fault.TWICE)]
    twins = pupils(",Ben,Rose,Oak", ",ben,ROSE,oak", ",Ben,Rose,Elm")
    assert faults_of(twins) == [(2, Fault.ALIKE), (3, Fault.ALIKE)]
    assert faults_of(pupils("1,Ben,Rose,Oak", "2,Ben,Rose,Oak")) == []


def test_staff_teach_several_classes_and_have_an_address() -> None:
    header = "Number,First name,Surname,Children call them,E-mail,Classes\n"
    data = (header + '4,Ada,Lars,Miss Lars,ADA@Hill.example,"Oak, Elm/Fir"\n').encode()
    sheet = read(data, Kind.STAFF, TODAY, is_whole=False)
    assert sheet.staff is not None
    (row,) = sheet.staff
    assert (row.called, row.email) == ("Miss Lars", "ada@hill.example")
    assert [room.name for room in row.rooms] == ["Oak", "Elm", "Fir"]
    wrong = (header + "4,Ada,Lars,Miss Lars,not an address,Oak\n").encode()
    assert faults_of(wrong, Kind.STAFF) == [(2, Fault.EMAIL)]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Alan.Pemberton@brämble.example", "alan.pemberton@xn--brmble-cua.example"),
        ("doyle@ｂramble-hill.example", "doyle@bramble-hill.example"),  # noqa: RUF001 -- a trick
        ("", ""),
    ],
)
def test_t43_an_address_is_kept_as_it_is_typed_at_the_door(said: str, kept: str) -> None:
    sheet = read(f"First name,E-mail\nAda,{said}\n".encode(), Kind.STAFF, TODAY, is_whole=False)
    assert sheet.staff is not None
    assert [row.email for row in sheet.staff] == [kept]
    assert said == "" or normal_address(said) == kept


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("a..b@x.example", Fault.EMAIL),
        ("a@b", Fault.EMAIL),
        ("a@x.example;b@x.example", Fault.EMAIL),
        (f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.example", Fault.EMAIL),
        ("+ada@x.example", Fault.FORMULA),
    ],
)
def test_an_address_that_no_mail_reaches_is_named_by_its_line(said: str, fault: Fault) -> None:
    data = f"First name,E-mail\nBen,ben@x.example\nAda,{said}\n".encode()
    assert faults_of(data, Kind.STAFF) == [(3, fault)]


def test_classes_say_their_age_or_nothing() -> None:
    sheet = read(b"Number,Class,Age\n1,Oak,4-7\n2,Elm,\n", Kind.CLASSES, TODAY, is_whole=True)
    assert [(row.name, row.stage) for row in sheet.classes] == [("Oak", "early"), ("Elm", "")]
    assert not sheet.is_whole
    assert faults_of(b"Class;Age\nOak;100\n", Kind.CLASSES) == [(2, Fault.STAGE)]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Unreadable.EMPTY),
        (b"\xef\xbb\xbf \r\n", Unreadable.EMPTY),
        (b"Hello\nyou\n", Unreadable.COLUMNS),
        (b"First name,Surname\nBen,Rose\n", Unreadable.COLUMNS),
        (b"%PDF-1.7\n\0\0\0", Unreadable.NOT_A_LIST),
        (b"\x89PNG\r\n\x1a\n\0\0", Unreadable.NOT_A_LIST),
        (b"First name,Class,E-mail\nAda,Oak,a@b.example\n", Unreadable.LIST_OF_STAFF),
        (b"x" * (FILE_BYTES + 1), Unreadable.TOO_BIG),
        (b"First name,Class\n" + b"B,O\n" * (ROWS_AT_MOST + 1), Unreadable.TOO_MANY_ROWS),
        (b'First name,Class\n"' + b"B" * 200_000 + b'",Oak\n', Unreadable.NOT_A_LIST),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_a_reason(data: bytes, reason: Unreadable) -> None:
    assert reason_of(data) is reason


def test_a_sheet_comes_back_from_json_as_it_was() -> None:
    sheet = read(pupils("1,Ben,Rose,Oak", "1,,Rose,Oak"), Kind.PUPILS, TODAY, is_whole=True)
    assert Sheet.from_json(sheet.as_json()) == sheet


# ---------------------------------------------------------------- whatever the bytes are

NAMES = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters='"\N{REPLACEMENT CHARACTER}'),
    min_size=1,
    max_size=60,
).filter(lambda name: words.plain_line(name, 4096) == name)


@given(
    rows=st.lists(st.tuples(NAMES, NAMES, NAMES), min_size=1, max_size=8),
    delimiter=st.sampled_from([",", ";", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    quote=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
def test_any_names_in_any_dialect_are_read_as_they_are_or_named(
    rows: list[tuple[str, str, str]], delimiter: str, encoding: str, quote: int
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, quoting=quote)  # type: ignore[arg-type]
    writer.writerow(["Number", "First name", "Surname", "Class"])
    writer.writerows([str(nth), *row] for nth, row in enumerate(rows))
    sheet = read(out.getvalue().encode(encoding), Kind.PUPILS, TODAY, is_whole=True)
    assert sheet.pupils is not None
    found = {row.number: (row.first_name, row.surname, row.rooms[0].name) for row in sheet.pupils}
    formulas = {
        nth
        for nth, row in enumerate(rows)
        if any(name.removeprefix("'").startswith(STARTS_A_FORMULA) for name in row)
    }
    assert {one.line - 2 for one in sheet.wrong} == formulas
    assert found == {str(n): row for n, row in enumerate(rows) if n not in formulas}


@given(st.binary(max_size=400))
@example(b"\xff\xfe\x00")
@example(b"PK\x03\x04 not a zip")
@example("First name;Class\nB\x81n;Oak\n".encode("latin-1"))
def test_whatever_the_bytes_are_it_reads_them_or_says_why_not(data: bytes) -> None:
    for kind in Kind:
        with suppress(UnreadableError):
            sheet = read(data, kind, TODAY, is_whole=True)
            assert sheet == Sheet.from_json(sheet.as_json())


@given(st.text(max_size=80))
def test_t30_no_exported_cell_begins_a_formula(text: str) -> None:
    (_header, row) = csv.reader(io.StringIO(decoded(table(["A", "B"], [[text, "x"]])), newline=""))
    assert not row[0].lstrip().startswith(STARTS_A_FORMULA)
    assert harmless(cell(row[0])) == harmless(cell(text))


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_t30_each_sign_that_runs_a_cell_is_defused(sign: str) -> None:
    assert harmless(f"{sign}1+1") == f"'{sign}1+1"
    assert harmless(f" {sign}1+1").startswith("'")
    assert harmless("Amina") == "Amina"
