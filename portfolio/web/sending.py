"""How the bytes of a file leave once the rule has said yes: from us, by nginx, or by the store.

Whoever calls `sent` has asked the rule for this very request (decision 39).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from flask import Response, request

from portfolio.core.storage import MissingError
from portfolio.settings import ACCEL, PRESIGNED
from portfolio.web.here import here

if TYPE_CHECKING:
    from portfolio.core.storage import LendingStorage, Storage
    from portfolio.settings import Settings

KEPT = "private, no-cache"
"""A browser may keep the bytes, but asks again each time: after sign-out nothing opens."""

INSIDE = "/-/media/"
"""The address that only nginx itself can go to; below it lie the keys (docs/running.md)."""

LENT_SECONDS = 60
"""How long an address of the store opens one photo for whoever has it."""


def sent(key: str, media_type: str, tag: str) -> Response:
    """The bytes under the key, or where they are; MissingError and AwayError as the store's.

    `tag` names the bytes: a browser that has them gets a 304 from us.
    """
    how = here.settings.send_photos
    if how == ACCEL:
        return _by_nginx(key, media_type)
    if how == PRESIGNED and request.method != "HEAD":  # an address is lent for GET alone
        return _by_the_store(key, media_type)
    return _by_us(key, media_type, tag)


def lends_from(settings: Settings, storage: Storage) -> str:
    """The origin from which photos come beside our own; empty where they all come from us."""
    if settings.send_photos != PRESIGNED:
        return ""
    parts = urlsplit(cast("LendingStorage", storage).lent("any", "image/webp", LENT_SECONDS))
    return f"{parts.scheme}://{parts.netloc}"


def _by_us(key: str, media_type: str, tag: str) -> Response:
    """In whole, in part or not at all (304): for the last the store is not asked."""
    known = _headed(Response(mimetype=media_type), tag)
    known.make_conditional(request)
    if known.status_code != 200:  # noqa: PLR2004 -- it has them, or wants others
        return known
    data = _read(key)
    answer = _headed(Response(data, mimetype=media_type), tag)
    answer.make_conditional(request, accept_ranges=True, complete_length=len(data))
    return answer


def _headed(answer: Response, tag: str = "") -> Response:
    answer.headers["Content-Disposition"] = "inline"
    answer.headers["Cache-Control"] = KEPT
    if tag:
        answer.set_etag(tag)
    return answer


def _read(key: str) -> bytes:
    """The whole file: at most some 800 kB, so that none stays open for a slow reader."""
    with here.storage.open(key).file as stored:
        return stored.read()


def _by_nginx(key: str, media_type: str) -> Response:
    """Only where it is; nginx answers with the bytes, a part or a 304, by its own tag."""
    _require(key)
    answer = _headed(Response(mimetype=media_type))
    answer.headers["X-Accel-Redirect"] = f"{INSIDE}{key}"
    return answer


def _by_the_store(key: str, media_type: str) -> Response:
    """An address that opens this one object for a minute; the answer itself is kept by nobody."""
    _require(key)
    answer = Response(status=303)
    store = cast("LendingStorage", here.storage)
    answer.headers["Location"] = store.lent(key, media_type, LENT_SECONDS)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _require(key: str) -> None:
    if not here.storage.exists(key):
        raise MissingError(key)
