"""Until when a class is on: the end of school by the school's clock, or an hour."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from portfolio.core.clock import Moment

SCHOOL_ENDS = time(16, 0)
"""Until then, unless the teacher says otherwise (issue 3)."""

AN_HOUR = timedelta(hours=1)
SHORTEST = timedelta(minutes=15)
"""Where less than that is left of the day, a lesson is an hour as well."""


def end(at: Moment, zone: str) -> datetime:
    """When a lesson that begins at that moment ends by itself (aware)."""
    ends = on_this_day(at, SCHOOL_ENDS, zone)
    return ends if ends - at.now >= SHORTEST else at.now + AN_HOUR


def on_this_day(at: Moment, clock: time, zone: str) -> datetime:
    """That time of the school's day (aware)."""
    return datetime.combine(at.today, clock, ZoneInfo(zone))


def local(value: datetime, zone: str) -> datetime:
    """The same moment by the school's clock."""
    return value.astimezone(ZoneInfo(zone))
