"""Opening a database: its folder is made where there is none."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Integer, column, event, select, table, text
from sqlalchemy.exc import OperationalError

from portfolio.core.database import (
    OLDEST_SQLITE,
    Database,
    NoFolderError,
    TooOldError,
    at_most,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

A_ROW = text("INSERT INTO thing VALUES (1)")


def test_a_missing_folder_is_made_for_our_own_user_alone(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "yet"
    database = Database(f"sqlite:///{folder / 'space.db'}")
    with database.reading() as db:
        assert db.scalar(text("SELECT 1")) == 1
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {one.stat().st_mode & 0o777 for one in folder.iterdir()} == {0o600}
    database.close()


def test_a_folder_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "there"
    folder.mkdir(mode=0o750)
    before = folder.stat().st_mode
    Database(f"sqlite:///{folder / 'space.db'}").close()
    assert folder.stat().st_mode == before


def test_a_folder_that_cannot_be_made_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(NoFolderError, match=r"^The folder .* cannot be made\.$"):
        Database(f"sqlite:///{tmp_path / 'file' / 'space.db'}")


WITHOUT_THE_PACKAGE = """
import sys
sys.modules["pysqlite3"] = None
from portfolio.core.database import Database
"""
"""What a machine for which there is no such package would do: importing it fails."""


def _elsewhere(code: str) -> subprocess.CompletedProcess[str]:
    run = [sys.executable, "-c", WITHOUT_THE_PACKAGE + code]
    return subprocess.run(run, capture_output=True, text=True, timeout=60, check=False)


def test_postgresql_needs_no_sqlite_at_all() -> None:
    done = _elsewhere("""
Database("postgresql://somebody@127.0.0.1:1/space").close()
assert not any("sqlite3" in name and module for name, module in sys.modules.items()), "imported"
""")
    assert done.returncode == 0, done.stderr


def test_without_the_package_pythons_own_sqlite_serves_if_it_is_new_enough(tmp_path: Path) -> None:
    done = _elsewhere(f"Database('sqlite:///{tmp_path / 'space.db'}').engine.connect()")
    if sqlite3.sqlite_version_info >= OLDEST_SQLITE:
        assert done.returncode == 0, done.stderr
    else:
        assert "TooOldError: SQLite" in done.stderr
        assert "Install the package pysqlite3, or set DATABASE_URL to a PostgreSQL." in done.stderr


def _make_a_table(database: Database) -> None:
    """A table to write into, and the one that every writing unit asks for a standstill."""
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE standstill (kind VARCHAR)"))
        connection.execute(text("CREATE TABLE thing (id INTEGER)"))


def test_a_newer_sqlite_of_python_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pysqlite3", None)
    monkeypatch.setattr(sqlite3, "sqlite_version_info", OLDEST_SQLITE)
    database = Database(f"sqlite:///{tmp_path / 'space.db'}")
    _make_a_table(database)
    with database.reading() as db:
        assert db.scalar(text("SELECT count(*) FROM thing")) == 0
    database.close()
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 2))
    with pytest.raises(TooOldError, match="can lose what was saved"):
        Database(f"sqlite:///{tmp_path / 'other.db'}")


@pytest.fixture
def things(tmp_path: Path) -> Iterator[Database]:
    """A database of one connection a kind, so that each unit of work gets that very one."""
    database = Database(f"sqlite:///{tmp_path / 'things.db'}", pool_size=1)
    _make_a_table(database)
    yield database
    database.close()


def test_t77_a_connection_that_wrote_is_lent_for_reading_only(things: Database) -> None:
    for rows in (1, 2):
        with things.unit() as db:
            db.execute(A_ROW)
        with things.reading() as db:
            assert db.scalar(text("SELECT count(*) FROM thing")) == rows
            with pytest.raises(OperationalError, match="readonly"):
                db.execute(A_ROW)


def test_t77_after_a_fault_too_it_is_for_reading_only(things: Database) -> None:
    with pytest.raises(OperationalError), things.unit() as db:
        db.execute(text("INSERT INTO nothing VALUES (1)"))
    with things.reading() as db, pytest.raises(OperationalError, match="readonly"):
        db.execute(A_ROW)
    with things.unit() as db:
        db.execute(A_ROW)


def test_reading_after_a_write_plans_nothing_anew(things: Database) -> None:
    """A pragma would make the connection forget every plan (decision 45)."""
    said: list[str] = []
    event.listen(things.engines[-1], "before_cursor_execute", lambda *told: said.append(told[2]))
    for rows in range(3):
        with things.reading() as db:
            assert db.scalar(text("SELECT count(*) FROM thing")) == rows
        with things.unit() as db:
            db.execute(A_ROW)
    assert said == ["BEGIN", "SELECT count(*) FROM thing"] * 3


def test_a_limit_is_a_number_in_the_statement(things: Database) -> None:
    said: list[tuple[str, object]] = []
    event.listen(things.engines[-1], "before_cursor_execute", lambda *told: said.append(told[2:4]))
    ids = select(column("id", Integer)).select_from(table("thing"))
    found = ids.limit(at_most("size"))
    with things.reading() as db:
        db.execute(found, {"size": 3})
        db.execute(found, {"size": 4})
        db.execute(select(text("1")).limit(at_most(5)))
        with pytest.raises(Exception, match="size"):
            db.execute(found, {"size": "1; DROP TABLE thing"})
    limits = [sql.split("LIMIT")[1].split() for sql, _ in said if "LIMIT" in sql]
    assert [limit[0] for limit in limits] == ["3", "4", "5"]
