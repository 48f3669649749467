"""While all of it is put back or moved, pages are there and nothing is written by anybody."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, update

from portfolio.core.errors import StandsStillError
from portfolio.core.mail import mailer_from
from portfolio.deeds import CHORES, DEEDS
from portfolio.jobs import Worker
from portfolio.models import Base, Look, Person, School, Standstill
from portfolio.models.enums import StandstillKind
from portfolio.standstill import actions
from tests.cast import FAMILY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from portfolio.core.database import Database
    from portfolio.settings import Settings
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]


def stand_still(database: Database, kind: StandstillKind, now: datetime) -> None:
    with database.unit_alone() as db:
        db.merge(Standstill(id=1, kind=kind, since=now))


@pytest.fixture
def still(database: Database, cast: Cast) -> Iterator[None]:
    """A backup is being put back."""
    stand_still(database, StandstillKind.PUTTING_BACK, cast.at.now)
    yield
    actions.end(database)


def rows(database: Database) -> dict[str, int]:
    with database.reading() as db:
        return {
            table.name: db.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
            if table.name != "standstill"
        }


def test_pages_are_there_and_a_press_is_told_kindly(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    owner, gran = client_of(cast.owner), client_of(cast.gran)
    form = f"/items/{thing.public_id}/edit"
    assert owner.get(form).status_code == 200
    stand_still(database, StandstillKind.PUTTING_BACK, cast.at.now)
    before = rows(database)
    assert gran.get(f"/items/{thing.public_id}").status_code == 200, "a look that cannot be noted"
    answer = owner.post(f"/items/{thing.public_id}/bin", data={"words": "What I typed"})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "The space is being put back" in answer.text
    assert rows(database) == before
    with database.reading() as db:
        assert db.scalars(select(Look.id)).all() == []
    actions.end(database)
    assert owner.post(f"/items/{thing.public_id}/bin").status_code == 303
    assert gran.get("/").status_code in {200, 302, 303}


def test_whoever_goes_is_gone_for_the_next_one_at_that_browser(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    owner = client_of(cast.owner)
    assert owner.get("/space").status_code == 200
    stand_still(database, StandstillKind.MOVED, cast.at.now)
    before = rows(database)
    answer = owner.post("/sign-out")
    assert answer.status_code == 303
    assert answer.headers["Clear-Site-Data"]
    assert owner.get("/space").status_code == 404
    assert rows(database) == before


def test_what_was_typed_is_given_back_to_whoever_typed_it(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    owner = client_of(cast.owner)
    stand_still(database, StandstillKind.MOVED, cast.at.now)
    typed = {"words": "A long tale", "acting": cast.owner.public_id}
    answer = owner.post("/items", data=typed, headers={"Origin": "http://localhost"})
    assert answer.status_code == 503
    assert "A long tale" in answer.text
    assert "The space is moving house" in answer.text
    told = owner.post("/items", data=typed, headers={"Accept": "application/json"})
    assert (told.status_code, "Nothing was saved" in told.text) == (503, True)


@pytest.mark.usefixtures("still")
def test_nobody_comes_in(nobody: SiteClient, cast: Cast) -> None:
    answer = nobody.post("/staff/sign-in", data={"email": "a@b.example", "password": "x" * 12})
    assert answer.status_code == 503
    assert cast.owner.public_id not in answer.text


@pytest.mark.usefixtures("still")
def test_no_unit_of_anybody_writes(database: Database, settings: Settings) -> None:
    with pytest.raises(StandsStillError), database.unit() as db:
        db.execute(update(School).values(name="Changed"))
    worker = Worker(
        database, settings, mailer_from(settings.mail, settings.mail_sender), DEEDS, CHORES
    )
    assert not worker.may_write()
    with database.reading() as db:
        assert db.scalars(select(School.name)).one() != "Changed"
        assert db.scalars(select(Person.id)).first()


def test_it_begins_only_when_whoever_had_begun_to_write_is_over(
    database: Database, cast: Cast
) -> None:
    """And nobody begins in between: what was asked before the standstill is kept, too."""
    begun, done = Event(), Event()

    def write() -> None:
        with database.unit() as db:
            db.execute(update(School).values(name="In time"))
            begun.set()
            done.wait(2)

    with ThreadPoolExecutor(2) as pool:
        writing = pool.submit(write)
        begun.wait(5)
        halting = pool.submit(stand_still, database, StandstillKind.MOVING, cast.at.now)
        with database.reading() as db:
            assert db.scalars(select(School.name)).one() != "In time"
        assert not halting.done()
        done.set()
        writing.result(5)
        halting.result(8)
    with pytest.raises(StandsStillError), database.unit() as db:
        db.execute(update(School).values(name="Too late"))
    with database.reading() as db:
        assert db.scalars(select(School.name)).one() == "In time"
