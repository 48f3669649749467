"""Files that no photo knows of: counted first, thrown away later, never in their first two days."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portfolio.core.clock import Moment
from portfolio.core.mail import mailer_from
from portfolio.core.pictures import RenditionName
from portfolio.core.storage import FileStorage
from portfolio.deeds import CHORES, DEEDS
from portfolio.jobs import Means
from portfolio.models import Job, Photo
from portfolio.photos import strays

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from portfolio.settings import Settings
    from tests.cast import Cast

OWN = 3
"""Photos with a row: there are never more astray than these."""

NAMES = [name.file_name for name in RenditionName]


class Night:
    """Looks and sweeps at times of one's own choosing, on real files."""

    def __init__(self, cast: Cast, settings: Settings) -> None:
        self.cast, self.settings = cast, settings

    def looks(self, hours: float = 0) -> int:
        with self.cast.database.unit() as db:
            return strays.look(self._means(db, hours))

    def works(self, hours: float = 0) -> None:
        """Do every job that is due by then."""
        until = self._at(hours)
        while True:
            with self.cast.database.unit() as db:
                due = select(Job).where(Job.done_at.is_(None), Job.run_at <= until.now)
                job = db.scalars(due.order_by(Job.id).limit(1)).first()
                if job is None:
                    return
                DEEDS[job.kind](self._means(db, hours), job.about)
                job.done_at = until.now

    def _at(self, hours: float) -> Moment:
        return Moment(self.cast.at.now + timedelta(hours=hours), self.cast.at.today)

    def _means(self, db: Session, hours: float) -> Means:
        mailer = mailer_from(self.settings.mail, self.settings.mail_sender)
        return Means(db, self._at(hours), self.settings, mailer)


@pytest.fixture
def media(tmp_path: Path) -> Path:
    """A store of the test's own: the one that all tests share holds more than its rows."""
    return tmp_path / "media"


@pytest.fixture
def storage(media: Path) -> FileStorage:
    return FileStorage(media)


@pytest.fixture
def night(cast: Cast, settings: Settings, storage: FileStorage, media: Path) -> Night:
    for number in range(OWN):
        with_row(cast, f"photos/own{number}")
        storage.put(f"photos/own{number}/960.webp", b"pixels")
        aged(media, f"photos/own{number}/960.webp", 400)
    return Night(cast, replace(settings, media=media))


def with_row(cast: Cast, key: str) -> None:
    """A photo whose files lie, or will, under that key."""
    photo = cast.photographs(cast.owner)
    with cast.database.unit() as db:
        db.get_one(Photo, photo.id).key = key


def aged(media: Path, name: str, hours: float) -> None:
    """The file, as if it were written so many hours ago."""
    then = time.time() - hours * 3600
    os.utime(media / name, (then, then))


def astray(storage: FileStorage, media: Path, folder: str, *hours: float) -> None:
    """A folder of renditions, one of each age."""
    for name, ago in zip(NAMES, hours, strict=False):
        storage.put(f"photos/{folder}/{name}", b"pixels")
        aged(media, f"photos/{folder}/{name}", ago)


def there(media: Path) -> set[str]:
    """The folders that are left of those astray."""
    return {path.name for path in (media / "photos").iterdir() if path.name.startswith("stray")}


def test_the_first_look_counts_and_the_second_throws_away(
    night: Night, storage: FileStorage, media: Path, caplog: pytest.LogCaptureFixture
) -> None:
    astray(storage, media, "stray1", 49, 49, 49, 49)
    astray(storage, media, "stray2", 60)
    with caplog.at_level(logging.WARNING):
        assert night.looks() == 2
    assert "2 photos without a row" in caplog.text
    assert "stray1" not in caplog.text
    night.works()  # as soon as it looked: nothing is due
    assert there(media) == {"stray1", "stray2"}
    night.works(hours=7)
    assert there(media) == set()
    assert len(list(media.glob("photos/own*/960.webp"))) == OWN
    assert night.looks(hours=8) == 0


def test_nothing_younger_than_two_days_goes(
    night: Night, storage: FileStorage, media: Path
) -> None:
    astray(storage, media, "stray-young", 47)
    astray(storage, media, "stray-growing", 60, 47)
    astray(storage, media, "stray-old", 49)
    assert night.looks() == 1
    night.works(hours=7)  # by now the others are two days old; they were not at the first look
    assert there(media) == {"stray-young", "stray-growing"}


def test_what_has_its_row_by_the_second_look_stays(
    cast: Cast, night: Night, storage: FileStorage, media: Path
) -> None:
    astray(storage, media, "stray1", 49)
    assert night.looks() == 1
    with_row(cast, "photos/stray1")
    night.works(hours=7)
    assert there(media) == {"stray1"}


def test_a_second_look_is_asked_for_once(
    cast: Cast, night: Night, storage: FileStorage, media: Path
) -> None:
    astray(storage, media, "stray1", 49)
    assert [night.looks(), night.looks(hours=1)] == [1, 1]
    with cast.database.reading() as db:
        assert len(db.scalars(select(Job).where(Job.kind == strays.SWEEP)).all()) == 1


def test_another_databases_folder_is_left_alone(
    night: Night,
    storage: FileStorage,
    media: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for number in range(OWN + 1):
        astray(storage, media, f"stray{number}", 4900)
    assert night.looks() == 0
    night.works(hours=7)
    assert len(there(media)) == OWN + 1
    assert "left alone" in caplog.text


def test_f01_what_a_killed_writer_left_half_written_goes(
    night: Night, storage: FileStorage, media: Path
) -> None:
    script = (
        "import os, pathlib, signal, sys\n"
        "from portfolio.core import storage\n"
        "os.fsync = lambda handle: os.kill(os.getpid(), signal.SIGKILL)\n"
        "storage.FileStorage(pathlib.Path(sys.argv[1])).put('photos/stray1/320.webp', b'x' * 99)\n"
    )
    (media / "photos" / "stray1").mkdir()  # so that the first write to be synced is the file's
    done = subprocess.run([sys.executable, "-c", script, str(media)], check=False)
    assert done.returncode == -signal.SIGKILL
    [draft] = (media / "photos" / "stray1").iterdir()
    assert not storage.exists("photos/stray1/320.webp")
    assert night.looks() == 0  # too young to be sure of
    aged(media, str(draft.relative_to(media)), 49)
    assert night.looks() == 1
    assert draft.exists()
    night.works(hours=7)
    assert there(media) == set()


def test_the_worker_does_it() -> None:
    assert strays.look in CHORES
    assert DEEDS[strays.SWEEP] is strays.sweep
