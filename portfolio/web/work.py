"""One unit of work a request: opened lazily, committed once after the view, or undone.

A GET's unit cannot write: the database refuses. A view that answers with an error status
changes nothing, unless it says `keep()` (a wrong guess has to be counted).
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from flask import g, request

from portfolio.core import clock
from portfolio.web.here import here

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Response
    from sqlalchemy.orm import Session

READS = ("GET", "HEAD", "OPTIONS")
FIRST_ERROR = 400


def begin() -> None:
    """Set the request's moment and its unit of work."""
    g.at = clock.moment(here.settings.time_zone)
    g.db = here.database.reading() if request.method in READS else here.database.writing()
    g.keeps = False


def keep() -> None:
    """Commit even though the answer is an error page."""
    g.keeps = True


def finish(response: Response) -> Response:
    """Commit what the view did before the answer leaves; undo it if the answer is an error."""
    db: Session | None = g.get("db")
    if db is None:
        return response
    if request.method in READS:
        db.close()
    elif response.status_code >= FIRST_ERROR and not g.keeps:
        db.rollback()
    else:
        db.commit()
    return response


def close(_error: BaseException | None) -> None:
    """Give the connection back, whatever happened."""
    db: Session | None = g.pop("db", None)
    if db is not None:
        db.close()


@contextmanager
def looking() -> Iterator[Session]:
    """A short reading unit beside the request's: before slow work that must hold no lock.

    Where the request only reads anyway, its own unit serves.
    """
    if request.method in READS:
        yield here.db
        return
    with here.database.reading() as db:
        yield db


def release() -> None:
    """Give the connection back before a file is streamed; the unit has nothing left to do."""
    here.db.close()
