"""The blueprint of the office's pages, what they share about letters shown once, and no route."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _

from portfolio.once import actions as once
from portfolio.web import faces
from portfolio.web.here import here
from portfolio.web.pages import go_to, say

bp = Blueprint("office", __name__)

NOT_RIGHT = 422
CHANCE = 1 << 30
"""How many different faces a newcomer may be given by chance."""


def new_face(age: int) -> str:
    """A face by chance; its owner can change it later."""
    return faces.choose(secrets.randbelow(CHANCE), age)


def sent_before(key: str | None, back: str) -> Response | None:
    """The way back for a form that was taken already: its letter was shown, and only once."""
    if once.take(here.db, here.someone.id, key or "", here.at) is None:
        once.lead_to(here.db, here.someone.id, key or "", back)
        return None
    say(_("That was made already. If you lost it, make a new one."), tone="note")
    return go_to(back)


def back_to(endpoint: str, **values: Any) -> str:  # noqa: ANN401 -- url_for takes any value
    """The page to go back to."""
    return url_for(f"office.{endpoint}", **values)
