"""*Who is in this picture?*: asked once of each photo, on the way to showing it to somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request
from flask_babel import gettext as _

from portfolio.core.errors import NotThereError
from portfolio.models.enums import Stage
from portfolio.pictured import queries
from portfolio.pictured.actions import asking
from portfolio.pictured.views.blueprint import bp
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
    """The faces of those whom the child may know; with `photo` that one is asked about."""
    sight = _own(item_id)
    asked = _asked_about(sight, request.args.get("photo"))
    if not asked:
        return redirect_to("items.shares", item_id=item_id)
    return _page(sight, asked)


def _own(item_id: str) -> Sight:
    sight = reads.item_or_404(here.db, here.viewer, item_id)
    rights.require(Right.SHARE, sight)
    return sight


def _asked_about(sight: Sight, photo_id: str | None) -> list[Held]:
    """The one photo that is named, else the next that was never asked about, else the first.

    The youngest are asked once for all of them: a page for each photo would be a test of patience.
    """
    held = queries.held(here.db, sight.revision_id)
    if here.someone.stage is Stage.EARLY:
        return held
    if photo_id is not None:
        held = [photo for photo in held if photo.public_id == photo_id]
        if not held:
            raise NotThereError
    return ([photo for photo in held if photo.who_said_at is None] or held)[:1]


def _page(sight: Sight, asked: Sequence[Held]) -> Response:
    named = queries.named(here.db, [photo.id for photo in asked], sight.owner_id)
    mates = circle.mates_of(here.db, sight.owner_id, here.at)
    return page(
        "pictured/who.html",
        item_id=sight.public_id,
        photos=[photo.public_id for photo in asked],
        pictures=pictures([photo.shown for photo in asked], _("Your photo")),
        mates=[row for row in mates if row.id not in named.fast],
        fast=[row for row in mates if row.id in named.fast],
        ticked=named.loose,
        i_am_in_it=sight.owner_id in named.everyone,
        is_known=bool(asked[0].who_said_at),
    )


@bp.post("/items/<public_id:item_id>/who")
@guards.pupil
def say_who(item_id: str) -> Response:
    """These are in it, or nobody; then the next photo, and after the last one the picker."""
    sight = _own(item_id)
    held = {photo.public_id: photo.id for photo in queries.held(here.db, sight.revision_id)}
    sent = request.form.getlist("photo")
    if not sent or not set(sent) <= set(held):
        raise NotThereError
    asking.say_who(here.db, sight, {held[one] for one in sent}, _named(sight), here.at)
    if here.someone.stage is not Stage.EARLY and queries.is_to_say(here.db, sight.revision_id):
        return see_other("pictured.who", item_id=item_id)
    return see_other("items.shares", item_id=item_id)


def _named(sight: Sight) -> set[int]:
    """The children who are ticked; `NotThereError` for one whom the owner may not know (T14)."""
    if request.form.get("then") == "nobody":
        return set()
    known = {row.public_id: row.id for row in circle.mates_of(here.db, sight.owner_id, here.at)}
    known[here.someone.public_id] = sight.owner_id
    sent = set(request.form.getlist("child"))
    if not sent <= set(known):
        raise NotThereError
    return {known[one] for one in sent}
