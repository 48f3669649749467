"""*Who is in this picture?*: asked once of each photo, on the way to showing it to somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request
from flask_babel import gettext as _

from portfolio.core.errors import NotThereError
from portfolio.models.enums import Stage
from portfolio.pictured import queries
from portfolio.pictured.actions import asking
from portfolio.pictured.views.blueprint import NOBODY, NOT_RIGHT, bp
from portfolio.visibility import circle, reads, rights
from portfolio.visibility.rights import Right
from portfolio.web import guards
from portfolio.web.here import here
from portfolio.web.pages import page, redirect_to, see_other
from portfolio.web.pictures import pictures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response

    from portfolio.pictured.queries import Held
    from portfolio.visibility.reads import Sight


@bp.get("/items/<public_id:item_id>/who")
@guards.pupil
def who(item_id: str) -> Response:
    """On to the first photo that nobody was asked about, else to the first of all.

    The youngest are asked here, once for all of them: a page for each would be a test of patience.
    """
    sight = _own(item_id)
    held = queries.held(here.db, sight.revision_id)
    if not held:
        return redirect_to("items.shares", item_id=item_id)
    if _is_asked_once():
        return _page(sight, held)
    first = next((photo for photo in held if photo.who_said_at is None), held[0])
    return redirect_to("pictured.who_in", item_id=item_id, photo_id=first.public_id)


def _own(item_id: str) -> Sight:
    sight = reads.item_or_404(here.db, here.viewer, item_id)
    rights.require(Right.SHARE, sight)
    return sight


def _is_asked_once() -> bool:
    return here.someone.stage is Stage.EARLY


@bp.get("/items/<public_id:item_id>/who/<public_id:photo_id>")
@guards.pupil
def who_in(item_id: str, photo_id: str) -> Response:
    """The faces of those whom the child may know, and who was said to be in this photo.

    Each photo has an address of its own: the browser's *Back* leads to the photo before, and what
    the browser puts back into a form is about the photo that stands beside it.
    """
    sight = _own(item_id)
    held = queries.held(here.db, sight.revision_id)
    photo = held[_place_or_404(held, photo_id)]
    if _is_asked_once():
        return redirect_to("pictured.who", item_id=item_id)
    return _page(sight, held, photo)


def _place_or_404(held: Sequence[Held], photo_id: str) -> int:
    """Where the photo stands in the thing; `NotThereError` for one that is not in it (T13)."""
    ids = [photo.public_id for photo in held]
    if photo_id not in ids:
        raise NotThereError
    return ids.index(photo_id)


def _page(
    sight: Sight, held: Sequence[Held], photo: Held | None = None, status: int = 200
) -> Response:
    """The question about one photo of the thing, or about all of them."""
    asked = [photo] if photo else held
    named = queries.named(here.db, [one.id for one in asked], sight.owner_id)
    mates = circle.mates_of(here.db, sight.owner_id, here.at)
    return page(
        "pictured/who.html",
        status,
        is_unsaid=status == NOT_RIGHT,
        item_id=sight.public_id,
        photo_id=photo.public_id if photo else None,
        photos=[one.public_id for one in asked],
        pictures=pictures([one.shown for one in asked], _("Your photo")),
        number=held.index(photo) + 1 if photo else 0,
        count=len(held),
        mates=[row for row in mates if row.id not in named.fast],
        fast=[row for row in mates if row.id in named.fast],
        ticked=named.loose,
        i_am_in_it=sight.owner_id in named.everyone,
    )


@bp.post("/items/<public_id:item_id>/who")
@guards.pupil
def say_who_in_all(item_id: str) -> Response:
    """The youngest: these are in it, or nobody, of all photos that the page showed."""
    sight = _own(item_id)
    held = {photo.public_id: photo.id for photo in queries.held(here.db, sight.revision_id)}
    sent = request.form.getlist("photo")
    if not _is_asked_once() or not sent or not set(sent) <= set(held):
        raise NotThereError
    if _is_unsaid():
        return _page(sight, queries.held(here.db, sight.revision_id), status=NOT_RIGHT)
    asking.say_who(here.db, sight, {held[one] for one in sent}, _named(sight), here.at)
    return see_other("items.shares", item_id=item_id)


@bp.post("/items/<public_id:item_id>/who/<public_id:photo_id>")
@guards.pupil
def say_who(item_id: str, photo_id: str) -> Response:
    """These are in this photo, or nobody; then the next one, and after the last the picker."""
    sight = _own(item_id)
    held = queries.held(here.db, sight.revision_id)
    place = _place_or_404(held, photo_id)
    if _is_unsaid():
        return _page(sight, held, held[place], NOT_RIGHT)
    asking.say_who(here.db, sight, {held[place].id}, _named(sight), here.at)
    following = _after(held, place)
    if following is None:
        return see_other("items.shares", item_id=item_id)
    return see_other("pictured.who_in", item_id=item_id, photo_id=following.public_id)


def _after(held: Sequence[Held], place: int) -> Held | None:
    """The next photo that was never asked about; of one that is said anew simply the next one.

    So whoever comes back to put something right walks through all of them, one after the other.
    """
    later = held[place + 1 :]
    if held[place].who_said_at is not None and later:
        return later[0]
    return next((one for one in (*later, *held[:place]) if one.who_said_at is None), None)


def _is_unsaid() -> bool:
    """Nobody was tapped, and *Nobody* was not pressed: that is no answer."""
    return request.form.get("then") != NOBODY and not request.form.getlist("child")


def _named(sight: Sight) -> set[int]:
    """The children who are ticked; `NotThereError` for one whom the owner may not know (T14)."""
    if request.form.get("then") == NOBODY:
        return set()
    known = {row.public_id: row.id for row in circle.mates_of(here.db, sight.owner_id, here.at)}
    known[here.someone.public_id] = sight.owner_id
    sent = set(request.form.getlist("child"))
    if not sent <= set(known):
        raise NotThereError
    return {known[one] for one in sent}
