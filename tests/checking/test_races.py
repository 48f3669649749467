"""Two teachers at the same moment: one result, and the other one is told (promise F08)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

from sqlalchemy import select

from portfolio.checking.actions import Look, SettledError, check_item
from portfolio.models import Check, CheckedShare, Notice
from portfolio.models.enums import CheckResult
from portfolio.visibility import reads
from tests.cast import FAMILY

if TYPE_CHECKING:
    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody, Thing

ROUNDS = 5


def look(
    database: Database, who: Somebody, thing: Thing, at: Moment, barrier: Barrier, seen: list[str]
) -> CheckResult | None:
    """Both have seen it wait; then both press. The result, or None for whoever was told."""
    viewer = who.viewer(at)
    with database.reading() as db:
        sight = reads.item_or_404(db, viewer, thing.public_id)
    shown = frozenset(seen)
    result = CheckResult.UP if who.role == "teacher" else CheckResult.SENT_BACK
    barrier.wait(timeout=10)
    try:
        with database.unit() as db:
            check_item(db, viewer, sight, 1, Look(result, "Nearly", shown))
    except SettledError:
        return None
    return result


def test_f08_of_two_looks_at_once_one_holds(cast: Cast, database: Database, moment: Moment) -> None:
    for _ in range(ROUNDS):
        thing = cast.puts_up(cast.owner, [FAMILY, cast.group.children], "waiting")
        barrier = Barrier(2)
        with ThreadPoolExecutor(2) as both:
            results = [
                one.result(timeout=20)
                for one in [
                    both.submit(look, database, who, thing, moment, barrier, cast.seen(thing))
                    for who in (cast.teacher, cast.second_teacher)
                ]
            ]
        assert results.count(None) == 1
        with database.reading() as db:
            made = db.scalars(select(Check).where(Check.item_id == thing.id)).all()
            covered = select(CheckedShare).where(CheckedShare.check_id == made[0].id)
            told = db.scalars(select(Notice).where(Notice.item_id == thing.id)).all()
            assert [check.result for check in made] == [one for one in results if one]
            assert len(db.scalars(covered).all()) == len(told) + 1 == 2
