"""What happened in the demonstration school, in the order of time.

Row numbers are the order of lists, so that everything is done in the order in which it happened:
each thing's life is planned, then all lives are told at once.
"""

from __future__ import annotations

import heapq
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING

from portfolio.demo.loader_times import back_then, times_of, times_of_talk
from portfolio.demo.story import State
from portfolio.demo.talk import TALK
from portfolio.demo.things import THINGS
from portfolio.models.enums import CommentState

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from portfolio.core.clock import Moment
    from portfolio.demo.loader_deeds import Deeds
    from portfolio.demo.loader_times import Talked, Times
    from portfolio.demo.story import Said, Thing

NEVER_SHARED = frozenset({State.DRAFT, State.KEPT})


class Story:
    """Plans every thing's life, then lets it happen."""

    def __init__(self, deeds: Deeds, at: Moment) -> None:
        self.deeds, self.at = deeds, at
        self._planned = count()
        self._events: list[tuple[datetime, int, Callable[[Moment], None]]] = []

    def tell(self) -> None:
        """Everything that happened until now."""
        for thing in THINGS.values():
            self._plan(thing, times_of(thing, self.at))
        self._on(self.at.now - timedelta(hours=26), self.deeds.open_in_an_emergency)
        self._on(self.at.now - timedelta(hours=25), self.deeds.hold_what_was_opened)
        self._on(self.at.now - timedelta(hours=3), self.deeds.tell_teacher)
        self._on(self.at.now - timedelta(hours=2), self.deeds.say_that_it_is_not_right)
        while self._events:
            when, _, happens = heapq.heappop(self._events)
            happens(back_then(self.at, when))
        self.deeds.lay_aside_old_cards(self.at)

    def _on(self, when: datetime, happens: Callable[[Moment], None]) -> None:
        heapq.heappush(self._events, (when, next(self._planned), happens))

    def _plan(self, thing: Thing, times: Times) -> None:
        deeds = self.deeds
        self._on(times.made, lambda at: deeds.make(thing, at))
        if thing.state in NEVER_SHARED:
            return
        self._on(times.asked, lambda at: deeds.put_up(thing, thing.shares, at))
        if thing.state is not State.WAITING:
            self._on(times.looked, lambda at: deeds.look(thing, at))
        if thing.newer or thing.wider:
            self._on(times.newer, lambda at: deeds.ask_for_more(thing, at))
        if thing.state is State.TAKEN_DOWN:
            self._on(times.gone, lambda at: deeds.take_down(thing, at))
        if thing.state is State.DELETED:
            self._on(times.gone, lambda at: deeds.throw_away(thing, at))
        self._plan_talk(thing, times.looked)

    def _plan_talk(self, thing: Thing, since: datetime) -> None:
        saids = TALK.get(thing.key, ())
        talked = times_of_talk(thing.key, saids, since, self.at)
        for place, (said, when) in enumerate(zip(saids, talked, strict=True)):
            self._plan_saying(thing, place, said, when)
        if not thing.comments_open:
            self._on(self.at.now, lambda at: self.deeds.close(thing, at))

    def _plan_saying(self, thing: Thing, place: int, said: Said, when: Talked) -> None:
        self._on(when.written, lambda at: self.deeds.say(thing, said, at))
        if said.state != CommentState.WAITING:
            self._on(when.settled, lambda at: self.deeds.settle(thing, place, said, at))
        if said.hidden:
            self._on(when.settled, lambda at: self.deeds.hide(thing, place, at))
