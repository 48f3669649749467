"""An address is nobody's until whoever gave it, signed in, opened the link that was sent there."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.core import tokens
from portfolio.models import AddressLink, FamilyTie, FreshLink, Job, LogRow, Person, SignIn
from portfolio.models.enums import PersonKind
from portfolio.signin.links import ADDRESS_LASTS
from portfolio.signin.queries import ASKED_AT_MOST
from tests.client import nobody_for
from tests.rows import fingerprint, how_many, undone

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient
    from tests.signin.conftest import Doors, Post

    ClientOf = Callable[[Somebody], SiteClient]

MUM = "mum@example.org"


@pytest.fixture(autouse=True)
def _no_family_has_an_address(database: Database, cast: Cast) -> None:
    families = [who.id for who in cast.everyone() if who.kind is PersonKind.FAMILY]
    with database.unit() as db:
        db.execute(update(Person).where(Person.id.in_(families)).values(email=None))


def email_of(database: Database, somebody: Somebody) -> str | None:
    with database.reading() as db:
        return db.scalars(select(Person.email).where(Person.id == somebody.id)).one()


def give(client: SiteClient, email: str = MUM) -> None:
    answer = client.fill_in("/letters/email", "/letters/email", email=email)
    assert (answer.status_code, answer.location) == (303, "/shared")


def has(database: Database, somebody: Somebody, email: str) -> None:
    with database.unit() as db:
        db.execute(update(Person).where(Person.id == somebody.id).values(email=email))


def test_it_is_kept_in_its_normal_form_once_its_link_was_opened(
    cast: Cast, client_of: ClientOf, post: Post, database: Database, nobody: SiteClient
) -> None:
    mum = client_of(cast.mum)
    give(mum, "Mum@Example.ORG ")
    (link,) = post.arrives()
    assert email_of(database, cast.mum) is None
    nobody.fill_in("/links", email=MUM)
    assert post.arrives() == []
    assert MUM in mum.get(link).text
    assert mum.fill_in(link, link).location == "/shared"
    assert email_of(database, cast.mum) == MUM
    assert MUM in mum.get("/letters/email").text
    nobody.fill_in("/links", email=MUM)
    (fresh,) = post.arrives()
    assert nobody.fill_in(fresh).location == "/shared"


def test_opening_the_link_changes_nothing_and_the_button_works_once(
    app: Flask, cast: Cast, client_of: ClientOf, post: Post, database: Database
) -> None:
    mum = client_of(cast.mum)
    give(mum)
    (link,) = post.arrives()
    mum.get("/shared")
    before = fingerprint(database)
    mum.get(link)
    mum.head(link)
    assert fingerprint(database) == before
    mum.fill_in(link, link)
    before = fingerprint(database)
    again = mum.get(link)
    assert (again.status_code, again.location) == (302, "/shared")
    assert nobody_for(app).get(link).status_code == 404
    assert mum.post(link).status_code == 404
    assert fingerprint(database) == before


def test_nobody_else_confirms_it_or_is_told_the_address(
    cast: Cast, client_of: ClientOf, post: Post, database: Database, nobody: SiteClient
) -> None:
    mum = client_of(cast.mum)
    give(mum)
    (link,) = post.arrives()
    others = [nobody, *(client_of(who) for who in (cast.dad, cast.gran, cast.teacher, cast.owner))]
    before = fingerprint(database)
    for other in others:
        assert MUM not in other.get(link).text
        assert other.post(link).status_code == 404
        assert fingerprint(database) == before
    assert mum.fill_in(link, link).status_code == 303


def test_t41_a_scanner_that_presses_every_button_gets_nothing(
    app: Flask, cast: Cast, client_of: ClientOf, post: Post, database: Database
) -> None:
    give(client_of(cast.mum))
    (link,) = post.arrives()
    scanner = nobody_for(app)
    page = scanner.get(link).text
    assert f'action="{link}"' not in page
    assert scanner.post(link).status_code == 404
    assert how_many(database, SignIn) == 1
    assert email_of(database, cast.mum) is None


def test_t44_somebody_elses_address_is_answered_alike_and_gets_no_mail(
    cast: Cast, client_of: ClientOf, post: Post, database: Database
) -> None:
    has(database, cast.teacher, "taken@example.org")
    mum, dad = client_of(cast.mum), client_of(cast.dad)
    answers, pages = [], []
    for client, email in ((mum, "free@example.org"), (dad, "Taken@example.org")):
        jobs = how_many(database, Job)
        answer = client.fill_in("/letters/email", "/letters/email", email=email)
        answers.append((answer.status_code, answer.location, answer.data))
        assert how_many(database, Job) == jobs + 1
        pages.append("Now look into your mail." in client.get("/shared").text)
    assert answers[0] == answers[1]
    assert pages == [True, True]
    assert len(post.arrives()) == 1
    assert email_of(database, cast.dad) is None
    assert email_of(database, cast.teacher) == "taken@example.org"


def test_an_address_that_is_somebodys_by_now_is_not_taken_away(
    cast: Cast, client_of: ClientOf, post: Post, database: Database
) -> None:
    mum, dad = client_of(cast.mum), client_of(cast.dad)
    give(mum, "both@example.org")
    give(dad, "both@example.org")
    links = post.arrives()
    assert len(links) == 2
    opened = [client.post(link).status_code for client in (mum, dad) for link in links]
    assert sorted(opened) == [303, 404, 404, 404]
    assert email_of(database, cast.mum) == "both@example.org"
    assert email_of(database, cast.dad) is None


def test_it_runs_out(
    cast: Cast, client_of: ClientOf, post: Post, database: Database, doors: Doors
) -> None:
    mum = client_of(cast.mum)
    give(mum)
    (link,) = post.arrives()
    with database.unit() as db:
        db.execute(update(AddressLink).values(expires_at=doors.at.now))
    assert mum.get(link).status_code == 404
    assert mum.post(link).status_code == 404
    assert email_of(database, cast.mum) is None


def test_t45_a_new_address_ends_what_the_old_one_let_in(
    cast: Cast, client_of: ClientOf, post: Post, database: Database, nobody: SiteClient
) -> None:
    has(database, cast.mum, "old@example.org")
    mum, old_device = client_of(cast.mum), client_of(cast.mum)
    nobody.fill_in("/links", email="old@example.org")
    (fresh,) = post.arrives()
    give(mum)
    give(mum, "second@example.org")
    newer, older = post.arrives()
    assert old_device.get("/shared").status_code == 200
    assert mum.fill_in(older, older).status_code == 303
    assert email_of(database, cast.mum) == MUM
    assert mum.get("/shared").status_code == 200
    assert old_device.get("/shared").status_code == 404
    assert nobody.post(fresh).status_code == 404
    assert mum.post(newer).status_code == 404


def test_t46_each_link_opens_its_own_door_only(
    cast: Cast, client_of: ClientOf, post: Post, database: Database, nobody: SiteClient
) -> None:
    has(database, cast.gran, "gran@example.org")
    mum = client_of(cast.mum)
    give(mum)
    nobody.fill_in("/links", email="gran@example.org")
    token = {link.rpartition("/")[0]: link.rpartition("/")[2] for link in post.arrives()}
    before = fingerprint(database)
    assert nobody.post(f"/links/{token['/letters/email']}").status_code == 404
    assert mum.post(f"/letters/email/{token['/links']}").status_code == 404
    assert mum.post(f"/letters/{token['/letters/email']}").status_code == 404
    assert fingerprint(database) == before


def test_nobodys_letter_box_is_filled(
    cast: Cast, client_of: ClientOf, post: Post, database: Database
) -> None:
    mum, dad = client_of(cast.mum), client_of(cast.dad)
    for number in range(ASKED_AT_MOST):
        give(mum if number % 2 else dad, "victim@example.org")
    give(client_of(cast.gran), "victim@example.org")
    assert len(post.arrives()) == ASKED_AT_MOST
    for number in range(ASKED_AT_MOST):
        give(mum, f"victim-{number}@example.org")
    assert how_many(database, AddressLink) < 2 * ASKED_AT_MOST


@pytest.mark.parametrize("is_made", [False, True])
def test_t15_who_has_nobody_here_any_more_gets_no_mail(
    is_made: bool, *, cast: Cast, client_of: ClientOf, post: Post, database: Database
) -> None:
    give(client_of(cast.dad), "dad@example.org")
    if is_made:
        post.worker.do_one()
    with database.unit() as db:
        ended = update(FamilyTie).where(FamilyTie.adult_id == cast.dad.id)
        db.execute(ended.values(until_on=cast.at.today))
    assert post.arrives() == []
    assert undone(database) == []


def test_a_mail_that_comes_too_late_is_not_sent(
    cast: Cast, client_of: ClientOf, post: Post, database: Database
) -> None:
    give(client_of(cast.dad), "dad@example.org")
    post.worker.do_one()
    with database.unit() as db:
        db.execute(update(AddressLink).values(expires_at=cast.at.now))
    assert post.arrives() == []
    assert undone(database) == []


def test_what_nobody_confirmed_in_time_is_forgotten_when_the_next_is_sent(
    cast: Cast, client_of: ClientOf, post: Post, database: Database
) -> None:
    old, young = cast.at.now - ADDRESS_LASTS - timedelta(minutes=1), cast.at.now
    with database.unit() as db:
        for email, ended in (("old@example.org", old), ("young@example.org", young)):
            named = {"token_hash": email, "made_at": ended, "expires_at": ended}
            db.add(AddressLink(person_id=cast.gran.id, email=email, **named))
    give(client_of(cast.mum))
    post.arrives()
    with database.reading() as db:
        assert set(db.scalars(select(AddressLink.email))) == {"young@example.org", MUM}
        link = db.scalars(select(AddressLink).where(AddressLink.email == MUM)).one()
        row = db.scalars(select(LogRow).where(LogRow.event == "address_link_sent")).one()
    assert (row.by_id, row.about) == (cast.mum.id, {"link": link.id})


def test_no_token_lies_in_the_queue_or_the_database(
    cast: Cast, client_of: ClientOf, post: Post, database: Database
) -> None:
    give(client_of(cast.mum))
    post.worker.do_one()
    with database.reading() as db:
        (waiting,) = db.scalars(select(Job).where(Job.done_at.is_(None)))
        about = json.dumps(waiting.about)
    assert MUM not in about
    (link,) = post.arrives()
    token = link.rpartition("/")[2]
    assert token not in about
    with database.reading() as db:
        (kept,) = db.scalars(select(AddressLink))
        assert kept.token_hash == tokens.fingerprint(token)
        assert all(job.about == {} for job in db.scalars(select(Job)))
        assert how_many(database, FreshLink) == 0


def test_t40_the_request_cannot_lead_the_link_elsewhere(
    cast: Cast, client_of: ClientOf, post: Post, database: Database
) -> None:
    mum = client_of(cast.mum)
    answer = mum.post("/letters/email", data={"email": MUM}, headers={"Host": "evil.example"})
    assert answer.status_code != 303
    assert how_many(database, Job) == 0
    assert post.arrives() == []


@pytest.mark.parametrize("role", ["owner", "teacher"])
def test_only_families_give_one(role: str, *, cast: Cast, client_of: ClientOf) -> None:
    client = client_of(getattr(cast, role))
    assert client.get("/letters/email").status_code == 404
    assert client.post("/letters/email", data={"email": MUM}).status_code == 404
