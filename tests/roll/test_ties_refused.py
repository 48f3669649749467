"""A list of ties that is refused, by whom and why: all of it is taken, or nothing."""

from __future__ import annotations

import io
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from portfolio.models import (
    LogRow,
    Membership,
    PaperLine,
    PaperRun,
    RollUpload,
)
from portfolio.office import invitations
from tests.client import client_for
from tests.roll.files import pupils, ties, zipped
from tests.roll.test_lists import _second_office
from tests.roll.test_ties import AUNTIE, NAN, TAD, asked, lines, text_of
from tests.rows import fingerprint, how_many

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient
    from tests.roll.conftest import Desk

    ClientOf = Callable[[Somebody], SiteClient]


# ---------------------------------------------------------------- who may


@pytest.mark.parametrize("role", ["owner", "mum", "teacher", "lead", "other_office"])
def test_the_letters_are_their_senders_alone(
    cast: Cast, desk: Desk, client_of: ClientOf, database: Database, role: str
) -> None:
    address = desk.sent(ties(AUNTIE), "ties")
    page = desk.client.get(address).text
    plan = re.search(r'name="plan"[^>]*value="(\w+)"', page)
    assert plan
    assert "Auntie" in page
    other = client_of(
        _second_office(database, cast) if role == "other_office" else getattr(cast, role)
    )
    before = fingerprint(database)
    assert other.get(address).status_code == 404
    for way in ("letters", "end"):
        assert other.post(f"{address}/{way}", data={"plan": plan[1]}).status_code == 404
    assert fingerprint(database) == before
    assert desk.asks(address).status_code == 303


@pytest.mark.parametrize("role", ["owner", "mum", "teacher", "lead"])
def test_nobody_else_sends_a_list_or_fetches_its_template(
    cast: Cast, client_of: ClientOf, database: Database, role: str
) -> None:
    client = client_of(getattr(cast, role))
    before = fingerprint(database)
    assert client.get("/office/roll/templates/ties.csv").status_code == 404
    file = (io.BytesIO(ties(AUNTIE)), "x.csv")
    fields = {"file": file, "kind": "ties", "extent": "some"}
    assert client.post("/office/roll/uploads", data=fields).status_code == 404
    assert fingerprint(database) == before


def test_whoever_showed_no_second_factor_of_late_is_asked_first(
    desk: Desk, app: Flask, cast: Cast, database: Database
) -> None:
    address = desk.sent(ties(AUNTIE), "ties")
    page = desk.client.get(address).text
    plan = re.search(r'name="plan"[^>]*value="(\w+)"', page)
    assert plan
    unproved = client_for(app, cast.office, is_proved=False)
    before = fingerprint(database)
    assert unproved.get(address).status_code != 200
    answer = unproved.post(f"{address}/letters", data={"plan": plan[1]})
    assert answer.mimetype == "text/html"
    assert "Auntie" not in answer.text
    assert fingerprint(database) == before


def test_a_forged_press_makes_nothing(desk: Desk, database: Database) -> None:
    address = desk.sent(ties(AUNTIE), "ties")
    before = fingerprint(database)
    assert desk.client.post(f"{address}/letters", data={}, bare=True).status_code != 303
    assert desk.client.get(f"{address}/letters").status_code in {404, 405}
    assert fingerprint(database) == before


def test_there_is_a_template_and_no_list_of_families_to_fetch(desk: Desk) -> None:
    answer = desk.client.get("/office/roll/templates/ties.csv")
    assert answer.status_code == 200
    assert "Child calls them,Home" in answer.text
    assert "ties-template.csv" in answer.headers["Content-Disposition"]
    assert desk.client.post("/office/roll/exports/ties.csv").status_code == 404


# ---------------------------------------------------------------- all of it or nothing


def test_a_row_that_does_not_fit_stops_the_whole_list(desk: Desk, database: Database) -> None:
    address = desk.sent(ties(AUNTIE, ",Nobody,,Oak,Mum,H", ",Ben,,Oak,=1,H", TAD), "ties")
    page = text_of(desk.client.get(address))
    assert "2 rows do not fit." in page
    assert "3 No child here fits. Write number or name as on the roll." in page
    assert "4 A cell begins with =, +, - or @. Take that sign away." in page
    assert f"{address}/letters" not in desk.client.get(address).text
    before = fingerprint(database)
    for plan in ("", "x"):
        assert desk.client.post(f"{address}/letters", data={"plan": plan}).status_code == 409
    assert fingerprint(database) == before


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "There is nothing in this file."),
        (pupils("1,Ben,Rose,Oak"), "These columns are missing: child calls them, home."),
        (zipped({"../x.csv": "a"}), "This zip holds odd paths."),
        (zipped({"ties.csv": "a"}), "This is not a CSV list."),
        (zipped({"xl/workbook.xml": "a"}), "This is an Excel workbook."),
        (b"%PDF-1.7\n\0\0", "This is not a CSV list."),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_keeps_nothing(
    desk: Desk, database: Database, data: bytes, sentence: str
) -> None:
    before = fingerprint(database)
    answer = desk.send(data, "ties")
    assert answer.status_code == 422
    assert sentence in answer.text
    assert fingerprint(database) == before


def test_a_list_of_families_is_not_taken_for_one_of_children(
    desk: Desk, database: Database
) -> None:
    answer = desk.send(ties(AUNTIE), "pupils", "whole")
    assert answer.status_code == 422
    assert "This looks like a list of families. Choose “Families”." in answer.text
    assert how_many(database, RollUpload) == 0


