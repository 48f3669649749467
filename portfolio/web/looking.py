"""The record of a look: the one thing that a GET leaves behind (decision 31).

It is written in a short unit of its own, only added to, told to the owner alone, and changes
nothing of what anybody is shown. The request's own unit goes on reading and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request
from sqlalchemy.exc import SQLAlchemyError

from portfolio.core.errors import StandsStillError
from portfolio.looks import actions, queries
from portfolio.looks.queries import Looker
from portfolio.openings import actions as openings
from portfolio.web.errors import note as note_error
from portfolio.web.here import here

if TYPE_CHECKING:
    from portfolio.visibility.reads import Sight

FETCHED_AHEAD = ("Sec-Purpose", "Purpose", "X-Moz")
"""By these a browser says that it fetches a page which nobody has asked to see yet."""


def note(sight: Sight) -> None:
    """Note that whoever is signed in opened the item's page, unless it is theirs.

    A look that cannot be noted keeps the page from nobody; one by an exceptional opening does.
    """
    if sight.is_by_opening:
        log_read(sight)
        return
    if sight.is_owner or not _is_opened():
        return
    looker = Looker(here.someone.id, here.someone.kind)
    once = queries.line_to_write(here.db, sight, looker, here.at)
    if once is None:
        return
    try:
        with here.database.unit() as db:
            actions.note(db, sight, looker, once, here.at)
    except StandsStillError:
        return
    except SQLAlchemyError as error:
        note_error(error)


def log_read(sight: Sight, photo_id: int | None = None) -> None:
    """Log a read by an exceptional opening before its first byte leaves (T72).

    However it is asked for, HEAD and fetching ahead too. Raises what keeps it from being logged:
    then nothing is sent.
    """
    with here.database.unit() as db:
        openings.read(db, here.someone.id, sight.item_id, here.at, photo_id=photo_id)


def _is_opened() -> bool:
    """Whether somebody opens the page, rather than a browser asking about it or ahead of them."""
    ahead = any("prefetch" in request.headers.get(name, "") for name in FETCHED_AHEAD)
    return request.method == "GET" and not ahead
