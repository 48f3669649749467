"""What is found of openings and for whom, to the moment: asked of `visibility.openings` itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from portfolio.core.errors import NotThereError
from portfolio.models import BreakGlass, Duty
from portfolio.models.enums import Place
from portfolio.visibility import openings
from portfolio.visibility.reads import item_or_404
from portfolio.visibility.viewer import Viewer
from tests.cast import FAMILY, TEACHERS
from tests.openings.conftest import whole_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody, Thing
    from tests.client import SiteClient
    from tests.openings.conftest import Powers

    ClientOf = Callable[[Somebody], SiteClient]

PUT_OFF = {"telling": "later", "why_later": "The police ask us to"}


@pytest.fixture
def put_off(cast: Cast) -> dict[str, str]:
    """Opening without telling the child yet."""
    return {**PUT_OFF, "tell_on": (cast.at.today + timedelta(days=7)).isoformat()}


def numbers(found: list[openings.Opening]) -> list[int]:
    return [one.item_id for one in found]


def things(db: Session, cast: Cast, lead: Somebody, child: Somebody) -> list[int]:
    return [one.item_id for one in openings.things_of(db, lead.id, child.id, cast.at)]


def finds(db: Session, cast: Cast, who: Somebody, thing: Thing) -> bool:
    try:
        found = openings.thing_or_404(db, who.id, thing.public_id, cast.at)
    except NotThereError:
        return False
    assert found.item_id == thing.id
    return True


def test_things_are_the_childs_own_the_newest_first_and_how_each_stands(
    cast: Cast, database: Database
) -> None:
    kept = cast.keeps(cast.owner, place=Place.SCHOOL)
    waiting = cast.puts_up(cast.owner, [FAMILY], "waiting")
    up, both = cast.puts_up(cast.owner, [TEACHERS]), cast.puts_up(cast.owner, [FAMILY])
    both = cast.edits(both, state="waiting")
    others = cast.keeps(cast.classmate)
    moved = cast.edits(cast.keeps(cast.owner, place=Place.SCHOOL))
    with database.reading() as db:
        found = openings.things_of(db, cast.lead.id, cast.owner.id, cast.at)
        assert things(db, cast, cast.lead, cast.classmate) == [others.id]
        assert {one.child for one in found} == {whole_name(db, cast.owner)}
        assert {one.owner_id for one in found} == {cast.owner.id}
    assert [one.item_id for one in found] == [moved.id, both.id, up.id, waiting.id, kept.id]
    assert [one.place for one in found] == [Place.HOME] * 4 + [Place.SCHOOL]
    assert [one.waits for one in found] == [False, True, False, True, False]
    assert [one.is_up for one in found] == [False, True, True, False, False]
    assert [one.may_be_opened for one in found] == [True, False, False, True, True]


def test_no_thing_is_found_that_is_gone_sealed_or_no_childs(cast: Cast, database: Database) -> None:
    kept, gone, sealed = (cast.keeps(cast.owner) for _ in range(3))
    away, staffs = cast.keeps(cast.classmate), cast.keeps(cast.teacher)
    cast.deletes(gone)
    cast.seals(sealed)
    cast.leaves(cast.classmate)
    with database.reading() as db:
        assert finds(db, cast, cast.lead, kept)
        for thing in (gone, sealed, away, staffs):
            assert not finds(db, cast, cast.lead, thing)
        assert things(db, cast, cast.lead, cast.owner) == [kept.id]
        assert things(db, cast, cast.lead, cast.classmate) == []
        assert things(db, cast, cast.lead, cast.teacher) == []
    cast.restricts(cast.lead, cast.owner)
    with database.reading() as db:
        assert not finds(db, cast, cast.lead, kept)
        assert things(db, cast, cast.lead, cast.owner) == []


@pytest.mark.parametrize("role", ["office", "teacher", "owner", "mum"])
def test_each_question_asks_itself_whether_a_lead_asks(
    role: str, *, cast: Cast, database: Database, powers: Powers, put_off: dict[str, str]
) -> None:
    thing, opened = cast.keeps(cast.owner), cast.keeps(cast.owner)
    powers.deputy()
    powers.opens(opened, put_off)
    who, public_id = getattr(cast, role), powers.opening().public_id
    with database.reading() as db:
        assert numbers(openings.untold(db, cast.lead.id, cast.at)) == [opened.id]
        assert openings.one_or_404(db, cast.lead.id, public_id, cast.at).item_id == opened.id
        assert not finds(db, cast, who, thing)
        assert things(db, cast, who, cast.owner) == []
        assert openings.untold(db, who.id, cast.at) == []
        assert openings.to_review(db, who.id, cast.at) == []
        with pytest.raises(NotThereError):
            openings.one_or_404(db, who.id, public_id, cast.at)


def test_an_opening_lives_from_its_first_moment_to_the_last_and_for_its_lead(
    cast: Cast, database: Database, powers: Powers
) -> None:
    thing, other, lead = cast.keeps(cast.owner), cast.keeps(cast.owner), cast.lead.id
    deputy = powers.deputy()
    powers.opens(thing)
    opening, moment = powers.opening(), timedelta(microseconds=1)
    with database.reading() as db:
        for now, is_live, lasts in (
            (opening.from_at - moment, False, True),
            (opening.from_at, True, True),
            (opening.until_at - moment, True, True),
            (opening.until_at, False, False),
        ):
            at = replace(cast.at, now=now)
            assert numbers(openings.live_of(db, lead, at)) == ([thing.id] if is_live else [])
            found = openings.live_number(db, lead, thing.id, at)
            assert found == (opening.id if lasts else None)
            assert openings.one_or_404(db, lead, opening.public_id, at).is_live is is_live
        at = replace(cast.at, now=opening.from_at)
        assert openings.live_of(db, deputy.id, at) == []
        assert openings.live_number(db, deputy.id, thing.id, at) is None
        assert openings.live_number(db, lead, other.id, at) is None


def test_the_newest_of_a_leads_openings_is_the_one_that_lasts(
    cast: Cast, database: Database, powers: Powers
) -> None:
    thing = cast.keeps(cast.owner)
    powers.opens(thing)
    powers.later(minutes=61)
    powers.opens(thing)
    newest = powers.opening()
    with database.unit() as db:
        db.execute(update(BreakGlass).values(until_at=newest.until_at))
    with database.reading() as db:
        at = replace(cast.at, now=newest.from_at)
        assert openings.live_number(db, cast.lead.id, thing.id, at) == newest.id


def test_until_when_is_said_of_this_thing_and_to_whoever_opened_it(
    cast: Cast, database: Database, powers: Powers
) -> None:
    thing, other, lead = cast.keeps(cast.owner), cast.keeps(cast.owner), cast.lead.id
    powers.opens(thing)
    opening, deputy = powers.opening(), powers.deputy()
    powers.opens(other)
    powers.opens(thing, who=deputy)
    with database.unit() as db:
        others = update(BreakGlass).where(BreakGlass.id != opening.id)
        db.execute(others.values(until_at=opening.until_at + timedelta(minutes=17)))
    with database.reading() as db:
        at = replace(cast.at, now=opening.until_at - timedelta(minutes=1))
        sight = item_or_404(db, Viewer.person(lead, at), thing.public_id)
        assert openings.open_until(db, sight, lead, at) == opening.until_at
        over = replace(at, now=opening.until_at)
        assert openings.open_until(db, sight, lead, over) is None
        seen = replace(sight, reasons=frozenset())
        assert openings.open_until(db, seen, lead, at) is None


def test_of_two_that_last_the_longer_one_counts(
    cast: Cast, database: Database, powers: Powers
) -> None:
    thing, lead = cast.keeps(cast.owner), cast.lead.id
    powers.opens(thing)
    first = powers.opening()
    powers.later(minutes=61)
    powers.opens(thing)
    until = powers.opening().until_at
    with database.unit() as db:
        shorter = update(BreakGlass).where(BreakGlass.id == first.id)
        db.execute(shorter.values(until_at=until - timedelta(minutes=10)))
    at = replace(cast.at, now=until - timedelta(minutes=20))
    with database.reading() as db:
        sight = item_or_404(db, Viewer.person(lead, at), thing.public_id)
        assert openings.open_until(db, sight, lead, at) == until


def test_whose_thing_was_opened_is_told_and_nobody_else(
    cast: Cast, database: Database, powers: Powers, put_off: dict[str, str]
) -> None:
    for child in (cast.owner, cast.classmate):
        powers.opens(cast.keeps(child), put_off)
    powers.due(-3)
    with database.unit() as db:
        overdue = openings.overdue(db, cast.at)
        assert [openings.owner_of(db, one) for one in overdue] == [cast.owner.id, cast.classmate.id]
        assert [openings.is_told(one) for one in overdue] == [False, False]
        overdue[0].told_at = cast.at.now
        assert openings.is_told(overdue[0])
        db.flush()
        assert [one.id for one in openings.overdue(db, cast.at)] == [overdue[1].id]


def test_what_was_told_and_what_was_reviewed_waits_no_more_the_oldest_first(
    cast: Cast, client_of: ClientOf, database: Database, powers: Powers, put_off: dict[str, str]
) -> None:
    first, second, third = (cast.keeps(cast.owner) for _ in range(3))
    deputy = powers.deputy()
    for thing, said in ((first, put_off), (second, None), (third, put_off)):
        powers.opens(thing, said)
    with database.reading() as db:
        assert numbers(openings.untold(db, cast.lead.id, cast.at)) == [first.id, third.id]
        wait = openings.to_review(db, deputy.id, cast.at)
        assert openings.to_review(db, cast.lead.id, cast.at) == []
    assert numbers(wait) == [first.id, second.id, third.id]
    assert client_of(deputy).post(f"/safety/openings/{wait[1].public_id}/review").status_code == 303
    with database.reading() as db:
        assert numbers(openings.to_review(db, deputy.id, cast.at)) == [first.id, third.id]
        reviewed = openings.one_or_404(db, deputy.id, wait[1].public_id, cast.at)
        assert (reviewed.may_review, wait[0].may_review) == (False, True)


def test_an_opening_says_whose_thing_was_opened_and_by_whom(
    cast: Cast, database: Database, powers: Powers
) -> None:
    deputy = powers.deputy()
    powers.opens(cast.keeps(cast.owner))
    powers.opens(cast.keeps(cast.classmate), who=deputy)
    with database.reading() as db:
        first, second = (openings.to_review(db, who.id, cast.at)[0] for who in (deputy, cast.lead))
        assert (first.owner_id, second.owner_id) == (cast.owner.id, cast.classmate.id)
        assert first.child == whole_name(db, cast.owner)
        assert first.lead == whole_name(db, cast.lead)
        assert second.child == whole_name(db, cast.classmate)
        assert second.lead == whole_name(db, deputy)


def test_a_deputy_who_left_or_is_no_lead_any_more_is_no_second_person(
    cast: Cast, database: Database, powers: Powers
) -> None:
    deputy, office = powers.deputy(), cast.office.id
    powers.opens(cast.keeps(cast.owner))
    cast.restricts(deputy, cast.owner)
    with database.reading() as db:
        assert len(openings.to_review(db, office, cast.at)) == 1
    cast.lifts_restrictions(deputy)
    cast.restricts(deputy, cast.classmate)
    cast.restricts(cast.teacher, cast.owner)
    with database.reading() as db:
        assert openings.to_review(db, office, cast.at) == []
    theirs = update(Duty).where(Duty.person_id == deputy.id)
    for until, found in ((cast.at.today, 1), (None, 0)):
        with database.unit() as db:
            db.execute(theirs.values(until_on=until))
            assert len(openings.to_review(db, office, cast.at)) == found
    cast.leaves(deputy)
    with database.reading() as db:
        assert len(openings.to_review(db, office, cast.at)) == 1
        assert openings.to_review(db, cast.teacher.id, cast.at) == []


@pytest.mark.parametrize(("days", "is_due"), [(1, False), (0, True)])
def test_told_openings_are_due_no_more(
    days: int,
    *,
    is_due: bool,
    cast: Cast,
    database: Database,
    powers: Powers,
    put_off: dict[str, str],
) -> None:
    powers.opens(cast.keeps(cast.owner), put_off)
    powers.due(days)
    lead, public_id = cast.lead.id, powers.opening().public_id
    with database.reading() as db:
        assert openings.one_or_404(db, lead, public_id, cast.at).is_due is is_due
    with database.unit() as db:
        db.execute(update(BreakGlass).values(told_at=cast.at.now))
    with database.reading() as db:
        assert not openings.one_or_404(db, lead, public_id, cast.at).is_due
