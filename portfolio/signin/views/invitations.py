"""An invitation to work here: it makes a place, once."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import request
from flask_babel import gettext as _

from portfolio.core import passwords
from portfolio.core.errors import NotThereError, RefusedError
from portfolio.factors import queries as factors
from portfolio.models.enums import PersonKind
from portfolio.signin import actions, queries
from portfolio.signin.forms import NewStaffForm
from portfolio.signin.views.blueprint import (
    CHANCE,
    NOT_RIGHT,
    bp,
    closed,
    school,
    was_mine,
)
from portfolio.web import faces, guards, signed_in
from portfolio.web.arrivals import home, to_second_again, to_second_once
from portfolio.web.here import here
from portfolio.web.pages import page, redirect_to
from portfolio.web.work import looking

if TYPE_CHECKING:
    from flask import Response

    from portfolio.signin.queries import AnyRow


@bp.get("/staff/invitations/<token:token>")
@guards.anyone
def invitation(token: str) -> Response:
    """Who are you? For somebody who will work here."""
    found = queries.staff_invitation(here.db, token, here.at)
    if found is None:
        return _used(token)
    signed_in.browser()  # so that its press can be told from another browser's
    return _invitation_page(token, found, _form(found, called=found.called, email=found.email))


def _form(found: AnyRow, **known: str | None) -> NewStaffForm:
    """Whom the roll knows keeps the first name that stands there."""
    form = NewStaffForm(**known)
    if found.person_id is not None:
        del form.first_name
    return form


def _used(token: str) -> Response:
    """It opens no more; whoever used it and stands before their second factor is led on to that."""
    standing = factors.threshold(here.db, signed_in.standing(), here.at)
    if standing is not None and queries.was_letter_of(here.db, token, standing.person_id):
        return redirect_to("factors.second")
    return closed("letter", is_mine=was_mine(queries.was_letter_of, token))


def _invitation_page(token: str, found: AnyRow, form: NewStaffForm, status: int = 200) -> Response:
    return page(
        "signin/invitation.html",
        status,
        token=token,
        form=form,
        duty=found.duty,
        is_known=found.person_id is not None,
        school=school(),
        site=request.host,
    )


@bp.post("/staff/invitations/<token:token>")
@guards.anyone
def open_invitation(token: str) -> Response:
    """Make their place; a second factor is set up next, before anything opens."""
    with looking() as db:
        found = queries.staff_invitation(db, token, here.at)
    if found is None:
        return _pressed_again(token)
    form = _form(found)
    if not form.validate():
        return _invitation_page(token, found, form, NOT_RIGHT)
    hashed = passwords.hash_secret(form.password.data or "")
    try:
        person_id = actions.open_staff_invitation(here.db, token, here.at, _newcomer(form), hashed)
    except RefusedError:
        form.email.errors = [_("This address cannot be used. Please take another one.")]
        return _invitation_page(token, found, form, NOT_RIGHT)
    except NotThereError:  # another press was first, in this very moment
        return _pressed_again(token)
    return to_second_once(person_id, token, way="invitation")


def _pressed_again(token: str) -> Response:
    """The answer got lost: on to the second factor, never past it. Whoever is in is led home."""
    if was_mine(queries.was_letter_of, token):
        return home(303)
    return to_second_again(token, way="invitation") or closed("letter")


def _newcomer(form: NewStaffForm) -> actions.Newcomer:
    return actions.Newcomer(
        PersonKind.STAFF,
        first_name=form.data.get("first_name") or "",
        called=form.called.data or "",
        email=form.email.data or "",
        face=faces.choose(secrets.randbelow(CHANCE), faces.ADULT),
    )
