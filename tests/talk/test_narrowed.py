"""Words that wait for a teacher on a thing that no teacher sees any more (decision 11).

They become talk of the family, at once and for good; other people's words wait unseen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portfolio.checking import actions as checking
from portfolio.checking.actions import Look
from portfolio.core.errors import NotThereError
from portfolio.items.actions import sharing
from portfolio.models import Comment, Notice
from portfolio.models.enums import CheckResult, Checks, CommentState
from portfolio.talk import actions, queries
from portfolio.visibility import reads
from tests.cast import FAMILY

if TYPE_CHECKING:
    from collections.abc import Collection

    from portfolio.visibility.proposals import Wish
    from tests.cast import Cast
    from tests.circles import Somebody, Thing


def says(cast: Cast, who: Somebody, thing: Thing, words: str) -> Comment:
    with cast.database.unit() as db:
        viewer = who.viewer(cast.at)
        return actions.say(db, viewer, reads.item_or_404(db, viewer, thing.public_id), words)


def shows(cast: Cast, thing: Thing, wishes: Collection[Wish]) -> None:
    """What its owner does with the picker."""
    with cast.database.unit() as db:
        viewer = thing.owner.viewer(cast.at)
        sharing.put_up(db, reads.item_or_404(db, viewer, thing.public_id), wishes, cast.at)


def hears(cast: Cast, who: Somebody, thing: Thing) -> list[str]:
    with cast.database.reading() as db:
        viewer = who.viewer(cast.at)
        try:
            sight = reads.item_or_404(db, viewer, thing.public_id)
        except NotThereError:
            return []
        return [f"{line.words} ({line.state})" for line in queries.lines(db, viewer, sight)]


def told(cast: Cast, who: Somebody) -> list[int | None]:
    """The comments of which the child has a card."""
    with cast.database.reading() as db:
        return list(db.scalars(select(Notice.comment_id).where(Notice.person_id == who.id)))


def chore(cast: Cast) -> int:
    with cast.database.unit() as db:
        return actions.keep_all_in_family(db, cast.at)


def test_words_that_wait_are_the_familys_once_no_teacher_sees_the_thing(cast: Cast) -> None:
    circle = cast.rowan
    thing = cast.puts_up(circle.owner, [FAMILY, circle.group.children])
    said = says(cast, circle.gran, thing, "I wonder")
    assert hears(cast, circle.teacher, thing) == ["I wonder (waiting)"]
    assert hears(cast, circle.owner, thing) == hears(cast, circle.mum, thing) == []
    shows(cast, thing, [FAMILY])
    for who in (circle.gran, circle.mum, circle.owner):
        assert hears(cast, who, thing) == ["I wonder (up)"], who.role
    assert hears(cast, circle.dad, thing) == []  # two homes never meet
    assert told(cast, circle.owner) == [said.id]


def test_what_the_family_alone_heard_no_teacher_reads_after_widening(cast: Cast) -> None:
    circle = cast.rowan
    thing = cast.puts_up(circle.owner, [FAMILY, circle.group.children])
    says(cast, circle.gran, thing, "I wonder")
    shows(cast, thing, [FAMILY])
    shows(cast, thing, [FAMILY, circle.group.children, circle.group.families])
    for who in (circle.teacher, circle.second_teacher, circle.classmate, circle.classmates_parent):
        assert hears(cast, who, thing) == [], who.role
    with cast.database.reading() as db:
        waits = reads.to_check(db, circle.teacher.viewer(cast.at))
    assert [row.comment_id for row in waits] == [None]  # the thing itself, for the class


def test_where_a_teacher_still_sees_the_thing_the_words_still_wait(cast: Cast) -> None:
    for circle, wishes in ((cast.oak, [FAMILY]), (cast.rowan, [FAMILY, cast.rowan.group.families])):
        thing = cast.puts_up(circle.owner, [FAMILY, circle.group.children])
        says(cast, circle.gran, thing, "I wonder")
        shows(cast, thing, wishes)
        assert hears(cast, circle.teacher, thing) == ["I wonder (waiting)"]
        assert hears(cast, circle.owner, thing) == []
    assert chore(cast) == 0


def test_words_on_what_is_kept_wait_until_it_is_the_familys(cast: Cast) -> None:
    circle = cast.rowan
    thing = cast.puts_up(circle.owner, [FAMILY, circle.group.children])
    says(cast, circle.gran, thing, "I wonder")
    shows(cast, thing, [])
    assert hears(cast, circle.owner, thing) == []
    shows(cast, thing, [FAMILY])
    assert hears(cast, circle.owner, thing) == ["I wonder (up)"]


def test_words_of_whoever_does_not_see_it_as_family_wait_unseen(cast: Cast) -> None:
    circle = cast.rowan
    everybody = [FAMILY, circle.group.children, circle.group.families]
    thing = cast.puts_up(circle.owner, everybody)
    says(cast, circle.classmate, thing, "A classmate's")
    says(cast, circle.classmates_parent, thing, "A parent's")
    says(cast, circle.dad, thing, "Dad's")
    shows(cast, thing, [circle.only(circle.gran)])
    assert hears(cast, circle.owner, thing) == []
    shows(cast, thing, [circle.only(circle.gran), circle.only(circle.dad)])
    assert hears(cast, circle.owner, thing) == ["Dad's (up)"]
    assert hears(cast, circle.gran, thing) == []
    assert chore(cast) == 0


@pytest.mark.parametrize("state", [CommentState.SENT_BACK, CommentState.REMOVED])
def test_what_a_teacher_settled_stays_settled(cast: Cast, state: CommentState) -> None:
    circle = cast.rowan
    thing = cast.puts_up(circle.owner, [FAMILY, circle.group.children])
    said, sealed = (cast.says(circle.gran, thing) for _ in range(2))
    cast.settles(said, state)
    cast.seals(sealed)
    shows(cast, thing, [FAMILY])
    assert hears(cast, circle.owner, thing) == []
    assert chore(cast) == 0


def test_a_restricted_persons_words_stay_where_they_were(cast: Cast) -> None:
    circle = cast.rowan
    thing = cast.puts_up(circle.owner, [FAMILY, circle.group.children])
    says(cast, circle.gran, thing, "I wonder")
    cast.restricts(circle.gran, circle.owner)
    shows(cast, thing, [FAMILY])
    cast.lifts_restrictions(circle.gran)
    assert hears(cast, circle.owner, thing) == []
    assert chore(cast) == 1


def test_a_thing_sent_back_to_the_class_is_the_familys_again(cast: Cast) -> None:
    circle = cast.rowan
    thing = cast.puts_up(circle.owner, [FAMILY])
    shows(cast, thing, [FAMILY, circle.group.children])
    says(cast, circle.gran, thing, "I wonder")
    assert hears(cast, circle.owner, thing) == []
    with cast.database.unit() as db:
        viewer = circle.teacher.viewer(cast.at)
        sight = reads.item_or_404(db, viewer, thing.public_id)
        shown = frozenset(cast.seen(thing))
        look = Look(CheckResult.SENT_BACK, "Tell more first.", shown)
        checking.check_item(db, viewer, sight, 1, look)
    assert hears(cast, circle.owner, thing) == ["I wonder (up)"]
    assert hears(cast, circle.teacher, thing) == []


def test_a_chore_finds_what_a_changed_class_left_waiting(cast: Cast) -> None:
    circle = cast.oak
    thing = cast.puts_up(circle.owner, [FAMILY])
    says(cast, circle.gran, thing, "I wonder")
    assert chore(cast) == 0
    cast.sets_checks(circle.group, Checks.BEYOND_FAMILY)
    assert hears(cast, circle.teacher, thing) == []
    assert chore(cast) == 1
    assert chore(cast) == 0
    assert hears(cast, circle.owner, thing) == ["I wonder (up)"]
    cast.sets_checks(circle.group, Checks.EVERYTHING)
    assert hears(cast, circle.teacher, thing) == []
