"""Sending a list, seeing what it would change, and saying yes: over HTTP, in the cast's school."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.core import clock
from portfolio.jobs import Means
from portfolio.models import (
    Card,
    FamilyTie,
    Group,
    Invitation,
    Job,
    LogRow,
    Membership,
    Person,
    RollKey,
    RollUpload,
)
from portfolio.models.enums import PersonKind
from portfolio.office import invitations
from portfolio.roll.actions import uploads
from portfolio.visibility import circle
from tests.cast import FAMILY, TEACHERS
from tests.client import client_for
from tests.conftest import TIME_ZONE
from tests.roll.files import oneroster_11, pupils, user_11
from tests.rows import fingerprint, how_many

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from flask import Flask

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from portfolio.settings import Settings
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient
    from tests.counting import CountQueries
    from tests.roll.conftest import Desk


def exported(desk: Desk, kind: str = "pupils") -> bytes:
    """The roll as it stands, as a file."""
    answer = desk.client.post(f"/office/roll/exports/{kind}.csv")
    assert answer.status_code == 200
    return bytes(answer.data)


def without(data: bytes, *names: str) -> bytes:
    """The list without the rows of these first names."""
    lines = data.decode().splitlines(keepends=True)
    kept = [line for line in lines if not any(f",{name}," in line for name in names)]
    assert len(kept) == len(lines) - len(names)
    return "".join(kept).encode()


# ---------------------------------------------------------------- who may

PATHS = [
    ("GET", "/office/roll"),
    ("GET", "/office/roll/templates/pupils.csv"),
    ("POST", "/office/roll/exports/pupils.csv"),
    ("POST", "/office/roll/uploads"),
]


@pytest.mark.parametrize("role", ["owner", "mum", "teacher", "lead"])
@pytest.mark.parametrize(("method", "path"), PATHS)
def test_it_is_not_there_for_others(
    cast: Cast,
    client_of: Callable[[Somebody], SiteClient],
    database: Database,
    role: str,
    method: str,
    path: str,
) -> None:
    client = client_of(getattr(cast, role))
    before = fingerprint(database)
    data = {"file": (io.BytesIO(pupils("1,Ben,Rose,Oak")), "x.csv"), "kind": "pupils"}
    answer = client.open(path, method=method, data=data if method == "POST" else None)
    assert answer.status_code == 404
    assert fingerprint(database) == before


@pytest.mark.parametrize("role", ["owner", "mum", "teacher", "lead", "other_office"])
def test_a_list_that_waits_is_its_senders_alone(
    cast: Cast,
    desk: Desk,
    client_of: Callable[[Somebody], SiteClient],
    database: Database,
    role: str,
) -> None:
    address = desk.sent(pupils("1,Secretina,Rose,Oak"))
    assert "Secretina" in desk.client.get(address).text
    other = client_of(
        _second_office(database, cast) if role == "other_office" else getattr(cast, role)
    )
    before = fingerprint(database)
    assert other.get(address).status_code == 404
    for way in ("confirmation", "answers", "end"):
        assert other.post(f"{address}/{way}", data={"plan": "x"}).status_code == 404
    assert fingerprint(database) == before


def _second_office(database: Database, cast: Cast) -> Somebody:
    """Another person of the office: the club's leader is given the duty."""
    from portfolio.models import Duty  # noqa: PLC0415 -- one use
    from portfolio.models.enums import DutyKind  # noqa: PLC0415 -- one use

    with database.unit() as db:
        someone = cast.club_leader
        db.add(Duty(person_id=someone.id, kind=DutyKind.OFFICE, from_on=cast.at.today))
        return someone  # type: ignore[no-any-return]


# ---------------------------------------------------------------- a list, and yes


