"""The door of those who work here: an address and a password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.core import passwords
from portfolio.signin import queries
from portfolio.signin.forms import StaffForm
from portfolio.signin.views.blueprint import NOT_RIGHT, TOO_OFTEN, bp
from portfolio.web import guards, guesses, passkeys
from portfolio.web.arrivals import to_second
from portfolio.web.here import here
from portfolio.web.pages import page
from portfolio.web.work import looking

if TYPE_CHECKING:
    from flask import Response


@bp.get("/staff")
@guards.anyone
def staff() -> Response:
    """The door of those who work here."""
    return _staff_page(StaffForm())


def _staff_page(form: StaffForm, status: int = 200, *, is_wrong: bool = False) -> Response:
    asked = passkeys.ask(passkeys.SIGN_IN)
    return page(
        "signin/staff.html",
        status,
        form=form,
        is_wrong=is_wrong,
        asked=asked,
        sign_on=here.settings.oidc_name,
    )


@bp.post("/staff")
@guards.anyone
def open_staff() -> Response:
    """The first half of coming in: address and password. The second is asked for next."""
    form = StaffForm()
    if not form.validate():
        return _staff_page(form, NOT_RIGHT)
    subject = f"staff:{form.email.data}"
    person_id = _known_staff(form, subject)
    if not guesses.is_open(here.db, subject):
        return page("signin/wait_a_little.html", TOO_OFTEN)
    if person_id is None:
        guesses.note_wrong(subject)
        return _staff_page(form, NOT_RIGHT, is_wrong=True)
    return to_second(person_id, way="password")


def _known_staff(form: StaffForm, subject: str) -> int | None:
    """Who that is, if the password is theirs; the same work for an address of nobody."""
    with looking() as db:
        found = queries.staff_secret(db, form.email.data or "", here.at)
        is_open = guesses.is_open(db, subject)
    hashed: str | None = None if found is None else found.hash
    is_right = is_open and passwords.matches(hashed, form.password.data or "")
    return int(found.person_id) if found is not None and is_right else None
