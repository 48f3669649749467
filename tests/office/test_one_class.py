"""One class before the office: what its teacher reads first, and who teaches it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.models import Group, LogRow, Membership
from portfolio.models.enums import Checks, Role
from tests.cast import FAMILY
from tests.rows import fingerprint

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


def _path(cast: Cast) -> str:
    return f"/office/classes/{cast.group.public_id}"


def _checks(database: Database, cast: Cast) -> Checks:
    with database.reading() as db:
        return db.scalars(select(Group.checks).where(Group.id == cast.group.id)).one()


def test_the_page_says_what_each_choice_means_and_who_teaches(
    office: SiteClient, cast: Cast
) -> None:
    text = office.get(_path(cast)).text
    assert "No teacher sees it, and talk on it stays in the family." in text
    assert cast.teacher.name in text
    assert cast.other_teacher.name not in text
    assert _path(cast) in office.get("/office").text


def test_a_new_choice_holds_for_what_is_asked_from_then_on(
    office: SiteClient, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    teacher = client_of(cast.teacher)
    before = cast.puts_up(cast.owner, [FAMILY])
    assert teacher.get(f"/items/{before.public_id}").status_code == 200
    answer = office.fill_in(_path(cast), "/checks", checks="beyond_family")
    assert answer.location == _path(cast)
    assert _checks(database, cast) is Checks.BEYOND_FAMILY
    assert teacher.get(f"/items/{before.public_id}").status_code == 404, "reading less, at once"
    private = cast.puts_up(cast.owner, [FAMILY])
    office.fill_in(_path(cast), "/checks", checks="everything")
    assert teacher.get(f"/items/{private.public_id}").status_code == 404, "as the child was told"
    assert teacher.get(f"/items/{before.public_id}").status_code == 200
    with database.reading() as db:
        rows = db.scalars(select(LogRow.about).where(LogRow.event == "group_checks_set")).all()
    assert [row["checks"] for row in rows] == ["beyond_family", "everything"]


def test_what_waits_keeps_its_reader(office: SiteClient, cast: Cast, database: Database) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY], "waiting")
    answer = office.post(f"{_path(cast)}/checks", data={"checks": "beyond_family"})
    assert answer.status_code == 422
    assert "Something waits for its teacher." in answer.text
    assert _checks(database, cast) is Checks.EVERYTHING
    cast.checks(thing)
    office.post(f"{_path(cast)}/checks", data={"checks": "beyond_family"})
    assert _checks(database, cast) is Checks.BEYOND_FAMILY


def test_what_waits_in_another_class_does_not_matter(
    office: SiteClient, cast: Cast, database: Database
) -> None:
    cast.puts_up(cast.rowan.owner, [cast.rowan.group.children], "waiting")
    office.post(f"{_path(cast)}/checks", data={"checks": "beyond_family"})
    assert _checks(database, cast) is Checks.BEYOND_FAMILY


@pytest.mark.parametrize("sent", ["", "nothing", "EVERYTHING"])
def test_an_unknown_choice_is_refused_in_words(
    office: SiteClient, cast: Cast, database: Database, sent: str
) -> None:
    before = fingerprint(database)
    answer = office.post(f"{_path(cast)}/checks", data={"checks": sent})
    assert answer.status_code == 422
    assert "Please choose one of the two." in answer.text
    assert fingerprint(database) == before


def test_a_teacher_whose_place_in_the_class_ends_loses_sight_with_the_next_request(
    office: SiteClient, cast: Cast, client_of: ClientOf
) -> None:
    teacher, second = client_of(cast.teacher), client_of(cast.second_teacher)
    thing = cast.puts_up(cast.owner, [FAMILY], "waiting")
    item = f"/items/{thing.public_id}"
    family = f"/families/{cast.owner.public_id}"
    for path in (item, family, f"/class/{cast.group.public_id}"):
        assert teacher.get(path).status_code == 200
    ended = f"{_path(cast)}/teachers/{cast.teacher.public_id}"
    assert office.post(f"{ended}/end").location == _path(cast)
    for path in (item, family, f"/class/{cast.group.public_id}"):
        assert teacher.get(path).status_code == 404
    assert teacher.post(f"{item}/checks", data={"result": "up"}).status_code == 404
    assert second.get(item).status_code == 200
    assert f"{ended}/back" in office.get(_path(cast)).text
    office.post(f"{ended}/back")
    assert teacher.get(item).status_code == 200


@pytest.mark.parametrize("deed", ["end", "back"])
@pytest.mark.parametrize("role", ["other_teacher", "owner", "mum"])
def test_nobody_but_a_teacher_of_the_class_can_be_named(
    office: SiteClient, cast: Cast, database: Database, role: str, deed: str
) -> None:
    before = fingerprint(database)
    path = f"{_path(cast)}/teachers/{getattr(cast, role).public_id}/{deed}"
    assert office.post(path).status_code == 404
    assert fingerprint(database) == before


@pytest.mark.parametrize("role", ["teacher", "lead", "mum", "owner"])
def test_it_is_not_there_for_others(
    cast: Cast, client_of: ClientOf, role: str, database: Database
) -> None:
    client = client_of(getattr(cast, role))
    before = fingerprint(database)
    assert client.get(_path(cast)).status_code == 404
    assert client.post(f"{_path(cast)}/checks", data={"checks": "everything"}).status_code == 404
    for deed in ("end", "back"):
        path = f"{_path(cast)}/teachers/{cast.second_teacher.public_id}/{deed}"
        assert client.post(path).status_code == 404
    assert fingerprint(database) == before


def test_a_club_is_no_class(office: SiteClient, cast: Cast) -> None:
    assert office.get(f"/office/classes/{cast.club.public_id}").status_code == 404


def test_a_class_that_is_over_is_noise_only_while_nothing_waits_in_it(
    office: SiteClient, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    lead = client_of(cast.lead)
    office.post("/office/classes", data={"name": "Fir", "stage": "early", "checks": "everything"})
    with database.unit() as db:
        old = Group(public_id="willow0123456789", name="Willow", kind="class", stage="middle")
        db.add(old)
        db.flush()
        begun = cast.at.today.replace(year=cast.at.today.year - 1)
        places = [(cast.owner.id, Role.PUPIL), (cast.teacher.id, Role.TEACHER)]
        for person_id, role in places:
            db.add(
                Membership(
                    group_id=old.id,
                    person_id=person_id,
                    role=role,
                    from_on=begun,
                    until_on=cast.at.today,
                )
            )
        number = old.id
    assert "Willow" not in lead.get("/waiting-times").text
    assert "Fir" in lead.get("/waiting-times").text, "a class that is still empty is not over"
    page = office.get("/office").text
    assert "Over by now: Willow." in page
    assert "/office/classes/willow0123456789" not in page
    assert "Willow" not in office.get("/office/invitations").text
    with database.unit() as db:
        db.execute(update(Membership).where(Membership.group_id == number).values(until_on=None))
    assert "Willow" in lead.get("/waiting-times").text
    assert "Over by now" not in office.get("/office").text


def test_a_teacher_with_nothing_to_read_is_led_on(cast: Cast, client_of: ClientOf) -> None:
    text = client_of(cast.teacher).get("/to-check").text
    assert "Nothing waits." in text
    assert "My class and its cards" in text
    assert "Families and their letters" in text
