"""*Not there* leaves at a beat: hidden and absent cannot be told apart by the clock (T23)."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from tests.cast import FAMILY
from tests.client import client_for

if TYPE_CHECKING:
    from flask import Flask

    from tests.cast import Cast

BEAT = 0.2
"""Seconds; long beside what any of these answers takes."""


@pytest.fixture
def slow_app(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    settings = replace(app.extensions["settings"], not_there_ms=int(BEAT * 1000))
    monkeypatch.setitem(app.extensions, "settings", settings)
    return app


@pytest.mark.parametrize("is_there", [True, False], ids=["hidden", "absent"])
def test_t23_not_there_waits_for_the_beat(cast: Cast, slow_app: Flask, *, is_there: bool) -> None:
    thing = cast.keeps(cast.owner)
    client = client_for(slow_app, cast.classmate)
    began = monotonic()
    answer = client.get(f"/items/{thing.public_id if is_there else '0' * 16}")
    assert answer.status_code == 404
    assert monotonic() - began >= BEAT


def test_what_is_there_waits_for_nothing(
    cast: Cast, slow_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    client = client_for(slow_app, cast.gran)

    def never(_seconds: float) -> None:
        raise AssertionError("an answer that is there was held back")

    monkeypatch.setattr("portfolio.web.pace.sleep", never)
    assert client.get(f"/items/{thing.public_id}").status_code == 200
