"""A backup that was looked over from end to end: only such a one is ever put back.

Every file is there with its size and hash, none is there that the manifest does not know, every row
is read as what its column holds, and counts and hashes of the rows are those of the manifest.
"""

from __future__ import annotations

import gzip
import json
import re
import tarfile
import tempfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from portfolio.backups import boxes, encrypting, manifest, tables
from portfolio.backups.errors import NotWholeError
from portfolio.backups.taking import PICTURES, table_file
from portfolio.core.storage import checked_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portfolio.backups.manifest import Manifest, Piece
    from portfolio.backups.tables import Described

TABLE = re.compile(r"database/[a-z_]+\.jsonl\.gz")


@dataclass(frozen=True, slots=True)
class Backup:
    """A whole backup, as plain files in `folder`."""

    folder: Path
    manifest: Manifest

    def lines(self, one: Described) -> Iterator[bytes]:
        """The rows of a table as lines."""
        yield from _lines(self.folder / table_file(one.name))

    def pictures(self) -> Iterator[tuple[str, Path, Piece]]:
        """Every file of a photo: its storage key, where it lies, and what it is."""
        for name, piece in self.manifest.pieces.items():
            if name.startswith(PICTURES):
                yield name.removeprefix(PICTURES), self.folder / name, piece


@contextmanager
def opened(folder: Path, identity: Path | None = None) -> Iterator[Backup]:
    """The backup in that folder, looked over; `NotWholeError` where anything is not as it was.

    An encrypted one lies open in a temporary folder meanwhile, which only our own user reads.
    """
    if not (folder / boxes.OUTSIDE).exists():
        yield looked_over(folder)
        return
    sealed = outside(folder)
    with tempfile.TemporaryDirectory(prefix="space-") as made:
        with encrypting.out_of(sealed, identity) as stream:
            _unpack(stream, Path(made))
        yield looked_over(Path(made))


def outside(folder: Path) -> Path:
    """The one encrypted file, as long and as it was when it was written."""
    try:
        said = json.loads((folder / boxes.OUTSIDE).read_bytes())
        path = folder / Path(said["file"]).name
        _check_piece(path, manifest.Piece(said["size"], said["sha256"]))
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise NotWholeError("The encrypted backup is not whole.") from error
    return path


def _unpack(stream: object, folder: Path) -> None:
    """Plain files under our own kinds of names, and nothing else that a tar may hold."""
    try:
        with tarfile.open(fileobj=stream, mode="r|") as tar:  # type: ignore[call-overload]
            for entry in tar:
                file = tar.extractfile(entry) if entry.isreg() and _is_ours(entry.name) else None
                if file is None:
                    raise NotWholeError("The backup holds something that is no part of one.")
                path = folder / entry.name
                boxes.make_folder(path.parent)
                with path.open("xb") as target:
                    while data := file.read(boxes.CHUNK):
                        target.write(data)
    except (tarfile.TarError, EOFError, FileExistsError) as error:
        raise NotWholeError("The encrypted backup is cut off, or damaged.") from error


def _is_ours(name: str) -> bool:
    if name == manifest.NAME or TABLE.fullmatch(name):
        return True
    try:
        return name.startswith(PICTURES) and bool(checked_key(name.removeprefix(PICTURES)))
    except ValueError:
        return False


def looked_over(folder: Path) -> Backup:
    """The plain backup in that folder, every byte of it read."""
    backup = Backup(folder, read_manifest(folder))
    said = backup.manifest
    _check_names(folder, said)
    for name, piece in said.pieces.items():
        _check_piece(folder / name, piece)
    for one, counted in said.tables:
        try:
            found = tables.counted(_rows(backup, one))
        except (ValueError, TypeError) as error:
            raise NotWholeError(f"The rows of “{one.name}” cannot be read.") from error
        if found != counted:
            raise NotWholeError(f"The rows of “{one.name}” are not those that were written.")
    return backup


def read_manifest(folder: Path) -> Manifest:
    """What the backup says of itself; `NotWholeError` where it does not say it."""
    try:
        return manifest.read((folder / manifest.NAME).read_bytes())
    except OSError:
        sentence = f"{folder} holds no whole backup: its manifest is missing."
        raise NotWholeError(sentence) from None


def _check_names(folder: Path, said: Manifest) -> None:
    """What the manifest names is there and what is there it names; all of it of our own kinds."""
    known = set(said.pieces)
    found = {one.relative_to(folder).as_posix() for one in folder.rglob("*") if not one.is_dir()}
    wanted = {table_file(one.name) for one, _counted in said.tables}
    if found - {manifest.NAME} != known or not wanted <= known or not all(map(_is_ours, known)):
        raise NotWholeError("Files are missing from this backup, or there are others in it.")


def _check_piece(path: Path, piece: Piece) -> None:
    if path.stat().st_size != piece.size or boxes.piece_of(path) != piece:
        raise NotWholeError(f"{path.name} is cut off, or was changed.")


def _rows(backup: Backup, one: Described) -> Iterator[bytes]:
    for line in backup.lines(one):
        tables.row_of(one, line)
        yield line


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with gzip.open(path, "rb") as file:
            yield from file
    except (OSError, EOFError, zlib.error) as error:
        raise NotWholeError(f"{path.name} cannot be unpacked.") from error
