"""A new password: by the office's address or by mail; sessions end, the second factor stays."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.core import passwords
from portfolio.core.mail import mailer_from, read_all
from portfolio.deeds import DEEDS
from portfolio.jobs import Worker
from portfolio.models import Authenticator, Job, PasswordReset, Person, Secret, SignIn
from portfolio.models.enums import SecretKind
from tests.apps import App, set_up
from tests.client import client_for, nobody_for
from tests.rows import fingerprint, how_many

if TYPE_CHECKING:
    from flask import Flask

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from portfolio.settings import Settings
    from tests.cast import Cast
    from tests.client import SiteClient

OLD, NEW = "seven quiet herons", "nine loud red geese"
EMAIL = "ada@school.example"
SHOWN = re.compile(r'value="https?://[^"/]+(/staff/reset/[^"]+)"')


@pytest.fixture
def phone(app: Flask, database: Database, cast: Cast, moment: Moment) -> App:
    """The teacher has a password, an app on this phone, and a session."""
    hashed = passwords.hash_secret(OLD)
    with database.unit() as db:
        db.get_one(Person, cast.teacher.id).email = EMAIL
        row = Secret(person_id=cast.teacher.id, kind=SecretKind.WORD, hash=hashed)
        row.set_at = moment.now
        db.add(row)
    client = nobody_for(app)
    client.fill_in("/staff", email=EMAIL, password=OLD)
    return set_up(client)[0]


@pytest.fixture
def post(app: Flask, settings: Settings) -> Post:
    """The post of this school."""
    return Post(app, settings)


class Post:
    """Does the jobs that wait, and tells the newest mail's link."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        mailer = mailer_from(settings.mail, settings.mail_sender)
        self.folder = Path(settings.mail.removeprefix("folder:"))
        self.worker = Worker(app.extensions["database"], settings, mailer, DEEDS)

    def arrives(self) -> list[str]:
        """The paths of the links that came by doing all jobs."""
        before = len(read_all(self.folder))
        while self.worker.do_one():
            pass
        mails = read_all(self.folder)
        new = mails[: len(mails) - before]
        return [re.sub(r"^https?://[^/]+", "", link) for mail in new for link in mail.links]


def _by_office(app: Flask, cast: Cast) -> str:
    office = client_for(app, cast.office)
    answer = office.post(f"/office/staff/{cast.teacher.public_id}/password")
    assert answer.status_code == 200
    found = SHOWN.search(answer.text)
    assert found is not None
    return found[1]


def _live(database: Database, cast: Cast) -> int:
    with database.reading() as db:
        mine = SignIn.person_id == cast.teacher.id, SignIn.ended_at.is_(None)
        return len(db.scalars(select(SignIn.id).where(*mine)).all())


def _choose(client: SiteClient, address: str, password: str = NEW) -> int:
    return client.post(address, data={"password": password}).status_code


def test_t33_a_new_password_ends_all_sessions_and_keeps_the_second_factor(
    app: Flask, cast: Cast, database: Database, phone: App
) -> None:
    inside = client_for(app, cast.teacher)
    address = _by_office(app, cast)
    assert inside.get("/class").status_code == 200, "the old one holds until the new one does"
    client = nobody_for(app)
    answer = client.fill_in(address, password=NEW)
    assert (answer.status_code, answer.location) == (303, "/staff/second")
    assert inside.get("/class").status_code == 404
    assert _live(database, cast) == 0
    assert client.fill_in("/staff/second", code=phone.next_code()).status_code == 303
    assert client.get("/class").status_code == 200
    other = nobody_for(app)
    assert other.fill_in("/staff", email=EMAIL, password=OLD).status_code == 422
    assert other.fill_in("/staff", email=EMAIL, password=NEW).status_code == 303


def test_it_opens_once_for_a_day_and_the_last_one_alone(
    app: Flask, cast: Cast, database: Database, phone: App
) -> None:
    del phone
    first = _by_office(app, cast)
    second = _by_office(app, cast)
    assert nobody_for(app).get(first).status_code == 404
    assert _choose(nobody_for(app), first) == 404
    assert _choose(nobody_for(app), second, "too short") == 422
    assert _choose(nobody_for(app), second, "password1234") == 422
    assert _choose(nobody_for(app), second) == 303
    assert _choose(nobody_for(app), second) == 404
    late = _by_office(app, cast)
    with database.unit() as db:
        db.execute(update(PasswordReset).values(expires_at=PasswordReset.made_at))
    before = fingerprint(database)
    assert _choose(nobody_for(app), late) == 404
    assert fingerprint(database) == before


def test_only_the_office_of_late_makes_one_and_not_for_itself(
    app: Flask, cast: Cast, database: Database
) -> None:
    before = fingerprint(database, without=("sign_in", "log_row"))
    for ending in ("password", "factors/end"):
        address = f"/office/staff/{cast.teacher.public_id}/{ending}"
        for role in ("teacher", "gran", "owner", "lead"):
            assert client_for(app, getattr(cast, role)).post(address).status_code == 404
        late = client_for(app, cast.office, is_proved=False)
        assert late.post(address).status_code == 403
        own = f"/office/staff/{cast.office.public_id}/{ending}"
        assert client_for(app, cast.office).post(own).status_code == 404
        child = f"/office/staff/{cast.owner.public_id}/{ending}"
        assert client_for(app, cast.office).post(child).status_code == 404
    assert fingerprint(database, without=("sign_in", "log_row")) == before


