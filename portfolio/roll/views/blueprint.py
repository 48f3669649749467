"""The blueprint of the roll's pages, and who may come to its weighty ones; no route."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from portfolio.web import guards

if TYPE_CHECKING:
    from portfolio.web.guards import View

bp = Blueprint("roll", __name__)

NOT_RIGHT = 422
CHANGED = 409

WRONG_SHOWN = 50
"""Rows listed at once; whoever has more mends these first, or the whole column."""


def weighty(view: View) -> View:
    """Mark a view as the office's, who showed a second factor of late.

    The one place that says who may take over lists, turn the year and keep people apart.
    """
    return guards.office(guards.proven(view))


def weighty_to_read(view: View) -> View:
    """Mark a view as one for the office and the safety lead, who showed a second factor of late."""
    return guards.office_or_lead(guards.proven(view))
