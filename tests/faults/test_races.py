"""F08: races over HTTP, a few here; `make faults` and RACES=1000 run many."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.faults.races import Press, Races

if TYPE_CHECKING:
    from flask import Flask

    from tests.cast import Cast

RACES = int(os.environ.get("RACES", "24"))

pytestmark = pytest.mark.timeout(60 + 5 * RACES)


def test_f08_of_two_who_press_at_once_one_wins_the_other_is_told_and_a_seal_always_wins(
    app: Flask, cast: Cast
) -> None:
    tally = Races(app, cast).run(RACES)
    print("races:", tally.told(), dict(tally.came_first))
    assert tally.is_good, tally.notes
    assert tally.races == RACES


def test_whoever_looks_would_see_two_winners_and_one_who_is_not_told() -> None:
    won = Press("up", 303, "You said yes to it.")
    assert won.has_won
    assert not won.is_told
    for nothing in (Press("up", 303, "Sent back."), Press("up", 500, ""), Press("up", 503, "")):
        assert not nothing.has_won
        assert not nothing.is_told
