"""Is it still you? Asked of staff before a duty, where the last answer is a while ago.

A page is gone back to; a form gives back what was typed, to be sent once more. Where it leads is
kept by this site or is an address of it: nobody is ever led elsewhere (T51).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, request, session, url_for
from flask_babel import gettext as _

from portfolio.factors.forms import ProofForm
from portfolio.factors.views.blueprint import NOT_RIGHT, TOO_OFTEN, Tried, bp, try_proof
from portfolio.web import addresses, guards, proofs, signed_in
from portfolio.web.here import here
from portfolio.web.pages import go_to, page

if TYPE_CHECKING:
    from flask import Response


@bp.get("/staff/again")
@guards.staff
def again() -> Response:
    """Asks for the second factor again."""
    return _again_page(ProofForm())


def _again_page(form: ProofForm, status: int = 200, *, is_wrong: bool = False) -> Response:
    return page(
        proofs.TEMPLATE,
        status,
        **proofs.named(form, proofs.carried(), _to_be_sent()),
        is_wrong=is_wrong,
    )


def _to_be_sent() -> str:
    """The form's address that waits for the proof, if it is one of this site that takes a form."""
    address = request.form.get("then", "")
    adapter = current_app.create_url_adapter(request)
    is_ours = address.startswith("/") and adapter is not None and adapter.test(address, "POST")
    return address if is_ours else ""


@bp.post("/staff/again")
@guards.staff
def prove() -> Response:
    """Go on where one was stopped, if the code is right."""
    form = ProofForm()
    if not form.validate():
        return _again_page(form, NOT_RIGHT)
    tried = try_proof(here.someone.id, form, proofs.PURPOSE)
    if tried is Tried.TOO_OFTEN:
        return page("signin/wait_a_little.html", TOO_OFTEN)
    if tried is Tried.WRONG:
        return _again_page(form, NOT_RIGHT, is_wrong=True)
    signed_in.prove()
    address = _to_be_sent()
    if address:
        why = _("This page was open too long.")
        return page("errors/send_again.html", why=why, fields=proofs.carried(), action=address)
    return go_to(session.pop("back", None) or url_for(addresses.home(here.someone)))
