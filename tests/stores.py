"""Databases for tests: made once by the migrations, then put back to how they began.

One kind a database engine. They know nothing of people and items.
"""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import text

from portfolio.core import schema
from portfolio.core.database import Database
from portfolio.models import Base
from tests import postgres

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MIGRATED = "MIGRATED_DATABASE"
"""An environment variable: an empty SQLite file with today's schema, for those who run the tests a
thousand times (scripts/mutants/)."""

TABLES = [f'"{table.name}"' for table in Base.metadata.sorted_tables]


class Store(Protocol):
    """A place where databases can be made and put back."""

    def make(self, name: str) -> Database:
        """An empty database with today's schema, apart from all others."""

    def begin(self, fill: Callable[[Database], None]) -> Database:
        """The one database of this worker, filled once; `put_back` returns to that."""

    def put_back(self) -> None:
        """Make the one database as it began."""

    def close(self) -> None:
        """Give all connections back."""


class SqliteStore:
    """Files in a temporary folder; putting back is copying one file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.opened: list[Database] = []
        self.empty = folder / "empty.db"
        already = os.environ.get(MIGRATED)
        if already:
            shutil.copyfile(already, self.empty)
            return
        made = self._open(self.empty)
        schema.upgrade(made)
        _fold(made)

    def make(self, name: str) -> Database:
        """See Store."""
        path = self.folder / f"{name}.db"
        shutil.copyfile(self.empty, path)
        return self._open(path)

    def begin(self, fill: Callable[[Database], None]) -> Database:
        """See Store."""
        self.database = self.make("space")
        fill(self.database)
        _fold(self.database)
        shutil.copyfile(self.folder / "space.db", self.folder / "began.db")
        return self.database

    def put_back(self) -> None:
        """See Store."""
        self.database.close()
        # A new file, not the old one written over: whoever of this process still has that one
        # open shares its memory with all who open it again, and these read a "disk I/O error".
        for ending in ("", "-wal", "-shm"):
            (self.folder / f"space.db{ending}").unlink(missing_ok=True)
        shutil.copyfile(self.folder / "began.db", self.folder / "space.db")

    def close(self) -> None:
        """See Store."""
        for database in self.opened:
            database.close()

    def _open(self, path: Path) -> Database:
        self.opened.append(Database(f"sqlite:///{path}", pool_size=8))
        return self.opened[-1]


def _fold(database: Database) -> None:
    """Bring the write-ahead log into the file, so that the file alone is all of it."""
    with database.engine.connect() as connection:
        connection.rollback()
        raw = connection.connection.driver_connection
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
    database.close()


class PostgresStore:
    """Databases on the tests' own server; putting back is copying rows from a second schema."""

    def __init__(self, address: str, worker: str) -> None:
        self.address, self.worker = address, worker
        self.opened: list[Database] = []

    def make(self, name: str) -> Database:
        """See Store. The migrations run once: the others are copies."""
        if not self.opened:
            schema.upgrade(self._open("empty"))
            self.opened[0].close()
        return self._open(name, like=f"tests_{self.worker}_empty")

    def _open(self, name: str, like: str = "template1") -> Database:
        own = f"tests_{self.worker}_{name}"
        address = postgres.create_database(self.address, own, like)
        self.opened.append(Database(address, pool_size=8))
        return self.opened[-1]

    def begin(self, fill: Callable[[Database], None]) -> Database:
        """See Store."""
        self.database = self.make("space")
        fill(self.database)
        copies = [f"CREATE TABLE began.{name} AS TABLE public.{name};" for name in TABLES]
        self._run("CREATE SCHEMA began;" + "".join(copies))
        self._put_back = self._putting_back()
        return self.database

    def put_back(self) -> None:
        """See Store."""
        self._run(self._put_back)

    def close(self) -> None:
        """See Store."""
        for database in self.opened:
            database.close()

    def _putting_back(self) -> str:
        """One script: empty every table, then copy what stood there.

        As a replica would: what is put back fits together, and looking after that took longer
        than the rest.
        """
        unwatched = "SET LOCAL session_replication_role = replica;"
        empty = "".join(f"DELETE FROM public.{name};" for name in TABLES)  # noqa: S608 -- our own names
        filled = [name for name in TABLES if self._has_rows(name)]
        again = "INSERT INTO public.{0} SELECT * FROM began.{0};"
        return unwatched + empty + "".join(again.format(name) for name in filled)

    def _has_rows(self, name: str) -> bool:
        with self.database.engine.connect() as connection:
            return connection.execute(text(f"SELECT 1 FROM {name} LIMIT 1")).first() is not None  # noqa: S608 -- our own table names

    def _run(self, script: str) -> None:
        with self.database.engine.connect() as connection:
            raw = connection.connection.driver_connection
            raw.execute(script)  # type: ignore[union-attr]
            raw.commit()  # type: ignore[union-attr]
