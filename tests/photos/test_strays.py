"""Files that no photo knows of: counted, set aside, thrown away weeks later; none that is young."""

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
from sqlalchemy import delete, select

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
    return Night(cast, replace(settings, storage=f"file:{media}"))


def with_row(cast: Cast, key: str) -> None:
    """A photo whose files lie, or will, under that key."""
    photo = cast.photographs(cast.owner)
    for name in NAMES:
        cast.storage.delete(f"{photo.key}/{name}")
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


def aside(storage: FileStorage) -> set[str]:
    """The folders that lie aside."""
    return {one.key.split("/")[1] for one in storage.aside()}


def test_the_first_look_counts_and_the_second_sets_aside(
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
    assert aside(storage) == {"stray1", "stray2"}
    assert len(list(media.glob("photos/own*/960.webp"))) == OWN
    assert night.looks(hours=8) == 0


def test_what_lies_aside_is_thrown_away_after_thirty_days(
    night: Night, storage: FileStorage, media: Path
) -> None:
    astray(storage, media, "stray1", 9000)
    night.looks()
    night.works(hours=7)
    night.looks(hours=7 + 29 * 24)
    assert aside(storage) == {"stray1"}
    night.looks(hours=8 + 30 * 24)
    assert aside(storage) == set()
    assert not list(media.glob("**/stray1"))
    assert len(list(media.glob("photos/own*/960.webp"))) == OWN


def test_no_route_and_no_listing_reaches_what_lies_aside(
    cast: Cast, night: Night, storage: FileStorage, media: Path
) -> None:
    astray(storage, media, "stray1", 49)
    night.looks()
    night.works(hours=7)
    [kept] = media.glob("**/stray1/*")
    key = kept.relative_to(media).as_posix()
    with pytest.raises(ValueError, match="not a storage key"):
        storage.open(key)
    assert not storage.exists(f"photos/stray1/{kept.name}")
    assert all("stray1" not in one.key for one in storage.listed())
    with cast.database.reading() as db:
        assert not db.scalars(select(Photo).where(Photo.key.contains("stray"))).all()


@pytest.mark.parametrize("days", [0, 40])
def test_what_a_photo_knows_of_again_comes_back(
    days: int, *, cast: Cast, night: Night, storage: FileStorage, media: Path
) -> None:
    """An older backup was put back, and then the right one: however late, nothing is lost."""
    astray(storage, media, "stray1", 49, 49)
    night.looks()
    night.works(hours=7)
    with_row(cast, "photos/stray1")
    assert night.looks(hours=8 + days * 24) == 0
    assert there(media) == {"stray1"}
    assert aside(storage) == set()
    assert len(list(media.glob("photos/stray1/*"))) == 2
    with storage.open(f"photos/stray1/{NAMES[0]}").file as file:
        assert file.read() == b"pixels"


def test_a_backup_that_lacks_the_newest_photos_loses_none(
    cast: Cast, night: Night, storage: FileStorage, media: Path
) -> None:
    newest = [f"stray{number}" for number in range(2)]
    for name in newest:
        with_row(cast, f"photos/{name}")
        astray(storage, media, name, 99)
    with cast.database.unit() as db:
        db.execute(delete(Photo).where(Photo.key.contains("stray")))
    night.looks()
    night.works(hours=7)
    assert there(media) == set()
    for name in newest:
        with_row(cast, f"photos/{name}")
    night.looks(hours=9)
    assert there(media) == set(newest)


@pytest.mark.parametrize(("homes", "is_left"), [(398, True), (399, False)])
def test_more_than_a_few_and_more_than_a_twentieth_are_left_alone(
    homes: int,
    *,
    is_left: bool,
    cast: Cast,
    night: Night,
    storage: FileStorage,
    media: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Twenty-one of 420 are a twentieth; beyond it not even what lay aside for long is touched."""
    astray(storage, media, "stray-old", 9000)
    night.looks()
    night.works(hours=7)
    for number in range(21):
        astray(storage, media, f"stray{number}", 9000)
    at_home(cast, storage, homes - OWN)
    later = 31 * 24
    assert (night.looks(hours=later) == 0) == is_left
    night.works(hours=later + 7)
    assert len(there(media)) == (21 if is_left else 0)
    assert ("stray-old" in aside(storage)) == is_left
    assert "21 photos without a row" in caplog.text
    assert ("left alone" in caplog.text) == is_left


def at_home(cast: Cast, storage: FileStorage, count: int) -> None:
    """So many photos more, each with its row."""
    now = cast.at.now
    with cast.database.unit() as db:
        for number in range(count):
            key = f"photos/home{number}"
            storage.put(f"{key}/320.webp", b"pixels")
            public_id = f"home{number:012}"
            row = {"public_id": public_id, "uploader_id": cast.owner.id, "made_at": now}
            db.add(Photo(**row, width=4, height=3, thumbhash="", key=key))


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
