"""T52: guessing is hopeless, a school behind one address comes in, nobody locks others out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from portfolio.core import passwords, tokens
from portfolio.guesses import actions, queries
from portfolio.guesses.queries import Try
from portfolio.models import Card, Guess, Person, Secret
from portfolio.models.enums import SecretKind
from tests.apps import set_up
from tests.client import nobody_for
from tests.rows import how_many

if TYPE_CHECKING:
    from flask import Flask

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.client import SiteClient

RIGHT = "seven quiet herons"
WRONG = "not the password"
WORD = "puddle"


@pytest.fixture
def email(database: Database, cast: Cast, moment: Moment) -> str:
    """The address of the teacher, who has a password."""
    hashed = passwords.hash_secret(RIGHT)
    with database.unit() as db:
        db.get_one(Person, cast.teacher.id).email = "ada@school.example"
        row = Secret(person_id=cast.teacher.id, kind=SecretKind.WORD, hash=hashed)
        row.set_at = moment.now
        db.add(row)
    return "ada@school.example"


def _try(client: SiteClient, email: str, password: str, place: str = "192.0.2.1") -> int:
    answer = client.post(
        "/staff",
        data={"email": email, "password": password},
        environ_overrides={"REMOTE_ADDR": place},
    )
    return answer.status_code


def test_t52_ten_thousand_guesses_an_hour_from_anywhere_get_a_hundred_looks(
    database: Database, moment: Moment
) -> None:
    taken = 0
    with database.unit() as db:
        for nth in range(10_000):
            at = replace(moment, now=moment.now + timedelta(seconds=nth * 0.36))
            one = Try("staff:ada@school.example", f"198.51.100.{nth % 250}")
            if queries.is_open(db, one, at):
                taken += 1
                actions.note(db, one, at)
    assert taken <= queries.STRANGERS.wrong


@pytest.mark.slow
def test_t52_a_thousand_presses_over_http_fail_and_are_not_even_hashed(
    app: Flask, email: str, database: Database
) -> None:
    client = nobody_for(app)
    said = [_try(client, email, f"{WRONG} {nth}") for nth in range(1000)]
    assert said[:10] == [422] * 10
    assert set(said[10:]) == {429}
    assert _try(client, email, RIGHT) == 429, "not even the right one, from there"
    assert how_many(database, Guess) == 20


def test_t52_nobody_locks_a_teacher_out_of_the_browser_that_they_use(
    app: Flask, email: str
) -> None:
    hers = nobody_for(app)
    assert _try(hers, email, RIGHT) == 303
    set_up(hers)
    hers.acting = ""
    hers.post("/sign-out", bare=False)
    hers = _same_browser(app, hers)
    for place in range(30):
        for _ in range(10):
            _try(nobody_for(app), email, WRONG, f"203.0.113.{place}")
    assert _try(nobody_for(app), email, RIGHT, "203.0.113.99") == 429, "strangers wait"
    assert _try(hers, email, RIGHT, "203.0.113.1") == 303, "she does not"


def _same_browser(app: Flask, client: SiteClient) -> SiteClient:
    """The browser as it is on another day: it kept that it is known, and no session."""
    known = client.get_cookie("known")
    assert known is not None
    again = nobody_for(app)
    again.set_cookie("known", known.value)
    return again


def test_t52_a_known_browser_may_not_guess_for_ever_either(app: Flask, email: str) -> None:
    hers = nobody_for(app)
    _try(hers, email, RIGHT)
    set_up(hers)
    hers = _same_browser(app, hers)
    said = [_try(hers, email, WRONG, f"203.0.113.{nth}") for nth in range(12)]
    assert said == [422] * 10 + [429] * 2
    assert _try(nobody_for(app), email, RIGHT) == 303, "and strangers are counted apart"


@pytest.mark.parametrize("forged", ["", "x", "e30.x", '{"browser":"b","doors":["d"]}'])
def test_a_forged_cookie_is_a_strangers(app: Flask, email: str, forged: str) -> None:
    client = nobody_for(app)
    client.set_cookie("known", forged)
    said = [_try(client, email, WRONG) for _ in range(11)]
    assert said[-1] == 429


def test_knowing_one_door_is_no_help_at_another(app: Flask, email: str, cast: Cast) -> None:
    del cast
    hers = nobody_for(app)
    _try(hers, email, RIGHT)
    set_up(hers)
    hers = _same_browser(app, hers)
    said = [_try(hers, "other@school.example", WRONG) for _ in range(11)]
    assert said[-1] == 429


@pytest.mark.slow
def test_t52_300_tablets_behind_one_address_get_in(
    app: Flask, cast: Cast, database: Database, moment: Moment
) -> None:
    codes = _cards(database, cast, moment, 300)
    place = {"REMOTE_ADDR": "192.0.2.1"}
    for nth, code in enumerate(codes):
        tablet = nobody_for(app)
        words = ("puddles", WORD) if nth % 5 == 0 else (WORD,)  # each fifth child mistypes
        said = [
            tablet.post(f"/card/{code}", data={"secret": word}, environ_overrides=place)
            for word in words
        ]
        assert said[-1].status_code == 303


def test_t52_a_child_is_locked_out_by_nobody_who_has_not_their_card(
    app: Flask, cast: Cast, database: Database, moment: Moment
) -> None:
    mine, other = _cards(database, cast, moment, 2)
    for _ in range(12):
        nobody_for(app).post(f"/card/{other}", data={"secret": "wrong"})
    assert nobody_for(app).post(f"/card/{mine}", data={"secret": WORD}).status_code == 303


def test_no_name_address_or_secret_is_kept(app: Flask, email: str, database: Database) -> None:
    _try(nobody_for(app), email, WRONG)
    with database.reading() as db:
        kept = [row.subject for row in db.query(Guess)]
    assert len(kept) == 2
    assert all(len(one) == 64 and int(one, 16) for one in kept)


def _cards(database: Database, cast: Cast, moment: Moment, number: int) -> list[str]:
    """So many cards of one child, each a thing of its own to be tried."""
    codes = [tokens.new_code() for _ in range(number)]
    with database.unit() as db:
        hashed = passwords.hash_secret(WORD)
        row = Secret(person_id=cast.owner.id, kind=SecretKind.WORD, hash=hashed)
        row.set_at = moment.now
        db.add(row)
        db.add_all(
            Card(person_id=cast.owner.id, token_hash=tokens.fingerprint(code), made_at=moment.now)
            for code in codes
        )
    return codes


def test_a_wrong_one_counts_to_the_end_of_its_window(database: Database, moment: Moment) -> None:
    one = Try("a card", "192.0.2.1", "a browser")
    with database.unit() as db:
        for _ in range(queries.ONE.wrong):
            actions.note(db, one, moment)
        end = moment.now + queries.ONE.within
        assert not queries.is_open(db, one, replace(moment, now=end - timedelta(microseconds=1)))
        assert queries.is_open(db, one, replace(moment, now=end))
