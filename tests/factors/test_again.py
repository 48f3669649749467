"""Asked again before duties: a new session id, back to where one was, nothing typed is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from flask import g
from sqlalchemy import select, update

from portfolio.core import tokens
from portfolio.models import Invitation, SignIn
from portfolio.models.enums import PersonKind
from portfolio.web import guards
from portfolio.web.here import Me
from tests.client import client_for
from tests.rows import fingerprint, how_many

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.factors.conftest import Worker

AGAIN = "/staff/again"
INVITE = "/office/invitations"
WRONG = "That code does not fit."


def _a_while_ago(database: Database, minutes: int = 15) -> None:
    """Everybody showed their second factor so long ago."""
    with database.unit() as db:
        for row in db.scalars(select(SignIn).where(SignIn.proved_at.is_not(None))):
            row.proved_at = row.made_at - timedelta(minutes=minutes)


def test_of_late_nobody_is_asked_and_later_they_are(office: Worker, database: Database) -> None:
    client, _ = office.set_up()
    assert client.get(INVITE).status_code == 200
    _a_while_ago(database)
    answer = client.get(INVITE)
    assert (answer.status_code, answer.location) == (302, AGAIN)
    assert client.get("/office").status_code == 200, "looking is no duty"


def test_t32_it_leads_back_with_a_new_session_id(office: Worker, database: Database) -> None:
    client, app = office.set_up()
    _a_while_ago(database)
    before = client.get_cookie("space")
    with database.reading() as db:
        old = db.scalars(select(SignIn)).one()
    assert client.get(INVITE).location == AGAIN
    assert before is not None
    answer = client.fill_in(AGAIN, code=app.next_code())
    assert (answer.status_code, answer.location) == (303, INVITE)
    assert client.get(INVITE).status_code == 200
    with database.reading() as db:
        new = db.scalars(select(SignIn)).one()
    assert new.token_hash != old.token_hash
    assert (new.made_at, new.expires_at) == (old.made_at, old.expires_at), "no longer than before"
    stolen = client_for(office.app, office.who)
    stolen.set_cookie("space", before.value)
    assert stolen.get("/office").status_code == 404, "the old id is dead"


def test_a_wrong_code_opens_nothing(office: Worker, database: Database) -> None:
    client, app = office.set_up()
    _a_while_ago(database)
    used = app.code()
    before = fingerprint(database, without=("guess",))
    assert client.fill_in(AGAIN, code=used).status_code == 422
    assert client.get(INVITE).location == AGAIN
    assert fingerprint(database, without=("guess",)) == before


def test_a_form_gives_its_words_back_and_is_sent_once_more(
    office: Worker, database: Database
) -> None:
    client, app = office.set_up()
    assert client.get(INVITE).status_code == 200
    assert client.last_page is not None
    typed = {"called": "Ms Vale", "place": "office"}
    filled = client.last_page.form("/invitations").filled() | typed
    _a_while_ago(database)
    answer = client.post(INVITE, data=filled, bare=True)
    assert answer.status_code == 403
    assert how_many(database, Invitation) == 0
    wrong = client.fill_in_last(INVITE, code="000000")
    assert wrong.status_code == 422
    assert 'value="Ms Vale"' in wrong.text
    proved = client.fill_in_last(INVITE, code=app.next_code())
    assert proved.status_code == 200
    made = client.fill_in_last(INVITE)
    assert made.status_code == 200
    assert "Ms Vale" in made.text
    assert how_many(database, Invitation) == 1


@pytest.mark.parametrize(
    "then", ["//evil.example/x", "https://evil.example", "/no-such", "javascript:1"]
)
def test_t51_it_leads_nowhere_else(office: Worker, database: Database, then: str) -> None:
    client, app = office.set_up()
    _a_while_ago(database)
    answer = client.post(AGAIN, data={"code": app.next_code(), "then": then})
    assert (answer.status_code, answer.location) == (303, "/office")
    assert "evil" not in answer.text


def test_t51_no_address_of_a_next_page_is_taken_from_outside(
    office: Worker, database: Database
) -> None:
    client, app = office.set_up()
    _a_while_ago(database)
    client.get(f"{INVITE}?next=//evil.example")
    answer = client.post(f"{AGAIN}?next=//evil.example", data={"code": app.next_code()})
    assert answer.location == f"{INVITE}?next=//evil.example"
    assert client.get(answer.location).status_code == 200


def test_a_teacher_is_not_asked_for_letters_and_the_office_is(
    cast: Cast, app: Flask, database: Database
) -> None:
    address = f"/families/{cast.owner.public_id}/letters"
    fields = {"called": "Auntie", "home": "new", "new_home": "Auntie's"}
    teacher = client_for(app, cast.teacher, is_proved=False)
    assert teacher.post(address, data=fields).status_code == 200
    office = client_for(app, cast.office, is_proved=False)
    before = fingerprint(database)
    assert office.post(address, data=fields).status_code == 403
    assert fingerprint(database) == before
    proved = client_for(app, cast.office)
    fields["called"] = "Aunt Bee"  # a second Auntie would be asked about
    assert proved.post(address, data=fields).status_code == 200


def proven_routes(app: Flask) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        if getattr(app.view_functions[rule.endpoint], "proven", False):
            yield rule.endpoint


def test_each_duty_asks(app: Flask) -> None:
    """What must ask today. A new duty puts itself here."""
    asks = set(proven_routes(app))
    assert asks >= {
        "office.new_staff",
        "office.invite_staff",
        "office.invite_known",
        "office.end_staff_invitation",
        "office.end_place",
        "office.invite_family",
        "office.end_letter",
        "office.end_tie",
        "office.put_back_tie",
    }


def test_whoever_has_no_factor_is_told_to_come_in_again(cast: Cast, app: Flask) -> None:
    client = client_for(app, cast.office, is_proved=False)
    assert client.get(INVITE).location == AGAIN
    assert "Sign out and come in again" in client.get(AGAIN).text


def test_the_proof_is_of_one_session(office: Worker, database: Database) -> None:
    one, app = office.set_up()
    other, _ = office.password()
    other.fill_in("/staff/second", code=app.next_code())
    other.acting = office.who.public_id
    _a_while_ago(database)
    assert one.fill_in(AGAIN, code=app.codes[0]).status_code == 303
    assert one.get(INVITE).status_code == 200
    assert other.get(INVITE).location == AGAIN


def test_the_setting_says_how_long(cast: Cast, app: Flask, database: Database) -> None:
    client = client_for(app, cast.office)
    _a_while_ago(database, minutes=5)
    assert client.get(INVITE).status_code == 200
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(before, step_up_minutes=5)
    try:
        assert client.get(INVITE).location == AGAIN
    finally:
        app.extensions["settings"] = before


def test_a_proof_is_of_late_to_its_last_moment(cast: Cast, app: Flask) -> None:
    lasts = timedelta(minutes=app.extensions["settings"].step_up_minutes)
    moment = timedelta(microseconds=1)
    me = Me(cast.office.id, cast.office.public_id, PersonKind.STAFF, "Ola", "", "", "sky", 1)
    with app.test_request_context():
        g.at = cast.at
        for ago, is_of_late in ((timedelta(0), True), (lasts - moment, True), (lasts, False)):
            assert guards.is_proved(replace(me, proved_at=cast.at.now - ago)) is is_of_late
        assert not guards.is_proved(me)


def test_t45_an_ended_session_proves_nothing(office: Worker, database: Database) -> None:
    client, app = office.set_up()
    with database.unit() as db:
        at = db.scalars(select(SignIn.made_at)).one()
        db.execute(update(SignIn).values(ended_at=at))
    answer = client.post(AGAIN, data={"code": app.next_code()})
    assert answer.status_code == 404


def test_its_mark_needs_a_guard_too() -> None:
    def bare() -> str:
        return "open"

    guards.proven(bare)
    assert getattr(bare, "guard", None) is None
    assert tokens.fingerprint("x")


def test_all_values_of_one_name_are_carried_along_and_nothing_is_called_wrong(
    office: Worker, database: Database
) -> None:
    client, _ = office.set_up()
    _a_while_ago(database)
    two = {"called": ["Ms Vale", "Ms Dale"], "place": "office"}
    asked = client.post(INVITE, data=two)
    assert asked.status_code == 403
    assert WRONG not in asked.text
    wrong = client.post(
        AGAIN, data={"code": "000000", "then": INVITE, "typed-called": two["called"]}
    )
    assert wrong.status_code == 422
    assert WRONG in wrong.text
    for page in (asked, wrong):
        assert page.text.count('name="typed-called"') == 2
        for name in ("Ms Vale", "Ms Dale"):
            assert f'value="{name}"' in page.text
