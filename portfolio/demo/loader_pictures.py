"""The demonstration school's pictures, drawn, read like any upload, and put into the store.

Each distinct picture is drawn and encoded once; each photo gets files of its own.
"""

from __future__ import annotations

import io
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from portfolio.core.pictures import Limits, Picture, read_picture
from portfolio.demo.drawings import draw
from portfolio.demo.things import THINGS
from portfolio.photos import actions

if TYPE_CHECKING:
    from portfolio.core.storage import Storage
    from portfolio.photos.actions import Stored

PHOTOGRAPHS = Path(__file__).with_name("photographs")

PROCESSES = 2
"""14 s of drawing and encoding on one core become 8 on two; more would starve a small machine."""


def prepare() -> dict[str, Picture]:
    """Every picture that a thing shows, by its name, ready to store."""
    names = sorted({picture.name for thing in THINGS.values() for picture in thing.pictures})
    # Fresh processes, not forks: those of a threaded server could stand still for good.
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=fresh) as pool:
        return dict(zip(names, pool.map(picture_called, names, chunksize=4), strict=True))


def picture_called(name: str) -> Picture:
    """The picture `photo/…` or `drawn/…`, read as if somebody had sent it."""
    folder, _, short = name.partition("/")
    data = draw(short) if folder == "drawn" else (PHOTOGRAPHS / f"{short}.jpg").read_bytes()
    return read_picture(io.BytesIO(data), Limits())


class Album:
    """What every thing's photos are in the store, in their order."""

    def __init__(self, storage: Storage, pictures: dict[str, Picture]) -> None:
        self._storage, self._pictures = storage, pictures
        self._stored: dict[str, list[Stored]] = {}

    def store(self) -> None:
        """Put every thing's photos into the store, each under a key of its own."""
        for thing in THINGS.values():
            photos = self._stored.setdefault(thing.key, [])
            for picture in thing.pictures:
                photos.append(actions.store(self._storage, self._pictures[picture.name]))

    def of(self, thing: str) -> list[Stored]:
        """The stored photos of the thing with that key."""
        return self._stored[thing]

    def forget(self) -> None:
        """Take back whatever was stored."""
        for photos in self._stored.values():
            actions.forget(self._storage, photos)
