"""Letters to the moment and each for its own adult: asked of the queries themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.core import tokens
from portfolio.core.errors import NotThereError
from portfolio.letters import queries
from portfolio.letters.queries import Fate
from portfolio.models import Invitation
from portfolio.office import invitations
from portfolio.office.invitations import FamilyPlace, StaffPlace
from portfolio.signin import actions as signin

if TYPE_CHECKING:
    from portfolio.core.clock import Moment
    from portfolio.letters.queries import ChildLine
    from tests.cast import Cast
    from tests.circles import Somebody

A_MOMENT = timedelta(microseconds=1)
FACE = "s0h0c0p0k0w0a1m0"


def letter(cast: Cast, child: Somebody, called: str) -> str:
    """A letter for somebody of one home; gives its token."""
    place = FamilyPlace(child.id, called, None, "A home")
    with cast.database.unit() as db:
        return invitations.invite_family(db, place, cast.at, by=cast.teacher.id)


def comes(cast: Cast, token: str, adult_id: int | None = None) -> int:
    with cast.database.unit() as db:
        return signin.open_letter(db, token, cast.at, face=FACE, adult_id=adult_id)


def line_of(cast: Cast, child: Somebody, at: Moment | None = None) -> ChildLine:
    with cast.database.reading() as db:
        lines = queries.of_class(db, cast.teacher.id, cast.group.id, at or cast.at)
    return next(one for one in lines if one.public_id == child.public_id)


def fates(cast: Cast, child: Somebody, at: Moment | None = None) -> list[tuple[str, Fate]]:
    return [(one.called, one.fate) for one in line_of(cast, child, at).letters]


def number(cast: Cast, token: str) -> int:
    with cast.database.reading() as db:
        is_it = Invitation.token_hash == tokens.fingerprint(token)
        return db.scalars(select(Invitation.id).where(is_it)).one()


def test_who_is_here_stands_there_without_a_letter(cast: Cast) -> None:
    here = line_of(cast, cast.owner).here
    comes(cast, letter(cast, cast.owner, "Nana"))
    assert sorted(line_of(cast, cast.owner).here) == sorted([*here, "Nana"])
    assert "Nana" not in line_of(cast, cast.classmate).here


def test_the_last_letter_to_each_adult_of_each_child_counts(cast: Cast) -> None:
    for child, called in (
        *((cast.owner, "Nana"), (cast.owner, "Pop")),
        *((cast.classmate, "Nana"), (cast.owner, "NANA"), (cast.other_child, "Papi")),
    ):
        letter(cast, child, called)
    assert fates(cast, cast.owner) == [("Pop", Fate.ASKED), ("NANA", Fate.ASKED)]
    assert fates(cast, cast.classmate) == [("Nana", Fate.ASKED)]


def test_an_older_letter_to_whoever_came_is_not_there_any_more(cast: Cast) -> None:
    letter(cast, cast.owner, "Nana")
    comes(cast, letter(cast, cast.owner, "Nana"))
    assert fates(cast, cast.owner) == [("Nana", Fate.CAME)]
    letter(cast, cast.owner, "Nana")
    assert fates(cast, cast.owner) == [("Nana", Fate.CAME), ("Nana", Fate.ASKED)]


def test_one_who_came_to_two_children_came_to_both_and_two_came_to_one(cast: Cast) -> None:
    adult = comes(cast, letter(cast, cast.owner, "Nana"))
    comes(cast, letter(cast, cast.classmate, "Auntie"), adult)
    comes(cast, letter(cast, cast.owner, "Pop"))
    assert fates(cast, cast.owner) == [("Nana", Fate.CAME), ("Pop", Fate.CAME)]
    assert fates(cast, cast.classmate) == [("Auntie", Fate.CAME)]


def test_a_letter_is_over_at_its_last_moment(cast: Cast) -> None:
    letter(cast, cast.owner, "Nana")
    (asked,) = line_of(cast, cast.owner).letters
    before, late = (replace(cast.at, now=now) for now in (asked.until - A_MOMENT, asked.until))
    assert fates(cast, cast.owner, before) == [("Nana", Fate.ASKED)]
    (over,) = line_of(cast, cast.owner, late).letters
    assert (over.fate, over.since, asked.since) == (Fate.NEVER, asked.until, cast.at.now)


@pytest.fixture
def tried(cast: Cast) -> dict[str, str]:
    """Three used letters that were opened again, by whose child each is: their public ids."""
    children = {"owner": cast.owner, "classmate": cast.classmate, "other": cast.other_child}
    for child in children.values():
        comes(cast, letter(cast, child, "Nana"))
    letter(cast, cast.owner, "Pop")
    with cast.database.unit() as db:
        used = update(Invitation).where(Invitation.used_at.is_not(None))
        db.execute(used.values(tried_at=cast.at.now))
        rows = db.execute(select(Invitation.pupil_id, Invitation.public_id, Invitation.used_at))
        ids = {row.pupil_id: row.public_id for row in rows if row.used_at}
    return {name: ids[child.id] for name, child in children.items()}


def test_what_was_opened_again_is_told_of_those_who_are_here_and_not_kept_away(
    cast: Cast, tried: dict[str, str]
) -> None:
    def told() -> set[str]:
        with cast.database.reading() as db:
            return {row.public_id for row in queries.tried(db, cast.office.id, cast.at)}

    assert told() == set(tried.values())
    cast.leaves(cast.classmate)
    cast.restricts(cast.office, cast.other_child)
    assert told() == {tried["owner"]}


def test_one_that_was_opened_again_is_found_by_its_own_name(
    cast: Cast, tried: dict[str, str]
) -> None:
    def found(public_id: str) -> int:
        with cast.database.reading() as db:
            return queries.tried_or_404(db, cast.office.id, public_id, cast.at)

    with cast.database.reading() as db:
        numbers = {row.public_id: row.id for row in db.execute(select(Invitation.__table__))}
    assert [found(one) for one in tried.values()] == [numbers[one] for one in tried.values()]
    cast.restricts(cast.office, cast.owner)
    for public_id in {tried["owner"], *numbers} - {tried["classmate"], tried["other"]}:
        with pytest.raises(NotThereError):
            found(public_id)


def test_only_a_used_letter_of_a_family_is_one(cast: Cast) -> None:
    used, unused = letter(cast, cast.owner, "Nana"), letter(cast, cast.owner, "Pop")
    comes(cast, used)
    with cast.database.unit() as db:
        staff = invitations.invite_staff(db, StaffPlace("Mrs Lin"), cast.at, by=None)
        of_staff = update(Invitation).where(Invitation.token_hash == tokens.fingerprint(staff))
        db.execute(of_staff.values(used_at=cast.at.now))
        found = [queries.used_family_letter(db, one) for one in (used, unused, staff, "another")]
    assert found == [number(cast, used), None, None, None]


def test_a_letter_like_a_tie_under_a_restriction_waits_while_it_could_open(cast: Cast) -> None:
    cast.restricts(cast.mum, cast.owner)
    waits, used, ended = (letter(cast, cast.owner, "Mum") for _ in range(3))
    letter(cast, cast.owner, "Nana")
    letter(cast, cast.classmate, "Mum")
    with cast.database.unit() as db:
        for token, column in ((used, Invitation.used_at), (ended, Invitation.ended_at)):
            one = update(Invitation).where(Invitation.token_hash == tokens.fingerprint(token))
            db.execute(one.values({column: cast.at.now}))
        until = select(Invitation.expires_at).where(Invitation.id == number(cast, waits))
        end = db.scalars(until).one()

    def told(now: Moment) -> list[tuple[int, str]]:
        with cast.database.reading() as db:
            rows = queries.waiting(db, cast.office.id, now)
            return [(row.pupil_id, row.called) for row in rows]

    assert told(cast.at) == [(cast.owner.id, "Mum")]
    assert told(replace(cast.at, now=end - A_MOMENT)) == [(cast.owner.id, "Mum")]
    assert told(replace(cast.at, now=end)) == []
    cast.restricts(cast.office, cast.owner)
    assert told(cast.at) == []
    cast.lifts_restrictions(cast.office)
    assert told(cast.at) != []
    cast.leaves(cast.owner)
    assert told(cast.at) == []
