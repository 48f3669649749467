"""Corners of what is read through the door that no page reaches by itself: one condition each."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import update

from portfolio.models import Comment, Share
from portfolio.models.enums import Checks, DutyKind
from portfolio.visibility import reads, roll
from tests.cast import FAMILY, Cast

if TYPE_CHECKING:
    from datetime import datetime

    from portfolio.visibility.reads import Sight
    from tests.circles import Somebody, Thing


def sight(cast: Cast, who: Somebody, thing: Thing) -> Sight:
    with cast.database.reading() as db:
        return reads.item_or_404(db, who.viewer(cast.at), thing.public_id)


def test_what_waits_is_named_to_the_checker_alone(cast: Cast) -> None:
    """Gran sees the first one while the next one waits in the very line that reaches her."""
    circle = cast.oak
    thing = cast.edits(cast.puts_up(circle.owner, [FAMILY]), state="waiting")
    assert sight(cast, circle.teacher, thing).waiting_share_ids
    assert sight(cast, circle.gran, thing).waiting_share_ids == ()


def test_for_all_families_is_said_of_those_whom_nothing_else_reaches(cast: Cast) -> None:
    circle = cast.oak
    thing = cast.puts_up(circle.owner, [circle.group.families])
    assert sight(cast, circle.classmates_parent, thing).is_for_all_families
    assert not sight(cast, circle.owner, thing).is_for_all_families
    both = cast.puts_up(circle.owner, [circle.group.families, FAMILY])
    assert not sight(cast, circle.mum, both).is_for_all_families


def test_what_waits_longest_comes_first_then_by_making(cast: Cast) -> None:
    circle, now = cast.oak, cast.at.now
    first, second, third = (cast.puts_up(circle.owner, [FAMILY], "waiting") for _ in range(3))
    up, also_up = (cast.puts_up(circle.owner, [FAMILY]) for _ in range(2))
    later, said = cast.says(circle.gran, also_up), cast.says(circle.gran, up)
    on_second = cast.says(circle.gran, second)
    hours = {first: 1, second: 3, third: 3}
    with cast.database.unit() as db:
        for thing, ago in hours.items():
            waits = update(Share).where(Share.item_id == thing.id)
            db.execute(waits.values(waiting_since=now - timedelta(hours=ago)))
        for one, ago in ((said, 2), (later, 2), (on_second, 3)):
            words = update(Comment).where(Comment.id == one.id)
            db.execute(words.values(written_at=now - timedelta(hours=ago)))
    with cast.database.reading() as db:
        rows = reads.to_check(db, circle.teacher.viewer(cast.at))
    assert [(row.item_id, row.comment_id) for row in rows] == [
        (second.id, None),
        (second.id, on_second.id),
        (third.id, None),
        (up.id, said.id),
        (also_up.id, later.id),
        (first.id, None),
    ]


def test_what_waits_in_two_shares_waits_since_the_first_and_for_the_newest(cast: Cast) -> None:
    circle, now = cast.oak, cast.at.now
    thing = cast.puts_up(circle.owner, [FAMILY], "waiting")
    newer = cast.puts_up(cast.edits(thing), [circle.group.children], "waiting")
    hours = {FAMILY: 5, circle.group.children: 2}

    def waits() -> list[tuple[int, datetime]]:
        with cast.database.reading() as db:
            rows = reads.to_check(db, circle.teacher.viewer(cast.at))
        return [(row.revision_id, row.since) for row in rows]

    with cast.database.unit() as db:
        for wish, ago in hours.items():
            one = update(Share).where(Share.id == newer.shares[wish])
            db.execute(one.values(waiting_since=now - timedelta(hours=ago)))
    assert waits() == [(newer.revision_id, now - timedelta(hours=5))]


def test_what_waits_where_a_teacher_sees_it_not_waits_for_nobody(cast: Cast) -> None:
    """It was asked for while the class read everything; they see the thing by another share."""
    circle = cast.oak
    thing = cast.puts_up(circle.owner, [circle.group.children])
    cast.puts_up(thing, [FAMILY], "waiting")

    def waiting() -> list[int]:
        with cast.database.reading() as db:
            return [row.item_id for row in reads.to_check(db, circle.teacher.viewer(cast.at))]

    assert waiting() == [thing.id]
    cast.sets_checks(circle.group, Checks.BEYOND_FAMILY)
    assert sight(cast, circle.teacher, thing).is_checker
    assert waiting() == []


def test_a_tie_and_a_duty_are_of_those_two_and_that_one(cast: Cast) -> None:
    circle = cast.oak
    with cast.database.unit() as db:
        assert roll.is_tied(db, circle.mum.id, circle.owner.id, cast.at)
        assert not roll.is_tied(db, circle.mum.id, circle.classmate.id, cast.at)
        assert roll.holds(db, circle.office.id, DutyKind.OFFICE, cast.at)
        assert not roll.holds(db, circle.teacher.id, DutyKind.OFFICE, cast.at)
