"""The parts of the proof, each in a process of its own: a number goes in, figures come out."""

from __future__ import annotations

import random
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from portfolio.core import clock
from tests.cast import Cast
from tests.client import nobody_for, sit_down
from tests.conftest import TIME_ZONE
from tests.promises import oracle, stateful
from tests.promises.canaries import Aviary
from tests.promises.crawl import Crawl
from tests.promises.machine import Chance
from tests.promises.playing import set_stage
from tests.promises.questions import Answers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.promises.crawl import Caught
    from tests.promises.oracle import Told
    from tests.promises.playing import Stage

BEAT_MS = 25
"""The setting NOT_THERE_MS as it is delivered."""


@dataclass
class Figures:
    """Questions by road, how many were answered with a yes, and every difference."""

    plays: int = 0
    asked: dict[str, int] = field(default_factory=dict)
    said_yes: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """All questions."""
        return sum(self.asked.values())

    def add(self, answers: Answers | Figures) -> None:
        """Count these as well."""
        for road, number in answers.asked.items():
            self.asked[road] = self.asked.get(road, 0) + number
            self.said_yes[road] = self.said_yes.get(road, 0) + answers.said_yes[road]
        self.wrong += answers.wrong


def plays(first: int, number: int) -> Figures:
    """Plays that Hypothesis chooses, of 50 steps each."""
    figures = Figures(number)
    try:
        figures.add(stateful.play(number, 50, first))
    except AssertionError as error:
        figures.wrong.append(f"{error} (make it again with seed {first})")
    return figures


def long_run(first: int, questions: int) -> Figures:
    """Long plays by dice until so many questions were asked; more is made, more is listed."""
    stage, figures = _new_stage(), Figures()
    while figures.total < questions and not figures.wrong:
        answers = Answers()
        chance = Chance(stage, random.Random(first + figures.plays), answers, things=70)
        for _ in range(160):
            chance.step()
            chance.ask()
            chance.ask()
        figures.plays += 1
        figures.add(answers)
        figures.wrong = [f"{one} (dice {first + figures.plays - 1})" for one in figures.wrong]
    return figures


def crawl(part: int, of: int) -> Caught:
    """Everybody walks, and every `of`-th of them tries all that all of them found."""
    stage = _new_stage()
    aviary = Aviary(_cast(stage)).fill()
    clients = {**stage.clients, 0: nobody_for(stage.app)}
    trying = frozenset(number for number in clients if number % of == part)
    going = Crawl(stage.app, aviary, clients, trying)
    going.run()
    return going.look_into(stage.folder / "mail")


ROADS = (("classmate", "page"), ("gran", "photo"), ("teacher", "page"), ("office", "photo"))
"""Who asks for what of a kept thing, by the clock."""


def clock_tells(roads: Iterable[int], beat_ms: int = BEAT_MS) -> list[Told]:
    """What the clock tells on each of these roads, with *not there* at that beat."""
    stage = _new_stage()
    scene = Aviary(_cast(stage)).fill().scenes["Oak"]["kept"]
    app = stage.app
    app.extensions["settings"] = replace(app.extensions["settings"], not_there_ms=beat_ms)
    addresses = {
        "page": (f"/items/{scene.thing.public_id}", f"/items/{'0' * 16}"),
        "photo": (f"/photos/{scene.photo.public_id}/320", f"/photos/{'0' * 16}/320"),
    }
    told = []
    for role, road in (ROADS[number] for number in roads):
        who = getattr(_cast(stage).oak, role).id
        sit_down(stage.clients[who], stage.tokens[who])
        name, dice = f"{role}, {road}", random.Random(23)
        told.append(oracle.ask(stage.clients[who], name, *addresses[road], dice))
    return told


def _new_stage() -> Stage:
    return set_stage(Path(tempfile.mkdtemp(prefix="promises-")))


def _cast(stage: Stage) -> Cast:
    return Cast(stage.database, stage.storage, clock.moment(TIME_ZONE))
