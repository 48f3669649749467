"""The office's page: the school, classes, invitations of staff, and places that end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portfolio.models import Group, Invitation, Person, School
from portfolio.models.enums import Checks, DutyKind, Stage
from portfolio.office import invitations
from portfolio.visibility import circle
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
def office(cast: Cast, client_of: Callable[[Somebody], SiteClient]) -> SiteClient:
    """The office person's browser."""
    return client_of(cast.office)


def test_the_page_says_who_teaches_what(office: SiteClient, cast: Cast) -> None:
    text = office.get("/office").text
    for word in (cast.group.name, cast.other_group.name, "Safety lead"):
        assert word in text


@pytest.mark.parametrize("role", ["owner", "mum", "teacher", "lead"])
@pytest.mark.parametrize(
    "path", ["/office", "/office/name", "/office/classes", "/office/invitations"]
)
def test_it_is_not_there_for_others(
    cast: Cast,
    client_of: Callable[[Somebody], SiteClient],
    role: str,
    path: str,
    database: Database,
) -> None:
    client = client_of(getattr(cast, role))
    before = fingerprint(database)
    assert client.get(path).status_code == 404
    assert client.post(path, data={"name": "Mine", "called": "Me"}).status_code == 404
    assert fingerprint(database) == before


def test_the_school_can_be_renamed_and_stays_one(office: SiteClient, database: Database) -> None:
    answer = office.fill_in("/office/name", "/office/name", name="  Elm \u202e Hill ")
    assert answer.location == "/office"
    with database.reading() as db:
        assert db.scalars(select(School.name)).all() == ["Elm Hill"]


def test_a_class_is_made_once_however_often_the_form_is_sent(
    office: SiteClient, database: Database
) -> None:
    fields = {
        "key": "k" * 16,
        "name": "Fir",
        "stage": Stage.EARLY.value,
        "checks": Checks.BEYOND_FAMILY.value,
    }
    answers = [office.post("/office/classes", data=fields) for _ in range(2)]
    assert [answer.location for answer in answers] == ["/office", "/office"]
    with database.reading() as db:
        made = db.scalars(select(Group).where(Group.name == "Fir")).one()
        assert (made.stage, made.checks) == (Stage.EARLY, Checks.BEYOND_FAMILY)


def test_no_class_is_made_under_the_name_of_another(office: SiteClient, database: Database) -> None:
    before = fingerprint(database)
    answer = office.fill_in("/office/classes", "/classes", name="OAK")
    assert answer.status_code == 422
    assert "There is a class of that name already." in answer.text
    assert fingerprint(database) == before


def test_what_somebody_will_do_is_chosen_and_said(office: SiteClient, database: Database) -> None:
    before, invite = fingerprint(database), "/office/invitations"
    answer = office.fill_in(invite, invite, called="Mr Finch")
    assert answer.status_code == 422
    assert "Please choose what they will do." in answer.text
    assert fingerprint(database) == before
    assert (
        "Safety lead"
        in office.fill_in(invite, invite, called="Mr Finch", place="safeguarding").text
    )


def test_two_invitations_for_one_name_say_by_whom_and_when(office: SiteClient, cast: Cast) -> None:
    for _ in range(2):
        office.post("/office/invitations", data={"called": "Mr Finch", "place": "office"})
    text = office.get("/office").text
    assert text.count(f"made by {cast.office.name}, just now") == 2
    ends = re.findall(r'action="(/office/invitations/\w+/end)"', text)
    assert len(set(ends)) == 2
    office.post(ends[0])
    assert re.findall(r'action="(/office/invitations/\w+/end)"', office.get("/office").text) == [
        ends[1]
    ]


def _choices(text: str) -> list[str]:
    return re.findall(r'<label class="field-check checks-choice">(.*?)</label>', text, re.DOTALL)


