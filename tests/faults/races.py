"""Two people who press at the same moment: one result holds, and the other is told (F08).

Each race is two forms sent by two browsers that one barrier lets go. What holds afterwards is read
in the database and on the pages of those who could see the thing, and compared with the answers.
"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import select

from portfolio.core import clock, schema
from portfolio.core.database import Database
from portfolio.core.storage import open_storage
from portfolio.models import Check, Item
from portfolio.models.enums import CheckResult
from tests.cast import FAMILY, Cast
from tests.client import client_for
from tests.conftest import TIME_ZONE, app_on, settings_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask

    from tests.circles import Thing

A = TypeVar("A")
B = TypeVar("B")

SEE_OTHER, GOOD, NOT_THERE, CHANGED = 303, 200, 404, 409
DESK = "/to-check"
LOST = {
    SEE_OTHER: "Somebody has looked at that one already, or it was taken down.",
    CHANGED: "It has changed since. Please look again.",
    NOT_THERE: "There is nothing here",
}
"""What whoever came second reads, by the status that they get: a redirect leads to the desk."""

WON = {"up": "You said yes to it.", "sent_back": "Sent back with your note."}
WAIT = 60
"""Seconds for one press: the machine may be busy."""


@dataclass
class RaceTally:
    """What came of races."""

    races: int = 0
    two_results: int = 0
    """Both were told that they had won, or neither; or another result holds than was told."""
    untold: int = 0
    """Whoever lost got something else than a sentence that says so."""
    seals_lost: int = 0
    seen_after: int = 0
    """What was taken down or sealed and somebody saw nevertheless."""
    came_first: Counter[str] = field(default_factory=Counter)
    """Who did, and what each loser was answered: both must happen, or it was no race."""
    notes: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Nothing went wrong in any race."""
        return not (self.two_results or self.untold or self.seals_lost or self.seen_after)

    def told(self) -> str:
        """One line of a table."""
        return (
            f"{self.races:6} races  {self.two_results} with two results  {self.untold} untold  "
            f"{self.seals_lost} seals lost  {self.seen_after} seen afterwards"
        )


@dataclass(frozen=True, slots=True)
class Press:
    """What a checker sent, the status of the answer, and what they read then."""

    result: str
    status: int
    text: str

    @property
    def has_won(self) -> bool:
        """They were told that it is done."""
        return self.status == SEE_OTHER and WON[self.result] in self.text

    @property
    def is_told(self) -> bool:
        """They were told that somebody else was first."""
        return self.status in LOST and LOST[self.status] in self.text


