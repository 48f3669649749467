"""F16: a mail server that is away for a day, by a real one that refuses and then takes."""

from __future__ import annotations

import socket
import threading
import time
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, update

from portfolio.core import clock, passwords
from portfolio.core.mail import Security, SmtpMailer
from portfolio.deeds import DEEDS
from portfolio.jobs import ATTEMPTS, LONGEST_WAIT, PATIENT_ATTEMPTS, Worker
from portfolio.models import Duty, FamilyTie, Job, Person, Secret
from portfolio.models.enums import SecretKind
from portfolio.signin import actions as signin
from portfolio.watching import queries as watching
from tests.apps import set_up
from tests.cast import FAMILY, TEACHERS
from tests.client import client_for, nobody_for
from tests.conftest import TIME_ZONE
from tests.faults.letterbox import Letterbox, passes, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from portfolio.core.database import Database
    from portfolio.settings import Settings
    from tests.cast import Cast

A_DAY = timedelta(hours=24)
SOON = timedelta(seconds=41)
"""After the first attempt the second one comes forty seconds later."""

GRAN, MUM, DAD, LEAD, ADA = (f"{who}@post.example" for who in ("gran", "mum", "dad", "lead", "ada"))
PASSWORD = "seven quiet herons"


def mailer(port: int) -> SmtpMailer:
    return SmtpMailer("127.0.0.1", port, Security.NONE, "", "", "space@oak.example")


@pytest.fixture
def box() -> Iterator[Letterbox]:
    with serving() as made:
        yield made


@pytest.fixture
def ours(database: Database, settings: Settings, box: Letterbox, cast: Cast) -> Worker:
    """The worker of a school whose mails go to that server; some have an address."""
    whose = {cast.gran: GRAN, cast.mum: MUM, cast.lead: LEAD, cast.teacher: ADA}
    with database.unit() as db:
        for who, email in whose.items():
            db.execute(update(Person).where(Person.id == who.id).values(email=email))
    return Worker(database, settings, mailer(box.port), DEEDS)


def works(ours: Worker) -> None:
    """Do all that is due."""
    while ours.do_one():
        pass


def waits(database: Database) -> list[Job]:
    """The jobs that are neither done nor given up."""
    is_open = Job.done_at.is_(None), Job.failed_at.is_(None)
    with database.reading() as db:
        return list(db.scalars(select(Job).where(*is_open).order_by(Job.run_at)))


def given_up(database: Database) -> list[Job]:
    with database.reading() as db:
        return list(db.scalars(select(Job).where(Job.failed_at.is_not(None))))


def works_for(ours: Worker, how_long: timedelta) -> None:
    """Do what falls due in that time, each at its time; the rest of it passes at the end."""
    works(ours)
    while (waiting := waits(ours.database)) and how_long > timedelta(0):
        until = waiting[0].run_at - clock.moment(TIME_ZONE).now
        step = min(until + timedelta(seconds=1), how_long)
        passes(ours.database, step)
        how_long -= step
        works(ours)
    passes(ours.database, how_long)


# ---------------------------------------------------------------- each mail that there is


def asks_to_come_in(app: Flask, cast: Cast) -> None:
    del cast
    nobody_for(app).fill_in("/links", email=GRAN)


def gives_an_address(app: Flask, cast: Cast) -> None:
    client_for(app, cast.dad).fill_in("/letters/email", "/letters/email", email=DAD)


def lost_their_password(app: Flask, cast: Cast) -> None:
    """Only who has a second factor is mailed to."""
    word = passwords.hash_secret(PASSWORD)
    with cast.database.unit() as db:
        own = {"person_id": cast.teacher.id, "kind": SecretKind.WORD, "hash": word}
        db.add(Secret(set_at=cast.at.now, **own))
    client = nobody_for(app)
    client.fill_in("/staff", email=ADA, password=PASSWORD)
    set_up(client)
    nobody_for(app).fill_in("/staff/lost", email=ADA)


def raises_a_concern(app: Flask, cast: Cast) -> None:
    thing = cast.puts_up(cast.owner, [TEACHERS, FAMILY])
    said = {"kind": "hurt", "line": "Quagga"}
    answer = client_for(app, cast.mum).post(f"/items/{thing.public_id}/concern", data=said)
    assert answer.status_code == 303


MAILS = {
    GRAN: asks_to_come_in,
    DAD: gives_an_address,
    ADA: lost_their_password,
    LEAD: raises_a_concern,
}


# ---------------------------------------------------------------- what happens meanwhile


def whom(cast: Cast, to: str) -> int:
    who = {GRAN: cast.gran, DAD: cast.dad, ADA: cast.teacher, LEAD: cast.lead}[to]
    return int(who.id)


def runs_out(cast: Cast, to: str) -> None:
    lasts = timedelta(hours=24) if to == DAD else timedelta(minutes=10)
    passes(cast.database, lasts)


def leaves(cast: Cast, to: str) -> None:
    gone = update(Person).where(Person.id == whom(cast, to))
    with cast.database.unit() as db:
        db.execute(gone.values(until_on=cast.at.today))


def is_tied_no_more(cast: Cast, to: str) -> None:
    ended = update(FamilyTie).where(FamilyTie.adult_id == whom(cast, to))
    with cast.database.unit() as db:
        db.execute(ended.values(until_on=cast.at.today))


def comes_out_everywhere(cast: Cast, to: str) -> None:
    with cast.database.unit() as db:
        signin.end_all(db, whom(cast, to), cast.at)


