"""A family's letter: for whom it is, the number that stands on it, and one button.

The number is in no address: whoever has only that (a mail's scanner, somebody to whom it was
passed on) may press the button and neither comes in nor uses the letter up (decision 17).
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import request, session
from flask_babel import gettext as _

from portfolio.core import tokens
from portfolio.core.errors import NotThereError, RefusedError
from portfolio.family_cards import queries as family_cards
from portfolio.letters import actions as told
from portfolio.models.enums import PersonKind
from portfolio.signin import actions, queries
from portfolio.signin.forms import AddressForm, CodeForm, NumberForm
from portfolio.signin.views.blueprint import (
    CHANCE,
    NOT_RIGHT,
    NOT_THERE,
    TOO_OFTEN,
    bp,
    closed,
    pressed_again,
    school,
    was_mine,
)
from portfolio.visibility import circle
from portfolio.web import faces, guards, passkeys, signed_in
from portfolio.web.arrivals import begin_once
from portfolio.web.here import here
from portfolio.web.pages import page, say, see_other
from portfolio.web.work import keep

if TYPE_CHECKING:
    from flask import Response

    from portfolio.signin.queries import AnyRow


TYPED = "typed"
"""In the cookie: the fingerprint of the code that was typed here, letter by letter, from paper."""


@bp.get("/family")
@guards.anyone
def family() -> Response:
    """How a family comes in, and a place to type a letter's code."""
    return _family_page(CodeForm())


def _family_page(form: CodeForm, status: int = 200) -> Response:
    return page(
        "signin/family.html",
        status,
        form=form,
        by_mail=AddressForm(formdata=None),
        asked=passkeys.ask(passkeys.SIGN_IN),
    )


@bp.post("/family")
@guards.anyone
def type_letter() -> Response:
    """Go to the typed letter."""
    form = CodeForm()
    if not form.validate():
        return _family_page(form, NOT_RIGHT)
    if family_cards.card(here.db, form.code.data or "", here.at) is not None:
        return see_other("family_cards.card", token=form.code.data)
    session[TYPED] = tokens.fingerprint(form.code.data or "")
    return see_other("signin.letter", token=form.code.data)


@bp.get("/letters/<token:token>")
@guards.anyone
def letter(token: str) -> Response:
    """For whom the letter is, and one button. Opening it changes nothing."""
    found = queries.letter(here.db, token, here.at)
    if found is None:
        return closed("letter", is_mine=was_mine(queries.was_letter_of, token))
    signed_in.browser()  # so that its press can be told from another browser's
    return _letter_page(token, found, NumberForm())


def _is_typed(token: str) -> bool:
    """Whether this browser's letter was typed from paper: that is more than any address tells."""
    return bool(session.get(TYPED) == tokens.fingerprint(token))


def _letter_page(token: str, found: AnyRow, form: NumberForm, status: int = 200) -> Response:
    return page(
        "signin/letter.html",
        status,
        token=token,
        letter=found,
        form=form,
        is_typed=_is_typed(token),
        is_mine=_may_add(found),
        school=school(),
        site=request.host,
    )


def _may_add(found: AnyRow) -> bool:
    """Whether this browser's family member may take the child to theirs: not twice the same."""
    me = here.me
    if me is None or me.kind is not PersonKind.FAMILY:
        return False
    mine = circle.children_of(here.db, me.id, here.at)
    return found.pupil_id not in {child.id for child in mine}


@bp.post("/letters/<token:token>")
@guards.anyone
def open_letter(token: str) -> Response:
    """Use the letter up: a new family member, or one more child for the one who is here."""
    found = queries.letter(here.db, token, here.at)
    if found is None:
        return _opened_again(token)
    if here.me is not None and here.me.kind is not PersonKind.FAMILY:
        return _letter_page(token, found, NumberForm(), 409)
    return _wrong_number(token, found) or _use_up(token, found)


def _opened_again(token: str) -> Response:
    """Where its own press led; anybody else finds it closed, and the office is told (T47)."""
    answer = pressed_again("letter", queries.was_letter_of, token)
    if answer.status_code == NOT_THERE:
        told.tell(here.db, token, here.at)
        keep()
    return answer


def _wrong_number(token: str, found: AnyRow) -> Response | None:
    """The page again where the number is not this letter's; ten of them, and it waits."""
    if _is_typed(token):
        return None
    subject = f"letter:{tokens.fingerprint(token)}"
    if queries.is_guessed_out(here.db, subject, here.at):
        return page("signin/wait_a_little.html", TOO_OFTEN)
    form = NumberForm()
    if form.fits(here.settings.secret_key, token):
        return None
    actions.note_wrong_guess(here.db, subject, here.at)
    keep()
    return _letter_page(token, found, form, NOT_RIGHT)


def _use_up(token: str, found: AnyRow) -> Response:
    try:
        if here.me is not None and request.form.get("who") == "me":
            return _take_along(token, found)
        face = faces.choose(secrets.randbelow(CHANCE), faces.ADULT)
        adult_id = actions.open_letter(here.db, token, here.at, face=face)
    except NotThereError:  # another press was first, in this very moment
        return _opened_again(token)
    return begin_once(adult_id, token, way="letter")


def _take_along(token: str, found: AnyRow) -> Response:
    """One more child for whoever is here; for the same child the letter is for somebody else."""
    me = here.someone
    try:
        actions.open_letter(here.db, token, here.at, face=me.face, adult_id=me.id)
        say(_("%(name)s is on your page now.", name=found.name))
    except RefusedError:
        say(_("%(name)s is on your page already.", name=found.name), tone="note")
    return see_other("items.shared")
