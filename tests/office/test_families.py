"""Families: letters for one's own children, and ties that end at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portfolio.core import tokens
from portfolio.models import FamilyTie, Household, Invitation
from portfolio.visibility import circle
from tests.cast import FAMILY
from tests.client import nobody_for
from tests.letters import number_on
from tests.rows import fingerprint, how_many

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from flask import Flask

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient
    from tests.counting import CountQueries

ADDRESS = re.compile(r'value="https?://[^"/]+(/[^"]+)"')


@pytest.fixture
def teacher(cast: Cast, client_of: Callable[[Somebody], SiteClient]) -> SiteClient:
    """The teacher's browser."""
    return client_of(cast.teacher)


def _family(child: Somebody) -> str:
    return f"/families/{child.public_id}"


def _tie(database: Database, child: Somebody, adult: Somebody) -> tuple[str, str]:
    """The public ids of a tie and of its household."""
    with database.reading() as db:
        row = db.execute(
            select(FamilyTie.public_id, Household.public_id)
            .join(Household, Household.id == FamilyTie.household_id)
            .where(FamilyTie.pupil_id == child.id, FamilyTie.adult_id == adult.id)
        ).one()
        return row[0], row[1]


def test_a_teacher_sees_her_own_children_the_office_all(
    teacher: SiteClient, cast: Cast, client_of: Callable[[Somebody], SiteClient]
) -> None:
    mine, everyone = teacher.get("/families").text, client_of(cast.office).get("/families").text
    assert _family(cast.owner) in mine
    assert _family(cast.other_child) not in mine
    assert _family(cast.owner) in everyone
    assert _family(cast.other_child) in everyone


def test_a_restriction_does_not_show_itself(teacher: SiteClient, cast: Cast) -> None:
    text = teacher.get(_family(cast.owner)).text
    assert "Father" in text
    assert "Aunt Uma" not in text
    assert "restrict" not in text.lower()


def test_a_letter_for_a_new_home_lets_its_adult_in(
    teacher: SiteClient, cast: Cast, app: Flask, database: Database
) -> None:
    homes = how_many(database, Household)
    fields = {"called": "Grandpa", "home": "new", "new_home": "Grandpa's", "key": "k" * 16}
    answer = teacher.post(f"{_family(cast.owner)}/letters", data=fields)
    found = ADDRESS.search(answer.text)
    assert found is not None
    assert "<svg" in answer.text
    assert how_many(database, Household) == homes + 1
    assert "Grandpa" in teacher.get(_family(cast.owner)).text
    assert nobody_for(app).fill_in(found[1], number=number_on(found[1])).status_code == 303
    assert teacher.post(f"{_family(cast.owner)}/letters", data=fields).status_code == 303
    assert how_many(database, Invitation) == 1


