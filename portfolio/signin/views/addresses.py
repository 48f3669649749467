"""Where a family's fresh links go: an address is theirs once they opened the link sent to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portfolio.core.errors import NotThereError
from portfolio.jobs import enqueue
from portfolio.signin import actions, links, queries
from portfolio.signin.forms import AddressForm
from portfolio.signin.views.blueprint import NOT_RIGHT, bp, closed, school, was_mine
from portfolio.web import addresses, guards
from portfolio.web.here import here
from portfolio.web.pages import page, say, see_other

if TYPE_CHECKING:
    from flask import Response


@bp.get("/letters/email")
@guards.family
def email() -> Response:
    """Where to send fresh links, or not at all."""
    return _email_page(AddressForm())


def _email_page(form: AddressForm, status: int = 200) -> Response:
    known = queries.address_of(here.db, here.someone.id)
    return page("signin/email.html", status, form=form, known=known, school=school())


@bp.post("/letters/email")
@guards.family
def give_email() -> Response:
    """Send a link to the address, which is nobody's until the link is opened.

    The same answer and the same work whether it is somebody's or not (T44).
    """
    form = AddressForm()
    if not form.validate():
        return _email_page(form, NOT_RIGHT)
    if not addresses.can_mail():
        return _email_page(form)
    enqueue(
        here.db,
        links.ASK_ADDRESS,
        here.at,
        person=here.someone.id,
        email=form.email.data or "",
        address=addresses.beginning() or "",
    )
    say(_("Now look into your mail. Open the link on this device."))
    return see_other("items.shared")


@bp.get("/letters/email/<token:token>")
@guards.anyone
def address(token: str) -> Response:
    """One button for whoever gave the address; elsewhere a sentence. Changes nothing."""
    found = queries.address_link(here.db, token, here.at)
    if found is None:
        return closed("address", is_mine=was_mine(queries.was_address_link_of, token))
    is_mine = here.me is not None and here.me.id == found.person_id
    email = found.email if is_mine else ""
    return page("signin/address.html", token=token, is_mine=is_mine, email=email)


@bp.post("/letters/email/<token:token>")
@guards.family
def confirm_address(token: str) -> Response:
    """Fresh links go to that address from now on."""
    me = here.someone
    try:
        actions.confirm_address(here.db, token, me.id, me.sign_in_id, here.at)
    except NotThereError:
        return closed("address")
    say(_("Thank you. Your links come to this address from now on."))
    return see_other("items.shared")
