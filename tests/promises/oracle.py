"""T23 by the clock: does *hidden* take another time than *absent*?

Pairs of requests by the same person, in random order: one for a real thing that is hidden from
them, one for an id that never was. A rank test says whether the two can be told apart. A speed is
no test (house rule): this is run by `make promises`, with nothing else on the machine.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import erfc, sqrt
from statistics import median
from time import perf_counter_ns
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from tests.client import SiteClient

PAIRS = 500
"""Pairs by each road (issue 4)."""

SURE = 0.01
"""Below it, divided by the number of roads that were tried, the two can be told apart."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the clock tells of one road: medians in microseconds, and how sure the ranks are."""

    road: str
    hidden_us: float
    absent_us: float
    longer: float
    """In which share of all couples the hidden one took longer than the absent; 0.5: nothing."""
    chance: float
    """How likely ranks as uneven as these are where there is no difference."""


def ask(client: SiteClient, road: str, hidden: str, absent: str, dice: random.Random) -> Told:
    """Time both addresses `PAIRS` times, each pair in an order of its own."""
    taken: dict[str, list[int]] = {hidden: [], absent: []}
    for address in (hidden, absent) * 20:
        client.get(address)  # so that neither pays for what is made once
    for _ in range(PAIRS):
        for address in dice.sample((hidden, absent), 2):
            began = perf_counter_ns()
            status = client.get(address).status_code
            taken[address].append(perf_counter_ns() - began)
            assert status == 404, f"{address} answers {status}"
    longer, chance = rank_test(taken[hidden], taken[absent])
    of_hidden, of_absent = (median(taken[which]) / 1000 for which in (hidden, absent))
    return Told(road, of_hidden, of_absent, longer, chance)


def rank_test(ones: Sequence[int], others: Sequence[int]) -> tuple[float, float]:
    """Mann and Whitney's: in which share of couples the one is larger, how likely by chance.

    Two-sided, by the normal distribution, which hundreds of values come close to; ties share ranks.
    """
    ranked = sorted([(value, True) for value in ones] + [(value, False) for value in others])
    first: dict[int, int] = {}
    for place, (value, _) in enumerate(ranked, start=1):
        first.setdefault(value, place)
    times = Counter(value for value, _ in ranked)
    of_ones = sum(first[value] + (times[value] - 1) / 2 for value, is_one in ranked if is_one)
    n, m = len(ones), len(others)
    larger = of_ones - n * (n + 1) / 2
    spread = sqrt(n * m * (n + m + 1) / 12)
    return larger / (n * m), erfc(abs(larger - n * m / 2) / spread / sqrt(2))
