"""My people: who is who for a child, without a surname, and nobody who is kept away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portfolio.models import Person

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient
    from tests.counting import CountQueries


def test_everyone_by_the_name_the_child_knows(
    cast: Cast, client_of: Callable[[Somebody], SiteClient], database: Database
) -> None:
    text = client_of(cast.owner).get("/people").text
    for name in ("Mum", "Gran", "Dad", cast.classmate.name):
        assert name in text
    for name in ("Father", "Aunt Uma", cast.other_child.name, cast.moved.name):
        assert f">{name}<" not in text
    with database.reading() as db:
        surnames = {person.surname for person in db.query(Person) if person.surname}
    assert surnames
    assert not [surname for surname in surnames if surname in text]


@pytest.mark.parametrize("role", ["mum", "teacher", "office"])
def test_it_is_a_childs_page(
    cast: Cast, client_of: Callable[[Somebody], SiteClient], role: str
) -> None:
    assert client_of(getattr(cast, role)).get("/people").status_code == 404


def test_a_child_with_nobody_is_told_so(
    cast: Cast, client_of: Callable[[Somebody], SiteClient]
) -> None:
    text = client_of(cast.moved).get("/people").text
    assert "You have no teacher here yet." in text


def test_it_asks_as_often_for_many_groups_as_for_few(
    cast: Cast,
    client_of: Callable[[Somebody], SiteClient],
    count_queries: Callable[..., AbstractContextManager[CountQueries]],
) -> None:
    counts = []
    for child in (cast.classmate, cast.owner):  # in a class; in a class and a club
        client = client_of(child)
        client.get("/people")
        with count_queries() as counted:
            client.get("/people")
        counts.append(counted.number)
    assert counts[0] == counts[1]
