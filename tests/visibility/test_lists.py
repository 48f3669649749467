"""Lists: their order and pages, the bin, and that nothing in them tells of what is hidden."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from portfolio.models import Item, Revision, Share
from portfolio.visibility import reads
from portfolio.visibility.reads import After
from portfolio.visibility.viewer import Viewer
from tests.cast import FAMILY, SCREEN, TEACHERS, Cast
from tests.counting import counted

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
            assert len(found) <= 30, "it has no end"
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


def test_t26_a_page_goes_on_by_when_it_went_up_and_not_by_when_it_was_made(cast: Cast) -> None:
    circle = cast.oak
    old = [cast.keeps(circle.owner) for _ in range(3)]
    new = [cast.puts_up(circle.owner, [FAMILY]) for _ in range(2)]
    for thing in old:
        cast.puts_up(thing, [FAMILY])
    expected = [thing.id for thing in (*reversed(old), *reversed(new))]
    for size in (1, 2, 3, 10):
        assert shown(cast, circle.gran, size) == expected


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


def test_a_thing_comes_anew_when_a_second_share_of_it_reaches_them(cast: Cast) -> None:
    circle = cast.oak
    first, second = (cast.puts_up(circle.owner, [FAMILY]) for _ in "ab")
    assert shown(cast, circle.mum) == [second.id, first.id]
    cast.puts_up(first, [circle.group.families, circle.only(circle.mum)])
    assert shown(cast, circle.mum) == [first.id, second.id]
    assert shown(cast, circle.gran) == [first.id, second.id]
    assert shown(cast, circle.dad) == [first.id, second.id]


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


def test_who_is_signed_out_is_nobody_even_with_a_persons_number(cast: Cast) -> None:
    circle = cast.oak
    cast.puts_up(circle.owner, [FAMILY, SCREEN])
    cast.deletes(cast.keeps(circle.owner))
    for number in (circle.owner.id, circle.gran.id, cast.screen):
        nobody = replace(Viewer.nobody(cast.at), id=number)
        assert shown(cast, nobody) == []
        with cast.database.reading() as db:
            assert reads.mine(db, nobody) == []
            assert reads.bin_of(db, nobody, cast.at.now - timedelta(days=30)) == []


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


def test_the_window_is_counted_from_where_the_page_goes_on(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    circle = cast.oak
    made = [cast.puts_up(circle.owner, [FAMILY]).id for _ in range(6)][::-1]
    viewer = circle.gran.viewer(cast.at)
    with cast.database.reading() as db:
        first = reads.feed(db, viewer, size=2)
        assert [row.item_id for row in first] == made[:2]
        monkeypatch.setattr(reads, "WINDOWS", (2,))  # that one, and two older ones
        rest = reads.feed(db, viewer, after=After(first[1].since, first[1].item_id))
    assert [row.item_id for row in rest] == made[2:4]


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


def test_my_space_goes_on_by_the_day_and_then_by_the_making(cast: Cast) -> None:
    circle, today = cast.oak, cast.at.today
    made = [cast.keeps(circle.owner) for _ in range(5)]
    days = dict(zip(made, (3, 1, 2, 1, 0), strict=True))
    with cast.database.unit() as db:
        for thing, ago in days.items():
            one = update(Revision).where(Revision.id == thing.revision_id)
            db.execute(one.values(happened_on=today - timedelta(days=ago)))
    expected = [made[place].id for place in (4, 3, 1, 2, 0)]
    viewer = circle.owner.viewer(cast.at)
    for size in (1, 2, 3, 5):
        found, after = [], reads.FROM_THE_NEWEST
        with cast.database.reading() as db:
            while page := reads.mine(db, viewer, after=after, size=size):
                assert len(page) <= size
                found += [row.item_id for row in page]
                assert len(found) <= len(made), "it has no end"
                after = reads.AfterMine(page[-1].day, page[-1].item_id)
        assert found == expected


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


def test_the_bin_shows_the_newest_revision_of_each_thing(cast: Cast) -> None:
    circle = cast.oak
    things = [cast.edits(cast.puts_up(circle.owner, [FAMILY])) for _ in "ab"]
    cast.keeps(circle.classmate)
    for thing in things:
        cast.deletes(thing)
    with cast.database.reading() as db:
        since = cast.at.now - timedelta(days=1)
        rows = reads.bin_of(db, circle.owner.viewer(cast.at), since)
    assert [row.revision_id for row in rows] == [thing.revision_id for thing in reversed(things)]


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
    cast.sends_back(newer)  # the families wait for nothing, and the older share shows it still
    with cast.database.reading() as db:
        listed = reads.feed(db, circle.mum.viewer(cast.at), size=1)
    assert [row.revision_id for row in listed] == [newer.revision_id]


def test_a_list_shows_the_teacher_what_waits_in_a_share_that_is_not_up(cast: Cast) -> None:
    circle = cast.rowan
    thing = cast.puts_up(circle.owner, [circle.group.children])
    newer = cast.puts_up(cast.edits(thing), [circle.group.families], "waiting")
    with cast.database.reading() as db:
        teachers, theirs = (
            reads.feed(db, who.viewer(cast.at)) for who in (circle.teacher, circle.classmate)
        )
    assert [row.revision_id for row in teachers] == [newer.revision_id]
    assert [row.revision_id for row in theirs] == [thing.revision_id]


def asked_for(cast: Cast, who: Somebody) -> int:
    """How many questions a page of what others show them takes."""
    with counted(cast.database) as questions, cast.database.reading() as db:
        assert reads.feed(db, who.viewer(cast.at), size=1)
    return questions.number


def test_a_list_is_one_question_where_nothing_newer_is_elsewhere(cast: Cast) -> None:
    """It asks again where that very thing may be newer in another share that goes on."""
    circle = cast.rowan
    thing = cast.puts_up(circle.owner, [FAMILY, circle.group.children], "waiting")
    assert asked_for(cast, circle.gran) == 1, "the same revision waits for the class"
    cast.puts_up(circle.classmate, [FAMILY])
    assert asked_for(cast, circle.gran) == 1, "another thing is newer"
    cast.takes_down(thing, circle.group.children)
    wider = cast.puts_up(cast.edits(thing), [circle.group.families], "waiting")
    assert asked_for(cast, circle.gran) == 2
    cast.takes_down(wider, circle.group.families)
    assert asked_for(cast, circle.gran) == 1, "what was newer is asked for no more"
    cast.puts_up(cast.edits(wider), [circle.group.families])
    assert asked_for(cast, circle.gran) == 1, "the newest of all reaches her, too"
