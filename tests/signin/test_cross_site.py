"""T39: another site can send no form to any door: nobody is signed in by it, or out of theirs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.client import client_for, nobody_for
from tests.rows import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from portfolio.core.database import Database
    from tests.cast import Cast

EVIL = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
TOKEN = "0123456789abcdef"
"""Of the shape of every part of an address."""


def doors(app: Flask) -> Iterator[str]:
    """Every address that takes a form from whoever is not signed in."""
    for rule in app.url_map.iter_rules():
        guard = getattr(app.view_functions[rule.endpoint], "guard", None)
        if "POST" in (rule.methods or set()) and guard == "anyone":
            yield re.sub(r"<[^>]*>", TOKEN, rule.rule)


def test_t39_no_door_takes_a_form_of_another_site(
    app: Flask, cast: Cast, database: Database
) -> None:
    everywhere = sorted(doors(app))
    assert {"/staff", "/staff/second", "/passkeys/sign-in", "/staff/lost"} <= set(everywhere)
    before = fingerprint(database)
    for address in everywhere:
        for headers in (EVIL, {"Origin": "null"}, {}):
            answer = nobody_for(app).post(address, data={}, headers=headers, bare=True)
            assert answer.status_code == 400, f"{address} answers {answer.status_code}"
    assert fingerprint(database) == before
    gran = client_for(app, cast.gran)
    kept = fingerprint(database)
    for address in everywhere:
        assert gran.post(address, data={}, headers=EVIL, bare=True).status_code == 400
    assert gran.get("/shared").status_code == 200
    assert fingerprint(database) == kept


def test_t39_a_token_of_another_browser_is_none(app: Flask, cast: Cast) -> None:
    del cast
    theirs = nobody_for(app).csrf_token()
    victim = nobody_for(app)
    with victim.session_transaction() as session:
        session["csrf_token"] = "another raw token, of the victim's own browser"
    answer = victim.post("/staff", data={"csrf_token": theirs}, headers=EVIL, bare=True)
    assert answer.status_code == 400
