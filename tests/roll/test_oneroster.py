"""OneRoster zips of both versions, and zips that mean harm (T58 in kind)."""

from __future__ import annotations

import io
import resource
import time
import zipfile
from datetime import date

import pytest

from portfolio.roll.reading import read
from portfolio.roll.reading.archive import UNZIPPED_BYTES
from portfolio.roll.reading.rows import Fault, Kind, Room, Sheet, Unreadable, UnreadableError
from tests.roll.files import (
    MANIFEST_11,
    ORGS,
    oneroster_11,
    oneroster_12,
    quoted,
    user_11,
    zipped,
)

TODAY = date(2026, 11, 29)
GOOD = oneroster_11(
    [
        user_11("s-1", "student", "Ben", "Rose"),
        user_11("s-2", "student", "Cleo", "Ravi"),
        user_11("t-1", "teacher", "Ada", "Lars", email="Ada@hill.example"),
        user_11("p-1", "parent", "Beth", "Rosa"),
        user_11("g-1", "guardian", "Gus", "Rosa"),
    ],
    [("c-elm", "s-1", "student"), ("c-elm", "s-2", "student"), ("c-elm", "t-1", "teacher")],
)


def sheet_of(data: bytes, *, is_whole: bool = True) -> Sheet:
    return read(data, Kind.ONEROSTER, TODAY, is_whole=is_whole)


def reason_of(data: bytes, kind: Kind = Kind.ONEROSTER) -> Unreadable:
    with pytest.raises(UnreadableError) as raised:
        read(data, kind, TODAY, is_whole=True)
    return raised.value.reason


def test_version_1_1_gives_children_staff_and_classes_and_no_parents() -> None:
    sheet = sheet_of(GOOD)
    assert sheet.pupils is not None
    assert sheet.staff is not None
    assert [(row.number, row.first_name, row.rooms) for row in sheet.pupils] == [
        ("s-1", "Ben", (Room("Elm", "c-elm"),)),
        ("s-2", "Cleo", (Room("Elm", "c-elm"),)),
    ]
    assert [(row.number, row.email) for row in sheet.staff] == [("t-1", "ada@hill.example")]
    assert [(row.name, row.stage) for row in sheet.classes] == [("Elm", "middle")]
    assert sheet.wrong == ()
    assert "Beth" not in repr(sheet)
    assert "2019" not in repr(sheet), "demographics are not read"


def test_version_1_2_has_its_roles_in_a_table_of_their_own() -> None:
    data = oneroster_12(
        [
            ("s-1", "Benjamin", "Rose", "Ben", ""),
            ("t-1", "Ada", "Lars", "", "ada@hill.example"),
            ("p-1", "Beth", "Rosa", "", ""),
        ],
        [
            ("s-1", "primary", "student"),
            ("t-1", "secondary", "parent"),
            ("t-1", "primary", "teacher"),
            ("p-1", "primary", "parent"),
        ],
        [("c-elm", "s-1", "student"), ("c-elm", "t-1", "teacher")],
    )
    sheet = sheet_of(data)
    assert sheet.pupils is not None
    assert sheet.staff is not None
    assert [row.first_name for row in sheet.pupils] == ["Ben"]
    assert [row.number for row in sheet.staff] == ["t-1"]


def test_enrolments_of_other_days_and_classes_beside_the_homeroom_do_not_count() -> None:
    past = ("e-9", "", "", "c-elm", "org-1", "s-2", "student", "", "2024-09-01", "2025-07-31")
    maths = "c-maths,,,Maths,04,co-2,,scheduled,,org-1,t-1"
    with zipfile.ZipFile(io.BytesIO(GOOD)) as good:
        tables = {name: good.read(name).decode() for name in good.namelist()}
    first, *_rest = tables["enrollments.csv"].splitlines(keepends=True)
    lesson = ("e-8", "", "", "c-maths", "org-1", "s-1", "student", "", "", "")
    tables["enrollments.csv"] = first + quoted([past, lesson])
    tables["classes.csv"] += maths + "\r\n"
    sheet = sheet_of(zipped(tables))
    assert sheet.pupils is not None
    assert [row.rooms for row in sheet.pupils] == [(), ()]
    assert [row.name for row in sheet.classes] == ["Elm"]


def test_a_list_of_changes_names_who_left_and_nobody_else_leaves() -> None:
    delta = MANIFEST_11.replace('"bulk"', '"delta"')
    data = oneroster_11(
        [
            user_11("s-1", "student", "Ben", "Rose", status="tobedeleted"),
            user_11("s-3", "student", "Dina", "Remy", status="active"),
        ],
        [("c-elm", "s-3", "student")],
        more={"manifest.csv": delta},
    )
    sheet = sheet_of(data)
    assert not sheet.is_whole
    assert sheet.gone_pupils == ("s-1",)
    assert sheet.pupils is not None
    assert [(row.number, row.is_all) for row in sheet.pupils] == [("s-3", False)]


