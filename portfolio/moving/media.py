"""Every stored file copied to another store and read back, by its SHA-256; the source is only read.

It may break off at any time and be run again: what is there with the same hash is left alone.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import Enum, auto
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING

from portfolio.core.storage import KeyTakenError, MissingError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from portfolio.core.storage import Storage, Stored

AT_ONCE = 4
"""Files on their way at once: a bucket's answers take longer than the bytes do."""

AT_A_TIME = 200
"""Files between two lines of progress."""


class Outcome(Enum):
    """What became of one file."""

    COPIED = auto()
    THERE = auto()
    GONE = auto()
    """Deleted from the source meanwhile: then it is not wanted there either."""
    DIFFERS = auto()
    """Other bytes are there, or came back: nothing is overwritten."""


@dataclass(slots=True)
class Tally:
    """How far it is: files by what became of them, of `of` that were counted so far."""

    of: int = 0
    copied: int = 0
    there: int = 0
    gone: int = 0
    differing: list[str] = field(default_factory=list)
    behind: list[str] = field(default_factory=list)
    """Set aside under a key that is in use again: one key has room for one of them there."""

    @property
    def done(self) -> int:
        """Files that were dealt with, well or not."""
        return self.copied + self.there + self.gone + len(self.differing)

    def add(self, key: str, outcome: Outcome) -> None:
        """Count one."""
        match outcome:
            case Outcome.COPIED:
                self.copied += 1
            case Outcome.THERE:
                self.there += 1
            case Outcome.GONE:
                self.gone += 1
            case Outcome.DIFFERS:
                self.differing.append(key)


def move(source: Storage, target: Storage, tell: Callable[[Tally], None]) -> Tally:
    """Copy all that `target` lacks; `tell` is called now and then. AwayError breaks it off."""
    tally, seen = Tally(), set[str]()
    aside_there = {one.key for one in target.aside()}
    while new := sorted({one.key for one in source.listed()} - seen):
        for key in aside_there.intersection(new):
            target.bring_back(key)
        seen.update(new)
        _each(new, lambda key: _copied(source, target, key), tally, tell)
    aside = {one.key: one.at for one in source.aside()}
    tally.behind = sorted(aside.keys() & seen)
    rest = sorted(aside.keys() - seen)
    _each(rest, lambda key: _copied_aside(source, target, key, aside[key]), tally, tell)
    return tally


def _each(
    keys: list[str], deed: Callable[[str], Outcome], tally: Tally, tell: Callable[[Tally], None]
) -> None:
    tally.of += len(keys)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for some in _batches(keys):
            for key, outcome in zip(some, pool.map(deed, some), strict=True):
                tally.add(key, outcome)
            tell(tally)


def _batches(keys: Iterable[str]) -> Iterator[list[str]]:
    left = iter(keys)
    while some := list(islice(left, AT_A_TIME)):
        yield some


def _copied(source: Storage, target: Storage, key: str) -> Outcome:
    try:
        data = _bytes(source.open(key))
    except MissingError:
        return Outcome.GONE
    try:
        return _same(_bytes(target.open(key)), data, Outcome.THERE)
    except MissingError:
        target.put(key, data)
    return _same(_bytes(target.open(key)), data, Outcome.COPIED)


def _copied_aside(source: Storage, target: Storage, key: str, at: datetime) -> Outcome:
    try:
        data = _bytes(source.open_aside(key))
    except MissingError:
        return Outcome.GONE
    try:
        return _same(_bytes(target.open_aside(key)), data, Outcome.THERE)
    except MissingError:
        pass
    try:
        target.put(key, data)
    except KeyTakenError:
        return Outcome.DIFFERS
    target.set_aside(key, at)
    return _same(_bytes(target.open_aside(key)), data, Outcome.COPIED)


def _same(found: bytes, data: bytes, outcome: Outcome) -> Outcome:
    is_same = sha256(found).digest() == sha256(data).digest()
    return outcome if is_same else Outcome.DIFFERS


def _bytes(stored: Stored) -> bytes:
    with stored.file as file:
        return file.read()
