"""Uploaded files become pictures, or sentences that say what to do next.

Slow (half a second a photo, and a wait in line) and without the database: call it before anything
is asked of `here.db`, or everybody else waits for the lock.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from flask import request, url_for
from flask_babel import gettext as _

from portfolio.core import pictures
from portfolio.core.errors import BusyError
from portfolio.models.items import PHOTOS_AT_MOST
from portfolio.photos import space
from portfolio.web import work
from portfolio.web.here import here

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from portfolio.core.pictures import Picture
    from portfolio.models import Photo


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of the files: good pictures in their order, and a sentence for each fault."""

    pictures: list[Picture]
    sentences: list[str]
    is_busy: bool = False
    """Too many photos were coming in: those from there on were not read."""


def take(field: str, already: int = 0) -> Taken:
    """Read the files of the request's field `field` where the thing holds `already` photos."""
    files = [file for file in request.files.getlist(field) if file.filename]
    if files and (full := no_room()):
        return Taken([], [full])
    fits = max(0, PHOTOS_AT_MOST - already)
    sentences = [too_many()] if len(files) > fits else []
    found: list[Picture | pictures.PictureError] = []
    try:
        for file in files[:fits]:
            with file.stream as stream:
                found.append(_read(stream))
    except BusyError:
        return Taken(_good(found), [*sentences, busy()], is_busy=True)
    wrong = dict.fromkeys(_sentence(one) for one in found if isinstance(one, pictures.PictureError))
    return Taken(_good(found), [*sentences, *wrong])


def _good(found: Iterable[Picture | pictures.PictureError]) -> list[Picture]:
    return [one for one in found if isinstance(one, pictures.Picture)]


def no_room() -> str:
    """The sentence where there is no room for one more; asked in a unit of its own."""
    with work.looking() as db:
        room = space.room(db, here.someone.id, here.settings)
    if room is None or room.photos:
        return ""
    return _("There is no room for more photos. Ask your teacher.")


def too_many() -> str:
    """More photos than one thing holds."""
    return _("Ten photos fit in one thing. Make a new one for more.")


def too_big() -> str:
    """More bytes or pixels than a photo may have."""
    return _("This photo is too big. Take a new one or pick a smaller one.")


def busy() -> str:
    """More photos than can be read just now, to whoever has to send them again."""
    return _("Many photos are coming in just now. Pick yours again soon.")


def not_a_photo() -> str:
    """The file is something else, or there was none."""
    return _("This is not a photo. Pick a photo.")


def read(file: IO[bytes]) -> Picture | str:
    """The picture in a file, or the sentence why there is none. `BusyError` as it comes."""
    found = _read(file)
    return _sentence(found) if isinstance(found, pictures.PictureError) else found


def told(photo: Photo) -> dict[str, str | int]:
    """What a script is told of a photo that was taken: its id, address and size."""
    src = url_for("photos.file", photo_id=photo.public_id, rendition=pictures.RenditionName.SMALL)
    return {"id": photo.public_id, "src": src, "width": photo.width, "height": photo.height}


def _read(file: IO[bytes]) -> Picture | pictures.PictureError:
    limits = pictures.Limits(here.settings.photo_bytes, here.settings.photo_pixels)
    with _measured() as measured:
        try:
            return here.decoders.read(file, limits)
        except pictures.PictureError as error:
            measured.append(type(error).__name__)
            return error


@contextmanager
def _measured() -> Iterator[list[str]]:
    """Count what came of a photo and how long it took; the list is given the kind of refusal."""
    began, refused = time.perf_counter(), list[str]()
    try:
        yield refused
    except BusyError:
        refused.append(BusyError.__name__)
        raise
    finally:
        if here.measures is not None:
            outcome = refused[0] if refused else "taken"
            here.measures.photo(outcome, time.perf_counter() - began)


def _sentence(error: pictures.PictureError) -> str:
    match error:
        case pictures.TooBigError() | pictures.TooManyPixelsError():
            return too_big()
        case pictures.DamagedError():
            return _("This photo is broken. Take a new one or pick another.")
        case _:
            return not_a_photo()
