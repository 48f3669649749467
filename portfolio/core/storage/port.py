"""What each kind of storage does, and what it may say instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

# Parts of letters, digits, - and _, with one ending: no dot can begin a part, so none climbs.
_KEY = re.compile(r"(?:[A-Za-z0-9_-]+/)*[A-Za-z0-9_-]+(?:\.[a-z0-9]+)?")
_LONGEST_KEY = 200

ASIDE = ".aside"
"""Where bytes lie that were set aside: a part that no key can have."""


class StorageError(Exception):
    """The bytes could not be stored or found; the subclass says which."""


class MissingError(StorageError):
    """Nothing is stored under this key."""


class KeyTakenError(StorageError):
    """Other bytes are stored under this key already; they are left as they were."""


class AwayError(StorageError):
    """The store cannot be used now: no answer, no room, no right. The text is the kind alone."""


@dataclass(frozen=True, slots=True)
class Stored:
    """An open stored file and its `size` in bytes. Whoever opened it closes `file`."""

    file: IO[bytes]
    size: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A stored key, and when its bytes were written (UTC)."""

    key: str
    at: datetime


class Storage(Protocol):
    """What each kind of storage does.

    A key that is not one of ours raises ValueError; any of it may raise AwayError.
    """

    def put(self, key: str, data: bytes) -> None:
        """Keep the bytes for good before returning.

        The same bytes again change nothing, for an answer may be lost; KeyTakenError for others.
        """

    def open(self, key: str) -> Stored:
        """The bytes as an open file, at its start; MissingError where there are none."""

    def delete(self, key: str) -> None:
        """Forget the bytes for good, aside too; nothing happens without any: a job may repeat."""

    def exists(self, key: str) -> bool:
        """Whether bytes are stored under the key."""

    def listed(self) -> Iterator[Listed]:
        """Every stored key, in no order: for chores, since it walks through all of them."""

    def set_aside(self, key: str, at: datetime) -> None:
        """Let the key be missing from then on, its bytes kept; nothing happens without any."""

    def bring_back(self, key: str) -> None:
        """Undo that; nothing happens where nothing lies aside, or the key is in use again."""

    def aside(self) -> Iterator[Listed]:
        """Every key whose bytes lie aside, and since when."""

    def open_aside(self, key: str) -> Stored:
        """The bytes that lie aside, for a move to another store; MissingError without any."""

    def drafts(self, before: datetime) -> int:
        """How many half-written files a crash left behind before that time."""

    def forget_drafts(self, before: datetime) -> None:
        """Take those half-written files away."""


class LendingStorage(Storage, Protocol):
    """A storage that can lend one object to a browser for a while."""

    def lent(self, key: str, media_type: str, seconds: int) -> str:
        """An address at which anybody has exactly this object, as that type, for so long."""


def is_key(text: str) -> bool:
    """Whether it has the shape of our keys."""
    return len(text) <= _LONGEST_KEY and _KEY.fullmatch(text) is not None


def checked_key(key: str) -> str:
    """The key itself, or ValueError: no `..`, no absolute path, no backslash, NUL or blank."""
    if not is_key(key):
        raise ValueError(f"not a storage key: {key[:_LONGEST_KEY]!r}")
    return key
