"""A disk that is full, and one whose plug is pulled: F03, and what *saved* means to a disk."""

from __future__ import annotations

import errno
import os
import subprocess
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest

from tests.faults import trials
from tests.faults.ground import Ground
from tests.faults.shim import Deed, Fault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.timeout(600)

BUSY, SAVED = 503, 303
ROOM = 6 * 1024 * 1024
"""Bytes of the small disk: the school takes two, and a photo some."""


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """A file system of so many bytes in that folder; False where this machine lets us make none."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(folder)]
    made = os.geteuid() == 0 and not subprocess.run(command, check=False).returncode
    try:
        yield made
    finally:
        if made:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_f03_a_disk_that_is_full_saves_nothing_says_so_and_goes_on_later(
    library: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    with small_disk(folder) as is_small:
        if not is_small:
            pytest.skip("No small disk can be made here; the next test fills one by its calls.")
        ground = Ground(folder, library)
        try:
            _full_and_emptied(ground, folder / "stuffing")
        finally:
            ground.close()


def _full_and_emptied(ground: Ground, stuffing: Path) -> None:
    form = ground.form()
    assert ground.things(form) == 0  # from now on somebody has the database open, as in any school
    _fill(stuffing)
    answer = ground.upload(form)
    assert (answer.status, bool(answer.retry_after)) == (BUSY, True)
    assert ground.look(form, answer) == 0
    stuffing.unlink()
    again = ground.upload(form)
    assert ground.look(form, again, at_least=True) == 1
    assert ground.tally.is_good, ground.tally.notes


def _fill(stuffing: Path) -> None:
    """Leave no block free."""
    with stuffing.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"x" * 4096)
    assert os.statvfs(stuffing).f_bavail == 0


def test_f03_from_any_call_on_the_disk_is_full(ground: Ground) -> None:
    last = len(trials.points(ground))
    for nth in range(1, last, 9):
        form = ground.form()
        full = Fault(Deed.FAIL_ON, nth, error=errno.ENOSPC)
        answer = ground.upload(form, full)
        assert answer.status is not None
        ground.look(form, answer)
        ground.look(form, ground.upload(form), at_least=True)
    assert ground.tally.is_good, ground.tally.notes


def test_saved_is_said_when_all_of_it_lies_on_the_disk(ground: Ground) -> None:
    """Each file is synced before it gets its name, its folder after, the database last of all.

    SQLite's -shm alone is not: it is memory that processes share, and is made anew after a crash.
    """
    ground.upload(ground.form())
    calls = [call.split(" ", 1) for call in ground.upload(ground.form()).calls]
    calls = [one for one in calls if not one[1].endswith("-shm")]
    is_synced: dict[str, bool] = {}
    for call, path in calls:
        folder = path.rpartition("/")[0]
        if call in {"write", "pwrite64"}:
            is_synced[path] = False
        elif call == "fsync":
            is_synced[path] = True
        elif call == "link":
            drafts = [one for one in is_synced if one.startswith(f"{folder}/.draft")]
            assert drafts, path
            assert all(is_synced[one] for one in drafts), path
            is_synced[folder] = False
        elif call == "mkdir":
            is_synced[folder] = False
    names = [path for call, path in calls if call == "link"]
    assert len(names) == 4
    committed = max(place for place, (call, path) in enumerate(calls) if path.endswith("-wal"))
    assert calls[committed][0] == "fsync"
    assert max(place for place, one in enumerate(calls) if one[0] == "link") < committed
    assert [path for path, synced in is_synced.items() if not synced] == []
