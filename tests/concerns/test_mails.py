"""The mail that something waits: to whom, and with nothing in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.concerns.actions import MAIL
from portfolio.core.mail import StoredMail, mailer_from, read_all
from portfolio.deeds import DEEDS
from portfolio.jobs import Worker, enqueue
from portfolio.models import Concern, Duty, Person
from portfolio.models.enums import ConcernFor, DutyKind
from tests.cast import FAMILY, TEACHERS
from tests.concerning import told

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.core.database import Database
    from portfolio.settings import Settings
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]

LEAD, TEACHER = "lead@school.example", "teacher@school.example"
OFFICE = "office@school.example"


@pytest.fixture(autouse=True)
def _staff_have_addresses(database: Database, cast: Cast) -> None:
    with database.unit() as db:
        for who, email in ((cast.lead, LEAD), (cast.teacher, TEACHER), (cast.office, OFFICE)):
            db.execute(update(Person).where(Person.id == who.id).values(email=email))


@pytest.fixture
def arrives(database: Database, settings: Settings) -> Callable[[], list[StoredMail]]:
    """Does all jobs, and gives the mails that came by them."""
    folder = Path(settings.mail.removeprefix("folder:"))
    worker = Worker(database, settings, mailer_from(settings.mail, settings.mail_sender), DEEDS)

    def do() -> list[StoredMail]:
        before = len(read_all(folder))
        while worker.do_one():
            pass
        mails = read_all(folder)
        return mails[: len(mails) - before]

    return do


def raises(cast: Cast, client_of: ClientOf) -> None:
    thing = cast.puts_up(cast.owner, [TEACHERS, FAMILY], title="A kite")
    data = {"kind": "hurt", "line": "Quagga"}
    path = f"/items/{thing.public_id}/concern"
    assert client_of(cast.mum).post(path, data=data).status_code == 303


def test_t15_it_goes_to_the_lead_and_says_nothing(
    cast: Cast, client_of: ClientOf, arrives: Callable[[], list[StoredMail]]
) -> None:
    raises(cast, client_of)
    (mail,) = arrives()
    whole = f"{mail}"
    assert LEAD in whole
    for word in ("Quagga", "kite", "Amina", "Mum", "hurt"):
        assert word not in whole
    assert any(link.endswith("/safety") for link in mail.links)


@pytest.mark.parametrize("turn", ["duty", "place", "restriction", "read", "settled"])
def test_t15_whoever_may_read_it_no_more_gets_none(
    turn: str, *, cast: Cast, client_of: ClientOf, arrives: Callable[[], list[StoredMail]]
) -> None:
    raises(cast, client_of)
    now = cast.at.now
    values = {"read": {"read_at": now, "read_by_id": cast.lead.id}, "settled": {"settled_at": now}}
    if turn == "place":
        cast.leaves(cast.lead)
    elif turn == "restriction":
        cast.restricts(cast.lead, cast.owner)
    else:
        with cast.database.unit() as db:
            if turn == "duty":
                leads = update(Duty).where(Duty.kind == DutyKind.SAFEGUARDING)
                db.execute(leads.values(until_on=cast.at.today))
            else:
                db.execute(update(Concern).values(**values[turn]))
    assert arrives() == []


def test_what_a_child_tells_a_teacher_is_mailed_to_the_teachers_alone(
    cast: Cast, client_of: ClientOf, arrives: Callable[[], list[StoredMail]]
) -> None:
    client_of(cast.owner).post("/tell", data={"line": "Quagga", "reads": "teacher"})
    mails = arrives()
    assert LEAD not in {mail.to for mail in mails}
    assert TEACHER in {mail.to for mail in mails}
    for mail in mails:
        assert "Quagga" not in f"{mail}"
        assert any(link.endswith("/told") for link in mail.links)


def loses_its_lead(cast: Cast) -> None:
    with cast.database.unit() as db:
        safety = update(Duty).where(Duty.kind == DutyKind.SAFEGUARDING)
        db.execute(safety.values(until_on=cast.at.today))


def test_what_nobody_may_read_is_mailed_to_the_office_and_says_nothing(
    cast: Cast, client_of: ClientOf, arrives: Callable[[], list[StoredMail]]
) -> None:
    loses_its_lead(cast)
    raises(cast, client_of)
    (mail,) = arrives()
    assert mail.to == OFFICE
    for word in ("Quagga", "kite", "Amina", "Mum", "hurt"):
        assert word not in f"{mail}"
    assert any(link.endswith("/safety") for link in mail.links)
    assert "one concern waits" in client_of(cast.office).get("/safety").text


@pytest.mark.parametrize("turn", ["a lead", "place", "duty", "about them"])
def test_the_office_is_mailed_no_more_when_it_is_not_for_them(
    turn: str, *, cast: Cast, client_of: ClientOf, arrives: Callable[[], list[StoredMail]]
) -> None:
    loses_its_lead(cast)
    raises(cast, client_of)
    if turn == "place":
        cast.leaves(cast.office)
    with cast.database.unit() as db:
        if turn == "a lead":
            duty = DutyKind.SAFEGUARDING
            db.add(Duty(person_id=cast.lead.id, kind=duty, from_on=cast.at.today))
        elif turn == "duty":
            db.execute(update(Duty).values(until_on=cast.at.today))
        elif turn == "about them":
            db.execute(update(Concern).values(about_id=cast.office.id))
    assert arrives() == []


def test_what_lost_its_teacher_leads_a_lead_to_their_own_page(
    cast: Cast, arrives: Callable[[], list[StoredMail]]
) -> None:
    told(cast, cast.owner, ConcernFor.TEACHER)
    with cast.database.unit() as db:
        about = db.scalars(select(Concern.id)).one()
        enqueue(db, MAIL, cast.at, concern=about, person=cast.lead.id, address="https://a.example")
    for who in (cast.teacher, cast.second_teacher):
        cast.ends_membership(who, cast.group)
    (mail,) = arrives()
    assert mail.to == LEAD
    assert mail.links == ("https://a.example/safety",)


def test_what_a_teacher_hands_on_is_mailed_to_the_lead(
    cast: Cast, client_of: ClientOf, arrives: Callable[[], list[StoredMail]]
) -> None:
    told(cast, cast.owner, ConcernFor.TEACHER)
    client_of(cast.teacher).fill_in("/told", "/handing-on")
    (mail,) = arrives()
    assert mail.to == LEAD
    assert any(link.endswith("/safety") for link in mail.links)


def test_flagged_talk_of_a_family_is_mailed_to_the_lead(
    cast: Cast, client_of: ClientOf, arrives: Callable[[], list[StoredMail]]
) -> None:
    thing = cast.puts_up(cast.rowan.owner, [FAMILY])
    path = f"/items/{thing.public_id}/comments"
    client_of(cast.rowan.mum).post(path, data={"words": "Ring 0151 496 0123"})
    (mail,) = arrives()
    assert LEAD in f"{mail}"
    assert "0151" not in f"{mail}"