def test_new_children_are_on_the_roll_at_once_and_only_after_yes(
    desk: Desk, cast: Cast, database: Database, moment: Moment
) -> None:
    before = how_many(database, Person)
    address = desk.sent(pupils("11,Zadie,Moon,Oak", "12,Yara,Sun,Larch (Year 1)"))
    text = desk.client.get(address).text
    for words in ("Zadie Moon", "Yara Sun", "Larch (Year 1)", "4 to 7 years", "New on the roll"):
        assert words in text
    assert how_many(database, Person) == before
    assert desk.says_yes(address).location == "/office/roll"
    with database.reading() as db:
        names = {row.name for row in circle.members_of(db, cast.group.id, moment)}
        made = db.scalars(select(Group).where(Group.name == "Larch (Year 1)")).one()
        assert "Zadie" in names
        assert [row.name for row in circle.members_of(db, made.id, moment)] == ["Yara"]
        assert set(db.scalars(select(RollKey.key))) == {"11", "12"}
        assert db.scalars(select(LogRow).where(LogRow.event == "roll_taken_over")).one().about == {
            "file": db.scalars(select(LogRow).where(LogRow.event == "roll_sent"))
            .one()
            .about["file"],
            "new": 2,
            "changed": 0,
            "gone": 0,
        }
    assert how_many(database, RollUpload) == 0, "what it said is not kept"


def test_the_roll_sent_back_as_it_was_fetched_changes_nothing(
    desk: Desk, database: Database
) -> None:
    for kind in ("pupils", "staff", "classes"):
        address = desk.sent(exported(desk, kind), kind, "whole")
        before = fingerprint(database)
        text = desk.client.get(address).text
        assert "There is nothing to change." in text, kind
        assert f'action="{address}/confirmation"' not in text
        assert desk.client.post(f"{address}/confirmation").status_code == 409
        assert fingerprint(database) == before


def test_t30_a_fetched_roll_holds_no_formula(desk: Desk, database: Database, cast: Cast) -> None:
    with database.unit() as db:
        db.execute(
            update(Person).where(Person.id == cast.owner.id).values(surname='=HYPERLINK("x")')
        )
        db.execute(update(Person).where(Person.id == cast.classmate.id).values(surname="@x"))
    data = exported(desk).decode()
    assert "'=HYPERLINK" in data
    assert "'@x" in data
    assert not re.search(r'(^|,)"?[=@+-]', data, re.MULTILINE)


def test_a_name_from_a_list_is_text_on_every_page(desk: Desk) -> None:
    address = desk.sent(pupils('11,<script>alert(1)</script>,"""><img src=x>",Oak'))
    text = desk.client.get(address).text
    assert "<script>alert" not in text
    assert "<img src=x" not in text


def test_a_template_is_empty_and_is_read_again(desk: Desk) -> None:
    for kind in ("pupils", "staff", "classes"):
        answer = desk.client.get(f"/office/roll/templates/{kind}.csv")
        assert answer.mimetype == "text/csv"
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert desk.send(answer.data, kind).status_code == 303
    assert desk.client.get("/office/roll/templates/oneroster.csv").status_code == 404


def test_rows_that_do_not_fit_stop_the_whole_list(desk: Desk, database: Database) -> None:
    address = desk.sent(pupils("11,Zadie,Moon,Oak", "12,,Sun,Oak", "13,=1+1,Sun,Oak"))
    page = desk.client.get(address).text
    assert "2 rows do not fit" in page
    assert "The first name is missing. Type it in." in page
    assert "A cell begins with" in page
    before = fingerprint(database)
    assert f"{address}/confirmation" not in page
    assert desk.client.post(f"{address}/confirmation").status_code == 409
    assert fingerprint(database) == before