def test_a_name_that_is_a_formula_is_named_by_its_line() -> None:
    sheet = sheet_of(oneroster_11([user_11("s-1", "student", "=1+1", "Rose")], []))
    assert [(one.file, one.line, one.fault) for one in sheet.wrong] == [
        ("users.csv", 2, Fault.FORMULA)
    ]


def test_an_address_is_kept_as_it_is_typed_at_the_door_or_named_by_its_line() -> None:
    users = [
        user_11("t-1", "teacher", "Ada", "Lars", email="Ada@ｈill.example"),  # noqa: RUF001
        user_11("t-2", "teacher", "Ben", "Rose", email="b..r@hill.example"),
        user_11("s-1", "student", "Cleo", "Ravi", email="b..r@hill.example"),
    ]
    sheet = sheet_of(oneroster_11(users, [("c-elm", "s-1", "student")]))
    assert sheet.staff is not None
    assert [row.email for row in sheet.staff] == ["ada@hill.example"]
    assert [(one.line, one.fault) for one in sheet.wrong] == [(3, Fault.EMAIL)]


def test_two_schools_in_one_export_are_refused() -> None:
    two = ORGS + quoted([("org-2", "", "", "Ash Hill", "school", "", "org-0")])
    with zipfile.ZipFile(io.BytesIO(GOOD)) as good:
        tables = {name: good.read(name).decode() for name in good.namelist()}
    tables["orgs.csv"] = two
    tables["classes.csv"] += "c-9,,,Fir,04,co-2,,homeroom,,org-2,t-1\r\n"
    assert reason_of(zipped(tables)) is Unreadable.MANY_SCHOOLS


# ---------------------------------------------------------------- harm


@pytest.mark.parametrize(
    "name",
    ["../users.csv", "a/../../users.csv", "/etc/users.csv", "..\\users.csv", "C:\\users.csv"],
)
def test_t58_a_path_that_leads_out_is_refused(name: str) -> None:
    assert (
        reason_of(zipped({"classes.csv": "sourcedId\n", name: "sourcedId\n"})) is Unreadable.UNSAFE
    )


def test_t58_a_link_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        link = zipfile.ZipInfo("users.csv")
        link.external_attr = 0o120777 << 16
        made.writestr(link, "/etc/passwd")
    assert reason_of(out.getvalue()) is Unreadable.UNSAFE


@pytest.mark.parametrize("is_told", [True, False], ids=["says its size", "lies about its size"])
def test_t58_a_bomb_is_refused_in_two_seconds_and_little_memory(*, is_told: bool) -> None:
    bomb = zipped({"users.csv": b"0" * (UNZIPPED_BYTES * 4)})
    assert len(bomb) < 1024 * 1024
    if not is_told:
        # The sizes stand in the directory at the end: 4 bytes, 20 before the name's length ends.
        at = bomb.rindex(b"PK\x01\x02") + 24
        bomb = bomb[:at] + (1000).to_bytes(4, "little") + bomb[at + 4 :]
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert reason_of(bomb) in {Unreadable.TOO_BIG, Unreadable.NOT_A_LIST, Unreadable.NOT_ONEROSTER}
    assert time.monotonic() - began < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 * 1024


def test_t58_a_thousand_files_are_refused() -> None:
    assert reason_of(zipped({f"{n}.csv": "x" for n in range(1000)})) is Unreadable.TOO_BIG


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
@pytest.mark.parametrize("is_whole", [True, False], ids=["whole", "damaged"])
def test_t58_other_packing_is_refused_in_words(method: int, *, is_whole: bool) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        made.writestr("users.csv", "sourcedId,givenName\n" * 50)
    data = bytearray(out.getvalue())
    if not is_whole:
        data[45:70] = b"\xff" * 25
    assert reason_of(bytes(data)) is Unreadable.NOT_A_LIST


def test_a_zip_within_a_zip_is_not_opened() -> None:
    assert reason_of(zipped({"inner.zip": GOOD})) is Unreadable.NOT_ONEROSTER


def test_a_locked_zip_says_so() -> None:
    data = bytearray(zipped({"users.csv": "sourcedId\n"}))
    for mark, away in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + away] |= 1
    assert reason_of(bytes(data)) is Unreadable.LOCKED


def test_a_workbook_and_a_broken_zip_say_so() -> None:
    workbook = zipped({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"})
    assert reason_of(workbook) is Unreadable.WORKBOOK
    assert reason_of(workbook, Kind.PUPILS) is Unreadable.WORKBOOK
    assert reason_of(GOOD[: len(GOOD) // 2]) is Unreadable.NOT_A_LIST
    assert reason_of(GOOD, Kind.PUPILS) is Unreadable.NOT_A_LIST
    assert reason_of(b"First name,Class\nBen,Oak\n") is Unreadable.NOT_ONEROSTER
