"""Without e-mail: card, six figures and a known device; two of the three open nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.core import tokens
from portfolio.guesses.queries import ONE
from portfolio.models import FamilyCard, FamilyDevice, FamilyTie, Person, SignIn
from portfolio.office import actions as office
from portfolio.signin import actions as signin
from tests.client import nobody_for
from tests.paper.conftest import read
from tests.rows import fingerprint, how_many

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]

FIGURES = "471 902"


def made(client: SiteClient) -> str:
    """Make a card as its page asks for it; gives the card's path."""
    shown = client.fill_in("/my-card", "/my-card", secret=FIGURES, word="471902")
    assert shown.status_code == 200, shown.text
    code = re.search(r'paper-card-code"[^>]*>([0-9A-Z-]+)<', shown.text)
    assert code is not None
    return f"/family-cards/{code[1].replace('-', '')}"


def leave(client: SiteClient) -> None:
    """Sign out, on the same device."""
    assert client.fill_in("/my-card", "/sign-out").status_code == 303
    client.acting = ""


def test_card_and_figures_open_on_the_device_on_which_they_were_chosen(
    cast: Cast, client_of: ClientOf
) -> None:
    gran = client_of(cast.gran)
    card = made(gran)
    leave(gran)
    assert gran.get("/shared").status_code == 404
    assert gran.fill_in(card, secret="471902").location == "/shared"
    assert gran.get("/shared").status_code == 200
    leave(gran)
    assert gran.fill_in("/family", "/family", code=card.rpartition("/")[2]).location == card


def test_on_any_other_device_card_and_figures_open_nothing(
    cast: Cast, client_of: ClientOf, app: Flask, database: Database
) -> None:
    card = made(client_of(cast.gran))
    other, mum = nobody_for(app), client_of(cast.mum)
    made(mum)
    leave(mum)
    before = [how_many(database, table) for table in (SignIn, FamilyDevice)]
    for browser in (other, mum):
        text = browser.get(card).text
        assert "Not on this device" in text
        assert 'name="secret"' not in text
        assert browser.post(card, data={"secret": "471902"}).status_code == 422
        assert browser.get("/shared").status_code == 404
    assert [how_many(database, table) for table in (SignIn, FamilyDevice)] == before


def test_the_device_and_the_figures_without_the_card_open_nothing(
    cast: Cast, client_of: ClientOf
) -> None:
    gran = client_of(cast.gran)
    made(gran)
    leave(gran)
    assert gran.post(f"/family-cards/{'7' * 26}", data={"secret": "471902"}).status_code == 404
    assert gran.get("/shared").status_code == 404


