"""Photos that were sent and never used: gone after two days with their files, and no others."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.core.mail import mailer_from
from portfolio.core.pictures import RenditionName
from portfolio.deeds import CHORES, DEEDS
from portfolio.jobs import Worker
from portfolio.models import Job, Photo
from portfolio.photos.purging import FORGET
from tests.cast import FAMILY

if TYPE_CHECKING:
    from portfolio.core.database import Database
    from portfolio.core.storage import Storage
    from portfolio.settings import Settings
    from tests.cast import Cast
    from tests.circles import Photograph


@pytest.fixture
def ours(database: Database, settings: Settings) -> Worker:
    """This school's worker, which does nothing by itself."""
    mailer = mailer_from(settings.mail, settings.mail_sender)
    return Worker(database, settings, mailer, DEEDS, CHORES)


def sent(cast: Cast, photo: Photograph, hours_ago: int) -> Photograph:
    """The photo, as if it had come so long ago."""
    with cast.database.unit() as db:
        ago = cast.at.now - timedelta(hours=hours_ago)
        db.execute(update(Photo).where(Photo.id == photo.id).values(made_at=ago))
    return photo


def rows(database: Database) -> set[int]:
    with database.reading() as db:
        return set(db.scalars(select(Photo.id)))


def files(storage: Storage, photo: Photograph) -> int:
    keys = [f"{photo.key}/{name.file_name}" for name in RenditionName]
    return sum(storage.exists(key) for key in keys)


def do_all(ours: Worker) -> None:
    ours.tidy()
    while ours.do_one():
        pass


def test_an_unused_photo_goes_after_two_days_with_all_its_files(
    cast: Cast, ours: Worker, database: Database, storage: Storage
) -> None:
    old = sent(cast, cast.photographs(cast.owner), 49)
    new = sent(cast, cast.photographs(cast.owner), 47)
    cast.is_in(cast.classmate, old)
    assert files(storage, old) == files(storage, new) > 1
    do_all(ours)
    assert rows(database) == {new.id}
    assert files(storage, old) == 0
    assert files(storage, new) > 1


def test_what_a_revision_holds_is_never_touched(
    cast: Cast, ours: Worker, database: Database, storage: Storage
) -> None:
    kept, up, older, binned, sealed = (
        sent(cast, cast.photographs(cast.owner), 24 * 400) for _ in range(5)
    )
    cast.keeps(cast.owner, photos=[kept])
    cast.puts_up(cast.owner, [FAMILY], photos=[up])
    cast.edits(cast.puts_up(cast.owner, [FAMILY], photos=[older]), photos=[])
    cast.deletes(cast.keeps(cast.owner, photos=[binned]))
    cast.seals(cast.keeps(cast.owner, photos=[sealed]))
    before = {photo.id: files(storage, photo) for photo in (kept, up, older, binned, sealed)}
    do_all(ours)
    assert rows(database) == set(before)
    for photo in (kept, up, older, binned, sealed):
        assert files(storage, photo) == before[photo.id] > 1


def test_two_workers_and_a_second_time_do_no_harm(
    cast: Cast, ours: Worker, database: Database, storage: Storage
) -> None:
    photo = sent(cast, cast.photographs(cast.owner), 72)
    ours.tidy()
    ours.tidy()
    assert rows(database) == set()
    with database.unit() as db:
        jobs = db.scalars(select(Job).where(Job.kind == FORGET)).all()
        assert [job.about for job in jobs] == [{"key": photo.key}]
    storage.delete(f"{photo.key}/{RenditionName.SMALL.file_name}")  # as if it died half-way
    do_all(ours)
    assert files(storage, photo) == 0
    with database.reading() as db:
        assert all(job.done_at and not job.failed_at for job in db.scalars(select(Job)))
