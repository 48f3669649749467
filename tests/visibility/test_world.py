"""In a random school, every road gives what plain loops over the same rows give: no leak.

300 people, 3,000 items, every state; the seed is fixed, so a failure stays. All roads are walked
for a sample of viewers and items; each yes and each no of a sample is compared.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from portfolio.core import clock
from portfolio.core.errors import NotThereError
from portfolio.visibility import checks, reads
from portfolio.visibility.viewer import Viewer
from tests.conftest import TIME_ZONE
from tests.visibility.plainly import Plainly, Seen
from tests.visibility.roads import heard_ids
from tests.visibility.world import ADULTS, ITEMS, PUPILS, STAFF, World

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database

pytestmark = pytest.mark.slow

ALL = 10_000


@dataclass(frozen=True, slots=True)
class Known:
    """The world, and what it should be like for the sampled viewers."""

    database: Database
    at: Moment
    plainly: Plainly
    viewers: tuple[int, ...]
    seen: dict[int, dict[int, Seen]]

    def viewer(self, person_id: int) -> Viewer:
        return Viewer.person(person_id, self.at)


@pytest.fixture(scope="session")
def known(new_database: Callable[[str], Database]) -> Known:
    """The world, written once, and what plain loops say of it."""
    database, at = new_database("world"), clock.moment(TIME_ZONE)
    World(at).write(database)
    with database.unit() as db:
        db.execute(text("ANALYZE"))  # as a database that has lived a while has done by itself
    dice = random.Random(3)
    viewers = (*dice.sample(PUPILS, 10), *dice.sample(ADULTS, 14), *dice.sample(STAFF, 8))
    with database.reading() as db:
        plainly = Plainly(db, at)
    viewers = (*viewers, *(lead for lead in plainly.leads if lead not in viewers))
    seen = {
        viewer: {item: found for item in ITEMS if (found := plainly.sees(viewer, item))}
        for viewer in viewers
    }
    return Known(database, at, plainly, viewers, seen)


def test_the_world_holds_something_of_everything(known: Known) -> None:
    """Agreement about nothing would prove nothing."""
    reasons = [
        why for found in known.seen.values() for one in found.values() for why in one.reasons
    ]
    for why in ("owner", "teacher", "family", "named", "classmate", "class_family", "break_glass"):
        assert reasons.count(why) >= (1 if why == "break_glass" else 10), why
    pairs = len(known.viewers) * len(ITEMS)
    assert 500 < len(reasons) < pairs / 5


def test_t01_the_check_agrees_with_plain_loops(known: Known) -> None:
    for viewer in known.viewers:
        with known.database.reading() as db:
            found = reads.seen(db, known.viewer(viewer), list(ITEMS))
        got = {
            item: Seen(frozenset(map(str, s.reasons)), s.revision_id) for item, s in found.items()
        }
        assert got == known.seen[viewer], f"person {viewer}"


def test_t01_the_page_agrees_with_the_check(known: Known) -> None:
    dice = random.Random(5)
    for viewer in known.viewers:
        seen = known.seen[viewer]
        visible = dice.sample(sorted(seen), min(8, len(seen)))
        with known.database.reading() as db:
            for item in {*visible, *dice.sample(ITEMS, 10)}:
                public_id = known.plainly.items[item].public_id
                try:
                    sight = reads.item_or_404(db, known.viewer(viewer), public_id)
                except NotThereError:
                    assert item not in seen
                else:
                    assert sight.revision_id == seen[item].revision_id


def test_t01_the_lists_agree_with_the_check(known: Known) -> None:
    for viewer in known.viewers:
        asking = known.viewer(viewer)
        with known.database.reading() as db:
            feed = {row.item_id for row in reads.feed(db, asking, size=ALL)}
            mine = {row.item_id for row in reads.mine(db, asking, size=ALL)}
            queue = {row.item_id for row in reads.to_check(db, asking) if row.comment_id is None}
            asked = checks.asks(db, asking)
            assert {ask.item_id for ask in asked if ask.asked_id} == queue
            assert {ask.item_id for ask in asked} <= set(known.seen[viewer])
        seen = known.seen[viewer]
        assert mine == {item for item, one in seen.items() if "owner" in one.reasons}
        shown = {i for i, one in seen.items() if one.reasons - {"owner", "break_glass"}}
        assert feed | queue == shown, f"person {viewer}"
        assert feed.isdisjoint(mine)


def test_t01_the_faces_agree_with_the_check(known: Known) -> None:
    for item in random.Random(7).sample(ITEMS, 80):
        with known.database.reading() as db:
            found = reads.viewers_of(db, item, known.at)
        plain = {who: known.plainly.sees(who, item) for who in (*PUPILS, *ADULTS, *STAFF)}
        expected = {who: one.reasons for who, one in plain.items() if one is not None}
        assert {who: frozenset(map(str, why)) for who, why in found.items()} == expected


def test_t01_the_frame_agrees_with_plain_loops(known: Known) -> None:
    for screen in (1, 2):
        asking = Viewer.screen(screen, known.at)
        with known.database.reading() as db:
            found = {row.item_id for row in reads.feed(db, asking, size=ALL)}
            assert found == set(reads.seen(db, asking, list(ITEMS)))
        assert found == {item for item in ITEMS if known.plainly.screen_sees(screen, item)}
        assert bool(found) is (screen == 1)
    with known.database.reading() as db:
        assert reads.seen(db, Viewer.nobody(known.at), list(ITEMS)) == {}


def test_t64_talk_agrees_with_plain_loops(known: Known) -> None:
    dice, compared = random.Random(11), 0
    for viewer in known.viewers:
        seen = sorted(known.seen[viewer])
        with known.database.reading() as db:
            for item in dice.sample(seen, min(12, len(seen))):
                sight = reads.sight_of(db, known.viewer(viewer), item)
                assert sight is not None
                found = heard_ids(db, known.viewer(viewer), sight)
                assert found == known.plainly.hears(viewer, item), (viewer, item)
                compared += len(found)
    assert compared > 50


def test_t26_small_pages_join_to_the_whole_list(known: Known) -> None:
    for viewer in known.viewers[::4]:
        with known.database.reading() as db:
            whole = reads.feed(db, known.viewer(viewer), size=ALL)
            joined: list[reads.FeedRow] = []
            while True:
                after = reads.After(joined[-1].since, joined[-1].item_id) if joined else None
                page = reads.feed(db, known.viewer(viewer), after=after, size=17)
                joined += page
                if len(page) < 17:
                    break
        assert joined == whole
