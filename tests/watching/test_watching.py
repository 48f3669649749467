"""Health, readiness and numbers: what machines may ask, and that nobody else learns by it."""

from __future__ import annotations

import json
import secrets
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from portfolio.core import schema
from portfolio.models.enums import CommentState
from portfolio.settings import SettingError, Settings
from portfolio.watching import queries
from tests.cast import TEACHERS
from tests.schools import School

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.client import SiteClient

TOKEN = "o8Wm3-only-for-tests-Zr5Kq1Yx7Tb2Ld4"
MADE_UP = "/card/qW3eRtY7uIoP9aSdF2gHjK4lZxCvB6nM"


def test_alive_and_ready_say_no_more_than_that(nobody: SiteClient) -> None:
    assert nobody.get("/health").text == "ok\n"
    assert nobody.get("/ready").text == "ready\n"


def test_a_database_that_lacks_a_migration_is_not_ready(
    nobody: SiteClient, database: Database
) -> None:
    with database.unit() as db:
        newest = db.scalars(text("SELECT version_num FROM alembic_version")).one()
        db.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    try:
        answer = nobody.get("/ready")
        assert (answer.status_code, answer.text) == (503, "not ready: database\n")
        assert answer.headers["Retry-After"] == "5"
        assert nobody.get("/health").status_code == 200
        with database.unit() as db:
            db.execute(text("UPDATE alembic_version SET version_num = 'of_a_newer_release'"))
        assert nobody.get("/ready").status_code == 200
    finally:
        with database.unit() as db:
            to = {"to": newest}
            db.execute(text("UPDATE alembic_version SET version_num = :to"), to)
    assert schema.is_ready(database)


def test_an_empty_database_is_not_ready(tmp_path: Path) -> None:
    from portfolio.core.database import Database  # noqa: PLC0415 -- the class, for one of its own

    made = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    assert not schema.is_ready(made)
    made.close()


def test_numbers_of_what_waits(cast: Cast, database: Database) -> None:
    thing = cast.puts_up(cast.owner, [TEACHERS], title="A kite")
    with database.reading() as db:
        before = queries.waiting(db, cast.at)
    cast.says(cast.gran, thing, "Quagga", CommentState.WAITING)
    with database.reading() as db:
        after = queries.waiting(db, cast.at)
    assert after.checks == before.checks + 1
    assert after.checks_seconds >= 0


def test_numbers_are_not_there_where_nobody_counts(nobody: SiteClient) -> None:
    for given in ({}, {"Authorization": "Bearer "}, {"Authorization": f"Bearer {TOKEN}"}):
        assert nobody.get("/metrics", headers=given).status_code == 404


def test_a_short_token_stops_the_start() -> None:
    env = {"SECRET_KEY": secrets.token_urlsafe(48), "METRICS_TOKEN": "short"}
    with pytest.raises(SettingError, match="METRICS_TOKEN is too short"):
        Settings.from_env(env)
    with pytest.raises(SettingError, match="LOG must be plain or json"):
        Settings.from_env({**env, "METRICS_TOKEN": TOKEN, "LOG": "loud"})


# ---------------------------------------------------------------- a real server


@pytest.fixture
def served(tmp_path: Path) -> Iterator[School]:
    """A server with two processes that counts, writes lines for programs, and has one proxy."""
    settings = {"METRICS_TOKEN": TOKEN, "LOG": "json", "PROXIES": "1", "MAIL": ""}
    school = School(tmp_path, demo=False, settings=settings)
    school.start()
    yield school
    school.stop()


def _get(school: School, path: str, **headers: str) -> tuple[int, str]:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    asked = urllib.request.Request(school.address + path, headers=sent)  # noqa: S310 -- our own server
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310 -- the same
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def _number(said: str, begins: str) -> float:
    return sum(float(line.split()[-1]) for line in said.splitlines() if line.startswith(begins))


def test_all_processes_are_counted_and_the_token_is_asked(served: School) -> None:
    asked = 'third_space_request_seconds_count{endpoint="watching.health"'
    for _time in range(20):
        assert _get(served, "/health")[0] == 200
    status, said = _get(served, "/metrics", Authorization=f"Bearer {TOKEN}")
    assert status == 200
    assert _number(said, asked) == 20
    assert _number(said, "third_space_jobs_given_up") == 0
    assert _number(said, "third_space_jobs_tried_again") == 0
    assert _number(said, "third_space_checks_waiting") == 0
    assert MADE_UP not in said
    for wrong in (TOKEN[:-1], TOKEN + "x", ""):
        assert _get(served, "/metrics", Authorization=f"Bearer {wrong}")[0] == 404


def test_lines_are_json_with_the_proxys_number_and_no_address(served: School) -> None:
    number = "f00dfeed-1234"
    _get(served, MADE_UP, X_Request_ID=number)
    _get(
        served,
        "/health",
        X_Request_ID="not a number of a proxy \N{BULLET}".encode().decode("latin-1"),
    )
    said = served.said.read_text()
    assert MADE_UP.rpartition("/")[2] not in said
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    mine = [line for line in lines if line.get("request") == number]
    assert [line["endpoint"] for line in mine] == ["signin.card"]
    assert mine[0]["method"] == "GET"
    assert mine[0]["ms"] > 0
    health = [line for line in lines if line.get("endpoint") == "watching.health"]
    assert len(health[-1]["request"]) == 16
