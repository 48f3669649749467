"""An upload that dies or fails at any point: nothing that was said to be saved is lost (F01, F02).

`make faults` does the same at every point many times over.
"""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

import pytest

from tests.faults import trials
from tests.faults.shim import Deed, Fault

if TYPE_CHECKING:
    from tests.faults.ground import Ground

pytestmark = pytest.mark.timeout(600)

FEWEST_POINTS = 40
"""So many named points there are to be at least (issue 5)."""

SHOWN = {422, 500, 503}
"""What an upload is answered that the machine did not let be saved."""


def test_f01_killed_at_any_point_loses_nothing_and_makes_nothing_twice(ground: Ground) -> None:
    named = trials.points(ground)
    assert len(named) == len(set(named)) >= FEWEST_POINTS
    trials.die_everywhere(ground, 1, range(1, len(named) + 1, 8))
    assert ground.tally.is_good, ground.tally.notes


def test_f01_a_death_is_seen_as_one(ground: Ground) -> None:
    first = ground.upload(ground.form(), Fault(Deed.DIE_BEFORE, 1))
    assert (first.status, first.fate) == (None, -9)


@pytest.mark.parametrize(
    ("call", "error", "step"),
    [("write", errno.ENOSPC, 1), ("fsync", errno.EIO, 3), ("link", errno.EIO, 2)],
)
def test_f02_the_nth_call_fails_an_error_is_shown_and_nothing_by_half(
    ground: Ground, call: str, error: int, step: int
) -> None:
    statuses = list(trials.fail_until_clean(ground, call, error, step=step))
    assert ground.tally.is_good, ground.tally.notes
    assert statuses[-1] == 303
    assert set(statuses) - {303} <= SHOWN
    assert any(status in SHOWN for status in statuses)


def test_whoever_looks_would_see_what_is_lost(ground: Ground) -> None:
    """The look itself: of a thing that is gone, doubled or without its files it says so."""
    form = ground.form()
    answer = ground.upload(form)
    for rendition in (ground.folder / "media").rglob("960.*"):
        rendition.unlink()
    ground.look(form, answer)
    assert (ground.tally.half_visible, ground.tally.lost) == (1, 0)
    other = ground.form()
    ground.look(other, answer)
    assert ground.tally.lost == 1
    ground.upload({**ground.form(), "title": form["title"]})
    ground.look(form, answer)
    assert ground.tally.duplicates == 1
