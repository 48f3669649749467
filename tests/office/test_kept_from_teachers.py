"""An office person who is kept from a child makes herself no way in as that child's teacher."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.core import tokens
from portfolio.models import Duty, Invitation, Membership, Secret
from portfolio.models.enums import DutyKind, SecretKind
from portfolio.office import invitations
from portfolio.roll.actions import apart
from tests.client import nobody_for
from tests.rows import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

DEEDS = ("password", "factors/end", "invitation")


@pytest.fixture
def office(cast: Cast, client_of: Callable[[Somebody], SiteClient]) -> SiteClient:
    """The office person's browser."""
    return client_of(cast.office)


def keeps(cast: Cast) -> None:
    """The office person is kept from the owner from today on."""
    new = apart.Keeping(cast.office.id, cast.owner.id, "An order", cast.at.today, None)
    with cast.database.unit() as db:
        apart.keep_apart(db, new, cast.at, by=cast.lead.id)


def has_password(cast: Cast, somebody: Somebody) -> None:
    """They came in before."""
    with cast.database.unit() as db:
        kept = {"kind": SecretKind.WORD, "hash": "none", "set_at": cast.at.now}
        db.add(Secret(person_id=somebody.id, **kept))


@pytest.mark.parametrize("deed", DEEDS)
def test_she_helps_no_teacher_of_that_child_in(cast: Cast, office: SiteClient, deed: str) -> None:
    path, absent = (
        f"/office/staff/{who}/{deed}" for who in (cast.teacher.public_id, tokens.public_id())
    )
    if deed != "invitation":
        has_password(cast, cast.teacher)
    assert path in office.get("/office").text
    keeps(cast)
    assert path not in office.get("/office").text
    before = fingerprint(cast.database)
    answer, unknown = office.post(path), office.post(absent)
    assert (answer.status_code, unknown.status_code) == (404, 404)
    assert answer.text.replace(path, "") == unknown.text.replace(absent, "")
    assert fingerprint(cast.database) == before


def test_others_she_helps_as_before_and_others_help_that_teacher(
    cast: Cast, office: SiteClient, client_of: Callable[[Somebody], SiteClient]
) -> None:
    keeps(cast)
    path = f"/office/staff/{cast.rowan.teacher.public_id}/factors/end"
    assert path in office.get("/office").text
    assert office.post(path).status_code == 303
    with cast.database.unit() as db:
        db.add(Duty(person_id=cast.lead.id, kind=DutyKind.OFFICE, from_on=cast.at.today))
    path = f"/office/staff/{cast.teacher.public_id}/factors/end"
    assert office.post(path).status_code == 404
    assert client_of(cast.lead).post(path).status_code == 303


def test_nor_after_she_took_the_class_from_that_teacher_for_a_moment(
    cast: Cast, office: SiteClient
) -> None:
    keeps(cast)
    room = f"/office/classes/{cast.group.public_id}/teachers/{cast.teacher.public_id}"
    assert office.post(f"{room}/end").status_code == 303
    path = f"/office/staff/{cast.teacher.public_id}"
    assert office.post(f"{path}/password").status_code == 404
    assert office.post(f"{room}/back").status_code == 303


def test_no_invitation_of_hers_is_to_teach_that_child(cast: Cast, office: SiteClient) -> None:
    told = {"called": "Mrs Lin", "key": tokens.public_id()}
    page = "/office/invitations"
    assert cast.group.public_id in office.get(page).text
    keeps(cast)
    text = office.get(page).text
    assert cast.group.public_id not in text
    assert cast.other_group.public_id in text
    before = fingerprint(cast.database)
    for place in (cast.group.public_id, tokens.public_id()):
        assert office.post(page, data={**told, "place": place}).status_code == 422, place
    assert fingerprint(cast.database) == before
    for place in (cast.other_group.public_id, DutyKind.OFFICE.value):
        told["key"] = tokens.public_id()
        assert office.post(page, data={**told, "place": place}).status_code == 200, place


def test_nor_to_teach_a_class_that_the_child_comes_into_later(
    cast: Cast, office: SiteClient
) -> None:
    keeps(cast)
    with cast.database.unit() as db:
        mine = Membership.person_id == cast.owner.id, Membership.group_id == cast.group.id
        later = cast.at.today.replace(year=cast.at.today.year + 1)
        db.execute(update(Membership).where(*mine).values(from_on=later))
    assert cast.group.public_id not in office.get("/office/invitations").text


def test_what_she_made_before_for_that_class_opens_no_more(cast: Cast, app: Flask) -> None:
    places = [
        (cast.office, invitations.StaffPlace("Hers", group_id=cast.group.id)),
        (cast.office, invitations.StaffPlace("Known", person_id=cast.teacher.id)),
        (cast.office, invitations.StaffPlace("Elsewhere", group_id=cast.other_group.id)),
        (cast.lead, invitations.StaffPlace("Another's", group_id=cast.group.id)),
    ]
    with cast.database.unit() as db:
        made = [invitations.invite_staff(db, p, cast.at, by=who.id) for who, p in places]
    paths = [f"/staff/invitations/{token}" for token in made]
    assert [nobody_for(app).get(path).status_code for path in paths] == [200] * 4
    keeps(cast)
    assert [nobody_for(app).get(path).status_code for path in paths] == [404, 404, 200, 200]
    with cast.database.reading() as db:
        ended = select(Invitation.called).where(Invitation.ended_at.is_not(None))
        assert set(db.scalars(ended)) == {"Hers", "Known"}
