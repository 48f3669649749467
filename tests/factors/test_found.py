"""What somebody can prove themselves with is theirs: asked of the queries."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from portfolio.core import passwords, tokens
from portfolio.factors import queries
from portfolio.factors.queries import Factors
from portfolio.models import Person, Threshold
from tests.ways_in import has_app, has_code, has_passkey

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.circles import Somebody

A_MOMENT = timedelta(microseconds=1)


def of(cast: Cast, who: Somebody) -> Factors:
    with cast.database.reading() as db:
        return queries.of(db, who.id)


def test_each_factor_alone_is_one_and_what_was_used_or_ended_is_none(cast: Cast) -> None:
    has_app(cast, cast.teacher)
    has_passkey(cast, cast.office)
    has_passkey(cast, cast.lead, is_ended=True)
    has_code(cast, cast.lead, "AAAA", is_used=True)
    has_code(cast, cast.club_leader, "BBBB")
    expected = {
        cast.teacher: Factors(app=True, passkeys=0, codes=0),
        cast.office: Factors(app=False, passkeys=1, codes=0),
        cast.lead: Factors(app=False, passkeys=0, codes=0),
        cast.club_leader: Factors(app=False, passkeys=0, codes=1),
    }
    assert {who: of(cast, who) for who in expected} == expected
    assert [one.any for one in expected.values()] == [True, True, False, True]


def test_an_app_is_its_own_persons(cast: Cast) -> None:
    chances = {who: has_app(cast, who) for who in (cast.teacher, cast.office)}
    with cast.database.reading() as db:
        assert {who: queries.chance_of(db, who.id) for who in chances} == chances
        assert queries.chance_of(db, cast.lead.id) is None


def test_an_account_is_named_by_its_address_or_as_children_or_colleagues_call_them(
    cast: Cast,
) -> None:
    def named(**values: str | None) -> str:
        with cast.database.unit() as db:
            db.execute(update(Person).where(Person.id == cast.teacher.id).values(**values))
            return queries.name_of(db, cast.teacher.id)

    assert named(email="t@school.example", called="Miss T", first_name="Tia") == "t@school.example"
    assert named(email=None) == "Miss T"
    assert named(called="") == "Tia"


@pytest.mark.usefixtures("quick_secrets")
def test_a_recovery_code_is_its_own_persons_and_opens_once(cast: Cast) -> None:
    right = passwords.hash_secret("AAAA-rest")
    has_code(cast, cast.office, "AAAA", right)
    has_code(cast, cast.teacher, "BBBB", right)
    has_code(cast, cast.teacher, "AAAA", right, is_used=True)

    def found(typed: str) -> int | None:
        with cast.database.reading() as db:
            return queries.recovery_code(db, cast.teacher.id, typed)

    assert found("AAAA-rest") is None
    mine = has_code(cast, cast.teacher, "AAAA", right)
    assert found("AAAA-rest") == mine
    assert found("AAAA-more") is None
    assert found("CCCC-rest") is None


def test_whoever_stands_on_the_threshold_is_of_the_staff_and_here(cast: Cast) -> None:
    until = cast.at.now + timedelta(minutes=3)
    people = {"teacher": cast.teacher, "gran": cast.gran}
    with cast.database.unit() as db:
        for name, who in people.items():
            row = Threshold(person_id=who.id, token_hash=tokens.fingerprint(name), way="password")
            row.made_at, row.expires_at = cast.at.now, until
            db.add(row)
    before, late = (replace(cast.at, now=now) for now in (until - A_MOMENT, until))
    with cast.database.unit() as db:
        found = queries.threshold(db, "teacher", before)
        assert found is not None
        assert (found.person_id, found.way) == (cast.teacher.id, "password")
        assert queries.threshold(db, "teacher", late) is None
        assert queries.threshold(db, "gran", before) is None
        assert queries.threshold(db, "another", before) is None
        db.execute(update(Threshold).values(used_at=cast.at.now))
        assert queries.threshold(db, "teacher", before) is None
        db.execute(update(Threshold).values(used_at=None))
    cast.leaves(cast.teacher)
    with cast.database.reading() as db:
        assert queries.threshold(db, "teacher", before) is None
