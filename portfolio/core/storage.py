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
_ASIDE = ".aside"  # a folder that no key can name


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
        for path in (self._path(key), self._path_aside(key)):
            with suppress(FileNotFoundError, NotADirectoryError):
                path.unlink()
                _sync_folder(path.parent)
            _remove_if_empty(path.parent)

    def exists(self, key: str) -> bool:
        """See Storage."""
        return self._path(key).is_file()

    def listed(self) -> Iterator[Listed]:
        """See Storage."""
        yield from self._listed_in(self._root)

    def set_aside(self, key: str, at: datetime) -> None:
        """See Storage. The file's time says since when; set before it moves, lest it look old."""
        path = self._path(key)
        with suppress(FileNotFoundError, NotADirectoryError):
            os.utime(path, (at.timestamp(), at.timestamp()))
            _move(path, self._path_aside(key))

    def bring_back(self, key: str) -> None:
        """See Storage."""
        if not self.exists(key):
            with suppress(FileNotFoundError, NotADirectoryError):
                _move(self._path_aside(key), self._path(key))

    def aside(self) -> Iterator[Listed]:
        """See Storage."""
        yield from self._listed_in(self._root / _ASIDE)

    def _listed_in(self, root: Path) -> Iterator[Listed]:
        for path, at in self._files(root):
            key = path.relative_to(root).as_posix()
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
        files = self._files(self._root)
        return [path for path, at in files if path.name.startswith(_DRAFT) and at < before]

    def _files(self, root: Path) -> Iterator[tuple[Path, datetime]]:
        """Every file with its time; one that is deleted meanwhile is left out."""
        for folder, _folders, names in os.walk(root):
            for name in names:
                path = Path(folder, name)
                with suppress(FileNotFoundError):
                    yield path, datetime.fromtimestamp(path.stat().st_mtime, UTC)

    def _path(self, key: str) -> Path:
        return self._root / checked_key(key)

    def _path_aside(self, key: str) -> Path:
        return self._root / _ASIDE / checked_key(key)


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


def _move(path: Path, to: Path) -> None:
    """Both folders are safe on disk before returning: after a crash the file is at either place.

    `FileNotFoundError` where there is no such file; then nothing is made either.
    """
    path.stat()
    _make_folder(to.parent)
    path.rename(to)
    _sync_folder(to.parent)
    _sync_folder(path.parent)
    _remove_if_empty(path.parent)


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
