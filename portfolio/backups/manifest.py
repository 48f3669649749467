"""What a backup says of itself; written last of all, so that without it there is no backup.

It holds numbers, hashes, and names of files that are opaque: no word, no person, no address of a
thing that is there, whether sealed or not (promise B10).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from portfolio.backups.errors import NotWholeError
from portfolio.backups.tables import Counted, Described
from portfolio.erasures import ledger

if TYPE_CHECKING:
    from portfolio.erasures.ledger import Gone

NAME = "manifest.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of the backup: its size in bytes, and its SHA-256."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that there is to say of one backup."""

    made_at: datetime
    schema: str
    """The migration at which the database stood."""
    tables: list[tuple[Described, Counted]]
    """In an order in which none points to a later one."""
    pieces: dict[str, Piece]
    missing: list[str]
    """Keys of files that a photo should have had, and the storage had lost already."""
    erased: list[Gone]
    """All that was erased for good before the backup was done."""
    log_link: str
    """The last link of the log, to be found in it again (`log verify --link`)."""

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(counted.rows for _table, counted in self.tables)


def written(manifest: Manifest) -> bytes:
    """The manifest as a file, with the hash of what it says."""
    body = {
        "format": FORMAT,
        "made_at": manifest.made_at.isoformat(),
        "schema": manifest.schema,
        "tables": [asdict(table) | asdict(counted) for table, counted in manifest.tables],
        "pieces": {name: asdict(piece) for name, piece in manifest.pieces.items()},
        "missing": manifest.missing,
        "erased": [ledger.said(one) for one in manifest.erased],
        "log_link": manifest.log_link,
    }
    return json.dumps({"backup": body, "sha256": _hash(body)}, indent=1).encode()


def _hash(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def read(data: bytes) -> Manifest:
    """What a manifest says; `NotWholeError` for anything else, or one that was changed."""
    try:
        said = json.loads(data)
        body = said["backup"]
        if said["sha256"] != _hash(body):
            raise NotWholeError("The manifest was changed after it was written.")
        if body["format"] != FORMAT:
            raise NotWholeError("This backup was made by a newer Third Space: put it back by that.")
        return _read(body)
    except (ValueError, KeyError, TypeError) as error:
        raise NotWholeError("The manifest is damaged.") from error


def _read(body: dict[str, Any]) -> Manifest:
    return Manifest(
        made_at=datetime.fromisoformat(body["made_at"]).astimezone(UTC),
        schema=body["schema"],
        tables=[(_table(one), Counted(one["rows"], one["sha256"])) for one in body["tables"]],
        pieces={name: Piece(**piece) for name, piece in body["pieces"].items()},
        missing=list(body["missing"]),
        erased=[ledger.read(one) for one in body["erased"]],
        log_link=body["log_link"],
    )


def _table(one: dict[str, Any]) -> Described:
    columns = tuple((name, kind) for name, kind in one["columns"])
    return Described(one["name"], columns, tuple(one["key"]))
