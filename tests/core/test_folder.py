"""A folder as a store: whole files, safe on the disk, that nobody else may read."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from portfolio.core.storage import AwayError, FileStorage, KeyTakenError, Storage

if TYPE_CHECKING:
    from pathlib import Path

KEY = "ab/cd/Xy_z-12/960.webp"


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return FileStorage(tmp_path / "photos")


def stored(storage: Storage, key: str) -> bytes:
    with storage.open(key).file as file:
        return file.read()


def files_under(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_of_writers_at_the_same_moment_one_wins(storage: Storage, tmp_path: Path) -> None:
    def put(number: int) -> bool:
        try:
            storage.put(KEY, b"%d" % number * 1000)
        except KeyTakenError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(put, range(8)))
    assert won.count(True) == 1
    assert stored(storage, KEY) == b"%d" % won.index(True) * 1000
    assert files_under(tmp_path) == [f"photos/{KEY}"]


def test_a_folder_goes_with_its_last_file(storage: Storage, tmp_path: Path) -> None:
    storage.put("photos/one/320.webp", b"small")
    storage.put("photos/one/960.webp", b"medium")
    storage.delete("photos/one/320.webp")
    assert stored(storage, "photos/one/960.webp") == b"medium"
    storage.delete("photos/one/960.webp")
    assert not (tmp_path / "photos" / "photos" / "one").exists()
    storage.put("photos/one/320.webp", b"again")
    assert stored(storage, "photos/one/320.webp") == b"again"


def test_only_old_drafts_are_forgotten(storage: Storage, tmp_path: Path) -> None:
    storage.put("photos/one/320.webp", b"small")
    draft = tmp_path / "photos" / "photos" / "one" / ".draft-abc"
    draft.write_bytes(b"half")
    now = datetime.now(UTC)
    long_ago = now - timedelta(days=1)
    assert storage.drafts(long_ago) == 0
    storage.forget_drafts(long_ago)
    assert draft.exists()
    soon = now + timedelta(minutes=1)
    assert storage.drafts(soon) == 1
    storage.forget_drafts(soon)
    assert files_under(tmp_path) == ["photos/photos/one/320.webp"]


def test_only_we_may_read_the_files(storage: Storage, tmp_path: Path) -> None:
    storage.put(KEY, b"pixels")
    for path in (tmp_path / "photos").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_full_disk_leaves_nothing_half_done(tmp_path: Path) -> None:
    """A child process may write no file above 4 kB: the put fails as on a full disk."""
    script = (
        "import resource, signal, sys, pathlib\n"
        "from portfolio.core.storage import AwayError, FileStorage\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try:\n"
        "    FileStorage(pathlib.Path(sys.argv[1])).put('ab/cd', bytes(10_000))\n"
        "except AwayError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "EFBIG\n"
    assert files_under(tmp_path) == []


def test_file_and_folders_are_on_the_disk_before_put_returns(
    storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    real = os.fsync

    def noted(handle: int) -> None:
        synced.append(os.fstat(handle).st_ino)
        real(handle)

    monkeypatch.setattr(os, "fsync", noted)
    storage.put("ab/960.webp", b"pixels")
    root = tmp_path / "photos"
    in_order = (tmp_path, root, root / "ab" / "960.webp", root / "ab")
    assert synced == [path.stat().st_ino for path in in_order]


def test_a_folder_that_cannot_be_read_is_away_and_nothing_of_it_is_said(tmp_path: Path) -> None:
    """A file where the folder should be: as when a disk is not mounted and something else is."""
    (tmp_path / "photos").write_bytes(b"in the way")
    storage = FileStorage(tmp_path / "photos")
    with pytest.raises(AwayError, match=r"^(ENOTDIR|EEXIST)$"):
        storage.put(KEY, b"pixels")
    assert not storage.exists(KEY)


def test_half_written_files_are_not_listed(storage: Storage, tmp_path: Path) -> None:
    storage.put("photos/one/320.webp", b"small")
    (tmp_path / "photos" / "photos" / "one" / ".draft-abc").write_bytes(b"half")
    assert [one.key for one in storage.listed()] == ["photos/one/320.webp"]


def test_no_key_leads_out_of_the_folder(storage: Storage, tmp_path: Path) -> None:
    (tmp_path / "outside").write_bytes(b"not ours")
    for bad in ("../outside", "photos/../../outside", str(tmp_path / "outside")):
        with pytest.raises(ValueError, match="not a storage key"):
            storage.open(bad)
        with pytest.raises(ValueError, match="not a storage key"):
            storage.delete(bad)
    assert files_under(tmp_path) == ["outside"]
