"""Seals: one press by a safety lead, and the two people who open something again.

No page here holds a word of what is sealed. The office comes only where somebody asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint
from flask_babel import gettext as _

from portfolio.core.errors import NotThereError
from portfolio.seals import actions
from portfolio.seals.forms import AskForm
from portfolio.visibility import sealed
from portfolio.web import guards
from portfolio.web.here import here
from portfolio.web.pages import page, say, see_other

if TYPE_CHECKING:
    from flask import Response

    from portfolio.visibility.sealed import Sealable, Sealed

bp = Blueprint("seals", __name__)

NOT_RIGHT = 422


@bp.get("/safety/seals")
@guards.office_or_lead
@guards.proven
def index() -> Response:
    """What is sealed, for a safety lead; for the office what it is asked to open again."""
    me = here.someone
    asked_of_me = sealed.to_open(here.db, me.id, here.at)
    if not (me.is_safety_lead or asked_of_me):
        raise NotThereError
    return page(
        "seals/index.html",
        is_lead=me.is_safety_lead,
        asked_of_me=asked_of_me,
        seals=sealed.seals(here.db, me.id, here.at),
    )


@bp.post("/safety/seals/items/<public_id:item_id>")
@guards.leads
def seal_item(item_id: str) -> Response:
    """Seal a thing with all that was said about it."""
    return _seal(sealed.item_or_404(here.db, here.someone.id, item_id, here.at))


@bp.post("/safety/seals/comments/<public_id:comment_id>")
@guards.leads
def seal_comment(comment_id: str) -> Response:
    """Seal the words of one comment."""
    return _seal(sealed.comment_or_404(here.db, here.someone.id, comment_id, here.at))


def _seal(what: Sealable) -> Response:
    actions.seal(here.db, what, here.at, by=here.someone.id)
    say(_("It is sealed. Nobody reaches it any more."))
    return see_other("seals.index")


@bp.get("/safety/seals/<public_id:seal_id>")
@guards.office_or_lead
@guards.proven
def show(seal_id: str) -> Response:
    """One seal: since when, by whom, and whether somebody asked to open it again."""
    return _page(_one(seal_id), AskForm(formdata=None))


def _one(seal_id: str) -> Sealed:
    return sealed.one_or_404(here.db, here.someone.id, seal_id, here.at)


def _page(one: Sealed, form: AskForm, status: int = 200) -> Response:
    me = here.someone
    return page(
        "seals/show.html",
        status,
        seal=one,
        form=form,
        is_lead=me.is_safety_lead,
        is_mine=one.asked_by_id == me.id,
    )


@bp.post("/safety/seals/<public_id:seal_id>/asking")
@guards.leads
def ask(seal_id: str) -> Response:
    """Ask somebody else to open it again."""
    one, form = _one(seal_id), AskForm()
    if not form.validate():
        return _page(one, form, NOT_RIGHT)
    said = form.why.data or "", form.case_reference.data or ""
    actions.ask_to_open(here.db, one, *said, here.at, by=here.someone.id)
    say(_("Somebody else has to say yes: a safety lead or the office."))
    return see_other("seals.show", seal_id=seal_id)


@bp.post("/safety/seals/<public_id:seal_id>/asking/end")
@guards.office_or_lead
@guards.proven
def refuse(seal_id: str) -> Response:
    """It stays sealed."""
    actions.refuse_to_open(here.db, _one(seal_id), here.at, by=here.someone.id)
    say(_("It stays sealed."))
    return _back()


@bp.post("/safety/seals/<public_id:seal_id>/end")
@guards.office_or_lead
@guards.proven
def open_again(seal_id: str) -> Response:
    """Say yes, as the second person."""
    actions.open_again(here.db, _one(seal_id), here.at, by=here.someone.id)
    say(_("It is open again."))
    return _back()


def _back() -> Response:
    return see_other("seals.index" if here.someone.is_safety_lead else "office.school")