def test_by_mail_in_the_browser_that_asked(app: Flask, cast: Cast, phone: App, post: Post) -> None:
    del cast
    client = nobody_for(app)
    client.fill_in("/staff/lost", email=EMAIL.upper())
    (link,) = post.arrives()
    assert nobody_for(app).get(link).status_code == 404
    assert _choose(nobody_for(app), link) == 404
    answer = client.fill_in(link, password=NEW)
    assert answer.location == "/staff/second"
    assert client.fill_in("/staff/second", code=phone.next_code()).status_code == 303


def test_t44_known_and_unknown_addresses_get_the_same_answer(
    app: Flask, cast: Cast, database: Database, phone: App, post: Post
) -> None:
    del phone
    with database.unit() as db:
        db.get_one(Person, cast.mum.id).email = "mum@example.org"
        db.get_one(Person, cast.office.id).email = "office@school.example"
    texts = []
    for email in (EMAIL, "nobody@school.example", "mum@example.org", "office@school.example"):
        client = nobody_for(app)
        answer = client.fill_in("/staff/lost", email=email)
        assert answer.status_code == 200
        assert client.last_page is not None
        texts.append([one.text for one in client.last_page.all("h1", "p")])
    assert how_many(database, Job) == 4
    assert all(text == texts[0] for text in texts)
    assert len(post.arrives()) == 1, (
        "families have no password; without a factor mail is not enough"
    )


def test_t45_whoever_left_opens_none(
    app: Flask, cast: Cast, database: Database, phone: App, moment: Moment
) -> None:
    del phone
    address = _by_office(app, cast)
    with database.unit() as db:
        gone = update(Person).where(Person.id == cast.teacher.id)
        db.execute(gone.values(until_on=moment.today))
    assert nobody_for(app).get(address).status_code == 404
    assert _choose(nobody_for(app), address) == 404


def test_a_get_uses_nothing_up_and_the_page_shows_no_password(
    app: Flask, cast: Cast, database: Database, phone: App
) -> None:
    del phone
    address = _by_office(app, cast)
    before = fingerprint(database)
    for _ in range(3):
        assert nobody_for(app).get(address).status_code == 200
    assert fingerprint(database) == before
    client = nobody_for(app)
    answer = client.post(address, data={"password": "goose"})
    assert "goose" not in answer.text


def test_t32_changing_ones_own_ends_the_others_and_renews_this_session(
    app: Flask, cast: Cast, database: Database, phone: App
) -> None:
    del phone
    here, there = client_for(app, cast.teacher), client_for(app, cast.teacher)
    before = here.get_cookie("space")
    answer = here.fill_in("/staff/password", "/staff/password", password=NEW)
    assert (answer.status_code, answer.location) == (303, "/devices")
    assert here.get("/class").status_code == 200
    assert there.get("/class").status_code == 404
    assert before is not None
    there.set_cookie("space", before.value)
    assert there.get("/class").status_code == 404
    with database.reading() as db:
        assert passwords.matches(db.get_one(Secret, cast.teacher.id).hash, NEW)
    late = client_for(app, cast.teacher, is_proved=False)
    assert late.get("/staff/password").location == "/staff/again"
    assert late.post("/staff/password", data={"password": OLD}).status_code == 403


def test_a_lost_phone_is_helped_by_the_office_and_the_password_stays(
    app: Flask, cast: Cast, database: Database, phone: App
) -> None:
    inside = client_for(app, cast.teacher)
    office = client_for(app, cast.office)
    assert office.post(f"/office/staff/{cast.teacher.public_id}/factors/end").status_code == 303
    assert inside.get("/class").status_code == 404
    assert how_many(database, Authenticator) == 0
    client = nobody_for(app)
    answer = client.fill_in("/staff", email=EMAIL, password=OLD)
    assert answer.location == "/staff/second/first"
    assert client.post("/staff/second", data={"code": phone.codes[0]}).status_code == 422
    set_up(client)
    assert client.get("/class").status_code == 200


def test_t46_a_reset_opens_nothing_else_and_nothing_else_is_one(
    app: Flask, cast: Cast, phone: App
) -> None:
    """Tokens of other kinds at this door, and this token at other doors."""
    del phone
    token = _by_office(app, cast).rpartition("/")[2]
    for door in ("/staff/invitations/", "/letters/", "/links/", "/card/", "/letters/email/"):
        assert nobody_for(app).post(f"{door}{token}").status_code == 404
    office = client_for(app, cast.office)
    invite = "/office/invitations"
    made = office.fill_in(invite, invite, called="Ms Vale", place="office")
    found = re.search(r"/staff/invitations/([\w-]+)\"", made.text)
    assert found is not None
    assert _choose(nobody_for(app), f"/staff/reset/{found[1]}") == 404


def test_new_codes_and_another_app_take_the_old_ones_place(
    app: Flask, cast: Cast, phone: App
) -> None:
    teacher = client_for(app, cast.teacher)
    shown = teacher.fill_in("/staff/codes", "/staff/codes")
    new = re.findall(r"<li>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</li>", shown.text)
    assert len(new) == 10
    assert not set(new) & set(phone.codes)
    client = nobody_for(app)
    client.fill_in("/staff", email=EMAIL, password=OLD)
    assert client.fill_in("/staff/second", code=phone.codes[0]).status_code == 422
    assert client.fill_in("/staff/second", code=new[0]).status_code == 303
    late = client_for(app, cast.teacher, is_proved=False)
    for address in ("/staff/codes", "/staff/app"):
        assert late.get(address).location == "/staff/again"
        assert late.post(address).status_code == 403
