"""Words that nobody would read any more: whose they are, on what, and when (decision 11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.models.enums import Checks, CommentState
from portfolio.visibility import talk
from tests.cast import FAMILY
from tests.counting import counted

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.circles import Thing


def unheard(cast: Cast, thing: Thing) -> list[int]:
    with cast.database.unit() as db:  # it holds the rows that it finds
        return [one.id for one in talk.unheard(db, thing.id, cast.at)]


def test_once_it_is_the_familys_alone_the_familys_words_are_unheard(cast: Cast) -> None:
    circle = cast.rowan
    thing = cast.puts_up(circle.owner, [FAMILY, circle.group.children])
    said = cast.says(circle.gran, thing)
    cast.settles(said, CommentState.WAITING)
    assert unheard(cast, thing) == [], "a teacher sees it, and reads them"
    cast.takes_down(thing, circle.group.children)
    assert unheard(cast, thing) == [said.id]


def test_only_what_waits_on_that_very_thing(cast: Cast) -> None:
    circle = cast.rowan
    thing, other = (cast.puts_up(circle.owner, [FAMILY, circle.group.children]) for _ in "ab")
    waits, up, elsewhere = (
        cast.says(circle.gran, thing),
        cast.says(circle.gran, thing),
        cast.says(circle.gran, other),
    )
    for one in (waits, elsewhere):
        cast.settles(one, CommentState.WAITING)
    cast.settles(up, CommentState.UP)
    cast.takes_down(thing, circle.group.children)
    cast.takes_down(other, circle.group.children)
    assert unheard(cast, thing) == [waits.id]
    cast.settles(waits, CommentState.UP)
    assert unheard(cast, thing) == []


def test_a_classmates_words_wait_until_it_goes_further_again(cast: Cast) -> None:
    circle = cast.rowan
    thing = cast.puts_up(circle.owner, [FAMILY, circle.group.children])
    theirs, grans = cast.says(circle.classmate, thing), cast.says(circle.gran, thing)
    for one in (theirs, grans):
        cast.settles(one, CommentState.WAITING)
    cast.takes_down(thing, circle.group.children)
    assert unheard(cast, thing) == [grans.id]
    cast.ends_tie(circle.gran, circle.owner)
    assert unheard(cast, thing) == [], "who sees it no more is heard no more"


def test_on_a_thing_that_is_kept_they_wait(cast: Cast) -> None:
    circle = cast.rowan
    thing = cast.puts_up(circle.owner, [FAMILY, circle.group.children])
    said = cast.says(circle.gran, thing)
    cast.settles(said, CommentState.WAITING)
    cast.takes_down(thing)
    assert unheard(cast, thing) == []


def test_whose_class_it_is_counts_and_not_anybodys(cast: Cast) -> None:
    """A thing asked for while the class read everything, as another's class does still."""
    circle = cast.rowan
    cast.keeps(cast.oak.owner)
    cast.sets_checks(circle.group, Checks.EVERYTHING)
    thing = cast.puts_up(circle.owner, [FAMILY])
    said = cast.says(circle.gran, thing)
    assert unheard(cast, thing) == []
    cast.sets_checks(circle.group, Checks.BEYOND_FAMILY)
    assert unheard(cast, thing) == [said.id]
    cast.sets_checks(cast.oak.group, Checks.BEYOND_FAMILY)
    cast.sets_checks(circle.group, Checks.EVERYTHING)
    assert unheard(cast, thing) == []


def test_where_words_wait_for_a_teacher(cast: Cast) -> None:
    circle = cast.oak
    waits, quiet, up = (cast.puts_up(circle.owner, [FAMILY]) for _ in "abc")
    said = cast.says(circle.gran, waits)
    cast.settles(cast.says(circle.gran, up), CommentState.UP)
    within = cast.says(cast.rowan.gran, cast.puts_up(cast.rowan.owner, [FAMILY]))
    cast.settles(within, CommentState.WAITING)  # as no action of ours leaves it
    assert quiet.id
    with cast.database.reading() as db:
        assert db.scalars(talk.waits_somewhere()).all() == [waits.id]
    cast.settles(said, CommentState.UP)
    with cast.database.reading() as db:
        assert db.scalars(talk.waits_somewhere()).all() == []


def test_what_the_family_alone_heard_is_heard(cast: Cast) -> None:
    circle = cast.rowan
    thing = cast.puts_up(circle.owner, [FAMILY])
    within = cast.says(circle.gran, thing)
    cast.settles(within, CommentState.WAITING)  # as no action of ours leaves it
    assert unheard(cast, thing) == []


def test_where_nothing_waits_it_is_one_question(cast: Cast) -> None:
    """Whether the thing is the family's is asked only where that matters."""
    circle = cast.oak
    thing, quiet = (cast.puts_up(circle.owner, [FAMILY]) for _ in "ab")
    said = cast.says(circle.gran, thing)

    def questions(about: Thing) -> int:
        with counted(cast.database) as count:
            unheard(cast, about)
        return count.number

    waiting = questions(thing)
    cast.settles(said, CommentState.UP)
    one_less = "whether the thing is the family's by now"
    assert questions(thing) == questions(quiet) == waiting - 1, one_less
