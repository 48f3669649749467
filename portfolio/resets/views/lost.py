"""A lost password: a link by mail in the browser that asked; and choosing the new one.

The same answer and the same work for every address (T44). A GET uses nothing up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portfolio.core import passwords, tokens
from portfolio.core.errors import NotThereError
from portfolio.jobs import enqueue
from portfolio.resets import actions, mails, queries
from portfolio.resets.forms import NewPasswordForm
from portfolio.resets.views.blueprint import NOT_RIGHT, bp
from portfolio.signin.forms import AddressForm
from portfolio.web import addresses, guards, signed_in
from portfolio.web.arrivals import to_second
from portfolio.web.here import here
from portfolio.web.pages import page, say, see_other
from portfolio.web.work import looking

if TYPE_CHECKING:
    from flask import Response

    from portfolio.resets.queries import AnyRow


@bp.get("/staff/lost")
@guards.anyone
def lost() -> Response:
    """Ask for a link by mail; the office can help, too."""
    signed_in.browser()
    return page("resets/lost.html", form=AddressForm(), is_asked=False)


@bp.post("/staff/lost")
@guards.anyone
def ask() -> Response:
    """Ask for it."""
    form = AddressForm()
    fits = form.validate()
    is_asked = fits and addresses.can_mail()
    if is_asked:
        enqueue(
            here.db,
            mails.ASK,
            here.at,
            email=form.email.data or "",
            browser=tokens.fingerprint(signed_in.browser()),
            address=addresses.beginning() or "",
        )
    return page("resets/lost.html", 200 if fits else NOT_RIGHT, form=form, is_asked=is_asked)


def _found(token: str) -> AnyRow:
    """The reset, if it opens in this browser; holds no lock."""
    with looking() as db:
        found = queries.reset(db, token, here.at)
    is_here = found is not None and (
        found.browser_hash is None or tokens.is_same(signed_in.browser(), found.browser_hash)
    )
    if found is None or not is_here:
        raise NotThereError
    return found


@bp.get("/staff/reset/<token:token>")
@guards.anyone
def choose(token: str) -> Response:
    """A new password, for whoever opened it."""
    try:
        found = _found(token)
    except NotThereError:
        return page("resets/closed.html", 404)
    return page("resets/choose.html", form=NewPasswordForm(), token=token, name=found.name)


@bp.post("/staff/reset/<token:token>")
@guards.anyone
def reset(token: str) -> Response:
    """It is theirs; every session ends, and the second factor is asked for next."""
    form = NewPasswordForm()
    try:
        found = _found(token)
        if not form.validate():
            return page("resets/choose.html", NOT_RIGHT, form=form, token=token, name=found.name)
        hashed = passwords.hash_secret(form.password.data or "")
        actions.use(here.db, found.id, found.person_id, hashed, here.at)
    except NotThereError:
        return page("resets/closed.html", 404)
    return to_second(found.person_id, way="reset")


@bp.get("/staff/password")
@guards.staff
@guards.proven
def password() -> Response:
    """Change one's own password."""
    return page("resets/password.html", form=NewPasswordForm())


@bp.post("/staff/password")
@guards.staff
@guards.proven
def change() -> Response:
    """From now on this one; every other session ends."""
    me, form = here.someone, NewPasswordForm()
    if not form.validate():
        return page("resets/password.html", NOT_RIGHT, form=form)
    hashed = passwords.hash_secret(form.password.data or "")
    actions.set_password(here.db, me.id, hashed, here.at, but=me.sign_in_id)
    signed_in.prove()  # a new session id: what was copied before opens nothing (T32)
    say(_("Your password is changed. You are signed out everywhere else."))
    return see_other("devices.mine")
