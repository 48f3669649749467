"""An authenticator app: set up before anything opens, asked for each time, each code once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.factors import actions, authenticator
from portfolio.models import Authenticator, FormKey, RecoveryCode, SignIn, Threshold
from tests.apps import FIRST, app_of, set_up
from tests.client import nobody_for
from tests.rows import fingerprint, how_many

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient
    from tests.factors.conftest import Worker

SECOND = "/staff/second"


def _is_in(client: SiteClient) -> bool:
    return client.get("/people/face").status_code == 200


def test_the_password_alone_opens_nothing(teacher: Worker, database: Database) -> None:
    client, answer = teacher.password()
    assert answer.location == FIRST
    for address in ("/to-check", "/class", "/people/face"):
        assert client.get(address).status_code == 404
    assert how_many(database, SignIn) == 0
    with client.session_transaction() as session:
        assert "_user_id" not in session


def test_the_page_of_setting_up_keeps_its_key_until_it_is_set(teacher: Worker) -> None:
    client, _ = teacher.password()
    keys = {app_of(client.get(FIRST).text).key for _ in range(3)}
    assert len(keys) == 1, "a telephone loads the page anew on the way back from the app"
    app, _ = set_up(client)
    assert app.key in keys
    again = app_of(client.get("/staff/app").text).key
    assert again not in keys
    other, _ = teacher.password()
    assert FIRST not in str(other.get("/staff/second").location)


def test_it_is_set_up_with_its_first_code_and_ten_recovery_codes(
    teacher: Worker, database: Database
) -> None:
    client, _ = teacher.password()
    app, onward = set_up(client)
    assert onward == "/to-check"
    assert _is_in(client)
    assert len(set(app.codes)) == actions.CODES
    with database.reading() as db:
        kept = db.scalars(select(RecoveryCode)).all()
        assert {code.begins for code in kept} == {code[:4] for code in app.codes}
        assert all(code.hash.startswith("$argon2id$") for code in kept)


def test_a_wrong_first_code_keeps_the_key_and_opens_nothing(teacher: Worker) -> None:
    client, _ = teacher.password()
    app = app_of(client.get(FIRST).text)
    answer = client.fill_in_last(
        FIRST, FIRST, code="000000" if app.code() != "000000" else "111111"
    )
    assert answer.status_code == 422
    assert app_of(answer.text).key == app.key
    with client.session_transaction() as session:
        assert "_user_id" not in session
    assert client.fill_in_last(FIRST, FIRST, code=app.code()).status_code == 200
    assert _is_in(client)


def test_afterwards_password_and_code_let_in(teacher: Worker) -> None:
    _, app = teacher.set_up()
    client, answer = teacher.password()
    assert answer.location == SECOND
    answer = client.fill_in(SECOND, code=app.next_code())
    assert (answer.status_code, answer.location) == (303, "/to-check")
    assert _is_in(client)


def test_a_code_opens_once(teacher: Worker) -> None:
    _, app = teacher.set_up()
    code = app.next_code()
    first, _ = teacher.password()
    assert first.fill_in(SECOND, code=code).status_code == 303
    second, _ = teacher.password()
    assert second.fill_in(SECOND, code=code).status_code == 422
    assert not _is_in(second)


def test_an_earlier_code_opens_no_more_after_a_later_one(teacher: Worker) -> None:
    _, app = teacher.set_up()
    first, _ = teacher.password()
    assert first.fill_in(SECOND, code=app.code(1)).status_code == 303
    second, _ = teacher.password()
    assert second.fill_in(SECOND, code=app.code(0)).status_code == 422


@pytest.mark.parametrize(
    ("steps", "opens"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_one_step_before_and_after_open(moment: Moment, steps: int, *, opens: bool) -> None:
    key = authenticator.key("k" * 40, 7, "c" * 32)
    code = authenticator.code_at(key, moment.now + timedelta(seconds=30 * steps))
    assert (authenticator.step_of(key, code, moment.now) is not None) is opens


def test_the_key_is_of_one_installation_one_person_and_one_chance() -> None:
    keys = {
        authenticator.key(secret, person, chance)
        for secret in ("a" * 40, "b" * 40)
        for person in (1, 2)
        for chance in ("c" * 32, "d" * 32)
    }
    assert len(keys) == 8


def test_another_persons_code_does_not_fit(teacher: Worker, office: Worker) -> None:
    _, app = teacher.set_up()
    _, other = office.set_up()
    client, _ = teacher.password()
    assert client.fill_in(SECOND, code=other.next_code()).status_code == 422
    assert client.fill_in(SECOND, code=other.codes[0]).status_code == 422
    assert not _is_in(client)
    assert client.fill_in(SECOND, code=app.next_code()).status_code == 303


def test_a_recovery_code_opens_once_and_says_when_few_are_left(teacher: Worker) -> None:
    _, app = teacher.set_up()
    for nth, code in enumerate(app.codes[:8]):
        client, _ = teacher.password()
        typed = code.lower().replace("-", " ") if nth == 0 else code
        assert client.fill_in(SECOND, code=typed).status_code == 303
        assert ("recovery codes left" in client.get("/to-check").text) is (nth == 7)
    client, _ = teacher.password()
    assert client.fill_in(SECOND, code=app.codes[0]).status_code == 422
    assert client.fill_in(SECOND, code=app.codes[9]).status_code == 303


def test_after_ten_wrong_codes_even_the_right_one_waits(teacher: Worker) -> None:
    _, app = teacher.set_up()
    client, _ = teacher.password()
    right = app.code(1)
    for wrong in range(10):
        code = f"{wrong}" * 6
        answer = client.fill_in(SECOND, code=code if code != right else "123123")
        assert answer.status_code == 422
    assert client.fill_in(SECOND, code=right).status_code == 429
    assert not _is_in(client)


def test_the_threshold_is_of_one_browser_ten_minutes_and_one_use(
    teacher: Worker, app: Flask, database: Database
) -> None:
    _, phone = teacher.set_up()
    client, _ = teacher.password()
    before = client.get_cookie("space")
    assert before is not None
    stranger = nobody_for(app)
    answer = stranger.post(SECOND, data={"code": phone.code(1)})
    assert answer.location == "/staff"
    assert client.fill_in(SECOND, code=phone.code(1)).status_code == 303
    other = nobody_for(app)
    other.set_cookie("space", before.value)
    assert other.post(SECOND, data={"code": phone.codes[0]}).location == "/staff"
    late, _ = teacher.password()
    with database.unit() as db:
        now = db.scalars(select(Threshold.made_at).order_by(Threshold.id.desc())).first()
        assert now is not None
        db.execute(update(Threshold).values(expires_at=now))
    assert late.get(SECOND).location == "/staff"
    assert late.post(SECOND, data={"code": phone.codes[0]}).location == "/staff"
    assert not _is_in(late)


def test_whoever_has_a_factor_cannot_set_up_another_with_the_password_alone(
    teacher: Worker, database: Database
) -> None:
    _, app = teacher.set_up()
    client, _ = teacher.password()
    assert client.get(FIRST).location == SECOND
    chance = "c" * 32
    key = authenticator.key(teacher.app.extensions["settings"].secret_key, teacher.who.id, chance)
    with database.reading() as db:
        before = db.get_one(Authenticator, teacher.who.id).chance
    code = app_of(f'class="app-key">{key}<').code()
    answer = client.post(FIRST, data={"chance": chance, "code": code})
    assert answer.location == SECOND
    with database.reading() as db:
        assert db.get_one(Authenticator, teacher.who.id).chance == before
    assert client.fill_in(SECOND, code=app.next_code()).status_code == 303


def test_t45_who_leaves_cannot_go_on_from_the_threshold(
    teacher: Worker, office: Worker, database: Database
) -> None:
    _, app = teacher.set_up()
    client, _ = teacher.password()
    boss, _ = office.set_up()
    boss.post(f"/office/staff/{teacher.who.public_id}/end")
    assert client.post(SECOND, data={"code": app.next_code()}).location == "/staff"
    assert not _is_in(client)
    with database.reading() as db:
        live = select(SignIn).where(SignIn.person_id == teacher.who.id, SignIn.ended_at.is_(None))
        assert db.scalars(live).all() == []


def test_no_get_of_it_changes_a_row(teacher: Worker, database: Database) -> None:
    client, _ = teacher.password()
    before = fingerprint(database)
    assert client.get(FIRST).status_code == 200
    assert client.get(SECOND).location == FIRST, "there is nothing to ask for yet"
    assert fingerprint(database) == before


def test_a_lost_answer_to_an_invitation_leads_on_to_the_second_factor(
    doors_invitation: Callable[[], str], app: Flask, database: Database
) -> None:
    address = doors_invitation()
    client = nobody_for(app)
    fields = {
        "first_name": "Grace",
        "called": "Miss Grace",
        "email": "grace@school.example",
        "password": "seven quiet herons",
    }
    client.get(address)
    before = client.get_cookie("space")
    assert before is not None
    assert client.post(address, data=fields).location == FIRST
    client.set_cookie("space", before.value)
    assert client.post(address, data=fields).location == FIRST
    _, onward = set_up(client)
    assert onward == "/people/face"
    assert how_many(database, FormKey) == 1
    thief = nobody_for(app)
    thief.get("/links")
    assert thief.post(address, data=fields).status_code == 404
    late = nobody_for(app)
    late.set_cookie("space", before.value)
    assert late.post(address, data=fields).status_code == 404, "nobody gets past the factor so"


@pytest.fixture
def doors_invitation(database: Database, cast: Cast, moment: Moment) -> Callable[[], str]:
    """Makes a staff invitation."""
    from portfolio.office import invitations  # noqa: PLC0415 -- used here alone

    def make() -> str:
        place = invitations.StaffPlace("Miss Grace", group_id=cast.group.id)
        with database.unit() as db:
            return f"/staff/invitations/{invitations.invite_staff(db, place, moment, by=None)}"

    return make


def test_family_and_pupils_are_never_asked(
    client_of: Callable[[Somebody], SiteClient], cast: Cast
) -> None:
    for who in (cast.owner, cast.gran):
        assert client_of(who).get("/staff/again").status_code == 404
