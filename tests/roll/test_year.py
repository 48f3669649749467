"""The turn of the school year over HTTP, with the cast's school."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.core import clock
from portfolio.jobs import Means
from portfolio.models import Group, Invitation, LogRow, Membership, Person, SignIn
from portfolio.models.enums import Checks, Role, Stage
from portfolio.office import invitations
from portfolio.roll.actions import year
from portfolio.roll.planning.year import suggested_name, suggested_stage
from portfolio.visibility import circle, reads
from tests.cast import FAMILY, TEACHERS
from tests.rows import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from portfolio.settings import Settings
    from tests.cast import Cast
    from tests.circles import Somebody, Team, Thing
    from tests.client import SiteClient
    from tests.counting import CountQueries


@pytest.fixture
def office(cast: Cast, client_of: Callable[[Somebody], SiteClient]) -> SiteClient:
    """The office person's browser."""
    return client_of(cast.office)


def moves(team: Team, name: str, teachers: str = "") -> dict[str, str]:
    """The fields by which a class moves up."""
    said = {"how": "moves", "name": name, "stage": "middle", "teachers": teachers}
    return {f"{part}-{team.public_id}": value for part, value in said.items()}


def leaves(team: Team) -> dict[str, str]:
    """The fields by which a class leaves."""
    return {f"how-{team.public_id}": "leaves"}


def turn(office: SiteClient, on: object, *fields: dict[str, str]) -> None:
    """Look at what would happen, and say yes."""
    sent = {"on": str(on)}
    for some in fields:
        sent |= some
    answer = office.post("/office/year/preview", data=sent)
    assert answer.status_code == 200, answer.text
    assert office.last_page is not None
    form = office.last_page.form("/office/year")
    assert office.post("/office/year", data=form.filled(), bare=True).status_code == 303


def later(at: Moment, days: int) -> Moment:
    """The same hour so many days on."""
    return clock.Moment(at.now + timedelta(days=days), at.today + timedelta(days=days))


def sees(database: Database, somebody: Somebody, thing: Thing, at: Moment) -> bool:
    """Whether somebody sees it at that moment."""
    with database.reading() as db:
        return reads.sight_of(db, somebody.viewer(at), thing.id) is not None


@pytest.mark.parametrize(
    ("name", "next_name"),
    [
        ("Oak Year 3", "Oak Year 4"),
        ("3B", "4B"),
        ("Year 9", "Year 10"),
        ("Reception", "Year 1"),
        ("Acorn (Reception)", "Acorn (Year 1)"),
        ("Oak", "Oak"),
        ("Class of 2031", "Class of 2031"),
    ],
)
def test_the_year_in_a_name_goes_up_by_one(name: str, next_name: str) -> None:
    assert suggested_name(name) == next_name


def test_the_age_follows_the_year_in_the_name() -> None:
    assert suggested_stage("Year 3", Stage.EARLY) is Stage.MIDDLE
    assert suggested_stage("Oak", Stage.EARLY) is Stage.EARLY


@pytest.mark.parametrize("role", ["owner", "mum", "teacher", "lead"])
def test_it_is_not_there_for_others(
    cast: Cast, client_of: Callable[[Somebody], SiteClient], database: Database, role: str
) -> None:
    client = client_of(getattr(cast, role))
    before = fingerprint(database)
    assert client.get("/office/year").status_code == 404
    for path in ("/office/year", "/office/year/preview"):
        assert client.post(path, data={"on": str(cast.at.today)}).status_code == 404
    assert fingerprint(database) == before


def test_looking_at_it_changes_nothing(office: SiteClient, cast: Cast, database: Database) -> None:
    before = fingerprint(database)
    text = office.get("/office/year").text
    assert "Oak" in text
    answer = office.fill_in("/office/year", "/preview")
    assert answer.status_code == 200
    assert "Oak becomes Oak" in answer.text
    assert f"Teacher {cast.teacher.name}" in text or cast.teacher.name in text
    assert fingerprint(database) == before


