"""Lists: their order and pages, the bin, and that nothing in them tells of what is hidden."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from portfolio.models import Item, Share
from portfolio.visibility import reads
from portfolio.visibility.reads import After
from portfolio.visibility.viewer import Viewer
from tests.cast import FAMILY, SCREEN, TEACHERS, Cast

if TYPE_CHECKING:
    from portfolio.visibility.reads import FeedRow
    from tests.circles import Circle, Somebody, Thing


def pages(cast: Cast, who: Somebody | Viewer, size: int) -> list[list[FeedRow]]:
    """The feed page by page, each going on after the last row of the one before."""
    viewer = who if isinstance(who, Viewer) else who.viewer(cast.at)
    found, after = [], None
    with cast.database.reading() as db:
        while page := reads.feed(db, viewer, after=after, size=size):
            found.append(page)
            after = After(page[-1].since, page[-1].item_id)
    return found


def shown(cast: Cast, who: Somebody | Viewer, size: int = 100) -> list[int]:
    return [row.item_id for page in pages(cast, who, size) for row in page]


def many(cast: Cast, circle: Circle, number: int = 9) -> list[Thing]:
    """Things for everybody, and between them as many that only teachers see."""
    made = []
    for _ in range(number):
        made.append(cast.puts_up(circle.owner, [FAMILY, circle.group.children]))
        cast.puts_up(circle.owner, [TEACHERS])
        cast.keeps(circle.owner)
    return made


@pytest.mark.parametrize("size", [1, 2, 3, 4, 9, 10])
def test_t26_pages_join_to_the_whole_list_without_repeats(cast: Cast, size: int) -> None:
    made = many(cast, cast.oak)
    expected = [thing.id for thing in reversed(made)]
    found = pages(cast, cast.oak.gran, size)
    assert [row.item_id for page in found for row in page] == expected
    assert all(len(page) == size for page in found[:-1])


def test_t26_things_of_the_same_moment_are_told_apart(cast: Cast) -> None:
    made = many(cast, cast.oak, 6)
    with cast.database.unit() as db:
        db.execute(update(Share).values(up_at=cast.at.now))
    expected = sorted((thing.id for thing in made), reverse=True)
    for size in (1, 2, 4, 10):
        assert shown(cast, cast.oak.gran, size) == expected


def test_t26_a_made_up_place_in_the_list_leads_only_to_ones_own(cast: Cast) -> None:
    made = {thing.id for thing in many(cast, cast.oak, 3)}
    far = timedelta(days=5000)
    with cast.database.reading() as db:
        viewer = cast.oak.gran.viewer(cast.at)
        for since in (cast.at.now - far, cast.at.now, cast.at.now + far):
            for item_id in (-1, 0, 2, 10**9):
                page = reads.feed(db, viewer, after=After(since, item_id), size=10_000)
                assert {row.item_id for row in page} <= made
        assert reads.feed(db, cast.oak.office.viewer(cast.at), size=10_000) == []


def test_t24_the_order_tells_nothing_of_shares_for_others(cast: Cast) -> None:
    circle = cast.oak
    first = cast.puts_up(circle.owner, [FAMILY])
    second = cast.puts_up(circle.owner, [FAMILY])
    cast.puts_up(first, [circle.group.children, TEACHERS])
    assert shown(cast, circle.gran) == [second.id, first.id]
    assert shown(cast, circle.classmate) == [first.id]


def test_t24_the_day_is_the_one_on_which_they_could_first_see_it(cast: Cast) -> None:
    circle = cast.oak
    thing = cast.puts_up(circle.owner, [FAMILY])
    cast.puts_up(thing, [circle.group.children])
    with cast.database.reading() as db:
        gran = reads.feed(db, circle.gran.viewer(cast.at))[0]
        classmate = reads.feed(db, circle.classmate.viewer(cast.at))[0]
    assert gran.since < classmate.since
    assert gran[:4] == (thing.id, thing.public_id, circle.owner.id, thing.revision_id)


def test_a_thing_reached_twice_is_listed_once(cast: Cast) -> None:
    circle = cast.oak
    wishes = [FAMILY, circle.only(circle.gran), circle.group.families]
    thing = cast.puts_up(circle.owner, wishes)
    assert shown(cast, circle.gran, 1) == [thing.id]


def test_what_only_waits_is_in_the_queue_and_not_in_the_list(cast: Cast) -> None:
    circle = cast.oak
    cast.puts_up(circle.owner, [FAMILY], "waiting")
    assert shown(cast, circle.teacher) == []
    up = cast.puts_up(circle.owner, [FAMILY])
    assert shown(cast, circle.teacher) == [up.id]
    assert shown(cast, circle.owner) == []  # one's own are in My space
    cast.breaks_glass(cast.keeps(circle.owner), circle.lead)
    assert shown(cast, circle.lead) == []


def test_a_frame_and_nobody_have_their_own_lists(cast: Cast) -> None:
    thing = cast.puts_up(cast.oak.owner, [SCREEN])
    cast.puts_up(cast.oak.owner, [FAMILY])
    cast.deletes(cast.keeps(cast.oak.owner))
    frame, nobody = Viewer.screen(cast.screen, cast.at), Viewer.nobody(cast.at)
    assert shown(cast, frame) == [thing.id]
    assert shown(cast, nobody) == []
    with cast.database.reading() as db:
        for viewer in (frame, nobody):
            assert reads.mine(db, viewer) == []
            assert reads.bin_of(db, viewer, cast.at.now - timedelta(days=30)) == []
            assert reads.to_check(db, viewer) == []


def test_few_new_things_among_many_of_others_are_found(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list looks among the school's newest shares first, and further where it must."""
    circle = cast.oak
    old = cast.puts_up(circle.owner, [FAMILY])
    for _ in range(6):
        cast.puts_up(circle.classmate, [TEACHERS])
    new = cast.puts_up(circle.owner, [FAMILY])
    for windows in ((2,), (1, 3), (0, 100), (100,)):
        monkeypatch.setattr(reads, "WINDOWS", windows)
        found = shown(cast, circle.gran, 1)
        assert found == ([new.id, old.id] if windows[-1] == 100 else [new.id])