def test_a_letter_for_a_home_that_is_there_joins_it(
    teacher: SiteClient, cast: Cast, app: Flask, database: Database, moment: Moment
) -> None:
    home = _tie(database, cast.owner, cast.mum)[1]
    answer = teacher.post(f"{_family(cast.owner)}/letters", data={"called": "Sis", "home": home})
    found = ADDRESS.search(answer.text)
    assert found is not None
    nobody_for(app).fill_in(found[1], number=number_on(found[1]))
    with database.reading() as db:
        family = {row.name: row.household_id for row in circle.family_of(db, cast.owner.id, moment)}
    assert family["Sis"] == family["Mum"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"called": "", "home": "new", "new_home": "Hers"}, "what the child calls them"),
        ({"called": "x" * 61, "home": "new", "new_home": "Hers"}, "too long"),
        ({"called": "Nana", "new_home": "Nana's"}, "Please choose a home."),
    ],
)
def test_what_does_not_fit_is_said(
    teacher: SiteClient, cast: Cast, database: Database, fields: dict[str, str], sentence: str
) -> None:
    before = fingerprint(database)
    answer = teacher.post(f"{_family(cast.owner)}/letters", data=fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert fingerprint(database) == before


def test_no_home_is_chosen_and_each_says_what_follows(teacher: SiteClient, cast: Cast) -> None:
    text = teacher.get(_family(cast.owner)).text
    assert teacher.last_page is not None
    fields = teacher.last_page.form("/letters").fields
    assert (fields["home"], fields["new_home"]) == ([], [""])
    assert "it never sees the words of the others" in text
    assert "all in this home read each other’s words" in text


def test_the_first_home_needs_no_name(teacher: SiteClient, cast: Cast, database: Database) -> None:
    teacher.post(f"/class/{cast.group.public_id}/children", data={"first_name": "Zadie"})
    new = re.findall(r'href="(/families/[^"]+)"', teacher.get("/families").text)[-1]
    text = teacher.get(new).text
    assert "Name of their home" in text
    assert "other home" not in text
    assert teacher.last_page is not None
    fields = teacher.last_page.form("/letters").fields
    assert (fields["home"], fields["new_home"]) == (["new"], [""])
    assert teacher.fill_in(new, "/letters", called="Gran").status_code == 200
    assert "Home of Gran" in teacher.get(new).text
    assert "Name of the other home" in teacher.get(new).text
    more = {"called": "N" * 60, "home": "new"}
    assert teacher.post(f"{new}/letters", data=more).status_code == 200
    with database.reading() as db:
        names = db.scalars(select(Household.name).order_by(Household.id.desc()).limit(2)).all()
    assert names == [f"Home of {'N' * 52}", "Home of Gran"]


def test_two_letters_for_one_name_can_be_told_apart(
    teacher: SiteClient, cast: Cast, client_of: Callable[[Somebody], SiteClient], database: Database
) -> None:
    """Each says by whom it was made and when, and is ended by itself."""
    for browser in (teacher, client_of(cast.office)):
        fields = {"called": "Nan", "home": "new", "new_home": "Nan's", "again": "y"}
        assert browser.post(f"{_family(cast.owner)}/letters", data=fields).status_code == 200
    text = teacher.get(_family(cast.owner)).text
    for maker in (cast.teacher, cast.office):
        assert f"made by {maker.name}, just now" in text
    ends = re.findall(r'action="(/families/\w+/letters/\w+/end)"', text)
    assert len(ends) == 2
    teacher.post(ends[0])
    left = teacher.get(_family(cast.owner)).text
    assert ends[0] not in left
    assert ends[1] in left
    assert how_many(database, Invitation) == 2


def test_another_childs_home_cannot_be_named(
    teacher: SiteClient, cast: Cast, database: Database
) -> None:
    home = _tie(database, cast.classmate, cast.classmates_parent)[1]
    before = fingerprint(database)
    fields = {"called": "Nana", "home": home}
    assert teacher.post(f"{_family(cast.owner)}/letters", data=fields).status_code == 404
    assert fingerprint(database) == before


@pytest.mark.parametrize("role", ["other_teacher", "past_teacher", "club_leader", "lead", "mum"])
def test_another_classs_children_are_not_there(
    cast: Cast, client_of: Callable[[Somebody], SiteClient], role: str, database: Database
) -> None:
    client = client_of(getattr(cast, role))
    tie = _tie(database, cast.owner, cast.gran)[0]
    before = fingerprint(database)
    assert client.get(_family(cast.owner)).status_code == 404
    fields = {"called": "Me", "home": "new", "new_home": "Mine"}
    assert client.post(f"{_family(cast.owner)}/letters", data=fields).status_code == 404
    for deed in ("end", "back"):
        path = f"{_family(cast.owner)}/ties/{tie}/{deed}"
        assert client.post(path).status_code == 404
    assert fingerprint(database) == before


def test_a_tie_of_another_child_cannot_be_named_under_this_one(
    teacher: SiteClient, cast: Cast, database: Database
) -> None:
    tie = _tie(database, cast.classmate, cast.classmates_parent)[0]
    before = fingerprint(database)
    assert teacher.post(f"{_family(cast.owner)}/ties/{tie}/end").status_code == 404
    assert fingerprint(database) == before


def test_a_tie_that_ends_is_over_with_the_next_request(
    teacher: SiteClient,
    cast: Cast,
    client_of: Callable[[Somebody], SiteClient],
    database: Database,
) -> None:
    dad = client_of(cast.dad)
    thing = cast.puts_up(cast.owner, [FAMILY])
    assert dad.get(f"/items/{thing.public_id}").status_code == 200
    tie = _tie(database, cast.owner, cast.dad)[0]
    teacher.post(f"{_family(cast.owner)}/ties/{tie}/end")
    assert dad.get(f"/items/{thing.public_id}").status_code == 404
    assert dad.get("/").status_code == 200, "the session is over too"
    teacher.post(f"{_family(cast.owner)}/ties/{tie}/back")
    assert client_of(cast.dad).get(f"/items/{thing.public_id}").status_code == 200


def test_only_who_ended_a_tie_or_the_office_puts_it_back(
    teacher: SiteClient,
    cast: Cast,
    client_of: Callable[[Somebody], SiteClient],
    database: Database,
    moment: Moment,
) -> None:
    office, second = client_of(cast.office), client_of(cast.second_teacher)
    path = f"{_family(cast.owner)}/ties/{_tie(database, cast.owner, cast.dad)[0]}"

    def is_back() -> bool:
        with database.reading() as db:
            family = circle.family_of(db, cast.owner.id, moment)
        return cast.dad.id in {row.id for row in family}

    office.post(f"{path}/end")
    for other in (teacher, second):
        assert other.post(f"{path}/back").status_code == 404
        assert not is_back()
    office.post(f"{path}/back")
    assert is_back()
    teacher.post(f"{path}/end")
    assert second.post(f"{path}/back").status_code == 404
    teacher.post(f"{path}/back")
    assert is_back()
    # Who ended it once has no say about a later ending by the office.
    office.post(f"{path}/end")
    assert teacher.post(f"{path}/back").status_code == 404
    assert not is_back()
    office.post(f"{path}/back")
    teacher.post(f"{path}/end")
    office.post(f"{path}/back")
    assert is_back(), "the office puts back what a teacher ended"


def test_what_a_teacher_ended_the_office_ends_too_and_only_the_office_puts_it_back(
    teacher: SiteClient,
    cast: Cast,
    client_of: Callable[[Somebody], SiteClient],
    database: Database,
    moment: Moment,
) -> None:
    office, second = client_of(cast.office), client_of(cast.second_teacher)
    path = f"{_family(cast.owner)}/ties/{_tie(database, cast.owner, cast.dad)[0]}"
    teacher.post(f"{path}/end")
    assert second.post(f"{path}/end").status_code == 404, "another teacher ended nothing"
    assert office.post(f"{path}/end").status_code == 303
    before = fingerprint(database)
    assert office.post(f"{path}/end").status_code == 303, "pressed twice"
    assert fingerprint(database) == before
    assert teacher.post(f"{path}/back").status_code == 404
    assert teacher.post(f"{path}/end").status_code == 404, "it is hers no more"
    with database.reading() as db:
        assert cast.dad.id not in {row.id for row in circle.family_of(db, cast.owner.id, moment)}
    assert office.post(f"{path}/back").status_code == 303
    with database.reading() as db:
        assert cast.dad.id in {row.id for row in circle.family_of(db, cast.owner.id, moment)}


def test_the_office_ends_too_what_the_teacher_ended_in_another_home(
    teacher: SiteClient, cast: Cast, client_of: Callable[[Somebody], SiteClient], database: Database
) -> None:
    """Two ties of the same two end together, so neither is the teacher's to put back."""
    public_id, other = _tie(database, cast.owner, cast.dad)[0], tokens.public_id()
    with database.unit() as db:
        known = db.scalars(select(FamilyTie).where(FamilyTie.public_id == public_id)).one()
        again = FamilyTie(public_id=other, called="Dad", from_on=known.from_on)
        again.pupil_id, again.adult_id = known.pupil_id, known.adult_id
        elsewhere = FamilyTie.household_id != known.household_id
        again.household_id = db.scalars(
            select(FamilyTie.household_id).where(elsewhere).limit(1)
        ).one()
        db.add(again)
    path = f"{_family(cast.owner)}/ties"
    assert teacher.post(f"{path}/{public_id}/end").status_code == 303
    assert client_of(cast.office).post(f"{path}/{public_id}/end").status_code == 303
    assert teacher.post(f"{path}/{other}/back").status_code == 404


def test_an_adult_of_another_child_stays_signed_in(
    teacher: SiteClient,
    cast: Cast,
    client_of: Callable[[Somebody], SiteClient],
    database: Database,
) -> None:
    mum = client_of(cast.mum)
    tie = _tie(database, cast.owner, cast.mum)[0]
    teacher.post(f"{_family(cast.owner)}/ties/{tie}/end")
    assert mum.get("/").status_code == 302


def test_a_letter_that_was_ended_opens_no_more(
    teacher: SiteClient, cast: Cast, app: Flask, database: Database
) -> None:
    fields = {"called": "Nana", "home": "new", "new_home": "Nana's"}
    found = ADDRESS.search(teacher.post(f"{_family(cast.owner)}/letters", data=fields).text)
    assert found is not None
    with database.reading() as db:
        letter = db.scalars(select(Invitation.public_id)).one()
    other = f"{_family(cast.classmate)}/letters/{letter}/end"
    assert teacher.post(other).status_code == 404
    assert nobody_for(app).get(found[1]).status_code == 200
    teacher.post(f"{_family(cast.owner)}/letters/{letter}/end")
    assert nobody_for(app).get(found[1]).status_code == 404


def test_the_list_asks_as_often_for_many_as_for_few(
    cast: Cast,
    client_of: Callable[[Somebody], SiteClient],
    count_queries: Callable[..., AbstractContextManager[CountQueries]],
) -> None:
    few, many = client_of(cast.teacher), client_of(cast.office)
    few.get("/families")
    with count_queries() as counted:
        few.get("/families")
    many.get("/families")
    with count_queries() as more:
        many.get("/families")
    assert more.number <= counted.number
