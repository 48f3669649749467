"""Moving the pictures to another store: whole, by hash, in as many runs as it takes."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from portfolio.core.storage import FileStorage, open_storage
from portfolio.erasures import ledger
from portfolio.models.enums import ErasureKind
from portfolio.moving import erased, media
from tests import storing
from tests.conftest import app_on, settings_for

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

    from portfolio.core.database import Database
    from portfolio.core.storage import Storage, Where
    from portfolio.moving.media import Tally
    from portfolio.settings import Settings

LONG_AGO = datetime.now(UTC).replace(microsecond=0) - timedelta(days=3)


def filled(storage: Storage, count: int) -> None:
    """So many photos of four files, and one that lies aside."""
    for number in range(count):
        for name in ("320.webp", "960.webp", "2048.webp", "960.jpg"):
            storage.put(f"photos/p{number}/{name}", f"{number} {name}".encode() * 50)
    storage.put("photos/stray/320.webp", b"astray")
    storage.set_aside("photos/stray/320.webp", LONG_AGO)


def held(storage: Storage) -> dict[str, bytes]:
    found = {}
    for one in storage.listed():
        with storage.open(one.key).file as file:
            found[one.key] = file.read()
    return found


def held_aside(storage: Storage) -> dict[str, tuple[datetime, bytes]]:
    found = {}
    for one in storage.aside():
        with storage.open_aside(one.key).file as file:
            found[one.key] = one.at, file.read()
    return found


def moved(source: Storage, target: Storage) -> Tally:
    return media.move(source, target, lambda _tally: None)


@pytest.fixture
def source(tmp_path: Path) -> FileStorage:
    return FileStorage(tmp_path / "source")


@pytest.fixture
def target(where: Where) -> Storage:
    return open_storage(where)


def test_everything_arrives_and_comes_back_the_same(
    source: FileStorage, target: Storage, tmp_path: Path
) -> None:
    filled(source, 5)
    before = held(source)
    tally = moved(source, target)
    assert (tally.of, tally.copied, tally.there, tally.differing) == (21, 21, 0, [])
    back = FileStorage(tmp_path / "back")
    assert moved(target, back).copied == 21
    for store in (source, target, back):
        assert held(store) == before
        assert held_aside(store) == {"photos/stray/320.webp": (LONG_AGO, b"astray")}
    again = moved(source, target)
    assert (again.copied, again.there) == (0, 21)


def test_killed_half_way_it_goes_on_where_it_was(
    source: FileStorage, target: Storage, where: Where, tmp_path: Path
) -> None:
    filled(source, 10)
    before = held(source)
    script = (
        "import os, pathlib, signal, sys\n"
        "from portfolio.core.storage import FileStorage, Where, open_storage\n"
        "from portfolio.moving import media\n"
        "class Killing(FileStorage):\n"
        "    opened = 0\n"
        "    def open(self, key):\n"
        "        Killing.opened += 1\n"
        "        if Killing.opened == 20:\n"
        "            os.kill(os.getpid(), signal.SIGKILL)\n"
        "        return super().open(key)\n"
        "where = Where(*sys.argv[2:6], secret_key=sys.argv[6])\n"
        "source = Killing(pathlib.Path(sys.argv[1]))\n"
        "media.move(source, open_storage(where), print)\n"
    )
    way = where.address, where.endpoint, where.region, where.key_id, where.secret_key
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "source"), *way], check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert 0 < len(held(target)) < len(before)
    tally = moved(source, target)
    assert tally.there > 0
    assert tally.copied > 0
    assert held(target) == held(source) == before
    assert held_aside(target) == held_aside(source)


def test_what_was_set_aside_or_brought_back_between_two_runs_is_so_there(
    source: FileStorage, target: Storage
) -> None:
    filled(source, 2)
    moved(source, target)
    source.bring_back("photos/stray/320.webp")
    moved(source, target)
    assert held(target) == held(source)
    assert held_aside(target) == {}


def test_a_file_that_comes_while_it_runs_is_taken_along(
    source: FileStorage, target: Storage
) -> None:
    filled(source, 2)
    media.move(source, target, lambda _tally: source.put("photos/late/320.webp", b"late"))
    assert held(target)["photos/late/320.webp"] == b"late"


# ------------------------------------------------------------ the command


@pytest.fixture
def ours(database: Database, tmp_path: Path, where: Where) -> Settings:
    """A school whose pictures lie in the folder of `source`, and the way to the other store."""
    settings = storing.at(settings_for(database, tmp_path), where)
    return replace(settings, storage=f"file:{tmp_path / 'source'}")


def run(database: Database, settings: Settings, to: str) -> Result:
    runner = app_on(database, settings).test_cli_runner()
    return runner.invoke(args=["media", "move", "--to", to])


def test_the_command_says_how_far_it_is_and_what_to_set_next(
    database: Database, ours: Settings, where: Where, source: FileStorage, target: Storage
) -> None:
    filled(source, 60)
    done = run(database, ours, where.address)
    assert done.exit_code == 0, done.output
    assert "200 of 240 files: 200 copied" in done.output
    assert "241 of 241 files: 241 copied" in done.output
    assert "Nothing was deleted here." in done.output
    assert f"set STORAGE={where.address}" in done.output
    assert held(target) == held(source)
    assert len(held(source)) == 240


def test_a_changed_byte_is_noticed_and_named(
    database: Database, ours: Settings, where: Where, source: FileStorage, target: Storage
) -> None:
    filled(source, 2)
    assert run(database, ours, where.address).exit_code == 0
    key = "photos/p1/960.webp"
    changed = bytearray(held(target)[key])
    changed[-1] ^= 1
    target.delete(key)
    target.put(key, bytes(changed))
    done = run(database, ours, where.address)
    assert done.exit_code == 1
    assert "1 files are there with other bytes" in done.output
    assert key in done.output
    assert "STORAGE=" not in done.output
    assert held(target)[key] == bytes(changed)
    assert held(source)[key] != bytes(changed)


def test_a_store_that_is_away_ends_it_in_words(
    database: Database, ours: Settings, source: FileStorage
) -> None:
    filled(source, 1)
    gone = replace(ours, s3_endpoint="http://127.0.0.1:9", s3_seconds=1.0)
    gone = replace(gone, s3_key_id="somebody", s3_secret_key="s3cr3t-of-theirs")
    done = run(database, gone, "s3://space-of-ours")
    assert done.exit_code == 1
    assert "A store is away (EndpointConnectionError)" in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize("to", ["media", "s3://x", "file:"])
def test_what_names_no_store_is_refused(database: Database, ours: Settings, to: str) -> None:
    done = run(database, ours, to)
    assert done.exit_code == 1
    assert "--to must" in done.output


def test_the_store_that_it_has_already_is_refused(
    database: Database, ours: Settings, tmp_path: Path
) -> None:
    done = run(database, ours, f"file:{tmp_path}/other/../source")
    assert done.exit_code == 1
    assert "lie there already" in done.output


def test_what_was_erased_between_two_runs_is_not_there_after_the_second(
    tmp_path: Path, where: Where
) -> None:
    source, target = FileStorage(tmp_path / "old"), open_storage(where)
    filled(source, 3)
    moved(source, target)
    for name in ("320.webp", "960.webp", "2048.webp", "960.jpg"):
        source.delete(f"photos/p1/{name}")
    ledger.keep(source, ledger.Gone(ErasureKind.PHOTO, "photos/p1", LONG_AGO))
    moved(source, target)
    assert erased.forget(source, target) == 4
    assert held(target) == held(source)
    assert erased.forget(source, target) == 0
