"""One's own second factors, changed by whoever is in: another app, ten new recovery codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from portfolio.factors import actions, authenticator
from portfolio.factors.forms import AppForm
from portfolio.factors.views.blueprint import NOT_RIGHT, bp
from portfolio.factors.views.first import app_form, app_page, codes_page, key_of, set_app
from portfolio.web import guards
from portfolio.web.here import here
from portfolio.web.pages import page, say, see_other

if TYPE_CHECKING:
    from flask import Response


@bp.get("/staff/app")
@guards.staff
@guards.proven
def app() -> Response:
    """Another app: the old one opens until the new one has shown a code."""
    return _page(app_form())


def _page(form: AppForm, status: int = 200, *, is_wrong: bool = False) -> Response:
    action = url_for("factors.change_app")
    return app_page(here.someone.id, form, action, status, is_wrong=is_wrong)


@bp.post("/staff/app")
@guards.staff
@guards.proven
def change_app() -> Response:
    """From now on this app."""
    me, form = here.someone, AppForm()
    fits = form.validate()
    if form.chance.errors:
        return see_other("factors.app")
    step = authenticator.step_of(key_of(me.id, form), form.code.data or "", here.at.now)
    if not fits or step is None:
        return _page(form, NOT_RIGHT, is_wrong=fits)
    set_app(me.id, form, step)
    say(_("From now on this app shows your codes."))
    return see_other("devices.mine")


@bp.get("/staff/codes")
@guards.staff
@guards.proven
def codes() -> Response:
    """What recovery codes are for, and a button."""
    return page("factors/new_codes.html")


@bp.post("/staff/codes")
@guards.staff
@guards.proven
def make_codes() -> Response:
    """Ten new ones, shown once; the old ones open nothing any more."""
    made = actions.choose_codes()  # slow: before the unit takes its lock
    actions.keep_codes(here.db, here.someone.id, made, here.at)
    return codes_page(made, url_for("devices.mine"))
