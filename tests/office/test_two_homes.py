"""One adult and one child are tied once: a second tie could be of another home (rule 8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portfolio.core import tokens
from portfolio.core.errors import RefusedError
from portfolio.models import FamilyTie
from portfolio.office import actions, invitations
from portfolio.office.invitations import FamilyPlace
from portfolio.signin import actions as signin
from portfolio.signin import queries
from portfolio.visibility import roll
from tests.cast import FAMILY

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]


@pytest.fixture
def office(cast: Cast, client_of: ClientOf) -> SiteClient:
    """The office person's browser."""
    return client_of(cast.office)


def _ties(cast: Cast) -> dict[str, int]:
    """The live ties of Dad and the child, each with its household."""
    with cast.database.reading() as db:
        rows = roll.ties_of(db, [cast.owner.id], cast.at)
        return {row.public_id: row.household_id for row in rows if row.adult_id == cast.dad.id}


def _letter(cast: Cast, household_id: int | None) -> str:
    place = FamilyPlace(cast.owner.id, "Dad", household_id, "Dad's new home")
    with cast.database.unit() as db:
        return invitations.invite_family(db, place, cast.at, by=cast.office.id)


def _ties_again(cast: Cast, household_id: int | None = None) -> str:
    """Dad is tied anew; the tie's public id."""
    code = _letter(cast, household_id)
    with cast.database.unit() as db:
        signin.open_letter(db, code, cast.at, face="", adult_id=cast.dad.id)
    (tie,) = _ties(cast)
    return tie


def _home_of_mum(cast: Cast) -> int:
    with cast.database.reading() as db:
        rows = roll.ties_of(db, [cast.owner.id], cast.at)
        return int(next(row.household_id for row in rows if row.adult_id == cast.mum.id))


def _path(cast: Cast, tie: str) -> str:
    return f"/families/{cast.owner.public_id}/ties/{tie}"


def test_an_old_undo_brings_no_second_home_beside_the_new_one(
    office: SiteClient, cast: Cast
) -> None:
    """By a slip Dad was put into Mum's home, then corrected; the old page is still open."""
    (first,) = _ties(cast)
    office.post(f"{_path(cast, first)}/end")
    slip = _ties_again(cast, _home_of_mum(cast))
    office.post(f"{_path(cast, slip)}/end")
    right = _ties_again(cast)
    for old in (slip, first):
        answer = office.post(f"{_path(cast, old)}/back")
        assert answer.status_code == 303
        assert "They belong to Amina by a newer letter." in office.get(answer.location).text
        assert list(_ties(cast)) == [right]
    office.post(f"{_path(cast, right)}/end")
    office.post(f"{_path(cast, slip)}/back")
    assert list(_ties(cast)) == [slip], "one of them may be put back while there is none"


def test_ending_a_tie_ends_them_all_and_the_sentence_is_true(
    office: SiteClient, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    dad, (first,) = client_of(cast.dad), _ties(cast)
    with database.unit() as db:  # a second one, as it could come to be before
        db.add(
            FamilyTie(
                public_id=tokens.public_id(),
                pupil_id=cast.owner.id,
                adult_id=cast.dad.id,
                called="Dad",
                household_id=_home_of_mum(cast),
                from_on=cast.at.today,
            )
        )
    others = how_many_ties(database, cast) - 2
    answer = office.post(f"{_path(cast, first)}/end")
    assert "They see nothing of Amina any more." in office.get(answer.location).text
    assert _ties(cast) == {}
    assert dad.get(f"/items/{thing.public_id}").status_code == 404
    assert how_many_ties(database, cast) == others, "and nobody else's"


def how_many_ties(database: Database, cast: Cast) -> int:
    """How many live ties the cast's children have."""
    with database.reading() as db:
        children = db.scalars(select(FamilyTie.pupil_id)).all()
        return len(roll.ties_of(db, children, cast.at))


def test_a_letter_moves_nobody_to_another_home(cast: Cast, database: Database) -> None:
    before = _ties(cast)
    code = _letter(cast, _home_of_mum(cast))
    with pytest.raises(RefusedError), database.unit() as db:
        signin.open_letter(db, code, cast.at, face="", adult_id=cast.dad.id)
    assert _ties(cast) == before
    with database.reading() as db:
        assert queries.letter(db, code, cast.at) is not None, "whomever it is for can use it"


def test_a_tie_that_stands_is_not_put_back(cast: Cast, database: Database) -> None:
    with database.reading() as db:
        mine = FamilyTie.adult_id == cast.dad.id, FamilyTie.pupil_id == cast.owner.id
        number = db.scalars(select(FamilyTie.id).where(*mine)).one()
    with pytest.raises(RefusedError), database.unit() as db:
        actions.put_back_tie(db, number, cast.at, by=cast.office.id)
