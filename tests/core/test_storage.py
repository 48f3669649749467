"""The folder storage keeps each key once, whole, and inside its root."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from portfolio.core.storage import FileStorage, KeyTakenError, MissingError, Storage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KEY = "ab/cd/Xy_z-12/960.webp"

BAD_KEYS = [
    "",
    "/",
    "/etc/passwd",
    "../outside",
    "ab/../../outside",
    "ab/..",
    ".",
    "./ab",
    ".hidden",
    "ab//cd",
    "ab/",
    "ab\\cd",
    "..\\outside",
    "C:\\ab",
    "ab\x00cd",
    "ab\n",
    "ab cd",
    "ab/960.webp/..",
    "ab/960.webp.",
    "ab/960.webp\n",
    "ab\u202ecd",
    "%2e%2e/outside",
    "a" * 201,
]


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return FileStorage(tmp_path / "photos")


def stored(storage: Storage, key: str) -> bytes:
    opened = storage.open(key)
    with opened.file as file:
        data = file.read()
    assert opened.size == len(data)
    return data


def files_under(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_what_is_put_comes_back_whole(storage: Storage) -> None:
    storage.put(KEY, b"\x00pixels\xff")
    assert stored(storage, KEY) == b"\x00pixels\xff"
    assert storage.exists(KEY)


def test_no_bytes_at_all_are_bytes_too(storage: Storage) -> None:
    storage.put(KEY, b"")
    assert stored(storage, KEY) == b""


def test_a_key_is_written_once(storage: Storage) -> None:
    storage.put(KEY, b"first")
    with pytest.raises(KeyTakenError):
        storage.put(KEY, b"second")
    assert stored(storage, KEY) == b"first"


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


def test_an_absent_key_is_missing(storage: Storage) -> None:
    storage.put(KEY, b"pixels")
    assert not storage.exists("ab/cd/other/960.webp")
    for absent in ("ab/cd/other/960.webp", "ab/cd", "ab/cd/Xy_z-12/960"):
        with pytest.raises(MissingError):
            storage.open(absent)


def test_nothing_lies_below_a_file(storage: Storage) -> None:
    storage.put("ab/cd", b"pixels")
    assert not storage.exists("ab/cd/below")
    storage.delete("ab/cd/below")
    with pytest.raises(MissingError):
        storage.open("ab/cd/below")


def test_a_deleted_key_is_gone_and_may_be_deleted_again(storage: Storage, tmp_path: Path) -> None:
    storage.put(KEY, b"pixels")
    storage.delete(KEY)
    storage.delete(KEY)
    storage.delete("never/was/there")
    assert not storage.exists(KEY)
    assert files_under(tmp_path) == []
    with pytest.raises(MissingError):
        storage.open(KEY)


def test_a_deleted_file_can_be_read_to_its_end_by_who_has_it_open(storage: Storage) -> None:
    storage.put(KEY, b"pixels")
    opened = storage.open(KEY)
    storage.delete(KEY)
    with opened.file as file:
        assert file.read() == b"pixels"


def test_a_folder_goes_with_its_last_file(storage: Storage, tmp_path: Path) -> None:
    storage.put("photos/one/320.webp", b"small")
    storage.put("photos/one/960.webp", b"medium")
    storage.delete("photos/one/320.webp")
    assert stored(storage, "photos/one/960.webp") == b"medium"
    storage.delete("photos/one/960.webp")
    assert not (tmp_path / "photos" / "photos" / "one").exists()
    storage.put("photos/one/320.webp", b"again")
    assert stored(storage, "photos/one/320.webp") == b"again"


def test_every_key_is_listed_with_its_time_and_no_draft(storage: Storage, tmp_path: Path) -> None:
    assert list(storage.listed()) == []
    storage.put("photos/one/320.webp", b"small")
    storage.put("two.jpeg", b"large")
    draft = tmp_path / "photos" / "photos" / "one" / ".draft-abc"
    draft.write_bytes(b"half")
    now = datetime.now(UTC)
    found = {one.key: one.at for one in storage.listed()}
    assert set(found) == {"photos/one/320.webp", "two.jpeg"}
    assert all(abs(at - now) < timedelta(minutes=1) for at in found.values())


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


def test_what_is_set_aside_is_missing_and_can_come_back(storage: Storage, tmp_path: Path) -> None:
    key, then = "photos/one/320.webp", datetime.now(UTC) - timedelta(days=3)
    storage.put(key, b"small")
    storage.set_aside("photos/none/320.webp", then)
    storage.set_aside(key, then)
    storage.set_aside(key, datetime.now(UTC))  # a job that comes again
    assert not storage.exists(key)
    assert list(storage.listed()) == []
    assert [(one.key, one.at) for one in storage.aside()] == [(key, then)]
    storage.bring_back("photos/none/320.webp")
    storage.bring_back(key)
    storage.bring_back(key)
    assert files_under(tmp_path) == ["photos/photos/one/320.webp"]
    with storage.open(key).file as file:
        assert file.read() == b"small"
    storage.set_aside(key, then)
    storage.delete(key)
    assert files_under(tmp_path) == []


@pytest.mark.parametrize("key", BAD_KEYS)
def test_no_key_leaves_the_root(storage: Storage, tmp_path: Path, key: str) -> None:
    (tmp_path / "outside").write_bytes(b"not ours")
    uses: list[Callable[[str], object]] = [
        storage.open,
        storage.delete,
        storage.exists,
        storage.bring_back,
        lambda bad: storage.put(bad, b"x"),
        lambda bad: storage.set_aside(bad, datetime.now(UTC)),
    ]
    for use in uses:
        with pytest.raises(ValueError, match="not a storage key"):
            use(key)
    assert files_under(tmp_path) == ["outside"]


def test_only_we_may_read_the_files(storage: Storage, tmp_path: Path) -> None:
    storage.put(KEY, b"pixels")
    for path in (tmp_path / "photos").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_full_disk_leaves_nothing_half_done(tmp_path: Path) -> None:
    """A child process may write no file above 4 kB: the put fails as on a full disk."""
    script = (
        "import resource, signal, sys, pathlib\n"
        "from portfolio.core.storage import FileStorage\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try:\n"
        "    FileStorage(pathlib.Path(sys.argv[1])).put('ab/cd', bytes(10_000))\n"
        "except OSError:\n"
        "    print('refused')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "refused\n"
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
