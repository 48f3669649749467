"""Tricks with a typed address: at most one mail, to the address on file; and mail that is down."""

from __future__ import annotations

import json
import logging
from email import message_from_bytes
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.core.mail import NoMailer
from portfolio.deeds import DEEDS
from portfolio.jobs import Worker
from portfolio.models import FreshLink, Job, Person
from portfolio.office import actions as office
from tests.client import nobody_for
from tests.letters import number_on
from tests.rows import how_many

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from flask import Flask

    from portfolio.core.database import Database
    from portfolio.settings import Settings
    from tests.cast import Cast
    from tests.client import SiteClient
    from tests.counting import CountQueries
    from tests.signin.conftest import Doors, Post

GRAN = "gran@example.org"

TRICKS = {
    "two with a comma": "gran@example.org,evil@example.com",
    "two with a semicolon": "gran@example.org;evil@example.com",
    "two with a space": "gran@example.org evil@example.com",
    "a name before": '"Gran" <gran@example.org>',
    "a header within": "gran@example.org\r\nBcc: evil@example.com",
    "encoded line end": "gran@example.org%0d%0aBcc:evil@example.com",
    "a null": "gran@example.org\0evil@example.com",
    "a full-width at": "gran\uff20example.org",
    "a Cyrillic a": "gr\u0430n@example.org",
    "a Kelvin sign": "\u212aaren@example.org",
    "a dotless i": "gran@\u0131example.org",
    "a soft hyphen": "gr\u00adan@example.org",
    "a comment": "gran(evil@example.com)@example.org",
    "a source route": "@evil.example,@x.example:gran@example.org",
    "a percent": "gran%example.org@evil.example",
    "a trailing dot": "gran@example.org.",
}


@pytest.fixture(autouse=True)
def _gran_has_an_address(database: Database, cast: Cast) -> None:
    with database.unit() as db:
        db.execute(update(Person).where(Person.id == cast.gran.id).values(email=GRAN))


def _recipients(settings: Settings, before: int) -> list[str]:
    folder = Path(settings.mail.removeprefix("folder:"))
    files = sorted(folder.glob("*.eml"))[before:]
    mails = [message_from_bytes(one.read_bytes()) for one in files]
    assert all(set(mail) & {"Cc", "Bcc"} == set() for mail in mails)
    return [str(mail["To"]) for mail in mails]


def _so_far(settings: Settings) -> int:
    return len(list(Path(settings.mail.removeprefix("folder:")).glob("*.eml")))


@pytest.mark.parametrize("typed", TRICKS.values(), ids=TRICKS)
def test_t42_t43_a_trick_is_one_mail_at_most_and_to_the_address_on_file(
    typed: str, *, nobody: SiteClient, post: Post, settings: Settings
) -> None:
    before = _so_far(settings)
    nobody.post("/links", data={"email": typed})
    post.arrives()
    assert _recipients(settings, before) in ([], [GRAN])


@pytest.mark.parametrize("fields", [[GRAN, "evil@example.com"], ["evil@example.com", GRAN]])
def test_t42_a_repeated_field_is_one_mail_at_most(
    fields: list[str], *, nobody: SiteClient, post: Post, settings: Settings
) -> None:
    before = _so_far(settings)
    nobody.post("/links", data={"email": fields})
    post.arrives()
    assert _recipients(settings, before) in ([], [GRAN])


def test_t42_what_is_on_file_is_what_is_mailed_to(
    nobody: SiteClient, post: Post, settings: Settings, database: Database, cast: Cast
) -> None:
    before = _so_far(settings)
    nobody.post("/links", data={"email": "GRAN@Example.ORG"})
    post.worker.do_one()
    with database.reading() as db:
        (waiting,) = db.scalars(select(Job).where(Job.done_at.is_(None)))
        assert "example.org" not in json.dumps(waiting.about), "the address is read when it is sent"
    post.arrives()
    assert _recipients(settings, before) == [GRAN]
    del cast


