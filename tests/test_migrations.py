"""The migrations make exactly what the models say, on the engine that is tested."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from portfolio.core import schema
from portfolio.models import Base

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.core.database import Database


def test_an_empty_database_becomes_what_the_models_say(
    new_database: Callable[[str], Database],
) -> None:
    database = new_database("migrated")
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        found = set(inspect(connection).get_table_names())
    assert found == {*Base.metadata.tables, "alembic_version"}
    database.close()


def test_a_second_run_changes_nothing(new_database: Callable[[str], Database]) -> None:
    database = new_database("twice")
    schema.upgrade(database)
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar() == 1
        if database.is_sqlite:
            assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    database.close()


def test_migrations_are_numbered_and_import_nothing_of_ours() -> None:
    found = sorted((schema.MIGRATIONS / "versions").glob("*.py"))
    assert [int(path.name[:4]) for path in found] == list(range(1, len(found) + 1))
    for path in found:
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"^\s*(from|import) portfolio", source, re.MULTILINE), path.name