def is_somebody_elses(cast: Cast, to: str) -> None:
    """Somebody else confirmed that address meanwhile."""
    with cast.database.unit() as db:
        db.execute(update(Person).where(Person.id == cast.mum.id).values(email=to))


def is_restricted(cast: Cast, to: str) -> None:
    assert to == LEAD
    cast.restricts(cast.lead, cast.owner)


def has_no_duty(cast: Cast, to: str) -> None:
    assert to == LEAD
    with cast.database.unit() as db:
        own = update(Duty).where(Duty.person_id == cast.lead.id)
        db.execute(own.values(until_on=cast.at.today))


STALE = [
    *((to, turn) for to in (GRAN, DAD, ADA) for turn in (runs_out, leaves, comes_out_everywhere)),
    *((to, is_tied_no_more) for to in (GRAN, DAD)),
    (DAD, is_somebody_elses),
    *((LEAD, turn) for turn in (leaves, is_restricted, has_no_duty)),
]


@pytest.mark.parametrize("to", MAILS)
def test_f16_a_mail_that_was_refused_comes_at_the_next_try(
    to: str, *, app: Flask, cast: Cast, box: Letterbox, ours: Worker
) -> None:
    MAILS[to](app, cast)
    box.is_away = True
    works(ours)
    assert box.asked
    box.is_away = False
    passes(ours.database, SOON)
    works(ours)
    assert box.to.count(to) == 1
    assert not waits(ours.database)


@pytest.mark.parametrize(("to", "turn"), STALE)
def test_f16_a_mail_that_nobody_should_have_any_more_is_dropped_quietly(
    to: str, turn: object, *, app: Flask, cast: Cast, box: Letterbox, ours: Worker
) -> None:
    MAILS[to](app, cast)
    box.is_away = True
    works(ours)
    assert box.asked
    turn(cast, to)  # type: ignore[operator]  # one of the functions above
    box.is_away = False
    passes(ours.database, SOON)
    works(ours)
    assert to not in box.to
    assert not waits(ours.database)
    assert "Everything is done." in client_for(app, cast.office).get("/office/undone").text


def test_f16_what_is_still_wanted_after_a_day_arrives_once(
    app: Flask, cast: Cast, box: Letterbox, ours: Worker
) -> None:
    raises_a_concern(app, cast)
    asks_to_come_in(app, cast)
    box.is_away = True
    works_for(ours, A_DAY)
    assert (box.to, given_up(ours.database)) == ([], [])
    with ours.database.reading() as db:
        assert watching.waiting(db, clock.moment(TIME_ZONE)).jobs_tried_again == 1
    box.is_away = False
    works_for(ours, LONGEST_WAIT + SOON)
    assert box.to == [LEAD]
    assert "Quagga" not in box.texts[0]
    assert not waits(ours.database)


def test_f16_it_is_given_up_only_after_more_than_a_day_and_the_office_reads_how_often(
    app: Flask, cast: Cast, box: Letterbox, ours: Worker
) -> None:
    raises_a_concern(app, cast)
    box.is_away = True
    works_for(ours, A_DAY)
    assert not given_up(ours.database)
    works_for(ours, A_DAY)
    (job,) = given_up(ours.database)
    assert job.attempts == box.asked == PATIENT_ATTEMPTS
    office = client_for(app, cast.office)
    assert f"tried {PATIENT_ATTEMPTS} times" in office.get("/office/undone").text
    box.is_away = False
    office.post("/office/undone/tries")
    works(ours)
    assert box.to == [LEAD]


def test_f16_one_dead_address_holds_up_nobody(
    app: Flask, cast: Cast, box: Letterbox, ours: Worker
) -> None:
    box.dead = {GRAN}
    raises_a_concern(app, cast)
    asks_to_come_in(app, cast)
    nobody_for(app).fill_in("/links", email=MUM)
    works(ours)
    assert sorted(box.to) == [LEAD, MUM]
    assert [job.attempts for job in waits(ours.database)] == [1]


def test_f16_an_address_that_is_dead_for_good_is_given_up_within_the_hour(
    app: Flask, cast: Cast, box: Letterbox, ours: Worker
) -> None:
    box.dead = {LEAD}
    raises_a_concern(app, cast)
    works_for(ours, timedelta(hours=1))
    (job,) = given_up(ours.database)
    assert (job.attempts, box.to) == (ATTEMPTS, [])


def test_f16_while_a_mail_server_says_nothing_everybody_saves(
    app: Flask, cast: Cast, settings: Settings, database: Database, ours: Worker
) -> None:
    """It takes the connection, and then nothing comes: no lock may be held all the while."""
    raises_a_concern(app, cast)
    owner = client_for(app, cast.owner)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        slow = Worker(database, settings, mailer(port), ours.deeds)
        at_it = threading.Thread(target=slow.do_one)
        at_it.start()
        came, _address = silent.accept()
        began = time.monotonic()
        made = {"title": "A kite", "key": uuid.uuid4().hex, "place": "home", "paper": "sky"}
        made["happened_on"] = cast.at.today.isoformat()
        assert owner.post("/items", data=made).status_code == 303
        assert at_it.is_alive(), f"after {time.monotonic() - began:.0f} s"
        came.close()
        at_it.join()
    with database.reading() as db:
        assert db.scalar(select(func.count()).where(Job.failure == "MailNotSent")) == 1