class Races:
    """The browsers of those who race, over one application."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.cast, self.tally = cast, RaceTally()
        roles = ("owner", "gran", "teacher", "second_teacher", "lead")
        self.clients = {role: client_for(app, getattr(cast, role)) for role in roles}
        self._pool = ThreadPoolExecutor(2)
        self.kinds = (self.check_and_check, self.check_and_seal, self.check_and_narrow)

    def run(self, races: int) -> RaceTally:
        """So many races, of each kind in turn."""
        with self._pool:
            for number in range(races):
                thing = self.cast.puts_up(self.cast.owner, [FAMILY], "waiting")
                self.kinds[number % len(self.kinds)](thing)
                self.tally.races += 1
        return self.tally

    # ------------------------------------------------------------ the kinds of race

    def check_and_check(self, thing: Thing) -> None:
        """One teacher puts it up, another one sends it back."""
        presses = self._both(
            self._check("teacher", thing, "up"),
            self._check("second_teacher", thing, "sent_back"),
        )
        won = [one for one in presses if one.has_won]
        with self.cast.database.reading() as db:
            found = db.scalars(select(Check.result).where(Check.item_id == thing.id)).all()
        is_one = len(won) == 1 and found == [CheckResult(won[0].result)]
        if not is_one or self._is_seen("gran", thing) is not (won[0].result == "up"):
            self._wrong("two_results", thing, *presses)
        self._look(thing, *presses)

    def check_and_seal(self, thing: Thing) -> None:
        """A teacher puts it up, a safety lead seals it."""
        address = f"/safety/seals/items/{thing.public_id}"
        checked, sealed = self._both(
            self._check("teacher", thing, "up"), lambda: self._posts("lead", address)
        )
        with self.cast.database.reading() as db:
            is_sealed = db.get_one(Item, thing.id).sealed_at is not None
        if sealed != SEE_OTHER or not is_sealed:
            self._wrong("seals_lost", thing, sealed)
        if any(self._is_seen(role, thing) for role in ("owner", "gran", "teacher")):
            self._wrong("seen_after", thing, checked)
        self._look(thing, checked)

    def check_and_narrow(self, thing: Thing) -> None:
        """A teacher puts it up, its owner takes it down."""
        address = f"/items/{thing.public_id}/shares/ending"
        checked, ended = self._both(
            self._check("teacher", thing, "up"), lambda: self._posts("owner", address)
        )
        if ended != SEE_OTHER or any(self._is_seen(role, thing) for role in ("gran", "teacher")):
            self._wrong("seen_after", thing, checked, ended)
        if not self._is_seen("owner", thing):
            self._wrong("two_results", thing, checked, ended)
        self._look(thing, checked)

    # ------------------------------------------------------------ presses

    def _both(self, one: Callable[[], A], other: Callable[[], B]) -> tuple[A, B]:
        """Both at the same moment; what each was answered."""
        barrier = Barrier(2)
        first = self._pool.submit(_after, barrier, one)
        second = self._pool.submit(_after, barrier, other)
        return first.result(WAIT), second.result(WAIT)

    def _check(self, role: str, thing: Thing, result: str) -> Callable[[], Press]:
        """A teacher's press on a page that they have open: what it shows waits."""
        client, address = self.clients[role], f"/items/{thing.public_id}/checks"
        form = {"result": result, "revision": "1", "share": self.cast.seen(thing), "note": "Nearly"}

        def press() -> Press:
            answer = client.post(address, data=form)
            is_on = answer.status_code == SEE_OTHER
            return Press(
                result, answer.status_code, client.get(DESK).text if is_on else answer.text
            )

        return press

    def _posts(self, role: str, address: str) -> int:
        return self.clients[role].post(address).status_code

    def _is_seen(self, role: str, thing: Thing) -> bool:
        return self.clients[role].get(f"/items/{thing.public_id}").status_code == GOOD

    # ------------------------------------------------------------ what came of it

    def _look(self, thing: Thing, *presses: Press) -> None:
        """Whoever did not win must have been told; and note who came first."""
        for press in presses:
            self.tally.came_first[f"{press.result} {press.has_won or press.status}"] += 1
            if not press.has_won and not press.is_told:
                self._wrong("untold", thing, press)

    def _wrong(self, what: str, thing: Thing, *answers: object) -> None:
        setattr(self.tally, what, getattr(self.tally, what) + 1)
        said = [(one.result, one.status) if isinstance(one, Press) else one for one in answers]
        self.tally.notes.append(f"{what}: item {thing.id}, answered {said}")


def _after(barrier: Barrier, press: Callable[[], A]) -> A:
    barrier.wait(WAIT)
    return press()


def run_races(races: int, folder: Path, address: str = "") -> RaceTally:
    """So many races in a school of their own; its rows lie at that address, else in the folder.

    `address` is that of an empty PostgreSQL database.
    """
    database = Database(address or f"sqlite:///{folder / 'races.db'}", pool_size=8)
    schema.upgrade(database)
    at = clock.moment(TIME_ZONE)
    Cast.write(database, at)
    settings = settings_for(database, folder)
    app = app_on(database, settings)
    try:
        return Races(app, Cast(database, open_storage(settings.where), at)).run(races)
    finally:
        database.close()
