"""Whether this browser is a shared tablet: its own cookie, apart from anybody's session.

The cookie (HttpOnly, SameSite=Lax, `__Host-` under TLS) holds the tablet's token and opens nothing
but the faces of its class. Signing a child out leaves it; taking the tablet out makes it worthless.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from portfolio.tablets import queries
from portfolio.web.here import here

if TYPE_CHECKING:
    from flask import Response
    from sqlalchemy.orm import Session

    from portfolio.tablets.queries import ThisTablet

KEPT = 400 * 24 * 3600
"""Seconds; browsers keep no cookie for longer. Each child who comes in begins it anew."""


def found(db: Session) -> ThisTablet | None:
    """The tablet that this browser is; None for every other browser, without asking anything."""
    token = request.cookies.get(_name())
    return queries.by_token(db, token, here.at) if token else None


def may_be_here() -> bool:
    """Whether the browser says so itself: enough for a link to the faces, which ask for more."""
    return _name() in request.cookies


def keep(answer: Response, token: str | None = None) -> Response:
    """Let the browser be that tablet, or (None) the tablet that it is for longer."""
    answer.set_cookie(
        _name(),
        token or request.cookies.get(_name(), ""),
        max_age=KEPT,
        secure=here.settings.secure,
        httponly=True,
        samesite="Lax",
    )
    return answer


def _name() -> str:
    return "__Host-tablet" if here.settings.secure else "tablet"
