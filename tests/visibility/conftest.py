"""The scenes of truth.md in a database of their own, set once per worker and never changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from portfolio.core import clock
from portfolio.core.storage import open_storage
from tests.cast import Cast
from tests.conftest import TIME_ZONE, app_on, settings_for
from tests.visibility.scenes import set_scenes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from sqlalchemy.orm import Session

    from portfolio.core.database import Database
    from portfolio.settings import Settings
    from tests.visibility.scenes import Scene


@dataclass(frozen=True, slots=True)
class Stage:
    """The cast, and every scene by class and name."""

    database: Database
    cast: Cast
    settings: Settings
    scenes: dict[str, dict[str, Scene]]


@pytest.fixture(scope="session")
def stage(
    new_database: Callable[[str], Database], tmp_path_factory: pytest.TempPathFactory
) -> Stage:
    """Every scene of truth.md. Whoever changes a row of it spoils other tests."""
    database, at = new_database("stage"), clock.moment(TIME_ZONE)
    settings = settings_for(database, tmp_path_factory.mktemp("stage"))
    Cast.write(database, at)
    cast = Cast(database, open_storage(settings.where), at)
    scenes = {circle.group.name: set_scenes(cast, circle) for circle in cast.circles}
    return Stage(database, cast, settings, scenes)


@pytest.fixture(scope="session")
def stage_app(stage: Stage) -> Flask:
    """The application on the stage's database."""
    return app_on(stage.database, stage.settings)


@pytest.fixture
def looking(database: Database) -> Iterator[Session]:
    """A reading unit on this test's database, begun when first used."""
    with database.reading() as db:
        yield db
