"""Taking a photo's file in by parts: however often a piece is sent, it is one file and one photo.

The parts lie in the database and not in the store (decision 43): every server of the school finds
them, and what was never finished goes with its row. They are what a camera wrote, position and all,
so they go as soon as the photo is there.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from portfolio.core import tokens
from portfolio.models import Upload, UploadPart
from portfolio.models.items import PHOTOS_AT_MOST
from portfolio.models.uploads import KEY_CHARACTERS
from portfolio.uploads import queries
from portfolio.visibility.held import is_held

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.jobs import Means

KEY = re.compile(rf"[0-9a-zA-Z-]{{16,{KEY_CHARACTERS}}}")
"""What a browser may call its file: nothing that tells of it."""

PART_BYTES = 1_000_000
"""The largest part: at 1 Mbit a second, which a full classroom shares, it is there in 8 s."""

KEPT = timedelta(hours=48)
"""How long an unfinished one waits, and a finished one is known by its key: as a photo without a
thing does."""

AT_ONCE = 20
"""So many unfinished ones one person may have: twice what one thing holds."""

CLAIM = timedelta(minutes=2)
"""Longer than a photo can wait and be read (decoding.Costs), shorter than anybody's patience."""


class ConflictError(Exception):
    """The same key, or the same place in the file, with other bytes."""


class NotWholeError(Exception):
    """Some of its bytes have not come yet."""


@dataclass(frozen=True, slots=True)
class Announced:
    """A file as its sender describes it: `size` in bytes, `digest` its SHA-256."""

    key: str
    size: int
    digest: str


def begin(db: Session, person_id: int, said: Announced, at: Moment, photo_bytes: int) -> Upload:
    """Begin one, or go on with the one of that key; `ConflictError` where that is another file.

    All unfinished ones of a person have together what the photos of one thing may, each of
    `photo_bytes` at most; the oldest make room.
    """
    found = queries.by_key(db, person_id, said.key) or _begun(db, person_id, said, at)
    if (found.size, found.digest) != (said.size, said.digest):
        raise ConflictError
    _make_room(db, found, PHOTOS_AT_MOST * photo_bytes)
    return found


def _begun(db: Session, person_id: int, said: Announced, at: Moment) -> Upload:
    made = Upload(
        public_id=tokens.public_id(),
        person_id=person_id,
        key=said.key,
        size=said.size,
        digest=said.digest,
        made_at=at.now,
    )
    try:
        with db.begin_nested():
            db.add(made)
    except IntegrityError:  # the same one was begun at this very moment
        found = queries.by_key(db, person_id, said.key)
        if found is None:
            raise
        return found
    return made


def _make_room(db: Session, newest: Upload, most_bytes: int) -> None:
    unfinished = (
        select(Upload.id, Upload.size)
        .where(Upload.person_id == newest.person_id, Upload.photo_id.is_(None))
        .where(Upload.id != newest.id)
        .order_by(Upload.id.desc())
    )
    room, over = most_bytes - newest.size, []
    for nth, one in enumerate(db.execute(unfinished), start=1):
        room -= one.size
        if room < 0 or nth >= AT_ONCE:
            over.append(one.id)
    _drop(db, over)


def take_part(db: Session, upload: Upload, begins: int, data: bytes) -> None:
    """Keep a part. The same part again changes nothing; one that begins after a gap is not taken.

    `ConflictError` for other bytes in the same place, or more than were announced.
    """
    come, digest = queries.come(db, upload.id), hashlib.sha256(data).hexdigest()
    if upload.photo_id is not None or begins > come:
        return
    if begins < come:
        if queries.part_at(db, upload.id, begins) != digest:
            raise ConflictError
        return
    if come + len(data) > upload.size:
        raise ConflictError
    part = UploadPart(upload_id=upload.id, begins=begins, size=len(data), digest=digest, data=data)
    db.add(part)
    db.flush()


def claim(db: Session, upload: Upload, at: Moment) -> bytes | None:
    """All its bytes, for whoever may make the photo of them now; None while somebody else does.

    `NotWholeError` where some are missing; `ConflictError` where they are not the announced ones.
    """
    if upload.claimed_until is not None and upload.claimed_until > at.now:
        return None
    data = queries.whole(db, upload.id)
    if len(data) < upload.size:
        raise NotWholeError
    if hashlib.sha256(data).hexdigest() != upload.digest:
        raise ConflictError
    upload.claimed_until = at.now + CLAIM
    return data


def give_back(db: Session, upload_id: int) -> None:
    """It became no photo, through no fault of the file: the next may try at once."""
    db.execute(update(Upload).where(Upload.id == upload_id).values(claimed_until=None))


def finish(db: Session, upload: Upload, photo_id: int) -> None:
    """It became that photo; the camera's own bytes are not kept."""
    db.execute(delete(UploadPart).where(UploadPart.upload_id == upload.id))
    upload.photo_id = photo_id
    upload.claimed_until = None


def drop(db: Session, upload_id: int) -> None:
    """Nothing of it is kept: it is no photo, or not what was announced."""
    _drop(db, [upload_id])


def _drop(db: Session, ids: list[int]) -> None:
    if ids:
        db.execute(delete(UploadPart).where(UploadPart.upload_id.in_(ids)))
        db.execute(delete(Upload).where(Upload.id.in_(ids)))


def purge(means: Means) -> int:
    """Throw away what began two days ago, finished or not, unless its sender's things are held."""
    over = select(Upload.id).where(Upload.made_at < means.at.now - KEPT, ~is_held(Upload.person_id))
    ids = list(means.db.scalars(over.order_by(Upload.id).limit(500)))
    _drop(means.db, ids)
    return len(ids)
