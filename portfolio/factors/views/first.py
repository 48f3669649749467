"""Setting up a first second factor, right after the password and before anything else opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import session, url_for

from portfolio.core import tokens
from portfolio.factors import actions, authenticator, queries
from portfolio.factors.forms import AppForm
from portfolio.factors.views.blueprint import NOT_RIGHT, bp, subject_of
from portfolio.factors.views.second import standing
from portfolio.office import queries as office
from portfolio.passkeys import actions as passkey_actions
from portfolio.passkeys.forms import PasskeyForm
from portfolio.web import guards, guesses, passkeys, presses
from portfolio.web.arrivals import begin
from portfolio.web.here import here
from portfolio.web.pages import page, redirect_to, see_other
from portfolio.web.squares import squares

if TYPE_CHECKING:
    from flask import Response

    from portfolio.factors.queries import AnyRow

PENDING = "app_chance"
"""In the session: the chance text of an app that is being set up; no key without ours."""


@bp.get("/staff/second/first")
@guards.anyone
def first() -> Response:
    """A square for the app to read, and a place for its first code."""
    found = standing()
    if found is None or queries.of(here.db, found.person_id).any:
        return redirect_to("factors.second")
    return _first_page(found, app_form())


def app_form() -> AppForm:
    """An empty form, with the same key at each visit of this browser until an app is set.

    A telephone loads the page anew when its owner comes back from the app.
    """
    return AppForm(formdata=None, chance=session.setdefault(PENDING, tokens.new_token()))


def set_app(person_id: int, form: AppForm, step: int) -> None:
    """That app is theirs from now on."""
    actions.set_app(here.db, person_id, form.chance.data or "", step, here.at)
    session.pop(PENDING, None)


def _first_page(
    found: AnyRow, form: AppForm, status: int = 200, *, is_wrong: bool = False
) -> Response:
    asked = passkeys.ask_new(found.person_id, found.public_id)
    action = url_for("factors.set_up")
    return app_page(found.person_id, form, action, status, is_wrong=is_wrong, asked=asked)


def app_page(
    person_id: int,
    form: AppForm,
    action: str,
    status: int = 200,
    *,
    is_wrong: bool = False,
    asked: passkeys.Asked | None = None,
) -> Response:
    """The page of setting up an app; its form goes to `action`."""
    app_key = key_of(person_id, form)
    school = office.school_name(here.db) or "Third Space"
    address = authenticator.address(app_key, queries.name_of(here.db, person_id), school)
    return page(
        "factors/first.html",
        status,
        form=form,
        action=action,
        app_key=tokens.grouped(app_key),
        squares=squares(address),
        is_wrong=is_wrong,
        asked=asked,
    )


def key_of(person_id: int, form: AppForm) -> str:
    """The key of the app that is being set up."""
    return authenticator.key(here.settings.secret_key, person_id, form.chance.data or "")


@bp.post("/staff/second/first")
@guards.anyone
def set_up() -> Response:
    """The app shows its first code: come in, and read ten recovery codes once."""
    form = AppForm()
    fits = form.validate()
    codes = actions.choose_codes() if fits else []  # slow: before the unit takes its lock
    found = standing()
    if found is None or queries.of(here.db, found.person_id).any:
        return see_other("factors.second")
    if form.chance.errors:
        return see_other("factors.first")
    step = authenticator.step_of(key_of(found.person_id, form), form.code.data or "", here.at.now)
    if not fits or step is None:
        return _first_page(found, form, NOT_RIGHT, is_wrong=fits)
    if not actions.cross(here.db, found.id, here.at):
        return see_other("factors.second")
    set_app(found.person_id, form, step)
    return _come_in(found, codes)


@bp.post("/staff/second/first-passkey")
@guards.anyone
def set_up_passkey() -> Response:
    """The same with a passkey on this device instead of an app."""
    answer = PasskeyForm().answer()
    codes = actions.choose_codes() if answer else []  # slow: before the unit takes its lock
    found = standing()
    if found is None or queries.of(here.db, found.person_id).any:
        return see_other("factors.second")
    new = None if answer is None else passkeys.made(answer, found.person_id)
    if new is None:
        return _first_page(found, app_form(), NOT_RIGHT)
    if not actions.cross(here.db, found.id, here.at):
        return see_other("factors.second")
    passkey_actions.add(here.db, found.person_id, new, here.at, device=presses.device())
    return _come_in(found, codes)


def _come_in(found: AnyRow, codes: list[actions.NewCode]) -> Response:
    actions.keep_codes(here.db, found.person_id, codes, here.at)
    guesses.know(f"staff:{found.email}", subject_of(found.person_id))
    onward = begin(found.person_id, way=found.way, is_proved=True).location
    return codes_page(codes, onward or "/")


def codes_page(codes: list[actions.NewCode], onward: str) -> Response:
    """Ten recovery codes, shown once."""
    said = [tokens.grouped(code.said) for code in codes]
    return page("factors/codes.html", codes=said, onward=onward)
