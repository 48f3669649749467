"""The door of the school's own sign-on: there, back, and one press to come in.

A GET signs nobody in and asks the provider for nobody (product.md, rule 14): what comes back is
shown as a button, and only its press is looked at, in the browser that began. Whoever is not let
in reads the same page, whatever the reason. Who is signed in already can make theirs known here.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

from flask import Blueprint, current_app, make_response, redirect, request, session, url_for
from flask_babel import gettext as _

from portfolio.core.errors import NotThereError
from portfolio.factors import queries as factors
from portfolio.sign_on import actions, provider, queries
from portfolio.sign_on.forms import BackForm
from portfolio.sign_on.id_tokens import NotProvenError
from portfolio.sign_on.outgoing import NotAnsweredError
from portfolio.sign_on.provider import Begun
from portfolio.web import guards, work
from portfolio.web.arrivals import begin as come_in
from portfolio.web.arrivals import home, to_second
from portfolio.web.here import here
from portfolio.web.pages import FOUND, page, say, see_other

if TYPE_CHECKING:
    from flask import Response

    from portfolio.sign_on.id_tokens import Known
    from portfolio.sign_on.provider import Provider

bp = Blueprint("sign_on", __name__)

NOT_RIGHT = 422
NOT_NOW = 503
WAY = "sign_on"
KEPT = "sign_on"
"""Where the cookie of the browser that began keeps its three secrets, and since when."""

LASTS = timedelta(minutes=10)
"""How long somebody may look for their password there."""


def _provider() -> Provider:
    """The school's provider; where there is none, none of these pages is there."""
    found = cast("Provider | None", current_app.extensions["sign_on"])
    if found is None:
        raise NotThereError
    return found


def _back() -> str:
    """Where the provider leads back to: our own address, never what the request calls us (T40)."""
    return here.settings.address + url_for("sign_on.back")


@bp.get("/staff/sign-on")
@guards.anyone
def begin() -> Response:
    """Lead to the provider's page; this browser alone can come back from there."""
    _provider()
    return _lead_there() if here.me is None else home(FOUND)


@bp.get("/staff/sign-on/mine")
@guards.staff
@guards.proven
def make_known() -> Response:
    """The same for somebody of the staff who is signed in, to come in that way from now on."""
    return _lead_there(mine=here.someone.public_id)


def _lead_there(mine: str = "") -> Response:
    there, begun = _provider(), provider.new()
    work.release()
    try:
        address = there.door(begun, _back(), here.at.now)
    except NotAnsweredError:
        return _silent()
    session[KEPT] = {**asdict(begun), "at": here.at.now.isoformat(), "mine": mine}
    return make_response(redirect(address, FOUND))


@bp.get("/staff/sign-on/back")
@guards.anyone
def back() -> Response:
    """One button, which sends on what came back. Nothing is looked at yet."""
    _provider()
    if here.me is not None and KEPT not in session:
        return home(FOUND)
    code, state = request.args.get("code"), request.args.get("state")
    if not code or not state or KEPT not in session:
        return _refused()
    form = BackForm(formdata=None, code=code, state=state)
    return page("sign_on/back.html", form=form, is_mine=bool(session[KEPT]["mine"]))


@bp.post("/staff/sign-on/back")
@guards.anyone
def arrive() -> Response:
    """Come in, if the provider says that this is somebody of the staff."""
    there, mine, begun = _provider(), _mine(), _begun()
    if here.me is not None and not mine:
        return home(303)
    form = BackForm()
    if (
        (here.me is None) is bool(mine)
        or begun is None
        or not form.validate()
        or not form.is_of(begun.state)
    ):
        return _refused()
    try:
        known = there.who(form.code.data or "", begun, _back(), here.at.now)
    except NotProvenError:
        return _refused()
    except NotAnsweredError:
        return _silent()
    return _keep(known, begun) if here.me is not None else _let_in(known, begun)


def _mine() -> str:
    """Whose sign-on is to be made known: whoever began is signed in still, and nobody else is."""
    mine = str((session.get(KEPT) or {}).get("mine", ""))
    return mine if here.me is None or here.me.public_id == mine else ""


def _begun() -> Begun | None:
    """What this browser began with, within ten minutes; it is over by being asked for."""
    kept = session.pop(KEPT, None)
    if not kept:
        return None
    kept.pop("mine")
    if here.at.now - datetime.fromisoformat(kept.pop("at")) > LASTS:
        return None
    return Begun(**kept)


def _let_in(known: Known, begun: Begun) -> Response:
    found = queries.staff(here.db, known, here.at)
    if found is None or not actions.take(here.db, found, known, begun.nonce, here.at):
        return _refused()
    if _is_proved(known, found.person_id):
        return come_in(found.person_id, way=WAY, is_proved=True)
    return to_second(found.person_id, way=WAY)


def _keep(known: Known, begun: Begun) -> Response:
    """From now on that is how whoever is signed in comes in, too; unless it is anybody's."""
    me = here.someone
    found = queries.newcomer(here.db, known, me.id)
    if found is None or not actions.take(here.db, found, known, begun.nonce, here.at):
        return _refused()
    say(_("From now on you can come in with %(name)s.", name=here.settings.oidc_name))
    return see_other("devices.mine")


def _is_proved(known: Known, person_id: int) -> bool:
    """Whether the provider's second factor stands in for ours.

    Only one that was shown just now, as it opens duties, too; and only for whoever has one of
    ours, by which they can prove themselves again.
    """
    if known.proved_at is None or not factors.of(here.db, person_id).any:
        return False
    ago = here.at.now.timestamp() - known.proved_at
    return abs(ago) <= timedelta(minutes=here.settings.step_up_minutes).total_seconds()


def _refused() -> Response:
    """The one page for all who are not let in: it tells nobody whether an address is known."""
    return page("sign_on/refused.html", NOT_RIGHT, name=here.settings.oidc_name)


def _silent() -> Response:
    return page("sign_on/silent.html", NOT_NOW, name=here.settings.oidc_name)
