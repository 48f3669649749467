"""`flask --app wsgi staff invite`: a one-time address for the first office person, no password."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from portfolio.models import Invitation, Secret
from tests.apps import FIRST, set_up
from tests.client import nobody_for
from tests.conftest import app_on, settings_for
from tests.rows import how_many

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask

    from portfolio.core.database import Database

NEW = {
    "first_name": "Sam",
    "called": "Mr Bell",
    "email": "bell@school.example",
    "password": "seven quiet herons",
}


@pytest.fixture
def empty(new_database: Callable[[str], Database], tmp_path: Path) -> Flask:
    """The application on an empty database, with its public address."""
    database = new_database("invited")
    settings = replace(settings_for(database, tmp_path), address="https://space.elm.example")
    return app_on(database, settings)


def _invite(app: Flask, *more: str) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=["staff", "invite", *more])
    return done.exit_code, done.output


def test_the_first_office_person_comes_by_a_one_time_address(empty: Flask) -> None:
    database = empty.extensions["database"]
    status, said = _invite(empty)
    assert status == 0
    assert how_many(database, Secret) == 0, "no password is made for anybody"
    found = re.search(r"https://space\.elm\.example(/staff/invitations/\S+)", said)
    assert found is not None
    earlier = found[1]
    found = re.search(r"example(/staff/invitations/\S+)", _invite(empty)[1])
    assert found is not None
    assert nobody_for(empty).get(earlier).status_code == 404, "the last printed one alone opens"
    client = nobody_for(empty)
    assert client.fill_in(found[1], **NEW).location == FIRST
    set_up(client)
    assert client.get("/office").status_code == 200
    status, said = _invite(empty)
    assert status == 1
    assert "Somebody holds the office already" in said
    invitations = how_many(database, Invitation)
    status, said = _invite(empty, "--another")
    assert (status, how_many(database, Invitation)) == (0, invitations + 1)
