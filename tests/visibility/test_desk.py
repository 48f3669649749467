"""What waits for a look, counted and listed: each condition of checks.py by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import update

from portfolio.models import Comment, Share
from portfolio.models.enums import CommentState
from portfolio.visibility import asked, checks
from tests.cast import FAMILY, Cast

if TYPE_CHECKING:
    from datetime import datetime

    from portfolio.visibility.proposals import Wish
    from tests.circles import Thing

NONE = {"Oak": 0, "Rowan": 0}


def counted(cast: Cast) -> dict[str, int]:
    with cast.database.reading() as db:
        rows = checks.everything(db, cast.at, reason="a test")
    return {row.name: row.number for row in rows}


def made_to_wait(cast: Cast, thing: Thing) -> None:
    """For a look that nobody gives: as no action of ours leaves it."""
    with cast.database.unit() as db:
        waits = update(Share).where(Share.item_id == thing.id)
        db.execute(waits.values(waiting_revision_id=thing.revision_id, waiting_since=cast.at.now))


def test_what_no_teacher_reads_is_counted_nowhere(cast: Cast) -> None:
    made_to_wait(cast, cast.puts_up(cast.rowan.owner, [FAMILY]))
    assert counted(cast) == NONE
    cast.puts_up(cast.rowan.owner, [cast.rowan.group.children], "waiting")
    assert counted(cast) == {**NONE, "Rowan": 1}


def test_what_was_taken_down_while_it_waited_is_counted_no_more(cast: Cast) -> None:
    thing = cast.puts_up(cast.oak.owner, [FAMILY], "waiting")
    assert counted(cast) == {**NONE, "Oak": 1}
    cast.takes_down(thing)
    assert counted(cast) == NONE


def test_a_teachers_own_thing_is_nothing_that_a_class_waits_with(cast: Cast) -> None:
    made_to_wait(cast, cast.puts_up(cast.oak.teacher, [cast.oak.group.children]))
    assert counted(cast) == NONE


def test_words_are_counted_while_a_teacher_sees_what_they_are_on(cast: Cast) -> None:
    circle = cast.oak
    thing = cast.puts_up(circle.owner, [FAMILY], "waiting")
    cast.says(circle.gran, thing)
    assert counted(cast) == {**NONE, "Oak": 2}
    cast.checks(thing)
    assert counted(cast) == {**NONE, "Oak": 1}
    cast.takes_down(thing)
    assert counted(cast) == NONE


def test_words_within_the_family_wait_for_no_teacher(cast: Cast) -> None:
    circle = cast.oak
    said = cast.says(circle.gran, cast.puts_up(circle.owner, [FAMILY]))
    assert counted(cast) == {**NONE, "Oak": 1}
    with cast.database.unit() as db:
        one = update(Comment).where(Comment.id == said.id)
        db.execute(one.values(family_only=True, state=CommentState.WAITING))
    assert counted(cast) == NONE


def test_an_ask_names_its_group_and_no_other(cast: Cast) -> None:
    circle = cast.oak
    cast.puts_up(circle.owner, [FAMILY, circle.group.children, circle.club.families], "waiting")
    with cast.database.reading() as db:
        found = checks.asks(db, circle.teacher.viewer(cast.at))
    assert [ask.group_name for ask in found] == ["", circle.group.name, circle.club.name]


def test_a_look_is_for_the_lines_in_which_that_revision_waits(cast: Cast) -> None:
    circle = cast.oak
    thing = cast.puts_up(circle.owner, [FAMILY])
    newer = cast.puts_up(cast.edits(thing), [circle.group.children], "waiting")
    with cast.database.reading() as db:
        shares = asked.live_shares(db, thing.id)
    found = checks.asking_for(shares, newer.revision_id)
    assert [share.waiting_revision_id for share in found] == [newer.revision_id]
    assert [asked.wish_of(share) for share in found] == [circle.group.children]
    assert checks.asking_for(shares, thing.revision_id) == []


def test_the_wait_of_a_class_is_that_of_whoever_waits_longest(cast: Cast) -> None:
    circle, now = cast.oak, cast.at.now
    things = [cast.puts_up(circle.owner, [FAMILY, circle.group.children], "waiting") for _ in "ab"]
    said = cast.says(circle.gran, cast.puts_up(circle.owner, [FAMILY]))

    def since() -> datetime | None:
        with cast.database.reading() as db:
            rows = checks.everything(db, cast.at, reason="a test")
        found: dict[str, datetime | None] = {row.name: row.since for row in rows}
        return found["Oak"]

    def waits(thing: Thing, hours: dict[Wish, int]) -> None:
        with cast.database.unit() as db:
            for wish, ago in hours.items():
                one = update(Share).where(Share.id == thing.shares[wish])
                db.execute(one.values(waiting_since=now - timedelta(hours=ago)))

    waits(things[0], {FAMILY: 50, circle.group.children: 10})
    waits(things[1], {FAMILY: 20, circle.group.children: 30})
    assert since() == now - timedelta(hours=50)
    with cast.database.unit() as db:
        words = update(Comment).where(Comment.id == said.id)
        db.execute(words.values(written_at=now - timedelta(hours=90)))
    assert since() == now - timedelta(hours=90)
