"""Refusing to start where children's things could be mixed with a demonstration's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import inspect, select

from portfolio.models import Person, School
from portfolio.settings import SettingError

if TYPE_CHECKING:
    from portfolio.core.database import Database
    from portfolio.settings import Settings


def refuse_unsound_start(database: Database, settings: Settings) -> None:
    """Start a demonstration on its own school or an empty database only, and on nothing else that.

    In that mode anybody may become anybody: with real people in it that would be every child's
    door open. Without it the made-up people would stand among real ones, with secrets that
    everybody can read. `SettingError` otherwise.
    """
    if not inspect(database.engine).has_table("school"):
        return
    with database.reading() as db:
        demonstration = db.scalars(select(School.demonstration)).first()
        somebody = db.scalars(select(Person.id).limit(1)).first()
    if settings.demo and (demonstration is False or (demonstration is None and somebody)):
        raise SettingError(
            "DEMO=1 starts only with the demonstration school. This database holds a school of "
            "its own: start with DEMO=0."
        )
    if demonstration and not settings.demo:
        raise SettingError(
            "This database holds the demonstration school, whose secrets everybody knows. Start "
            "it with DEMO=1, or give your own school an empty database (DATABASE_URL or VAR)."
        )
