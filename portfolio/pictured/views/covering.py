"""Covering somebody in a picture with a piece of cut paper; works without scripts, by sliders.

The paper is drawn into the picture by the server; what lay under it is gone for good.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request
from flask_babel import gettext as _

from portfolio.core import covers
from portfolio.core.covers import COLOURS, LARGEST, SMALLEST, Patch, Shape
from portfolio.core.errors import NotThereError
from portfolio.core.pictures import PictureError, RenditionName
from portfolio.core.storage import MissingError
from portfolio.people import queries as people
from portfolio.photos import actions as photos
from portfolio.pictured import queries
from portfolio.pictured.actions import covering
from portfolio.pictured.views.blueprint import NOBODY, NOT_RIGHT, bp
from portfolio.visibility import asked, circle, reads, rights
from portfolio.visibility.rights import Right
from portfolio.web import guards, work
from portfolio.web.here import here
from portfolio.web.pages import page, redirect_to, say, see_other
from portfolio.web.pictures import picture

if TYPE_CHECKING:
    from flask import Response

    from portfolio.core.pictures import Picture
    from portfolio.photos.queries import Shown
    from portfolio.pictured.queries import Held
    from portfolio.visibility.reads import Sight

FULL = 100


@dataclass(frozen=True, slots=True)
class Drawn:
    """The paper as the page draws it over the picture, in pixels of the largest rendition."""

    x: float
    y: float
    half: float
    rim: float
    colour: str
    is_disc: bool


@bp.get("/items/<public_id:item_id>/cover")
@guards.pupil
def cover_which(item_id: str) -> Response:
    """Which photo: at once to the one where there is only one."""
    sight = _own(item_id)
    held = queries.held(here.db, sight.revision_id)
    if not held:
        raise NotThereError
    if len(held) == 1:
        return redirect_to("pictured.cover", item_id=item_id, photo_id=held[0].public_id)
    drawn = [(one.public_id, picture(one.shown, _("Your photo"))) for one in held]
    return page("pictured/cover_which.html", item_id=item_id, photos=drawn)


def _own(item_id: str) -> Sight:
    sight = reads.item_or_404(here.db, here.viewer, item_id)
    rights.require(Right.EDIT, sight)
    return sight


@bp.get("/items/<public_id:item_id>/cover/<public_id:photo_id>")
@guards.pupil
def cover(item_id: str, photo_id: str) -> Response:
    """The picture with a piece of paper over it, still loose."""
    sight = _own(item_id)
    return _page(sight, _held_or_404(sight, photo_id), Patch())


def _held_or_404(sight: Sight, photo_id: str) -> Held:
    held = queries.held(here.db, sight.revision_id)
    found = next((one for one in held if one.public_id == photo_id), None)
    if found is None:
        raise NotThereError
    return found


def _page(sight: Sight, held: Held, patch: Patch, status: int = 200) -> Response:
    faces = people.faces(here.db, _inside(sight, held)).values()
    others = sorted(faces, key=lambda one: (one.id == sight.owner_id, one.id))
    return page(
        "pictured/cover.html",
        status,
        is_unsaid=status == NOT_RIGHT,
        item_id=sight.public_id,
        photo_id=held.public_id,
        picture=picture(held.shown, _("Your photo")),
        patch=patch,
        drawn=_drawn(patch, held.shown),
        children=others,
        ticked=set(request.form.getlist("child")),  # nobody at first: it is for the child to say
        colours=_colours(),
        shapes={Shape.DISC.value: _("round"), Shape.SQUARE.value: _("square")},
        smallest=SMALLEST,
        largest=LARGEST,
    )


def _inside(sight: Sight, held: Held) -> set[int]:
    """Who is in it, of those whom its owner may know (T14): others are a teacher's to take off."""
    mates = {row.id for row in circle.mates_of(here.db, sight.owner_id, here.at)}
    inside = {row.pupil_id for row in queries.in_photos(here.db, [held.id])}
    return inside & (mates | {sight.owner_id})


