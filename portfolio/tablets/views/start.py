"""The tablet itself: opening a class on it, its faces, and whether a child is still there.

A GET opens nothing; a button does, once (product.md, rule 14).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import make_response, request
from flask_babel import gettext as _

from portfolio.core.errors import NotThereError
from portfolio.signin import actions as signin
from portfolio.tablets import actions, lessons, queries
from portfolio.tablets.forms import OpenForm
from portfolio.tablets.queries import SUBJECT_OF_CODES
from portfolio.tablets.views.blueprint import NOT_RIGHT, PAPER, TOO_OFTEN, ask_teacher, bp
from portfolio.web import guards, presses, signed_in, tablets
from portfolio.web.arrivals import home
from portfolio.web.here import here
from portfolio.web.pages import page, see_other
from portfolio.web.work import keep

if TYPE_CHECKING:
    from flask import Response

    from portfolio.tablets.queries import AnyRow, ThisTablet


@bp.get("/tablet")
@guards.anyone
def start() -> Response:
    """The faces of the class; while it is off, a word; on any other device, a place for a code.

    With `?code` there is a place for it on a tablet of a class, too: for the teacher of another.
    """
    if here.me is not None:
        return home(302)
    tablet = tablets.found(here.db)
    if tablet is None or "code" in request.args:
        return _open_page(OpenForm(formdata=None))
    return _faces(tablet) if tablet.is_on else ask_teacher(tablet)


def _faces(tablet: ThisTablet) -> Response:
    return page(
        "tablets/faces.html",
        tablet=tablet,
        children=queries.faces(here.db, tablet, here.at),
        stage=tablet.stage.value,
        paper=PAPER,
    )


def _open_page(form: OpenForm, status: int = 200) -> Response:
    return page("tablets/open.html", status, form=form, is_guessed_out=status == TOO_OFTEN)


@bp.post("/tablet")
@guards.anyone
def type_code() -> Response:
    """Open the class by the typed code."""
    form = OpenForm()
    if not form.validate():
        return _open_page(form, NOT_RIGHT)
    if queries.are_codes_guessed_out(here.db, here.at):
        return _open_page(form, TOO_OFTEN)
    key = here.settings.secret_key
    code = queries.code_by_code(here.db, form.code.data or "", key, here.at)
    if code is None:
        signin.note_wrong_guess(here.db, SUBJECT_OF_CODES, here.at)
        keep()
        form.code.errors = [_("That code opens nothing now. Ask for a new one.")]
        return _open_page(form, NOT_RIGHT)
    return _enrolled(code)


@bp.get("/tablet/codes/<token:token>")
@guards.anyone
def opening(token: str) -> Response:
    """For which class the QR is, and one button. Opening this page changes nothing."""
    code = queries.code_by_token(here.db, token, here.at)
    if code is None:
        return page("tablets/code_closed.html", 404)
    return page("tablets/opening.html", token=token, group_name=code.group_name)


@bp.post("/tablet/codes/<token:token>")
@guards.anyone
def enrol(token: str) -> Response:
    """This device is a tablet of the class from now on."""
    code = queries.code_by_token(here.db, token, here.at)
    return page("tablets/code_closed.html", 404) if code is None else _enrolled(code)


def _enrolled(code: AnyRow) -> Response:
    """Use the code up. Whoever is signed in here is signed out: the tablet is nobody's."""
    before = tablets.found(here.db)
    until = lessons.end(here.at, here.settings.time_zone)
    try:
        token = actions.enrol(here.db, code, _("Tablet %d"), presses.device(), here.at, until)
    except NotThereError:  # another device was first, in this very moment
        return page("tablets/code_closed.html", 404)
    if before is not None:
        actions.revoke(here.db, before.id, here.at, by=code.made_by_id)
    return tablets.keep(signed_in.end(see_other("tablets.start")), token)


@bp.get("/tablet/here")
@guards.pupil
def still_here() -> Response:
    """A page asks whether the session goes on; asking moves its last visit on (decision 9)."""
    answer = make_response(here.someone.public_id)
    answer.mimetype = "text/plain"
    return answer
