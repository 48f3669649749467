"""How much memory the processes hold that this one started, and those that they started."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def of_children() -> int:
    """Bytes of all of them together; what they share counts once (the system's Pss)."""
    parents = _parents()
    below, found = {os.getpid()}, 0
    for _generation in range(5):
        below |= {one for one, parent in parents.items() if parent in below}
    for one in below - {os.getpid()}:
        with suppress(OSError):
            found += _bytes(Path(f"/proc/{one}/smaps_rollup").read_text())
    return found


def _parents() -> dict[int, int]:
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            found[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    return found


def _bytes(rollup: str) -> int:
    line = next(line for line in rollup.splitlines() if line.startswith("Pss:"))
    return int(line.split()[1]) * 1024
