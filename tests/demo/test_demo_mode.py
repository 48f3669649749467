"""Demonstration mode: anybody with one press there, and nothing of it anywhere else."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from portfolio import create_app, deeds
from portfolio.core import clock
from portfolio.core.mail import Message
from portfolio.demo import people, queries, ways_in
from portfolio.jobs import Worker
from portfolio.models import Person, School, SignIn
from portfolio.office import invitations
from portfolio.settings import ROOT, SettingError
from portfolio.sound import refuse_unsound_start
from tests.conftest import SECRET, app_on, settings_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask
    from werkzeug.test import TestResponse

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient
    from tests.demo.conftest import School as DemoSchool

pytestmark = pytest.mark.timeout(400)
"""Seconds. The first test waits for the school to be drawn and loaded, 20 s on a quiet machine."""

HERE_TODAY = [key for key, person in people.PEOPLE.items() if not person.left_days_ago]


def public_id_of(school: DemoSchool, key: str) -> str:
    with school.database.reading() as db:
        found = select(Person.public_id).where(Person.line == people.PEOPLE[key].line)
        return db.scalars(found).one()


def become(school: DemoSchool, visitor: SiteClient, key: str) -> TestResponse:
    """Press that person on the page of people."""
    return visitor.fill_in("/demo", f"/demo/people/{public_id_of(school, key)}")


# ---------------------------------------------------------------- there


def test_everybody_with_a_place_is_on_the_page_once_the_main_cast_first(
    visitor: SiteClient,
) -> None:
    answer = visitor.get("/demo")
    assert answer.status_code == 200
    text = answer.get_data(as_text=True)
    assert text.count('action="/demo/people/') == len(HERE_TODAY)
    first = [people.PEOPLE[key] for key in queries.BEGIN_WITH]
    places = [text.index(f">{one.called or one.first_name}<") for one in first]
    assert places == sorted(places)
    assert people.SCHOOL in text


@pytest.mark.parametrize("key", [*queries.BEGIN_WITH, "doyle", "lawson", "poppy", "isla-craig"])
def test_one_press_makes_you_that_person_on_their_first_page(
    school: DemoSchool, visitor: SiteClient, key: str
) -> None:
    answer = become(school, visitor, key)
    assert answer.status_code == 303
    assert visitor.get(answer.headers["Location"]).status_code == 200
    newest = select(Person.line).join(SignIn, SignIn.person_id == Person.id)
    with school.database.reading() as db:
        signed_in = db.scalars(newest.order_by(SignIn.id.desc())).first()
    assert signed_in == people.PEOPLE[key].line


def test_being_somebody_else_ends_being_the_one_before(
    school: DemoSchool, visitor: SiteClient
) -> None:
    home = become(school, visitor, "amina").headers["Location"]
    old = visitor.get_cookie("space")
    assert old is not None
    assert visitor.get(home).status_code == 200
    become(school, visitor, "okafor")
    visitor.set_cookie("space", old.value)
    assert visitor.get(home).status_code != 200


def test_whoever_has_left_is_nobody_to_be(school: DemoSchool, visitor: SiteClient) -> None:
    answer = visitor.post(f"/demo/people/{public_id_of(school, 'callum')}")
    assert answer.status_code == 404


def test_a_get_makes_nobody_anybody(school: DemoSchool, visitor: SiteClient) -> None:
    assert visitor.get(f"/demo/people/{public_id_of(school, 'amina')}").status_code in (404, 405)
    assert visitor.get_cookie("space") is None


def test_every_page_leads_back_to_the_page_of_people(
    school: DemoSchool, visitor: SiteClient
) -> None:
    assert 'href="/demo"' in visitor.get("/").get_data(as_text=True)
    answer = become(school, visitor, "amina")
    assert 'href="/demo"' in visitor.get(answer.headers["Location"]).get_data(as_text=True)


def test_mails_lie_there_to_be_read_newest_first(school: DemoSchool, visitor: SiteClient) -> None:
    mailer = school.app.extensions["mailer"]
    for subject in ("The older one", "The newer one"):
        link = f"http://localhost/{subject.split()[1]}"
        mailer.send(Message("gran@bramble-hill.example", subject, f"Open this: {link}"))
    text = visitor.get("/demo/mail").get_data(as_text=True)
    assert text.index("The newer one") < text.index("The older one")
    assert '<a href="/newer">http://localhost/newer</a>' in text


def test_a_family_gets_its_fresh_link_there_and_comes_in(
    school: DemoSchool, visitor: SiteClient
) -> None:
    visitor.fill_in("/links", email="amina-gran@bramble-hill.example")
    app = school.app
    worker = Worker(
        school.database, app.extensions["settings"], app.extensions["mailer"], deeds.DEEDS
    )
    while worker.do_one():
        pass
    visitor.get("/demo/mail")
    page = visitor.last_page
    assert page is not None
    hrefs = [str(one.get("href")) for one in page.elements if one.tag == "a"]
    link = next(href for href in hrefs if href.startswith("/links/"))
    assert visitor.fill_in(link).headers["Location"] == "/shared"


def test_a_child_comes_in_by_the_card_that_the_page_shows(visitor: SiteClient) -> None:
    text = visitor.get("/demo").get_data(as_text=True)
    code = ways_in.card_code("Amina", "Rahman")
    assert f'href="/card/{code}"' in text
    assert visitor.fill_in(f"/card/{code}", secret=ways_in.WORD).headers["Location"] == "/space"


def test_a_teacher_comes_in_by_the_password_and_code_that_the_page_shows(
    visitor: SiteClient,
) -> None:
    text = visitor.get("/demo").get_data(as_text=True)
    assert ways_in.PASSWORD in text
    shown = re.search(r"Miss Okafor: <b>(\d{3} \d{3})</b>", text)
    assert shown is not None
    answer = visitor.fill_in(
        "/staff", email="okafor@bramble-hill.example", password=ways_in.PASSWORD
    )
    assert answer.headers["Location"] == "/staff/second"
    answer = visitor.fill_in("/staff/second", code=shown[1])
    assert answer.headers["Location"] == "/to-check"


def test_one_press_opens_the_duties_of_the_office_too(
    school: DemoSchool, visitor: SiteClient
) -> None:
    become(school, visitor, "doyle")
    assert visitor.get("/office/invitations").status_code == 200


def test_one_press_makes_the_browser_a_tablet_of_a_class(
    school: DemoSchool, visitor: SiteClient
) -> None:
    with school.database.reading() as db:
        oak = next(row for row in queries.classes(db, school.after) if row.name == "Oak")
    become(school, visitor, "amina")
    answer = visitor.fill_in("/demo", f"/demo/tablets/{oak.public_id}")
    assert (answer.status_code, answer.location) == (303, "/tablet")
    page = visitor.get("/tablet").text
    assert "Who are you?" in page
    assert "Amina" in page
    assert "Yusuf" not in page, "he is in Rowan"
    assert visitor.get("/space").status_code == 404, "Amina was signed out"
    assert visitor.post(f"/demo/tablets/{'0' * 16}").status_code == 404
    become(school, visitor, "ben")
    assert "Ben" in visitor.get("/space").text


def test_scripts_get_everybody_as_json(school: DemoSchool) -> None:
    done = school.app.test_cli_runner().invoke(args=["demo", "people", "--json"])
    assert done.exit_code == 0
    found = {row["role"]: row for row in json.loads(done.stdout)}
    assert set(found) == {people.PEOPLE[key].line for key in HERE_TODAY}
    amina = found[people.PEOPLE["amina"].line]
    assert amina == {
        "id": public_id_of(school, "amina"),
        "name": "Amina",
        "kind": "pupil",
        "role": people.PEOPLE["amina"].line,
        "address": f"/demo/people/{public_id_of(school, 'amina')}",
    }


# ---------------------------------------------------------------- and nowhere else


@pytest.fixture
def no_such_page(nobody: SiteClient) -> str:
    return nobody.get("/no-such-page").get_data(as_text=True)


def test_elsewhere_it_is_the_one_404(
    cast: Cast, nobody: SiteClient, client_of: Callable[[Somebody], SiteClient], no_such_page: str
) -> None:
    for path in ("/demo", "/demo/mail", f"/demo/people/{cast.owner.public_id}"):
        answer = nobody.get(path)
        assert (answer.status_code, answer.get_data(as_text=True)) == (404, no_such_page)
    assert client_of(cast.office).get("/demo").status_code == 404


def test_elsewhere_a_press_makes_nobody_anybody(cast: Cast, nobody: SiteClient) -> None:
    assert nobody.post(f"/demo/tablets/{cast.group.public_id}").status_code == 404
    answer = nobody.post(f"/demo/people/{cast.owner.public_id}")
    assert answer.status_code == 404
    with nobody.session_transaction() as session:
        assert "_user_id" not in session


def test_elsewhere_no_page_speaks_of_it(nobody: SiteClient) -> None:
    answer = nobody.get("/")
    assert answer.status_code == 200
    assert "/demo" not in answer.get_data(as_text=True)


def test_it_does_not_start_on_a_school_of_ones_own(database: Database, tmp_path: Path) -> None:
    """As whoever starts it finds out: a sentence, no stack trace, and nothing is served."""
    env = {
        **os.environ,
        "SECRET_KEY": SECRET,
        "VAR": str(tmp_path),
        "DATABASE_URL": database.engine.url.render_as_string(hide_password=False),
        "DEMO": "1",
    }
    serve = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
    done = subprocess.run(
        serve, cwd=ROOT, env=env, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 1
    assert "DEMO=1 starts only with the demonstration school." in done.stderr
    assert "Traceback" not in done.stderr


def test_it_does_not_start_where_somebody_is_but_no_school(
    new_database: Callable[[str], Database], database: Database, tmp_path: Path
) -> None:
    lonely = new_database("lonely")
    with database.reading() as db:
        somebody = db.scalars(select(Person).limit(1)).one()
    with lonely.unit() as db:
        db.merge(somebody)
    with pytest.raises(SettingError, match="DEMO=1"):
        refuse_unsound_start(lonely, settings_for(lonely, tmp_path, demo=True))


def test_it_starts_on_an_empty_database_and_on_its_own_school(
    new_database: Callable[[str], Database], school: DemoSchool, tmp_path: Path
) -> None:
    for found in (new_database("bare"), school.database):
        app = create_app(settings_for(found, tmp_path, demo=True))
        assert "demo" in app.blueprints
        app.extensions["database"].close()


@pytest.fixture
def own_app(database: Database, tmp_path: Path) -> Flask:
    return app_on(database, settings_for(database, tmp_path))


def test_loading_is_refused_where_anybody_is(own_app: Flask, database: Database) -> None:
    def count() -> tuple[int | None, int | None]:
        with database.reading() as db:
            return (
                db.scalar(select(func.count()).select_from(Person)),
                db.scalar(select(func.count()).where(School.demonstration)),
            )

    before = count()
    done = own_app.test_cli_runner().invoke(args=["demo", "load"])
    assert done.exit_code == 1
    assert "not empty; nothing was loaded" in done.output
    assert count() == before
    assert before[1] == 0


def test_loading_is_refused_where_somebody_is_invited(
    new_database: Callable[[str], Database], tmp_path: Path
) -> None:
    """A school of one's own that nobody has opened yet: its first letter is out already."""
    found = new_database("invited")
    with found.unit() as db:
        invitations.invite_first_office(db, clock.moment("Europe/London"))
    app = app_on(found, settings_for(found, tmp_path))
    done = app.test_cli_runner().invoke(args=["demo", "load"])
    assert done.exit_code == 1
    assert "not empty; nothing was loaded" in done.output
    with found.reading() as db:
        assert db.scalar(select(func.count()).select_from(Person)) == 0
