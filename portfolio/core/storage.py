"""Where the bytes of pictures lie: one small port, and the folder on disk behind it.

It knows keys and bytes, not who may see them: whoever opens a key has asked the rule first. Keys
are made by us, never taken from a file's name or an address, and are checked all the same.
A key is written once; what changes gets a new key, so nobody can fetch old bytes under a new name.
"""

from __future__ import annotations

import os
import re
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

# Parts of letters, digits, - and _, with one ending: no dot can begin a part, so none climbs.
_KEY = re.compile(r"(?:[A-Za-z0-9_-]+/)*[A-Za-z0-9_-]+(?:\.[a-z0-9]+)?")
_LONGEST_KEY = 200
_DRAFT = ".draft-"


class StorageError(Exception):
    """The bytes could not be stored or found; the subclass says which."""


class MissingError(StorageError):
    """Nothing is stored under this key."""


class KeyTakenError(StorageError):
    """Something is stored under this key already; it is left as it was."""


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
    """What each kind of storage does. A key that is not one of ours raises ValueError."""

    def put(self, key: str, data: bytes) -> None:
        """Keep the bytes for good before returning; KeyTakenError where the key is in use."""

    def open(self, key: str) -> Stored:
        """The bytes as an open file, at its start; MissingError where there are none."""

    def delete(self, key: str) -> None:
        """Forget the bytes for good; nothing happens where there are none, so a job may repeat."""

    def exists(self, key: str) -> bool:
        """Whether bytes are stored under the key."""

    def listed(self) -> Iterator[Listed]:
        """Every stored key, in no order: for chores, since it walks through all of them."""

    def drafts(self, before: datetime) -> int:
        """How many half-written files a crash left behind before that time."""

    def forget_drafts(self, before: datetime) -> None:
        """Take those half-written files away."""


def checked_key(key: str) -> str:
    """The key itself, or ValueError: no `..`, no absolute path, no backslash, NUL or blank."""
    if len(key) > _LONGEST_KEY or not _KEY.fullmatch(key):
        raise ValueError(f"not a storage key: {key[:_LONGEST_KEY]!r}")
    return key


class FileStorage:
    """Files under `root`, a folder that is made when first needed and that only we may read."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, key: str, data: bytes) -> None:
        """See Storage. After a crash the whole file is there or none of it."""
        path = self._path(key)
        _make_folder(path.parent)
        draft = _written_beside(path, data)
        try:
            # A link and not a rename: a rename would silently replace what is stored there.
            path.hardlink_to(draft)
        except FileExistsError:
            raise KeyTakenError(key) from None
        finally:
            draft.unlink()
            _sync_folder(path.parent)

    def open(self, key: str) -> Stored:
        """See Storage."""
        try:
            file = self._path(key).open("rb")
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            raise MissingError(key) from None
        return Stored(file, os.fstat(file.fileno()).st_size)

    def delete(self, key: str) -> None:
        """See Storage."""
        path = self._path(key)
        with suppress(FileNotFoundError, NotADirectoryError):
            path.unlink()
            _sync_folder(path.parent)
        _remove_if_empty(path.parent)

    def exists(self, key: str) -> bool:
        """See Storage."""
        return self._path(key).is_file()

    def listed(self) -> Iterator[Listed]:
        """See Storage."""
        for path, at in self._files():
            key = path.relative_to(self._root).as_posix()
            if _KEY.fullmatch(key):
                yield Listed(key, at)

    def drafts(self, before: datetime) -> int:
        """See Storage."""
        return len(self._drafts(before))

    def forget_drafts(self, before: datetime) -> None:
        """See Storage."""
        for draft in self._drafts(before):
            draft.unlink(missing_ok=True)
            _remove_if_empty(draft.parent)

    def _drafts(self, before: datetime) -> list[Path]:
        return [path for path, at in self._files() if path.name.startswith(_DRAFT) and at < before]

    def _files(self) -> Iterator[tuple[Path, datetime]]:
        """Every file with its time; one that is deleted meanwhile is left out."""
        for folder, _folders, names in os.walk(self._root):
            for name in names:
                path = Path(folder, name)
                with suppress(FileNotFoundError):
                    yield path, datetime.fromtimestamp(path.stat().st_mtime, UTC)

    def _path(self, key: str) -> Path:
        return self._root / checked_key(key)


def _written_beside(path: Path, data: bytes) -> Path:
    """A finished file in the same folder under a name that no key can have (it begins with a dot).

    mkstemp lets only our own user read it, and the link keeps that.
    """
    handle, name = tempfile.mkstemp(prefix=_DRAFT, dir=path.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:  # a full disk: leave nothing half-done behind
        draft.unlink()
        raise
    return draft


def _make_folder(folder: Path) -> None:
    """Make the folder and those above it, each entry safe on disk before a file is put in."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _sync_folder(folder.parent)


def _remove_if_empty(folder: Path) -> None:
    """A photo's folder goes with its last file; one that others still use is left."""
    with suppress(OSError):
        folder.rmdir()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
