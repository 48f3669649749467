"""Everyone goes everywhere: each link, each address anybody was ever given, each route of the map.

First all walk along the links, pictures and forms of their own pages. Then everybody tries what
anybody found, and every route filled with every id there is. No answer may carry a canary that
its reader may not have: in its words, bytes, headers, nor the mails and the log of the crawl.
"""

from __future__ import annotations

import logging
import re
from collections import deque
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portfolio.models import Check, FamilyTie, Group, Person, Share
from tests.visibility.sweeping import ABSENT, filled, parts, routes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from flask import Flask
    from werkzeug.test import TestResponse

    from tests.client import SiteClient
    from tests.promises.canaries import Aviary

ADDRESS = re.compile(r'(?:href|src|action|formaction)="([^"]+)"|(?:srcset)="([^"]+)"')
ENDS_IT = re.compile(r"^/(sign-out|demo)")
"""Addresses after which the crawler would be somebody else, or nobody."""

WAYS: tuple[dict[str, str], ...] = ({}, {"Range": "bytes=0-"}, {"Accept": "application/json"})


@dataclass
class Caught:
    """What the crawl came to."""

    requests: int = 0
    heard: int = 0
    """Canaries that their own readers found: proof that they can be found."""
    leaks: list[str] = field(default_factory=list)


@dataclass
class Crawl:
    """The crawlers: a browser for each person, `nobody` under the number 0."""

    app: Flask
    aviary: Aviary
    clients: dict[int, SiteClient]
    trying: frozenset[int] | None = None
    """Who of them tries what all of them found (None: all do): two processes share the work."""
    caught: Caught = field(default_factory=Caught)
    given: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """One pattern for all words: most answers hold none."""
        self.any_word = re.compile("|".join(map(re.escape, self.aviary.words)).encode())
        self.log = _Heard()

    def run(self) -> Caught:
        """All of it."""
        logging.getLogger().addHandler(self.log)
        for number, client in self.clients.items():
            self._walk(number, client)
        everywhere = sorted(self.given | set(self._map()))
        for number, client in self.clients.items():
            if self.trying is None or number in self.trying:
                for address in everywhere:
                    self._go(number, client, address)
        logging.getLogger().removeHandler(self.log)
        self._look_into("the log", "\n".join(self.log.lines).encode())
        return self.caught

    def look_into(self, folder: Path) -> Caught:
        """Whether any file in a folder of mails carries a canary."""
        for path in folder.rglob("*"):
            if path.is_file():
                self._look_into(f"the file {path.name}", path.read_bytes())
        return self.caught

    # ------------------------------------------------------------ ways to go

    def _walk(self, number: int, client: SiteClient) -> None:
        """Along the links of one's own pages, from the first one on."""
        ahead, seen = deque(["/", "/space", "/shared", "/to-check", "/office"]), set[str]()
        while ahead:
            address = ahead.popleft()
            if address in seen or ENDS_IT.match(address):
                continue
            seen.add(address)
            answer = self._go(number, client, address)
            found = list(_addresses(answer)) if answer.mimetype == "text/html" else []
            self.given |= {one for one in found if not ENDS_IT.match(one)}
            ahead.extend(one for one in found if not one.startswith("/static"))

    def _map(self) -> Iterator[str]:
        """Every route, filled with every id of its kind."""
        for address in routes(self.app, "GET"):
            names = sorted(parts(address))
            if not names:
                yield address
            for ids in self._fillings(names):
                yield filled(address, ids)

    def _fillings(self, names: list[str]) -> Iterator[dict[str, str]]:
        """Each real id for the first part, with some for the others."""
        for number, name in enumerate(names):
            rest = {other: self._ids(other)[0] for other in names if other != name}
            if number == 0 or len(names) > 1:
                for one in self._ids(name):
                    yield {**rest, name: one}

    def _ids(self, name: str) -> list[str]:
        if not hasattr(self, "_by_name"):
            self._by_name = self._all_ids()
        return self._by_name.get(name) or [ABSENT]

    def _all_ids(self) -> dict[str, list[str]]:
        birds = self.aviary
        with birds.cast.database.reading() as db:
            tables: dict[str, Any] = {
                "person_id": Person,
                "child_id": Person,
                "group_id": Group,
                "tie_id": FamilyTie,
                "check_id": Check,
                "share_id": Share,
            }
            found = {name: list(db.scalars(select(t.public_id))) for name, t in tables.items()}
        return found | {
            "item_id": [one.public_id for one in birds.things],
            "comment_id": [one.public_id for one in birds.said],
            "photo_id": [one.public_id for one in birds.photos],
            "rendition": ["320", "960", "2048", "960-jpeg"],
            "name": ["css/space.css"],
            "kind": ["pupils"],
            "token": ["t" * 43],
        }

    # ------------------------------------------------------------ listening

    def _go(self, number: int, client: SiteClient, address: str) -> TestResponse:
        way = WAYS[self.caught.requests % len(WAYS)] if "/photos/" in address else WAYS[0]
        answer = client.get(address, headers=way)
        self.caught.requests += 1
        self._listen(number, address, answer)
        return answer

    def _listen(self, number: int, address: str, answer: TestResponse) -> None:
        said = b"\n".join([answer.data, *(f"{k}: {v}".encode() for k, v in answer.headers)])
        for word in {found.decode() for found in self.any_word.findall(said)}:
            if f"{word}".encode() in address.encode():
                continue
            self._sort(number, self.aviary.words[word], f"{word} at {address}")
        if (answer.mimetype or "").startswith("image/") and answer.data in self.aviary.pictures:
            what, viewers = self.aviary.pictures[answer.data]
            self._sort(number, viewers, f"the picture of {what} at {address}")

    def _sort(self, number: int, readers: Iterable[int], what: str) -> None:
        if number in set(readers):
            self.caught.heard += 1
        else:
            self.caught.leaks.append(f"person {number} has {what}")

    def _look_into(self, what: str, data: bytes) -> None:
        found = self.any_word.findall(data)
        self.caught.leaks += [f"{what} has {word.decode()}" for word in found]


class _Heard(logging.Handler):
    """Keeps every line of the log."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        self.lines.append(self.format(record))


def _addresses(answer: TestResponse) -> Iterator[str]:
    """What a page leads to, on this site, without the places within pages."""
    for one, several in ADDRESS.findall(answer.get_data(as_text=True)):
        for found in (
            [one] if one else [part.split()[0] for part in several.split(",") if part.split()]
        ):
            address = unescape(found).split("#")[0]
            if address.startswith("/") and not address.startswith("//"):
                yield address
