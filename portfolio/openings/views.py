"""The safety lead's openings: choosing a thing, opening it, reviewing that, telling the child.

None of these pages holds a word or a picture of a child. The office comes only where somebody's
opening waits for its review, because there is no other safety lead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint
from flask_babel import gettext as _

from portfolio.core.errors import NotThereError
from portfolio.office import queries as office
from portfolio.openings import actions
from portfolio.openings.actions import Asked, PutOff
from portfolio.openings.forms import OpeningForm, TellingForm
from portfolio.roll import queries as roll
from portfolio.visibility import openings
from portfolio.web import guards
from portfolio.web.here import here
from portfolio.web.pages import page, say, see_other

if TYPE_CHECKING:
    from flask import Response

    from portfolio.visibility.openings import Opening, Thing

bp = Blueprint("openings", __name__)

NOT_RIGHT = 422


@bp.get("/safety/openings")
@guards.office_or_lead
@guards.proven
def index() -> Response:
    """What is open, what waits for a second person, who was not told yet, and whom to choose."""
    me = here.someone
    waiting = openings.to_review(here.db, me.id, here.at)
    if not (me.is_safety_lead or waiting):
        raise NotThereError
    return page(
        "openings/index.html",
        is_lead=me.is_safety_lead,
        live=openings.live_of(here.db, me.id, here.at),
        waiting=waiting,
        untold=openings.untold(here.db, me.id, here.at),
        children=roll.children(here.db, me.id, here.at) if me.is_safety_lead else [],
    )


@bp.get("/safety/openings/children/<public_id:child_id>")
@guards.leads
def things(child_id: str) -> Response:
    """Which things a child has: since when and how they stand. That this was asked is logged."""
    office.not_kept_or_404(here.db, here.someone.id, child_id, here.at)
    child = roll.child_or_404(here.db, child_id, here.at)
    with here.database.unit() as db:
        actions.listed(db, here.someone.id, child.id, here.at)
    found = openings.things_of(here.db, here.someone.id, child.id, here.at)
    return page("openings/things.html", child=child, things=found)


@bp.get("/safety/openings/items/<public_id:item_id>")
@guards.leads
def ask(item_id: str) -> Response:
    """The form before opening one thing."""
    return _asking(_thing(item_id), OpeningForm(formdata=None))


def _thing(item_id: str) -> Thing:
    thing = openings.thing_or_404(here.db, here.someone.id, item_id, here.at)
    if not thing.may_be_opened:
        raise NotThereError
    return thing


def _asking(thing: Thing, form: OpeningForm, status: int = 200) -> Response:
    return page("openings/ask.html", status, thing=thing, form=form, today=here.at.today)


@bp.post("/safety/openings/items/<public_id:item_id>")
@guards.leads
def open_thing(item_id: str) -> Response:
    """Open it for an hour, written down first."""
    thing = _thing(item_id)
    form = OpeningForm()
    if not (form.validate() and form.says_when(here.at.today)):
        return _asking(thing, form, NOT_RIGHT)
    asked = Asked(form.reason.data or "", form.case_reference.data or "", _put_off(form))
    actions.open_thing(here.db, here.viewer, thing, asked)
    return see_other("items.show", item_id=item_id)


def _put_off(form: TellingForm) -> PutOff | None:
    on = form.tell_on.data
    return PutOff(form.why_later.data or "", on) if form.is_later and on else None


@bp.get("/safety/openings/<public_id:opening_id>")
@guards.office_or_lead
@guards.proven
def show(opening_id: str) -> Response:
    """One opening: why, for how long, whether it was reviewed and the child told."""
    return _page(_opening(opening_id), TellingForm(formdata=None))


def _opening(opening_id: str) -> Opening:
    return openings.one_or_404(here.db, here.someone.id, opening_id, here.at)


def _page(opening: Opening, form: TellingForm, status: int = 200) -> Response:
    return page(
        "openings/show.html",
        status,
        opening=opening,
        form=form,
        today=here.at.today,
        is_lead=here.someone.is_safety_lead,
        is_mine=opening.lead_id == here.someone.id,
    )


@bp.post("/safety/openings/<public_id:opening_id>/review")
@guards.office_or_lead
@guards.proven
def review(opening_id: str) -> Response:
    """*I have looked at this use*, by somebody else than who opened."""
    actions.review(here.db, _opening(opening_id), here.at, by=here.someone.id)
    say(_("It is written down that you reviewed it."))
    return see_other("openings.index" if here.someone.is_safety_lead else "office.school")


@bp.post("/safety/openings/<public_id:opening_id>/telling")
@guards.leads
def tell(opening_id: str) -> Response:
    """Tell the child now, or look at it again on a later day."""
    opening = _opening(opening_id)
    form = TellingForm()
    if not (form.validate() and form.says_when(here.at.today)):
        return _page(opening, form, NOT_RIGHT)
    later, me = _put_off(form), here.someone.id
    if later and opening.lead_id == me and opening.told_at is None:
        form.telling.errors = [_("Another safety lead decides that now. You can tell the child.")]
        return _page(opening, form, NOT_RIGHT)
    if later is None:
        actions.tell(here.db, opening, here.at, by=me)
        say(_("The child is told in For me."))
    else:
        actions.put_off(here.db, opening, later, here.at, by=me)
        say(_("You are asked again on that day."))
    return see_other("openings.show", opening_id=opening_id)
