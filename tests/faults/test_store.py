"""PostgreSQL and a real S3 server: deaths between them, and a store that is no help (F01, F05)."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from portfolio.core.storage import open_storage
from tests import postgres, s3
from tests.faults import proxy, trials
from tests.faults.ground import Ground
from tests.faults.proxy import Mood

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.timeout(600)

SAVED, BUSY = 303, 503


@dataclass
class Away:
    """A school on PostgreSQL and S3, with a proxy between it and the store."""

    ground: Ground
    proxy: proxy.Proxy
    server: s3.Server

    def objects(self) -> set[str]:
        """The keys of everything in the store, past the proxy."""
        return {one.key for one in open_storage(self.server.where("faults")).listed()}


@pytest.fixture
def away(library: Path, tmp_path: Path) -> Iterator[Away]:
    """That school; one deed at the store may take a second."""
    with ExitStack() as stack:
        admin = stack.enter_context(postgres.server())
        server = stack.enter_context(s3.server())
        between = stack.enter_context(proxy.before(server.endpoint))
        settings = trials.on_a_bucket(
            postgres.create_database(admin, "faults"), server.where("faults"), between.endpoint
        )
        ground = Ground(tmp_path, library, {**settings, "S3_SECONDS": "2"})
        stack.callback(ground.close)
        yield Away(ground, between, server)


def test_f01_killed_between_database_and_store_loses_nothing(away: Away) -> None:
    named = trials.points(away.ground)
    assert any("socket:database" in one for one in named)
    assert any("socket:store" in one for one in named)
    trials.die_everywhere(away.ground, 1, range(1, len(named) + 1, 6))
    assert away.ground.tally.is_good, away.ground.tally.notes


@pytest.mark.parametrize("mood", [Mood.STALLS, Mood.ERRS, Mood.IS_SILENT])
def test_f05_a_store_that_is_no_help_once_or_for_long_makes_nothing_twice(
    away: Away, mood: Mood
) -> None:
    away.ground.upload(away.ground.form())
    needs = away.proxy.counted
    statuses = [_once(away, mood, nth) for nth in range(1, needs + 1, 3)]
    assert set(statuses) <= {SAVED, BUSY}
    away.proxy.meet(mood, 1, on=True)
    form, before = away.ground.form(), away.objects()
    answer = away.ground.upload(form)
    assert (answer.status, bool(answer.retry_after)) == (BUSY, True)
    assert away.ground.look(form, answer) == 0
    away.proxy.meet(Mood.WELL, 0)
    again = away.ground.upload(form)
    assert away.ground.look(form, again, at_least=True) == 1
    assert len(away.objects() - before) >= 4
    assert away.ground.tally.is_good, away.ground.tally.notes


def _once(away: Away, mood: Mood, nth: int) -> int:
    """One upload of which the nth request is met so, sent again where it was not saved."""
    form, before = away.ground.form(), away.objects()
    away.proxy.meet(mood, nth)
    answer = away.ground.upload(form)
    away.proxy.meet(Mood.WELL, 0)
    away.ground.look(form, answer)
    if answer.is_saved:
        assert len(away.objects() - before) == 4, "exactly one object for each rendition"
    else:
        away.ground.look(form, away.ground.upload(form), at_least=True)
    assert answer.status is not None
    return answer.status
