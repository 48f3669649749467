"""The blueprint of the doors, and what they share about what opens once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request

from portfolio.office import queries as office
from portfolio.web import presses
from portfolio.web.arrivals import home
from portfolio.web.here import here
from portfolio.web.pages import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Response

bp = Blueprint("signin", __name__)

NOT_RIGHT = 422
NOT_THERE = 404
TOO_OFTEN = 429
CHANCE = 1 << 30
"""How many different faces a newcomer may be given by chance."""


def school() -> str | None:
    """The school's name, so that whoever stands before a door knows whose it is."""
    return office.school_name(here.db)


def was_mine(was_of: Callable[..., bool], token: str) -> bool:
    """Whether whoever is signed in here used that letter or link up themselves."""
    return here.me is not None and was_of(here.db, token, here.me.id)


def closed(what: str, *, is_mine: bool = False) -> Response:
    """What opens no more: its own user is led home, everybody else gets one and the same page."""
    is_told = request.method == "POST"
    return home(302) if is_mine else page(f"signin/{what}_closed.html", 404, is_told=is_told)


def pressed_again(what: str, was_of: Callable[..., bool], token: str) -> Response:
    """What opened already, pressed again: where the first press led, or that it is closed."""
    if was_mine(was_of, token):
        return home(303)
    return presses.again(token) or closed(what)
