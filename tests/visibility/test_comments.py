"""Who reads a comment: product.md rules 7 and 8, as tables of who wrote and who reads."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.core import tokens
from portfolio.core.errors import NotThereError
from portfolio.models import Comment, FamilyTie
from portfolio.models.enums import Checks, CommentState
from portfolio.visibility import checks, heard, reads
from portfolio.visibility import talk as talk_rule
from tests.cast import FAMILY, SCREEN, TEACHERS, Cast
from tests.counting import counted
from tests.visibility.roads import heard_ids

if TYPE_CHECKING:
    from portfolio.visibility.proposals import Wish
    from tests.circles import Circle, Said, Somebody, Thing

UP, WAITING, SENT_BACK = CommentState.UP, CommentState.WAITING, CommentState.SENT_BACK
READERS = (
    "owner",
    "classmate",
    "mum",
    "gran",
    "dad",
    "kept_away",
    "classmates_parent",
    "teacher",
    "second_teacher",
    "other_teacher",
    "office",
    "lead",
)


def reads_it(cast: Cast, who: Somebody, said: Said) -> bool:
    """Whether they read the comment, by its list and by its own address, which must agree."""
    with cast.database.reading() as db:
        viewer = who.viewer(cast.at)
        try:
            sight, _ = reads.comment_or_404(db, viewer, said.public_id)
        except NotThereError:
            return False
        assert said.id in heard_ids(db, viewer, sight)
        return True


def readers(cast: Cast, circle: Circle, said: Said) -> set[str]:
    """Those of the circle who read the comment."""
    return {role for role in READERS if reads_it(cast, getattr(circle, role), said)}


def everything(circle: Circle) -> list[Wish]:
    return [TEACHERS, FAMILY, circle.group.children, circle.group.families, SCREEN]


TEACHING = {"teacher", "second_teacher"}
ALL = {"owner", "classmate", "mum", "gran", "dad", "classmates_parent"} | TEACHING

WRITTEN: list[tuple[str, CommentState, set[str]]] = [
    # who wrote, how it stands, who reads it on a thing that is up for everybody
    ("owner", UP, ALL),
    ("teacher", UP, ALL),
    ("classmate", WAITING, {"classmate"} | TEACHING),
    ("classmate", UP, ALL),
    ("classmate", SENT_BACK, {"classmate"}),
    ("mum", WAITING, {"mum"} | TEACHING),
    ("mum", UP, {"mum", "gran", "owner"} | TEACHING),
    ("mum", SENT_BACK, {"mum"}),
    ("dad", WAITING, {"dad"} | TEACHING),
    ("dad", UP, {"dad", "owner"} | TEACHING),
    ("classmates_parent", UP, {"classmates_parent", "owner"} | TEACHING),
    ("classmates_parent", WAITING, {"classmates_parent"} | TEACHING),
]


@pytest.mark.parametrize(("author", "state", "expected"), WRITTEN)
@pytest.mark.parametrize("group", ["oak", "rowan"])
def test_t64_who_reads_what_on_a_thing_for_everybody(
    cast: Cast, group: str, author: str, state: CommentState, expected: set[str]
) -> None:
    circle = getattr(cast, group)
    thing = cast.puts_up(circle.owner, everything(circle))
    said = cast.says(getattr(circle, author), thing, state=state)
    assert readers(cast, circle, said) == expected


@pytest.mark.parametrize("author", ["mum", "teacher", "owner"])
def test_removed_and_sealed_words_are_read_by_nobody(cast: Cast, author: str) -> None:
    circle = cast.oak
    thing = cast.puts_up(circle.owner, everything(circle))
    removed, sealed = (cast.says(getattr(circle, author), thing, state=UP) for _ in range(2))
    cast.settles(removed, CommentState.REMOVED)
    cast.seals(sealed)
    assert readers(cast, circle, removed) == readers(cast, circle, sealed) == set()


def test_hidden_words_stay_with_author_owner_and_teachers(cast: Cast) -> None:
    circle = cast.oak
    thing = cast.puts_up(circle.owner, everything(circle))
    said = cast.says(circle.classmate, thing, state=UP)
    assert readers(cast, circle, said) == ALL
    with cast.database.reading() as db:
        found = heard.heard_among(db, circle.owner.viewer(cast.at), [said.id])
        assert found[said.id].hidden is False
    cast.hides(said)
    assert readers(cast, circle, said) == {"owner", "classmate"} | TEACHING
    with cast.database.reading() as db:
        found = heard.heard_among(db, circle.owner.viewer(cast.at), [said.id])
        assert found[said.id].hidden is True


def test_rule_8_an_answer_stays_in_the_household_it_answers(cast: Cast) -> None:
    circle = cast.oak
    thing = cast.puts_up(circle.owner, [FAMILY])
    said = cast.says(circle.gran, thing, state=UP)
    answer = cast.says(circle.owner, thing, reply_to=said)
    expected = {"owner", "mum", "gran"} | TEACHING
    assert readers(cast, circle, said) == readers(cast, circle, answer) == expected


def test_rule_8_a_household_is_of_ties_that_live(cast: Cast) -> None:
    circle = cast.oak
    thing = cast.puts_up(circle.owner, [FAMILY, circle.group.families])
    said = cast.says(circle.mum, thing, state=UP)
    assert reads_it(cast, circle.gran, said)
    cast.ends_tie(circle.gran, circle.owner)
    cast.ends_tie(circle.gran, circle.sibling)
    cast.joins(circle.owner, circle.group)
    assert not reads_it(cast, circle.gran, said)


def test_rule_8_a_former_member_of_the_household_reads_nothing_more(cast: Cast) -> None:
    """Seeing the thing by another way does not open the talk of a household that one left."""
    circle = cast.oak
    thing = cast.puts_up(circle.owner, [FAMILY, circle.club.families])
    said = cast.says(circle.mum, thing, state=UP)
    open_to_all = cast.says(circle.owner, thing)
    dad = circle.club_mates_parent
    assert reads_it(cast, dad, open_to_all)
    assert not reads_it(cast, dad, said)


def test_rule_8_the_household_of_a_tie_that_ended_is_closed(cast: Cast) -> None:
    """Dad once lived with Mum: that tie is over, the one from his own home lives."""
    circle = cast.oak
    thing = cast.puts_up(circle.owner, [FAMILY])
    said = cast.says(circle.mum, thing, state=UP)
    to_all = cast.says(circle.owner, thing)
    with cast.database.unit() as db:
        of_mum = FamilyTie.adult_id == circle.mum.id, FamilyTie.pupil_id == circle.owner.id
        home = db.scalars(select(FamilyTie.household_id).where(*of_mum)).one()
        former = FamilyTie(
            public_id=tokens.public_id(),
            pupil_id=circle.owner.id,
            adult_id=circle.dad.id,
            called="Dad",
            household_id=home,
            from_on=cast.at.today - timedelta(days=300),
        )
        db.add(former)
        db.flush()
        former_id = former.id
    assert reads_it(cast, circle.dad, said)
    with cast.database.unit() as db:
        ended = update(FamilyTie).where(FamilyTie.id == former_id)
        db.execute(ended.values(until_on=cast.at.today))
    assert not reads_it(cast, circle.dad, said)
    assert reads_it(cast, circle.dad, to_all)


def test_what_its_author_took_back_lately_and_nothing_else(cast: Cast) -> None:
    circle, now = cast.oak, cast.at.now
    thing = cast.puts_up(circle.owner, [FAMILY])
    gran, mum = circle.gran, circle.mum
    since = now - timedelta(minutes=10)
    gone = {"state": CommentState.REMOVED, "settled_at": now, "settled_by_id": gran.id}
    cases = {
        "taken back": gone,
        "by a teacher": {**gone, "settled_by_id": circle.teacher.id},
        "long ago": {**gone, "settled_at": since},
        "up": {**gone, "state": UP},
        "sealed": {**gone, "sealed_at": now},
        "in the family": {**gone, "family_only": True},
    }
    said = {name: cast.says(gran, thing) for name in cases}
    of_mum = cast.says(mum, thing)
    with cast.database.unit() as db:
        for name, values in cases.items():
            db.execute(update(Comment).where(Comment.id == said[name].id).values(**values))
        of_hers = {**gone, "settled_by_id": mum.id}
        db.execute(update(Comment).where(Comment.id == of_mum.id).values(**of_hers))
    with cast.database.reading() as db:
        found = db.scalars(select(Comment.id).where(talk_rule.was_taken_back(gran.id, since)))
        assert set(found) == {said["taken back"].id, said["in the family"].id}
        checked = db.scalars(select(Comment.id).where(talk_rule.is_taken_back()))
        assert said["in the family"].id not in set(checked)


FAMILY_TALK = [
    ("mum", {"mum", "gran", "owner"}),
    ("dad", {"dad", "owner"}),
    ("owner", {"mum", "gran", "dad", "owner"}),
]


@pytest.mark.parametrize(("author", "expected"), FAMILY_TALK)
@pytest.mark.parametrize("wish", ["family", "named"])
def test_rule_7_beyond_family_talk_among_family_stays_there(
    cast: Cast, author: str, expected: set[str], wish: str
) -> None:
    circle = cast.rowan
    named = [circle.only(who) for who in (circle.mum, circle.gran, circle.dad)]
    thing = cast.puts_up(circle.owner, [FAMILY] if wish == "family" else named)
    said = cast.says(getattr(circle, author), thing)
    assert readers(cast, circle, said) == expected
    # Shared further, the thing is seen by all, and the talk is still the family's.
    thing = cast.puts_up(thing, [TEACHERS, circle.group.children, circle.group.families])
    assert readers(cast, circle, said) == expected
    assert readers(cast, circle, cast.says(circle.owner, thing)) >= {"teacher", "classmate"}


def test_rule_7_where_everything_is_read_the_same_talk_waits(cast: Cast) -> None:
    circle = cast.oak
    thing = cast.puts_up(circle.owner, [FAMILY])
    assert readers(cast, circle, cast.says(circle.mum, thing)) == {"mum"} | TEACHING


def test_t10_a_restricted_persons_words_are_gone_for_the_child(cast: Cast) -> None:
    circle = cast.oak
    cast.lifts_restrictions(circle.kept_away)
    thing = cast.puts_up(circle.owner, everything(circle))
    said = cast.says(circle.kept_away, thing, state=UP)
    assert readers(cast, circle, said) == {"owner", "kept_away"} | TEACHING
    cast.restricts(circle.kept_away, circle.owner)
    assert readers(cast, circle, said) == TEACHING


def test_a_restricted_housemates_words_are_gone_for_the_household(cast: Cast) -> None:
    circle = cast.oak
    thing = cast.puts_up(circle.owner, [FAMILY])
    said = cast.says(circle.mum, thing, state=UP)
    assert reads_it(cast, circle.gran, said)
    cast.restricts(circle.mum, circle.owner)
    assert not reads_it(cast, circle.gran, said)
    cast.lifts_restrictions(circle.mum)
    assert reads_it(cast, circle.gran, said)


def test_a_restriction_of_somebody_else_hides_nothing(cast: Cast) -> None:
    circle = cast.oak
    thing = cast.puts_up(circle.owner, [FAMILY])
    said = cast.says(circle.mum, thing, state=UP)
    cast.restricts(circle.mum, circle.classmate)
    cast.puts_up(circle.classmate, [FAMILY])  # from whose things she is kept, and this is none
    cast.restricts(circle.dad, circle.owner)
    assert readers(cast, circle, said) == {"owner", "mum", "gran"} | TEACHING


def test_a_childs_words_are_hidden_from_whom_that_child_is_kept(cast: Cast) -> None:
    circle = cast.oak
    thing = cast.puts_up(circle.owner, everything(circle))
    said = cast.says(circle.classmate, thing, state=UP)
    assert reads_it(cast, circle.gran, said)
    cast.restricts(circle.gran, circle.classmate)
    assert not reads_it(cast, circle.gran, said)
    assert reads_it(cast, circle.gran, cast.says(circle.owner, thing))


def test_t16_t63_words_follow_their_item(cast: Cast) -> None:
    circle = cast.oak
    thing = cast.puts_up(circle.owner, everything(circle))
    said = cast.says(circle.classmate, thing, state=UP)
    elsewhere = cast.says(circle.classmate, cast.keeps(circle.owner), state=UP)
    assert readers(cast, circle, elsewhere) == {"owner"}
    cast.takes_down(thing)
    assert readers(cast, circle, said) == {"owner"}
    cast.deletes(thing)
    assert readers(cast, circle, said) == set()


def test_b01_an_opening_shows_no_talk_of_others(cast: Cast) -> None:
    circle = cast.oak
    thing = cast.keeps(circle.owner)
    said = cast.says(circle.owner, thing)
    cast.breaks_glass(thing, circle.lead)
    assert not reads_it(cast, circle.lead, said)


def test_words_are_listed_in_the_order_of_writing(cast: Cast) -> None:
    circle = cast.oak
    thing = cast.puts_up(circle.owner, everything(circle))
    said = [cast.says(circle.classmate, thing, state=UP).id for _ in range(4)]
    cast.says(circle.classmate, cast.puts_up(circle.owner, [TEACHERS]), state=UP)
    with cast.database.reading() as db:
        viewer = circle.owner.viewer(cast.at)
        sight = reads.sight_of(db, viewer, thing.id)
        assert sight is not None
        assert heard_ids(db, viewer, sight) == said
        assert list(heard.heard_among(db, viewer, said[1:2])) == said[1:2]
        assert heard.heard_among(db, viewer, []) == {}


# ---------------------------------------------------------------- to check


def waiting_for(cast: Cast, who: Somebody) -> list[tuple[int, int | None]]:
    """What *To check* holds, as (item, comment), longest waiting first."""
    with cast.database.reading() as db:
        rows = reads.to_check(db, who.viewer(cast.at))
        of_comments = [row.comment_id for row in rows if row.comment_id is not None]
        again = [row.comment_id for row in checks.comments(db, who.viewer(cast.at))]
        assert sorted(map(int, of_comments)) == sorted(int(i or 0) for i in again)
        return [(row.item_id, row.comment_id) for row in rows]


def test_t64_a_waiting_comment_waits_for_the_teachers_of_the_owner(cast: Cast) -> None:
    circle = cast.oak
    thing = cast.puts_up(circle.owner, [*everything(circle), circle.only(circle.gran)])
    said = cast.says(circle.gran, thing)
    cast.says(circle.mum, thing, state=UP)
    cast.says(circle.mum, thing, state=SENT_BACK)
    waits = [(thing.id, said.id)]
    assert waiting_for(cast, circle.teacher) == waiting_for(cast, circle.second_teacher) == waits
    for role in ("owner", "gran", "other_teacher", "past_teacher", "club_leader", "office", "lead"):
        assert waiting_for(cast, getattr(circle, role)) == [], role
    cast.seals(said)
    assert waiting_for(cast, circle.teacher) == []


def test_rule_7_talk_of_the_family_is_in_no_queue(cast: Cast) -> None:
    circle = cast.rowan
    thing = cast.puts_up(circle.owner, [FAMILY])
    said = cast.says(circle.gran, thing, state=WAITING)
    cast.puts_up(thing, [TEACHERS])
    assert waiting_for(cast, circle.teacher) == []
    assert said.id not in [row for _, row in waiting_for(cast, circle.second_teacher)]


def test_a_teachers_own_waiting_words_are_for_another_to_read(cast: Cast) -> None:
    circle = cast.oak
    thing = cast.puts_up(circle.owner, [TEACHERS])
    said = cast.says(circle.teacher, thing, state=WAITING)
    assert waiting_for(cast, circle.teacher) == []
    assert waiting_for(cast, circle.second_teacher) == [(thing.id, said.id)]


def test_items_and_comments_wait_in_one_queue_longest_first(cast: Cast) -> None:
    circle = cast.oak
    first = cast.puts_up(circle.owner, [FAMILY], "waiting")
    up = cast.puts_up(circle.owner, [FAMILY])
    said = cast.says(circle.mum, up)
    last = cast.puts_up(circle.classmate, [TEACHERS, circle.group.children], "waiting")
    queue = [(first.id, None), (up.id, said.id), (last.id, None)]
    assert waiting_for(cast, circle.teacher) == queue
    cast.checks(first)
    cast.takes_down(last)
    assert waiting_for(cast, circle.teacher) == [(up.id, said.id)]


# ---------------------------------------------------------------- does talk stay in the family?

STAYS: list[tuple[str, str, str, bool]] = [
    # class, asked for, state, stays in the family?
    ("rowan", "family", "up", True),
    ("rowan", "named", "up", True),
    ("rowan", "family+class", "waiting", False),
    ("rowan", "class", "up", False),
    ("rowan", "teachers", "up", False),
    ("rowan", "nothing", "up", False),
    ("oak", "family", "up", False),
    ("oak", "family", "waiting", False),
]


def _wishes(circle: Circle, named: str) -> list[Wish]:
    return {
        "family": [FAMILY],
        "named": [circle.only(circle.gran)],
        "family+class": [FAMILY, circle.group.children],
        "class": [circle.group.children],
        "teachers": [TEACHERS],
        "nothing": [],
    }[named]


def stays(cast: Cast, thing: Thing) -> bool:
    with cast.database.reading() as db:
        sight = reads.sight_of(db, thing.owner.viewer(cast.at), thing.id)
        assert sight is not None
        return talk_rule.stays_in_family(db, sight, cast.at)


@pytest.mark.parametrize(("group", "asks", "state", "expected"), STAYS)
def test_rule_7_when_talk_stays_in_the_family(
    cast: Cast, group: str, asks: str, state: str, *, expected: bool
) -> None:
    circle = getattr(cast, group)
    thing = cast.puts_up(circle.owner, _wishes(circle, asks), state)
    assert stays(cast, thing) is expected


def test_rule_7_talk_is_the_familys_again_when_the_rest_is_taken_down(cast: Cast) -> None:
    circle = cast.rowan
    thing = cast.puts_up(circle.owner, [FAMILY, TEACHERS])
    assert not stays(cast, thing)
    cast.takes_down(thing, TEACHERS)
    assert stays(cast, thing)
    cast.takes_down(thing)
    assert not stays(cast, thing)


def test_rule_7_follows_what_was_asked_under_and_what_holds_now(cast: Cast) -> None:
    circle = cast.oak
    thing = cast.puts_up(circle.owner, [FAMILY])
    assert not stays(cast, thing)
    cast.sets_checks(circle.group, Checks.BEYOND_FAMILY)
    assert stays(cast, thing)  # no teacher sees it any more
    cast.sets_checks(circle.group, Checks.EVERYTHING)
    assert not stays(cast, thing)
    cast.ends_membership(circle.owner, circle.group)
    assert not stays(cast, thing)  # without a class, nothing goes unread
    cast.joins(circle.owner, circle.other_group)
    assert stays(cast, thing)
    elsewhere = cast.puts_up(cast.rowan.owner, [FAMILY])
    cast.sets_checks(cast.rowan.group, Checks.EVERYTHING)
    assert stays(cast, elsewhere)  # asked for when no teacher read it


def test_t23_absent_words_are_asked_about_as_often_as_hidden_ones(cast: Cast) -> None:
    """Otherwise the time of the answer would tell that there are words."""
    circle = cast.oak
    thing = cast.puts_up(circle.owner, [FAMILY, circle.group.children])
    of_family = cast.says(circle.mum, thing)
    on_what_is_kept = cast.says(circle.owner, cast.keeps(circle.owner))
    for who in (circle.classmate, circle.other_teacher):
        numbers = set()
        for public_id in ("0" * 16, of_family.public_id, on_what_is_kept.public_id):
            with (
                counted(cast.database) as questions,
                cast.database.reading() as db,
                pytest.raises(NotThereError),
            ):
                reads.comment_or_404(db, who.viewer(cast.at), public_id)
            numbers.add(questions.number)
        assert len(numbers) == 1
