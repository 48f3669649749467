"""A phone with an authenticator app, as a test holds it: it reads the key from the page."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyotp

if TYPE_CHECKING:
    from tests.client import SiteClient

KEY = re.compile(r'class="app-key">([A-Z2-7-]+)<')
CODE = re.compile(r"<li>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</li>")
FIRST = "/staff/second/first"
STEP = 30


@dataclass
class App:
    """The app; it shows what pyotp computes, never what our own code does."""

    key: str
    codes: list[str] = field(default_factory=list)
    _shown: int = 0

    def code(self, steps: int = 0) -> str:
        """The code of now, or of so many half minutes later."""
        return pyotp.TOTP(self.key).at(time.time() + STEP * steps)

    def next_code(self) -> str:
        """One that opens once more: of the next half minute, the next time of the last one."""
        self._shown += 1
        return self.code(self._shown)


def app_of(page: str) -> App:
    """The app that read the key on the page."""
    found = KEY.search(page)
    assert found is not None
    return App(found[1].replace("-", ""))


def set_up(client: SiteClient) -> tuple[App, str]:
    """Whoever stands on the threshold sets up an app: gives it, and where the page leads on."""
    app = app_of(client.get(FIRST).text)
    answer = client.fill_in_last(FIRST, FIRST, code=app.code())
    assert answer.status_code == 200, answer.text
    app.codes = CODE.findall(answer.text)
    assert client.last_page is not None
    onward = next(
        str(one.get("href"))
        for one in client.last_page.all("a")
        if "button-primary" in (one.get("class") or "")
    )
    return app, onward
