"""Nothing that was erased for good comes back with an older backup (F15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.backups import boxes, looking_over, manifest, reading
from portfolio.backups.taking import Taking
from portfolio.core.mail import mailer_from
from portfolio.core.pictures import RenditionName
from portfolio.deeds import CHORES, DEEDS
from portfolio.erasures import ledger
from portfolio.erasures.actions import TELL
from portfolio.items import purging
from portfolio.jobs import Means, Worker
from portfolio.models import (
    Erasure,
    Item,
    Job,
    Photo,
    RevisionPhoto,
)
from portfolio.models.enums import ErasureKind
from portfolio.photos import purging as photos
from portfolio.photos.actions import rendition_key
from tests.backups.conftest import quiet
from tests.cast import FAMILY
from tests.laden import binned

if TYPE_CHECKING:
    from typing import IO

    from portfolio.core.storage import Storage
    from portfolio.settings import Settings
    from tests.backups.conftest import Keeper
    from tests.cast import Cast
    from tests.circles import Photograph, Thing


def erase(cast: Cast, settings: Settings) -> None:
    """All that is over, with every job that comes of it."""
    worker = Worker(
        cast.database, settings, mailer_from(settings.mail, settings.mail_sender), DEEDS, CHORES
    )
    worker.tidy()
    while worker.do_one():
        pass


def keys_of(storage: Storage, key: str) -> list[str]:
    keys = (rendition_key(key, name) for name in RenditionName)
    return [one for one in keys if storage.exists(one)]


@pytest.mark.parametrize("known", ["the live storage", "a newer backup"])
def test_f15_what_was_erased_since_does_not_come_back(
    known: str, *, keeper: Keeper, full: Thing, settings: Settings
) -> None:
    cast = keeper.cast
    old = keeper.takes("old")
    woken, _storage = keeper.puts_back(old)
    with woken.reading() as db:
        assert db.scalars(select(Item.id).where(Item.public_id == full.public_id)).one()
    binned(cast, full, 31)
    erase(cast, settings)
    if known == "the live storage":
        gone = list(ledger.kept(cast.storage))
    else:
        gone = reading.read_manifest(keeper.takes("new")).erased
    assert {one.kind for one in gone} == set(ErasureKind)
    database, storage = keeper.puts_back(old, gone)
    with database.reading() as db:
        assert not db.scalars(select(Item.id).where(Item.public_id == full.public_id)).all()
        here = set(db.scalars(select(Photo.key)))
        noted = set(db.scalars(select(Erasure.what)))
    erased = {one.what for one in gone if one.kind is ErasureKind.PHOTO}
    assert erased
    assert not erased & here
    assert {one.what for one in gone} <= noted
    assert [keys_of(storage, key) for key in erased] == [[]] * len(erased)
    found = looking_over.look_over(database, storage, quiet)
    assert (found.faults, found.missing) == ([], [])


def test_f15_the_storage_that_it_is_put_back_into_is_told_too(
    keeper: Keeper, full: Thing, settings: Settings
) -> None:
    """Else the next restore of an older backup would ask a storage that knows of nothing."""
    binned(keeper.cast, full, 31)
    erase(keeper.cast, settings)
    database, _storage = keeper.puts_back(keeper.takes("after"))
    with database.reading() as db:
        assert set(db.scalars(select(Erasure.kept_at))) == {None}
        waits = Job.kind == TELL, Job.done_at.is_(None)
        assert db.scalars(select(Job.id).where(*waits)).first()


def test_f15_what_was_covered_since_leaves_a_gap_and_nothing_of_the_face(
    keeper: Keeper, settings: Settings
) -> None:
    cast = keeper.cast
    photo: Photograph = cast.photographs(cast.owner)
    thing = cast.puts_up(cast.owner, [FAMILY], photos=[photo])
    old = keeper.takes("old")
    with cast.database.unit() as db:
        db.execute(update(Photo).where(Photo.id == photo.id).values(covered_at=cast.at.now))
        for row in db.scalars(select(RevisionPhoto).where(RevisionPhoto.photo_id == photo.id)):
            db.delete(row)
        db.flush()
        photos.throw_covered_away(db, photo.id, cast.at)
    erase(cast, settings)
    database, storage = keeper.puts_back(old, ledger.kept(cast.storage))
    assert keys_of(storage, photo.key) == []
    with database.reading() as db:
        assert db.scalars(select(RevisionPhoto.id)).all() == []
        assert db.scalars(select(Item.public_id)).all() == [thing.public_id]


@pytest.mark.usefixtures("full")
def test_f15_what_the_backup_itself_knows_stays_erased(
    keeper: Keeper, full: Thing, settings: Settings
) -> None:
    """Erased after the database was read and before the backup was done."""
    cast = keeper.cast

    class Late(boxes.FolderBox):
        def put(self, name: str, file: IO[bytes], size: int) -> manifest.Piece:
            if "pictures" in name and full.public_id in keeper.things:
                binned(cast, full, 31)
                erase(cast, settings)
            return super().put(name, file, size)

    folder = keeper.folder / "late"
    boxes.new_folder(folder)
    made = Taking(cast.database, cast.storage, Late(folder), quiet).take(cast.at.now)
    assert made.missing == []
    assert full.public_id in {one.what for one in made.erased}
    database, _storage = keeper.puts_back(folder)
    with database.reading() as db:
        assert not db.scalars(select(Item.id).where(Item.public_id == full.public_id)).all()


def test_f15_a_unit_that_failed_leaves_no_word_of_an_erasure(
    keeper: Keeper, full: Thing, settings: Settings
) -> None:
    cast = keeper.cast
    binned(cast, full, 31)
    mailer = mailer_from(settings.mail, settings.mail_sender)

    def fails() -> None:
        with cast.database.unit() as db:
            assert purging.purge(Means(db, cast.at, settings, mailer)) == 1
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    with cast.database.reading() as db:
        assert db.scalars(select(Erasure.id)).all() == []
    assert full.public_id not in {one.what for one in ledger.kept(cast.storage)}
    assert full.public_id in keeper.things
