"""Making a thing and changing what it says. Kept first: nothing here shows it to anybody.

Photos are decoded and stored before the database is touched, so that no lock waits for them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portfolio.core import words as core_words
from portfolio.items import queries
from portfolio.items.actions import drafts
from portfolio.items.content import Placed, room_beside, stamp
from portfolio.items.forms import PAPERS, ItemForm
from portfolio.items.views.blueprint import bp
from portfolio.once import actions as once
from portfolio.photos import actions as photo_actions
from portfolio.photos import forms as photo_forms
from portfolio.photos import queries as photos
from portfolio.photos import space
from portfolio.visibility import asked, reads, rights
from portfolio.visibility.rights import Right
from portfolio.web import guards, work
from portfolio.web.here import here
from portfolio.web.pages import (
    as_json,
    come_again,
    go_to,
    page,
    redirect_to,
    say,
    see_other,
    wants_json,
)
from portfolio.web.pictures import picture

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from flask import Response

    from portfolio.items.content import Content
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


@bp.get("/items")
@guards.pupil
def make_again() -> Response:
    """Where a form that did not fit was given back: to open it anew leads to the form."""
    return redirect_to("items.make")


@bp.post("/items")
@guards.pupil
def create() -> Response:
    """Keep a new thing; the same form again leads to the same thing."""
    form = ItemForm()
    stored = _take_in(form)
    if form.errors:
        return _given_back(form, stored, None)
    led_to = once.take(here.db, here.someone.id, form.key.data or "", here.at)
    if led_to:
        return _again(form, stored, led_to)
    gone = _leave_out_gone(form, None)
    if form.errors:
        return _given_back(form, stored, None)
    content = _moved(form.content(_added(stored)))
    item = drafts.create(here.db, here.someone.id, content, here.at)
    _remember(form, item.public_id, stamp(content))
    return _answer(item.public_id, stamp(content), gone)


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
    stands = queries.standing(here.db, sight.revision_id)
    return _form_page(_filled(stands), sight, rich=stands.words)


@bp.get("/items/<public_id:item_id>/draft")
@guards.pupil
def form_again(item_id: str) -> Response:
    """The same for a thing that is there."""
    sight = reads.item_or_404(here.db, here.viewer, item_id)
    rights.require(Right.EDIT, sight)
    return redirect_to("items.edit", item_id=item_id)


@bp.post("/items/<public_id:item_id>/draft")
@guards.pupil
def save_draft(item_id: str) -> Response:
    """Keep what was changed, in a draft that nobody else sees."""
    form = ItemForm()
    stored = _take_in(form)
    sight = reads.item_or_404(here.db, here.viewer, item_id)
    rights.require(Right.EDIT, sight)
    drafts.hold(here.db, sight.item_id)
    gone = _leave_out_gone(form, sight.item_id)
    if form.errors:
        return _given_back(form, stored, sight)
    said = queries.said(here.db, [sight.revision_id])[sight.revision_id]
    content = _moved(form.content(_added(stored), kept_words=said.words))
    return _saved(form, sight, content, gone)


def _saved(form: ItemForm, sight: Sight, content: Content, gone: Collection[str]) -> Response:
    """Keep it, unless the thing was changed where this page could not know of it (409)."""
    led_to = once.take(here.db, here.someone.id, form.key.data or "", here.at) or ""
    address, _hash, saved_last = led_to.rpartition("#")
    own = saved_last if address == _kept_at(sight.public_id) else ""
    began = request.form.get("instead") or own or form.began.data or ""
    try:
        drafts.save(here.db, sight, content, here.at, began)
    except drafts.ChangedError:
        return _changed_elsewhere(form, sight, content, gone)
    _remember(form, sight.public_id, stamp(content))
    is_shared = bool(asked.live_shares(here.db, sight.item_id))
    return _answer(sight.public_id, stamp(content), gone, is_shared=is_shared)


def _remember(form: ItemForm, item_id: str, saved: str) -> None:
    """What this page last saved: its answer may be lost, and then it knows only the one before."""
    address = f"{_kept_at(item_id)}#{saved}"
    once.lead_to(here.db, here.someone.id, form.key.data or "", address)


def _kept_at(item_id: str) -> str:
    return url_for("items.kept", item_id=item_id)


def _changed_elsewhere(
    form: ItemForm, sight: Sight, content: Content, gone: Collection[str]
) -> Response:
    """The page with what was typed, and what the thing says by now: the child takes either."""
    if wants_json():
        both = [_("You changed this somewhere else too."), _("Press the button to pick one.")]
        return as_json({"sentence": " ".join(both), "unsaved": True}, 409)
    form.placed = list(content.photos or ())
    if gone:
        form.refuse("photos", _gone_sentence(gone))
    work.keep()
    newest = drafts.newest(here.db, sight.item_id)
    other = queries.standing(here.db, newest.id)
    answer = _form_page(form, sight, other=other)
    answer.status_code = 409
    return answer


def _leave_out_gone(form: ItemForm, item_id: int | None) -> list[str]:
    """Take photos out of the form that are not there any more; where nothing is left, say so.

    Which photos: one that was taken off elsewhere is thrown away after two days. Somebody else's
    is answered like one that never was.
    """
    ids = [photo.public_id for photo in form.placed]
    there = photos.attachable(here.db, here.someone.id, item_id, ids)
    gone = [public_id for public_id in ids if public_id not in there]
    form.placed = [photo for photo in form.placed if photo.public_id in there]
    if gone and not form.errors and form.is_empty():
        form.refuse("photos", _gone_sentence(gone))
    return gone


def _gone_sentence(gone: Collection[str]) -> str:
    return ngettext(
        "One photo is not there any more.", "%(num)d photos are not there any more.", len(gone)
    )


def _take_in(form: ItemForm) -> list[Stored]:
    """Validate, decode and store, all without the database; faults stand in the form."""
    form.validate()
    taken = photo_forms.take("photos", already=len(form.placed))
    for sentence in taken.sentences:
        form.refuse("photos", sentence)
    form.is_busy = taken.is_busy
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
    return come_again(answer) if form.is_busy else answer


def _again(form: ItemForm, stored: Sequence[Stored], led_to: str) -> Response:
    """The form came before: go where it led, with whatever was typed or picked since."""
    item_id = led_to.split("/")[2]
    sight = reads.item_or_404(here.db, here.viewer, item_id)
    rights.require(Right.EDIT, sight)
    drafts.hold(here.db, sight.item_id)
    gone = _leave_out_gone(form, sight.item_id)
    if form.errors:
        return _given_back(form, stored, sight)
    shown = photos.of_revisions(here.db, [sight.revision_id]).get(sight.revision_id, [])
    placed = {photo.public_id: Placed(photo.public_id, photo.alt) for photo in shown}
    placed |= {photo.public_id: photo for photo in form.placed}
    new = _new_among(stored, sight, room_beside(len(placed)))
    added = [Placed(public_id) for public_id in _added(new)]
    content = replace(form.content(), photos=(*placed.values(), *added))
    return _saved(form, sight, content, gone)


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


def _answer(
    item_id: str, began: str, gone: Collection[str], *, is_shared: bool = False
) -> Response:
    """Where next: by script a word and what the page began from now, else the page to go to."""
    if wants_json():
        draft = url_for("items.save_draft", item_id=item_id)
        edit_at = url_for("items.edit", item_id=item_id)
        lost = {"sentence": _gone_sentence(gone), "gone": list(gone)} if gone else {}
        return as_json(
            {"saved": _("Saved"), "draft": draft, "edit": edit_at, "began": began, **lost}, 200
        )
    if gone:
        say(f"{_('Saved.')} {_gone_sentence(gone)}")
    then = request.form.get("then", "")
    if then.partition(":")[2] or then == "stay":
        return go_to(url_for("items.edit", item_id=item_id, _anchor="photo-room"))
    if then == "show":
        return see_other("items.shares", item_id=item_id)
    if is_shared:
        if not gone:
            say(_("Saved."))
        return see_other("items.show", item_id=item_id)
    return see_other("items.kept", item_id=item_id)


def _filled(stands: Content) -> ItemForm:
    form = ItemForm(
        data={
            "title": stands.title,
            "words": core_words.to_plain(stands.words),
            "place": stands.place.value,
            "happened_on": stands.happened_on,
            "paper": stands.paper.value,
            "began": stamp(stands),
        }
    )
    form.placed = list(stands.photos or ())
    return form


def _form_page(
    form: ItemForm, sight: Sight | None, *, rich: str = "", other: Content | None = None
) -> Response:
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
        rich=rich,
        other=other,
        instead=stamp(other) if other else "",
        other_photos=_others(other) if other else [],
        papers=PAPERS,
        is_new=sight is None,
        is_shared=bool(sight and asked.live_shares(here.db, sight.item_id)),
        today=here.at.today,
        photos_at_most=room_beside(0),
        room=space.room(here.db, here.someone.id, here.settings),
        too_many=photo_forms.too_many(),
    )


def _others(other: Content) -> list[Picture]:
    ids = {photo.public_id for photo in other.photos or ()}
    own = photos.by_ids(here.db, here.someone.id, ids)
    return [picture(own[photo.public_id], photo.alt) for photo in other.photos or ()]


def _pictures(sight: Sight, said: Said) -> list[Picture]:
    shown = photos.of_revisions(here.db, [sight.revision_id]).get(sight.revision_id, [])
    return [picture(one, said.name) for one in shown]
