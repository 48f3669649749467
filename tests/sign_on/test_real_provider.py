"""The school's own sign-on with a provider that others wrote: who comes in, and who does not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portfolio.models import Person, SignIn, SignOn, Threshold
from tests.apps import FIRST, set_up
from tests.client import client_for, nobody_for
from tests.rows import fingerprint, how_many
from tests.sign_on.conftest import BEGIN, NAME, Visit, asked_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

OTHERS = ("nobody", "unverified", "unsaid", "ended", "family", "pupil", "mail and another's")
"""Whom the provider lets in and we do not."""


@pytest.fixture
def teacher(visit: Visit, cast: Cast, address_of: Callable[[Somebody], str]) -> str:
    """The teacher's address; the provider knows them as `ada`."""
    email = address_of(cast.teacher)
    visit.set_user("ada", email=email.upper(), email_verified=True)
    return email


def kept(database: Database) -> list[tuple[int, str, str]]:
    """Who is kept as which subject."""
    with database.reading() as db:
        found = db.execute(select(SignOn.person_id, SignOn.issuer, SignOn.subject))
        return [(person, issuer, subject) for person, issuer, subject in found]


@pytest.mark.usefixtures("teacher")
def test_a_verified_address_is_found_once_and_leads_to_the_second_factor(
    visit: Visit, cast: Cast, database: Database
) -> None:
    door = visit.client.get("/staff").text
    assert f"Come in with {NAME}" in door
    answer = visit.comes("ada")
    assert (answer.status_code, answer.location) == (303, FIRST)
    assert visit.client.get("/class").status_code == 404
    app, onward = set_up(visit.client)
    assert onward == "/to-check"
    assert kept(database) == [(cast.teacher.id, visit.issuer, "ada")]
    assert "with the school’s own sign-on" in visit.client.get("/devices").text
    later = nobody_for(visit.client.application)
    visit.client = later
    assert visit.comes("ada").location == "/staff/second"
    assert later.fill_in("/staff/second", code=app.next_code()).location == "/to-check"


@pytest.mark.usefixtures("teacher")
def test_later_the_subject_alone_counts(
    visit: Visit, cast: Cast, database: Database, address_of: Callable[[Somebody], str]
) -> None:
    visit.comes("ada")
    visit.set_user("ada", email=address_of(cast.office), email_verified=True)
    assert visit.comes("ada").location == FIRST
    with database.reading() as db:
        assert set(db.scalars(select(Threshold.person_id))) == {cast.teacher.id}
    assert kept(database) == [(cast.teacher.id, visit.issuer, "ada")]


def test_it_never_makes_anybody_and_says_the_same_to_all(
    visit: Visit,
    cast: Cast,
    database: Database,
    teacher: str,
    address_of: Callable[[Somebody], str],
) -> None:
    assert visit.comes("ada").status_code == 303  # their allowed twin
    lead = address_of(cast.lead)
    visit.set_user("nobody", email="nobody@school.example", email_verified=True)
    visit.set_user("unverified", email=lead, email_verified=False)
    visit.set_user("unsaid", email=lead)
    visit.set_user("family", email=address_of(cast.gran), email_verified=True)
    visit.set_user("pupil", email=address_of(cast.owner), email_verified=True)
    visit.set_user("ended", email=address_of(cast.office), email_verified=True)
    visit.set_user("mail and another's", email=teacher, email_verified=True)
    with database.unit() as db:
        db.get_one(Person, cast.office.id).until_on = cast.at.today
    before, pages = fingerprint(database), set[str]()
    for subject in OTHERS:
        answer = visit.comes(subject)
        assert answer.status_code == 422, subject
        pages.add(answer.text)
    assert len(pages) == 1
    assert fingerprint(database) == before


@pytest.mark.usefixtures("teacher")
def test_whose_place_here_has_ended_comes_in_no_more(
    visit: Visit, cast: Cast, database: Database
) -> None:
    assert visit.comes("ada").status_code == 303
    with database.unit() as db:
        db.get_one(Person, cast.teacher.id).until_on = cast.at.today
    assert visit.comes("ada").status_code == 422


@pytest.mark.usefixtures("teacher")
def test_a_get_signs_nobody_in_and_uses_nothing_up(visit: Visit, database: Database) -> None:
    before = fingerprint(database)
    back = visit.signed_on("ada")
    for _ in range(3):
        assert visit.client.get(back).status_code == 200
    assert fingerprint(database) == before
    assert visit.client.fill_in(back).location == FIRST


@pytest.mark.usefixtures("teacher")
def test_t39_another_browser_comes_in_by_nobodys_address(visit: Visit, database: Database) -> None:
    back, mine = visit.signed_on("ada"), visit.client
    assert mine.get(back).status_code == 200
    before = fingerprint(database)
    victim = nobody_for(mine.application)
    assert victim.get(back).status_code == 422
    assert _posted(victim, back) == 422
    visit.client = victim
    visit.signed_on("ada")  # who began, too, has a state of their own
    assert _posted(victim, back) == 422
    evil = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    sent = mine.post(f"{BEGIN}/back", data=asked_for(back), headers=evil, bare=True)
    assert sent.status_code == 400
    assert fingerprint(database) == before
    assert _posted(mine, back) == 303


def _posted(client: SiteClient, back: str) -> int:
    return client.post(f"{BEGIN}/back", data=asked_for(back)).status_code