@pytest.mark.parametrize(
    ("data", "kind", "sentence"),
    [
        (b"", "pupils", "There is nothing in this file."),
        (b"PK\x03\x04junk", "oneroster", "not a CSV list"),
        (b"A,B\n1,2\n", "pupils", "first name, class"),
        (b"First name,Class,E-mail\nA,Oak,b\n", "pupils", "list of staff"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_keeps_nothing(
    desk: Desk, database: Database, data: bytes, kind: str, sentence: str
) -> None:
    before = fingerprint(database)
    answer = desk.send(data, kind)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert fingerprint(database) == before


@pytest.mark.parametrize("missing", [{"kind": "parents"}, {"kind": ""}, {"extent": "half"}])
def test_a_choice_that_was_not_offered_is_refused(
    desk: Desk, database: Database, missing: dict[str, str]
) -> None:
    before = fingerprint(database)
    fields = {"kind": "pupils", "extent": "some", **missing}
    assert desk.send(pupils("1,A,B,Oak"), **fields).status_code == 422
    assert fingerprint(database) == before


def test_a_file_larger_than_any_list_is_refused(desk: Desk, database: Database) -> None:
    before = fingerprint(database)
    assert desk.send_raw(b"x" * (7 * 1024 * 1024)).status_code == 413
    assert desk.send_raw(b"x" * (5 * 1024 * 1024 + 1)).status_code == 422
    assert fingerprint(database) == before


# ---------------------------------------------------------------- the world moves on


def test_a_plan_that_is_not_the_one_shown_is_shown_again(
    desk: Desk, cast: Cast, database: Database
) -> None:
    address = desk.sent(pupils("11,Zadie,Moon,Oak"), extent="whole")
    shown = desk.client.get(address)
    plan = re.search(r'name="plan"[^>]*value="(\w+)"', shown.text)
    assert plan
    with database.unit() as db:
        db.execute(update(Person).where(Person.id == cast.classmate.id).values(first_name="Benny"))
    before = fingerprint(database)
    answer = desk.client.post(f"{address}/confirmation", data={"plan": plan[1], "number": "8"})
    assert answer.status_code == 409
    assert "Please look again." in answer.text
    assert fingerprint(database) == before


def test_an_hour_later_nothing_of_it_is_left(
    desk: Desk, database: Database, moment: Moment, settings: Settings
) -> None:
    address = desk.sent(pupils("11,Zadie,Moon,Oak"))
    with database.unit() as db:
        job = db.scalars(select(Job).where(Job.kind == uploads.FORGET)).one()
        assert job.run_at - job.made_at == timedelta(hours=1)
        db.execute(update(RollUpload).values(ends_at=moment.now))
    assert desk.client.get(address).status_code == 404
    assert desk.client.post(f"{address}/confirmation").status_code == 404
    with database.unit() as db:
        uploads.forget(Means(db, clock.moment(TIME_ZONE), settings, None), job.about)  # type: ignore[arg-type]
    assert how_many(database, RollUpload) == 0


def test_the_chore_drops_what_a_lost_job_left(
    desk: Desk, database: Database, moment: Moment, settings: Settings
) -> None:
    desk.sent(pupils("11,Zadie,Moon,Oak"))
    for minutes, left in ((59, 1), (61, 0)):
        later = clock.Moment.at(moment.now + timedelta(minutes=minutes), TIME_ZONE)
        with database.unit() as db:
            uploads.sweep(Means(db, later, settings, None))  # type: ignore[arg-type]
        assert how_many(database, RollUpload) == left


def test_a_second_list_takes_the_place_of_the_first(desk: Desk, database: Database) -> None:
    first = desk.sent(pupils("11,Zadie,Moon,Oak"))
    second = desk.sent(pupils("12,Yara,Sun,Oak"))
    assert desk.client.get(first).status_code == 404
    assert "Yara" in desk.client.get(second).text
    desk.client.post(f"{second}/end")
    assert how_many(database, RollUpload) == 0


def test_the_same_form_sent_twice_is_one_list(desk: Desk, database: Database) -> None:
    data = pupils("11,Zadie,Moon,Oak")
    places = [desk.send(data, key="k" * 16).location for _ in range(2)]
    assert places[0] == places[1]
    assert how_many(database, RollUpload) == 1


def test_neither_the_log_nor_a_job_holds_a_name(desk: Desk, database: Database) -> None:
    desk.takes_over(pupils("11,Zadie,Moon,Oak"))
    with database.reading() as db:
        rows = [*db.scalars(select(LogRow.about)), *db.scalars(select(Job.about))]
    assert "Zadie" not in repr(rows)
    assert "Moon" not in repr(rows)


# ---------------------------------------------------------------- questions


def test_the_same_name_in_another_class_is_asked_about(
    desk: Desk, cast: Cast, database: Database, moment: Moment
) -> None:
    data = pupils(
        f"77,{cast.classmate.name},Surname-of-{cast.classmate.name},{cast.other_group.name}"
    )
    address = desk.sent(data)
    page = desk.client.get(address).text
    assert "Is this the same child?" in page
    assert f"{address}/confirmation" not in page
    mark = re.search(r'name="(pupil-\d+)" value="(\w{16})"', page)
    assert mark
    assert mark[2] == cast.classmate.public_id
    desk.client.post(f"{address}/answers", data={mark[1]: cast.owner.public_id})
    assert "Is this the same child?" in desk.client.get(address).text, "not offered, not taken"
    desk.client.post(f"{address}/answers", data={mark[1]: mark[2]})
    assert desk.says_yes(address).status_code == 303
    with database.reading() as db:
        found = {row.id for row in circle.members_of(db, cast.other_group.id, moment)}
        assert cast.classmate.id in found
        assert cast.classmate.id not in {
            row.id for row in circle.members_of(db, cast.group.id, moment)
        }
        assert db.scalars(select(RollKey.person_id)).one() == cast.classmate.id


# ---------------------------------------------------------------- leaving


def test_a_large_leaving_asks_for_its_number(desk: Desk, database: Database) -> None:
    address = desk.sent(pupils("11,Zadie,Moon,Oak"), extent="whole")
    found = re.search(r"would leave: (\d+) of", desk.client.get(address).text)
    assert found
    before = fingerprint(database)
    for number in ("", "1", f"{found[1]}0"):
        answer = desk.says_yes(address, number=number)
        assert answer.status_code == 422
        assert "Type the number of those who leave." in answer.text
    assert fingerprint(database) == before
    assert desk.says_yes(address, number=found[1]).status_code == 303


def test_t66_who_is_not_in_the_whole_list_has_left_with_all_doors(
    desk: Desk,
    cast: Cast,
    client_of: Callable[[Somebody], SiteClient],
    database: Database,
    moment: Moment,
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY, TEACHERS, cast.group.children])
    with database.unit() as db:
        db.add(Card(person_id=cast.owner.id, token_hash="f" * 64, made_at=moment.now))
        place = invitations.FamilyPlace(cast.owner.id, "Auntie", None, "Auntie's")
        invitations.invite_family(db, place, moment, by=cast.office.id)
    roles = ("owner", "dad", "mum", "teacher", "classmate", "classmates_parent")
    clients = {role: client_of(getattr(cast, role)) for role in roles}
    for role in roles[:-1]:
        assert clients[role].get(f"/items/{thing.public_id}").status_code == 200, role
    desk.takes_over(without(exported(desk), cast.owner.name), extent="whole")
    for role in roles:
        assert clients[role].get(f"/items/{thing.public_id}").status_code == 404, role
    assert clients["owner"].get("/space").status_code == 404, "the session is over"
    assert clients["dad"].get("/shared").status_code == 404, "that of the family of nobody else too"
    assert clients["mum"].get("/shared").status_code == 200, "she has another child here"
    assert clients["classmate"].get("/space").status_code == 200
    with database.reading() as db:
        assert db.scalars(select(Card.ended_at)).all() != [None]
        assert all(db.scalars(select(Invitation.ended_at)))
        person = db.get_one(Person, cast.owner.id)
        assert person.until_on == moment.today
        ends = db.scalars(select(Membership.until_on).where(Membership.person_id == person.id))
        assert None not in ends.all()
        ties = db.scalars(select(FamilyTie.until_on).where(FamilyTie.pupil_id == person.id))
        assert None not in ties.all()


def test_a_list_that_is_not_whole_sends_nobody_away(
    desk: Desk, cast: Cast, client_of: Callable[[Somebody], SiteClient]
) -> None:
    owner = client_of(cast.owner)
    desk.takes_over(pupils("11,Zadie,Moon,Oak"), extent="some")
    assert owner.get("/space").status_code == 200


def test_who_comes_back_by_number_finds_their_things_and_no_family(
    desk: Desk, cast: Cast, database: Database, moment: Moment
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    whole = exported(desk).decode()
    row = next(line for line in whole.splitlines() if f",{cast.owner.name}," in line)
    numbered = whole.replace(row, f"4711{row}").encode()
    desk.takes_over(numbered, extent="whole")
    desk.takes_over(without(exported(desk), cast.owner.name), extent="whole")
    desk.takes_over(pupils(f"4711,{cast.owner.name},New-Name,Oak"))
    with database.reading() as db:
        person = db.get_one(Person, cast.owner.id)
        assert (person.until_on, person.surname) == (None, "New-Name")
        assert circle.family_of(db, person.id, moment) == []
        assert how_many(database, RollKey) == 1
    assert thing.owner.id == cast.owner.id


# ---------------------------------------------------------------- staff, and a system's own zip


def test_staff_by_a_list_get_no_duty_and_nobody_with_one_leaves(
    desk: Desk, cast: Cast, database: Database, moment: Moment
) -> None:
    header = "Number,First name,Surname,Children call them,E-mail,Classes,Duty\n"
    data = (header + "t1,Finn,Hall,Mr Hall,finn@hill.example,Oak,office\n").encode()
    desk.takes_over(data, "staff", "whole")
    with database.reading() as db:
        here = {row.id for row in circle.here_today(db, PersonKind.STAFF, moment)}
        new = db.scalars(select(Person).where(Person.first_name == "Finn")).one()
        assert here == {new.id, cast.office.id, cast.lead.id}
        names = {row.name for row in circle.teachers_of(db, cast.owner.id, moment)}
        assert names == {"Mr Hall"}
    assert desk.client.get("/office").status_code == 200


def test_a_oneroster_zip_is_taken_over(desk: Desk, database: Database) -> None:
    data = oneroster_11(
        [
            user_11("s-1", "student", "Ivo", "Rose"),
            user_11("t-1", "teacher", "Edda", "Lars", email="edda@hill.example"),
        ],
        [("c-elm", "s-1", "student"), ("c-elm", "t-1", "teacher")],
    )
    desk.takes_over(data, "oneroster", "some")
    before = how_many(database, Person)
    address = desk.sent(data, "oneroster", "some")
    assert "There is nothing to change." in desk.client.get(address).text
    renamed = oneroster_11(
        [
            user_11("s-1", "student", "Ivor", "Rose"),
            user_11("t-1", "teacher", "Edda", "Lars", email="edda@hill.example"),
        ],
        [("c-elm", "s-1", "student"), ("c-elm", "t-1", "teacher")],
        classes=[("c-elm", "Elm 4")],
    )
    desk.takes_over(renamed, "oneroster", "some")
    assert how_many(database, Person) == before
    with database.reading() as db:
        assert db.scalars(select(Person.id).where(Person.first_name == "Ivor")).one()
        assert db.scalars(select(Group.id).where(Group.name == "Elm 4")).one()


def test_the_page_asks_as_often_for_many_rows_as_for_few(
    desk: Desk, count_queries: Callable[..., AbstractContextManager[CountQueries]]
) -> None:
    address = desk.sent(pupils("11,Zadie,Moon,Oak"))
    desk.client.get(address)
    with count_queries() as few:
        desk.client.get(address)
    many = desk.sent(pupils(*(f"{n},N{n},Moon,Oak" for n in range(30))))
    desk.client.get(many)
    with count_queries(few.number):
        desk.client.get(many)


def test_whoever_showed_no_second_factor_of_late_is_asked_first(
    desk: Desk, app: Flask, cast: Cast, database: Database
) -> None:
    asked = client_for(app, cast.office, is_proved=False)
    address = desk.sent(pupils("11,Zadie,Moon,Oak"))
    before = fingerprint(database)
    for path in ("/office/roll", address):
        assert asked.get(path).status_code != 200
    for path in ("/office/roll/exports/pupils.csv", "/office/roll/uploads", f"{address}/end"):
        answer = asked.post(path, data={"kind": "pupils"})
        assert answer.mimetype == "text/html"
        assert cast.owner.name not in answer.text
    assert fingerprint(database) == before
