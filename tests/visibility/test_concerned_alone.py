"""Each clause of who reads a concern by itself, and each dot: asked of the rule's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import literal, select, update

from portfolio.models import Concern, Duty, Person
from portfolio.models.enums import CommentState, ConcernFor, ConcernKind, DutyKind, Role
from portfolio.visibility import concerned
from tests.cast import FAMILY
from tests.concerning import raised, settled, told

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import ColumnElement

    from tests.cast import Cast
    from tests.circles import Somebody, Thing

PERSON = Person.__table__


def up(cast: Cast) -> Thing:
    return cast.puts_up(cast.oak.owner, [FAMILY])


def number_of(cast: Cast, public_id: str) -> int:
    with cast.database.reading() as db:
        return db.scalars(select(Concern.id).where(Concern.public_id == public_id)).one()


def readers(cast: Cast, public_id: str) -> set[int]:
    with cast.database.reading() as db:
        return concerned.readers(db, number_of(cast, public_id), cast.at)


def is_so(cast: Cast, who: Somebody, clause: Callable[..., ColumnElement[bool]]) -> bool:
    """Whether the clause holds of that person today."""
    with cast.database.reading() as db:
        asked = select(clause(PERSON.c.id, cast.at)).where(PERSON.c.id == who.id)
        return bool(db.scalars(asked).one())


def reads(cast: Cast, public_id: str, by: Somebody) -> None:
    with cast.database.unit() as db:
        one = update(Concern).where(Concern.public_id == public_id)
        db.execute(one.values(read_at=cast.at.now, read_by_id=by.id))


def test_unread_is_each_by_itself(cast: Cast) -> None:
    one, other = told(cast, cast.oak.owner), told(cast, cast.oak.owner)
    reads(cast, one, cast.oak.lead)
    with cast.database.reading() as db:
        found = [concerned.is_unread(db, number_of(cast, each)) for each in (one, other)]
    assert found == [False, True]
    settled(cast, other)
    with cast.database.reading() as db:
        assert not concerned.is_unread(db, number_of(cast, other))


def test_what_nobody_raised_and_what_is_about_nobody_is_the_leads_whomever_else_they_are_kept_from(
    cast: Cast,
) -> None:
    oak, thing = cast.oak, up(cast)
    cast.restricts(oak.lead, oak.other_child)
    said = cast.says(oak.mum, thing, state=CommentState.UP)
    found, about_nobody = raised(cast, None, thing, said=said), told(cast, oak.owner)
    assert readers(cast, found) == readers(cast, about_nobody) == {oak.lead.id}


def test_what_i_raised_and_nobody_settled_is_found_by_what_it_is_about(cast: Cast) -> None:
    oak, thing = cast.oak, up(cast)
    said, other = (cast.says(oak.mum, thing, state=CommentState.UP) for _ in range(2))
    raised(cast, oak.mum, thing)
    raised(cast, oak.gran, cast.puts_up(oak.owner, [FAMILY]))
    settled(cast, raised(cast, oak.gran, thing))
    first, newer = raised(cast, oak.gran, thing), raised(cast, oak.gran, thing)
    of_words = raised(cast, oak.gran, thing, said=said)

    def mine(comment_id: int | None) -> list[str]:
        with cast.database.unit() as db:
            found = db.scalars(concerned.mine_open(oak.gran.id, thing.id, comment_id))
            return [one.public_id for one in found]

    assert mine(None) == [newer, first]
    assert mine(said.id) == [of_words]
    assert mine(other.id) == []


def test_who_reads_it_as_a_teacher_is_told_of_each(cast: Cast) -> None:
    oak = cast.oak
    for_lead, for_teacher = told(cast, oak.owner), told(cast, oak.owner, ConcernFor.TEACHER)
    with cast.database.reading() as db:
        found = [
            concerned.is_told_to(db, number_of(cast, one), who.id, cast.at)
            for one in (for_lead, for_teacher)
            for who in (oak.teacher, oak.lead)
        ]
    assert found == [False, False, True, False]


@pytest.mark.parametrize("child", ["owner", "reporter", "author", "nobody of it"])
def test_a_lead_reads_of_nobody_from_whom_they_are_kept(cast: Cast, child: str) -> None:
    oak, thing = cast.oak, cast.puts_up(cast.oak.owner, [cast.oak.group.children])
    said = cast.says(oak.classmate, thing, state=CommentState.UP)
    concern = raised(cast, oak.sibling, thing, said=said)
    assert readers(cast, concern) == {oak.lead.id}
    kept = {"owner": oak.owner, "reporter": oak.sibling, "author": oak.classmate}
    cast.restricts(oak.lead, kept.get(child, oak.other_child))
    assert readers(cast, concern) == ({oak.lead.id} if child == "nobody of it" else set())


def test_a_teacher_who_is_kept_from_another_child_is_this_childs_teacher_still(cast: Cast) -> None:
    oak = cast.oak
    cast.ends_membership(oak.second_teacher, oak.group)
    concern = told(cast, oak.owner, ConcernFor.TEACHER)
    cast.restricts(oak.teacher, oak.classmate)
    assert readers(cast, concern) == {oak.teacher.id}
    cast.restricts(oak.teacher, oak.owner)
    assert readers(cast, concern) == {oak.lead.id}
    cast.lifts_restrictions(oak.teacher)
    assert readers(cast, concern) == {oak.teacher.id}


@pytest.mark.parametrize("who", ["owner", "teachers"])
def test_what_was_told_to_teachers_is_the_leads_once_they_are_the_childs_no_more(
    cast: Cast, who: str
) -> None:
    oak = cast.oak
    concern = told(cast, oak.owner, ConcernFor.TEACHER)
    leaving = [oak.owner] if who == "owner" else [oak.teacher, oak.second_teacher]
    for somebody in leaving:
        cast.ends_membership(somebody, oak.group)
    assert readers(cast, concern) == {oak.lead.id}


def test_nobody_but_staff_reads_or_is_told_whatever_duty_stands_beside_them(cast: Cast) -> None:
    concern = raised(cast, cast.oak.gran, up(cast))
    with cast.database.unit() as db:
        db.execute(update(Duty).values(until_on=cast.at.today))
        for kind in (DutyKind.SAFEGUARDING, DutyKind.OFFICE):
            db.add(Duty(person_id=cast.oak.dad.id, kind=kind, from_on=cast.at.today))
        db.flush()
        assert concerned.readers(db, number_of(cast, concern), cast.at) == set()
        assert concerned.to_tell(db, number_of(cast, concern), cast.at) == set()
        assert concerned.read_by_nobody(db, cast.oak.office.id, cast.at) == 1


def test_the_office_is_told_of_what_nobody_reads_but_whom_it_is_about(cast: Cast) -> None:
    oak = cast.oak
    mine, theirs = raised(cast, oak.gran, up(cast)), raised(cast, oak.gran, up(cast))
    with cast.database.unit() as db:
        of_office = update(Concern).where(Concern.public_id == theirs)
        db.execute(of_office.values(about_id=oak.office.id))

    def told_of() -> list[set[int]]:
        with cast.database.reading() as db:
            return [concerned.to_tell(db, number_of(cast, one), cast.at) for one in (mine, theirs)]

    assert told_of() == [{oak.lead.id}, {oak.lead.id}]
    with cast.database.unit() as db:
        leads = update(Duty).where(Duty.kind == DutyKind.SAFEGUARDING)
        db.execute(leads.values(until_on=cast.at.today))
    assert told_of() == [{oak.office.id}, set()]
    cast.leaves(oak.office)
    assert told_of() == [set(), set()]


def test_whose_word_was_read_is_theirs_to_be_told_until_they_put_it_away(cast: Cast) -> None:
    oak = cast.oak

    def answered(who: Somebody) -> bool:
        with cast.database.reading() as db:
            return bool(db.scalar(select(concerned.is_answered(literal(who.id)))))

    concern = raised(cast, oak.gran, up(cast))
    assert not answered(oak.gran)
    reads(cast, concern, oak.lead)
    assert answered(oak.gran)
    assert not answered(oak.mum)
    with cast.database.unit() as db:
        db.execute(update(Concern).values(told_at=cast.at.now))
    assert not answered(oak.gran)


def test_a_dot_is_for_whoever_reads_it(cast: Cast) -> None:
    oak = cast.oak

    def dots() -> tuple[bool, bool]:
        return (
            is_so(cast, oak.lead, concerned.waits_for_lead),
            is_so(cast, oak.teacher, concerned.waits_for_teacher),
        )

    assert dots() == (False, False)
    for_teacher = told(cast, oak.owner, ConcernFor.TEACHER)
    assert dots() == (False, True)
    reads(cast, for_teacher, oak.teacher)
    for_lead = told(cast, oak.owner)
    assert dots() == (True, False)
    reads(cast, for_lead, oak.lead)
    assert dots() == (False, False)


@pytest.mark.parametrize("kept_from", ["owner", "reporter", "author"])
def test_there_is_no_dot_for_what_a_restriction_keeps_away(cast: Cast, kept_from: str) -> None:
    oak, thing = cast.oak, cast.puts_up(cast.oak.owner, [cast.oak.group.children])
    said = cast.says(oak.classmate, thing, state=CommentState.UP)
    raised(cast, oak.sibling, thing, said=said)
    cast.restricts(oak.lead, oak.other_child)
    assert is_so(cast, oak.lead, concerned.waits_for_lead)
    kept = {"owner": oak.owner, "reporter": oak.sibling, "author": oak.classmate}
    cast.restricts(oak.lead, kept[kept_from])
    assert not is_so(cast, oak.lead, concerned.waits_for_lead)
    cast.lifts_restrictions(oak.lead)
    assert is_so(cast, oak.lead, concerned.waits_for_lead)


def test_there_is_no_dot_for_what_is_about_oneself_or_settled(cast: Cast) -> None:
    oak, thing = cast.oak, up(cast)
    about_lead = raised(cast, oak.owner, thing, said=cast.says(oak.lead, thing))
    assert not is_so(cast, oak.lead, concerned.waits_for_lead)
    settled(cast, about_lead)
    settled(cast, raised(cast, oak.gran, thing))
    assert not is_so(cast, oak.lead, concerned.waits_for_lead)
    raised(cast, oak.gran, thing)
    assert is_so(cast, oak.lead, concerned.waits_for_lead)


@pytest.mark.parametrize("turn", ["teacher left", "child left", "settled"])
def test_a_teachers_dot_ends_with_what_made_it_theirs(cast: Cast, turn: str) -> None:
    oak = cast.oak
    concern = told(cast, oak.owner, ConcernFor.TEACHER)
    assert is_so(cast, oak.teacher, concerned.waits_for_teacher)
    assert not is_so(cast, cast.rowan.teacher, concerned.waits_for_teacher)
    cast.joins(oak.club_leader, oak.group, Role.PUPIL)  # in the class, and no teacher of it
    assert not is_so(cast, oak.club_leader, concerned.waits_for_teacher)
    if turn == "teacher left":
        cast.ends_membership(oak.teacher, oak.group)
    elif turn == "child left":
        cast.ends_membership(oak.owner, oak.group)
    else:
        settled(cast, concern)
    assert not is_so(cast, oak.teacher, concerned.waits_for_teacher)


def test_words_are_held_back_by_themselves_and_a_thing_by_itself(cast: Cast) -> None:
    thing, other = up(cast), up(cast)
    said, beside = (cast.says(cast.oak.mum, thing, state=CommentState.UP) for _ in range(2))

    def held() -> list[bool]:
        with cast.database.reading() as db:
            asked = ((thing.id, None), (other.id, None), (thing.id, said.id), (thing.id, beside.id))
            return [concerned.is_held(db, *one) for one in asked]

    assert held() == [False, False, False, False]
    raised(cast, cast.oak.gran, thing, ConcernKind.HURT)
    assert held() == [True, False, False, False]
    raised(cast, cast.oak.gran, thing, ConcernKind.HURT, said)
    assert held() == [True, False, True, False]
