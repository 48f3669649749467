"""How a reading unit ends, and that PostgreSQL plans once: decisions 29 and 48."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import OperationalError

from portfolio.models import Person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portfolio.core.database import Database

ENDS = ("commit", "rollback")
OFTEN = 12
"""A server left to itself would plan at each of the first five askings."""

KEPT = text(
    "SELECT generic_plans, custom_plans FROM pg_prepared_statements"
    " WHERE statement LIKE '%(*)%FROM person'"
)
"""Of the question below alone: a connection that served other tests keeps theirs as well."""

PEOPLE = select(func.count()).select_from(Person)


@pytest.fixture
def ends(database: Database) -> Iterator[list[str]]:
    """How each transaction ended, from now on."""
    said: list[str] = []
    listeners = {name: lambda _connection, name=name: said.append(name) for name in ENDS}
    for name, listener in listeners.items():
        event.listen(database.engines[-1], name, listener)
    yield said
    for name, listener in listeners.items():
        event.remove(database.engines[-1], name, listener)


def test_it_ends_with_a_commit_after_a_fault_too(database: Database, ends: list[str]) -> None:
    with database.reading() as db:
        db.scalar(PEOPLE)
    with pytest.raises(LookupError):
        _read_and_fail(database)
    assert ends == ["commit", "commit"]


def _read_and_fail(database: Database) -> None:
    with database.reading() as db:
        db.scalar(PEOPLE)
        raise LookupError


def test_what_was_asked_twice_is_planned_and_never_again(database: Database) -> None:
    if database.is_sqlite:  # whose plans tests/core/test_database.py holds
        return
    for _ in range(OFTEN):
        with database.reading() as db:
            db.scalar(PEOPLE)
    with database.reading() as db:
        planned, planned_anew = db.execute(KEPT).one()
        assert planned >= OFTEN - 1
        assert planned_anew == 0


def test_what_was_changed_there_by_mistake_is_neither_kept_nor_a_fault(database: Database) -> None:
    with database.reading() as db:
        somebody = db.scalars(select(Person).order_by(Person.id)).first()
        assert somebody is not None
        name, somebody.first_name = somebody.first_name, "Nobody"
    with database.reading() as db:
        assert db.scalar(select(Person.first_name).where(Person.id == somebody.id)) == name


def test_where_the_end_fails_nobody_goes_on_with_that_connection(
    database: Database, ends: list[str]
) -> None:
    def lost(_connection: object) -> None:
        raise OperationalError("COMMIT", {}, OSError("the way is lost"))

    event.listen(database.engines[-1], "commit", lost)
    with database.reading() as db:
        before = db.connection().connection.driver_connection
    event.remove(database.engines[-1], "commit", lost)
    with database.reading() as db:
        assert db.connection().connection.driver_connection is not before
        assert db.scalar(PEOPLE)
    assert ends[-1] == "commit"
