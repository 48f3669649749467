"""How a child answers to a picture of themself: by the form of its page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from tests.client import SiteClient

PHOTO = re.compile(r'name="photo" value="([^"]+)"')


def spoken_of(page: str) -> list[str]:
    """The photos that a page's form names, by public id."""
    return PHOTO.findall(page)


def answers(client: SiteClient, asking: str, answer: str) -> TestResponse:
    """Open the asking and press that; `asking` is its address."""
    photos = spoken_of(client.get(asking).text)
    return client.post(f"{asking}/answer", data={"answer": answer, "photo": photos})