@pytest.mark.parametrize("away", [0, 30])
def test_t70_on_the_day_the_old_class_sees_no_more_and_the_new_one_begins_empty(
    cast: Cast, office: SiteClient, database: Database, moment: Moment, away: int
) -> None:
    up = [cast.group.children, cast.group.families, TEACHERS, FAMILY]
    thing = cast.puts_up(cast.owner, up)
    on = moment.today + timedelta(days=away)
    turn(
        office,
        on,
        moves(cast.group, "Oak", cast.other_teacher.public_id),
        moves(cast.other_group, "Oak", cast.other_teacher.public_id),
    )
    seen = {"classmate": True, "classmates_parent": True, "teacher": True, "mum": True}
    for days in {0, away - 1, away, away + 1} - {-1}:
        at, is_new = later(moment, days), days >= away
        for role, before in seen.items():
            expected = before if not is_new else role == "mum"
            assert sees(database, getattr(cast, role), thing, at) is expected, (role, days)
        assert sees(database, cast.other_child, thing, at) is False, "now in one class with her"
        assert sees(database, cast.other_teacher, thing, at) is is_new, "her teacher now"
    with database.reading() as db:
        made = db.scalars(select(Group).where(Group.name == "Oak").order_by(Group.id)).all()
        assert len(made) == 2, "two classes that become one are one"
        names = {row.id for row in circle.members_of(db, made[1].id, later(moment, away))}
        assert {cast.owner.id, cast.other_child.id} <= names
        assert circle.members_of(db, cast.group.id, later(moment, away)) == []


def test_whoever_joins_later_joins_the_new_class_later(
    cast: Cast, office: SiteClient, database: Database, moment: Moment
) -> None:
    turn(office, moment.today, moves(cast.group, "Elm"), leaves(cast.other_group))
    with database.reading() as db:
        made = db.scalars(select(Group.id).where(Group.name == "Elm")).one()
        for days, expected in ((6, False), (7, True)):
            found = {row.id for row in circle.members_of(db, made, later(moment, days))}
            assert (cast.joining.id in found) is expected
        rows = select(Membership.from_on, Membership.until_on).where(
            Membership.person_id == cast.moved.id
        )
        assert len(db.execute(rows).all()) == 1, "who moved away before moves up with nobody"


@pytest.mark.parametrize("away", [0, 2])
def test_t66_leavers_are_out_on_the_day_and_not_before(
    cast: Cast,
    office: SiteClient,
    client_of: Callable[[Somebody], SiteClient],
    database: Database,
    settings: Settings,
    away: int,
) -> None:
    moment = cast.at
    owner, dad = client_of(cast.owner), client_of(cast.dad)
    thing = cast.puts_up(cast.owner, [FAMILY])
    turn(
        office,
        moment.today + timedelta(days=away),
        leaves(cast.group),
        moves(cast.other_group, "Elm"),
    )
    is_out = away == 0
    assert (owner.get("/space").status_code == 404) is is_out
    assert (dad.get("/shared").status_code == 404) is is_out
    at = later(moment, away)
    assert sees(database, cast.dad, thing, moment) is not is_out
    assert sees(database, cast.dad, thing, at) is False
    with database.unit() as db:
        year.arrive(Means(db, at, settings, None))  # type: ignore[arg-type]
    with database.reading() as db:
        assert db.get_one(Person, cast.owner.id).until_on == at.today
        for who in (cast.owner, cast.dad):
            ended = select(SignIn.ended_at).where(SignIn.person_id == who.id)
            assert None not in db.scalars(ended).all()
        mum = select(SignIn.ended_at).where(SignIn.person_id == cast.mum.id)
        assert all(end is None for end in db.scalars(mum)), "she has a child in the other class"


def test_who_is_in_a_class_that_goes_on_does_not_leave(
    cast: Cast, office: SiteClient, database: Database, moment: Moment
) -> None:
    cast.joins(cast.owner, cast.other_group)
    turn(office, moment.today, leaves(cast.group), moves(cast.other_group, "Elm"))
    with database.reading() as db:
        assert db.get_one(Person, cast.owner.id).until_on is None
        assert db.get_one(Person, cast.classmate.id).until_on == moment.today


def test_letters_of_last_years_teacher_end_with_the_day(
    cast: Cast, office: SiteClient, database: Database, moment: Moment
) -> None:
    with database.unit() as db:
        for by, called in ((cast.teacher.id, "Nana"), (cast.office.id, "Pop")):
            place = invitations.FamilyPlace(cast.owner.id, called, None, called)
            invitations.invite_family(db, place, moment, by=by)
    turn(office, moment.today, moves(cast.group, "Elm"), moves(cast.other_group, "Fir"))
    with database.reading() as db:
        letters = db.execute(select(Invitation.called, Invitation.ended_at)).all()
        ended = {row.called: row.ended_at is not None for row in letters}
        assert ended == {"Nana": True, "Pop": False}