def _drawn(patch: Patch, shown: Shown) -> Drawn:
    x, y = patch.middle(shown.width, shown.height)
    half = patch.half(shown.width, shown.height)
    return Drawn(x, y, half, half * covers.RIM, COLOURS[patch.colour], patch.shape is Shape.DISC)


def _colours() -> dict[str, str]:
    return {
        "butter": _("yellow"),
        "sky": _("blue"),
        "moss": _("green"),
        "coral": _("pink"),
        "lilac": _("purple"),
    }


@bp.get("/items/<public_id:item_id>/cover/<public_id:photo_id>/preview")
@guards.pupil
def cover_again(item_id: str, photo_id: str) -> Response:
    """Where the page was drawn with other paper: to open it anew leads to the page."""
    _own(item_id)
    return redirect_to("pictured.cover", item_id=item_id, photo_id=photo_id)


@bp.post("/items/<public_id:item_id>/cover/<public_id:photo_id>/preview")
@guards.pupil
def preview(item_id: str, photo_id: str) -> Response:
    """The paper as the sliders say; it changes nothing."""
    sight = _own(item_id)
    return _page(sight, _held_or_404(sight, photo_id), _patch())


def _patch() -> Patch:
    """What the sliders say; whatever is none of theirs counts as it was at first."""
    plain, form = Patch(), request.form
    colour, shape = form.get("colour", ""), form.get("shape", "")
    return Patch(
        _number("left", 0, FULL, plain.left),
        _number("top", 0, FULL, plain.top),
        _number("size", SMALLEST, LARGEST, plain.size),
        colour if colour in COLOURS else plain.colour,
        Shape(shape) if shape in set(Shape) else plain.shape,
    )


def _number(name: str, least: int, most: int, plain: int) -> int:
    text = request.form.get(name, "")
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(most))
    return max(least, min(most, int(text))) if is_number else plain


@bp.post("/items/<public_id:item_id>/cover/<public_id:photo_id>")
@guards.pupil
def lay(item_id: str, photo_id: str) -> Response:
    """Draw the paper into the picture: what was under it is gone.

    Whoever says nobody's name says so: what is gone is gone, and who asked for a cover waits.
    """
    if (unsaid := _unsaid(item_id, photo_id)) is not None:
        return unsaid
    stored = photos.store(here.storage, _covered(item_id, photo_id))
    try:
        sight = _own(item_id)
        held = _held_or_404(sight, photo_id)
        covering.cover(here.db, sight, photo_id, stored, _children(sight, held), here.at)
    except NotThereError:
        photos.forget(here.storage, [stored])
        raise
    say(_("Covered. What was under it is gone."))
    is_shared = bool(asked.live_shares(here.db, sight.item_id))
    return see_other("items.show" if is_shared else "items.shares", item_id=item_id)


def _unsaid(item_id: str, photo_id: str) -> Response | None:
    """The page again, with its paper, where it was not said who is under it."""
    if request.form.getlist("child"):
        return None
    sight = _own(item_id)
    held = _held_or_404(sight, photo_id)
    return _page(sight, held, _patch(), NOT_RIGHT) if _inside(sight, held) else None


def _covered(item_id: str, photo_id: str) -> Picture:
    """The picture with the paper, drawn before the request's unit asks for a lock."""
    with work.looking() as db:
        sight = reads.item_or_404(db, here.viewer, item_id)
        rights.require(Right.EDIT, sight)
        photo = reads.photo_or_404(db, here.viewer, photo_id)
    try:
        with here.storage.open(photos.rendition_key(photo.key, RenditionName.LARGE)).file as file:
            return here.decoders.covered(file.read(), _patch())
    except (MissingError, PictureError) as error:
        raise NotThereError from error


def _children(sight: Sight, held: Held) -> set[int]:
    """Who is under the paper, of those who are in it; `NotThereError` for anybody else (T13)."""
    faces = people.faces(here.db, _inside(sight, held)).values()
    known = {face.public_id: face.id for face in faces}
    sent = set(request.form.getlist("child")) - {NOBODY}
    if not sent <= set(known):
        raise NotThereError
    return {known[one] for one in sent}
