"""Walks from somebody's first page along the pages' own links: one page, sometimes two, of a route.

A route is told by its address: ids and tokens in it do not count. Only GETs are made, and these
change nothing (product.md, rule 14).
"""

from __future__ import annotations

import re
from collections import Counter, deque
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.browser.visitors import Visitor

AN_ID = re.compile(r"/(?=[^/]*\d)[0-9a-zA-Z_-]{12,64}(?=/|$)")
NO_PAGE = re.compile(r"^/(static|photos)/|.*\.csv$|^tel:")
DOORS = re.compile(r"^/(?:$|card|family|links|staff|demo|dev)")
"""Pages for whoever is signed out; the others need not look at them again."""

MORE_THAN_ONE = {"/items/*": 2}
"""Pages of a thing differ much: with and without photos, talk, or anybody who sees it."""

LINKS = "() => [...document.querySelectorAll('a[href]')].map((one) => one.href)"


def route_of(path: str) -> str:
    """An address without its ids and values: `/items/*/shares`, `/to-check?item`."""
    parts = urlsplit(path)
    names = sorted({name for name, _value in parse_qsl(parts.query)})
    return AN_ID.sub("/*", parts.path) + ("?" + "&".join(names) if names else "")


def pages(visitor: Visitor, *starts: str, doors: bool = False) -> Iterator[str]:
    """Open each page in turn, the `doors` too if asked; gives its address while it is open."""
    ahead, seen, visits = deque(starts), set(starts), Counter[str]()
    while ahead:
        path = ahead.popleft()
        route = route_of(path)
        if visits[route] >= MORE_THAN_ONE.get(route, 1):
            continue
        visits[route] += 1
        status = visitor.go(path)
        assert status == 200, f"{path} answers {status}"
        found = visitor.page.evaluate(LINKS)
        yield path
        for link in (one for one in found if not one.startswith("tel:")):  # a number to ring
            path = link.removeprefix(visitor.school.address).split("#")[0]
            assert path.startswith(("/", "tel:")), f"a link to another host: {link}"
            is_led_to = not NO_PAGE.match(path) and (doors or not DOORS.match(path))
            if path not in seen and is_led_to:
                seen.add(path)
                ahead.append(path)
