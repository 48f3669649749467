"""Who sits in the office, or leads on safety, and is kept from a child: no say about that child."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.core import tokens
from portfolio.models import FamilyWish, Invitation, Restriction
from portfolio.office import invitations
from portfolio.roll.actions import apart
from portfolio.wishes import actions as wishes
from tests.rows import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

REASON = "An order, Reason-canary."
OTHERS = "An order, Other-canary."


@pytest.fixture
def office(cast: Cast, client_of: Callable[[Somebody], SiteClient]) -> SiteClient:
    """The office person's browser."""
    return client_of(cast.office)


def keeps(cast: Cast, somebody: Somebody, child: Somebody, reason: str, begins: int = 0) -> None:
    """Somebody is kept from the child from so many days after today on."""
    first = cast.at.today + timedelta(days=begins)
    new = apart.Keeping(somebody.id, child.id, reason, first, None)
    with cast.database.unit() as db:
        apart.keep_apart(db, new, cast.at, by=cast.lead.id)


def waiting_letter(cast: Cast) -> str:
    """A letter for the owner that waits for the office: its public id."""
    with cast.database.unit() as db:
        place = invitations.FamilyPlace(cast.owner.id, "Dad", None, "Elsewhere")
        invitations.invite_family(db, place, cast.at, by=cast.teacher.id)
        return db.scalars(select(Invitation.public_id).order_by(Invitation.id.desc())).first() or ""


def roads(cast: Cast, child: str, letter: str) -> list[tuple[str, str, dict[str, str]]]:
    """Each address about the restrictions of one child: method, path, fields that would do it."""
    page, today = f"/office/restrictions/{child}", cast.at.today.isoformat()
    told = {"person": cast.gran.public_id, "reason": "x", "from_on": today}
    return [
        ("GET", page, {}),
        ("POST", page, told),
        ("POST", f"{page}/{cast.office.public_id}/end", {}),
        ("POST", f"{page}/{cast.dad.public_id}/end", {}),
        ("POST", f"{page}/letters/{letter}/confirm", {}),
        ("POST", f"{page}/letters/{letter}/end", {}),
    ]


def test_for_an_office_person_who_is_kept_away_the_childs_page_is_absent(
    cast: Cast, office: SiteClient
) -> None:
    keeps(cast, cast.dad, cast.owner, OTHERS)
    letter, absent = waiting_letter(cast), tokens.public_id()
    assert office.get(f"/office/restrictions/{cast.owner.public_id}").status_code == 200
    keeps(cast, cast.office, cast.owner, REASON)
    before = fingerprint(cast.database)
    hers, unknown = roads(cast, cast.owner.public_id, letter), roads(cast, absent, letter)
    for (method, path, fields), (_same, other, _too) in zip(hers, unknown, strict=True):
        answers = [
            office.get(road) if method == "GET" else office.post(road, data=fields)
            for road in (path, other)
        ]
        assert [one.status_code for one in answers] == [404, 404], path
        assert answers[0].text.replace(path, "") == answers[1].text.replace(other, ""), path
    assert fingerprint(cast.database) == before


@pytest.mark.parametrize("role", ["office", "lead"])
def test_the_list_leaves_out_a_child_from_whom_its_reader_is_kept(
    cast: Cast, client_of: Callable[[Somebody], SiteClient], role: str
) -> None:
    reader = client_of(getattr(cast, role))
    keeps(cast, cast.dad, cast.owner, OTHERS)
    keeps(cast, cast.dad, cast.sibling, "Of another child")
    assert OTHERS in reader.get("/office/restrictions").text
    keeps(cast, getattr(cast, role), cast.owner, REASON)
    text = reader.get("/office/restrictions").text
    assert REASON not in text
    assert OTHERS not in text
    assert cast.owner.public_id not in text, "nor is the child there to choose"
    assert "Of another child" in text
    other = client_of(cast.lead if role == "office" else cast.office)
    assert REASON in other.get("/office/restrictions").text


def test_nobody_reads_sets_or_ends_one_about_themselves_before_it_begins(
    cast: Cast, office: SiteClient, client_of: Callable[[Somebody], SiteClient]
) -> None:
    page = f"/office/restrictions/{cast.owner.public_id}"
    told = {"reason": "x", "from_on": cast.at.today.isoformat()}
    before = office.post(page, data={"person": cast.office.public_id, **told})
    assert before.status_code == 422
    keeps(cast, cast.office, cast.owner, REASON, begins=2)
    assert REASON in client_of(cast.lead).get("/office/restrictions").text
    for path in ("/office/restrictions", page):
        assert REASON not in office.get(path).text
    after = office.post(page, data={"person": cast.office.public_id, **told})
    assert after.status_code == 422
    assert office.post(f"{page}/{cast.office.public_id}/end").status_code == 404
    with cast.database.reading() as db:
        mine = Restriction.person_id == cast.office.id
        assert db.scalars(select(Restriction.until_on).where(mine)).all() == [None]


@pytest.mark.parametrize("answer", ["yes", "no", "withdraw"])
def test_she_reads_and_answers_no_wish_for_that_child(
    cast: Cast, office: SiteClient, answer: str
) -> None:
    with cast.database.unit() as db:
        wishes.ask(db, cast.owner.id, "Uncle Quentin", cast.at, by=cast.owner.id)
        wishes.ask(db, cast.classmate.id, "Aunt Zelda", cast.at, by=cast.classmate.id)
        wish = db.scalars(select(FamilyWish.public_id).order_by(FamilyWish.id)).first() or ""
        if answer == "withdraw":
            wishes.answer(db, wish, cast.at, is_granted=True, by=cast.office.id)
    assert "Quentin" in office.get("/office").text
    keeps(cast, cast.office, cast.owner, REASON)
    text = office.get("/office").text
    assert "Quentin" not in text
    assert "Zelda" in text
    before = fingerprint(cast.database)
    assert office.post(f"/asking/{wish}/{answer}").status_code == 404
    assert fingerprint(cast.database) == before
    cast.lifts_restrictions(cast.office)
    assert office.post(f"/asking/{wish}/{answer}").status_code == 303


def test_no_letter_of_that_child_waits_for_her(cast: Cast, office: SiteClient) -> None:
    keeps(cast, cast.dad, cast.owner, OTHERS)
    waiting_letter(cast)
    with cast.database.unit() as db:
        place = invitations.FamilyPlace(cast.owner.id, "Nana", None, "Hers")
        invitations.invite_family(db, place, cast.at, by=cast.teacher.id)
        nana = Invitation.called == "Nana"
        db.execute(update(Invitation).where(nana).values(used_at=cast.at.now, tried_at=cast.at.now))
        tried = db.scalars(select(Invitation.public_id).where(nana)).one()
    shown = "Letters that wait for you", "Letters that were opened again"
    assert all(heading in office.get("/office").text for heading in shown)
    keeps(cast, cast.office, cast.owner, REASON)
    assert not any(heading in office.get("/office").text for heading in shown)
    assert office.post(f"/letters-of/tried/{tried}/looked").status_code == 404
    cast.lifts_restrictions(cast.office)
    assert office.post(f"/letters-of/tried/{tried}/looked").status_code == 303
