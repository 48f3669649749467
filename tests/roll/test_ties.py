"""A list of ties over HTTP: seen first, then letters, and never a tie that nobody opened."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select, update

from portfolio.core.mail import NoMailer
from portfolio.deeds import DEEDS
from portfolio.jobs import Worker
from portfolio.models import (
    FamilyTie,
    Household,
    Invitation,
    PaperLine,
    PaperRun,
    Person,
    Restriction,
    RollUpload,
)
from portfolio.office import invitations
from tests.cast import FAMILY
from tests.client import nobody_for
from tests.paper.conftest import Printer, read
from tests.roll.files import ties
from tests.rows import fingerprint, how_many

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from flask import Flask
    from werkzeug.test import TestResponse

    from portfolio.core.database import Database
    from portfolio.settings import Settings
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient
    from tests.counting import CountQueries
    from tests.roll.conftest import Desk

    ClientOf = Callable[[Somebody], SiteClient]

AUNTIE = ",Amina,,Oak,Auntie,Auntie's home"
TAD = ",Ben,,Oak,Tad,Tad's home"
NAN = ",Cleo,,Rowan,Nan,Nan's home"
NUMBER = re.compile(r"Your number.*?(\d{3} \d{3})")


@pytest.fixture
def printer(app: Flask, settings: Settings) -> Printer:
    """The school's printer."""
    return Printer(Worker(app.extensions["database"], settings, NoMailer(), DEEDS))


def asked(desk: Desk, *rows: str, **fields: str) -> TestResponse:
    """Send a list and say yes to its letters."""
    return desk.asks(desk.sent(ties(*rows), "ties"), **fields)


def lines(database: Database) -> list[tuple[str, str, str]]:
    """What is to be printed: (word, home, language), in its order."""
    rows = select(PaperLine.called, Household.name, PaperLine.language)
    found = rows.join(Household, Household.id == PaperLine.household_id).order_by(PaperLine.id)
    with database.reading() as db:
        return [(row.called, row.name, row.language) for row in db.execute(found)]


