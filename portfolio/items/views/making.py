"""Making a thing and changing what it says. Kept first: nothing here shows it to anybody.

Photos are decoded and stored before the database is touched, so that no lock waits for them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from flask import request, url_for
from flask_babel import gettext as _

from portfolio.core import words as core_words
from portfolio.items import queries
from portfolio.items.actions import drafts
from portfolio.items.content import Placed, room_beside
from portfolio.items.forms import PAPERS, ItemForm
from portfolio.items.views.blueprint import bp
from portfolio.once import actions as once
from portfolio.photos import actions as photo_actions
from portfolio.photos import forms as photo_forms
from portfolio.photos import queries as photos
from portfolio.visibility import asked, reads, rights
from portfolio.visibility.rights import Right
from portfolio.web import guards, work
from portfolio.web.here import here
from portfolio.web.pages import as_json, go_to, page, say, see_other, wants_json
from portfolio.web.pictures import picture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response

    from portfolio.items.queries import Said
    from portfolio.photos.actions import Stored
    from portfolio.visibility.reads import Sight
    from portfolio.web.pictures import Picture

MOVES = {"earlier": -1, "later": 1}


@dataclass(frozen=True, slots=True)
class Row:
    """A photo in the form: its picture and the description that its owner typed."""

    picture: Picture
    alt: str


@bp.get("/make")
@guards.pupil
def make() -> Response:
    """The empty form; opening it makes nothing."""
    return _form_page(ItemForm(), None)


@bp.post("/items")
@guards.pupil
def create() -> Response:
    """Keep a new thing; the same form again leads to the same thing."""
    form = ItemForm()
    stored = _take_in(form)
    if form.errors:
        return _given_back(form, stored, None)
    led_to = once.take(here.db, here.someone.id, form.key.data or "", here.at)
    if led_to is not None:
        return _again(form, stored, led_to)
    content = _moved(form.content(_added(stored)))
    item = drafts.create(here.db, here.someone.id, content, here.at)
    kept = url_for("items.kept", item_id=item.public_id)
    once.lead_to(here.db, here.someone.id, form.key.data or "", kept)
    return _answer(item.public_id)


@bp.get("/items/<public_id:item_id>/kept")
@guards.pupil
def kept(item_id: str) -> Response:
    """It is kept: show someone, or done."""
    sight = reads.item_or_404(here.db, here.viewer, item_id)
    rights.require(Right.SHARE, sight)
    if asked.live_shares(here.db, sight.item_id):
        return see_other("items.show", item_id=item_id)
    said = queries.said(here.db, [sight.revision_id])[sight.revision_id]
    return page("items/kept.html", item_id=item_id, said=said, pictures=_pictures(sight, said))


@bp.get("/items/<public_id:item_id>/edit")
@guards.pupil
def edit(item_id: str) -> Response:
    """The form with what the thing says now."""
    sight = reads.item_or_404(here.db, here.viewer, item_id)
    rights.require(Right.EDIT, sight)
    said = queries.said(here.db, [sight.revision_id])[sight.revision_id]
    return _form_page(_filled(said), sight, said)


@bp.post("/items/<public_id:item_id>/draft")
@guards.pupil
def save_draft(item_id: str) -> Response:
    """Keep what was changed, in a draft that nobody else sees."""
    form = ItemForm()
    stored = _take_in(form)
    sight = reads.item_or_404(here.db, here.viewer, item_id)
    rights.require(Right.EDIT, sight)
    if form.errors:
        return _given_back(form, stored, sight)
    said = queries.said(here.db, [sight.revision_id])[sight.revision_id]
    content = _moved(form.content(_added(stored), kept_words=said.words))
    drafts.save(here.db, sight, content, here.at)
    return _answer(item_id, is_shared=bool(asked.live_shares(here.db, sight.item_id)))


def _take_in(form: ItemForm) -> list[Stored]:
    """Validate, decode and store, all without the database; faults stand in the form."""
    form.validate()
    taken = photo_forms.take("photos", already=len(form.placed))
    for sentence in taken.sentences:
        form.refuse("photos", sentence)
    return [photo_actions.store(here.storage, one) for one in taken.pictures]


def _added(stored: Sequence[Stored]) -> list[str]:
    me = here.someone.id
    return [photo_actions.add(here.db, me, one, here.at).public_id for one in stored]


def _given_back(form: ItemForm, stored: Sequence[Stored], sight: Sight | None) -> Response:
    """The form again with all that was typed; good photos are kept, its uploader's alone."""
    if wants_json():
        photo_actions.forget(here.storage, stored)
        return as_json({"sentence": form.sentences()[0][1]}, 422)
    form.placed += [Placed(public_id) for public_id in _added(stored)]
    work.keep()
    answer = _form_page(form, sight)
    answer.status_code = 422
    return answer


