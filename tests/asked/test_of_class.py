"""Who was asked, who came, who never did: each letter's last word, for whoever may invite."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from portfolio.letters import queries
from portfolio.letters.queries import Fate
from portfolio.models import Invitation
from portfolio.office import invitations
from portfolio.office.invitations import FamilyPlace
from tests.client import nobody_for
from tests.letters import number_on
from tests.rows import surname_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from flask import Flask

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient
    from tests.counting import CountQueries

    ClientOf = Callable[[Somebody], SiteClient]


def _letter(cast: Cast, child: Somebody, called: str, days_ago: int = 0, home: str = "") -> str:
    at = replace(cast.at, now=cast.at.now - timedelta(days=days_ago))
    place = FamilyPlace(child.id, called, None, home or f"Home of {called}")
    with cast.database.unit() as db:
        return f"/letters/{invitations.invite_family(db, place, at, by=cast.teacher.id)}"


def _fates(cast: Cast, child: Somebody) -> dict[str, Fate]:
    with cast.database.reading() as db:
        lines = queries.of_class(db, cast.teacher.id, cast.group.id, cast.at)
    (line,) = (one for one in lines if one.public_id == child.public_id)
    return {letter.called: letter.fate for letter in line.letters}


def _of(cast: Cast) -> str:
    return f"/letters-of/{cast.group.public_id}"


def test_each_letter_has_its_fate(
    cast: Cast, client_of: ClientOf, app: Flask, database: Database
) -> None:
    came = _letter(cast, cast.owner, "Nana")
    nobody_for(app).fill_in(came, number=number_on(came))
    _letter(cast, cast.owner, "Pop")
    _letter(cast, cast.owner, "Auntie", days_ago=15)
    _letter(cast, cast.owner, "Uncle")
    with database.unit() as db:
        db.execute(
            update(Invitation).where(Invitation.called == "Uncle").values(ended_at=cast.at.now)
        )
    assert _fates(cast, cast.owner) == {
        "Nana": Fate.CAME,
        "Pop": Fate.ASKED,
        "Auntie": Fate.NEVER,
        "Uncle": Fate.ENDED,
    }
    for role in ("teacher", "office"):
        text = client_of(getattr(cast, role)).get(_of(cast)).text
        assert "1 came. 1 are asked. 1 never came." in text
        for called in ("Nana", "Pop", "Auntie", "Uncle"):
            assert called in text


def test_a_second_letter_to_the_same_adult_speaks_for_both(cast: Cast) -> None:
    _letter(cast, cast.owner, "Nana", days_ago=20)
    assert _fates(cast, cast.owner) == {"Nana": Fate.NEVER}
    _letter(cast, cast.owner, "nana")
    assert _fates(cast, cast.owner) == {"nana": Fate.ASKED}


def test_two_of_one_name_in_two_homes_stand_there_both(cast: Cast, client_of: ClientOf) -> None:
    for home in ("Mum's side", "Dad's side"):
        _letter(cast, cast.owner, "Gran", home=home)
    text = client_of(cast.office).get(_of(cast)).text
    assert "2 are asked." in text
    for side in ("Mum&#39;s side", "Dad&#39;s side"):
        assert side in text


@pytest.mark.parametrize(
    "role", ["nobody", "owner", "mum", "other_teacher", "past_teacher", "lead"]
)
def test_nobody_else_reads_it(
    role: str, *, cast: Cast, client_of: ClientOf, nobody: SiteClient
) -> None:
    _letter(cast, cast.owner, "Nana")
    client = nobody if role == "nobody" else client_of(getattr(cast, role))
    answer = client.get(_of(cast))
    assert answer.status_code == 404
    assert "Nana" not in answer.text


def test_no_child_of_another_class_stands_on_it(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    _letter(cast, cast.other_child, "Papi")
    surname = surname_of(database, cast.other_child)
    text = client_of(cast.teacher).get(_of(cast)).text
    assert "Papi" not in text
    assert surname not in text
    other = client_of(cast.other_teacher).get(f"/letters-of/{cast.other_group.public_id}").text
    assert "Papi" in other


def test_a_letter_is_ended_from_it_at_once(cast: Cast, client_of: ClientOf, app: Flask) -> None:
    letter = _letter(cast, cast.owner, "Nana")
    assert nobody_for(app).get(letter).status_code == 200
    teacher = client_of(cast.teacher)
    assert teacher.fill_in(_of(cast), "/end").status_code == 303
    assert nobody_for(app).get(letter).status_code == 404
    assert _fates(cast, cast.owner) == {"Nana": Fate.ENDED}


def test_it_asks_as_often_for_many_letters_as_for_one(
    cast: Cast,
    client_of: ClientOf,
    count_queries: Callable[..., AbstractContextManager[CountQueries]],
) -> None:
    teacher = client_of(cast.teacher)
    _letter(cast, cast.owner, "Nana")
    teacher.get(_of(cast))
    with count_queries() as few:
        teacher.get(_of(cast))
    for number in range(5):
        _letter(cast, cast.classmate, f"Uncle {number}")
    with count_queries() as many:
        teacher.get(_of(cast))
    assert many.number == few.number
