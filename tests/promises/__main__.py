"""`make promises`: run the whole proof and print its figures. Fails where anything differs.

`python -m tests.promises --long 1000000` asks as many questions in long plays as well.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING

from tests.promises import parts
from tests.promises.oracle import PAIRS, SURE
from tests.promises.parts import Figures

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.promises.crawl import Caught

PROCESSES = 2
TRUTH = ("tests/visibility", "tests/talk/test_who_reads.py", "tests/items/test_who.py")
"""The table walked over every road, and each clause by itself."""


def main() -> int:
    """Everything in order; 0 where all of it agrees."""
    wanted = _arguments()
    began, good = time.monotonic(), True
    print("\n| proof | what was asked | differences | seconds |\n|---|---|---|---|")
    for prove in _proofs(wanted):
        good = prove() and good
    print(f"\nAll in {time.monotonic() - began:.0f} s.", "" if good else "SOMETHING DIFFERS.")
    return 0 if good else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plays", type=int, default=200, help="plays of 50 steps")
    parser.add_argument("--long", type=int, default=0, help="questions of the long run")
    parser.add_argument("--only", default="", help="one of: truth, plays, long, crawl, clock")
    return parser.parse_args()


def _proofs(wanted: argparse.Namespace) -> list[Callable[[], bool]]:
    every: dict[str, Callable[[], bool]] = {
        "truth": truth,
        "plays": lambda: plays(wanted.plays),
        "crawl": crawl,
        "clock": clock_tells,
    }
    if wanted.long:
        every["long"] = lambda: long_run(wanted.long)
    return [every[wanted.only]] if wanted.only else list(every.values())


def truth() -> bool:
    """The truth table over every road, and the tests of each clause."""
    began = time.monotonic()
    asked = [sys.executable, "-m", "pytest", "-q", "-n", str(PROCESSES), "--dist", "worksteal"]
    done = subprocess.run([*asked, *TRUTH], capture_output=True, text=True, check=False)
    passed = re.search(r"(\d+) passed", done.stdout)
    failed = re.search(r"(\d+) failed", done.stdout)
    if done.returncode:
        print(done.stdout[-4000:])
    wrong = int(failed[1]) if failed else int(bool(done.returncode))
    _row("truth table and clauses", f"{passed[1] if passed else 0} tests", wrong, began)
    return done.returncode == 0


def plays(number: int) -> bool:
    """Hypothesis plays the school; the pages and the plain school must agree."""
    return _asked(
        f"plays of 50 steps: {number}", parts.plays, [(20 + n, number // PROCESSES) for n in (0, 1)]
    )


def long_run(questions: int) -> bool:
    """The same by dice, until so many questions were asked."""
    each = questions // PROCESSES
    return _asked("the long run", parts.long_run, [(10_000, each), (20_000, each)])


def _asked(name: str, part: Callable[[int, int], Figures], jobs: list[tuple[int, int]]) -> bool:
    began, figures = time.monotonic(), Figures()
    with _processes() as pool:
        for found in pool.map(part, *zip(*jobs, strict=True)):
            figures.add(found)
            figures.plays += found.plays
    yes = sum(figures.said_yes.values())
    what = f"{figures.total:,} questions, {yes:,} of them to be answered yes"
    _row(name, what, len(figures.wrong), began)
    for road, number in sorted(figures.asked.items()):
        print(f"|  … {road} | {number:,}, {figures.said_yes[road]:,} yes | | |")
    print("\n".join(figures.wrong[:20]))
    return not figures.wrong and bool(yes)


def crawl() -> bool:
    """Everyone goes everywhere, and no canary sings where it may not."""
    began = time.monotonic()
    with _processes() as pool:
        found: list[Caught] = list(pool.map(parts.crawl, (0, 1), (2, 2)))
    requests, heard = sum(one.requests for one in found), sum(one.heard for one in found)
    leaks = [leak for one in found for leak in one.leaks]
    what = f"{requests:,} requests; {heard:,} canaries heard by their own readers"
    _row("crawl of everybody everywhere", what, len(leaks), began)
    print("\n".join(sorted(set(leaks))[:20]))
    return not leaks and bool(heard)


def clock_tells() -> bool:
    """Hidden and absent by the clock: with the beat they are one, without it they are not."""
    good = True
    limit = SURE / len(parts.ROADS)
    for beat in (parts.BEAT_MS, 0):
        began = time.monotonic()
        for told in parts.clock_tells(range(len(parts.ROADS)), beat):
            is_told = told.chance < limit
            good = good and not (is_told and beat)
            what = (
                f"{PAIRS} pairs, {told.hidden_us:.0f} and {told.absent_us:.0f} µs, hidden longer "
                f"in {told.longer:.1%}, by chance {told.chance:.2g}"
            )
            name = f"clock, {f'beat {beat} ms' if beat else 'without a beat'}: {told.road}"
            _row(name, what, "can be told apart" if is_told else 0, began)
    return good


def _row(name: str, what: str, differences: object, began: float) -> None:
    print(f"| {name} | {what} | {differences} | {time.monotonic() - began:.0f} |", flush=True)


def _processes() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn"))


if __name__ == "__main__":
    sys.exit(main())
