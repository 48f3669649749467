"""Files in the store that no photo knows of: what a crash left between the files and their row.

The first look only says how many there are; the second, hours later, throws away what was astray
at the first and still is. Nothing younger than two days is ever touched, nor anything at all where
there is more astray than at home: then this is another school's folder, or another's database.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portfolio.core.pictures import RenditionName
from portfolio.jobs import enqueue
from portfolio.models import Job, Photo
from portfolio.photos.purging import AT_A_TIME, FORGET, KEPT_UNUSED

if TYPE_CHECKING:
    from portfolio.core.storage import Storage
    from portfolio.jobs import Means

SWEEP = "stray_files"

LOOK_AGAIN_AFTER = timedelta(hours=6)
"""Between saying and throwing away: as long as between chores (jobs.py)."""

FILES = frozenset(name.file_name for name in RenditionName)

log = logging.getLogger("portfolio.photos")


def look(means: Means) -> int:
    """Log how many photos' files are astray, and ask for a second look; how many."""
    before = means.at.now - KEPT_UNUSED
    found, drafts = _astray(means, before), means.storage.drafts(before)
    if found or drafts:
        log.warning("store: %d photos without a row, %d half-written files", len(found), drafts)
        if not _is_asked(means):
            seconds = int(before.timestamp())
            enqueue(means.db, SWEEP, means.at, wait=LOOK_AGAIN_AFTER, before=seconds)
    return len(found) + drafts


def sweep(means: Means, about: dict[str, Any]) -> None:
    """The second look: what was astray at the first, and is still, goes."""
    before = datetime.fromtimestamp(about["before"], UTC)
    gone = _astray(means, before)[:AT_A_TIME]
    for key in gone:
        enqueue(means.db, FORGET, means.at, key=key)
    means.storage.forget_drafts(before)
    log.warning("store: %d photos without a row are thrown away", len(gone))


def _astray(means: Means, before: datetime) -> list[str]:
    """Folders of renditions older than that without a row; none where they are the most."""
    stored = _last_written(means.storage)  # before the database: a walk must hold no lock
    known = set(means.db.scalars(select(Photo.key)))
    found = sorted(key for key, at in stored.items() if at < before and key not in known)
    if len(found) <= len(known):
        return found
    log.error("store: %d photos without a row, %d with one: left alone", len(found), len(known))
    return []


def _last_written(storage: Storage) -> dict[str, datetime]:
    """Every folder of renditions, with the time of its youngest file."""
    found: dict[str, datetime] = {}
    for one in storage.listed():
        key, _slash, name = one.key.rpartition("/")
        if name in FILES:
            found[key] = max(one.at, found.get(key, one.at))
    return found


def _is_asked(means: Means) -> bool:
    asked = select(Job.id).where(Job.kind == SWEEP, Job.done_at.is_(None), Job.failed_at.is_(None))
    return means.db.scalar(asked.limit(1)) is not None