def test_a_new_class_says_what_comes_of_each_choice(office: SiteClient) -> None:
    """The words of the class's own page, each under its choice; reading all is chosen."""
    choices = _choices(office.get("/office/classes").text)
    assert len(choices) == 2
    assert "The teacher reads each thing before anybody else sees it." in choices[0]
    assert "checked" in choices[0]
    assert "No teacher sees it, and talk on it stays in the family." in choices[1]
    assert "checked" not in choices[1]
    assert office.fill_in("/office/classes", "/classes", name="Fir").status_code == 303
    own = re.findall(r'href="(/office/classes/\w{16})"', office.get("/office").text)[-1]
    assert _choices(office.get(own).text) == choices


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "x" * 61}, {"stage": "grown-up"}, {"checks": "nothing"}]
)
def test_a_class_that_does_not_fit_is_not_made(
    office: SiteClient, database: Database, wrong: dict[str, str]
) -> None:
    fields = {"name": "Fir", "stage": "early", "checks": "everything", **wrong}
    before = fingerprint(database)
    answer = office.post("/office/classes", data=fields)
    assert answer.status_code == 422
    assert "Look at this again" in answer.text
    assert fingerprint(database) == before


def test_an_invitation_is_shown_once_and_only_its_fingerprint_is_kept(
    office: SiteClient, cast: Cast, database: Database
) -> None:
    fields = {"key": "k" * 16, "called": "Mr Finch", "place": cast.group.public_id}
    answer = office.post("/office/invitations", data=fields)
    found = ADDRESS.search(answer.text)
    assert answer.status_code == 200
    assert found is not None
    again = office.post("/office/invitations", data=fields)
    assert again.status_code == 303
    with database.reading() as db:
        made = db.scalars(select(Invitation)).one()
        assert (made.group_id, made.duty) == (cast.group.id, None)
        assert found[1].rpartition("/")[2] not in repr(vars(made))
    assert "Mr Finch" in office.get("/office").text


def test_a_club_cannot_be_given_away_as_a_class(
    office: SiteClient, cast: Cast, database: Database
) -> None:
    before = fingerprint(database)
    fields = {"called": "Mr Finch", "place": cast.club.public_id}
    assert office.post("/office/invitations", data=fields).status_code == 422
    assert fingerprint(database) == before


def test_an_invitation_can_be_ended(
    office: SiteClient, nobody: SiteClient, cast: Cast, database: Database
) -> None:
    del cast
    fields = {"called": "Mr Finch", "place": DutyKind.SAFEGUARDING.value}
    found = ADDRESS.search(office.post("/office/invitations", data=fields).text)
    assert found is not None
    assert nobody.get(found[1]).status_code == 200
    with database.reading() as db:
        number = db.scalars(select(Invitation.public_id)).one()
    office.post(f"/office/invitations/{number}/end")
    assert nobody.get(found[1]).status_code == 404


def test_who_leaves_is_out_at_once_with_all_duties(
    office: SiteClient,
    cast: Cast,
    client_of: Callable[[Somebody], SiteClient],
    database: Database,
    moment: Moment,
) -> None:
    teacher = client_of(cast.teacher)
    assert teacher.get("/class").status_code == 200
    office.post(f"/office/staff/{cast.teacher.public_id}/end")
    assert teacher.get("/class").status_code == 404
    with database.reading() as db:
        teachers = circle.members_of(db, cast.group.id, moment)
        assert cast.teacher.id not in {row.id for row in teachers}
        assert not circle.is_here_today(db, cast.teacher.id, moment)


