"""A second letter of one word is asked about; who came and who is asked both stay on the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.core import tokens
from portfolio.models import FamilyTie, Invitation, PaperLine
from portfolio.office import invitations
from portfolio.office.invitations import FamilyPlace
from tests.client import nobody_for
from tests.rows import fingerprint, how_many

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient


@pytest.fixture
def teacher(client_of: Callable[[Somebody], SiteClient], cast: Cast) -> SiteClient:
    """The browser of the class's teacher."""
    return client_of(cast.teacher)


@pytest.fixture
def gran(cast: Cast, database: Database) -> str:
    """What the owner calls Gran, who is here."""
    with database.unit() as db:
        theirs = FamilyTie.adult_id == cast.gran.id, FamilyTie.pupil_id == cast.owner.id
        db.execute(update(FamilyTie).where(*theirs).values(called="Gran"))
    return "Gran"


def class_set(cast: Cast) -> str:
    """Where letters for the class are asked for."""
    return f"/paper/letters/{cast.group.public_id}"


def test_the_class_set_shows_who_is_here_or_asked(
    teacher: SiteClient, cast: Cast, database: Database, moment: Moment, gran: str
) -> None:
    page = teacher.get(class_set(cast)).text
    assert "here: " in page
    assert gran in page
    assert "Nonno" not in page
    with database.unit() as db:
        place = FamilyPlace(cast.owner.id, "Nonno", None, "Up the hill")
        invitations.invite_family(db, place, moment, by=cast.teacher.id)
    assert "asked: Nonno" in teacher.get(class_set(cast)).text


@pytest.mark.parametrize("typed", ["Gran", " gran", "GRÁN"])
def test_another_of_one_word_in_the_class_set_is_asked_about(
    teacher: SiteClient, cast: Cast, database: Database, gran: str, typed: str
) -> None:
    stem = f"1_{cast.owner.public_id}"
    before = fingerprint(database)
    answer = teacher.fill_in(class_set(cast), class_set(cast), **{f"called_{stem}": typed})
    assert answer.status_code == 422
    word = typed.strip()
    assert f"{cast.owner.name} has {word} already: another {word}?" in answer.text
    assert fingerprint(database) == before
    answer = teacher.fill_in_last(class_set(cast), class_set(cast), **{f"again_{stem}": "yes"})
    assert answer.status_code == 303
    assert how_many(database, PaperLine) == 1
    del gran


def test_twice_the_same_word_in_one_set_is_asked_about(
    teacher: SiteClient, cast: Cast, database: Database
) -> None:
    fields = {f"called_{nth}_{cast.owner.public_id}": "Nonno" for nth in (1, 2)}
    answer = teacher.fill_in(class_set(cast), class_set(cast), **fields)
    assert answer.status_code == 422
    assert answer.text.count("Nonno was asked already: another letter?") == 1
    assert how_many(database, PaperLine) == 0


def test_a_set_that_is_sent_twice_leads_to_the_run_and_asks_nothing(
    teacher: SiteClient, cast: Cast, database: Database, moment: Moment
) -> None:
    teacher.get(class_set(cast))
    assert teacher.last_page is not None
    sent = teacher.last_page.form(class_set(cast)).filled()
    sent |= {f"called_1_{cast.owner.public_id}": "Nonno"}
    first = teacher.post(class_set(cast), data=sent, bare=True)
    with database.unit() as db:
        place = FamilyPlace(cast.owner.id, "Nonno", None, "Up the hill")
        invitations.invite_family(db, place, moment, by=cast.teacher.id)
    second = teacher.post(class_set(cast), data=sent, bare=True)
    assert (second.status_code, second.location) == (303, first.location)


def test_another_of_one_word_on_the_page_of_a_child_is_asked_about(
    teacher: SiteClient, cast: Cast, database: Database, gran: str
) -> None:
    page, form = f"/families/{cast.owner.public_id}", "/letters"
    letters = how_many(database, Invitation)
    answer = teacher.fill_in(page, form, called=gran, home="new")
    assert answer.status_code == 422
    assert f"{cast.owner.name} has {gran} already: another {gran}?" in answer.text
    assert how_many(database, Invitation) == letters
    made = teacher.fill_in_last(page, form, again="y")
    assert made.status_code == 200
    assert how_many(database, Invitation) == letters + 1
    asked = teacher.fill_in(page, form, called=gran, home="new")
    assert asked.status_code == 422


def test_who_came_and_who_is_asked_by_one_word_are_two_lines(
    teacher: SiteClient, cast: Cast, app: Flask, database: Database, moment: Moment
) -> None:
    place = FamilyPlace(cast.owner.id, "Nonno", None, "Home of Nonno")
    with database.unit() as db:
        token = invitations.invite_family(db, place, moment, by=cast.teacher.id)
    number = tokens.number_beside(app.extensions["settings"].secret_key, token)
    assert nobody_for(app).fill_in(f"/letters/{token}", number=number).status_code == 303
    listed = f"/letters-of/{cast.group.public_id}"
    before = teacher.get(listed).text
    with database.unit() as db:
        invitations.invite_family(db, place, moment, by=cast.teacher.id)
    page = teacher.get(listed).text
    assert page.count("<strong>Nonno</strong>") == before.count("<strong>Nonno</strong>") + 1 == 2
    assert page.count("fate-came") == before.count("fate-came") == 1
    assert page.count("fate-asked") == before.count("fate-asked") + 1
    with database.reading() as db:
        assert len(db.scalars(select(Invitation).where(Invitation.called == "Nonno")).all()) == 2
