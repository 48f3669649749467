"""Cards: read back from the picture of the sheet, replaced at once, for their own class alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select, update

from portfolio.deeds import CHORES
from portfolio.models import Base, Card, Group, LogRow, PaperRun, Person, Secret
from portfolio.models.enums import Role, SecretKind
from portfolio.paper.cards import code_lines
from tests.client import nobody_for
from tests.paper.conftest import read
from tests.rows import fingerprint, how_many, surname_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient
    from tests.paper.conftest import Printer

    ClientOf = Callable[[Somebody], SiteClient]

A4 = (595, 842)


def _cards(cast: Cast) -> str:
    return f"/paper/cards/{cast.group.public_id}"


def test_each_square_of_the_sheet_opens_the_card_of_its_child(
    cast: Cast, client_of: ClientOf, printer: Printer, app: Flask, database: Database
) -> None:
    surname = surname_of(database, cast.owner)
    teacher = client_of(cast.teacher)
    assert "stop working at once" in teacher.get(_cards(cast)).text
    paper = read(printer.prints(teacher, teacher.fill_in(_cards(cast), _cards(cast))))
    assert tuple(round(side) for side in paper.size) == A4
    with database.reading() as db:
        live = db.scalars(select(Card.person_id).where(Card.ended_at.is_(None))).all()
    mine = [child for child in (cast.owner, cast.classmate) if child.id in live]
    assert len(paper.squares) == len(set(paper.squares))
    asked = [
        nobody_for(app).get(address.removeprefix("http://localhost")) for address in paper.squares
    ]
    assert {answer.status_code for answer in asked} == {200}
    for child in mine:
        assert sum(f"Is this you, {child.name}?" in answer.text for answer in asked) == 1
        assert child.name in paper.text
    assert surname not in paper.text
    assert cast.left.name not in paper.text
    assert cast.other_child.name not in paper.text


def test_the_code_below_is_the_same_and_can_be_typed(
    cast: Cast, client_of: ClientOf, printer: Printer, nobody: SiteClient
) -> None:
    teacher = client_of(cast.teacher)
    paper = read(printer.prints(teacher, teacher.post(_cards(cast))))
    for address in paper.squares:
        first, second = code_lines(address.rpartition("/")[2])
        assert first.rstrip("-") in paper.text
        assert second in paper.text
        answer = nobody.fill_in("/card", "/card", code=f"{first} {second}")
        assert address == f"http://localhost{answer.location}"


def test_the_old_cards_are_dead_and_secrets_stay(
    cast: Cast, client_of: ClientOf, printer: Printer, app: Flask, database: Database
) -> None:
    teacher = client_of(cast.teacher)
    first = read(printer.prints(teacher, teacher.post(_cards(cast)))).squares
    owner = client_of(cast.owner)
    with database.reading() as db:
        before = db.execute(select(Secret.person_id, Secret.hash)).all()
    second = read(printer.prints(teacher, teacher.post(_cards(cast)))).squares
    assert len(first) == len(second)
    for address in first:
        assert nobody_for(app).get(address.removeprefix("http://localhost")).status_code == 404
    assert owner.get("/space").status_code == 404, "whoever came by an old card is out"
    with database.reading() as db:
        assert db.execute(select(Secret.person_id, Secret.hash)).all() == before


@pytest.mark.parametrize("kind", list(SecretKind))
def test_who_had_no_secret_gets_one_on_the_last_page_and_it_opens(
    kind: SecretKind,
    *,
    cast: Cast,
    client_of: ClientOf,
    printer: Printer,
    database: Database,
    app: Flask,
) -> None:
    circle = cast.oak if kind is SecretKind.WORD else cast.rowan
    with database.unit() as db:
        db.execute(delete(Secret).where(Secret.person_id == circle.owner.id))
        if kind is SecretKind.PICTURES:
            db.execute(update(Group).where(Group.id == circle.group.id).values(stage="early"))
    teacher = client_of(circle.teacher)
    paper = read(printer.prints(teacher, teacher.post(f"/paper/cards/{circle.group.public_id}")))
    last = paper.words[-1]
    assert "Keep this page apart" in last
    told = re.search(rf"{circle.owner.name} (.+?)(?= [A-Z]|$)", last)
    assert told is not None
    for address in paper.squares:
        visitor = nobody_for(app)
        path = address.removeprefix("http://localhost")
        if circle.owner.name in visitor.get(path).text:
            assert visitor.fill_in(path, secret=told[1]).status_code == 303
            return
    pytest.fail("her card is not on the sheet")


def test_two_of_one_name_get_their_initial(
    cast: Cast, client_of: ClientOf, printer: Printer, database: Database
) -> None:
    with database.unit() as db:
        named = update(Person).values(first_name="Ada")
        db.execute(named.where(Person.id == cast.owner.id).values(surname="Rowe"))
        db.execute(named.where(Person.id == cast.classmate.id).values(surname="Tudd"))
    teacher = client_of(cast.teacher)
    paper = read(printer.prints(teacher, teacher.post(_cards(cast))))
    assert "Ada R" in paper.text
    assert "Ada T" in paper.text
    assert "Rowe" not in paper.text


def test_one_lost_card_is_replaced_in_two_taps_and_drawn(
    cast: Cast, client_of: ClientOf, printer: Printer, app: Flask
) -> None:
    teacher = client_of(cast.teacher)
    old = read(printer.prints(teacher, teacher.post(_cards(cast)))).squares
    child = f"{cast.group.public_id}/children/{cast.owner.public_id}"
    teacher.fill_in(f"/class/{cast.group.public_id}", f"{cast.owner.public_id}/card")
    assert teacher.last_page is not None
    form = teacher.last_page.form(f"/paper/cards/{child}")
    (address,) = read(teacher.post(form.action, data=form.filled(), bare=True)).squares
    answers = {
        one: nobody_for(app).get(one.removeprefix("http://localhost")).status_code for one in old
    }
    assert sorted(answers.values()).count(404) == 1, "hers alone is dead"
    assert (
        "Is this you, Amina?" in nobody_for(app).get(address.removeprefix("http://localhost")).text
    )


@pytest.mark.parametrize(
    "role", ["nobody", "owner", "gran", "other_teacher", "past_teacher", "office"]
)
def test_nobody_else_prints_a_class(
    role: str, *, cast: Cast, client_of: ClientOf, nobody: SiteClient, database: Database
) -> None:
    client = nobody if role == "nobody" else client_of(getattr(cast, role))
    before = fingerprint(database)
    assert client.get(_cards(cast)).status_code == 404
    assert client.post(_cards(cast)).status_code == 404
    assert fingerprint(database) == before


def test_t13_nobody_but_its_maker_finds_a_run(
    cast: Cast, client_of: ClientOf, printer: Printer
) -> None:
    teacher = client_of(cast.teacher)
    begun = teacher.post(_cards(cast))
    assert printer.prints(teacher, begun).status_code == 200
    for role in ("second_teacher", "other_teacher", "office", "owner", "gran"):
        other = client_of(getattr(cast, role))
        for path in (begun.location, f"{begun.location}/pdf"):
            assert other.get(path).status_code == 404, role
        assert other.post(f"{begun.location}/end").status_code == 404


def test_once_its_maker_has_it_or_the_hour_is_over_nobody_draws_it(
    cast: Cast, client_of: ClientOf, printer: Printer, database: Database
) -> None:
    teacher = client_of(cast.teacher)
    first, second = (teacher.post(_cards(cast)).location for _ in range(2))
    while printer.worker.do_one():
        pass
    assert teacher.get(f"{second}/pdf").status_code == 200
    assert teacher.fill_in(str(second), "/end").status_code == 303
    assert teacher.get(f"{second}/pdf").status_code == 404
    with database.unit() as db:
        db.execute(update(PaperRun).values(expires_at=cast.at.now))
    assert teacher.get(str(first)).status_code == 404
    assert teacher.get(f"{first}/pdf").status_code == 404
    printer.worker.chores = CHORES
    printer.worker.tidy()
    with database.reading() as db:
        assert set(db.scalars(select(PaperRun.chance))) == {""}


def test_a_teacher_who_left_the_class_meanwhile_makes_and_draws_nothing(
    cast: Cast, client_of: ClientOf, printer: Printer, database: Database
) -> None:
    cast.joins(cast.teacher, cast.other_group, Role.TEACHER)  # still a teacher, elsewhere
    teacher = client_of(cast.teacher)
    begun = teacher.post(_cards(cast))
    cards = how_many(database, Card)
    teaching = f"/office/classes/{cast.group.public_id}/teachers/{cast.teacher.public_id}/end"
    assert client_of(cast.office).post(teaching).status_code == 303
    paper = read(printer.prints(teacher, begun))
    assert how_many(database, Card) == cards
    assert paper.squares == []
    assert "left out" in teacher.get(str(begun.location)).text


def test_pressed_twice_it_is_one_run(cast: Cast, client_of: ClientOf, database: Database) -> None:
    teacher = client_of(cast.teacher)
    first, again = (teacher.post(_cards(cast), data={"key": "k" * 16}) for _ in range(2))
    assert first.location == again.location
    assert how_many(database, PaperRun) == 1


def test_t48_no_code_lies_in_the_database_or_the_log(
    cast: Cast,
    client_of: ClientOf,
    printer: Printer,
    database: Database,
    caplog: pytest.LogCaptureFixture,
) -> None:
    teacher = client_of(cast.teacher)
    answer = printer.prints(teacher, teacher.post(_cards(cast)))
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="cards.pdf"'
    codes = [address.rpartition("/")[2] for address in read(answer).squares]
    with database.reading() as db:
        stored = repr([list(db.execute(select(table))) for table in Base.metadata.sorted_tables])
        assert db.scalars(select(LogRow.event)).all().count("card_made") == len(codes)
    for code in codes:
        assert code not in stored
        assert code not in caplog.text


def test_those_without_a_card_get_one_and_the_others_keep_theirs(
    cast: Cast, client_of: ClientOf, printer: Printer, app: Flask, database: Database
) -> None:
    teacher = client_of(cast.teacher)
    assert "no card yet" in teacher.get("/class").text
    first = read(printer.prints(teacher, teacher.post(_cards(cast)))).squares
    assert "for those who have none" not in teacher.get(_cards(cast)).text
    assert "child has no card yet" not in teacher.get("/class").text
    with database.unit() as db:
        db.execute(delete(Card).where(Card.person_id == cast.owner.id))
    page = teacher.get(_cards(cast)).text
    assert "1 child has no card yet" in page
    assert page.index("for those who have none") < page.index("Make new cards")
    run = teacher.post(_cards(cast), data={"who": "new"})
    made = read(printer.prints(teacher, run))
    assert len(made.squares) == 1
    assert cast.owner.name in made.text
    opening = [nobody_for(app).get(one.removeprefix("http://localhost")) for one in first]
    closed = [answer for answer in opening if answer.status_code == 404]
    assert len(opening) - len(closed) == len(first) - 1
    again = teacher.post(_cards(cast), data={"who": "new"})
    assert again.location == f"/class/{cast.group.public_id}"
    assert "Everybody has a card already." in teacher.get(again.location).text
