"""The demonstration school, loaded once for these tests by the command that loads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from portfolio.core import clock
from tests.client import nobody_for
from tests.conftest import TIME_ZONE, app_on, settings_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from tests.client import SiteClient


@dataclass(frozen=True, slots=True)
class School:
    """The loaded school: its application, database and pictures, and when it was loaded."""

    app: Flask
    database: Database
    media: Path
    before: Moment
    after: Moment


@pytest.fixture(scope="session")
def school(
    new_database: Callable[[str], Database], tmp_path_factory: pytest.TempPathFactory
) -> School:
    """The demonstration school; tests only read it, and sign in."""
    database, folder = new_database("demonstration"), tmp_path_factory.mktemp("demonstration")
    app = app_on(database, settings_for(database, folder, demo=True))
    before = clock.moment(TIME_ZONE)
    done = app.test_cli_runner().invoke(args=["demo", "load"])
    assert done.exit_code == 0, done.output
    return School(app, database, folder / "media", before, clock.moment(TIME_ZONE))


@pytest.fixture
def visitor(school: School) -> SiteClient:
    """Somebody who tries the demonstration school, signed in as nobody yet."""
    return nobody_for(school.app)
