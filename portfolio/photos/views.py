"""Photos over HTTP: one taken in, and their bytes given out through the rule each time.

Whatever follows the address (`?dl=1`), the decision is the same (promise T09).
"""

from __future__ import annotations

from flask import Blueprint, Response

from portfolio.core.errors import BusyError, NotThereError
from portfolio.core.pictures import RenditionName
from portfolio.core.storage import AwayError, MissingError
from portfolio.photos import actions, forms
from portfolio.visibility import reads
from portfolio.web import guards, looking, sending, work
from portfolio.web.here import here
from portfolio.web.pages import as_json, come_again

bp = Blueprint("photos", __name__)

MISSING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 240">'
    '<path fill="#ddd8ce" d="M0 0h320v240H0z"/><circle cx="138" cy="120" r="44" fill="#ffd042"/>'
    '<circle cx="182" cy="120" r="44" fill="#7ccbef"/>'
    '<path fill="#7ca63e" d="M160 81.900a44 44 0 0 1 0 76.200 44 44 0 0 1 0-76.200Z"/></svg>'
)
"""Two discs on grey paper: a file is lost or the store away; a photo is missing, not a page."""


@bp.post("/photos")
@guards.pupil
def add() -> Response:
    """One photo by script: 201 with its id, address and size; 422 with a sentence."""
    taken = forms.take("photo")
    if taken.is_busy:
        raise BusyError
    if not taken.pictures:
        sentences = taken.sentences or [forms.not_a_photo()]
        return as_json({"sentence": sentences[0]}, 422)
    stored = actions.store(here.storage, taken.pictures[0])
    photo = actions.add(here.db, here.someone.id, stored, here.at)
    return as_json(forms.told(photo), 201)


@bp.get("/photos/<public_id:photo_id>/<rendition>")
@guards.person
def file(photo_id: str, rendition: str) -> Response:
    """The bytes of one rendition, in whole, in part or not at all (304), after asking the rule."""
    name = _named(rendition)
    photo = reads.photo_or_404(here.db, here.viewer, photo_id)
    if photo.opened is not None:
        looking.log_read(photo.opened, photo.id)
    work.release()
    key, tag = actions.rendition_key(photo.key, name), f"{photo_id}-{name.value}"
    try:
        return sending.sent(key, name.media_type, tag)
    except (MissingError, ValueError):
        return _placeholder(404)
    except AwayError:
        return come_again(_placeholder(503))


def _named(rendition: str) -> RenditionName:
    try:
        return RenditionName(rendition)
    except ValueError as error:
        raise NotThereError from error


def _placeholder(status: int) -> Response:
    answer = Response(MISSING, status, mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
