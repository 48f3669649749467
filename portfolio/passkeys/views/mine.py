"""A passkey for this device: made, ended; offered to families once, from their second visit on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from portfolio.core.errors import RefusedError
from portfolio.models.enums import PersonKind
from portfolio.passkeys import actions, queries
from portfolio.passkeys.forms import PasskeyForm
from portfolio.passkeys.views.blueprint import NOT_RIGHT, bp
from portfolio.web import addresses, guards, passkeys, presses
from portfolio.web.here import here
from portfolio.web.pages import go_to, page, say, see_other

if TYPE_CHECKING:
    from flask import Response


@bp.get("/passkeys/new")
@guards.adult
@guards.proven
def new() -> Response:
    """What a passkey is, and a button that makes one on this device."""
    return _new_page(PasskeyForm())


def _new_page(form: PasskeyForm, status: int = 200, *, did_fail: bool = False) -> Response:
    me = here.someone
    layout = "family" if me.kind is PersonKind.FAMILY else "desk"
    return page(
        "passkeys/new.html",
        status,
        layout=f"layouts/{layout}.html",
        form=form,
        asked=passkeys.ask_new(me.id, me.public_id),
        is_offer=me.kind is PersonKind.FAMILY and queries.is_to_be_offered(here.db, me.id),
        home=url_for(addresses.home(me)),
        did_fail=did_fail,
    )


@bp.post("/passkeys")
@guards.adult
@guards.proven
def add() -> Response:
    """From now on this device opens."""
    me, form = here.someone, PasskeyForm()
    answer = form.answer()
    made = None if answer is None else passkeys.made(answer, me.id)
    if made is None:
        return _new_page(form, NOT_RIGHT, did_fail=True)
    try:
        actions.add(here.db, me.id, made, here.at, device=presses.device())
    except RefusedError:
        return _new_page(form, NOT_RIGHT, did_fail=True)
    say(_("Next time this device lets you in by its own lock."))
    return see_other("devices.mine")


@bp.post("/passkeys/declined")
@guards.family
def decline() -> Response:
    """Not now: nobody asks them again, and they find it among their devices."""
    actions.answer_offer(here.db, here.someone.id, here.at)
    return go_to(url_for(addresses.home(here.someone)))


@bp.post("/passkeys/<public_id:passkey_id>/end")
@guards.adult
@guards.proven
def end(passkey_id: str) -> Response:
    """That passkey opens nothing any more, and what it opened is closed."""
    me = here.someone
    number = queries.mine_or_404(here.db, me.id, passkey_id)
    actions.end(here.db, number, me.id, here.at, but=me.sign_in_id)
    say(_("That passkey opens nothing any more."))
    return see_other("devices.mine")
