"""People who read one thing on every road without a pause, from a real server.

Each answer is written down with when it was asked for and when all of it had arrived, so that it
can be compared with the moment in which somebody was told that the thing is narrowed.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import requests

from tests.client import client_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from tests.circles import Somebody, Thing

WAIT = 60
"""Seconds for one answer: the machine may be busy."""

AGAIN = 1
"""So often every road is gone once more after the narrowing."""


@dataclass(frozen=True, slots=True)
class Got:
    """One answer: on which road, from when to when (seconds), and whether it held any of it."""

    road: str
    began: float
    ended: float
    status: int
    has_some: bool


class Browser:
    """A browser at a real server, with a session that began just now."""

    def __init__(self, app: Flask, who: Somebody, at: str) -> None:
        made = client_for(app, who)
        self.at, self.form = at, {"csrf_token": made.csrf_token(), "acting": who.public_id}
        cookie = made.get_cookie(app.config["SESSION_COOKIE_NAME"])
        assert cookie is not None
        self.session = requests.Session()
        self.session.trust_env = False  # no proxy of this machine's
        self.session.headers["Cookie"] = f"{cookie.key}={cookie.value}"

    def post(self, path: str, **fields: str) -> int:
        """Send a form; the status of its answer, once that has arrived."""
        data = {**self.form, **fields}
        return self.session.post(
            f"{self.at}{path}", data=data, timeout=WAIT, allow_redirects=False
        ).status_code


@dataclass
class Reader:
    """Somebody who reads a thing and its photo, over and over."""

    browser: Browser
    feed: str
    got: list[Got] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def read(self, thing: Thing, photo: str, word: str) -> None:
        """Until `over`, and then every road a few times more."""
        left = AGAIN
        while left:
            left -= self.over.is_set()
            for road, headers in self._roads(thing, photo):
                self._go(road, headers, word)

    def _roads(self, thing: Thing, photo: str) -> Iterator[tuple[str, dict[str, str]]]:
        yield f"/items/{thing.public_id}", {}
        yield self.feed, {}
        for size in ("320", "960", "2048", "960-jpeg"):
            yield f"/photos/{photo}/{size}", {}
        yield f"/photos/{photo}/320", {"If-None-Match": f'"{photo}-320"'}
        yield f"/photos/{photo}/320", {"Range": "bytes=0-9"}

    def _go(self, road: str, headers: dict[str, str], word: str) -> None:
        began = time.monotonic()
        answer = self.browser.session.get(
            f"{self.browser.at}{road}", headers=headers, timeout=WAIT, allow_redirects=False
        )
        ended = time.monotonic()
        is_list = road == self.feed
        has_some = word in answer.text if is_list else answer.status_code in {200, 206, 304}
        named = f"{road.split('/')[1]} {' '.join(headers)}".strip()
        self.got.append(Got(named, began, ended, answer.status_code, has_some))
