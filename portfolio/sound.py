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
    """In demonstration mode, start only on an empty database or the demonstration school's.

    In that mode anybody may become anybody: with real people in it that would be every child's
    door open. `SettingError` otherwise.
    """
    if not settings.demo or not inspect(database.engine).has_table("school"):
        return
    with database.reading() as db:
        demonstration = db.scalars(select(School.demonstration)).first()
        somebody = db.scalars(select(Person.id).limit(1)).first()
    if demonstration is False or (demonstration is None and somebody is not None):
        raise SettingError(
            "DEMO=1 starts only with the demonstration school. This database holds a school of "
            "its own: start with DEMO=0."
        )
