"""Somebody else who holds the database: on SQLite all of it, on PostgreSQL a table."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import text

from portfolio.core.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def held(database: Database) -> Iterator[None]:
    """The database is locked for the length of a `with` block, by a connection of its own.

    Others read meanwhile on both engines, and nobody writes an item.
    """
    address = database.engine.url.render_as_string(hide_password=False)
    other = Database(address, pool_size=1)
    try:
        with other.unit() as db:  # on SQLite this says BEGIN IMMEDIATE with the first statement
            if database.is_sqlite:
                db.execute(text("SELECT 1"))
            else:
                db.execute(text("LOCK TABLE item IN EXCLUSIVE MODE"))
            yield
            db.rollback()
    finally:
        other.close()


@contextmanager
def held_for(database: Database, seconds: float) -> Iterator[None]:
    """The same for so many seconds from now, while the block goes on."""
    is_held, over = threading.Event(), threading.Event()

    def hold() -> None:
        with held(database):
            is_held.set()
            over.wait(seconds)

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert is_held.wait(30)
        yield
    finally:
        over.set()
        holder.join()
