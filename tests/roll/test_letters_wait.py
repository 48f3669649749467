"""A letter like a tie under a restriction opens for nobody before the office says so (rule 10)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portfolio.core import tokens
from portfolio.jobs import Means
from portfolio.models import FamilyTie, Household, Invitation, PaperRun, Person
from portfolio.paper import actions as paper
from portfolio.paper import queries as printed
from tests.client import nobody_for
from tests.letters import number_on
from tests.roll.test_apart import keep
from tests.roll.test_apart_letters import called_now, home_of, letter
from tests.rows import fingerprint
from tests.visibility.sweeping import told

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from flask import Flask

    from portfolio.settings import Settings
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient
    from tests.counting import CountQueries

SECRETS = re.compile(
    r'(csrf_token"[^>]*value="|name="key"[^>]*value="|/letters/)[^"/<]+|<svg.*?</svg>'
    r"|[0-9A-Z]{4}(?:-[0-9A-Z]+)+|\b\d{3} \d{3}\b|value=\"[0-9A-Z]{26}\"",
    re.DOTALL,
)


@pytest.fixture
def office(cast: Cast, client_of: Callable[[Somebody], SiteClient]) -> SiteClient:
    """The office person's browser."""
    return client_of(cast.office)


@pytest.fixture
def teacher(cast: Cast, client_of: Callable[[Somebody], SiteClient]) -> SiteClient:
    """The browser of the child's teacher, who knows of no restriction."""
    return client_of(cast.teacher)


def home_id(cast: Cast, adult: Somebody) -> str:
    """The public id of the adult's home with the owner."""
    with cast.database.reading() as db:
        number = home_of(cast, adult, cast.owner)
        return db.scalars(select(Household.public_id).where(Household.id == number)).one()


def home_name(cast: Cast, adult: Somebody) -> str:
    """What the adult's home with the owner is called."""
    with cast.database.reading() as db:
        number = home_of(cast, adult, cast.owner)
        return db.scalars(select(Household.name).where(Household.id == number)).one()


def written(
    teacher: SiteClient, cast: Cast, called: str, home: str = "new", new_home: str = "Elsewhere"
) -> tuple[str, str]:
    """A letter by the teacher's own form: the page that showed it, and its path."""
    path = f"/families/{cast.owner.public_id}"
    fields = {"called": called, "home": home, "new_home": new_home if home == "new" else ""}
    answer = teacher.fill_in(path, f"{path}/letters", **fields)
    if answer.status_code == 422:  # another of that word? Yes
        answer = teacher.fill_in_last(f"{path}/letters", f"{path}/letters", again="y", **fields)
    assert answer.status_code == 200
    found = re.search(r"/letters/[0-9A-Z]{26}", answer.text)
    assert found is not None
    return answer.text, found[0]


def press(app: Flask, path: str) -> int:
    """Somebody who was never here opens it, with the number that stands on it."""
    return nobody_for(app).post(path, data={"number": number_on(path)}).status_code


def test_the_word_or_the_home_of_somebody_kept_away_waits_and_no_other(
    cast: Cast, app: Flask, office: SiteClient, teacher: SiteClient
) -> None:
    called_now(cast, cast.dad, cast.owner, "Daddy")
    keep(office, cast.dad, cast.owner)
    waits = [
        written(teacher, cast, "Daddy", home_id(cast, cast.dad))[1],
        written(teacher, cast, "dADDY")[1],
        written(teacher, cast, "Daddy.")[1],
        written(teacher, cast, "Nana", new_home=home_name(cast, cast.dad).upper())[1],
        written(teacher, cast, "Stepmum", home_id(cast, cast.dad))[1],
    ]
    opens = [
        written(teacher, cast, "Stepdad", home_id(cast, cast.mum))[1],
        written(teacher, cast, "Uncle")[1],
        f"/letters/{letter(cast, cast.classmate, 'Daddy')}",
    ]
    before = fingerprint(cast.database)
    assert [press(app, path) for path in waits] == [404] * 5
    assert fingerprint(cast.database) == before, "nobody came in, nothing was used up"
    assert [nobody_for(app).get(path).status_code for path in opens] == [200] * 3
    assert [press(app, path) for path in opens] == [303] * 3


