"""The demonstration school, loaded once for these tests by the command that loads it."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from portfolio.core import clock
from portfolio.core.database import Database
from portfolio.models import Base
from portfolio.models.base import UtcDateTime
from tests.client import nobody_for
from tests.conftest import TIME_ZONE, app_on, settings_for
from tests.schools import demonstration

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from flask import Flask

    from portfolio.core.clock import Moment
    from tests.client import SiteClient
    from tests.stores import Store


@dataclass(frozen=True, slots=True)
class School:
    """The loaded school: its application, database and pictures, and when it was loaded."""

    app: Flask
    database: Database
    before: Moment
    after: Moment
    times: dict[str, tuple[datetime, datetime]]
    """The first and the last time in each column that has any, when nobody had been here yet."""


@pytest.fixture(scope="session")
def school(
    store: Store, shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[School]:
    """The demonstration school; tests only read it, and sign in."""
    folder = tmp_path_factory.mktemp("demonstration") / "school"
    if "DATABASE_URL" in os.environ:
        yield _loaded_here(store.make("demonstration"), folder)
        return
    copied = demonstration(shared, folder)
    database = Database(f"sqlite:///{folder / 'space.db'}", pool_size=8)
    settings = settings_for(database, folder, demo=True)
    app = app_on(database, replace(settings, storage=f"file:{folder / 'media'}"))
    yield School(app, database, *copied.loaded(), _times(database))
    database.close()


def _loaded_here(database: Database, folder: Path) -> School:
    """On another engine: into that database."""
    app = app_on(database, settings_for(database, folder, demo=True))
    before = clock.moment(TIME_ZONE)
    done = app.test_cli_runner().invoke(args=["demo", "load"])
    assert done.exit_code == 0, done.output
    after = clock.moment(TIME_ZONE)
    return School(app, database, before, after, _times(database))


def _times(database: Database) -> dict[str, tuple[datetime, datetime]]:
    columns = [
        column
        for table in Base.metadata.sorted_tables
        for column in table.c
        if isinstance(column.type, UtcDateTime) and column.name != "expires_at"  # lies ahead
    ]
    with database.reading() as db:
        spans = {
            str(one): db.execute(select(func.min(one), func.max(one))).one() for one in columns
        }
    return {name: (first, last) for name, (first, last) in spans.items() if first is not None}


@pytest.fixture
def visitor(school: School) -> SiteClient:
    """Somebody who tries the demonstration school, signed in as nobody yet."""
    return nobody_for(school.app)
