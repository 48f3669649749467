"""An address for a new password opens to its last moment, for its own person; asked of queries."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from portfolio.core import tokens
from portfolio.models import Duty, PasswordReset, Person
from portfolio.resets import queries
from portfolio.resets.queries import MAILED_AT_MOST, WINDOW
from tests.ways_in import has_app

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from tests.cast import Cast
    from tests.circles import Somebody

A_MOMENT = timedelta(microseconds=1)
THEIRS = "teacher@school.example"


def resets(
    cast: Cast, who: Somebody, token: str, maker: Somebody | None = None, at: datetime | None = None
) -> None:
    """Somebody has a reset: mailed, unless one of the office made it."""
    with cast.database.unit() as db:
        row = PasswordReset(person_id=who.id, token_hash=tokens.fingerprint(token))
        row.made_at, row.expires_at = at or cast.at.now, cast.at.now + timedelta(minutes=3)
        row.made_by_id, row.browser_hash = (maker.id, None) if maker else (None, "b" * 64)
        db.add(row)


def opens(db: Session, cast: Cast, token: str, now: datetime | None = None) -> int | None:
    row = queries.reset(db, token, replace(cast.at, now=now or cast.at.now))
    return None if row is None else row.person_id


def test_it_opens_once_to_its_last_moment_and_for_staff_who_are_here(cast: Cast) -> None:
    resets(cast, cast.teacher, "teacher")
    resets(cast, cast.lead, "lead")
    resets(cast, cast.gran, "gran")
    until = cast.at.now + timedelta(minutes=3)
    with cast.database.unit() as db:
        assert opens(db, cast, "teacher", until - A_MOMENT) == cast.teacher.id
        assert opens(db, cast, "teacher", until) is None
        assert opens(db, cast, "lead") == cast.lead.id
        assert opens(db, cast, "gran") is None
        assert opens(db, cast, "another") is None
        mine = update(PasswordReset).where(PasswordReset.person_id == cast.teacher.id)
        db.execute(mine.values(used_at=cast.at.now))
        assert opens(db, cast, "teacher") is None
    cast.leaves(cast.lead)
    with cast.database.reading() as db:
        assert opens(db, cast, "lead") is None


def test_what_one_of_the_office_made_opens_while_they_are_of_it(cast: Cast) -> None:
    resets(cast, cast.teacher, "made", cast.office)
    resets(cast, cast.lead, "mailed")
    with cast.database.unit() as db:
        assert opens(db, cast, "made") == cast.teacher.id
        db.execute(update(Duty).values(until_on=cast.at.today))
        assert opens(db, cast, "made") is None
        assert opens(db, cast, "mailed") == cast.lead.id


def mailed(cast: Cast, email: str = THEIRS, now: datetime | None = None) -> int | None:
    with cast.database.reading() as db:
        return queries.to_be_mailed(db, email, replace(cast.at, now=now or cast.at.now))


@pytest.fixture
def known(cast: Cast) -> None:
    """The teacher has an address and a second factor; so has a grandmother an address."""
    has_app(cast, cast.teacher)
    with cast.database.unit() as db:
        for who, email in ((cast.teacher, THEIRS), (cast.gran, "g@example.org")):
            db.execute(update(Person).where(Person.id == who.id).values(email=email))


@pytest.mark.usefixtures("known")
def test_only_staff_with_a_second_factor_are_mailed_one(cast: Cast) -> None:
    assert mailed(cast) == cast.teacher.id
    assert mailed(cast, "other@school.example") is None
    assert mailed(cast, "g@example.org") is None
    has_app(cast, cast.gran)
    assert mailed(cast, "g@example.org") is None
    with cast.database.unit() as db:
        theirs = update(Person).where(Person.id == cast.lead.id)
        db.execute(theirs.values(email="lead@school.example"))
    assert mailed(cast, "lead@school.example") is None
    cast.leaves(cast.teacher)
    assert mailed(cast) is None


@pytest.mark.usefixtures("known")
def test_nobody_is_mailed_more_than_so_many_within_the_window(cast: Cast) -> None:
    for number in range(MAILED_AT_MOST - 1):
        resets(cast, cast.teacher, f"{number}")
        resets(cast, cast.lead, f"other {number}")
    for number in range(MAILED_AT_MOST):
        resets(cast, cast.teacher, f"by the office {number}", cast.office)
    assert mailed(cast) == cast.teacher.id
    resets(cast, cast.teacher, "the last")
    end = cast.at.now + WINDOW
    assert mailed(cast, now=end - A_MOMENT) is None
    assert mailed(cast, now=end) == cast.teacher.id
