"""The picker, putting up and taking down. Fewer people takes no more taps than more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request, url_for
from flask_babel import gettext as _

from portfolio.items import offers
from portfolio.items.actions import sharing
from portfolio.items.views import who
from portfolio.items.views.blueprint import bp
from portfolio.items.views.showing import work_of
from portfolio.models.enums import PersonKind, ShareKind, Stage
from portfolio.pictured import queries as pictured
from portfolio.visibility import asked, reads, rights
from portfolio.visibility.rights import Right
from portfolio.web import guards
from portfolio.web.here import here
from portfolio.web.pages import page, redirect_to, say, see_other

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response

    from portfolio.items.offers import Offer
    from portfolio.people.queries import Face
    from portfolio.visibility.reads import Sight


LOOK_AS = 5
"""So many faces to look as: at most five choices on a child's screen (visual.md)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the picker: two short lines and the faces behind it."""

    value: str
    label: str
    more: str
    people: list[Face]
    checked: bool
    face: str = ""


@bp.get("/items/<public_id:item_id>/shares")
@guards.pupil
def shares(item_id: str) -> Response:
    """Who can see this? It begins with what is so now: no link ticks a box.

    First, and once of each photo: who is in it (`pictured`).
    """
    sight = _own(item_id)
    if pictured.is_to_say(here.db, sight.revision_id):
        return redirect_to("pictured.who", item_id=item_id)
    all_offers = _offers(sight)
    return _picker(sight, all_offers, offers.ticked(here.db, sight, all_offers))


@bp.get("/items/<public_id:item_id>/shares/preview")
@guards.pupil
def picker_again(item_id: str) -> Response:
    """Where the picker was drawn with other ticks: to open it anew leads to what is so now."""
    _own(item_id)
    return redirect_to("items.shares", item_id=item_id)


@bp.post("/items/<public_id:item_id>/shares/preview")
@guards.pupil
def preview(item_id: str) -> Response:
    """The picker with other ticks: it says who would see it, and changes nothing."""
    sight = _own(item_id)
    all_offers = _offers(sight)
    return _picker(sight, all_offers, _sent(sight, all_offers))


@bp.post("/items/<public_id:item_id>/shares")
@guards.pupil
def put_up(item_id: str) -> Response:
    """Show it to exactly the people who are ticked; to nobody with *just me*.

    Where the page's sentence was about other ticks (no script, or the browser's *Back*), the
    picker says first who would see it: nothing goes up on a sentence that is not true.
    """
    sight = _own(item_id)
    if request.form.get("then") == "just-me":
        return _show_to(sight, [])
    all_offers = _offers(sight)
    chosen = _sent(sight, all_offers)
    if not _is_as_said(chosen):
        return _picker(sight, all_offers, chosen, 422)
    return _show_to(sight, chosen)


def _is_as_said(chosen: Sequence[Offer]) -> bool:
    """Whether the sentence that stood beside the button was about these ticks."""
    said = request.form.get("said")
    return said is None or set(said.split()) == {offer.value for offer in chosen}


def _show_to(sight: Sight, chosen: Sequence[Offer]) -> Response:
    wishes = [offer.wish for offer in chosen]
    sentence = who.say(who.plan(who.Asking.about(sight), wishes), _nobody(chosen))
    ended = sharing.put_up(here.db, sight, wishes, here.at)
    say(sentence, undo=_undo_href(sight.public_id) if ended else None)
    return see_other("items.show", item_id=sight.public_id)


@bp.post("/items/<public_id:item_id>/shares/ending")
@guards.pupil
def take_down(item_id: str) -> Response:
    """Nobody else sees it from now on."""
    sight = _own(item_id)
    if sharing.take_down(here.db, sight, here.at):
        say(_("It is down. Only you can see it."), undo=_undo_href(item_id))
    return see_other("items.show", item_id=item_id)


def _undo_href(item_id: str) -> str:
    """What undoes the ending of this very moment, and no later one."""
    return url_for("items.put_back", item_id=item_id, ending=sharing.stamp(here.at.now))


@bp.post("/items/<public_id:item_id>/shares/return")
@guards.pupil
def put_back(item_id: str) -> Response:
    """Undo: the same people as before, within ten minutes."""
    sight = _own(item_id)
    if sharing.put_back(here.db, sight, here.at, request.args.get("ending")):
        say(_("It is back.") + " " + who.say(who.holds(sight)))
    else:
        say(_("We can not undo that now. Pick your people again."))
    return see_other("items.show", item_id=item_id)


