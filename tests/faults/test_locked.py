"""F04: a database that somebody else holds, and one to which no connection is free."""

from __future__ import annotations

import socket
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

from portfolio.core import schema
from portfolio.core.database import LOCK_WAIT_SECONDS, Database
from portfolio.models import Item, Revision
from portfolio.settings import ROOT
from tests.cast import FAMILY
from tests.faults.locks import held_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.test import TestResponse

    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]

PHOTO = (ROOT / "tests/faults/photo.jpg").read_bytes()
LONG = 30
"""Seconds for which it would stay locked, if nobody let go before."""

ONE_WAIT = LOCK_WAIT_SECONDS + 5
"""One wait and what a busy machine takes for all else; two would be more."""


@pytest.fixture
def form(cast: Cast) -> dict[str, str]:
    key = uuid.uuid4().hex
    said = {"title": f"A thing {key}", "words": "<p>Words.</p>", "key": key}
    return {**said, "happened_on": cast.at.today.isoformat(), "place": "home", "paper": "sky"}


def send(client: SiteClient, form: dict[str, str], **more: Any) -> TestResponse:  # noqa: ANN401 -- as Flask's client
    """The form with its photo, as a page sends it."""
    return client.post("/items", data={**form, "photos": (BytesIO(PHOTO), "a.jpg")}, **more)


def things(database: Database, form: dict[str, str]) -> int:
    of_it = select(func.count(Item.id.distinct())).join(Revision, Revision.item_id == Item.id)
    with database.reading() as db:
        return db.scalar(of_it.where(Revision.title == form["title"])) or 0


def is_told_to_wait(answer: TestResponse) -> bool:
    """503 in words, with when to come again."""
    said = "Nothing was saved. Try again soon."
    return answer.status_code == 503 and said in answer.text and "Retry-After" in answer.headers


def test_f04_a_database_that_is_locked_for_a_second_is_waited_for(
    cast: Cast, client_of: ClientOf, database: Database, form: dict[str, str]
) -> None:
    owner = client_of(cast.owner)
    with held_for(database, 1):
        assert send(owner, form).status_code == 303
    assert things(database, form) == 1


@pytest.mark.parametrize("by", ["page", "script"])
def test_f04_one_that_stays_locked_is_waited_for_five_seconds_and_nothing_is_saved_twice(
    by: str, *, cast: Cast, client_of: ClientOf, database: Database, form: dict[str, str]
) -> None:
    owner = client_of(cast.owner)
    headers = {"Accept": "application/json"} if by == "script" else {}
    with held_for(database, LONG):
        began = time.monotonic()
        answer = send(owner, form, headers=headers)
        waited = time.monotonic() - began
    assert is_told_to_wait(answer), answer.text
    assert waited < ONE_WAIT
    assert things(database, form) == 0
    assert send(owner, form).status_code == 303
    send(owner, form)
    assert things(database, form) == 1


def test_f04_other_pages_answer_while_somebody_holds_it(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY], title="A kite")
    owner, gran = client_of(cast.owner), client_of(cast.gran)
    with held_for(database, LONG):
        began = time.monotonic()
        assert "A kite" in owner.get("/space").text
        assert "A kite" in owner.get(f"/items/{thing.public_id}").text
        assert time.monotonic() - began < LOCK_WAIT_SECONDS
        assert "A kite" in gran.get(f"/items/{thing.public_id}").text


def test_f04_where_no_connection_is_free_nobody_waits_longer(
    cast: Cast, client_of: ClientOf, database: Database, form: dict[str, str]
) -> None:
    owner = client_of(cast.owner)
    pool = database.engine.pool
    assert isinstance(pool, QueuePool)
    with ExitStack() as taken:
        for _one in range(pool.size() + pool._max_overflow):  # it has no other name
            taken.enter_context(database.engine.connect())
        began = time.monotonic()
        answer = send(owner, form)
        waited = time.monotonic() - began
    assert is_told_to_wait(answer), answer.text
    assert waited < ONE_WAIT
    assert things(database, form) == 0
    assert send(owner, form).status_code == 303


def test_f04_a_server_that_never_answers_is_not_waited_for_longer() -> None:
    """A PostgreSQL whose machine takes connections and says nothing."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        away = Database(f"postgresql://somebody@127.0.0.1:{silent.getsockname()[1]}/space")
        began = time.monotonic()
        with pytest.raises(OperationalError), away.reading() as db:
            db.execute(select(1))
        assert time.monotonic() - began < ONE_WAIT
        away.close()


def test_who_starts_second_waits_however_long_the_first_brings_the_schema_up_to_date(
    new_database: Callable[[str], Database],
) -> None:
    database = new_database("two_starts")
    if database.is_sqlite:
        pytest.skip("SQLite has one server: the second start is a mistake and says so.")
    with ThreadPoolExecutor(1) as pool, database.unit() as db:
        db.execute(select(func.pg_advisory_xact_lock(7301)))
        second = pool.submit(schema.upgrade, database)
        with pytest.raises(TimeoutError):
            second.result(LOCK_WAIT_SECONDS + 1)
        db.commit()
        second.result(60)
