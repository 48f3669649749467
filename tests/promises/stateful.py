"""Hypothesis plays the school: it chooses the deeds, and shortens a play that fails."""

from __future__ import annotations

import random
import tempfile
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.promises.machine import WEIGHTS, Chance
from tests.promises.playing import Stage, set_stage
from tests.promises.questions import Answers

NAMES = tuple(deed.__name__ for deed, weight in WEIGHTS.items() for _ in range(weight))


@cache
def stage() -> Stage:
    """One stage for all plays of this process."""
    return set_stage(Path(tempfile.mkdtemp(prefix="promises-")))


class School(RuleBasedStateMachine):
    """One play. `answers` counts over all of them."""

    answers = Answers()

    @initialize()
    def begins(self) -> None:
        """Everybody is as the cast has them, and nothing is made yet."""
        self.chance = Chance(stage(), random.Random(0), self.answers)

    @rule(deed=st.sampled_from(NAMES), seed=st.integers(0, 2**32))
    def step(self, deed: str, seed: int) -> None:
        """One deed by somebody, and questions about what came of it."""
        self.chance.dice = random.Random(seed)
        self.chance.does(deed)
        wrong = self.answers.wrong[:]
        self.answers.wrong.clear()
        assert wrong == [], "the pages and product.md differ"


def play(plays: int, steps: int, first: int = 0) -> Answers:
    """So many plays of so many steps; `AssertionError` with the shortest play that differs.

    The same plays for the same number `first`.
    """
    School.answers = Answers()
    run_state_machine_as_test(
        seed(first)(School),
        settings=settings(
            max_examples=plays,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=False,  # the seed says which
            suppress_health_check=list(HealthCheck),
        ),
    )
    return School.answers