def _again(form: ItemForm, stored: Sequence[Stored], led_to: str) -> Response:
    """The form came before: go where it led, with whatever was typed or picked since."""
    item_id = led_to.split("/")[2]
    sight = reads.item_or_404(here.db, here.viewer, item_id)
    shown = photos.of_revisions(here.db, [sight.revision_id]).get(sight.revision_id, [])
    placed = {photo.public_id: Placed(photo.public_id, photo.alt) for photo in shown}
    placed |= {photo.public_id: photo for photo in form.placed}
    new = _new_among(stored, sight, room_beside(len(placed)))
    added = [Placed(public_id) for public_id in _added(new)]
    content = replace(form.content(), photos=(*placed.values(), *added))
    drafts.save(here.db, sight, content, here.at)
    return _answer(item_id, is_shared=bool(asked.live_shares(here.db, sight.item_id)))


def _new_among(stored: Sequence[Stored], sight: Sight, room: int) -> Sequence[Stored]:
    """The photos that the thing does not hold yet, as many as fit; the others are forgotten."""
    held = photos.keys_of(here.db, sight.revision_id)
    new = [one for one in stored if not photo_actions.is_among(here.storage, one, held)]
    if len(new) > room:
        say(photo_forms.too_many())
    kept = new[: max(0, room)]
    photo_actions.forget(here.storage, [one for one in stored if one not in kept])
    return kept


def _moved(content: Any) -> Any:  # noqa: ANN401 -- a Content, changed or not
    """The content after the button for one photo: earlier, later or away."""
    move, _colon, public_id = request.form.get("then", "").partition(":")
    ids = [photo.public_id for photo in content.photos]
    if public_id not in ids:
        return content
    placed = list(content.photos)
    at = ids.index(public_id)
    photo = placed.pop(at)
    if move in MOVES:
        placed.insert(max(0, at + MOVES[move]), photo)
    return replace(content, photos=tuple(placed)) if move in {*MOVES, "away"} else content


def _answer(item_id: str, *, is_shared: bool = False) -> Response:
    """Where next: by script a word, else the page that the button named."""
    if wants_json():
        draft = url_for("items.save_draft", item_id=item_id)
        return as_json({"saved": _("Saved"), "draft": draft}, 200)
    then = request.form.get("then", "")
    if then.partition(":")[2] or then == "stay":
        return go_to(url_for("items.edit", item_id=item_id, _anchor="photo-room"))
    if then == "show":
        return see_other("items.shares", item_id=item_id)
    if is_shared:
        say(_("Saved."))
        return see_other("items.show", item_id=item_id)
    return see_other("items.kept", item_id=item_id)


def _filled(said: Said) -> ItemForm:
    form = ItemForm(
        data={
            "title": said.title,
            "words": core_words.to_plain(said.words),
            "place": said.place.value,
            "happened_on": said.happened_on,
            "paper": said.paper.value,
        }
    )
    shown = photos.of_revisions(here.db, [said.id]).get(said.id, [])
    form.placed = [Placed(photo.public_id, photo.alt) for photo in shown]
    return form


def _form_page(form: ItemForm, sight: Sight | None, said: Said | None = None) -> Response:
    own = photos.by_ids(here.db, here.someone.id, {photo.public_id for photo in form.placed})
    rows = [
        Row(picture(own[photo.public_id]), photo.alt)
        for photo in form.placed
        if photo.public_id in own
    ]
    action = (
        url_for("items.save_draft", item_id=sight.public_id) if sight else url_for("items.create")
    )
    return page(
        "items/make.html",
        form=form,
        rows=rows,
        action=action,
        item_id=sight.public_id if sight else None,
        rich=said.words if said else "",
        papers=PAPERS,
        is_new=sight is None,
        is_shared=bool(sight and asked.live_shares(here.db, sight.item_id)),
        today=here.at.today,
    )


def _pictures(sight: Sight, said: Said) -> list[Picture]:
    shown = photos.of_revisions(here.db, [sight.revision_id]).get(sight.revision_id, [])
    return [picture(one, said.name) for one in shown]
