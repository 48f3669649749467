"""By which token this browser is known where families' own cards are used; it opens nothing alone.

Its cookie is apart from anybody's session, and the browser's: two adults who share one keep both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from portfolio.web.here import here

if TYPE_CHECKING:
    from flask import Response

KEPT = 400 * 24 * 3600
"""Seconds; browsers keep no cookie for longer. Coming in begins it anew."""


def token() -> str:
    """What the browser says, be it true or not; empty where it was never known."""
    return request.cookies.get(_name(), "")


def keep(answer: Response, device: str) -> Response:
    """Let this browser be known as one on which a card was used."""
    answer.set_cookie(
        _name(),
        device,
        max_age=KEPT,
        secure=here.settings.secure,
        httponly=True,
        samesite="Lax",
    )
    return answer


def _name() -> str:
    return "__Host-device" if here.settings.secure else "device"
