"""The first page, and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portfolio.signin.views.blueprint import bp, school
from portfolio.web import guards, signed_in, tablets
from portfolio.web.arrivals import home
from portfolio.web.here import here
from portfolio.web.pages import page, say, see_other

if TYPE_CHECKING:
    from flask import Response


@bp.get("/")
@guards.anyone
def come_in() -> Response:
    """The doors; or the first page of whoever is signed in; on a shared tablet its faces."""
    if here.me is not None:
        return home(302)
    if tablets.found(here.db) is not None:
        return see_other("tablets.start")
    return page("signin/come_in.html", school=school())


@bp.post("/sign-out")
@guards.anyone
def sign_out() -> Response:
    """End the session; also for those whose session has run out meanwhile.

    On a shared tablet that leads back to the faces, for whoever is next.
    """
    if tablets.may_be_here():
        return signed_in.end(see_other("tablets.start"))
    answer = signed_in.end(see_other("signin.come_in"))
    say(_("You are signed out."))
    return answer
