"""The log as a chain: whoever changes, moves, adds or takes away a row is found out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from alembic import command
from sqlalchemy import delete, event, select, text, update
from sqlalchemy.exc import DBAPIError

from portfolio.core import schema
from portfolio.log import actions as log
from portfolio.log import chain
from portfolio.models import LogRow, Share
from tests.cast import FAMILY
from tests.rows import how_many

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]

ROWS = 5
TRIGGERS = ("log_row_is_not_changed", "log_row_is_not_deleted")


A_ROW = "INSERT INTO log_row (at, event, about) VALUES (:at, 'item_deleted', :about)"


@pytest.fixture
def logged(database: Database, moment: Moment) -> Database:
    """A database with five rows in its log."""
    for number in range(ROWS):
        with database.unit() as db:
            log.write(db, "item_deleted", moment, number, item=number)
    return database


def unguarded(database: Database, done: str) -> None:
    """What somebody with the keys of the database could do."""
    past = [f"DROP TRIGGER {name}" for name in TRIGGERS]
    with database.unit() as db:
        for one in past if database.is_sqlite else ["SET LOCAL session_replication_role = replica"]:
            db.execute(text(one))
        db.execute(text(done))


def takes_down(cast: Cast, client_of: ClientOf) -> TestResponse:
    """The owner takes down what was up for family: one row."""
    thing = cast.puts_up(cast.owner, [FAMILY])
    return client_of(cast.owner).post(f"/items/{thing.public_id}/shares/ending")


def look(database: Database, link: str = "") -> chain.Found:
    with database.reading() as db:
        return chain.verify(db, link)


def test_what_is_done_is_tied(cast: Cast, database: Database, client_of: ClientOf) -> None:
    takes_down(cast, client_of)
    takes_down(cast, client_of)
    found = look(database)
    assert found.rows == how_many(database, LogRow) > 1
    assert found.broken_at is None


def test_each_row_is_tied_to_the_one_before(logged: Database) -> None:
    with logged.reading() as db:
        rows = db.scalars(select(LogRow).order_by(LogRow.id)).all()
    assert [row.place for row in rows] == [1, 2, 3, 4, 5]
    before = chain.FIRST
    for row in rows:
        assert row.link == chain.link_of(before, row)
        before = row.link
    assert look(logged).last == before


@pytest.mark.parametrize("what", ["changed", "deleted"])
def test_the_database_refuses_to_change_or_delete_a_row(logged: Database, what: str) -> None:
    ways = {"changed": update(LogRow).values(by_id=9), "deleted": delete(LogRow)}
    with pytest.raises(DBAPIError, match="only added to"), logged.unit() as db:
        db.execute(ways[what])
    assert look(logged).rows == ROWS


@pytest.mark.parametrize(
    ("done", "place"),
    [
        ("UPDATE log_row SET by_id = 77 WHERE place = 2", 2),
        ("UPDATE log_row SET event = 'item_restored' WHERE place = 5", 5),
        ("UPDATE log_row SET about = '{\"item\": 9}' WHERE place = 4", 4),
        ("DELETE FROM log_row WHERE place = 3", 3),
        ("DELETE FROM log_row WHERE place = 1", 1),
        ("UPDATE log_row SET place = 9 WHERE place = 3", 3),
        ("UPDATE log_row SET place = NULL WHERE place = 5", 5),
        ("INSERT INTO log_row (at, event, about) SELECT at, event, about FROM log_row", 6),
    ],
)
def test_whoever_goes_past_that_is_found_out(logged: Database, done: str, place: int) -> None:
    unguarded(logged, done)
    found = look(logged)
    assert found.broken_at == place
    assert found.rows == place - 1


def test_taking_away_the_end_shows_to_whoever_kept_a_link(logged: Database) -> None:
    kept = look(logged).last
    assert look(logged, kept).has_link
    unguarded(logged, "DELETE FROM log_row WHERE place > 3")
    found = look(logged, kept)
    assert found.broken_at is None
    assert not found.has_link


def test_what_is_undone_leaves_no_row_and_no_gap(logged: Database, moment: Moment) -> None:
    db = logged.writing()
    log.write(db, "item_deleted", moment, 1, item=1)
    db.flush()
    db.close()
    with logged.unit() as db:
        with pytest.raises(LookupError):
            _written_and_lost(db, moment)
        log.write(db, "item_restored", moment, 1, item=1)
    found = look(logged)
    assert (found.rows, found.broken_at) == (ROWS + 1, None)


def _written_and_lost(db: Session, moment: Moment) -> None:
    with db.begin_nested():
        log.write(db, "item_deleted", moment, 1, item=1)
        raise LookupError


def test_many_at_once_make_one_chain(logged: Database, moment: Moment) -> None:
    def one(number: int) -> None:
        with logged.unit() as db:
            log.write(db, "item_deleted", moment, number, item=number)
            log.write(db, "item_restored", moment, number, item=number)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one, range(40)))
    found = look(logged)
    assert (found.rows, found.broken_at) == (ROWS + 80, None)


def test_where_the_log_cannot_be_written_nothing_is_done(
    cast: Cast, database: Database, client_of: ClientOf
) -> None:
    rows = how_many(database, LogRow)

    def refuse(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO log_row"):
            raise OSError("no paper")

    event.listen(database.engine, "before_cursor_execute", refuse)
    with pytest.raises(OSError, match="no paper"):
        takes_down(cast, client_of)
    event.remove(database.engine, "before_cursor_execute", refuse)
    assert how_many(database, LogRow) == rows
    with database.reading() as db:
        assert db.scalars(select(Share.ended_at)).all() == [None]


def test_the_command_says_what_holds_and_what_does_not(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    takes_down(cast, client_of)
    runner = app.test_cli_runner()
    done = runner.invoke(args=["log", "verify"])
    last = done.output.splitlines()[-1]
    assert "and the chain holds" in done.output
    assert runner.invoke(args=["log", "verify", "--link", last]).exit_code == 0
    other = runner.invoke(args=["log", "verify", "--link", "f" * 64])
    assert other.exit_code == 1
    assert "not in the chain" in other.output


def test_the_command_names_the_row(app: Flask, database: Database, moment: Moment) -> None:
    with database.unit() as db:
        db.add(LogRow(at=moment.now, event="item_deleted", about={}, place=None))
    done = app.test_cli_runner().invoke(args=["log", "verify"])
    assert done.exit_code == 1
    assert f"breaks at row {how_many(database, LogRow)}" in done.output


def test_rows_of_before_are_tied_by_the_migration(
    new_database: Callable[[str], Database],
) -> None:
    database = new_database("before")
    with database.engine.begin() as connection:
        command.downgrade(schema._config(connection), "0016")
        for number in range(3):
            row = (
                f"'2026-11-0{number + 1} 10:00:00.000000', 'item_deleted', '{{\"item\": {number}}}'"
            )
            connection.execute(text(f"INSERT INTO log_row (at, event, about) VALUES ({row})"))  # noqa: S608 -- our own words
    schema.upgrade(database)
    found = look(database)
    assert (found.rows, found.broken_at) == (3, None)