@bp.post("/items/<public_id:item_id>/revisions")
@guards.pupil
def send_revision(item_id: str) -> Response:
    """Show the newest to those who see the one before."""
    sight = _own(item_id)
    wishes = [asked.wish_of(share) for share in asked.live_shares(here.db, sight.item_id)]
    sentence = who.say(who.plan(who.Asking.about(sight), wishes))
    sharing.send_revision(here.db, sight, here.at)
    say(sentence)
    return see_other("items.show", item_id=item_id)


def _own(item_id: str) -> Sight:
    sight = reads.item_or_404(here.db, here.viewer, item_id)
    rights.require(Right.SHARE, sight)
    return sight


def _offers(sight: Sight) -> list[Offer]:
    return offers.offered(here.db, sight, here.someone.stage or Stage.OLDER, here.at)


def _sent(sight: Sight, all_offers: Sequence[Offer]) -> list[Offer]:
    return offers.chosen(here.db, sight, all_offers, request.form.getlist("share"))


def _picker(
    sight: Sight, all_offers: Sequence[Offer], chosen: Sequence[Offer], status: int = 200
) -> Response:
    asking = who.Asking.about(sight)
    wishes = [offer.wish for offer in chosen]
    found = who.plan(asking, wishes)
    rows = [_row(asking, offer, chosen) for offer in all_offers]
    return page(
        "items/shares.html",
        status,
        item_id=sight.public_id,
        rows=[row for row in rows if not row.face],
        picks=[row for row in rows if row.face],
        sentence=who.say(found, _nobody(chosen)),
        audience=_look_as(sight, found.all_faces),
        values=[offer.value for offer in chosen],
        is_shared=bool(asking.shares),
        in_it=asking.in_it,
        is_so=bool(asking.shares) and asked.is_so(asking.shares, wishes, sight.revision_id),
        **work_of(sight),
    )


def _nobody(chosen: Sequence[Offer]) -> str:
    """What to say where nobody is there yet to see it, by the one choice that was made.

    True whether the class is empty or somebody of it may not see this: it does not tell which.
    """
    if [offer.wish.kind for offer in chosen] == [ShareKind.FAMILY]:
        return _("Nobody in your family can see this yet.")
    if [offer.wish.kind for offer in chosen] == [ShareKind.CLASS]:
        is_class, name = chosen[0].is_class, chosen[0].name
        if is_class:
            return _("Nobody in your class can see this yet.")
        return _("Nobody in %(name)s can see this yet.", name=name)
    return ""


def _look_as(sight: Sight, faces: Sequence[Face]) -> list[Face]:
    """The first few of the audience whom the owner knows, and a teacher where there is one."""
    circle_ids = offers.circle_ids(here.db, sight.owner_id, here.at)
    known = [face for face in faces if face.public_id in circle_ids]
    teachers = [face for face in known if face.kind is PersonKind.STAFF][:1]
    others = [face for face in known if face not in teachers]
    return [*others[: LOOK_AS - len(teachers)], *teachers]


def _row(asking: who.Asking, offer: Offer, chosen: Sequence[Offer]) -> Row:
    if offer.face or offer.wish.kind is ShareKind.PERSON:
        return Row(offer.value, offer.name, "", [], offer in chosen, offer.face)
    found = who.plan(asking, [offer.wish])
    groups = who.groups_of(found.meant, found.family_ids, found.groups)
    more = who.told(groups, _these, _and_these)
    return Row(
        offer.value,
        _label(offer),
        _more(offer, more),
        who.known(found.meant, found.family_ids),
        offer in chosen,
    )


def _label(offer: Offer) -> str:
    match offer.wish.kind:
        case ShareKind.FAMILY:
            return _("My family")
        case ShareKind.CLASS:
            return _("My class") if offer.is_class else offer.name
        case ShareKind.TEACHERS:
            return _("My teachers")
        case ShareKind.CLASS_FAMILIES:
            return _("Families of %(name)s", name=offer.name)
        case _:
            return _("The screen at school")


def _more(offer: Offer, people: str) -> str:
    if offer.wish.kind is ShareKind.SCREEN:
        return _("All who come to school can look.")
    return people or _("Nobody yet.")


def _these(people: str) -> str:
    return _("%(people)s.", people=who.begun(people))


def _and_these(people: str) -> str:
    return _("And %(people)s.", people=people)
