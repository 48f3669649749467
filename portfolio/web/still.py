"""Nothing is taken in while all of it stands still: asked before anything of a form is read."""

from __future__ import annotations

from flask import request

from portfolio.core.errors import StandsStillError
from portfolio.standstill import queries
from portfolio.web.work import READS, looking


def check() -> None:
    """Let whatever only reads through; `StandsStillError` for anything else at a standstill."""
    if request.method in READS:
        return
    with looking() as db:
        kind = queries.kind(db)
    if kind is not None:
        raise StandsStillError(kind)
