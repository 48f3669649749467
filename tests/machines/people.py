"""Children who come by nginx, with a browser's memory of cookies."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING

import requests

if TYPE_CHECKING:
    from pathlib import Path

FIELD = re.compile(r"<input[^>]*type=\"hidden\"[^>]*>")
TEMPLATE = re.compile(r"<template.*?</template>", re.DOTALL)
NAME, VALUE = re.compile(r'name="([^"]*)"'), re.compile(r'value="([^"]*)"')
HAPPENED = re.compile(r'name="happened_on"[^>]*value="([^"]*)"')
PHOTO = re.compile(r'src="(/photos/[^"]+)"')
WAIT = 60
SEE_OTHER = 303


@dataclass
class Person:
    """Somebody's browser: `at` is the address that it goes to, one server's or all of them."""

    at: str
    authority: str
    session: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        self.session.verify = self.authority
        self.session.trust_env = False  # no proxy of this machine's

    def come_in(self, card: str, secret: str) -> Person:
        """Open a card's address and type its secret."""
        form = {**dict(_hidden(self.get(card).text)), "secret": secret}
        answer = self.session.post(
            f"{self.at}{card}", data=form, timeout=WAIT, allow_redirects=False
        )
        assert answer.status_code == SEE_OTHER, answer.status_code
        return self

    def get(self, path: str) -> requests.Response:
        """Open an address."""
        return self.session.get(f"{self.at}{path}", timeout=WAIT)

    def form(self, title: str) -> dict[str, str]:
        """A form for a new thing, as its page gives it, filled with that title."""
        page = self.get("/make").text
        happened = HAPPENED.search(page)
        assert happened, page
        filled = {"title": title, "place": "home", "happened_on": happened[1]}
        return {**dict(_hidden(TEMPLATE.sub("", page))), **filled}

    def send(self, form: dict[str, str], photo: Path | None = None) -> requests.Response:
        """Send the form once, and follow nothing."""
        files = [("photos", ("a.jpg", photo.read_bytes(), "image/jpeg"))] if photo else None
        return self.session.post(
            f"{self.at}/items", data=form, files=files, timeout=WAIT, allow_redirects=False
        )


def _hidden(page: str) -> list[tuple[str, str]]:
    found = []
    for one in FIELD.findall(page):
        name, value = NAME.search(one), VALUE.search(one)
        if name:
            found.append((name[1], unescape(value[1]) if value else ""))
    return found
