"""The second memory of what was erased: one small file each, beside the pictures in the storage.

A database that is lost takes its own list along; this one is still there when an older backup is
put back. A file's name says all that it knows: which kind, and the public id or key. It is written
after the unit that erased is committed, never before: else a unit that failed would leave word
that something living is gone.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select, update

from portfolio.core.database import at_most
from portfolio.core.storage import KeyTakenError, MissingError
from portfolio.erasures.actions import TELL
from portfolio.jobs import enqueue
from portfolio.models import Erasure
from portfolio.models.enums import ErasureKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from portfolio.core.storage import Storage
    from portfolio.jobs import Means

FOLDER = "erased"

AT_A_TIME = 200
"""Files in one unit: each is synced to disk, and nobody should wait long for its lock."""


class Gone(NamedTuple):
    """One thing that was erased, and when (UTC)."""

    kind: ErasureKind
    what: str
    at: datetime


def tell(means: Means, _about: dict[str, Any] | None = None) -> int:
    """Let the storage know of what was erased and it does not know yet; how many."""
    found = means.db.scalars(
        select(Erasure)
        .where(Erasure.kept_at.is_(None))
        .order_by(Erasure.id)
        .limit(at_most(AT_A_TIME))
    ).all()
    for row in found:
        keep(means.storage, Gone(row.kind, row.what, row.at))
    told = [row.id for row in found]
    means.db.execute(update(Erasure).where(Erasure.id.in_(told)).values(kept_at=means.at.now))
    if len(found) == AT_A_TIME:
        enqueue(means.db, TELL, means.at)
    return len(found)


def keep(storage: Storage, gone: Gone) -> None:
    """Write it down in the storage for good; once is enough."""
    try:
        storage.put(key_of(gone), json.dumps(said(gone)).encode())
    except KeyTakenError:
        return


def key_of(gone: Gone) -> str:
    """Under which key the storage remembers it; a photo's own key has slashes in it."""
    return f"{FOLDER}/{gone.kind.value}/{gone.what}.json"


def kept(storage: Storage) -> Iterator[Gone]:
    """All that the storage knows to be erased, in no order."""
    for one in storage.listed():
        if one.key.startswith(f"{FOLDER}/"):
            try:
                with storage.open(one.key).file as file:
                    yield read(json.loads(file.read()))
            except MissingError:  # taken away while we look
                continue


def said(gone: Gone) -> dict[str, str]:
    """What a file, or a line of a backup, says of it."""
    return {"kind": gone.kind.value, "what": gone.what, "at": gone.at.isoformat()}


def read(line: dict[str, str]) -> Gone:
    """The same, read; `ValueError` or `KeyError` for anything else."""
    at = datetime.fromisoformat(line["at"]).astimezone(UTC)
    return Gone(ErasureKind(line["kind"]), line["what"], at)


def noted(db: Session) -> list[Gone]:
    """All that the database knows to be erased."""
    found = db.execute(select(Erasure.kind, Erasure.what, Erasure.at).order_by(Erasure.id))
    return [Gone(*row) for row in found]
