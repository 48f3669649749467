"""Whose place in a class ended gives nobody a way in any more (product.md, rule 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portfolio.models import Duty
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
