"""My face: everybody chooses theirs, part by part, and gets no other than the one drawn."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.models import LogRow, Person
from portfolio.people import actions
from portfolio.people.forms import ADULTS, CHILDS, WORDS
from portfolio.web import faces
from portfolio.web.faces import Face
from tests.rows import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient
    from tests.counting import CountQueries

    ClientOf = Callable[[Somebody], SiteClient]

PATH = "/people/face"


def _face(database: Database, somebody: Somebody) -> str:
    with database.reading() as db:
        return db.scalars(select(Person.face).where(Person.id == somebody.id)).one()


@pytest.mark.parametrize("role", ["owner", "mum", "teacher", "office", "lead"])
def test_everybody_chooses_theirs_and_has_it_at_once(
    cast: Cast, client_of: ClientOf, database: Database, role: str
) -> None:
    somebody = getattr(cast, role)
    client = client_of(somebody)
    parts = {"skin": "4", "hair": "13", "hair_colour": "3", "paper": "5", "worn": "1", "mouth": "1"}
    assert client.fill_in(PATH, PATH, clothes="6", **parts).location == PATH
    face = Face.parse(_face(database, somebody))
    assert (face.skin, face.hair, face.hair_colour, face.paper, face.worn) == (4, 13, 3, 5, 1)
    assert (face.mouth, face.clothes) == (1, 6)
    assert (face.age == faces.CHILD) == (role == "owner")
    page = client.get(PATH).text
    assert "This is your face now." in page
    assert str(faces.draw(str(face))) in page
    for part, number in parts.items():
        assert client.last_page is not None
        assert client.last_page.form(PATH).fields[part] == [number], "it begins with what is"


def test_what_nobody_touched_stays(cast: Cast, client_of: ClientOf, database: Database) -> None:
    before = faces.choose(7)
    with database.unit() as db:
        db.execute(update(Person).where(Person.id == cast.owner.id).values(face=before))
    client_of(cast.owner).fill_in(PATH, PATH)
    assert _face(database, cast.owner) == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"skin": "6"},
        {"skin": "-1"},
        {"skin": "01"},
        {"skin": "٣"},
        {"hair": "14"},
        {"hair": "short"},
        {"worn": "3"},
        {"paper": ""},
        {"mouth": "1" * 500},
    ],
)
def test_what_is_not_offered_is_refused_in_words(
    cast: Cast, client_of: ClientOf, database: Database, wrong: dict[str, str]
) -> None:
    client = client_of(cast.owner)
    before = fingerprint(database)
    (part,) = wrong
    rest = {"skin": "0", "hair": "0", "hair_colour": "0", "worn": "0", "mouth": "0"}
    sent = {**rest, "clothes": "0", "paper": "0", **wrong}
    answer = client.post(PATH, data=sent)
    assert answer.status_code == 422
    assert "Please pick one of these." in answer.text
    assert f'id="{part}-error"' in answer.text
    assert fingerprint(database) == before


def test_a_part_that_was_not_sent_stays_as_it_is(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    client_of(cast.owner).post(PATH, data={"skin": "5"})
    assert Face.parse(_face(database, cast.owner)).skin == 5


def test_nobody_grows_old_or_young_by_a_form(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    client_of(cast.owner).post(PATH, data={"age": str(faces.ELDER)})
    assert Face.parse(_face(database, cast.owner)).age == faces.CHILD
    mum = client_of(cast.mum)
    assert mum.post(PATH, data={"age": str(faces.CHILD)}).status_code == 422
    mum.post(PATH, data={"age": str(faces.ELDER)})
    assert Face.parse(_face(database, cast.mum)).age == faces.ELDER


def test_every_part_that_can_be_drawn_has_a_word_and_no_other() -> None:
    parts = {name: len(words) for name, words in WORDS.items()}
    assert parts == {
        "skin": len(faces.SKINS),
        "hair": len(faces.STYLES),
        "hair_colour": len(faces.HAIR_COLOURS),
        "worn": len(faces.WORN),
        "mouth": len(faces.MOUTHS),
        "age": 3,
        "clothes": len(faces.CLOTHS),
        "paper": len(faces.PAPERS),
    }
    for offered in (CHILDS, ADULTS):
        assert all(number < parts[part] for part, found in offered.items() for number in found)


def test_every_combination_is_drawn_as_itself_and_small() -> None:
    """Colours only change letters of equal length: the shapes are what can be too much."""
    plain = Face(skin=5, hair_colour=7, paper=6, clothes=7)
    for hair, worn, age, mouth in product(range(14), range(11), range(3), range(3)):
        face = replace(plain, hair=hair, worn=worn, age=age, mouth=mouth)
        assert Face.parse(str(face)) == face
        assert len(faces.draw(str(face)).encode()) <= 1500


def test_it_is_for_whoever_is_signed_in(nobody: SiteClient, database: Database) -> None:
    before = fingerprint(database)
    assert nobody.get(PATH).status_code == 404
    assert nobody.post(PATH, data={"skin": "1"}).status_code == 404
    assert fingerprint(database) == before


def test_it_is_reached_from_ones_own_pages(cast: Cast, client_of: ClientOf) -> None:
    for role, page in (
        ("owner", "/people"),
        ("mum", "/shared"),
        ("mum", "/letters/email"),
        ("teacher", "/to-check"),
        ("office", "/office"),
    ):
        assert f'href="{PATH}"' in client_of(getattr(cast, role)).get(page).text


def test_the_action_changes_one_face_and_is_written_down_without_it(
    cast: Cast, database: Database, moment: Moment
) -> None:
    others = _face(database, cast.classmate)
    code = faces.choose(11)
    with database.unit() as db:
        actions.choose_face(db, cast.owner.id, code, moment)
    assert _face(database, cast.owner) == code
    assert _face(database, cast.classmate) == others
    with database.reading() as db:
        row = db.scalars(select(LogRow).where(LogRow.event == "face_chosen")).one()
        assert (row.by_id, row.about) == (cast.owner.id, {})


def test_the_page_asks_no_more_than_any_other(
    cast: Cast,
    client_of: ClientOf,
    count_queries: Callable[..., AbstractContextManager[CountQueries]],
) -> None:
    client = client_of(cast.mum)
    client.get(PATH)
    with count_queries() as counted:
        client.get(PATH)
    assert counted.number <= 3
