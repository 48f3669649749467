"""Tries of this request, and browsers that came in by a door before.

A browser that once came in is known at that door for a year, by a signed cookie of its own that
outlives signing out. It opens nothing: it only keeps its person's tries apart from a stranger's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import after_this_request, request
from itsdangerous import BadData, URLSafeSerializer

from portfolio.core import tokens
from portfolio.guesses import actions, queries
from portfolio.guesses.queries import Try
from portfolio.web.here import here
from portfolio.web.work import keep

if TYPE_CHECKING:
    from flask import Response
    from sqlalchemy.orm import Session

A_YEAR = 365 * 24 * 3600
"""Seconds."""

MOST = 12
"""Doors that one browser is known at: a shared machine knows those who used it last."""

SIGNS = 16
"""As many of a fingerprint's are kept in the cookie."""


def _cookie() -> str:
    return "__Host-known" if here.settings.secure else "known"


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(here.settings.secret_key, salt="known")


def _known() -> tuple[str, list[str]]:
    """This browser's name and the doors that it is known at; a new name where it has none."""
    try:
        said = _serializer().loads(request.cookies.get(_cookie(), ""))
        return str(said["browser"]), [str(door) for door in said["doors"]]
    except (BadData, KeyError, TypeError):
        return tokens.new_token(), []


def _door(subject: str) -> str:
    return tokens.fingerprint(subject)[:SIGNS]


def this_try(subject: str) -> Try:
    """A try of this request at `subject`, such as "card:…": kept as a fingerprint only."""
    browser, doors = _known()
    known = browser if _door(subject) in doors else ""
    return Try(subject, request.remote_addr or "", known)


def is_open(db: Session, subject: str) -> bool:
    """Whether one more try at it is taken from here."""
    return queries.is_open(db, this_try(subject), here.at)


def note_wrong(subject: str) -> None:
    """Count a wrong secret, though the answer is an error's page."""
    actions.note(here.db, this_try(subject), here.at)
    keep()


def know(*subjects: str) -> None:
    """The secret was right: from now on this browser is known there."""
    browser, doors = _known()
    new = [_door(subject) for subject in subjects]
    kept = [*new, *(door for door in doors if door not in new)][:MOST]
    said = _serializer().dumps({"browser": browser, "doors": kept})

    @after_this_request
    def remember(answer: Response) -> Response:
        answer.set_cookie(
            _cookie(),
            str(said),
            max_age=A_YEAR,
            secure=here.settings.secure,
            httponly=True,
            samesite="Lax",
        )
        return answer
