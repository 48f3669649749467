"""F14, F15 and T60: a backup comes back whole or not at all, wakes nothing, widens nothing."""

from __future__ import annotations

import base64
import gzip
import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, update

from portfolio.backups import boxes, looking_over, manifest, putting_back, reading, tables
from portfolio.backups.errors import BackupError, NotWholeError
from portfolio.backups.taking import table_file
from portfolio.core import schema
from portfolio.core.errors import StandsStillError
from portfolio.core.pictures import RenditionName
from portfolio.erasures import ledger, replaying
from portfolio.log import chain
from portfolio.models import (
    Invitation,
    Item,
    Photo,
    School,
    SignIn,
    Tablet,
    UploadPart,
)
from portfolio.models.enums import ErasureKind, StandstillKind
from portfolio.photos.actions import rendition_key
from portfolio.standstill import queries
from tests.backups.conftest import CAMERA, quiet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from portfolio.core.database import Database
    from portfolio.core.storage import Storage
    from tests.backups.conftest import Keeper
    from tests.circles import Thing


def everything(database: Database) -> dict[str, tables.Counted]:
    with database.snapshot() as connection:
        return {
            one.name: tables.counted(tables.lines(connection, one)) for one in tables.described()
        }


def is_empty(database: Database, storage: Storage) -> bool:
    with database.engine.connect() as connection:
        filled = tables.first_filled(connection)
    with database.reading() as db:
        still = queries.kind(db)
    return filled is None and still is None and not list(storage.listed())


CHANGED_BY_A_RESTORE = {"sign_in", "invitation", "tablet", *tables.NOT_KEPT}


@pytest.mark.usefixtures("full")
def test_all_of_it_comes_back_row_by_row_and_byte_by_byte(keeper: Keeper) -> None:
    before = everything(keeper.cast.database)
    assert sum(one.rows for one in before.values()) > 150
    database, storage = keeper.puts_back(keeper.takes())
    after = everything(database)
    differs = {name for name in before if before[name] != after[name]}
    assert differs <= CHANGED_BY_A_RESTORE
    keys = sorted(one.key for one in keeper.cast.storage.listed() if "erased" not in one.key)
    with database.reading() as db:
        known = set(db.scalars(select(Photo.key)))
        assert chain.verify(db).broken_at is None
        assert chain.verify(db).rows == before["log_row"].rows > 0
    known_keys = [key for key in keys if key.rpartition("/")[0] in known]
    assert sorted(one.key for one in storage.listed()) == known_keys
    for key in known_keys:
        assert read(storage, key) == read(keeper.cast.storage, key)


def read(storage: Storage, key: str) -> bytes:
    with storage.open(key).file as file:
        return file.read()


@pytest.mark.usefixtures("full")
def test_what_a_camera_wrote_is_in_no_backup(keeper: Keeper) -> None:
    """Parts of a photo on its way; all other rows are there."""
    with keeper.cast.database.reading() as db:
        assert CAMERA in db.scalars(select(UploadPart.data)).all()
    folder = keeper.takes()
    said = b"".join(gzip.decompress(path.read_bytes()) for path in folder.rglob("*.gz"))
    assert keeper.cast.owner.public_id.encode() in said
    for word in (CAMERA, base64.b64encode(CAMERA), b"on-its-way"):
        assert word not in said
    database, _storage = keeper.puts_back(folder)
    with database.reading() as db:
        assert db.scalars(select(UploadPart.id)).all() == []


@pytest.mark.usefixtures("full")
def test_the_next_rows_have_numbers_of_their_own(keeper: Keeper) -> None:
    database, storage = keeper.puts_back(keeper.takes())
    looking_over.open_again(database, keeper.cast.at)
    with database.unit() as db:
        last = db.scalar(select(func.max(Item.id))) or 0
        db.add(Item(public_id="new", owner_id=keeper.cast.owner.id, made_at=keeper.cast.at.now))
        db.flush()
        assert db.scalar(select(func.max(Item.id))) == last + 1
    assert list(storage.listed())


# ---------------------------------------------------------------- F14: complete or refused


def cut(path: Path, share: float) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])


