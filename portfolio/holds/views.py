"""Holds: what a safety lead keeps from being purged. No word of a child is on these pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request, url_for
from flask_babel import gettext as _

from portfolio.holds import actions
from portfolio.holds.forms import HoldForm
from portfolio.office import queries as office
from portfolio.once import actions as once
from portfolio.roll import queries as roll
from portfolio.visibility import held
from portfolio.visibility.held import Holdable
from portfolio.web import guards
from portfolio.web.here import here
from portfolio.web.pages import page, say, see_other

if TYPE_CHECKING:
    from flask import Response


bp = Blueprint("holds", __name__)

NOT_RIGHT = 422


@bp.get("/safety/holds")
@guards.leads
def index() -> Response:
    """What is held."""
    return page("holds/index.html", holds=held.holds(here.db, here.someone.id, here.at))


@bp.get("/safety/holds/children/<public_id:child_id>")
@guards.leads
def of_child(child_id: str) -> Response:
    """The form for all that a child has."""
    return _page(_child(child_id), HoldForm(formdata=None))


@bp.get("/safety/holds/items/<public_id:item_id>")
@guards.leads
def of_item(item_id: str) -> Response:
    """The form for one thing."""
    return _page(_item(item_id), HoldForm(formdata=None))


def _child(child_id: str) -> Holdable:
    office.not_kept_or_404(here.db, here.someone.id, child_id, here.at)
    child = roll.child_or_404(here.db, child_id, here.at)
    return Holdable(child.id, None, f"{child.name} {child.surname}", None)


def _item(item_id: str) -> Holdable:
    return held.item_or_404(here.db, here.someone.id, item_id, here.at)


def _page(what: Holdable, form: HoldForm, status: int = 200) -> Response:
    return page("holds/hold.html", status, what=what, form=form, action=request.path)


@bp.post("/safety/holds/children/<public_id:child_id>")
@guards.leads
def hold_child(child_id: str) -> Response:
    """Hold all that a child has."""
    return _hold(_child(child_id))


@bp.post("/safety/holds/items/<public_id:item_id>")
@guards.leads
def hold_item(item_id: str) -> Response:
    """Hold one thing."""
    return _hold(_item(item_id))


def _hold(what: Holdable) -> Response:
    form = HoldForm()
    if not form.validate():
        return _page(what, form, NOT_RIGHT)
    me, key = here.someone.id, form.key.data or ""
    if once.take(here.db, me, key, here.at) is None:
        actions.hold(here.db, what, form.reason.data or "", here.at, by=me)
        once.lead_to(here.db, me, key, url_for("holds.index"))
        say(_("It is held. Nothing of it is purged."))
    return see_other("holds.index")


@bp.post("/safety/holds/<public_id:hold_id>/end")
@guards.leads
def end(hold_id: str) -> Response:
    """End one."""
    one = held.hold_or_404(here.db, here.someone.id, hold_id, here.at)
    actions.end(here.db, one, here.at, by=here.someone.id)
    say(_("That hold is over."))
    return see_other("holds.index")
