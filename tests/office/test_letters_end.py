"""Whose place in a class ended gives nobody a way in any more (product.md, rule 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from portfolio.models import Duty, FamilyTie
from portfolio.models.enums import DutyKind, Role
from portfolio.office import invitations
from portfolio.office.invitations import FamilyPlace
from tests.client import nobody_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

    Opens = Callable[[str], bool]


@pytest.fixture
def opens(app: Flask) -> Opens:
    """Whether a letter opens, for somebody who was never here."""
    return lambda path: nobody_for(app).get(path).status_code == 200


def _letter(cast: Cast, by: Somebody, child: Somebody) -> str:
    place = FamilyPlace(child.id, "Aunt Zoe", None, "Zoe's home")
    with cast.database.unit() as db:
        return f"/letters/{invitations.invite_family(db, place, cast.at, by=by.id)}"


def _teaching(cast: Cast) -> str:
    return f"/office/classes/{cast.group.public_id}/teachers/{cast.teacher.public_id}"


def test_her_letters_for_children_she_teaches_no_more_end_with_her_place(
    cast: Cast, client_of: Callable[[Somebody], SiteClient], app: Flask, opens: Opens
) -> None:
    office = client_of(cast.office)
    hers, held = (_letter(cast, cast.teacher, cast.owner) for _ in range(2))
    other = _letter(cast, cast.second_teacher, cast.owner)
    somebody = nobody_for(app)
    assert somebody.get(held).status_code == 200
    office.post(f"{_teaching(cast)}/end")
    assert not opens(hers)
    assert somebody.post(held).status_code == 404
    assert opens(other)
    office.post(f"{_teaching(cast)}/back")
    assert not opens(hers), "an undo does not bring back what somebody may have lost by now"
    assert client_of(cast.teacher).get(f"/families/{cast.owner.public_id}").status_code == 200


def test_letters_for_children_whom_she_teaches_elsewhere_stay(
    cast: Cast, client_of: Callable[[Somebody], SiteClient], opens: Opens
) -> None:
    cast.joins(cast.teacher, cast.other_group, Role.TEACHER)
    theirs, hers = (
        _letter(cast, cast.teacher, cast.other_child),
        _letter(cast, cast.teacher, cast.owner),
    )
    client_of(cast.office).post(f"{_teaching(cast)}/end")
    assert opens(theirs)
    assert not opens(hers)


def test_the_letters_of_one_who_is_also_the_office_stay(
    cast: Cast, client_of: Callable[[Somebody], SiteClient], opens: Opens
) -> None:
    with cast.database.unit() as db:
        db.add(Duty(person_id=cast.teacher.id, kind=DutyKind.OFFICE, from_on=cast.at.today))
    letter = _letter(cast, cast.teacher, cast.owner)
    client_of(cast.office).post(f"{_teaching(cast)}/end")
    assert opens(letter)


def test_t45_a_tie_that_ends_takes_the_open_letters_of_its_home_along(
    cast: Cast, client_of: Callable[[Somebody], SiteClient], opens: Opens
) -> None:
    """Whoever has one may be the one who was just sent away."""
    into_dads = _into_home(cast, "Dad", cast.dad)
    into_mums = _into_home(cast, "Aunt", cast.mum)
    ties = f"/families/{cast.owner.public_id}/ties"
    client_of(cast.office).post(f"{ties}/{_tie(cast, cast.dad)}/end")
    assert not opens(into_dads)
    assert opens(into_mums)


def _into_home(cast: Cast, called: str, adult: Somebody) -> str:
    """A letter for one more adult of that one's home."""
    with cast.database.unit() as db:
        home = db.scalars(_of(cast, adult, FamilyTie.household_id)).one()
        place = FamilyPlace(cast.owner.id, called, home, "")
        return f"/letters/{invitations.invite_family(db, place, cast.at, by=cast.office.id)}"


def _tie(cast: Cast, adult: Somebody) -> str:
    with cast.database.reading() as db:
        return str(db.scalars(_of(cast, adult, FamilyTie.public_id)).one())


def _of(cast: Cast, adult: Somebody, column: Any) -> Any:  # noqa: ANN401 -- a column, a Select
    return select(column).where(FamilyTie.adult_id == adult.id, FamilyTie.pupil_id == cast.owner.id)


def test_a_child_who_leaves_takes_along_the_letters_of_those_who_teach_them_no_more(
    cast: Cast, client_of: Callable[[Somebody], SiteClient], opens: Opens
) -> None:
    cast.joins(cast.owner, cast.other_group)  # another class goes on
    hers = _letter(cast, cast.teacher, cast.owner)
    others = _letter(cast, cast.teacher, cast.classmate)
    offices = _letter(cast, cast.office, cast.owner)
    elsewhere = _letter(cast, cast.other_teacher, cast.owner)
    path = f"/class/{cast.group.public_id}/children/{cast.owner.public_id}"
    client_of(cast.teacher).post(f"{path}/leave")
    assert not opens(hers)
    assert opens(others)
    assert opens(offices)
    assert opens(elsewhere)
