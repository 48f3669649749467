"""Nothing is taken in while all of it stands still: asked before anything of a form is read.

But anybody may go: the next child at a shared tablet must not find the one before. The browser
forgets them; that their session ended is not written, and it runs out by itself.
"""

from __future__ import annotations

from flask import g, request

from portfolio.core.errors import StandsStillError
from portfolio.standstill import queries
from portfolio.web.work import READS, looking

WAY_OUT = "signin.sign_out"


def check() -> None:
    """Let through what only reads, and whoever goes; else `StandsStillError` at a standstill."""
    if request.method in READS:
        return
    with looking() as db:
        kind = queries.kind(db)
    g.stands_still = kind is not None
    if kind is not None and request.endpoint != WAY_OUT:
        raise StandsStillError(kind)


def is_on() -> bool:
    """Whether this request came at a standstill and may write nothing."""
    return bool(g.get("stands_still", False))
