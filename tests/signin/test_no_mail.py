"""Where no mail can be sent nothing promises one; and every door says whose it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from portfolio.core.mail import read_all
from portfolio.models import Person, School
from portfolio.models.enums import DutyKind
from portfolio.office.invitations import StaffPlace
from tests.apps import set_up
from tests.letters import number_on

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from portfolio.core.database import Database
    from portfolio.settings import Settings
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient
    from tests.signin.conftest import Doors, Post

    ClientOf = Callable[[Somebody], SiteClient]

PROMISES = ("e-mail address", "a link by e-mail", "Send me", "or by e-mail", "on its way")


@pytest.fixture
def no_mail(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A school without a mail server."""
    settings = replace(app.extensions["settings"], mail="")
    monkeypatch.setitem(app.extensions, "settings", settings)


@pytest.mark.usefixtures("no_mail")
def test_no_door_promises_a_mail(nobody: SiteClient, doors: Doors, cast: Cast) -> None:
    pages = [nobody.get(path).text for path in ("/", "/family", "/links", "/links/" + "a" * 32)]
    pages += [nobody.post("/links", data={"email": "gran@example.org"}).text]
    pages += [nobody.post("/family", data={"code": "short"}).text]
    letter = doors.letter(cast.owner)
    assert nobody.fill_in(letter, number=number_on(letter)).location == "/letters/email"
    pages += [nobody.get("/letters/email").text, nobody.get("/letters/email/" + "a" * 32).text]
    assert [(word, page) for page in pages for word in PROMISES if word in page] == []
    assert "Go on" in pages[-2]
    assert "without e-mail" not in pages[-2]


def test_with_a_mail_server_it_is_asked_for_once(
    nobody: SiteClient, post: Post, database: Database, cast: Cast
) -> None:
    with database.unit() as db:
        db.execute(update(Person).where(Person.id == cast.gran.id).values(email="g@example.org"))
    assert "With a letter, or by e-mail" in nobody.get("/").text
    answer = nobody.fill_in("/family", "/links", email="g@example.org")
    assert "a mail with a link is on its way" in answer.text
    (link,) = post.arrives()
    assert nobody.fill_in(link).location == "/shared"


@pytest.fixture
def _named(database: Database, cast: Cast) -> None:
    del cast
    with database.unit() as db:
        db.execute(update(School).values(name="Elm & Oak School"))


@pytest.mark.usefixtures("_named")
def test_every_first_page_names_the_school_and_the_address(
    nobody: SiteClient, doors: Doors, cast: Cast
) -> None:
    letter = doors.letter(cast.owner)
    teacher = doors.staff_invitation(StaffPlace("Mr F", duty=DutyKind.OFFICE))
    for path in ("/", letter, teacher):
        assert "Elm &amp; Oak School" in nobody.get(path).text
    for path in (letter, teacher):
        assert '<span class="soft small" translate="no">localhost</span>' in nobody.get(path).text
    nobody.fill_in(letter, number=number_on(letter))
    assert "Elm &amp; Oak School" in nobody.get("/letters/email").text


@pytest.mark.usefixtures("_named")
def test_a_mail_and_the_page_of_its_link_name_the_school(
    nobody: SiteClient,
    post: Post,
    database: Database,
    cast: Cast,
    client_of: ClientOf,
    settings: Settings,
) -> None:
    with database.unit() as db:
        db.execute(update(Person).where(Person.id == cast.gran.id).values(email="g@example.org"))
    nobody.fill_in("/links", email="g@example.org")
    (link,) = post.arrives()
    assert "Elm &amp; Oak School" in nobody.get(link).text
    client_of(cast.mum).fill_in("/letters/email", "/letters/email", email="m@example.org")
    post.arrives()
    for mail in read_all(Path(settings.mail.removeprefix("folder:")), 2):
        assert "Elm & Oak School" in mail.subject
        assert "This is Third Space of Elm & Oak School." in mail.text


def test_a_used_letter_leads_its_owner_home_and_nobody_else(
    doors: Doors, cast: Cast, nobody: SiteClient, app: Flask, client_of: ClientOf
) -> None:
    letter = doors.letter(cast.owner)
    nobody.fill_in(letter, number=number_on(letter))
    again = nobody.get(letter)
    assert (again.status_code, again.location) == (302, "/shared")
    for other in (client_of(cast.mum), client_of(cast.teacher), app.test_client()):
        assert other.get(letter).status_code == 404
    nobody.fill_in("/letters/email", "/sign-out")
    assert nobody.get(letter).status_code == 404, "it signs nobody in"


def test_a_used_link_or_invitation_leads_its_owner_home(
    doors: Doors, cast: Cast, nobody: SiteClient, app: Flask, post: Post, database: Database
) -> None:
    with database.unit() as db:
        db.execute(update(Person).where(Person.id == cast.gran.id).values(email="g@example.org"))
    nobody.fill_in("/links", email="g@example.org")
    (link,) = post.arrives()
    nobody.fill_in(link)
    assert nobody.get(link).location == "/shared"
    staff = app.test_client()
    assert isinstance(staff, type(nobody))
    address = doors.first_office()
    fields = {"first_name": "Maya", "called": "Mrs Lin", "email": "lin@school.example"}
    staff.fill_in(address, password="three quiet green hills", **fields)
    assert staff.get(address).location == "/staff/second"
    set_up(staff)
    assert staff.get(address).location == "/office"
    assert nobody.get(address).status_code == 404
