"""Looking at rows from a test: how many there are, and whether anything changed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from portfolio.models import Base, Job, Person

if TYPE_CHECKING:
    from portfolio.core.database import Database
    from tests.circles import Somebody


def how_many(database: Database, table: type[Base]) -> int:
    """How many rows the table has."""
    with database.reading() as db:
        return db.scalar(select(func.count()).select_from(table)) or 0


def undone(database: Database) -> list[str]:
    """The kinds of the jobs that wait or failed."""
    with database.reading() as db:
        return list(db.scalars(select(Job.kind).where(Job.done_at.is_(None))))


def fingerprint(database: Database, *, without: tuple[str, ...] = ()) -> str:
    """A text that is the same exactly while no row of any table changed, save those `without`."""
    digest = hashlib.sha256()
    with database.reading() as db:
        for table in Base.metadata.sorted_tables:
            if table.name in without:
                continue
            rows = db.execute(select(table).order_by(*table.primary_key.columns))
            digest.update(f"{table.name} {[tuple(row) for row in rows]}".encode())
    return digest.hexdigest()


def surname_of(database: Database, somebody: Somebody) -> str:
    """A surname that a page could leak: given now, if there was none."""
    with database.unit() as db:
        person = db.get_one(Person, somebody.id)
        person.surname = person.surname or "Zubrowski"
        return person.surname
