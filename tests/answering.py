"""How a child is asked about a picture of themself, and answers by the form of its page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from portfolio.pictured.actions import asking

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from tests.cast import Cast
    from tests.circles import Thing
    from tests.client import SiteClient

PHOTO = re.compile(r'name="photo" value="([^"]+)"')


def ask(cast: Cast, thing: Thing) -> None:
    """Each child in the thing's pictures is asked about each share, as when it is sent."""
    with cast.database.unit() as db:
        asking.ask(db, thing.id, cast.at)


def spoken_of(page: str) -> list[str]:
    """The photos that a page's form names, by public id."""
    return PHOTO.findall(page)


def answers(client: SiteClient, address: str, answer: str) -> TestResponse:
    """Open the asking at that address and press that."""
    photos = spoken_of(client.get(address).text)
    return client.post(f"{address}/answer", data={"answer": answer, "photo": photos})
