"""The moment at which something is asked or done.

One request has one moment, so that two comparisons within it can never disagree. Nothing else
in the portfolio reads the machine's clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant and the school's date at that instant.

    `now` is an aware UTC time; `today` the calendar day in the school's time zone, by which
    memberships and ties begin and end.
    """

    now: datetime
    today: date

    @classmethod
    def at(cls, now: datetime, zone: str) -> Moment:
        """The moment of `now` (aware) for a school in `zone`, such as "Europe/London"."""
        return cls(now.astimezone(UTC), now.astimezone(ZoneInfo(zone)).date())


def moment(zone: str) -> Moment:
    """This very moment for a school in the time zone `zone`."""
    return Moment.at(datetime.now(UTC), zone)


def beginning(day: date, zone: str) -> datetime:
    """The instant (aware, UTC) at which that day begins for a school in the time zone `zone`."""
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)