def text_of(answer: TestResponse) -> str:
    """The words of a page, without tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


# ---------------------------------------------------------------- letters, and no tie


def test_t60_a_list_becomes_letters_and_only_an_opened_letter_a_tie(
    desk: Desk, cast: Cast, printer: Printer, app: Flask, database: Database
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    before = how_many(database, FamilyTie), how_many(database, Person)
    address = desk.sent(ties(f"{AUNTIE},French,a7", TAD), "ties")
    page = text_of(desk.client.get(address))
    for words in (
        "Amina",
        "Auntie Auntie's home new letter also in Français",
        "Ben",
        "Oak 2 letters",
    ):
        assert words.replace("'", "&#39;") in page
    assert how_many(database, PaperRun) == how_many(database, Invitation) == 0
    begun = desk.asks(address)
    assert lines(database) == [
        ("Auntie", "Auntie's home", "fr"),
        ("Tad", "Tad's home", ""),
    ]
    assert how_many(database, RollUpload) == 0, "what it said is not kept"
    paper = read(printer.prints(desk.client, begun))
    assert len(paper.words) == 2
    assert "Bonjour Auntie" in paper.words[0]
    assert "Bonjour" not in paper.words[1]
    assert (how_many(database, FamilyTie), how_many(database, Person)) == before
    number = NUMBER.search(paper.words[0])
    assert number is not None
    adult = nobody_for(app)
    assert adult.get(f"/items/{thing.public_id}").status_code == 404
    opened = paper.squares[0].removeprefix("http://localhost")
    assert adult.fill_in(opened, number=number[1]).status_code == 303
    assert adult.get(f"/items/{thing.public_id}").status_code == 200
    assert how_many(database, FamilyTie) == before[0] + 1


def test_each_class_is_one_run_and_all_are_begun_at_once(
    desk: Desk, cast: Cast, printer: Printer, database: Database
) -> None:
    begun = asked(desk, AUNTIE, NAN, TAD)
    assert begun.location == "/paper/runs"
    with database.reading() as db:
        rows = db.execute(select(PaperRun.group_id, PaperRun.made_by_id).order_by(PaperRun.id))
        assert rows.all() == [
            (cast.group.id, cast.office.id),
            (cast.other_group.id, cast.office.id),
        ]
    page = desk.client.get("/paper/runs")
    assert "0 of 3 letters are made." in page.text
    while printer.worker.do_one():
        pass
    page = desk.client.get("/paper/runs")
    assert page.text.count("3 of 3 letters are made.") == 1
    assert page.text.count("Get the PDF") == 2
    runs = re.findall(r'href="(/paper/runs/\w{16})"', page.text)
    assert [len(read(desk.client.get(f"{run}/pdf")).squares) for run in runs] == [2, 1]
    assert "Letters to print" in desk.client.get("/families").text
    assert desk.client.post(f"{runs[0]}/end").location == "/paper/runs"
    assert desk.client.post(f"{runs[1]}/end").location == "/families"
    assert "Letters to print" not in desk.client.get("/families").text
    assert "No letters wait" in desk.client.get("/paper/runs").text


def test_letters_to_print_are_their_makers_alone(
    desk: Desk, cast: Cast, client_of: ClientOf
) -> None:
    begun = asked(desk, AUNTIE)
    run = begun.location
    teacher = client_of(cast.teacher)
    assert run not in teacher.get("/paper/runs").text
    assert "Letters to print" not in teacher.get("/families").text
    assert "Letters from a list" not in teacher.get("/families").text
    assert run in desk.client.get("/paper/runs").text
    for role in ("owner", "mum", "lead"):
        assert client_of(getattr(cast, role)).get("/paper/runs").status_code == 404


def test_letters_into_one_home_share_it_and_no_other_child_does(
    desk: Desk, cast: Cast, database: Database
) -> None:
    one = "The Rafi home"
    asked(
        desk,
        f",Amina,,Oak,Auntie,{one}",
        ",Amina,,Oak,Pop,Another",
        f",Amina,,Oak,Uncle,{one.upper()}",
        ",Amina,,Oak,Stepdad,Mum’s home",
        f",Ben,,Oak,Auntie,{one}",
    )
    with database.reading() as db:
        homes = {
            (row.pupil_id, row.called): row.household_id
            for row in db.execute(
                select(PaperLine.pupil_id, PaperLine.called, PaperLine.household_id)
            )
        }
        mums = db.scalars(
            select(FamilyTie.household_id).where(
                FamilyTie.adult_id == cast.mum.id, FamilyTie.pupil_id == cast.owner.id
            )
        ).one()
    amina, ben = cast.owner.id, cast.classmate.id
    assert homes[amina, "Auntie"] == homes[amina, "Uncle"]
    assert len({homes[amina, "Auntie"], homes[amina, "Pop"], homes[ben, "Auntie"], mums}) == 4
    assert homes[amina, "Stepdad"] == mums, "the home that is here"


# ---------------------------------------------------------------- already here, asked, not in it


def test_who_is_here_or_asked_gets_no_second_letter(
    desk: Desk, cast: Cast, database: Database, printer: Printer
) -> None:
    with database.unit() as db:
        place = invitations.FamilyPlace(cast.owner.id, "Pop", None, "Pop's home")
        invitations.invite_family(db, place, cast.at, by=cast.teacher.id)
    asked(desk, AUNTIE)
    rows = (
        ",Amina,,Oak,mum,MUM'S HOME",
        ",Amina,,Oak,Pop,Pop's home",
        AUNTIE,
    )
    for _now in ("still to be made", "made"):
        address = desk.sent(ties(*rows), "ties")
        page = text_of(desk.client.get(address)).replace("&#39;", "'")
        assert "0 letters to make" in page
        assert "Mum mum's home already here" in page
        assert "Pop Pop's home already asked" in page
        assert "Auntie Auntie's home already asked" in page
        assert "Dad dad's home not in this file, stays" in page
        assert "There is nothing to make." in page
        assert f'action="{address}/letters"' not in page
        before = fingerprint(database)
        assert desk.client.post(f"{address}/letters", data={"plan": "x"}).status_code == 409
        assert fingerprint(database) == before
        while printer.worker.do_one():
            pass


def test_what_a_run_that_is_over_never_made_is_asked_for_anew(
    desk: Desk, cast: Cast, database: Database
) -> None:
    asked(desk, AUNTIE)
    with database.unit() as db:
        db.execute(update(PaperRun).values(expires_at=cast.at.now - timedelta(minutes=1)))
    assert "1 letter to make" in text_of(desk.client.get(desk.sent(ties(AUNTIE), "ties")))


@pytest.mark.parametrize("extent", ["some", "whole"])
def test_absence_from_the_file_ends_no_tie(
    desk: Desk, cast: Cast, client_of: ClientOf, database: Database, extent: str
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    clients = [client_of(one) for one in (cast.mum, cast.gran, cast.dad)]
    with database.reading() as db:
        before = db.execute(select(FamilyTie).order_by(FamilyTie.id)).all()
        rows = [(one.id, one.until_on) for (one,) in before]
    address = desk.sent(ties(AUNTIE), "ties", extent)
    page = desk.client.get(address).text
    assert "Nobody’s tie ends by a file." in page
    assert page.count("not in this file, stays") == 4, "Amina's family, kept away or not"
    assert desk.asks(address).status_code == 303
    with database.reading() as db:
        after = db.execute(select(FamilyTie.id, FamilyTie.until_on).order_by(FamilyTie.id))
        assert [tuple(row) for row in after] == rows
    for client in clients:
        assert client.get(f"/items/{thing.public_id}").status_code == 200


def test_t23_a_restriction_shows_itself_by_nothing(desk: Desk, database: Database) -> None:
    rows = (",Amina,,Oak,Father,kept_away's home", ",Amina,,Oak,Dad,Elsewhere", AUNTIE)
    pages = []
    address = desk.sent(ties(*rows), "ties")
    for _with in (True, False):
        page = desk.client.get(address).text
        pages.append(re.sub(r'name="(csrf_token|key)"[^>]*', "", page))
        with database.unit() as db:
            db.execute(delete(Restriction))
    assert pages[0] == pages[1]
    assert "already here" in pages[0]


def test_whose_tie_ended_is_looked_at_twice(desk: Desk, database: Database) -> None:
    address = desk.sent(ties(",Amina,,Oak,Aunt Uma,mum's home", TAD), "ties")
    page = desk.client.get(address).text
    assert "Was here before; that tie is over." in page
    assert "Amina Surname-of-Amina. Should they come back?" in page
    before = fingerprint(database)
    for number in ("", "1", "20"):
        answer = desk.asks(address, number=number)
        assert answer.status_code == 422
        assert "Type the number of letters." in answer.text
    assert fingerprint(database) == before
    assert desk.asks(address, number="2").status_code == 303
    assert len(lines(database)) == 2


def test_whose_place_ended_was_here_before_too(desk: Desk, cast: Cast, database: Database) -> None:
    with database.unit() as db:
        gone = update(Person).where(Person.id == cast.dad.id)
        db.execute(gone.values(until_on=cast.at.today))
    page = desk.client.get(desk.sent(ties(",Amina,,Oak,Dad,dad's home"), "ties")).text
    assert "Was here before; that tie is over." in page


def test_a_child_with_very_many_adults_is_looked_at_twice(desk: Desk, database: Database) -> None:
    rows = [f",Ben,,Oak,Auntie {n},Home {n}" for n in range(8)]
    address = desk.sent(ties(*rows), "ties")
    page = desk.client.get(address).text
    assert "More than eight adults for one child: Ben Surname-of-Ben." in page
    assert desk.asks(address).status_code == 422
    assert how_many(database, PaperLine) == 0
    assert desk.asks(address, number="8").status_code == 303
    assert how_many(database, PaperLine) == 8


@pytest.mark.parametrize("page", ["plan", "runs"])
def test_the_pages_ask_as_often_for_many_rows_as_for_few(
    desk: Desk, count_queries: Callable[..., AbstractContextManager[CountQueries]], page: str
) -> None:
    def path(*rows: str) -> str:
        if page == "plan":
            return desk.sent(ties(*rows), "ties")
        desk.asks(desk.sent(ties(*rows), "ties"))
        return "/paper/runs"

    few_path = path(AUNTIE)
    desk.client.get(few_path)
    with count_queries() as few:
        desk.client.get(few_path)
    many_path = path(NAN, TAD, ",Amina,,Oak,Pop,Pop's home", ",Ben,,Oak,Nain,Nain's home")
    desk.client.get(many_path)
    with count_queries(few.number):
        desk.client.get(many_path)
