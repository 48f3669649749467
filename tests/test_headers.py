"""Security headers on every answer: pages, files, redirects, refusals, faults (T76)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from portfolio.web import headers
from tests.client import nobody_for
from tests.conftest import app_on, settings_for
from tests.visibility.sweeping import ABSENT, filled, parts, routes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask
    from werkzeug.test import TestResponse

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

MULTIPART = "multipart/form-data"

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}


def assert_safe(answer: TestResponse, where: str) -> None:
    """The headers that every answer carries, whatever it is."""
    for name, value in EXPECTED.items():
        assert answer.headers.get_all(name) == [value], f"{where}: {name}"
    policy = dict(
        part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; ")
    )
    assert policy["default-src"] == "'none'", where
    assert policy["script-src"] == policy["style-src"] == "'self'", where
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'", where
    for kept in ("unsafe", "http", "*"):
        assert kept not in answer.headers["Content-Security-Policy"], where
    assert "Server" not in answer.headers
    assert "X-Powered-By" not in answer.headers


@pytest.mark.parametrize("role", ["nobody", "owner", "gran", "teacher", "office"])
def test_t76_every_answer_carries_them(
    cast: Cast,
    app: Flask,
    client_of: Callable[[Somebody], SiteClient],
    nobody: SiteClient,
    role: str,
) -> None:
    client = nobody if role == "nobody" else client_of(getattr(cast.oak, role))
    for method in ("GET", "HEAD", "POST", "OPTIONS"):
        for address in routes(app, method):
            if address == "/sign-out":
                continue
            ids = dict.fromkeys(parts(address) - {"name", "token", "rendition"}, ABSENT)
            answer = client.open(filled(address, ids), method=method, data=None)
            assert_safe(answer, f"{method} {address}")
            kept = answer.headers["Cache-Control"]
            is_file = address.startswith("/static/") and answer.status_code == 200
            assert is_file or kept in {"private, no-store", "private, no-cache"}, address


def test_t76_refusals_of_all_kinds_carry_them(
    cast: Cast, client_of: Callable[[Somebody], SiteClient], nobody: SiteClient
) -> None:
    owner = client_of(cast.oak.owner)
    many = {f"x{number}": "y" for number in range(1000)}
    answers = {
        "no such page": nobody.get("/nowhere"),
        "a wrong method": owner.open("/space", method="DELETE"),
        "no token": owner.post("/items", data={"title": "x"}, bare=True),
        "somebody else's form": owner.post("/items", data={"acting": cast.oak.gran.public_id}),
        "too many parts": owner.post("/items", data=many, content_type=MULTIPART, bare=True),
        "a strange host": nobody.get("/", headers={"Host": "elsewhere.example"}),
    }
    for what, answer in answers.items():
        assert_safe(answer, what)
        assert answer.mimetype == "text/html", what
    assert answers["a wrong method"].status_code == 404
    assert answers["no token"].status_code == 400
    assert answers["somebody else's form"].status_code == 409
    assert answers["too many parts"].status_code == 413


def test_t76_a_fault_of_ours_carries_them_and_tells_nothing(
    cast: Cast,
    app: Flask,
    client_of: Callable[[Somebody], SiteClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError("a secret of Amina's")

    client = client_of(cast.oak.gran)
    monkeypatch.setattr(app.extensions["storage"], "open", breaks)
    photo = cast.photographs(cast.oak.gran)
    answer = client.get(f"/photos/{photo.public_id}/320")
    assert answer.status_code == 500
    assert_safe(answer, "a fault")
    assert b"Amina" not in answer.data
    assert b"Traceback" not in answer.data


def test_over_tls_browsers_are_told_to_come_back_by_tls(database: Database, tmp_path: Path) -> None:
    settings = replace(settings_for(database, tmp_path), secure=True)
    answer = nobody_for(app_on(database, settings)).get("/", base_url="https://space.example")
    assert_safe(answer, "TLS")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    plain = nobody_for(app_on(database, settings_for(database, tmp_path))).get("/")
    assert "Strict-Transport-Security" not in plain.headers


def test_the_policy_lets_in_only_our_own() -> None:
    assert "'unsafe" not in headers.policy()
    assert "http" not in headers.policy()
