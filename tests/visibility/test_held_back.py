"""What an urgent concern holds back, and what an open one lets a safety lead open: each alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.models import Comment, Concern, Duty
from portfolio.models.enums import CommentState, ConcernFor, ConcernKind, DutyKind
from portfolio.visibility import checks, reads
from portfolio.visibility import talk as talk_rule
from tests.cast import FAMILY, TEACHERS
from tests.concerning import held_back, raised, settled
from tests.visibility.roads import heard_ids, sees

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.circles import Said, Somebody, Thing

UP, WAITING = CommentState.UP, CommentState.WAITING
SEEN_BY = ("mum", "gran", "dad", "classmate", "teacher", "second_teacher")


def up(cast: Cast) -> Thing:
    return cast.puts_up(cast.oak.owner, [TEACHERS, FAMILY, cast.oak.group.children])


def hears(cast: Cast, who: Somebody, thing: Thing, said: Said) -> bool:
    with cast.database.reading() as db:
        sight = reads.sight_of(db, who.viewer(cast.at), thing.id)
        assert sight is not None
        return said.id in heard_ids(db, who.viewer(cast.at), sight)


def test_what_is_held_back_is_its_owners_alone(cast: Cast) -> None:
    thing, other = up(cast), up(cast)
    assert all(sees(cast, getattr(cast.oak, role), thing) for role in SEEN_BY)
    held_back(cast, thing)
    assert {role: sees(cast, getattr(cast.oak, role), thing) for role in SEEN_BY} == dict.fromkeys(
        SEEN_BY, False
    )
    assert sees(cast, cast.oak.owner, thing)
    assert sees(cast, cast.oak.gran, other)


def test_what_waits_and_is_held_back_waits_for_nobodys_look(cast: Cast) -> None:
    thing = cast.puts_up(cast.oak.owner, [FAMILY], "waiting")
    teacher = cast.oak.teacher.viewer(cast.at)
    with cast.database.reading() as db:
        assert [row.item_id for row in reads.to_check(db, teacher)] == [thing.id]
        assert sum(row.number for row in checks.everything(db, cast.at, reason="test")) == 1
    held_back(cast, thing)
    with cast.database.reading() as db:
        assert reads.to_check(db, teacher) == []
        assert checks.asks(db, teacher) == []
        assert sum(row.number for row in checks.everything(db, cast.at, reason="test")) == 0


def test_words_held_back_are_their_authors_alone(cast: Cast) -> None:
    thing = up(cast)
    said, other = cast.says(cast.oak.mum, thing, state=UP), cast.says(cast.oak.mum, thing, state=UP)
    readers = ("owner", "gran", "teacher", "mum")
    assert all(hears(cast, getattr(cast.oak, role), thing, said) for role in readers)
    held_back(cast, said)
    found = {role for role in readers if hears(cast, getattr(cast.oak, role), thing, said)}
    assert found == {"mum"}
    assert hears(cast, cast.oak.gran, thing, other)


def test_words_that_wait_and_are_held_back_wait_for_no_teacher(cast: Cast) -> None:
    thing = up(cast)
    said = cast.says(cast.oak.mum, thing)
    teacher = cast.oak.teacher.viewer(cast.at)
    with cast.database.reading() as db:
        assert [row.comment_id for row in reads.to_check(db, teacher)] == [said.id]
        assert sum(row.number for row in checks.everything(db, cast.at, reason="test")) == 1
        assert list(db.scalars(talk_rule.waits_somewhere())) == [thing.id]
    held_back(cast, said)
    with cast.database.reading() as db:
        assert reads.to_check(db, teacher) == []
        assert sum(row.number for row in checks.everything(db, cast.at, reason="test")) == 0
        assert list(db.scalars(talk_rule.waits_somewhere())) == []
        waits = select(Comment.id).where(talk_rule.is_waiting())
        assert list(db.scalars(waits)) == [said.id]  # its author may still take it back


def test_only_flagged_talk_of_the_family_waits_for_the_lead(cast: Cast) -> None:
    thing = cast.puts_up(cast.rowan.owner, [FAMILY])
    said = {state: cast.says(cast.rowan.mum, thing, state=state) for state in CommentState}
    with cast.database.unit() as db:
        db.execute(update(Comment).values(family_only=True))
    sealed = cast.says(cast.rowan.mum, thing, state=WAITING)
    cast.seals(sealed)
    other = cast.says(cast.oak.mum, up(cast))
    with cast.database.reading() as db:
        found = set(db.scalars(select(Comment.id).where(talk_rule.waits_for_the_lead())))
    assert found == {said[WAITING].id}
    assert other.id not in found


def test_b01_an_open_concern_lets_the_lead_open_what_is_up(cast: Cast) -> None:
    thing, other = up(cast), up(cast)
    for one in (thing, other):
        cast.breaks_glass(one, cast.oak.lead)
    assert not sees(cast, cast.oak.lead, thing)
    concern = raised(cast, cast.oak.classmate, thing)
    assert sees(cast, cast.oak.lead, thing)
    assert not sees(cast, cast.oak.lead, other)
    settled(cast, concern)
    assert not sees(cast, cast.oak.lead, thing)


def test_b01_a_concern_about_words_on_it_is_one_about_the_thing(cast: Cast) -> None:
    thing = up(cast)
    said = cast.says(cast.oak.mum, thing, state=UP)
    cast.breaks_glass(thing, cast.oak.lead)
    raised(cast, cast.oak.owner, thing, said=said)
    assert sees(cast, cast.oak.lead, thing)


@pytest.mark.parametrize(
    "values",
    [{"reporter_id": None}, {"reads": ConcernFor.TEACHER}],
    ids=["found by the patterns", "told to teachers"],
)
def test_b01_no_other_concern_opens_anything(cast: Cast, values: dict[str, object]) -> None:
    thing = up(cast)
    cast.breaks_glass(thing, cast.oak.lead)
    raised(cast, cast.oak.classmate, thing)
    assert sees(cast, cast.oak.lead, thing)
    with cast.database.unit() as db:
        db.execute(update(Concern).values(**values))
    assert not sees(cast, cast.oak.lead, thing)


def test_b01_a_concern_about_a_lead_opens_nothing_for_that_lead(cast: Cast) -> None:
    thing, lead, deputy = up(cast), cast.oak.lead, cast.oak.club_leader
    with cast.database.unit() as db:
        duty = {"kind": DutyKind.SAFEGUARDING, "from_on": cast.at.today}
        db.add(Duty(person_id=deputy.id, **duty))
    for one in (lead, deputy):
        cast.breaks_glass(thing, one)
    raised(cast, cast.oak.classmate, thing)
    with cast.database.unit() as db:
        db.execute(update(Concern).values(about_id=lead.id))
    assert not sees(cast, lead, thing)
    assert sees(cast, deputy, thing)
    with cast.database.unit() as db:
        db.execute(update(Concern).values(about_id=None))
    assert sees(cast, lead, thing)


def test_b01_a_concern_without_an_opening_shows_the_lead_nothing(cast: Cast) -> None:
    thing = up(cast)
    raised(cast, cast.oak.classmate, thing, ConcernKind.HURT)
    assert not sees(cast, cast.oak.lead, thing)
    cast.breaks_glass(thing, cast.oak.lead)
    assert sees(cast, cast.oak.lead, thing)
