"""A folder on disk as a store: whole files, each safe on disk before anybody is told."""

from __future__ import annotations

import errno
import os
import tempfile
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from portfolio.core.storage.port import (
    ASIDE,
    AwayError,
    KeyTakenError,
    Listed,
    MissingError,
    Stored,
    checked_key,
    is_key,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_DRAFT = ".draft-"
_ABSENT = (FileNotFoundError, NotADirectoryError, IsADirectoryError)


class FileStorage:
    """Files under `root`, a folder that is made when first needed and that only we may read."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, key: str, data: bytes) -> None:
        """See Storage. After a crash the whole file is there or none of it."""
        path = self._path(key)
        with _told_as_away():
            _make_folder(path.parent)
            draft = _written_beside(path, data)
            try:
                # A link and not a rename: a rename would silently replace what is stored there.
                path.hardlink_to(draft)
            except FileExistsError:
                if not path.is_file() or path.read_bytes() != data:
                    raise KeyTakenError(key) from None
            finally:
                draft.unlink()
                _sync_folder(path.parent)

    def open(self, key: str) -> Stored:
        """See Storage."""
        return _opened(self._path(key), key)

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
        yield from self._listed_in(self._root / ASIDE)

    def open_aside(self, key: str) -> Stored:
        """See Storage."""
        return _opened(self._path_aside(key), key)

    def _listed_in(self, root: Path) -> Iterator[Listed]:
        for path, at in self._files(root):
            key = path.relative_to(root).as_posix()
            if is_key(key):
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
        return self._root / ASIDE / checked_key(key)


@contextmanager
def _told_as_away() -> Iterator[None]:
    """A full or broken disk is told as any store's being away: by its kind, without a path."""
    try:
        yield
    except OSError as error:
        raise AwayError(errno.errorcode.get(error.errno or 0, "OSError")) from error


def _opened(path: Path, key: str) -> Stored:
    with _told_as_away():
        try:
            file = path.open("rb")
        except _ABSENT:
            raise MissingError(key) from None
        return Stored(file, os.fstat(file.fileno()).st_size)


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