def test_it_says_what_an_ended_and_an_unknown_one_say(
    cast: Cast, app: Flask, office: SiteClient, teacher: SiteClient
) -> None:
    keep(office, cast.dad, cast.owner)
    waits = written(teacher, cast, "Daddy", home_id(cast, cast.dad))[1]
    ended = written(teacher, cast, "Uncle")[1]
    with cast.database.reading() as db:
        newest = db.scalars(select(Invitation.public_id).order_by(Invitation.id.desc())).first()
    teacher.post(f"/families/{cast.owner.public_id}/letters/{newest}/end")
    unknown = f"/letters/{'7' * 26}"
    pages = {
        repr(told(nobody_for(app).get(path))).replace(path, "") for path in (waits, ended, unknown)
    }
    assert len(pages) == 1
    answers = {
        repr(told(nobody_for(app).post(path))).replace(path, "") for path in (waits, ended, unknown)
    }
    assert len(answers) == 1


def test_for_whoever_makes_it_nothing_tells_of_the_restriction(
    cast: Cast, office: SiteClient, teacher: SiteClient
) -> None:
    called_now(cast, cast.dad, cast.owner, "Daddy")
    pages: list[list[str]] = []
    mine = f"/families/{cast.owner.public_id}"
    lists = (mine, "/families", f"/letters-of/{cast.group.public_id}")
    for is_kept in (False, True):
        if is_kept:
            keep(office, cast.dad, cast.owner)
        made = written(teacher, cast, "Daddy", home_id(cast, cast.dad))[0]
        seen = [made, *(teacher.get(path).text for path in lists)]
        assert all("Daddy" in page for page in seen)
        pages.append([SECRETS.sub("", page) for page in seen])
        with cast.database.reading() as db:
            newest = db.scalars(select(Invitation.public_id).order_by(Invitation.id.desc()))
            path = f"/families/{cast.owner.public_id}/letters/{newest.first()}/end"
        pages[-1] = [page.replace(path, "") for page in pages[-1]]
        teacher.post(path)
    assert pages[0][:3] == pages[1][:3]


def test_the_office_reads_of_it_and_lets_it_open(
    cast: Cast, app: Flask, office: SiteClient, teacher: SiteClient
) -> None:
    keep(office, cast.dad, cast.owner)
    waits = written(teacher, cast, "Poppa", home_id(cast, cast.dad))[1]
    other = written(teacher, cast, "Uncle")[1]
    path = f"/office/restrictions/{cast.owner.public_id}"
    front = office.get("/office").text
    assert "Letters that wait for you" in front
    assert "Poppa, for Amina" in front
    assert "Uncle, for" not in front
    assert path in front
    assert office.get(path).text.count("Let it open") == 1
    assert office.fill_in(path, "/confirm").status_code == 303
    assert "Let it open" not in office.get(path).text
    assert "Letters that wait for you" not in office.get("/office").text
    assert press(app, waits) == 303
    assert press(app, other) == 303


@pytest.mark.parametrize("role", ["teacher", "lead", "mum", "owner", "classmate"])
def test_nobody_else_lets_it_open_or_reads_of_it(
    cast: Cast,
    app: Flask,
    client_of: Callable[[Somebody], SiteClient],
    office: SiteClient,
    role: str,
) -> None:
    keep(office, cast.dad, cast.owner)
    waits = letter(cast, cast.owner, "Poppa", home_of(cast, cast.dad, cast.owner))
    with cast.database.reading() as db:
        number = db.scalars(select(Invitation.public_id)).one()
    path = f"/office/restrictions/{cast.owner.public_id}/letters/{number}/confirm"
    client = client_of(getattr(cast, role))
    assert client.post(path).status_code == 404
    assert client.get("/office").status_code == 404
    assert press(app, f"/letters/{waits}") == 404