# ---------------------------------------------------------------- my space and the bin


def test_my_space_holds_all_that_is_mine_newest_first(cast: Cast) -> None:
    circle = cast.oak
    made = [cast.keeps(circle.owner).id, cast.puts_up(circle.owner, [FAMILY]).id]
    made.append(cast.keeps(circle.owner).id)
    cast.keeps(circle.classmate)
    viewer = circle.owner.viewer(cast.at)
    with cast.database.reading() as db:
        assert [row.item_id for row in reads.mine(db, viewer)] == made[::-1]
        assert [row.item_id for row in reads.mine(db, viewer, size=2)] == made[:0:-1]
        third, first = (reads.AfterMine(cast.at.today, made[place]) for place in (2, 0))
        assert [row.item_id for row in reads.mine(db, viewer, after=third)] == made[1::-1]
        assert [row.item_id for row in reads.mine(db, viewer, after=first)] == []


def bin_of(cast: Cast, who: Somebody, days: int = 30) -> list[int]:
    with cast.database.reading() as db:
        since = cast.at.now - timedelta(days=days)
        return [row.item_id for row in reads.bin_of(db, who.viewer(cast.at), since)]


def test_the_bin_is_the_owners_alone(cast: Cast) -> None:
    circle = cast.oak
    first, second, kept, sealed = (cast.puts_up(circle.owner, [FAMILY]) for _ in range(4))
    for thing in (second, first, sealed):
        cast.deletes(thing)
    cast.seals(sealed)
    assert bin_of(cast, circle.owner) == [first.id, second.id]
    assert kept.id not in bin_of(cast, circle.owner)
    for role in ("gran", "teacher", "classmate", "lead", "office"):
        assert bin_of(cast, getattr(circle, role)) == []
    cast.leaves(circle.owner)
    assert bin_of(cast, circle.owner) == []


def test_the_bin_goes_back_as_far_as_it_is_asked(cast: Cast) -> None:
    thing = cast.keeps(cast.oak.owner)
    cast.deletes(thing)
    with cast.database.unit() as db:
        db.execute(update(Item).values(deleted_at=cast.at.now - timedelta(days=30)))
    assert bin_of(cast, cast.oak.owner, 30) == []
    assert bin_of(cast, cast.oak.owner, 31) == [thing.id]


def test_a_list_shows_the_revision_that_the_page_shows(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the share with the newer words went up long before the one that is listed."""
    circle = cast.rowan
    thing = cast.puts_up(circle.owner, [FAMILY])
    cast.puts_up(thing, [circle.group.families])
    newer = cast.edits(thing, state="waiting")  # up for the family, and waits for the class
    monkeypatch.setattr(reads, "WINDOWS", (0,))
    with cast.database.reading() as db:
        listed = reads.feed(db, circle.mum.viewer(cast.at), size=1)
        others = reads.feed(db, circle.classmates_parent.viewer(cast.at), size=1)
    assert [row.revision_id for row in listed] == [newer.revision_id]
    assert [row.revision_id for row in others] == [thing.revision_id]
