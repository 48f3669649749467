"""When things of the demonstration school were made, put up, looked at and talked about.

Believable and always the same for one moment of loading: home things after school, school things
in the morning, answers hours apart. Nothing is ever later than the moment of loading.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING

from portfolio.core.clock import Moment
from portfolio.demo.story import State
from portfolio.models.enums import CommentState, Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portfolio.demo.story import Said, Thing

#: place: the earliest time of making, and within how many minutes of it
MADE = {
    Place.HOME: (time(16, 20), 170),
    Place.SCHOOL: (time(9, 20), 300),
    Place.ELSEWHERE: (time(13, 30), 240),
}

BEFORE_LOADING = timedelta(hours=5)
"""Nothing is made later than this: it must still be put up, looked at and answered."""

A_MINUTE = timedelta(minutes=1)
WAITS_AT_MOST = 40 * 60
"""Minutes. What waits does so for under two days: a teacher who lets it lie longer is no story."""

BIN_AT_MOST = timedelta(days=20)
"""What lies in the bin went there within the thirty days that it keeps things."""


@dataclass(frozen=True, slots=True)
class Times:
    """One thing's life."""

    made: datetime
    asked: datetime
    looked: datetime
    newer: datetime
    """When something newer or wider was asked for."""
    gone: datetime
    """When it was taken down or thrown away."""


@dataclass(frozen=True, slots=True)
class Talked:
    """When a comment was written, and when a teacher settled it, if one had to."""

    written: datetime
    settled: datetime


def back_then(at: Moment, when: datetime) -> Moment:
    """The moment of `when`, as days are counted at the school."""
    return Moment(when, when.date() + (at.today - at.now.date()))


def times_of(thing: Thing, at: Moment) -> Times:
    """The times of one thing, all before `at`."""
    chance = Random(thing.key)
    made = _made(thing, at, chance)
    asked = made + chance.randint(3, 12) * A_MINUTE
    if thing.state is State.WAITING:
        asked = max(asked, _of_late(at, chance))
    looked = asked + chance.randint(25, 240) * A_MINUTE
    gone = made + (at.now - made) * chance.uniform(0.3, 0.6)
    if thing.state is State.DELETED:
        gone = max(gone, at.now - BIN_AT_MOST)
    return Times(made, asked, looked, max(looked + A_MINUTE, _of_late(at, chance)), gone)


def _made(thing: Thing, at: Moment, chance: Random) -> datetime:
    earliest, within = MADE[Place(thing.place)]
    day = at.now.date() - timedelta(days=thing.days_ago)
    made = datetime.combine(day, earliest, UTC) + chance.randint(0, within) * A_MINUTE
    return made if made <= at.now - BEFORE_LOADING else made - timedelta(days=1)


def _of_late(at: Moment, chance: Random) -> datetime:
    return at.now - chance.randint(25, WAITS_AT_MOST) * A_MINUTE


def times_of_talk(key: str, saids: Sequence[Said], since: datetime, at: Moment) -> list[Talked]:
    """When each comment on the thing `key`, up `since`, was written and settled, in order."""
    chance = Random(f"talk {key}")
    waits = [place for place, said in enumerate(saids) if said.state == CommentState.WAITING]
    first = waits[0] if waits else len(saids)
    written = _spread(since, first, at.now, chance)
    if waits:
        latest = written[-1] if written else since
        found = max(latest + A_MINUTE, _of_late(at, chance))
        written += [found, *_spread(found, len(saids) - first - 1, at.now, chance)]
    return [
        Talked(one, one + (after - one) * chance.uniform(0.2, 0.5))
        for one, after in zip(written, [*written, at.now][1:], strict=True)
    ]


def _spread(since: datetime, number: int, until: datetime, chance: Random) -> list[datetime]:
    """So many times in order, some hours apart where there is room, all between the two."""
    room = (until - since) / (number + 1)
    steps = [min(room, timedelta(hours=chance.uniform(1.5, 22))) for _ in range(number)]
    found = []
    for step in steps:
        since += step
        found.append(since)
    return found
