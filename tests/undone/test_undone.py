"""Work that was given up stands at the office, and is done when it is tried again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from portfolio.jobs import ATTEMPTS, Means, Worker, enqueue
from portfolio.models import Job, LogRow
from portfolio.undone import queries

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from portfolio.core.database import Database
    from portfolio.settings import Settings
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]

SECRET_WORD = "Quagga"


def _breaks(_means: Means, _about: dict[str, Any]) -> None:
    raise ConnectionError(SECRET_WORD)


@pytest.fixture
def given_up(app: Flask, database: Database, settings: Settings, cast: Cast) -> Database:
    """A database in which one mail was tried as often as any job is."""
    with database.unit() as db:
        enqueue(db, "fresh_link_mail", cast.at, link=7)
    worker = Worker(database, settings, app.extensions["mailer"], {"fresh_link_mail": _breaks})
    for _time in range(ATTEMPTS):
        assert worker.do_one()
        with database.unit() as db:
            db.execute(update(Job).values(run_at=cast.at.now))
    assert not worker.do_one()
    return database


def test_the_office_reads_what_was_given_up_and_no_word_of_it(
    given_up: Database, cast: Cast, client_of: ClientOf
) -> None:
    office = client_of(cast.office)
    assert "One piece of work could not be done." in office.get("/office").text
    page = office.get("/office/undone").text
    assert "A mail with a link to come in" in page
    assert "ConnectionError" in page
    assert SECRET_WORD not in page
    with given_up.reading() as db:
        assert queries.number(db) == 1


def test_trying_again_does_it_and_is_logged(
    given_up: Database, app: Flask, settings: Settings, cast: Cast, client_of: ClientOf
) -> None:
    office = client_of(cast.office)
    assert office.post("/office/undone/tries").status_code == 303
    done: list[dict[str, Any]] = []
    deeds = {"fresh_link_mail": lambda _means, about: done.append(about)}
    assert Worker(given_up, settings, app.extensions["mailer"], deeds).do_one()
    assert done == [{"link": 7}]
    assert "could not be done" not in office.get("/office").text
    assert "Everything is done." in office.get("/office/undone").text
    with given_up.reading() as db:
        tried = LogRow.event == "jobs_tried_again"
        assert [row.about for row in db.scalars(select(LogRow).where(tried))] == [{"jobs": 1}]


def test_nothing_to_try_is_not_logged(cast: Cast, client_of: ClientOf, database: Database) -> None:
    assert client_of(cast.office).post("/office/undone/tries").status_code == 303
    with database.reading() as db:
        assert not db.scalars(select(LogRow).where(LogRow.event == "jobs_tried_again")).all()


def test_nobody_else_comes_here(given_up: Database, cast: Cast, client_of: ClientOf) -> None:
    del given_up
    for somebody in (cast.owner, cast.mum, cast.teacher, cast.lead):
        client = client_of(somebody)
        assert client.get("/office/undone").status_code == 404
        assert client.post("/office/undone/tries").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_one_and_three_cost_the_same(
    number: int, database: Database, cast: Cast, count_queries: Callable[..., Any]
) -> None:
    with database.unit() as db:
        for _one in range(number):
            enqueue(db, "paper_run", cast.at)
        db.flush()
        db.execute(update(Job).values(failed_at=cast.at.now, failure="OSError"))
    with database.reading() as db, count_queries() as counted:
        assert len(queries.given_up(db)) == number
    assert counted.number == 1
