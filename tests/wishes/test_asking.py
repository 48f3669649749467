"""Asking for somebody of the family: who may, who reads it, and that it tells nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portfolio.models import FamilyTie, FamilyWish, LogRow
from portfolio.office import actions as office_actions
from tests.rows import fingerprint, how_many
from tests.visibility.sweeping import told

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]

WAITS = "Families ask for somebody"


def _asks(client: SiteClient, called: str, child: Somebody | None = None) -> int:
    sent = {"called": called, "child": child.public_id if child else client.acting}
    return client.post("/asking", data=sent).status_code


def _wish(database: Database) -> str:
    with database.reading() as db:
        return db.scalars(select(FamilyWish.public_id).order_by(FamilyWish.id.desc())).first() or ""


def test_a_child_asks_and_the_office_says_yes_which_leads_to_a_letter(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    child, office = client_of(cast.owner), client_of(cast.office)
    assert "Ask for someone" in child.get("/people").text
    assert child.fill_in("/asking", "/asking", called="Uncle Kofi").location == "/asking"
    assert "Your school has not said yet." in child.get("/asking").text
    text = office.get("/office").text
    assert WAITS in text
    assert "Uncle Kofi, for Amina" in text
    assert "asked by Amina" in text
    ties = how_many(database, FamilyTie)
    answer = office.fill_in("/office", "/yes")
    assert str(answer.location).startswith(f"/families/{cast.owner.public_id}")
    assert 'value="Uncle Kofi"' in office.get(answer.location).text
    assert how_many(database, FamilyTie) == ties, "a yes makes no tie"
    assert "Yes! They get a letter." in child.get("/asking").text
    assert WAITS not in office.get("/office").text


def test_a_parent_asks_for_one_of_their_children_and_the_office_says_no(
    cast: Cast, client_of: ClientOf
) -> None:
    mum, office = client_of(cast.mum), client_of(cast.office)
    assert _asks(mum, "Auntie", cast.sibling) == 303
    assert "asked by Mum" in office.get("/office").text
    assert office.fill_in("/office", "/no").location == "/office"
    assert "The school says no." in mum.get("/asking").text


def test_nobody_but_its_asker_and_the_office_reads_it(cast: Cast, client_of: ClientOf) -> None:
    _asks(client_of(cast.mum), "Auntie Zelda", cast.owner)
    _asks(client_of(cast.owner), "Uncle Quentin")
    for role in ("owner", "dad", "gran", "sibling", "classmate", "kept_away", "classmates_parent"):
        assert "Zelda" not in client_of(getattr(cast, role)).get("/asking").text, role
    for role in ("mum", "dad", "gran", "sibling"):
        assert "Quentin" not in client_of(getattr(cast, role)).get("/asking").text, role
    for path in ("/families", f"/families/{cast.owner.public_id}"):
        assert "Zelda" not in client_of(cast.teacher).get(path).text
    for role in ("teacher", "lead", "office"):
        assert client_of(getattr(cast, role)).get("/asking").status_code == 404


@pytest.mark.parametrize("called", ["Dad", "Father", "Gran", "Nobody at all"])
def test_t23_whoever_is_asked_for_the_answer_is_one(
    called: str, *, cast: Cast, client_of: ClientOf
) -> None:
    """Dad has another home, Father is kept away, Gran is here: none of it shows."""
    for role in ("mum", "owner"):
        client = client_of(getattr(cast, role))
        other = client_of(getattr(cast, role))
        assert _asks(client, called, cast.owner) == 303
        page = told(client.get("/asking"))[2].replace(called, "X")
        assert _asks(other, "Somebody New", cast.owner) == 303
        newer = told(other.get("/asking"))[2].replace("Somebody New", "X")
        assert newer.count("not answered yet") + newer.count("not said yet") == 2
        assert page.count("not answered yet") + page.count("not said yet") == 1


@pytest.mark.parametrize("role", ["kept_away", "former", "classmates_parent"])
def test_t13_whoever_has_no_such_child_asks_for_none(
    role: str, *, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    client = client_of(getattr(cast, role))
    client.get("/asking")
    before = fingerprint(database)
    assert _asks(client, "Gran", cast.owner) == 404
    assert fingerprint(database) == before


def test_t13_a_child_asks_for_no_other_child(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    child = client_of(cast.owner)
    before = how_many(database, FamilyWish)
    assert _asks(child, "Gran", cast.classmate) == 404
    assert how_many(database, FamilyWish) == before


@pytest.mark.parametrize("role", ["teacher", "lead", "owner", "mum"])
@pytest.mark.parametrize("answer", ["yes", "no"])
def test_nobody_but_the_office_answers(
    role: str, answer: str, *, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    _asks(client_of(cast.owner), "Gran")
    path = f"/asking/{_wish(database)}/{answer}"
    assert client_of(getattr(cast, role)).post(path).status_code == 404
    with database.reading() as db:
        assert db.scalars(select(FamilyWish.is_granted)).all() == [None]


def test_of_two_answers_the_first_holds(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    _asks(client_of(cast.owner), "Gran")
    office = client_of(cast.office)
    wish = _wish(database)
    assert office.post(f"/asking/{wish}/no").status_code == 303
    assert office.post(f"/asking/{wish}/yes").status_code == 404


def test_a_wish_of_whoever_is_tied_no_more_is_gone(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    _asks(client_of(cast.dad), "Stepmum", cast.owner)
    office = client_of(cast.office)
    assert "Stepmum" in office.get("/office").text
    with database.unit() as db:
        ties = select(FamilyTie.id).where(FamilyTie.adult_id == cast.dad.id)
        for tie in db.scalars(ties).all():
            office_actions.end_tie(db, tie, cast.at, by=cast.office.id)
    assert "Stepmum" not in office.get("/office").text
    assert office.post(f"/asking/{_wish(database)}/yes").status_code == 404


def test_the_answer_about_a_child_who_is_theirs_no_more_is_not_read(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    """Kept apart, or tied no more: the page is one, and tells of no answer."""
    _asks(client_of(cast.dad), "Stepmum", cast.owner)
    assert "Stepmum" in client_of(cast.dad).get("/asking").text
    wish = _wish(database)
    cast.restricts(cast.dad, cast.owner)
    cast.restricts(cast.dad, cast.sibling)
    assert client_of(cast.office).post(f"/asking/{wish}/yes").status_code == 303
    kept = told(client_of(cast.dad).get("/asking"))
    cast.lifts_restrictions(cast.dad)
    assert "Yes" in client_of(cast.dad).get("/asking").text
    for child in (cast.owner, cast.sibling):
        cast.ends_tie(cast.dad, child)
    assert told(client_of(cast.dad).get("/asking")) == kept
    assert "Stepmum" not in repr(kept)


@pytest.mark.parametrize("called", ["", "   ", "N" * 61])
def test_what_does_not_fit_comes_back(
    called: str, *, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    assert _asks(client_of(cast.owner), called) == 422
    assert how_many(database, FamilyWish) == 0


def test_five_wait_at_once_and_twice_pressed_is_one(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    child = client_of(cast.owner)
    for _ in range(2):
        data = {"called": "Gran", "child": child.acting, "key": "k" * 16}
        assert child.post("/asking", data=data).status_code == 303
    assert how_many(database, FamilyWish) == 1
    for number in range(6):
        _asks(child, f"Uncle {number}")
    assert how_many(database, FamilyWish) == 5
    assert "Wait for an answer." in child.get("/asking").text


def test_the_log_holds_numbers_and_no_names(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    _asks(client_of(cast.owner), "Uncle Quentin")
    with database.reading() as db:
        rows = db.scalars(select(LogRow).where(LogRow.event == "wish_made")).all()
    assert [set(row.about) for row in rows] == [{"wish"}]
    assert "Quentin" not in repr([row.about for row in rows])


TO_MAKE = "Letters still to make"


def test_a_promised_letter_stays_until_it_is_made(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    child, office = client_of(cast.owner), client_of(cast.office)
    _asks(child, "Uncle Kofi")
    assert TO_MAKE not in office.get("/office").text
    led = office.fill_in("/office", "/yes").location
    assert TO_MAKE in office.get("/office").text, "she left before she made the letter"
    office.fill_in(f"/families/{cast.owner.public_id}", "/letters", called="Aunt", home="new")
    assert TO_MAKE in office.get("/office").text, "another letter is not the promised one"
    assert office.fill_in(str(led), "/letters", home="new").status_code == 200
    assert TO_MAKE not in office.get("/office").text
    assert office.post(f"/asking/{_wish(database)}/withdraw").status_code == 404


def test_a_promise_that_is_taken_back_is_a_no(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    child, office = client_of(cast.owner), client_of(cast.office)
    _asks(child, "Uncle Kofi")
    wish = f"/asking/{_wish(database)}"
    assert office.post(f"{wish}/withdraw").status_code == 404, "nobody said yes"
    office.post(f"{wish}/yes")
    for who in (cast.teacher, cast.lead, cast.mum, cast.owner):
        assert client_of(who).post(f"{wish}/withdraw").status_code == 404
    assert "Yes! They get a letter." in child.get("/asking").text
    assert office.post(f"{wish}/withdraw").location == "/office"
    assert TO_MAKE not in office.get("/office").text
    assert "Yes! They get a letter." not in child.get("/asking").text
