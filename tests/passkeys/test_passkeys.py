"""Passkeys: made by who is in, opening for the same person, and for nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, func, select, update

from portfolio.models import FamilyTie, FormKey, Passkey, Person, School, SignIn
from portfolio.passkeys import ceremony
from tests.client import client_for, nobody_for
from tests.keys import PRESENT, Device, asked
from tests.rows import fingerprint, how_many

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from werkzeug.test import TestResponse

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

NEW = "/passkeys/new"
SIGN_IN = "/passkeys/sign-in"
DOORS = {"gran": "/family", "teacher": "/staff"}
HOMES = {"gran": "/shared", "teacher": "/to-check"}


def make(client: SiteClient, device: Device) -> TestResponse:
    """Make a passkey in a browser where somebody is signed in."""
    return client.post("/passkeys", data=device.create(client.get(NEW)))


def come_in(app: Flask, device: Device, door: str = "/family") -> tuple[SiteClient, TestResponse]:
    """Come in by it in a new browser."""
    client = nobody_for(app)
    return client, client.post(SIGN_IN, data=device.get(client.get(door)))


@pytest.fixture(params=DOORS)
def role(request: pytest.FixtureRequest) -> str:
    """A family member, and one of the staff."""
    return str(request.param)


@pytest.fixture
def device(app: Flask, cast: Cast, role: str) -> Device:
    """A device on which that person made a passkey."""
    device = Device()
    answer = make(client_for(app, getattr(cast, role)), device)
    assert (answer.status_code, answer.location) == (303, "/devices")
    return device


def test_it_opens_for_its_person(app: Flask, device: Device, role: str, cast: Cast) -> None:
    for _ in range(2):
        client, answer = come_in(app, device, DOORS[role])
        assert (answer.status_code, answer.location) == (303, HOMES[role])
        assert client.get(HOMES[role]).status_code == 200
    with app.extensions["database"].reading() as db:
        row = db.scalars(select(Passkey)).one()
        begun = db.scalars(select(SignIn).where(SignIn.way == "passkey")).all()
    assert (row.person_id, row.sign_count) == (getattr(cast, role).id, device.count)
    assert {one.passkey_id for one in begun} == {row.id}
    assert all(one.proved_at is not None for one in begun), "it is both factors at once"


@pytest.mark.parametrize(
    "lie",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://localhost:81"},
        {"rp_id": "evil.example"},
        {"flags": PRESENT},
        {"flags": 0},
        {"credential": b"another credential's name"},
    ],
    ids=str,
)
def test_what_does_not_hold_opens_nothing(app: Flask, device: Device, lie: dict[str, Any]) -> None:
    before = fingerprint(app.extensions["database"])
    for name, value in lie.items():
        setattr(device, name, value)
    client, answer = come_in(app, device)
    assert answer.status_code == 422
    assert client.get("/people/face").status_code == 404
    assert fingerprint(app.extensions["database"]) == before


@pytest.mark.parametrize(
    "lie",
    [
        {"origin": "https://evil.example"},
        {"rp_id": "evil.example"},
        {"flags": PRESENT},
        {"flags": 0},
    ],
    ids=str,
)
def test_none_is_made_by_a_device_that_did_not_look_who_holds_it_or_elsewhere(
    app: Flask, cast: Cast, lie: dict[str, Any]
) -> None:
    liar = Device()
    for name, value in lie.items():
        setattr(liar, name, value)
    assert make(client_for(app, cast.gran), liar).status_code == 422
    assert how_many(app.extensions["database"], Passkey) == 0


def test_a_forged_signature_opens_nothing(app: Flask, device: Device) -> None:
    forged = Device(count=5, credential=device.credential, user=device.user)
    assert come_in(app, forged)[1].status_code == 422
    assert come_in(app, device)[1].status_code == 303


def test_a_copy_that_counts_lower_opens_nothing(app: Flask, device: Device) -> None:
    for _ in range(3):
        assert come_in(app, device)[1].status_code == 303
    device.count = 1
    assert come_in(app, device)[1].status_code == 422


def test_a_device_that_does_not_count_opens_each_time(app: Flask, cast: Cast) -> None:
    device = Device(count=-1)
    make(client_for(app, cast.gran), device)
    for _ in range(3):
        assert come_in(app, device)[1].status_code == 303


def test_who_belongs_to_no_child_any_more_comes_in_by_none(
    app: Flask, cast: Cast, moment: Moment
) -> None:
    device = Device()
    make(client_for(app, cast.gran), device)
    assert come_in(app, device)[1].status_code == 303
    database: Database = app.extensions["database"]
    ties = update(FamilyTie).where(FamilyTie.adult_id == cast.gran.id)
    with database.unit() as db:
        db.execute(ties.values(until_on=moment.today))
    before = fingerprint(database)
    assert come_in(app, device)[1].status_code == 422
    assert fingerprint(database) == before
    with database.unit() as db:
        db.execute(ties.values(until_on=None))
    assert come_in(app, device)[1].status_code == 303


def test_an_answer_opens_once_and_only_in_its_browser(app: Flask, cast: Cast) -> None:
    device = Device(count=-1)
    make(client_for(app, cast.gran), device)
    client = nobody_for(app)
    fields = device.get(client.get("/family"))
    thief = nobody_for(app)
    thief.get("/family")
    assert thief.post(SIGN_IN, data=fields).status_code == 422
    before = client.get_cookie("space")
    assert before is not None
    assert client.post(SIGN_IN, data=fields).status_code == 303
    client.set_cookie("space", before.value)
    assert client.post(SIGN_IN, data=fields).status_code == 422, "not twice in the same browser"


def test_an_answer_is_good_for_ten_minutes(moment: Moment) -> None:
    sent = ceremony.challenge("k" * 40, "sign-in b", moment.now)
    lasts = ceremony.LASTS
    assert ceremony.is_open("k" * 40, sent, "sign-in b", moment.now)
    assert not ceremony.is_open("k" * 40, sent, "sign-in b", moment.now + lasts * 1.01)
    assert not ceremony.is_open("k" * 40, sent, "second b", moment.now)
    assert not ceremony.is_open("x" * 40, sent, "sign-in b", moment.now)


@pytest.mark.parametrize(
    "sent", ["", ".", "a.b", "a.1.c", "a.99999999999999999999.c", "é.1.é", "x"]
)
def test_made_up_challenges_are_no_fault_of_ours(moment: Moment, sent: str) -> None:
    assert not ceremony.is_open("k" * 40, sent, "b", moment.now)


MADE_UP = (
    "",
    "x",
    "{}",
    "[]",
    "null",
    '{"id": 3}',
    '{"id": "AA", "rawId": "AA", "response": {}, "type": "public-key"}',
    "[" * 5000,
)


@pytest.mark.parametrize("credential", MADE_UP)
def test_made_up_answers_are_no_fault_of_ours(app: Flask, device: Device, credential: str) -> None:
    del device
    client = nobody_for(app)
    client.get("/family")
    fields = {"challenge": "x.1.y", "credential": credential}
    assert client.post(SIGN_IN, data=fields).status_code == 422


def test_t45_whoever_left_comes_in_no_more(
    app: Flask, device: Device, role: str, cast: Cast, database: Database, moment: Moment
) -> None:
    with database.unit() as db:
        number = getattr(cast, role).id
        db.execute(update(Person).where(Person.id == number).values(until_on=moment.today))
    assert come_in(app, device)[1].status_code == 422


def test_t46_a_pupils_passkey_would_open_nothing(
    app: Flask, device: Device, cast: Cast, database: Database
) -> None:
    with database.unit() as db:
        db.execute(update(Passkey).values(person_id=cast.owner.id))
    assert come_in(app, device)[1].status_code == 422
    owner = client_for(app, cast.owner)
    assert owner.get(NEW).status_code == 404
    assert owner.get("/devices").status_code == 404


def test_an_ended_one_opens_nothing_and_what_it_opened_is_closed(
    app: Flask, device: Device, role: str, cast: Cast
) -> None:
    inside, _ = come_in(app, device)
    mine = client_for(app, getattr(cast, role))
    with app.extensions["database"].reading() as db:
        public_id = db.scalars(select(Passkey.public_id)).one()
    ended = mine.fill_in("/devices", f"{public_id}/end")
    assert ended.status_code == 303
    assert inside.get("/people/face").status_code == 404
    assert mine.get("/people/face").status_code == 200
    assert come_in(app, device)[1].status_code == 422


def test_nobody_ends_or_sees_anothers(
    app: Flask, device: Device, cast: Cast, database: Database
) -> None:
    with database.reading() as db:
        public_id = db.scalars(select(Passkey.public_id)).one()
    other = client_for(app, cast.dad)
    before = fingerprint(database)
    assert public_id not in other.get("/devices").text
    assert other.post(f"/passkeys/{public_id}/end").status_code == 404
    assert fingerprint(database) == before
    assert come_in(app, device)[1].status_code == 303


def test_one_credential_is_one_persons(app: Flask, device: Device, cast: Cast) -> None:
    again = make(client_for(app, cast.dad), device)
    assert again.status_code == 422
    assert how_many(app.extensions["database"], Passkey) == 1


def test_staff_show_their_second_factor_before_they_add_one(app: Flask, cast: Cast) -> None:
    proved = client_for(app, cast.teacher)
    fields = Device().create(proved.get(NEW))
    late = client_for(app, cast.teacher, is_proved=False)
    assert late.get(NEW).location == "/staff/again"
    assert late.post("/passkeys", data=fields).status_code == 403
    assert client_for(app, cast.gran, is_proved=False).get(NEW).status_code == 200


def test_a_device_shows_the_schools_name_or_ours(
    app: Flask, cast: Cast, database: Database
) -> None:
    def shown() -> str:
        options, _ = asked(client_for(app, cast.gran).get(NEW), "create")
        return str(options["rp"]["name"])

    with database.unit() as db:
        db.execute(delete(School))
    assert shown() == "Third Space"
    with database.unit() as db:
        db.add(School(name="Elm School", made_at=cast.at.now))
    assert shown() == "Elm School"


def test_a_new_one_is_made_for_whoever_was_asked(app: Flask, cast: Cast) -> None:
    """The page of one, sent by another in the same browser."""
    gran = client_for(app, cast.gran)
    fields = Device().create(gran.get(NEW))
    with gran.session_transaction() as session:
        kept = session["browser"]
    dad = client_for(app, cast.dad)
    with dad.session_transaction() as session:
        session["browser"] = kept
    assert dad.post("/passkeys", data=fields).status_code == 422
    assert how_many(app.extensions["database"], Passkey) == 0


@pytest.mark.parametrize(
    "address", ["http://192.0.2.7:8000", "https://192.0.2.7", "http://space.elm.example"]
)
def test_where_no_passkeys_can_be_none_is_offered(app: Flask, cast: Cast, address: str) -> None:
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, address=address)
    try:
        assert "data-ceremony" not in nobody_for(app).get("/staff").text
        assert "cannot use passkeys yet" in client_for(app, cast.gran).get(NEW).text
    finally:
        app.extensions["settings"] = settings


def test_t40_the_site_is_the_setting_and_never_the_hosts_word(app: Flask, cast: Cast) -> None:
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, address="https://space.elm.example")
    try:
        forged = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
        page = nobody_for(app).get("/staff", headers=forged).text
        assert "space.elm.example" in page
        assert "evil.example" not in page
        honest = Device(origin="https://space.elm.example", rp_id="space.elm.example")
        assert make(client_for(app, cast.gran), honest).status_code == 303
        liar = Device(origin="https://evil.example", rp_id="evil.example")
        assert make(client_for(app, cast.gran), liar).status_code == 422
    finally:
        app.extensions["settings"] = settings


# ---------------------------------------------------------------- offered to families


@pytest.fixture
def visits(
    app: Flask, cast: Cast, database: Database, doors_link: Callable[[], str]
) -> Callable[..., TestResponse]:
    """Gran comes in by a fresh link once more."""
    del app, cast, database

    def come(client: SiteClient, *, can: bool) -> TestResponse:
        return client.fill_in(doors_link(), can_passkey="1" if can else "")

    return come


@pytest.fixture
def doors_link(app: Flask, cast: Cast, moment: Moment, nobody: SiteClient) -> Callable[[], str]:
    """Makes a fresh link for Gran, for the browser `nobody`."""
    from portfolio.core import tokens  # noqa: PLC0415 -- used here alone
    from portfolio.models import FreshLink  # noqa: PLC0415 -- the same

    def make_link() -> str:
        nobody.get("/links")
        with nobody.session_transaction() as session:
            browser = session["browser"]
        token = tokens.new_token()
        with app.extensions["database"].unit() as db:
            db.add(
                FreshLink(
                    person_id=cast.gran.id,
                    token_hash=tokens.fingerprint(token),
                    browser_hash=tokens.fingerprint(browser),
                    made_at=moment.now,
                    expires_at=moment.now + ceremony.LASTS,
                )
            )
        return f"/links/{token}"

    return make_link


def _out(client: SiteClient) -> None:
    client.acting = ""
    client.post("/sign-out", bare=False)


def test_none_is_offered_where_there_can_be_none(
    app: Flask, visits: Callable[..., TestResponse], nobody: SiteClient
) -> None:
    visits(nobody, can=True)
    _out(nobody)
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, address="http://192.0.2.7:8000")
    try:
        assert visits(nobody, can=True).location == "/shared"
    finally:
        app.extensions["settings"] = settings


def test_it_is_offered_from_the_second_visit_until_answered(
    visits: Callable[..., TestResponse], nobody: SiteClient, cast: Cast
) -> None:
    assert visits(nobody, can=True).location == "/shared", "not at the first"
    nobody.acting = cast.gran.public_id
    nobody.post("/sign-out")
    nobody.acting = ""
    assert visits(nobody, can=False).location == "/shared", "not where the device cannot"
    nobody.acting = cast.gran.public_id
    nobody.post("/sign-out")
    nobody.acting = ""
    assert visits(nobody, can=True).location == NEW
    nobody.acting = cast.gran.public_id
    assert nobody.fill_in(NEW, "/declined").location == "/shared"
    nobody.post("/sign-out")
    nobody.acting = ""
    assert visits(nobody, can=True).location == "/shared", "never asked again"
    assert nobody.get(NEW).status_code == 200, "and found among the devices"


def test_whoever_has_one_is_not_offered_another(
    visits: Callable[..., TestResponse], nobody: SiteClient, cast: Cast, app: Flask
) -> None:
    for _ in range(2):
        client_for(app, cast.gran)
    make(client_for(app, cast.gran), Device())
    assert visits(nobody, can=True).location == "/shared"
    with app.extensions["database"].reading() as db:
        assert db.scalar(select(func.count()).select_from(FormKey)) is not None


def test_nobody_but_families_declines(app: Flask, cast: Cast) -> None:
    assert client_for(app, cast.teacher).post("/passkeys/declined").status_code == 404


# ---------------------------------------------------------------- as a second factor


def test_staff_show_it_after_their_password_and_before_a_duty(
    app: Flask, cast: Cast, database: Database, staff_of: Callable[[Somebody], str]
) -> None:
    device = Device()
    make(client_for(app, cast.office), device)
    email = staff_of(cast.office)
    client = nobody_for(app)
    answer = client.fill_in("/staff", email=email, password="seven quiet herons")
    assert answer.location == "/staff/second"
    answer = client.fill_in("/staff/second", **device.get(client.get("/staff/second")))
    assert (answer.status_code, answer.location) == (303, "/office")
    with database.unit() as db:
        db.execute(update(SignIn).values(proved_at=None))
    assert client.get("/office/invitations").location == "/staff/again"
    again = client.fill_in("/staff/again", **device.get(client.get("/staff/again")))
    assert (again.status_code, again.location) == (303, "/office/invitations")


def test_a_passkey_may_be_the_first_second_factor(
    app: Flask, cast: Cast, database: Database, staff_of: Callable[[Somebody], str]
) -> None:
    client, device = nobody_for(app), Device()
    answer = client.fill_in("/staff", email=staff_of(cast.office), password="seven quiet herons")
    page = client.get(answer.location)
    wrong = Device(origin="https://evil.example").create(page)
    first = "/staff/second/first-passkey"
    assert client.fill_in_last("/staff", first, **wrong).status_code == 422
    assert how_many(database, Passkey) == how_many(database, SignIn) == 0
    page = client.get(answer.location)
    shown = client.fill_in_last("/staff", first, **device.create(page))
    assert shown.text.count("<li>") == 10
    assert client.get("/office/invitations").status_code == 200
    other = nobody_for(app)
    other.fill_in(
        "/staff", email=f"p{cast.office.id}@school.example", password="seven quiet herons"
    )
    assert other.get("/staff/second/first").location == "/staff/second"
    late = other.post(first, data=Device().get(other.get("/staff/second")))
    assert late.location == "/staff/second", "the password alone adds no other"


def test_t46_an_answer_for_one_purpose_is_good_for_no_other(
    app: Flask, cast: Cast, database: Database, staff_of: Callable[[Somebody], str]
) -> None:
    device, other = Device(), Device()
    make(client_for(app, cast.office), device)
    make(client_for(app, cast.teacher), other)
    client = nobody_for(app)
    client.fill_in("/staff", email=staff_of(cast.office), password="seven quiet herons")
    second = device.get(client.get("/staff/second"))
    assert client.post(SIGN_IN, data=second).status_code == 422
    door = device.get(client.get("/staff"))
    assert client.post("/staff/second", data=door).status_code == 422
    anothers = other.get(client.get("/staff/second"))
    assert client.post("/staff/second", data=anothers).status_code == 422
    assert client.get("/office").status_code == 404
    with database.reading() as db:
        assert db.scalars(select(SignIn).where(SignIn.way == "password")).all() == []
    assert client.post("/staff/second", data=second).status_code == 303


@pytest.fixture
def staff_of(database: Database, moment: Moment) -> Callable[[Somebody], str]:
    """Gives one of the staff a password, and tells their address."""
    from portfolio.core import passwords  # noqa: PLC0415 -- used here alone
    from portfolio.models import Secret  # noqa: PLC0415 -- the same
    from portfolio.models.enums import SecretKind  # noqa: PLC0415 -- the same

    def make_one(who: Somebody) -> str:
        email = f"p{who.id}@school.example"
        hashed = passwords.hash_secret("seven quiet herons")
        with database.unit() as db:
            db.get_one(Person, who.id).email = email
            db.add(Secret(person_id=who.id, kind=SecretKind.WORD, hash=hashed, set_at=moment.now))
        return email

    return make_one