def test_what_the_teacher_reads_first_stays_and_of_two_the_more(
    cast: Cast, office: SiteClient, database: Database, moment: Moment
) -> None:
    turn(office, moment.today, moves(cast.group, "Elm"), moves(cast.other_group, "Fir"))
    with database.reading() as db:
        found = {row.name: row.checks for row in db.execute(select(Group.name, Group.checks))}
    assert found["Elm"] is Checks.EVERYTHING
    assert found["Fir"] is Checks.BEYOND_FAMILY


def test_a_year_that_is_prepared_is_not_offered_again(
    cast: Cast, office: SiteClient, moment: Moment
) -> None:
    fields = moves(cast.group, "Elm"), moves(cast.other_group, "Fir")
    turn(office, moment.today + timedelta(days=9), *fields)
    assert "There is no class with children to move up." in office.get("/office/year").text
    page = office.get("/office").text
    assert "Elm" in page
    assert "Over by now" not in page


def test_a_world_that_changed_is_shown_again(
    cast: Cast, office: SiteClient, database: Database, moment: Moment
) -> None:
    sent = {
        "on": str(moment.today),
        **moves(cast.group, "Elm"),
        **moves(cast.other_group, "Fir"),
    }
    office.post("/office/year/preview", data=sent)
    assert office.last_page is not None
    filled = office.last_page.form("/office/year").filled()
    with database.unit() as db:
        mine = Membership.person_id == cast.classmate.id
        db.execute(update(Membership).where(mine).values(until_on=moment.today))
    before = fingerprint(database)
    answer = office.post("/office/year", data=filled, bare=True)
    assert answer.status_code == 409
    assert "Please look again." in answer.text
    assert fingerprint(database) == before
    assert office.post("/office/year", data=sent).status_code == 409, "nor unseen"
    assert fingerprint(database) == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"on": "2020-01-01"},
        {"on": ""},
        {"on": "2099-01-01"},
        {"name": ""},
        {"name": "x" * 61},
        {"how": "fly"},
        {"stage": "old"},
    ],
)
def test_what_does_not_fit_is_said_and_changes_nothing(
    cast: Cast, office: SiteClient, database: Database, moment: Moment, wrong: dict[str, str]
) -> None:
    sent = {"on": str(moment.today), **moves(cast.group, "Elm"), **leaves(cast.other_group)}
    for name, value in wrong.items():
        sent[name if name == "on" else f"{name}-{cast.group.public_id}"] = value
    before = fingerprint(database)
    for path in ("/office/year/preview", "/office/year"):
        answer = office.post(path, data=sent)
        assert answer.status_code == 422
        assert "Look at this again" in answer.text
    assert fingerprint(database) == before


def test_a_child_or_a_stranger_never_becomes_a_teacher(
    cast: Cast, office: SiteClient, database: Database, moment: Moment
) -> None:
    fields = moves(cast.group, "Elm"), moves(cast.other_group, "Elm")
    for who in (cast.classmate, cast.mum, cast.left):
        fields = moves(cast.group, "Elm", who.public_id), moves(cast.other_group, "Elm")
        sent = {"on": str(moment.today), **fields[0], **fields[1]}
        assert "no teacher yet" in office.post("/office/year/preview", data=sent).text
    turn(office, moment.today, *fields)
    with database.reading() as db:
        made = select(Group.id).where(Group.name == "Elm").scalar_subquery()
        mine = Membership.group_id == made, Membership.role == Role.TEACHER
        assert db.scalars(select(Membership.id).where(*mine)).all() == []
        row = db.scalars(select(LogRow).where(LogRow.event == "year_changed")).one()
        assert set(row.about) == {"groups", "gone"}


def test_the_page_asks_as_often_for_many_classes_as_for_few(
    cast: Cast,
    office: SiteClient,
    count_queries: Callable[..., AbstractContextManager[CountQueries]],
) -> None:
    office.get("/office/year")
    with count_queries() as few:
        office.get("/office/year")
    for nth in range(3):
        fields = {"name": f"Fir {nth}", "stage": "early", "checks": "everything"}
        office.post("/office/classes", data=fields)
    with cast.database.unit() as db:
        for group in db.scalars(select(Group).where(Group.name.like("Fir%"))):
            row = Membership(group_id=group.id, person_id=cast.owner.id, role=Role.PUPIL)
            row.from_on = cast.at.today
            db.add(row)
    office.get("/office/year")
    with count_queries(few.number):
        office.get("/office/year")
