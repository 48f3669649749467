"""A teacher's class: children, cards, leaving; and nobody else's class."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.models import Card, Group, Membership, Person, Secret
from portfolio.models.enums import SecretKind, Stage
from portfolio.visibility import circle
from tests.rows import fingerprint, how_many

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from datetime import date

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


def _class(cast: Cast) -> str:
    return f"/class/{cast.group.public_id}"


def _names(database: Database, cast: Cast, moment: Moment) -> set[str]:
    with database.reading() as db:
        return {row.name for row in circle.members_of(db, cast.group.id, moment)}


def test_the_class_is_listed_for_its_teacher(teacher: SiteClient, cast: Cast) -> None:
    text = teacher.get("/class").text
    assert cast.owner.name in text
    assert cast.other_child.name not in text


def test_a_new_child_gets_a_card_and_a_secret_that_work(
    teacher: SiteClient, nobody: SiteClient, cast: Cast, database: Database
) -> None:
    fields = {"first_name": "Zadie", "surname": "Quill", "key": "k" * 16}
    answer = teacher.post(f"{_class(cast)}/children", data=fields)
    found = ADDRESS.search(answer.text)
    word = re.search(r'class="secret-word"[^>]*>(\w+)<', answer.text)
    assert found is not None
    assert word is not None
    assert "Quill" not in answer.text
    assert "The word is not on the card: write it down or print this page." in answer.text
    assert nobody.fill_in(found[1], secret=word[1]).status_code == 303
    assert teacher.post(f"{_class(cast)}/children", data=fields).location == _class(cast)
    with database.reading() as db:
        child = db.scalars(select(Person).where(Person.first_name == "Zadie")).one()
        kept = db.get_one(Secret, child.id)
        assert kept.hash.startswith("$argon2id$")
    assert "Quill" in teacher.get("/class").text


def test_the_youngest_get_pictures(
    teacher: SiteClient, nobody: SiteClient, cast: Cast, database: Database
) -> None:
    with database.unit() as db:
        db.execute(update(Group).where(Group.id == cast.group.id).values(stage=Stage.EARLY))
    answer = teacher.post(f"{_class(cast)}/children", data={"first_name": "Zadie"})
    pictures = re.findall(r"pictures[^#\"]*\.svg#(\w+)", answer.text)
    found = ADDRESS.search(answer.text)
    assert found is not None
    assert len(pictures) == 3
    assert "The pictures are not on the card" in answer.text
    chosen = {f"secret_{nth}": name for nth, name in enumerate(pictures, start=1)}
    assert nobody.fill_in(found[1], **chosen).status_code == 303
    with database.reading() as db:
        newest = db.scalars(select(Person.id).order_by(Person.id.desc())).first()
        assert db.get_one(Secret, newest).kind is SecretKind.PICTURES


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"first_name": ""}, "first name"),
        ({"first_name": "x" * 61}, "too long"),
        ({"first_name": "Zadie", "surname": "x" * 61}, "too long"),
    ],
)
def test_what_does_not_fit_is_said(
    teacher: SiteClient, cast: Cast, database: Database, fields: dict[str, str], sentence: str
) -> None:
    before = fingerprint(database)
    answer = teacher.post(f"{_class(cast)}/children", data=fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert fingerprint(database) == before


def test_a_new_card_ends_the_old_one(teacher: SiteClient, nobody: SiteClient, cast: Cast) -> None:
    path = f"{_class(cast)}/children/{cast.owner.public_id}/card"
    first = ADDRESS.search(teacher.post(path).text)
    assert first is not None
    assert nobody.get(first[1]).status_code == 200
    second = ADDRESS.search(teacher.post(path).text)
    assert second is not None
    assert nobody.get(first[1]).status_code == 404
    assert nobody.get(second[1]).status_code == 200


def test_leaving_is_at_once_and_can_be_undone_the_same_day(
    teacher: SiteClient, cast: Cast, database: Database, moment: Moment
) -> None:
    path = f"{_class(cast)}/children/{cast.owner.public_id}"
    teacher.post(f"{path}/leave")
    assert cast.owner.name not in _names(database, cast, moment)
    assert f"{path}/back" in teacher.get("/class").text
    teacher.post(f"{path}/back")
    assert cast.owner.name in _names(database, cast, moment)


def test_another_teacher_of_the_class_does_not_undo_a_leaving(
    teacher: SiteClient,
    cast: Cast,
    client_of: Callable[[Somebody], SiteClient],
    database: Database,
    moment: Moment,
) -> None:
    path = f"{_class(cast)}/children/{cast.owner.public_id}"
    second = client_of(cast.second_teacher)
    second.post(f"{path}/leave")
    assert teacher.post(f"{path}/back").status_code == 404
    assert cast.owner.name not in _names(database, cast, moment)
    second.post(f"{path}/back")
    assert cast.owner.name in _names(database, cast, moment)


def test_who_left_on_another_day_is_not_put_back(
    teacher: SiteClient, cast: Cast, database: Database, moment: Moment
) -> None:
    path = f"{_class(cast)}/children/{cast.owner.public_id}"
    yesterday = moment.today.replace(year=moment.today.year - 1)
    with database.unit() as db:
        db.execute(
            update(Membership)
            .where(Membership.person_id == cast.owner.id)
            .values(until_on=yesterday)
        )
    before = fingerprint(database)
    assert teacher.post(f"{path}/back").status_code == 404
    assert fingerprint(database) == before


NOT_OF_THE_CLASS = [
    (deed, role)
    for deed in ("card", "leave", "back")
    for role in ("other_child", "mum", "moved")  # it was not this teacher who ended `moved`'s
]


@pytest.mark.parametrize(("deed", "role"), NOT_OF_THE_CLASS)
def test_nobody_who_is_not_of_the_class_can_be_named_in_it(
    teacher: SiteClient, cast: Cast, database: Database, deed: str, role: str
) -> None:
    somebody = getattr(cast, role)
    before = fingerprint(database)
    path = f"{_class(cast)}/children/{somebody.public_id}/{deed}"
    assert teacher.post(path).status_code == 404
    assert fingerprint(database) == before


@pytest.mark.parametrize("role", ["other_teacher", "past_teacher", "club_leader", "office", "mum"])
def test_another_class_is_not_there(
    cast: Cast, client_of: Callable[[Somebody], SiteClient], role: str, database: Database
) -> None:
    client = client_of(getattr(cast, role))
    child = f"{_class(cast)}/children/{cast.owner.public_id}"
    before = fingerprint(database)
    assert client.get(_class(cast)).status_code == 404
    assert client.post(f"{_class(cast)}/children", data={"first_name": "Zoe"}).status_code == 404
    for deed in ("card", "leave", "back"):
        assert client.post(f"{child}/{deed}").status_code == 404
    assert fingerprint(database) == before


def test_the_list_asks_as_often_for_many_as_for_few(
    teacher: SiteClient,
    cast: Cast,
    database: Database,
    count_queries: Callable[..., AbstractContextManager[CountQueries]],
) -> None:
    teacher.get("/class")
    with count_queries() as few:
        teacher.get("/class")
    cards = how_many(database, Card)
    for nth in range(3):
        teacher.post(f"{_class(cast)}/children", data={"first_name": f"Zadie {nth}"})
    assert how_many(database, Card) == cards + 3
    with count_queries(few.number):
        teacher.get("/class")


def test_t70_an_undo_makes_no_planned_end_endless(
    cast: Cast, teacher: SiteClient, database: Database, moment: Moment
) -> None:
    july = moment.today + timedelta(days=200)
    mine = Membership.group_id == cast.group.id, Membership.person_id == cast.owner.id
    with database.unit() as db:
        db.execute(update(Membership).where(*mine).values(until_on=july))
    child = f"{_class(cast)}/children/{cast.owner.public_id}"

    def until() -> date | None:
        with database.reading() as db:
            return db.scalars(select(Membership.until_on).where(*mine)).one()

    teacher.post(f"{child}/leave")
    assert until() == moment.today
    teacher.post(f"{child}/back")
    assert until() == july
