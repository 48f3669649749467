"""`make faults`: uploads that go wrong at every point, many times over, and what came of them.

On SQLite with files, and on PostgreSQL with a real S3 server; `--long` until ten thousand uploads
were made to go wrong. Then two checkers race for one thing. Ends with 1 unless nothing was lost,
there twice or by half, and no race had two results.
"""

from __future__ import annotations

import argparse
import errno
import os
import platform
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from tests import postgres, s3
from tests.faults import proxy, shim, trials
from tests.faults.ground import Ground, Tally
from tests.faults.proxy import Mood
from tests.faults.races import RaceTally, run_races

RUNS, LONG_RUNS = 20, 70
"""How often an upload dies at each point: after, before and halfway through it by turns."""

STORE_STEP = 3
"""On PostgreSQL and S3 each third point, so that both engines take about as long."""

RACES = 1000
"""On each engine (promise F08)."""

Tallies = list[Tally | RaceTally]


def on_files(folder: Path, library: Path, runs: int, races: int) -> Tallies:
    """What came of uploads to a school on SQLite and files."""
    ground = Ground(folder, library)
    rows: Tallies = []
    try:
        named = trials.die_everywhere(ground, runs)
        rows.append(_told(f"killed at {len(named)} points of SQLite and files", _taken(ground)))
        for call in trials.CALLS:
            for error in (errno.EIO, errno.ENOSPC):
                list(trials.fail_until_clean(ground, call, error))
        rows.append(_told("the nth open, write, sync, link … fails", _taken(ground)))
        list(trials.fail_until_clean(ground, "write", errno.ENOSPC, on=True))
        list(trials.fail_until_clean(ground, "pwrite64", errno.ENOSPC, step=3, on=True))
        rows.append(_told("the disk is full from the nth write on", _taken(ground)))
    finally:
        ground.close()
    rows.append(_told("two checkers on SQLite", run_races(races, folder)))
    return rows


def on_a_store(folder: Path, library: Path, runs: int, races: int) -> Tallies:
    """What came of uploads to a school on PostgreSQL and a real S3 server behind a proxy."""
    with ExitStack() as stack:
        admin = stack.enter_context(postgres.server())
        server = stack.enter_context(s3.server())
        between = stack.enter_context(proxy.before(server.endpoint))
        database = postgres.create_database(admin, "faults")
        settings = trials.on_a_bucket(database, server.where("faults"), between.endpoint)
        ground = Ground(folder, library, {**settings, "S3_SECONDS": "2"})
        stack.callback(ground.close)
        count = len(trials.points(ground))
        trials.die_everywhere(ground, runs, range(1, count + 1, STORE_STEP))
        killed = f"killed at {-(-count // STORE_STEP)} points of PostgreSQL and S3"
        rows: Tallies = [_told(killed, _taken(ground))]
        for mood in (Mood.STALLS, Mood.ERRS, Mood.IS_SILENT):
            trials.meet_everywhere(ground, between, mood)
            rows.append(_told(f"the store {mood.replace('_', ' ')}, once", _taken(ground)))
        other = postgres.create_database(admin, "races")
        rows.append(_told("two checkers on PostgreSQL", run_races(races, folder, other)))
    return rows


def _taken(ground: Ground) -> Tally:
    """What was counted since the last time."""
    tally, ground.tally = ground.tally, Tally()
    return tally


def _told(what: str, tally: Tally | RaceTally) -> Tally | RaceTally:
    """Its row of the table, as soon as it is known: what follows takes half an hour."""
    print(f"{what:52} {tally.told()}", flush=True)
    return tally


def main() -> int:
    """Do all of it, print the table."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--runs", type=int, default=RUNS)
    asked.add_argument("--races", type=int, default=RACES)
    asked.add_argument("--long", action="store_true")
    given = asked.parse_args()
    runs, began = LONG_RUNS if given.long else given.runs, time.monotonic()
    with tempfile.TemporaryDirectory() as name, ProcessPoolExecutor(2) as pool:
        library = shim.built(Path(name))
        folders = [Path(name) / kind for kind in ("files", "store")]
        for folder in folders:
            folder.mkdir()
        jobs = [
            pool.submit(work, folder, library, runs, given.races)
            for work, folder in zip((on_files, on_a_store), folders, strict=True)
        ]
        rows = [row for job in jobs for row in job.result()]
    return _in_all(rows, time.monotonic() - began)


def _in_all(tallies: Tallies, seconds: float) -> int:
    total = Tally()
    for tally in tallies:
        if isinstance(tally, Tally):
            total.add(tally)
    _told("in all", total)
    print(f"{seconds / 60:.1f} minutes, {os.cpu_count()} cores, Python {platform.python_version()}")
    for note in total.notes[:50]:
        print(note)
    return 0 if all(tally.is_good for tally in tallies) else 1


if __name__ == "__main__":
    sys.exit(main())