def test_what_who_leaves_gave_out_and_nobody_used_opens_no_more(
    office: SiteClient,
    cast: Cast,
    client_of: Callable[[Somebody], SiteClient],
    app: Flask,
) -> None:
    def letter(client: SiteClient, called: str) -> str:
        fields = {"called": called, "home": "new", "new_home": f"{called}'s"}
        path = f"/families/{cast.owner.public_id}/letters"
        found = ADDRESS.search(client.post(path, data=fields).text)
        assert found is not None
        return found[1]

    teacher = client_of(cast.teacher)
    used, unused = letter(teacher, "Nana"), letter(teacher, "Pop")
    of_another = letter(client_of(cast.second_teacher), "Auntie")
    family = nobody_for(app)
    assert family.fill_in(used, number=number_on(used)).status_code == 303
    office.post(f"/office/staff/{cast.teacher.public_id}/end")
    assert nobody_for(app).get(unused).status_code == 404
    assert nobody_for(app).post(unused).status_code == 404
    assert nobody_for(app).get(of_another).status_code == 200
    assert family.get("/shared").status_code == 200, "whoever came in stays in"


def test_staff_invitations_of_who_leaves_open_no_more(
    office: SiteClient, cast: Cast, database: Database, moment: Moment, nobody: SiteClient
) -> None:
    with database.unit() as db:
        place = invitations.StaffPlace("Mr Finch", duty=DutyKind.OFFICE)
        token = invitations.invite_staff(db, place, moment, by=cast.lead.id)
    assert nobody.get(f"/staff/invitations/{token}").status_code == 200
    office.post(f"/office/staff/{cast.lead.public_id}/end")
    assert nobody.get(f"/staff/invitations/{token}").status_code == 404


@pytest.mark.parametrize("role", ["office", "owner", "mum"])
def test_only_other_staff_can_be_sent_away(
    office: SiteClient, cast: Cast, role: str, database: Database
) -> None:
    before = fingerprint(database)
    path = f"/office/staff/{getattr(cast, role).public_id}/end"
    assert office.post(path).status_code == 404
    assert fingerprint(database) == before


def test_the_first_office_person_is_invited_until_there_is_one(
    new_database: Callable[[str], Database], moment: Moment, nobody: SiteClient
) -> None:
    del nobody
    empty = new_database("no-office-yet")
    with empty.unit() as db:
        first = invitations.invite_first_office(db, moment)
    with empty.unit() as db:
        second = invitations.invite_first_office(db, moment)
    assert first
    assert second
    assert first != second
    assert how_many(empty, Person) == 0
    with empty.reading() as db:
        ended = db.scalars(select(Invitation.ended_at).order_by(Invitation.id)).all()
        assert ended == [moment.now, None]


def test_no_more_once_somebody_holds_the_duty(
    database: Database, cast: Cast, moment: Moment
) -> None:
    del cast
    with database.unit() as db:
        assert invitations.invite_first_office(db, moment) is None
    assert how_many(database, Invitation) == 0


def test_the_page_asks_as_often_for_many_classes_as_for_few(
    office: SiteClient,
    count_queries: Callable[..., AbstractContextManager[CountQueries]],
) -> None:
    with count_queries() as few:
        office.get("/office")
    for nth in range(3):
        fields = {"name": f"Fir {nth}", "stage": "early", "checks": "everything"}
        office.post("/office/classes", data=fields)
        office.post("/office/invitations", data={"called": f"Mr {nth}", "place": "office"})
    office.get("/office")
    with count_queries(few.number):
        office.get("/office")


def test_has_left_stands_by_everybody_else_and_ends_the_place_of_that_one(
    office: SiteClient, cast: Cast, client_of: Callable[[Somebody], SiteClient]
) -> None:
    teacher, colleague = client_of(cast.teacher), client_of(cast.second_teacher)
    page = office.get("/office")
    ends = re.findall(r'action="/office/staff/(\w+)/end"', page.text)
    assert page.text.count("Has left") == len(ends) > 1
    assert len(ends) == len(set(ends)), "once by each"
    assert cast.office.public_id not in ends, "not by oneself"
    answer = office.fill_in("/office", f"/office/staff/{cast.teacher.public_id}/end")
    assert answer.status_code == 303
    after = office.get(answer.location)
    assert "They cannot come in any more." in after.text
    assert after.text.count("Has left") == len(ends) - 1
    assert teacher.get("/to-check").status_code == 404, "out at once"
    assert colleague.get("/to-check").status_code == 200
