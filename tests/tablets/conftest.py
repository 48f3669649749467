"""What the tests of shared tablets share: classes opened on tablets, by the teacher's own pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import func, select, update

from portfolio.models import Tablet
from portfolio.models.enums import Stage
from portfolio.office import actions as office
from tests.client import client_for, nobody_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody, Team
    from tests.client import SiteClient


@dataclass
class Room:
    """A classroom: its teacher's browser, and as many tablets as one opens."""

    app: Flask
    database: Database
    cast: Cast
    at: Moment

    def teacher(self) -> SiteClient:
        """The browser of Oak's teacher."""
        return client_for(self.app, self.cast.teacher)

    def code(self, teacher: SiteClient | None = None, team: Team | None = None) -> tuple[str, str]:
        """A new code as the page shows it: the path in the squares' address, and what is typed."""
        group = (team or self.cast.group).public_id
        answer = (teacher or self.teacher()).post(f"/class/{group}/tablets/codes")
        assert answer.status_code == 200, answer.text
        typed = re.search(r'tablet-typed"[^>]*>([^<]+)<', answer.text)
        assert typed
        return urlsplit(read_squares(answer.text)).path, typed[1]

    def tablet(self, opener: Somebody | None = None) -> SiteClient:
        """A browser on which Oak was opened just now, by a typed code of its teacher's."""
        browser = nobody_for(self.app)
        teacher = None if opener is None else client_for(self.app, opener)
        answer = browser.fill_in("/tablet", code=self.code(teacher)[1])
        assert (answer.status_code, answer.location) == (303, "/tablet")
        return browser

    def secret(self, child: Somebody, stage: Stage = Stage.MIDDLE) -> tuple[str, str]:
        """A new card's code and the secret, as the child would type it."""
        secret = office.choose_secret(stage)
        with self.database.unit() as db:
            code = office.make_card(db, child.id, secret, self.at, by=self.cast.teacher.id)
        return code, " ".join(secret.words)

    def comes_in(self, tablet: SiteClient, child: Somebody, word: str) -> None:
        """The child taps their face and types the word."""
        answer = tablet.fill_in(door(child), "/secret", secret=word)
        assert answer.status_code == 303, answer.text
        tablet.acting = child.public_id

    def finishes(self, tablet: SiteClient) -> None:
        """I'm finished."""
        assert tablet.post("/sign-out").location == "/tablet"
        tablet.acting = ""

    def rows(self) -> list[Tablet]:
        """All tablets there are."""
        with self.database.reading() as db:
            return list(db.scalars(select(Tablet).order_by(Tablet.id)))

    def last(self) -> Tablet:
        """The newest of them."""
        return self.rows()[-1]

    def sets(self, **values: datetime | None) -> None:
        """As time or somebody else would."""
        newest = select(func.max(Tablet.id)).scalar_subquery()
        with self.database.unit() as db:
            db.execute(update(Tablet).where(Tablet.id == newest).values(**values))


def read_squares(page: str) -> str:
    """What a camera reads in the squares on a page: drawn as pixels, then read by a QR reader."""
    drawing = re.search(r'class="squares"[^>]*>.*? d="([^"]+)"', page, re.DOTALL)
    assert drawing
    pixels = Image.new("L", (100, 100), 255)
    x = y = 0.0
    for letter, first, second in re.findall(r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?", drawing[1]):
        if letter == "h":
            for column in range(int(float(first))):
                pixels.putpixel((int(x) + column, int(y)), 0)
            x += float(first)
        else:
            x, y = (
                (float(first), float(second))
                if letter == "M"
                else (x + float(first), y + float(second))
            )
    found = zxingcpp.read_barcodes(pixels.resize((600, 600), Image.Resampling.NEAREST))
    assert len(found) == 1
    return str(found[0].text)


def door(child: Somebody) -> str:
    """Where a tablet asks a child for the secret."""
    return f"/tablet/people/{child.public_id}/secret"


@pytest.fixture
def room(app: Flask, database: Database, cast: Cast, moment: Moment) -> Room:
    """A classroom."""
    return Room(app, database, cast, moment)


@pytest.fixture
def away() -> Callable[[SiteClient, int], None]:
    """Lets a browser be untouched for so many seconds."""

    def leaves(browser: SiteClient, seconds: int) -> None:
        with browser.session_transaction() as kept:
            kept["seen"] = (datetime.now(UTC) - timedelta(seconds=seconds)).isoformat()

    return leaves
