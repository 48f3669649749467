"""Files in the store that no photo knows of: what a crash left between the files and their row.

The first look only says how many there are; the second, hours later, sets aside what was astray
at the first and still is; after 30 days there it is thrown away. A database and a folder may not
belong together (an older backup, a trial beside the same folder): what lies aside comes back as
soon as a photo knows of it, and where much is astray nothing is touched at all.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portfolio.core.pictures import RenditionName
from portfolio.jobs import enqueue
from portfolio.models import Job, Photo
from portfolio.photos.actions import rendition_key
from portfolio.photos.purging import AT_A_TIME, KEPT_UNUSED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from portfolio.core.storage import Listed, Storage
    from portfolio.jobs import Means

SWEEP = "stray_files"

LOOK_AGAIN_AFTER = timedelta(hours=6)
"""Between saying and setting aside: as long as between chores (jobs.py)."""

KEPT_ASIDE = timedelta(days=30)
"""As long as things lie in the bin: who put an older backup back has noticed by then."""

FEW = 20
"""So many may always be astray: a bad night of crashes."""

MUCH = 0.05
"""More than this share of all folders, and more than a few, no crash leaves behind."""

FILES = frozenset(name.file_name for name in RenditionName)

log = logging.getLogger("portfolio.photos")


@dataclass(frozen=True, slots=True)
class _Compared:
    """The store beside the database: folders of renditions, and the keys that photos know."""

    stored: dict[str, datetime]
    aside: dict[str, datetime]
    known: set[str]

    def astray(self, before: datetime) -> list[str]:
        """Folders without a photo, older than that; none where they are too many to be ours."""
        found = sorted(k for k, at in self.stored.items() if at < before and k not in self.known)
        share = len(found) / max(1, len(self.stored))
        is_much = len(found) > FEW and share > MUCH
        if not is_much and len(found) <= len(self.known):
            return found
        log.error(
            "store: %d photos without a row, %d with: left alone", len(found), len(self.known)
        )
        raise _StrangeError


class _StrangeError(Exception):
    """The folder looks like another database's: nothing in it may be touched."""


def look(means: Means) -> int:
    """Log how many photos' files are astray, and ask for a second look; how many."""
    before = means.at.now - KEPT_UNUSED
    drafts, compared = means.storage.drafts(before), _compared(means)
    _bring_back(means.storage, compared)
    try:
        found = compared.astray(before)
    except _StrangeError:
        return 0
    _forget_aside(means, compared)
    if found or drafts:
        log.warning("store: %d photos without a row, %d half-written files", len(found), drafts)
        if not _is_asked(means):
            seconds = int(before.timestamp())
            enqueue(means.db, SWEEP, means.at, wait=LOOK_AGAIN_AFTER, before=seconds)
    return len(found) + drafts


def sweep(means: Means, about: dict[str, Any]) -> None:
    """The second look: what was astray at the first, and is still, is set aside."""
    before = datetime.fromtimestamp(about["before"], UTC)
    try:
        gone = _compared(means).astray(before)[:AT_A_TIME]
    except _StrangeError:
        return
    for key in _renditions(gone):
        means.storage.set_aside(key, means.at.now)
    means.storage.forget_drafts(before)
    log.warning("store: %d photos without a row are set aside", len(gone))


def _bring_back(storage: Storage, compared: _Compared) -> None:
    """What a photo knows of by now is its own again."""
    back = sorted(compared.aside.keys() & compared.known)[:AT_A_TIME]
    for key in _renditions(back):
        storage.bring_back(key)
    if back:
        log.warning("store: %d photos that lay aside are back", len(back))


def _forget_aside(means: Means, compared: _Compared) -> None:
    """What lay aside for long, and no photo came to know of, is thrown away."""
    before = means.at.now - KEPT_ASIDE
    old = sorted(k for k, at in compared.aside.items() if at < before and k not in compared.known)
    for key in _renditions(old[:AT_A_TIME]):
        means.storage.delete(key)
    if old:
        log.warning("store: %d photos that lay aside are thrown away", len(old[:AT_A_TIME]))


def _renditions(folders: Iterable[str]) -> Iterator[str]:
    return (rendition_key(folder, name) for folder in folders for name in RenditionName)


def _compared(means: Means) -> _Compared:
    stored = _last_written(means.storage.listed())  # before the database: a walk must hold no lock
    aside = _last_written(means.storage.aside())
    return _Compared(stored, aside, set(means.db.scalars(select(Photo.key))))


def _last_written(listed: Iterable[Listed]) -> dict[str, datetime]:
    """Every folder of renditions, with the time of its youngest file."""
    found: dict[str, datetime] = {}
    for one in listed:
        key, _slash, name = one.key.rpartition("/")
        if name in FILES:
            found[key] = max(one.at, found.get(key, one.at))
    return found


def _is_asked(means: Means) -> bool:
    asked = select(Job.id).where(Job.kind == SWEEP, Job.done_at.is_(None), Job.failed_at.is_(None))
    return means.db.scalar(asked.limit(1)) is not None
