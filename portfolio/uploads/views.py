"""Photos in parts, by script: begin, send part after part, and make the photo.

Each of them may be repeated as often as an answer is lost.

The photo is decoded and stored without the database, between two units of it.
"""

from __future__ import annotations

import hashlib
import io
import re
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from portfolio.core.errors import BusyError
from portfolio.photos import actions as photos
from portfolio.photos import forms as photo_forms
from portfolio.uploads import actions, queries
from portfolio.uploads.actions import KEY, Announced, ConflictError, NotWholeError
from portfolio.web import guards
from portfolio.web.here import here
from portfolio.web.pages import as_json

if TYPE_CHECKING:
    from portfolio.core.pictures import Picture
    from portfolio.uploads.queries import Way

bp = Blueprint("uploads", __name__)

DIGEST = re.compile(r"[0-9a-f]{64}")
NUMBER = re.compile(r"[0-9]{1,12}")


@bp.post("/photos/uploads")
@guards.pupil
def begin() -> Response:
    """Begin, or go on: its id, how many bytes have come, and the photo where it is one already."""
    said = _announced()
    if said is None:
        return _not_whole()
    if full := photo_forms.no_room():
        return as_json({"sentence": full}, 422)
    if not 0 < said.size <= here.settings.photo_bytes:
        return as_json({"sentence": photo_forms.too_big()}, 422)
    try:
        upload = actions.begin(here.db, here.someone.id, said, here.at, here.settings.photo_bytes)
    except ConflictError:
        return _other_bytes()
    return _how_far(queries.way(here.db, upload))


@bp.post("/photos/uploads/<public_id:upload_id>/parts")
@guards.pupil
def part(upload_id: str) -> Response:
    """One part: how many bytes have come, which is where the next begins."""
    begins, data = request.form.get("begins", ""), _part()
    is_whole = hashlib.sha256(data).hexdigest() == request.form.get("digest")
    upload = queries.held(here.db, here.someone.id, upload_id)
    if not NUMBER.fullmatch(begins) or not 0 < len(data) <= actions.PART_BYTES or not is_whole:
        return _not_whole()
    try:
        actions.take_part(here.db, upload, int(begins), data)
    except ConflictError:
        return _other_bytes()
    return _how_far(queries.way(here.db, upload))


def _part() -> bytes:
    """The bytes that were sent; more than a part may have are more than it takes to refuse them."""
    file = request.files.get("part")
    if file is None:
        return b""
    with file.stream as stream:
        return stream.read(actions.PART_BYTES + 1)


@bp.post("/photos/uploads/<public_id:upload_id>/photo")
@guards.pupil
def finish(upload_id: str) -> Response:
    """Make the photo of it: 201; or the same photo again, however often it is asked."""
    try:
        data = _claimed(upload_id)
    except NotWholeError:
        return _not_whole()
    except ConflictError:
        _dropped(upload_id)
        return _other_bytes()
    if data is None:
        return _photo_of(upload_id)
    try:
        read = photo_forms.read(io.BytesIO(data))
        if isinstance(read, str):
            _dropped(upload_id)
            return as_json({"sentence": read}, 422)
        return _finished(upload_id, read)
    except BaseException:
        _given_back(upload_id)
        raise


def _claimed(upload_id: str) -> bytes | None:
    """Its bytes, claimed in a unit of its own; None where it is a photo already."""
    with here.database.unit() as db:
        upload = queries.held(db, here.someone.id, upload_id)
        if upload.photo_id is not None:
            return None
        data = actions.claim(db, upload, here.at)
    if data is None:
        raise BusyError
    return data


def _finished(upload_id: str, picture: Picture) -> Response:
    """Store it, then its row in the request's unit; whoever was slower takes the files back."""
    stored = photos.store(here.storage, picture)
    upload = queries.held(here.db, here.someone.id, upload_id)
    if upload.photo_id is None:
        photo = photos.add(here.db, here.someone.id, stored, here.at)
        actions.finish(here.db, upload, photo.id)
        return as_json(photo_forms.told(photo), 201)
    photos.forget(here.storage, [stored])
    return _photo_of(upload_id)


def _dropped(upload_id: str) -> None:
    with here.database.unit() as db:
        actions.drop(db, queries.held(db, here.someone.id, upload_id).id)


def _given_back(upload_id: str) -> None:
    here.db.rollback()
    with here.database.unit() as db:
        actions.give_back(db, queries.held(db, here.someone.id, upload_id).id)


def _announced() -> Announced | None:
    """What the browser says of the file; None where it says no such thing."""
    key, size, digest = (request.form.get(name, "") for name in ("key", "size", "digest"))
    is_said = KEY.fullmatch(key) and NUMBER.fullmatch(size) and DIGEST.fullmatch(digest)
    return Announced(key, int(size), digest) if is_said else None


def _how_far(way: Way) -> Response:
    is_there = {"photo": photo_forms.told(way.photo)} if way.photo is not None else {}
    return as_json({"id": way.public_id, "come": way.come, **is_there}, 200)


def _photo_of(upload_id: str) -> Response:
    """The photo that it became before."""
    way = queries.way(here.db, queries.held(here.db, here.someone.id, upload_id))
    if way.photo is None:
        raise BusyError
    return as_json(photo_forms.told(way.photo), 201)


def _other_bytes() -> Response:
    """The same key or place with other bytes: nothing of what was kept is changed."""
    return as_json({"sentence": _("This is another photo than before. Pick it again.")}, 409)


def _not_whole() -> Response:
    return as_json({"sentence": _("A part of the photo is missing. Pick it again.")}, 422)