@pytest.mark.usefixtures("teacher")
def test_t46_what_came_back_opens_once(visit: Visit, database: Database) -> None:
    back = visit.signed_on("ada")
    with visit.client.session_transaction() as session:
        cookie = dict(session["sign_on"])
    assert _posted(visit.client, back) == 303
    before = fingerprint(database)
    assert _posted(visit.client, back) == 422
    with visit.client.session_transaction() as session:
        session["sign_on"] = cookie  # as a copied cookie would have it
    assert _posted(visit.client, back) == 422
    assert fingerprint(database) == before


@pytest.mark.usefixtures("teacher")
@pytest.mark.parametrize(("minutes", "status"), [(9, 303), (11, 422)])
def test_it_must_come_back_within_ten_minutes(visit: Visit, minutes: int, status: int) -> None:
    back = visit.signed_on("ada")
    with visit.client.session_transaction() as session:
        began = datetime.fromisoformat(session["sign_on"]["at"]) - timedelta(minutes=minutes)
        session["sign_on"] = {**session["sign_on"], "at": began.isoformat()}
    assert _posted(visit.client, back) == status


@pytest.mark.usefixtures("teacher")
def test_t32_coming_in_makes_a_new_session(visit: Visit, database: Database) -> None:
    with visit.client.session_transaction() as session:
        session["left"] = "by whoever sat here before"
    visit.comes("ada")
    set_up(visit.client)
    with visit.client.session_transaction() as session:
        assert "left" not in session
        assert {"sign_on", "threshold"} & set(session) == set()
    assert how_many(database, SignIn) == 1


def test_whoever_says_no_there_reads_a_kind_page(visit: Visit) -> None:
    answer = visit.client.get(visit.signed_on("ada", action="deny"))
    assert answer.status_code == 422
    assert "Come in another way" in answer.text


def test_whoever_is_signed_in_is_led_home(visit: Visit, cast: Cast) -> None:
    gran = client_for(visit.client.application, cast.gran)
    assert gran.get(BEGIN).location == "/shared"
    assert gran.get(f"{BEGIN}/back?code=a&state=b").location == "/shared"
    assert gran.post(f"{BEGIN}/back", data={"code": "a", "state": "b"}).location == "/shared"


def _makes_known(visit: Visit, who: Somebody) -> Visit:
    """Their browser, in which they are signed in and begin at *Make it known*."""
    client = client_for(visit.client.application, who)
    return Visit(client, visit.issuer, begin=f"{BEGIN}/mine")


def test_whoever_is_signed_in_makes_theirs_known_where_no_address_is_said(
    visit: Visit, cast: Cast, database: Database
) -> None:
    visit.set_user("oid-7", email="anything@elsewhere.example")
    assert visit.comes("oid-7").status_code == 422
    mine = _makes_known(visit, cast.teacher)
    assert "not known here yet" in mine.client.get("/devices").text
    assert mine.comes("oid-7").location == "/devices"
    assert kept(database) == [(cast.teacher.id, visit.issuer, "oid-7")]
    assert "known here as yours" in mine.client.get("/devices").text
    assert visit.comes("oid-7").location == FIRST


def test_what_is_anybodys_already_becomes_nobody_elses(
    visit: Visit, cast: Cast, database: Database
) -> None:
    assert _makes_known(visit, cast.teacher).comes("one").status_code == 303
    for who, subject in ((cast.office, "one"), (cast.teacher, "two"), (cast.teacher, "one")):
        assert _makes_known(visit, who).comes(subject).status_code == 422
    assert kept(database) == [(cast.teacher.id, visit.issuer, "one")]


def test_making_it_known_asks_for_staff_and_their_second_factor(visit: Visit, cast: Cast) -> None:
    teacher = client_for(visit.client.application, cast.teacher, is_proved=False)
    assert teacher.get(f"{BEGIN}/mine").location == "/staff/again"
    for who in (cast.gran, cast.owner):
        assert client_for(visit.client.application, who).get(f"{BEGIN}/mine").status_code == 404


def test_what_one_began_is_not_finished_by_another_or_by_nobody(
    visit: Visit, cast: Cast, database: Database
) -> None:
    for who in (None, cast.office):
        mine = _makes_known(visit, cast.teacher)
        back = mine.signed_on("ada")
        with mine.client.session_transaction() as session:
            begun = session["sign_on"]
        other = (
            client_for(visit.client.application, who)
            if who
            else nobody_for(visit.client.application)
        )
        with other.session_transaction() as session:
            session["sign_on"] = begun
        assert _posted(other, back) != 200
        assert kept(database) == []


def test_it_asks_with_pkce_state_and_nonce(visit: Visit) -> None:
    asked = [asked_for(visit.client.get(BEGIN).location) for _ in range(2)]
    for one in asked:
        assert one["code_challenge_method"] == "S256"
        assert one["response_type"] == "code"
        assert one["redirect_uri"] == f"http://localhost{BEGIN}/back"
        assert one["scope"] == "openid email"
    for secret in ("state", "nonce", "code_challenge"):
        assert asked[0][secret] != asked[1][secret]
        assert len(asked[0][secret]) >= 32


def test_t40_a_forged_host_is_told_to_nobody(visit: Visit) -> None:
    there = visit.client.get(BEGIN, headers={"Host": "evil.example"}).location
    assert "evil" not in str(there)


def test_where_no_sign_on_is_set_none_is_there(app: Flask, cast: Cast) -> None:
    del cast
    client = nobody_for(app)
    assert BEGIN not in client.get("/staff").text
    for path in (BEGIN, f"{BEGIN}/back?code=a&state=b"):
        assert client.get(path).status_code == 404
    assert client.post(f"{BEGIN}/back", data={"code": "a", "state": "b"}).status_code == 404
