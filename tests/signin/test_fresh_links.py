"""A fresh link by mail: ten minutes, once, in the browser that asked; the same for everyone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.core.mail import read_all
from portfolio.models import FamilyTie, FreshLink, Job, LogRow, Person, School, SignIn
from portfolio.signin.queries import ASKED_AT_MOST
from tests.client import nobody_for
from tests.rows import fingerprint, how_many, undone

if TYPE_CHECKING:
    from flask import Flask

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient
    from tests.signin.conftest import Doors, Post

GRAN = "gran@example.org"


@pytest.fixture(autouse=True)
def _gran_has_an_address(database: Database, cast: Cast) -> None:
    _give(database, cast.gran, GRAN)


def _give(database: Database, somebody: Somebody, email: str) -> None:
    with database.unit() as db:
        db.execute(update(Person).where(Person.id == somebody.id).values(email=email))


def test_the_mailed_link_lets_in_once(nobody: SiteClient, post: Post) -> None:
    nobody.fill_in("/links", email="Gran@Example.org")
    (link,) = post.arrives()
    assert nobody.fill_in(link).location == "/shared"
    assert nobody.get("/letters/email").status_code == 200
    assert nobody.fill_in("/letters/email", "/sign-out").status_code == 303
    assert nobody.get(link).status_code == 404
    assert nobody.post(link).status_code == 404


def test_opening_it_changes_nothing(nobody: SiteClient, post: Post, database: Database) -> None:
    nobody.fill_in("/links", email=GRAN)
    (link,) = post.arrives()
    before = fingerprint(database)
    nobody.get(link)
    nobody.head(link)
    assert fingerprint(database) == before
    assert nobody.get("/shared").status_code == 404


def test_another_browser_neither_comes_in_nor_uses_it_up(
    nobody: SiteClient, app: Flask, post: Post, database: Database
) -> None:
    nobody.fill_in("/links", email=GRAN)
    (link,) = post.arrives()
    scanner = nobody_for(app)
    assert "Open it on the device you asked from" in scanner.get(link).text
    before = fingerprint(database)
    assert scanner.post(link).status_code == 404
    assert fingerprint(database) == before
    assert nobody.fill_in(link).status_code == 303


def test_it_runs_out_after_ten_minutes(
    nobody: SiteClient, post: Post, database: Database, doors: Doors
) -> None:
    nobody.fill_in("/links", email=GRAN)
    (link,) = post.arrives()
    with database.unit() as db:
        db.execute(update(FreshLink).values(expires_at=doors.at.now))
    assert nobody.get(link).status_code == 404
    assert nobody.post(link).status_code == 404


def test_known_and_unknown_addresses_get_the_same_answer_and_the_same_work(
    app: Flask, cast: Cast, post: Post, database: Database
) -> None:
    del cast
    known, unknown = nobody_for(app), nobody_for(app)
    answers = [
        client.post("/links", data={"email": email}).data
        for client, email in ((known, GRAN), (unknown, "stranger@example.org"))
    ]
    # Each browser's page holds its own token against forgery in no form: nothing may differ.
    assert answers[0] == answers[1]
    assert how_many(database, Job) == 2
    assert len(post.arrives()) == 1
    assert how_many(database, FreshLink) == 1


def test_t72_each_link_that_was_sent_stands_in_the_log(
    nobody: SiteClient, post: Post, database: Database, cast: Cast
) -> None:
    nobody.fill_in("/links", email=GRAN)
    post.arrives()
    with database.reading() as db:
        link = db.scalars(select(FreshLink)).one()
        row = db.scalars(select(LogRow).where(LogRow.event == "fresh_link_sent")).one()
    assert (row.by_id, row.about) == (cast.gran.id, {"link": link.id})


def test_no_token_lies_in_the_queue(nobody: SiteClient, post: Post, database: Database) -> None:
    nobody.fill_in("/links", email=GRAN)
    post.worker.do_one()
    with database.reading() as db:
        (waiting,) = db.scalars(select(Job).where(Job.done_at.is_(None)))
        about = json.dumps(waiting.about)
    (link,) = post.arrives()
    assert link.rpartition("/")[2] not in about
    with database.reading() as db:
        assert all(job.about == {} for job in db.scalars(select(Job)))


@pytest.mark.parametrize("role", ["former", "left"])
def test_who_has_no_place_any_more_gets_no_mail(
    nobody: SiteClient, post: Post, cast: Cast, database: Database, role: str
) -> None:
    _give(database, getattr(cast, role), "gone@example.org")
    nobody.fill_in("/links", email="gone@example.org")
    assert post.arrives() == []


@pytest.mark.parametrize("role", ["teacher", "office", "lead", "owner"])
def test_nobody_but_a_family_comes_in_by_mail(
    app: Flask, post: Post, cast: Cast, database: Database, role: str
) -> None:
    """Staff have a password: whoever reads their mail must not come in without it."""
    asked, unknown = nobody_for(app), nobody_for(app)
    _give(database, getattr(cast, role), "here@example.org")
    answer = asked.post("/links", data={"email": "here@example.org"})
    assert answer.data == unknown.post("/links", data={"email": "stranger@example.org"}).data
    assert post.arrives() == []
    assert how_many(database, FreshLink) == 0


def test_a_link_that_waits_opens_for_a_family_alone(
    nobody: SiteClient, post: Post, cast: Cast, database: Database
) -> None:
    nobody.fill_in("/links", email=GRAN)
    (link,) = post.arrives()
    with database.unit() as db:
        db.execute(update(FreshLink).values(person_id=cast.teacher.id))
    assert nobody.get(link).status_code == 404
    assert nobody.post(link).status_code == 404


def test_a_link_is_dead_once_the_person_has_left(
    nobody: SiteClient, post: Post, cast: Cast, database: Database, doors: Doors
) -> None:
    nobody.fill_in("/links", email=GRAN)
    (link,) = post.arrives()
    with database.unit() as db:
        db.execute(update(Person).where(Person.id == cast.gran.id).values(until_on=doors.at.today))
    assert nobody.post(link).status_code == 404


def test_nobodys_letter_box_is_filled(app: Flask, post: Post, database: Database) -> None:
    client = nobody_for(app)
    for _ in range(ASKED_AT_MOST + 3):
        assert client.post("/links", data={"email": GRAN}).status_code == 200
    assert len(post.arrives()) == ASKED_AT_MOST
    assert how_many(database, FreshLink) == ASKED_AT_MOST


def test_the_request_cannot_lead_the_link_elsewhere(
    nobody: SiteClient, post: Post, database: Database
) -> None:
    answer = nobody.post("/links", data={"email": GRAN}, headers={"Host": "evil.example"})
    assert "a mail with a link is on its way" not in answer.text
    assert how_many(database, Job) == 0
    assert post.arrives() == []


def test_a_mail_that_comes_too_late_is_not_sent(
    nobody: SiteClient, post: Post, database: Database, doors: Doors
) -> None:
    nobody.fill_in("/links", email=GRAN)
    post.worker.do_one()
    with database.unit() as db:
        db.execute(update(FreshLink).values(expires_at=doors.at.now))
    assert post.arrives() == []
    assert undone(database) == []


def test_the_schools_name_stands_in_the_mail_as_it_is_written(
    nobody: SiteClient, post: Post, database: Database
) -> None:
    name = "St Mary's & <All Saints>"
    with database.unit() as db:
        db.execute(update(School).values(name=name))
    nobody.fill_in("/links", email=GRAN)
    post.arrives()
    newest = read_all(post.folder)[0]
    assert name in newest.subject
    assert f"This is Third Space of {name}." in newest.text


def test_t15_who_has_nobody_here_any_more_when_it_is_to_go_gets_no_mail(
    nobody: SiteClient, post: Post, database: Database, cast: Cast
) -> None:
    nobody.fill_in("/links", email=GRAN)
    post.worker.do_one()
    with database.unit() as db:
        ended = update(FamilyTie).where(FamilyTie.adult_id == cast.gran.id)
        db.execute(ended.values(until_on=cast.at.today))
    assert post.arrives() == []
    assert undone(database) == []


def test_coming_in_makes_a_new_session(nobody: SiteClient, post: Post, database: Database) -> None:
    before = how_many(database, SignIn)
    nobody.fill_in("/links", email=GRAN)
    (link,) = post.arrives()
    nobody.fill_in(link)
    assert how_many(database, SignIn) == before + 1