def test_the_office_lets_open_no_letter_of_another_child_and_no_ended_one(
    cast: Cast, office: SiteClient
) -> None:
    keep(office, cast.dad, cast.owner)
    letter(cast, cast.classmate, "Stranger")
    with cast.database.reading() as db:
        number = db.scalars(select(Invitation.public_id)).one()
    path = f"/office/restrictions/{cast.owner.public_id}/letters"
    assert office.post(f"{path}/{number}/confirm").status_code == 404
    assert office.post(f"{path}/{tokens.public_id()}/confirm").status_code == 404
    mine = f"/office/restrictions/{cast.classmate.public_id}/letters/{number}"
    assert office.post(f"{mine}/end").status_code == 303
    assert office.post(f"{mine}/confirm").status_code == 404


def test_letters_of_a_list_of_families_wait_too(
    cast: Cast, app: Flask, office: SiteClient, settings: Settings
) -> None:
    called_now(cast, cast.dad, cast.owner, "Daddy")
    keep(office, cast.dad, cast.owner)
    home = home_of(cast, cast.dad, cast.owner)
    wishes = [
        paper.LetterWish(cast.owner.id, "Daddy", None, "Elsewhere"),
        paper.LetterWish(cast.owner.id, "Stepmum", home),
        paper.LetterWish(cast.owner.id, "Uncle", None, "His"),
    ]
    with cast.database.unit() as db:
        paper.begin_letters(db, cast.group.id, wishes, "", cast.at, cast.office.id)
    with cast.database.unit() as db:
        (run,) = db.scalars(select(PaperRun.id))
        paper.make(Means(db, cast.at, settings, None), {"run": run})  # type: ignore[arg-type]
        assert printed.progress(db, run).left_out == 0, "a gap would tell"
        one = printed.run(db, run, cast.at)
        assert one is not None
        lines = printed.made_lines(db, run)
        key = settings.secret_key
        codes = {line.called: printed.code_of(key, one, line.id) for line in lines}
    found = {called: press(app, f"/letters/{code}") for called, code in codes.items()}
    assert found == {"Daddy": 404, "Stepmum": 404, "Uncle": 303}


def test_it_opens_by_itself_once_the_restriction_is_over(
    cast: Cast, app: Flask, office: SiteClient
) -> None:
    keep(office, cast.dad, cast.owner)
    waits = letter(cast, cast.owner, "Poppa", home_of(cast, cast.dad, cast.owner))
    assert press(app, f"/letters/{waits}") == 404
    cast.lifts_restrictions(cast.dad)
    assert press(app, f"/letters/{waits}") == 303
    with cast.database.reading() as db:
        newest = db.scalars(select(Person.id).order_by(Person.id.desc())).first()
        ties = db.scalars(select(FamilyTie.pupil_id).where(FamilyTie.adult_id == newest)).all()
    assert ties == [cast.owner.id]


def test_one_and_three_that_wait_are_asked_for_alike(
    cast: Cast,
    office: SiteClient,
    count_queries: Callable[..., AbstractContextManager[CountQueries]],
) -> None:
    keep(office, cast.dad, cast.owner)
    home = home_of(cast, cast.dad, cast.owner)
    paths = ("/office", f"/office/restrictions/{cast.owner.public_id}")
    letter(cast, cast.owner, "Poppa", home)
    counted = {}
    for path in paths:
        office.get(path)
        with count_queries() as few:
            office.get(path)
        counted[path] = few.number
    for called in ("Grandpa", "Grandma"):
        letter(cast, cast.owner, called, home)
    for path in paths:
        with count_queries(counted[path]):
            office.get(path)
