"""The mail that something waits: to whom, and with nothing in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from portfolio.core.mail import StoredMail, mailer_from, read_all
from portfolio.deeds import DEEDS
from portfolio.jobs import Worker
from portfolio.models import Concern, Duty, Person
from portfolio.models.enums import ConcernFor
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


@pytest.fixture(autouse=True)
def _staff_have_addresses(database: Database, cast: Cast) -> None:
    with database.unit() as db:
        for who, email in ((cast.lead, LEAD), (cast.teacher, TEACHER)):
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
                db.execute(update(Duty).values(until_on=cast.at.today))
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