def test_the_two_ways_to_say_yes_are_apart(desk: Desk, database: Database) -> None:
    children = desk.sent(pupils("11,Zadie,Moon,Oak"))
    before = fingerprint(database)
    assert desk.client.post(f"{children}/letters", data={"plan": "x"}).status_code == 404
    assert fingerprint(database) == before
    families = desk.sent(ties(AUNTIE), "ties")
    before = fingerprint(database)
    answer = desk.client.post(f"{families}/confirmation", data={"plan": "x"})
    assert answer.status_code == 409
    assert "Letters that this list asks for" in answer.text
    assert fingerprint(database) == before


def test_letters_that_are_not_those_shown_are_shown_again(
    desk: Desk, cast: Cast, database: Database
) -> None:
    address = desk.sent(ties(AUNTIE, TAD), "ties")
    desk.client.get(address)
    with database.unit() as db:
        place = invitations.FamilyPlace(cast.owner.id, "Auntie", None, "Auntie's home")
        invitations.invite_family(db, place, cast.at, by=cast.teacher.id)
    before = fingerprint(database)
    answer = desk.client.fill_in_last(address, "/letters")
    assert answer.status_code == 409
    assert "Please look again." in answer.text
    assert fingerprint(database) == before
    assert desk.client.fill_in_last(address, "/letters").status_code == 303
    assert [called for called, *_rest in lines(database)] == ["Tad"]


def test_a_child_who_changed_class_meanwhile_is_shown_again(
    desk: Desk, cast: Cast, database: Database
) -> None:
    address = desk.sent(ties(AUNTIE), "ties")
    desk.client.get(address)
    with database.unit() as db:
        mine = Membership.person_id == cast.owner.id, Membership.group_id == cast.group.id
        db.execute(update(Membership).where(*mine).values(group_id=cast.other_group.id))
    assert desk.client.fill_in_last(address, "/letters").status_code == 409
    assert how_many(database, PaperLine) == 0


def test_sent_twice_is_one_set_of_letters(desk: Desk, database: Database) -> None:
    address = desk.sent(ties(AUNTIE, NAN), "ties")
    desk.client.get(address)
    first, second = (desk.client.fill_in_last(address, "/letters") for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first.location == second.location == "/paper/runs"
    assert how_many(database, PaperLine) == how_many(database, PaperRun) == 2
    fields: dict[str, Any] = {"plan": "x", "key": "another"}
    assert desk.client.post(f"{address}/letters", data=fields).status_code == 404
    assert how_many(database, PaperLine) == 2


@pytest.mark.parametrize(("keys", "answers"), [("aa", [303, 303]), ("ab", [303, 404])])
def test_pressed_in_two_tabs_at_one_moment_is_one_set(
    desk: Desk, app: Flask, cast: Cast, database: Database, *, keys: str, answers: list[int]
) -> None:
    address = desk.sent(ties(AUNTIE, NAN), "ties")
    plan = re.search(r'name="plan"[^>]*value="(\w+)"', desk.client.get(address).text)
    assert plan
    barrier = Barrier(2)

    def press(key: str) -> int:
        tab = client_for(app, cast.office)
        fields = {"plan": plan[1], "key": key * 16, "csrf_token": tab.csrf_token()}
        barrier.wait(timeout=10)
        return tab.post(f"{address}/letters", data=fields).status_code

    with ThreadPoolExecutor(2) as both:
        given = [one.result(timeout=20) for one in [both.submit(press, key) for key in keys]]
    assert sorted(given) == answers
    assert how_many(database, PaperLine) == how_many(database, PaperRun) == 2


def test_where_no_address_is_known_no_letter_is_made(desk: Desk, database: Database) -> None:
    address = desk.sent(ties(AUNTIE), "ties")
    desk.client.csrf_token()
    desk.client.get(address)
    plan = re.search(r'name="plan"[^>]*value="(\w+)"', desk.client.get(address).text)
    assert plan
    cookie = desk.client.get_cookie("space")
    assert cookie is not None
    desk.client.set_cookie("space", cookie.value, domain="evil.example")
    before = fingerprint(database)
    answer = desk.client.post(
        f"{address}/letters", data={"plan": plan[1]}, headers={"Host": "evil.example"}
    )
    assert answer.status_code == 422
    assert "evil.example" not in answer.text
    assert fingerprint(database) == before


def test_drop_it_and_nothing_of_it_is_left(desk: Desk, database: Database) -> None:
    address = desk.sent(ties(AUNTIE), "ties")
    assert desk.client.post(f"{address}/end").status_code == 303
    assert how_many(database, RollUpload) == how_many(database, PaperLine) == 0


def test_neither_log_nor_jobs_hold_a_word_of_it(desk: Desk, database: Database) -> None:
    asked(desk, ",Amina,,Oak,Wordcanary,Homecanary,,Refcanary")
    with database.reading() as db:
        rows = list(db.scalars(select(LogRow.about)))
        (about,) = db.scalars(select(LogRow.about).where(LogRow.event == "letters_asked_for"))
    assert about["letters"] == 1
    assert len(about["file"]) == 64
    for canary in ("Wordcanary", "Homecanary", "Refcanary", "Amina"):
        assert canary not in repr(rows)


def test_what_the_school_calls_the_adult_is_kept_nowhere(desk: Desk, database: Database) -> None:
    address = desk.sent(ties(",Amina,,Oak,Auntie,H,,Refcanary"), "ties")
    assert "Refcanary" not in desk.client.get(address).text
    desk.asks(address)
    with database.reading() as db:
        from portfolio.models import Base  # noqa: PLC0415 -- one use

        for table in Base.metadata.sorted_tables:
            assert "Refcanary" not in repr(db.execute(select(table)).all()), table.name