def test_t44_with_mail_down_the_answers_and_the_work_are_the_same(
    app: Flask,
    settings: Settings,
    database: Database,
    count_queries: Callable[..., AbstractContextManager[CountQueries]],
) -> None:
    worker = Worker(database, settings, NoMailer(), DEEDS)
    answers, asked = [], []
    for email in (GRAN, "stranger@example.org"):
        client = nobody_for(app)
        client.get("/links")
        with count_queries() as counted:
            answers.append(client.post("/links", data={"email": email}).data)
        asked.append(counted.number)
        while worker.do_one():
            pass
    assert answers[0] == answers[1]
    assert asked[0] == asked[1]
    assert nobody_for(app).get("/links").status_code == 200


def test_t15_whose_last_tie_ended_meanwhile_gets_no_mail_and_their_link_is_dead(
    nobody: SiteClient, post: Post, database: Database, cast: Cast
) -> None:
    nobody.post("/links", data={"email": GRAN})
    post.worker.do_one()
    assert how_many(database, FreshLink) == 1
    with database.unit() as db:
        for tie in _ties_of(db, cast):
            office.end_tie(db, tie, cast.at, by=cast.office.id)
    assert post.arrives() == []


def test_t45_ending_the_last_tie_kills_links_and_sessions_in_the_same_request(
    app: Flask, nobody: SiteClient, post: Post, database: Database, cast: Cast
) -> None:
    from tests.client import client_for  # noqa: PLC0415 -- for this one session

    gran = client_for(app, cast.gran)
    nobody.post("/links", data={"email": GRAN})
    (link,) = post.arrives()
    assert nobody.get(link).status_code == 200
    with database.unit() as db:
        first, *others = _ties_of(db, cast)
        for tie in others:
            office.end_tie(db, tie, cast.at, by=cast.office.id)
    assert gran.get("/shared").status_code == 200, "there is another child still"
    with database.unit() as db:
        office.end_tie(db, first, cast.at, by=cast.office.id)
    assert gran.get("/shared").status_code == 404
    assert nobody.get(link).status_code == 404
    assert nobody.post(link).status_code == 404


def _ties_of(db: object, cast: Cast) -> list[int]:
    from sqlalchemy.orm import Session  # noqa: PLC0415 -- only to say what it is

    from portfolio.models import FamilyTie  # noqa: PLC0415 -- the same

    assert isinstance(db, Session)
    found = select(FamilyTie.id).where(
        FamilyTie.adult_id == cast.gran.id, FamilyTie.until_on.is_(None)
    )
    return list(db.scalars(found))


def test_t48_t49_no_secret_in_logs_or_headers_or_the_queue(
    app: Flask,
    doors: Doors,
    post: Post,
    cast: Cast,
    database: Database,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    letter, (card, word) = doors.letter(cast.owner, "Nana"), doors.card(cast.classmate)
    nana, child, gran = (nobody_for(app) for _ in range(3))
    gran.fill_in("/links", email=GRAN)
    (link,) = post.arrives()
    answers = [
        nana.get(letter),
        nana.fill_in(letter, number=number_on(letter)),
        child.get(card),
        child.fill_in(card, secret=word),
        gran.get(link),
        gran.fill_in(link),
        nobody_for(app).post(letter),
        nobody_for(app).get(link),
    ]
    secrets = [path.rpartition("/")[2] for path in (letter, card, link)]
    secrets += [number_on(letter), number_on(letter).replace(" ", "")]
    with database.reading() as db:
        queue = json.dumps([job.about for job in db.scalars(select(Job))])
    for secret in secrets:
        assert secret not in caplog.text
        assert secret not in queue
    for answer in answers:
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert not any(secret in str(answer.location) for secret in secrets)


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-For": "10.0.0.1", "Forwarded": "host=evil.example;proto=https"},
        {"X-Original-Host": "evil.example", "X-Host": "evil.example"},
        {"X-Forwarded-Prefix": "//evil.example"},
    ],
)
def test_t40_what_a_proxy_might_say_changes_no_link_and_no_answer(
    headers: dict[str, str], *, app: Flask, post: Post, settings: Settings
) -> None:
    folder = Path(settings.mail.removeprefix("folder:"))
    plain, forged = nobody_for(app), nobody_for(app)
    pages = [plain.post("/links", data={"email": GRAN}).data]
    pages += [forged.post("/links", data={"email": GRAN}, headers=headers).data]
    assert pages[0] == pages[1]
    assert len(post.arrives()) == 2
    newest = sorted(folder.glob("*.eml"))[-2:]
    assert all(b"evil" not in one.read_bytes() for one in newest)
