"""A fresh link by mail: asked for here, opened in the browser that asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.core import tokens
from portfolio.core.errors import NotThereError
from portfolio.jobs import enqueue
from portfolio.signin import actions, links, queries
from portfolio.signin.forms import AddressForm
from portfolio.signin.views.blueprint import NOT_RIGHT, bp, closed, pressed_again, school, was_mine
from portfolio.web import addresses, guards, signed_in
from portfolio.web.arrivals import begin_once
from portfolio.web.here import here
from portfolio.web.pages import page

if TYPE_CHECKING:
    from flask import Response


@bp.get("/links")
@guards.anyone
def fresh_link() -> Response:
    """Ask for a link by mail."""
    signed_in.browser()
    return page("signin/fresh_link.html", form=AddressForm(), is_asked=False)


@bp.post("/links")
@guards.anyone
def ask_fresh_link() -> Response:
    """Ask for it: the same answer and the same work for every address."""
    form = AddressForm()
    status = 200 if form.validate() else NOT_RIGHT
    is_asked = status != NOT_RIGHT and addresses.can_mail()
    if is_asked:
        enqueue(
            here.db,
            links.ASK,
            here.at,
            email=form.email.data or "",
            browser=tokens.fingerprint(signed_in.browser()),
            address=addresses.beginning() or "",
        )
    return page("signin/fresh_link.html", status, form=form, is_asked=is_asked)


@bp.get("/links/<token:token>")
@guards.anyone
def link(token: str) -> Response:
    """One button, in the browser that asked; elsewhere a sentence. Changes nothing."""
    found = queries.fresh_link(here.db, token, here.at)
    if found is None:
        return closed("link", is_mine=was_mine(queries.was_fresh_link_of, token))
    is_here = tokens.is_same(signed_in.browser(), found.browser_hash)
    return page("signin/link.html", token=token, is_here=is_here, school=school())


@bp.post("/links/<token:token>")
@guards.anyone
def open_link(token: str) -> Response:
    """Come in by the mailed link, once."""
    try:
        person_id = actions.use_fresh_link(here.db, token, signed_in.browser(), here.at)
    except NotThereError:
        return pressed_again("link", queries.was_fresh_link_of, token)
    return begin_once(person_id, token, way="fresh_link")
