"""Pages of a school of 10,000 items and of 100,000, beside their floors."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bench import load, school

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One page in one school: milliseconds at one client, answers a second at eight."""

    name: str
    items: int
    queries: int
    ms: float
    floor_ms: float
    a_second: float
    floor_a_second: float


@contextmanager
def served(address: str, media: Path, port: int, pages: dict[str, Any]) -> Iterator[Any]:
    """The server over that school, until the block ends; gives what it told of its pages."""
    command = [sys.executable, "-m", "bench.server", address, str(media), str(port)]
    server = subprocess.Popen(
        [*command, json.dumps(pages)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    try:
        assert server.stdout is not None  # noqa: S101 -- it was asked for
        told = json.loads(server.stdout.readline())
        wait(port)
        yield told
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait(port: int, tries: int = 100) -> None:
    """Until the server answers."""
    for _ in range(tries):
        try:
            load.Connection(load.Address(port, "/")).ask()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the server does not answer")


def measure(folder: Path, items: int, port: int, address: str = "") -> list[Figure]:
    """Build a school of so many items, serve it, and time its pages and their floors.

    On SQLite in the folder unless `address` names an empty database.
    """
    address = address or f"sqlite:///{folder / f'school-{items}.db'}"
    cast = school.build(address, items)
    pages = {
        "feed of 20, family": (cast.family_id, "/shared"),
        "feed of 20, teacher": (cast.teacher_id, "/shared"),
        "feed of 20, pupil": (cast.pupil_id, "/shared"),
        "item with 20 comments": (cast.family_id, f"/items/{cast.item}"),
        "queue of 50": (cast.teacher_id, "/to-check"),
    }
    with served(address, folder / "media", port, pages) as told:
        return [_figure(name, items, port, page) for name, page in told.items()]


def _figure(name: str, items: int, port: int, page: dict[str, Any]) -> Figure:
    real = load.Address(port, page["path"], page["cookie"])
    floor = load.Address(port, f"/bench/floor/{name}".replace(" ", "%20"))
    return Figure(
        name=name,
        items=items,
        queries=page["queries"],
        ms=load.median(real),
        floor_ms=load.median(floor),
        a_second=load.a_second(real),
        floor_a_second=load.a_second(floor),
    )