def changed(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def a_picture(folder: Path) -> Path:
    return next(path for path in sorted((folder / "pictures").rglob("*")) if path.is_file())


def rewritten(folder: Path) -> None:
    """A row that says something else, well packed."""
    path = folder / table_file("school")
    rows = gzip.decompress(path.read_bytes()).replace(b"[1,", b"[2,")
    path.write_bytes(gzip.compress(rows))


def said_otherwise(folder: Path) -> None:
    path = folder / manifest.NAME
    said = json.loads(path.read_bytes())
    said["backup"]["erased"] = []
    said["backup"]["log_link"] = "f" * 64
    path.write_text(json.dumps(said), encoding="utf-8")


HARMS: dict[str, Callable[[Path], object]] = {
    "no manifest": lambda folder: (folder / manifest.NAME).unlink(),
    "half a manifest": lambda folder: cut(folder / manifest.NAME, 0.5),
    "a manifest without its end": lambda folder: cut(folder / manifest.NAME, 0.999),
    "an empty manifest": lambda folder: cut(folder / manifest.NAME, 0),
    "another manifest": said_otherwise,
    "a table is missing": lambda folder: (folder / table_file("item")).unlink(),
    "an empty table": lambda folder: cut(folder / table_file("share"), 0),
    "a tenth of a table": lambda folder: cut(folder / table_file("share"), 0.1),
    "half a table": lambda folder: cut(folder / table_file("comment"), 0.5),
    "most of a table": lambda folder: cut(folder / table_file("person"), 0.99),
    "a changed table": lambda folder: changed(folder / table_file("revision")),
    "a changed row, packed anew": rewritten,
    "a picture is missing": lambda folder: a_picture(folder).unlink(),
    "half a picture": lambda folder: cut(a_picture(folder), 0.5),
    "a changed picture": lambda folder: changed(a_picture(folder)),
    "a file too many": lambda folder: (folder / "pictures" / "more.webp").write_bytes(b"x"),
    "another file too many": lambda folder: (folder / "more").write_bytes(b"x"),
}


@pytest.mark.usefixtures("full")
def test_f14_anything_missing_cut_off_or_changed_is_refused_and_nothing_is_written(
    keeper: Keeper,
) -> None:
    whole = keeper.takes()
    database, storage = keeper.empty()
    for number, (how, harm) in enumerate(HARMS.items()):
        harmed = whole.parent / f"harmed-{number}"
        shutil.copytree(whole, harmed)
        harm(harmed)
        with pytest.raises(NotWholeError):
            keeper.puts_in(harmed, database, storage)
        assert is_empty(database, storage), how
    keeper.puts_in(whole, database, storage)  # the very same place takes the one that is whole
    assert not is_empty(database, storage)


@pytest.mark.usefixtures("full")
def test_f14_each_file_cut_off_at_any_place_is_refused(keeper: Keeper) -> None:
    whole = keeper.takes()
    files = [path for path in sorted(whole.rglob("*")) if path.is_file()]
    assert len(files) > 40
    for path in files:
        data = path.read_bytes()
        for at in {0, 1, len(data) // 3, len(data) - 1} - {len(data)}:
            path.write_bytes(data[:at])
            with pytest.raises(NotWholeError), reading.opened(whole):
                pytest.fail(f"{path.name} at {at}")
        path.write_bytes(data)
    with reading.opened(whole):
        pass


@pytest.mark.usefixtures("full")
def test_f14_a_backup_that_broke_off_is_none(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stops in the middle of the pictures, as if the machine had."""
    put = boxes.FolderBox.put
    number = 0

    def breaks(box: boxes.FolderBox, *about: object) -> object:
        nonlocal number
        number += 1
        if number > len(tables.described()) + 1:
            raise OSError
        return put(box, *about)  # type: ignore[arg-type]

    monkeypatch.setattr(boxes.FolderBox, "put", breaks)
    with pytest.raises(OSError):  # noqa: PT011 -- as the machine raises it, without a word
        keeper.takes()
    with pytest.raises(NotWholeError), reading.opened(keeper.folder / "backup"):
        pytest.fail("taken for whole")


@pytest.mark.usefixtures("full")
def test_f14_only_into_what_is_empty(keeper: Keeper) -> None:
    folder = keeper.takes()
    with reading.opened(folder) as backup:
        database, storage = keeper.empty()
        storage.put("photos/mine/small.webp", b"mine")
        with pytest.raises(BackupError):
            putting_back.put_back(backup, database, storage, (), keeper.cast.at, quiet)
        with database.engine.connect() as connection:
            assert tables.first_filled(connection) is None
        database, storage = keeper.empty()
        with database.unit() as db:
            db.add(School(name="Another", made_at=keeper.cast.at.now))
        with pytest.raises(BackupError):
            putting_back.put_back(backup, database, storage, (), keeper.cast.at, quiet)
        assert list(storage.listed()) == []
        with database.reading() as db:
            assert db.scalars(select(School.name)).all() == ["Another"]


@pytest.mark.usefixtures("full")
def test_a_backup_of_a_newer_code_is_refused(keeper: Keeper) -> None:
    folder = keeper.takes()
    said = manifest.read((folder / manifest.NAME).read_bytes())
    newer = replace(said, schema="9999")
    (folder / manifest.NAME).write_bytes(manifest.written(newer))
    database, storage = keeper.empty()
    with reading.opened(folder) as backup, pytest.raises(BackupError, match="newer"):
        putting_back.put_back(backup, database, storage, (), keeper.cast.at, quiet)
    assert is_empty(database, storage)


@pytest.mark.usefixtures("full")
def test_a_folder_that_holds_something_is_not_written_over(keeper: Keeper) -> None:
    keeper.takes()
    with pytest.raises(BackupError):
        keeper.takes()


# ---------------------------------------------------------------- T60: never wider


@pytest.mark.usefixtures("full")
def test_t60_nobody_gains_sight_of_anything_by_a_restore(keeper: Keeper) -> None:
    before = keeper.answers(keeper.cast.database)
    assert len(before) > 20
    database, _storage = keeper.puts_back(keeper.takes())
    assert keeper.answers(database) == before


def test_t60_no_way_in_that_may_have_ended_since_is_alive(
    keeper: Keeper, full: Thing, client_of: Callable[..., object]
) -> None:
    del full
    cast = keeper.cast
    client_of(cast.owner)
    with cast.database.unit() as db:
        assert db.scalars(select(SignIn.id).where(SignIn.ended_at.is_(None))).first()
    database, _storage = keeper.puts_back(keeper.takes())
    with database.reading() as db:
        for table in (SignIn, Invitation):
            assert not db.scalars(select(table.id).where(table.ended_at.is_(None))).first()
        assert not db.scalars(select(Tablet.id).where(Tablet.revoked_at.is_(None))).first()


@pytest.mark.usefixtures("full")
def test_b10_the_listing_of_a_backup_tells_of_no_sealed_thing(keeper: Keeper) -> None:
    """Neither its address nor a word stands in the manifest or in a file's name."""
    cast = keeper.cast
    folder = keeper.takes()
    with cast.database.reading() as db:
        sealed = db.scalars(select(Item.public_id).where(Item.sealed_at.is_not(None))).all()
        owners = [who.public_id for who in cast.everyone()]
    assert len(sealed) == 2
    listing = (folder / manifest.NAME).read_text(encoding="utf-8") + "".join(
        str(path.relative_to(folder)) for path in folder.rglob("*")
    )
    assert "pictures" in listing
    for word in (*sealed, *owners, "Sealed", "canary"):
        assert word not in listing
    database, _storage = keeper.puts_back(folder)
    seen = {public_id for _who, public_id, _owner in keeper.answers(database)}
    assert not set(sealed) & seen
    with database.reading() as db:
        kept = select(Item.public_id).where(Item.sealed_at.is_not(None))
        assert set(db.scalars(kept)) == set(sealed)


# ---------------------------------------------------------------- read-only until it is looked over


@pytest.mark.usefixtures("full")
def test_nothing_is_written_until_it_was_looked_over(keeper: Keeper) -> None:
    database, storage = keeper.puts_back(keeper.takes())
    with pytest.raises(StandsStillError), database.unit() as db:
        db.execute(update(School).values(name="Too early"))
    found = looking_over.look_over(database, storage, quiet, keeper.made)
    assert (found.faults, found.missing) == ([], [])
    looking_over.open_again(database, keeper.cast.at)
    with database.unit() as db:
        db.execute(update(School).values(name="In time"))
    with database.reading() as db:
        assert chain.verify(db).broken_at is None


def test_what_is_wrong_is_found(keeper: Keeper, full: Thing) -> None:
    database, storage = keeper.puts_back(keeper.takes())
    with database.reading() as db:
        one, two = db.scalars(select(Photo.key).order_by(Photo.id).limit(2))
    storage.delete(rendition_key(one, RenditionName.SMALL))
    key = rendition_key(two, RenditionName.MEDIUM)
    data = read(storage, key)
    storage.delete(key)
    storage.put(key, data[:-20])
    ledger.keep(storage, ledger.Gone(ErasureKind.ITEM, full.public_id, keeper.cast.at.now))
    found = looking_over.look_over(database, storage, quiet)
    assert found.missing == [rendition_key(one, RenditionName.SMALL)]
    assert found.faults == [
        "1 things or photos are here that were erased for good.",
        f"The file {key} is damaged.",
    ]
    against = looking_over.look_over(database, storage, quiet, keeper.made)
    assert f"The file {key} is damaged." in against.faults


@pytest.mark.usefixtures("full")
def test_one_that_broke_off_between_rows_and_erasures_is_not_opened(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, storage = keeper.empty()

    def breaks(*_about: object) -> int:
        raise OSError

    monkeypatch.setattr(replaying, "replay", breaks)
    with reading.opened(keeper.takes()) as backup, pytest.raises(OSError):  # noqa: PT011 -- as a machine raises it
        putting_back.put_back(backup, database, storage, (), keeper.cast.at, quiet)
    with database.reading() as db:
        assert queries.kind(db) is StandstillKind.PUTTING_BACK
    assert schema.is_newest(schema.stands_at(database))
