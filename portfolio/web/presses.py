"""Pressing what opens once: a letter, an invitation, a mailed link. Its answer may get lost.

Then the browser still holds the secret that it held before the press, and may press again. It
must let in nobody who got the answer, or who is another browser.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import request

from portfolio.core import tokens
from portfolio.once import actions as once
from portfolio.once import queries
from portfolio.signin import actions as signin
from portfolio.web import signed_in
from portfolio.web.here import here
from portfolio.web.pages import go_to

if TYPE_CHECKING:
    from flask import Response

AGAIN_WITHIN = timedelta(minutes=10)
"""As long as a mailed link opens."""


def device() -> str:
    """What the browser says of itself, in plain words."""
    return signed_in.device(request.headers.get("User-Agent", ""))


def key(token: str) -> str:
    """This browser's press of what opens by that token; coming in makes a new secret (T32)."""
    return tokens.fingerprint(f"{signed_in.browser()} {token}")


def remember(press: str, person_id: int, led_to: str) -> None:
    """Keep whom the press let in, and where it led."""
    once.take(here.db, person_id, press, here.at)
    once.lead_to(here.db, person_id, press, led_to)


def again(token: str) -> Response | None:
    """Come in by the same press of late, as the same person; None where there was none.

    Nor where its session has ended meanwhile: the new one takes its place, and gives back nothing
    that somebody took away.
    """
    before = queries.taken(here.db, key(token), here.at.now - AGAIN_WITHIN)
    if before is None or not signin.end_begun(
        here.db, before.person_id, device(), before.at, here.at
    ):
        return None
    signed_in.begin(before.person_id, way="again", device=device())
    return go_to(before.led_to)