def test_opening_the_card_changes_nothing_and_names_nobody(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    gran = client_of(cast.gran)
    card = made(gran)
    leave(gran)
    before = fingerprint(database)
    for name in (cast.gran.name, cast.owner.name):
        assert name not in gran.get(card).text
    gran.head(card)
    assert fingerprint(database) == before


def test_t52_wrong_figures_are_counted_and_nobody_elsewhere_can_lock_it(
    cast: Cast, client_of: ClientOf, app: Flask
) -> None:
    gran, stranger = client_of(cast.gran), nobody_for(app)
    card = made(gran)
    leave(gran)
    for number in range(ONE.wrong + 5):
        assert stranger.post(card, data={"secret": f"{number:06}"}).status_code == 422
    for number in range(ONE.wrong):
        assert gran.post(card, data={"secret": f"{number:06}"}).status_code == 422
    assert gran.post(card, data={"secret": "471902"}).status_code == 429
    mum = client_of(cast.mum)
    hers = made(mum)
    leave(mum)
    assert mum.post(hers, data={"secret": "471902"}).status_code == 303


@pytest.mark.parametrize(
    "figures", ["", "12345", "1234567", "123456", "654321", "000000", "12345a"]
)
def test_figures_that_are_tried_first_are_refused(
    figures: str, *, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    gran = client_of(cast.gran)
    answer = gran.post("/my-card", data={"secret": figures, "word": figures})
    assert answer.status_code == 422
    assert how_many(database, FamilyCard) == 0
    assert gran.post("/my-card", data={"secret": "471902", "word": "471903"}).status_code == 422


def test_a_new_card_ends_the_old_one(cast: Cast, client_of: ClientOf) -> None:
    gran = client_of(cast.gran)
    old = made(gran)
    assert "The card that you have now stops working." in gran.get("/my-card").text
    new = made(gran)
    leave(gran)
    assert gran.post(old, data={"secret": "471902"}).status_code == 404
    assert gran.post(new, data={"secret": "471902"}).status_code == 303


@pytest.mark.parametrize("how", ["last tie", "everything of hers"])
def test_t45_it_is_dead_in_the_same_request(
    how: str, *, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    gran = client_of(cast.gran)
    card = made(gran)
    leave(gran)
    assert gran.get(card).status_code == 200
    with database.unit() as db:
        if how == "last tie":
            ties = select(FamilyTie.id).where(FamilyTie.adult_id == cast.gran.id)
            for tie in db.scalars(ties.where(FamilyTie.until_on.is_(None))).all():
                office.end_tie(db, tie, cast.at, by=cast.office.id)
        else:
            signin.end_all(db, cast.gran.id, cast.at)
    assert gran.get(card).status_code == 404
    assert gran.post(card, data={"secret": "471902"}).status_code == 404


def test_the_pdf_reads_back_and_is_only_its_owners(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    gran, mum = client_of(cast.gran), client_of(cast.mum)
    card = made(gran)
    assert gran.last_page is not None
    form = gran.last_page.form("/my-card/pdf")
    paper = read(gran.post(form.action, data=form.filled(), bare=True))
    assert paper.squares == [f"http://localhost{card}"]
    assert cast.owner.name not in paper.text
    assert mum.post("/my-card/pdf", data={"code": card.rpartition("/")[2]}).status_code == 404
    with database.reading() as db:
        (kept,) = db.scalars(select(FamilyCard))
    assert kept.token_hash == tokens.fingerprint(card.rpartition("/")[2])
    assert kept.figures_hash.startswith("$argon2id$")


@pytest.mark.parametrize("role", ["owner", "teacher", "office"])
def test_nobody_but_families_makes_one(role: str, *, cast: Cast, client_of: ClientOf) -> None:
    client = client_of(getattr(cast, role))
    assert client.get("/my-card").status_code == 404
    sent = {"secret": "471902", "word": "471902"}
    assert client.post("/my-card", data=sent).status_code == 404


def test_with_a_card_an_adult_may_let_their_child_in(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    with database.unit() as db:
        db.execute(update(Person).where(Person.id == cast.dad.id).values(email=None))
    dad = client_of(cast.dad)
    path = f"/let-in/children/{cast.owner.public_id}"
    assert dad.post(path).location == "/letters/email", "signed out, they could not come back"
    made(dad)
    assert dad.post(path).location == "/let-in"


def copied(browser: SiteClient, app: Flask) -> SiteClient:
    """A thief's browser: with a copy of the cookie by which that one is known."""
    cookie = browser.get_cookie("device")
    assert cookie is not None
    thief = nobody_for(app)
    thief.set_cookie("device", cookie.value)
    return thief


def test_not_mine_ends_the_card_that_let_a_thief_in(
    cast: Cast, client_of: ClientOf, app: Flask, database: Database
) -> None:
    gran = client_of(cast.gran)
    card = made(gran)
    thief = copied(gran, app)
    assert thief.post(card, data={"secret": "471902"}).status_code == 303
    page = gran.get("/devices")
    assert "with your own card" in page.text
    assert "Your own card stops working too." in page.text
    answer = gran.fill_in("/devices", "/not-mine")
    after = gran.get(answer.location).text
    assert "Somebody has your card and knows your six figures." in after
    assert "Make a new one here, with other figures." in after
    assert 'href="/my-card"' in after
    assert thief.get("/shared").status_code == 404
    for browser in (thief, gran):
        assert browser.post(card, data={"secret": "471902"}).status_code == 404
    assert how_many(database, FamilyDevice) == 0
    new = made(gran)
    assert thief.post(new, data={"secret": "471902"}).status_code == 422, "its copy is no use"
    leave(gran)
    assert gran.post(new, data={"secret": "471902"}).status_code == 303


def test_not_mine_without_a_card_speaks_of_none(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    gran, other = client_of(cast.gran), client_of(cast.gran)
    dads = made(client_of(cast.dad))
    assert "A card of your own" not in gran.get("/devices").text
    answer = gran.fill_in("/devices", "/not-mine")
    assert "card" not in answer.location
    assert "Your own card" not in gran.get(answer.location).text
    assert other.get("/shared").status_code == 404
    assert gran.get(dads).status_code == 200, "another's card stays"
    assert how_many(database, FamilyDevice) == 1


def test_my_devices_lists_the_card_and_says_where_it_opens(cast: Cast, client_of: ClientOf) -> None:
    gran = client_of(cast.gran)
    made(gran)
    assert "with six figures, on this device" in gran.get("/devices").text
    elsewhere = client_of(cast.gran)
    assert "with six figures, on another device" in elsewhere.get("/devices").text
    assert "A card of your own" not in client_of(cast.dad).get("/devices").text


def test_sign_out_everywhere_else_keeps_the_card_of_this_device(
    cast: Cast, client_of: ClientOf
) -> None:
    elsewhere, gran = client_of(cast.gran), client_of(cast.gran)
    card = made(gran)
    assert "Your own card goes on working on this device." in gran.get("/devices").text
    assert gran.fill_in("/devices", "/others/end").status_code == 303
    assert "Your own card is over." not in gran.get("/devices").text
    assert elsewhere.get("/shared").status_code == 404
    leave(gran)
    assert gran.post(card, data={"secret": "471902"}).status_code == 303


def test_sign_out_everywhere_else_ends_a_card_of_another_device_and_says_so(
    cast: Cast, client_of: ClientOf
) -> None:
    elsewhere, gran = client_of(cast.gran), client_of(cast.gran)
    card = made(elsewhere)
    said = "If you sign out everywhere else, your own card stops working."
    assert said in gran.get("/devices").text
    assert gran.fill_in("/devices", "/others/end").status_code == 303
    assert "Your own card is over. You can make a new one here." in gran.get("/devices").text
    elsewhere.acting = ""
    assert elsewhere.post(card, data={"secret": "471902"}).status_code == 404


def test_two_adults_on_one_browser_both_come_in(
    cast: Cast, client_of: ClientOf, app: Flask, database: Database
) -> None:
    gran = client_of(cast.gran)
    first = made(gran)
    leave(gran)
    cookie = gran.get_cookie("device")
    assert cookie is not None
    dad = client_of(cast.dad)
    dad.set_cookie("device", cookie.value)
    second = made(dad)
    leave(dad)
    for card in (first, second):
        assert dad.post(card, data={"secret": "471902"}).status_code == 303
        dad.acting = cast.gran.public_id if card is first else cast.dad.public_id
        leave(dad)
    assert how_many(database, FamilyDevice) == 2
    assert nobody_for(app).post(first, data={"secret": "471902"}).status_code == 422


@pytest.mark.parametrize("token", ["", "x" * 32])
def test_a_browser_does_not_choose_its_own_token(
    token: str, *, cast: Cast, client_of: ClientOf
) -> None:
    gran = client_of(cast.gran)
    gran.set_cookie("device", token)
    made(gran)
    cookie = gran.get_cookie("device")
    assert cookie is not None
    assert cookie.value != token
