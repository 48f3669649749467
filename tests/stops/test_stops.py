"""The stop switch, rehearsed (T69): it holds from the next request, and all comes back whole."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.core import clock
from portfolio.core.mail import mailer_from, read_all
from portfolio.deeds import DEEDS
from portfolio.jobs import Worker
from portfolio.models import LogRow, Person, SignIn, Stop
from portfolio.models.enums import CommentState, StopKind
from portfolio.office import invitations
from portfolio.stops import actions
from portfolio.visibility import reads
from tests.cast import FAMILY, TEACHERS
from tests.client import client_for, nobody_for
from tests.concerning import started_again, stopped
from tests.conftest import TIME_ZONE
from tests.keys import Device
from tests.letters import number_on
from tests.rows import fingerprint, how_many

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from werkzeug.test import TestResponse

    from portfolio.core.database import Database
    from portfolio.settings import Settings
    from tests.cast import Cast
    from tests.circles import Somebody, Thing
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]

CLOSED = "The school has closed this for families for now."
STOPPED = "The school has stopped all talk for now."


def up(cast: Cast) -> Thing:
    return cast.puts_up(cast.owner, [TEACHERS, FAMILY, cast.oak.group.children], title="A kite")


@pytest.mark.parametrize("role", ["office", "lead"])
def test_t69_one_switch_stops_all_comments_from_the_next_request(
    role: str, *, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    thing = up(cast)
    cast.says(cast.mum, thing, "Quagga", CommentState.UP)
    address = f"/items/{thing.public_id}"
    clients = {who: client_of(getattr(cast, who)) for who in ("owner", "gran", "mum", "teacher")}
    assert all("Quagga" in client.get(address).text for client in clients.values())
    switch = client_of(getattr(cast, role))
    assert switch.fill_in("/safety/stop", "/comments").location == "/safety/stop"
    for who, client in clients.items():
        page = client.get(address).text
        assert STOPPED in page, who
        assert ("Quagga" in page) is (who in {"mum", "teacher"}), who  # hers, and her checker
        before = how_many(database, LogRow)
        said = client.post(f"{address}/comments", data={"words": "Let me say this"})
        assert said.status_code == 409
        assert STOPPED in said.text
        assert "Let me say this" in said.text
        assert how_many(database, LogRow) == before
    assert switch.fill_in("/safety/stop", "/comments/end").location == "/safety/stop"
    assert all("Quagga" in client.get(address).text for client in clients.values())
    assert clients["gran"].post(f"{address}/comments", data={"words": "Hello"}).status_code == 303


def test_t69_one_switch_closes_for_all_families(cast: Cast, client_of: ClientOf) -> None:
    thing = up(cast)
    address = f"/items/{thing.public_id}"
    families = {role: client_of(getattr(cast, role)) for role in ("mum", "gran", "dad")}
    others = {role: client_of(getattr(cast, role)) for role in ("owner", "classmate", "teacher")}
    assert {c.get(address).status_code for c in (*families.values(), *others.values())} == {200}
    lead = client_of(cast.lead)
    lead.fill_in("/safety/stop", "/families")
    for role, client in families.items():
        for path in (address, "/shared", "/", "/devices", "/concerns", "/my-card"):
            answer = client.get(path)
            assert answer.status_code == 503, (role, path)
            assert CLOSED in answer.text
            assert "kite" not in answer.text
        assert client.post(f"{address}/comments", data={"words": "Hi"}).status_code == 503
    assert {c.get(address).status_code for c in others.values()} == {200}
    client_of(cast.office).fill_in("/safety/stop", "/families/end")
    assert {c.get(address).status_code for c in families.values()} == {200}


def test_t69_the_rule_itself_shows_families_nothing(cast: Cast) -> None:
    thing = up(cast)
    with cast.database.reading() as db:
        before = set(reads.viewers_of(db, thing.id, cast.at))
    assert {cast.mum.id, cast.gran.id, cast.dad.id} < before
    stopped(cast, StopKind.FAMILIES)
    with cast.database.reading() as db:
        assert reads.sight_of(db, cast.gran.viewer(cast.at), thing.id) is None
        assert set(reads.viewers_of(db, thing.id, cast.at)) == before - {
            cast.mum.id,
            cast.gran.id,
            cast.dad.id,
        }
    started_again(cast)
    with cast.database.reading() as db:
        assert set(reads.viewers_of(db, thing.id, cast.at)) == before


def test_t69_a_stop_of_one_kind_is_none_of_the_other(cast: Cast, client_of: ClientOf) -> None:
    thing = up(cast)
    cast.says(cast.mum, thing, "Quagga", CommentState.UP)
    stopped(cast, StopKind.FAMILIES)
    assert "Quagga" in client_of(cast.owner).get(f"/items/{thing.public_id}").text
    started_again(cast)
    stopped(cast, StopKind.COMMENTS)
    assert client_of(cast.gran).get(f"/items/{thing.public_id}").status_code == 200


def test_t69_a_card_opens_nothing_and_stays_good(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    gran = client_of(cast.gran)
    shown = gran.fill_in("/my-card", "/my-card", secret="471 902", word="471902")
    code = re.search(r'paper-card-code"[^>]*>([0-9A-Z-]+)<', shown.text)
    assert code is not None
    card = f"/family-cards/{code[1].replace('-', '')}"
    assert gran.fill_in("/my-card", "/sign-out").status_code == 303
    gran.acting = ""
    _is_closed(database, gran, lambda: gran.fill_in(card, secret="471902"))
    started_again(cast)
    assert gran.fill_in(card, secret="471902").location == "/shared"


def _is_closed(database: Database, client: SiteClient, press: Callable[[], TestResponse]) -> None:
    """While families are stopped the press opens nothing, and changes no row."""
    at = clock.moment(TIME_ZONE)
    with database.unit() as db:
        actions.stop(db, StopKind.FAMILIES, 1, at)
    before = fingerprint(database)
    answer = press()
    assert answer.status_code == 503
    assert CLOSED in answer.text
    assert fingerprint(database) == before
    assert client.get("/shared").status_code == 404


def test_t69_a_letter_opens_nothing_and_stays_good(
    cast: Cast, nobody: SiteClient, database: Database
) -> None:
    place = invitations.FamilyPlace(cast.owner.id, "Granny", None, "Granny's home")
    with database.unit() as db:
        token = invitations.invite_family(db, place, cast.at, by=cast.teacher.id)
    address = f"/letters/{token}"
    number = number_on(address)
    _is_closed(database, nobody, lambda: nobody.fill_in(address, number=number))
    started_again(cast)
    assert nobody.fill_in(address, number=number).location == "/letters/email"


def test_t69_a_passkey_opens_nothing_and_stays_good(
    cast: Cast, client_of: ClientOf, nobody: SiteClient, database: Database
) -> None:
    device, gran = Device(), client_of(cast.gran)
    assert gran.post("/passkeys", data=device.create(gran.get("/passkeys/new"))).status_code == 303

    def press() -> TestResponse:
        return nobody.post("/passkeys/sign-in", data=device.get(nobody.get("/family")))

    _is_closed(database, nobody, press)
    started_again(cast)
    assert press().location == "/shared"


@pytest.mark.parametrize("when", ["before it is asked", "between asking and sending", "not at all"])
def test_t15_no_link_is_mailed_to_a_family_that_is_stopped(
    when: str, *, cast: Cast, nobody: SiteClient, settings: Settings
) -> None:
    with cast.database.unit() as db:
        db.execute(update(Person).where(Person.id == cast.gran.id).values(email="g@example.org"))
    folder = Path(settings.mail.removeprefix("folder:"))
    before = len(read_all(folder))
    if when == "before it is asked":
        stopped(cast, StopKind.FAMILIES)
    nobody.fill_in("/links", email="g@example.org")
    worker = Worker(
        cast.database, settings, mailer_from(settings.mail, settings.mail_sender), DEEDS
    )
    worker.do_one()
    if when == "between asking and sending":
        stopped(cast, StopKind.FAMILIES)
    while worker.do_one():
        pass
    assert len(read_all(folder)) - before == (1 if when == "not at all" else 0)


def test_sessions_of_families_are_kept_and_they_may_sign_out(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    gran, mum = client_of(cast.gran), client_of(cast.mum)
    stopped(cast, StopKind.FAMILIES)
    assert gran.post("/sign-out").status_code == 303
    assert mum.get("/static/css/space.css").status_code in {200, 404}
    assert mum.get("/shared").status_code == 503
    with database.reading() as db:
        open_ids = set(db.scalars(select(SignIn.person_id).where(SignIn.ended_at.is_(None))))
    assert cast.mum.id in open_ids
    assert cast.gran.id not in open_ids


@pytest.mark.parametrize("role", ["teacher", "owner", "gran", "club_leader", "second_teacher"])
def test_nobody_else_has_the_switch(
    role: str, *, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    client = client_of(getattr(cast, role))
    before = fingerprint(database)
    assert client.get("/safety/stop").status_code == 404
    for path in ("comments", "comments/end", "families", "families/end"):
        assert client.post(f"/safety/stop/{path}").status_code == 404
    assert fingerprint(database) == before


def test_the_switch_asks_for_a_second_factor_of_late(cast: Cast, app: Flask) -> None:
    lead = client_for(app, cast.lead, is_proved=False)
    assert lead.post("/safety/stop/comments").status_code != 303
    assert how_many(cast.database, Stop) == 0


def test_pressed_twice_it_is_one_stop_and_the_log_says_who(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    lead, office = client_of(cast.lead), client_of(cast.office)
    for client in (lead, office):
        assert client.post("/safety/stop/comments").status_code == 303
    for client in (office, lead):
        assert client.post("/safety/stop/comments/end").status_code == 303
    with database.reading() as db:
        (row,) = db.scalars(select(Stop)).all()
        found = select(LogRow.event, LogRow.by_id).where(
            LogRow.event.in_(["stopped", "stop_ended"])
        )
        assert [tuple(one) for one in db.execute(found.order_by(LogRow.id))] == [
            ("stopped", cast.lead.id),
            ("stop_ended", cast.office.id),
        ]
        assert (row.begun_by_id, row.ended_by_id) == (cast.lead.id, cast.office.id)


def test_every_desk_says_so_while_it_is_on(cast: Cast, client_of: ClientOf) -> None:
    desks = {"teacher": "/to-check", "office": "/office", "lead": "/waiting-times"}
    clients = {role: client_of(getattr(cast, role)) for role in desks}
    assert not any(STOPPED in clients[role].get(path).text for role, path in desks.items())
    stopped(cast, StopKind.COMMENTS)
    for role, path in desks.items():
        page = clients[role].get(path).text
        assert STOPPED in page, role
        assert ("/safety/stop" in page) is (role != "teacher")


def test_nobody_signed_in_reads_nothing_of_it(cast: Cast, app: Flask) -> None:
    before = nobody_for(app).get("/").text
    stopped(cast, StopKind.FAMILIES)
    assert len(nobody_for(app).get("/").text) == len(before)


@pytest.mark.parametrize("is_stopped", [False, True])
def test_t69_what_a_teacher_puts_up_meanwhile_has_its_card_afterwards(
    *, is_stopped: bool, cast: Cast, client_of: ClientOf
) -> None:
    thing = up(cast)
    said = cast.says(cast.gran, thing, "Quokka", CommentState.WAITING)
    if is_stopped:
        stopped(cast, StopKind.COMMENTS)
    client_of(cast.teacher).post(f"/comments/{said.public_id}/checks", data={"result": "up"})
    owner = client_of(cast.owner)
    assert ("Quokka" in owner.get("/for-me").text) is not is_stopped
    started_again(cast)
    assert "Quokka" in owner.get("/for-me").text
