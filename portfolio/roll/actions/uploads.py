"""A list waits for its sender's yes: for an hour, for them alone, and without its file."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, update

from portfolio.core import tokens
from portfolio.jobs import enqueue
from portfolio.log import actions as log
from portfolio.models import RollUpload

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.jobs import Means
    from portfolio.roll.reading.rows import Kind, Sheet

WAITS = timedelta(hours=1)
"""It holds the names of every child: long enough for a telephone call in between, no longer."""

FORGET = "roll_upload"


def keep(db: Session, sheet: Sheet, file: bytes, at: Moment, *, by: int) -> str:
    """Keep what the file says; gives its public id. What the same person sent before is gone."""
    db.execute(delete(RollUpload).where(RollUpload.person_id == by))
    upload = RollUpload(
        public_id=tokens.public_id(),
        person_id=by,
        digest=hashlib.sha256(file).hexdigest(),
        sheet=sheet.as_json(),
        answers={},
        made_at=at.now,
        ends_at=at.now + WAITS,
    )
    db.add(upload)
    db.flush()
    enqueue(db, FORGET, at, wait=WAITS, upload=upload.id)
    log.write(db, "roll_sent", at, by, file=upload.digest)
    return upload.public_id


def answer(db: Session, upload_id: int, answers: Mapping[str, str]) -> None:
    """Keep who the rows are that could be several people."""
    db.execute(update(RollUpload).where(RollUpload.id == upload_id).values(answers=dict(answers)))


def drop(db: Session, upload_id: int) -> None:
    """Nothing of it is kept."""
    db.execute(delete(RollUpload).where(RollUpload.id == upload_id))


def note_export(db: Session, kind: Kind, at: Moment, *, by: int) -> None:
    """Somebody takes the roll away as a file."""
    log.write(db, "roll_fetched", at, by, kind=kind.value)


def forget(means: Means, about: dict[str, Any]) -> None:
    """The hour is over."""
    drop(means.db, about["upload"])


def sweep(means: Means) -> None:
    """Drop all whose hour is over, should a job have been lost."""
    means.db.execute(delete(RollUpload).where(RollUpload.ends_at <= means.at.now))
