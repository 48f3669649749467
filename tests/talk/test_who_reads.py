"""Who may say something about a thing, who reads it, and when: rules 7 and 8 of product.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portfolio.core.errors import NotAllowedError, NotThereError
from portfolio.models import Comment
from portfolio.models.enums import Checks, CommentState
from portfolio.talk import actions, queries
from portfolio.visibility import checks, reads
from tests.cast import FAMILY, TEACHERS
from tests.counting import counted

if TYPE_CHECKING:
    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody, Thing


class Room:
    """Talk as it goes, each step in a unit of its own."""

    def __init__(self, database: Database, at: Moment) -> None:
        self.database, self.at = database, at

    def says(self, who: Somebody, thing: Thing, words: str, reply_to: str | None = None) -> Comment:
        with self.database.unit() as db:
            sight = reads.item_or_404(db, who.viewer(self.at), thing.public_id)
            return actions.say(db, who.viewer(self.at), sight, words, reply_to)

    def reads(self, who: Somebody, thing: Thing) -> list[str]:
        with self.database.reading() as db:
            viewer = who.viewer(self.at)
            sight = reads.item_or_404(db, viewer, thing.public_id)
            return [line.words for line in queries.lines(db, viewer, sight)]

    def puts_up(self, comment: Comment) -> None:
        with self.database.unit() as db:
            db.get_one(Comment, comment.id).state = CommentState.UP


@pytest.fixture
def room(database: Database, moment: Moment) -> Room:
    return Room(database, moment)


def test_t64_a_family_members_words_wait_for_author_and_checkers_only(
    cast: Cast, room: Room
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY, cast.group.children])
    said = room.says(cast.gran, thing, "I noticed her eyes")
    assert said.state is CommentState.WAITING
    for reader in (cast.gran, cast.teacher, cast.second_teacher):
        assert room.reads(reader, thing) == ["I noticed her eyes"], reader.role
    for other in (cast.owner, cast.mum, cast.dad, cast.classmate):
        assert room.reads(other, thing) == [], other.role


def test_a_classmates_words_wait_and_the_owners_and_a_teachers_do_not(
    cast: Cast, room: Room
) -> None:
    thing = cast.puts_up(cast.owner, [cast.group.children, TEACHERS])
    assert room.says(cast.classmate, thing, "I wonder").state is CommentState.WAITING
    assert room.says(cast.owner, thing, "It was dark").state is CommentState.UP
    assert room.says(cast.teacher, thing, "Tell me more").state is CommentState.UP
    assert room.reads(cast.classmate, thing) == ["I wonder", "It was dark", "Tell me more"]


def test_rule_8_two_homes_never_meet_and_answers_stay_in_the_home(cast: Cast, room: Room) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    said = room.says(cast.gran, thing, "From Gran")
    room.puts_up(said)
    room.says(cast.owner, thing, "To Gran", said.public_id)
    room.says(cast.teacher, thing, "Teacher to Gran", said.public_id)
    both = ["From Gran", "To Gran", "Teacher to Gran"]
    assert room.reads(cast.mum, thing) == both
    assert room.reads(cast.owner, thing) == both
    assert room.reads(cast.dad, thing) == []


def test_a_classmates_parent_speaks_for_their_own_home(cast: Cast, room: Room) -> None:
    thing = cast.puts_up(cast.owner, [cast.group.families])
    said = room.says(cast.classmates_parent, thing, "Ben does that too")
    room.puts_up(said)
    assert room.reads(cast.owner, thing) == ["Ben does that too"]
    for other in (cast.mum, cast.gran, cast.dad):
        assert room.reads(other, thing) == [], other.role


def test_beyond_family_talk_stays_in_the_family_and_is_up_at_once(cast: Cast, room: Room) -> None:
    circle = cast.rowan
    thing = cast.puts_up(circle.owner, [FAMILY])
    said = room.says(circle.gran, thing, "Only for us")
    assert said.state is CommentState.UP
    assert said.family_only
    assert room.reads(circle.owner, thing) == ["Only for us"]
    assert room.reads(circle.mum, thing) == ["Only for us"]
    assert room.reads(circle.dad, thing) == []
    cast.puts_up(thing, [circle.group.children])
    assert room.reads(circle.teacher, thing) == []
    assert room.reads(circle.classmate, thing) == []


def test_beyond_family_talk_waits_once_the_thing_goes_further(cast: Cast, room: Room) -> None:
    circle = cast.rowan
    thing = cast.puts_up(circle.owner, [FAMILY])
    within = room.says(circle.gran, thing, "Within")
    cast.puts_up(thing, [circle.group.children], state="waiting")
    said = room.says(circle.gran, thing, "After that")
    assert said.state is CommentState.WAITING
    assert room.reads(circle.teacher, thing) == ["After that"]
    answer = room.says(circle.owner, thing, "Still ours", within.public_id)
    assert answer.family_only
    assert "Still ours" not in room.reads(circle.teacher, thing)


def test_a_class_that_changes_its_setting_widens_nothing(cast: Cast, room: Room) -> None:
    circle = cast.rowan
    thing = cast.puts_up(circle.owner, [FAMILY])
    cast.sets_checks(circle.group, Checks.EVERYTHING)
    said = room.says(circle.mum, thing, "No teacher was asked")
    assert said.family_only
    assert said.state is CommentState.UP


def test_in_a_class_that_checks_everything_nothing_is_family_only(cast: Cast, room: Room) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    assert not room.says(cast.mum, thing, "To be read first").family_only


def test_t63_whoever_cannot_see_cannot_speak(cast: Cast, room: Room, database: Database) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    for role in ("classmate", "other_child", "classmates_parent", "kept_away", "former", "left"):
        with pytest.raises(NotThereError):
            room.says(getattr(cast, role), thing, "Let me in")
    with database.reading() as db:
        assert db.scalars(select(Comment)).all() == []


def test_t63_breaking_glass_lets_one_look_and_say_nothing(cast: Cast, room: Room) -> None:
    thing = cast.keeps(cast.owner)
    cast.breaks_glass(thing, cast.lead)
    with pytest.raises(NotAllowedError):
        room.says(cast.lead, thing, "I was here")


def test_nobody_answers_what_they_cannot_read(cast: Cast, room: Room) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    said = room.says(cast.gran, thing, "From Gran")
    for who in (cast.dad, cast.gran, cast.owner):  # it waits, for Gran too
        with pytest.raises(actions.UnansweredError):
            room.says(who, thing, "Me too", said.public_id)
    room.puts_up(said)
    with pytest.raises(actions.UnansweredError):
        room.says(cast.dad, thing, "Me too", said.public_id)
    assert room.says(cast.mum, thing, "Me too", said.public_id).reply_to_id == said.id


def test_t16_comments_follow_their_thing_at_read_time(
    cast: Cast, room: Room, database: Database, moment: Moment
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    room.says(cast.gran, thing, "From Gran")
    cast.takes_down(thing)
    with database.reading() as db:
        assert checks.comments(db, cast.teacher.viewer(moment)) == []
        assert reads.to_check(db, cast.teacher.viewer(moment)) == []


def test_t65_somebody_removed_hears_nothing_and_their_words_stay(cast: Cast, room: Room) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    room.puts_up(room.says(cast.dad, thing, "From Dad"))
    cast.ends_tie(cast.dad, cast.owner)
    with pytest.raises(NotThereError):
        room.reads(cast.dad, thing)
    assert room.reads(cast.owner, thing) == ["From Dad"]


def test_hidden_words_are_told_to_owner_and_teacher_only(
    cast: Cast, room: Room, database: Database, moment: Moment
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    said = room.says(cast.gran, thing, "From Gran")
    room.puts_up(said)
    with database.unit() as db:
        actions.hide(db, said.id, cast.owner.id, moment)
    hidden = {}
    for who in (cast.owner, cast.teacher, cast.gran):
        with database.reading() as db:
            viewer = who.viewer(moment)
            sight = reads.item_or_404(db, viewer, thing.public_id)
            hidden[who.role] = [line.hidden for line in queries.lines(db, viewer, sight)]
    assert hidden == {"owner": [True], "teacher": [True], "gran": [False]}
    assert room.reads(cast.mum, thing) == []


def test_answers_stand_beneath_what_they_answer(cast: Cast, room: Room) -> None:
    thing = cast.puts_up(cast.owner, [TEACHERS])
    first = room.says(cast.teacher, thing, "First")
    room.says(cast.teacher, thing, "Second")
    room.says(cast.owner, thing, "To first", first.public_id)
    assert room.reads(cast.owner, thing) == ["First", "To first", "Second"]


def test_the_number_of_comments_costs_no_query(
    cast: Cast, room: Room, database: Database, moment: Moment
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    counts = []
    for words in ("One", "Two", "Three"):
        room.says(cast.teacher, thing, words)
        with database.reading() as db:
            viewer = cast.owner.viewer(moment)
            sight = reads.item_or_404(db, viewer, thing.public_id)
            with counted(database) as count:
                queries.lines(db, viewer, sight)
            counts.append(count.number)
    assert counts == [2, 2, 2]
