"""Going to every route there is, as anybody, with whatever ids: for sweeps.

An address is filled with ids by the names of its parts; a part that nobody named stops the sweep,
so that a new route cannot be left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portfolio.core import tokens
from portfolio.models import Base

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flask import Flask
    from werkzeug.test import TestResponse

    from portfolio.core.database import Database

ABSENT = "0" * 16
"""A well-formed id of nothing."""

PLAIN_PARTS = {
    "name": "css/space.css",
    "kind": "pupils",
    "rendition": "320",
    "token": tokens.new_token(),
}

VARYING = {"Date", "Set-Cookie"}


def routes(app: Flask, method: str) -> list[str]:
    """The addresses of all routes that take the method, with their parts: `/items/<item_id>`."""
    found = {rule.rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())}
    return sorted(re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", address) for address in found)


def parts(address: str) -> set[str]:
    """The names of the parts of an address."""
    return set(re.findall(r"<(\w+)>", address))


def filled(address: str, ids: Mapping[str, str]) -> str:
    """The address with its parts filled in."""
    return re.sub(r"<(\w+)>", lambda part: {**PLAIN_PARTS, **ids}[part[1]], address)


def rows(database: Database, *, but: frozenset[str] = frozenset()) -> dict[str, list[Any]]:
    """Every row of every table, but those of some."""
    with database.reading() as db:
        return {
            table.name: list(db.execute(select(table).order_by(*table.primary_key)))
            for table in Base.metadata.sorted_tables
            if table.name not in but
        }


def told(answer: TestResponse) -> tuple[int, list[tuple[str, str]], str]:
    """All that an answer tells: status, headers, body; without what differs by the second."""
    body = answer.get_data(as_text=True)
    body = re.sub(r'(name="(?:csrf_token|key)"[^>]*value=")[^"]*', r"\1", body)
    body = re.sub(r'(<meta name="csrf[^>]*content=")[^"]*', r"\1", body)
    headers = sorted((k, v) for k, v in answer.headers.items() if k not in VARYING)
    return answer.status_code, [one for one in headers if one[0] != "Content-Length"], body


def length(answer: TestResponse) -> int | None:
    """How long the answer says that it is."""
    return answer.content_length


def each_way(address: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Ways of asking for the same thing (T09): name, address, and what goes along."""
    yield "GET", address, {"method": "GET"}
    yield "HEAD", address, {"method": "HEAD"}
    yield "Range", address, {"method": "GET", "headers": {"Range": "bytes=0-9"}}
    yield "dl", f"{address}?dl=1&raw=1&download=true", {"method": "GET"}
    yield "JSON", address, {"method": "GET", "headers": {"Accept": "application/json"}}
    override = {"X-HTTP-Method-Override": "HEAD", "X-Original-URL": "/", "X-Rewrite-URL": "/"}
    yield "override", address, {"method": "GET", "headers": override}
    yield "not modified", address, {"method": "GET", "headers": {"If-None-Match": "*"}}
