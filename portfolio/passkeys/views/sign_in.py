"""Coming in by a passkey alone: the device looked who holds it, so it is both factors at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.passkeys import actions
from portfolio.passkeys.forms import PasskeyForm
from portfolio.passkeys.views.blueprint import NOT_RIGHT, bp
from portfolio.web import guards, passkeys
from portfolio.web.arrivals import begin
from portfolio.web.here import here
from portfolio.web.pages import page

if TYPE_CHECKING:
    from flask import Response


@bp.post("/passkeys/sign-in")
@guards.anyone
def sign_in() -> Response:
    """Come in, if the passkey is somebody's who has a place here today."""
    answer = PasskeyForm().answer()
    found = None if answer is None else passkeys.proves(answer, passkeys.SIGN_IN)
    if found is None:
        return page("passkeys/failed.html", NOT_RIGHT)
    home = begin(found.person_id, way="passkey", is_proved=True)
    actions.note_way(here.db, here.someone.sign_in_id, found.id)
    return home
