"""F09: what is narrowed while others read it: nothing asked for after the answer gets a byte of it.

That is all that can be promised. A request which began before its owner was answered has asked the
rule when the thing was still up, and may end later: with one page, or one photo of at most some
800 kB, which the server has read whole by then. Where the school lets its store hand out photos
(decision 39), an address lent before opens that one photo for up to a minute more.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from tests.cast import FAMILY, Cast
from tests.conftest import SECRET, TIME_ZONE, app_on, settings_for
from tests.faults.readers import Browser, Reader
from tests.machines.machines import Machine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from tests.circles import Thing

pytestmark = pytest.mark.timeout(600)

ROUNDS = 20
SEE_OTHER, NOT_THERE = 303, 404
A_WHILE = 0.15
"""Seconds that readers read before it is narrowed: each has gone some roads by then."""

DEEDS = {
    "takes it down": ("owner", "/items/{}/shares/ending", {}),
    "shows it to the family alone": ("owner", "/items/{}/shares", {"share": "family"}),
    "throws it away": ("owner", "/items/{}/bin", {}),
    "seals it": ("lead", "/safety/seals/items/{}", {}),
}
"""Who does it, where, with which fields."""


@pytest.fixture
def school(
    new_database: Callable[[str], Database], tmp_path: Path, moment: Moment
) -> Iterator[tuple[Flask, Cast, str]]:
    """A school with a real server; its sessions are made by an application beside it."""
    database = new_database("narrowing")
    Cast.write(database, moment)
    app = app_on(database, settings_for(database, tmp_path))
    settings = {
        "SECRET_KEY": SECRET,
        "DATABASE_URL": database.engine.url.render_as_string(hide_password=False),
        "TIME_ZONE": TIME_ZONE,
        "WORKER_INSIDE": "0",
        "NOT_THERE_MS": "0",
        "DEMO": "0",
        **_store(app),
    }
    machine = Machine(tmp_path / "server", settings)
    try:
        machine.start()
        machine.wait_until_ready()
        cast = Cast(database, app.extensions["storage"], moment)
        yield app, cast, f"http://127.0.0.1:{machine.port}"
    finally:
        machine.stop()
        database.close()


def _store(app: Flask) -> dict[str, str]:
    """The same store as the application's."""
    where = app.extensions["settings"].where
    own = {"S3_ENDPOINT": where.endpoint, "S3_KEY_ID": where.key_id}
    return {"STORAGE": where.address, "S3_SECRET_KEY": where.secret_key, **own}


def narrowed(
    browser: Browser, thing: Thing, photo: str, deed: str, readers: list[Reader], word: str
) -> float:
    """Do it while everybody reads; when its doer was answered."""
    _who, path, fields = DEEDS[deed]
    threads = [threading.Thread(target=one.read, args=(thing, photo, word)) for one in readers]
    for one in threads:
        one.start()
    time.sleep(A_WHILE)
    status = browser.post(path.format(thing.public_id), **fields)
    answered = time.monotonic()
    for reader in readers:
        reader.over.set()
    for one in threads:
        one.join()
    assert status == SEE_OTHER
    return answered


def test_f09_once_it_is_narrowed_nothing_asked_for_gets_a_byte_of_it(
    school: tuple[Flask, Cast, str],
) -> None:
    app, cast, at = school
    browsers = {
        role: Browser(app, getattr(cast, role), at)
        for role in ("owner", "lead", "gran", "mum", "classmate")
    }
    under_way = seen = after = 0
    for number in range(ROUNDS):
        deed = list(DEEDS)[number % len(DEEDS)]
        photo, word = cast.photographs(cast.owner), f"Kite{number:03}"
        wishes = [FAMILY, cast.group.children]
        thing = cast.puts_up(cast.owner, wishes, title=word, photos=[photo])
        keeps = {"gran", "mum"} if deed == "shows it to the family alone" else set()
        loses = {"gran", "mum", "classmate"} - keeps
        readers = {role: Reader(browsers[role], "/shared") for role in (*loses, *keeps)}
        doer = browsers[DEEDS[deed][0]]
        answered = narrowed(doer, thing, photo.public_id, deed, list(readers.values()), word)
        for role, reader in readers.items():
            late = [one for one in reader.got if one.began > answered]
            seen += sum(one.has_some for one in reader.got if one.ended < answered)
            under_way += sum(one.began < answered < one.ended for one in reader.got)
            after += len(late)
            assert {one.road for one in late} == {one.road for one in reader.got}, "every road"
            assert [one for one in late if one.has_some is not (role in keeps)] == [], deed
    print(f"narrowed {ROUNDS} times: {seen} answers before, {under_way} under way, {after} after")
    assert seen > ROUNDS, "it could leak"
    assert under_way, "they read while it was done"
