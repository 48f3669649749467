"""Where a backup is put: plain files in a folder, or one stream that is encrypted as it is written.

A folder is new or empty at first, and our own user's alone. What says that the backup is whole is
written last; a crash before it leaves no backup.
"""

from __future__ import annotations

import hashlib
import json
import os
import tarfile
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

from portfolio.backups import encrypting, manifest
from portfolio.backups.errors import BackupError
from portfolio.backups.manifest import Piece

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portfolio.backups.encrypting import For

OUTSIDE = "sealed.json"
"""Beside the one encrypted file: what it is called, its size and hash."""

CHUNK = 1024 * 1024


class Box(Protocol):
    """What a backup is put into."""

    def put(self, name: str, file: IO[bytes], size: int) -> Piece:
        """Take in so many bytes under that name: what came in."""

    def close(self, said: bytes) -> None:
        """Take in the manifest, last of all; all is safe on disk before returning."""


class Hashed:
    """A file that is read, and the hash and size of what was read of it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._digest, self._size = file, hashlib.sha256(), 0

    def read(self, size: int = CHUNK) -> bytes:
        """The next bytes, as any file."""
        data = self._file.read(size)
        self._digest.update(data)
        self._size += len(data)
        return data

    def piece(self) -> Piece:
        """What was read by now."""
        return Piece(self._size, self._digest.hexdigest())


def new_folder(folder: Path) -> None:
    """Make the folder for our own user alone; `BackupError` where something lies in it."""
    try:
        make_folder(folder)
        if any(folder.iterdir()):
            raise BackupError(f"{folder} is not empty: name a folder that is new or empty.")
    except OSError as error:
        raise BackupError(f"{folder} cannot be made.") from error


def make_folder(folder: Path) -> None:
    """Make it and those above it, each for our own user alone."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(mode=0o700)


class FolderBox:
    """Plain files, each under its name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, name: str, file: IO[bytes], size: int) -> Piece:
        """See Box."""
        del size
        hashed = Hashed(file)
        path = self._folder / name
        make_folder(path.parent)
        with _new_file(path) as target:
            while data := hashed.read():
                target.write(data)
        return hashed.piece()

    def close(self, said: bytes) -> None:
        """See Box."""
        for folder, _folders, _names in os.walk(self._folder):
            _sync_folder(Path(folder))
        with _new_file(self._folder / manifest.NAME) as target:
            target.write(said)
        _sync_folder(self._folder)


class SealedBox:
    """One file that only whoever has the key reads; made by `sealed_box`."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar

    def put(self, name: str, file: IO[bytes], size: int) -> Piece:
        """See Box."""
        hashed = Hashed(file)
        entry = tarfile.TarInfo(name)
        entry.size = size
        self._tar.addfile(entry, hashed)
        return hashed.piece()

    def close(self, said: bytes) -> None:
        """See Box; the way in from outside is written by `sealed_box`, once the tool is done."""
        entry = tarfile.TarInfo(manifest.NAME)
        entry.size = len(said)
        with encrypting.in_memory(said) as file:
            self._tar.addfile(entry, file)


@contextmanager
def sealed_box(folder: Path, whom: For) -> Iterator[SealedBox]:
    """A box in that folder, encrypted for `whom`; whole only once the block was left in peace."""
    path = folder / f"space.tar.{whom.ending}"
    with (
        _new_file(path) as target,
        encrypting.into(target, whom) as stream,
        tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        yield SealedBox(tar)
    piece = piece_of(path)
    said = {"file": path.name, "size": piece.size, "sha256": piece.sha256}
    with _new_file(folder / OUTSIDE) as target:
        target.write(json.dumps(said, indent=1).encode())
    _sync_folder(folder)


def piece_of(path: Path) -> Piece:
    """Size and hash of a file as it lies there."""
    with path.open("rb") as file:
        hashed = Hashed(file)
        while hashed.read():
            pass
    return hashed.piece()


@contextmanager
def _new_file(path: Path) -> Iterator[IO[bytes]]:
    """A file that was not there before, for our own user alone; safe on disk afterwards."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
