"""Break the rule, and the ways in, clause by clause: each break must make a test fail.

Each file of each room (rooms.py) is changed in one small way at a time, in a copy of its own, and
the tests of the room are run there, the nearest first. A change that no test notices has survived;
the few that change nothing are explained in docs/mutants.md, and this fails if any other survives,
or if fewer than 95 % are caught. `python -m scripts.mutants rule.py signin/queries.py` does those
files only; WORKERS says how many are tried at once.

It changes no file of the project, and starts no server.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from scripts.mutants.ground import Ground
from scripts.mutants.making import IN_SHORT, mutants_of
from scripts.mutants.rooms import ROOMS, Room
from scripts.mutants.telling import Figures
from scripts.mutants.trying import UnsoundError, try_all

PROCESSES = int(os.environ.get("WORKERS", "2"))
HEAD = "| file | changes | caught | mean the same | survived | share | took |"


def main() -> int:
    """Make, try and tell; 0 where enough are caught and the rest explained."""
    wanted = [name if "/" in name else f"{IN_SHORT}{name}" for name in sys.argv[1:]]
    total, lines, began = Figures(), [HEAD, "|---|" + "---:|" * 6], time.monotonic()
    with tempfile.TemporaryDirectory(dir=_fast()) as folder:
        grounds = [Ground(Path(folder) / str(number)) for number in range(PROCESSES)]
        for room in ROOMS:
            lines += [_measured(room, file, grounds, total) for file in _ordered(room, wanted)]
    print("\n".join([*lines, total.line("all", time.monotonic() - began)]))
    return 0 if total.is_enough() else 1


def _ordered(room: Room, wanted: list[str]) -> list[str]:
    """The room's files; those that were asked for, in that order, where any were."""
    files = room.files()
    return [name for name in wanted if name in files] if wanted else files


def _measured(room: Room, file: str, grounds: list[Ground], total: Figures) -> str:
    """Try all mutants of one file, and give its row of the table."""
    figures, began, asked = Figures(), time.monotonic(), room.asked(file)
    for ground in grounds:
        ground.prepare([*asked.near, *asked.others])
    try:
        for mutant, fate in try_all(list(mutants_of(file)), asked, grounds):
            figures.note(mutant, fate)
    except UnsoundError:
        sys.exit(f"The tests of {file} fail as it stands: mend that first.")
    total.add(figures)
    line = figures.line(file, time.monotonic() - began)
    print(line, flush=True)
    return line


def _fast() -> str | None:
    """A folder in memory, where there is one: nothing here has to survive."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 -- a new folder in it


if __name__ == "__main__":
    sys.exit(main())
