"""Words that wait on a thing which is taken down or narrowed: seen by nobody, counted by nobody.

They wait again where their author is shown the thing again. Meanwhile they are in no queue, and
the waiting times say of each class exactly what its teachers find in *To check*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portfolio.checking import queries
from portfolio.models.enums import Checks
from portfolio.visibility import checks, reads
from tests.cast import FAMILY, SCREEN, TEACHERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cast import Cast
    from tests.circles import Circle, Said, Somebody, Thing
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]


def counted(cast: Cast) -> dict[str, int]:
    """The waiting times, by class."""
    with cast.database.reading() as db:
        rows = checks.everything(db, cast.at, reason="a test")
        return {row.name: row.number for row in rows}


def queued(cast: Cast, teacher: Somebody) -> list[str]:
    """What the teacher finds in *To check*."""
    with cast.database.reading() as db:
        return [entry.code for entry in queries.queue(db, teacher.viewer(cast.at))]


def is_read_by(cast: Cast, thing: Thing, said: Said) -> set[str]:
    """The roles of all who read the words."""
    readers = set()
    for who in cast.everyone():
        with cast.database.reading() as db:
            sight = reads.sight_of(db, who.viewer(cast.at), thing.id)
            if sight and said.id in reads.comment_ids(db, who.viewer(cast.at), sight):
                readers.add(who.name)
    return readers


def agrees(cast: Cast) -> None:
    for circle in cast.circles:
        assert counted(cast)[circle.group.name] == len(queued(cast, circle.teacher))


@pytest.mark.parametrize("which", [0, 1], ids=["Oak", "Rowan"])
def test_words_on_a_thing_that_was_taken_down(cast: Cast, which: int) -> None:
    circle: Circle = cast.circles[which]
    thing = cast.puts_up(circle.owner, [FAMILY, circle.group.children])
    said = cast.says(circle.classmate, thing)
    assert queued(cast, circle.teacher) == [said.public_id]
    agrees(cast)
    cast.takes_down(thing)
    assert queued(cast, circle.teacher) == []
    assert is_read_by(cast, thing, said) == set()
    assert counted(cast)[circle.group.name] == 0
    cast.puts_up(thing, [circle.group.children])
    assert queued(cast, circle.teacher) == [said.public_id]
    agrees(cast)


def test_words_on_a_thing_that_was_narrowed_to_the_family(cast: Cast) -> None:
    circle = cast.rowan  # where no teacher sees what is for family
    thing = cast.puts_up(circle.owner, [FAMILY, circle.group.children])
    said = cast.says(circle.classmate, thing)
    assert counted(cast)["Rowan"] == 1
    cast.takes_down(thing, circle.group.children)
    assert queued(cast, circle.teacher) == []
    assert is_read_by(cast, thing, said) == set()
    assert counted(cast)["Rowan"] == 0


def test_where_the_teacher_still_sees_the_thing_the_words_do_not_wait_for_ever(cast: Cast) -> None:
    circle = cast.oak
    thing = cast.puts_up(circle.owner, [FAMILY, circle.group.children])
    said = cast.says(circle.classmate, thing)
    cast.takes_down(thing, circle.group.children)
    assert queued(cast, circle.teacher) == [said.public_id]
    assert is_read_by(cast, thing, said) == {circle.teacher.name, circle.second_teacher.name}
    agrees(cast)


def test_waiting_times_and_to_check_agree_whatever_is_asked_for(cast: Cast) -> None:
    for circle in cast.circles:
        owner, group = circle.owner, circle.group
        for wishes in (
            [FAMILY],
            [circle.only(circle.gran)],
            [TEACHERS],
            [SCREEN],
            [circle.club.children],
        ):
            cast.puts_up(owner, wishes, "waiting")
            cast.says(circle.gran, cast.puts_up(owner, [FAMILY, *wishes]))
        seen = cast.puts_up(owner, [FAMILY, group.children, group.families])
        cast.says(circle.mum, seen)
        cast.says(circle.classmate, seen)
        cast.says(circle.classmates_parent, seen)
    agrees(cast)
    assert all(number > 4 for number in counted(cast).values())
    # What was asked for while everything was read stays asked so, and a changed class reads less.
    cast.sets_checks(cast.oak.group, Checks.BEYOND_FAMILY)
    agrees(cast)
    cast.sets_checks(cast.rowan.group, Checks.EVERYTHING)
    agrees(cast)


def test_a_class_without_a_teacher_today_is_counted_all_the_same(cast: Cast) -> None:
    cast.puts_up(cast.owner, [FAMILY], "waiting")
    for teacher in (cast.teacher, cast.second_teacher):
        cast.ends_membership(teacher, cast.group)
    assert counted(cast)["Oak"] == 1


def test_the_pages_agree_too(cast: Cast, client_of: ClientOf) -> None:
    circle = cast.rowan
    thing = cast.puts_up(circle.owner, [FAMILY, circle.group.children])
    cast.says(circle.classmate, thing)
    cast.takes_down(thing, circle.group.children)
    assert "Nothing waits." in client_of(circle.teacher).get("/to-check").text
    page = client_of(circle.office).get("/waiting-times").text
    assert page.count("<td>0</td>") == len(cast.circles)
