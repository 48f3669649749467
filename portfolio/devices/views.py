"""My devices: where I am signed in and how, in plain words; and *not mine*."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from portfolio.core.errors import NotThereError
from portfolio.devices import actions, queries
from portfolio.factors import queries as factors
from portfolio.family_cards import queries as family_cards
from portfolio.models.enums import PersonKind
from portfolio.passkeys import queries as passkeys
from portfolio.sign_on import queries as sign_on
from portfolio.signin import queries as signin
from portfolio.web import family_devices, guards
from portfolio.web import passkeys as passkey_doors
from portfolio.web.here import here
from portfolio.web.pages import page, say, see_other

if TYPE_CHECKING:
    from portfolio.web.here import Me

bp = Blueprint("devices", __name__)


def ways() -> dict[str, str]:
    """Each way in, as a page says it after the device."""
    return {
        "password": _("with your password"),
        "passkey": _("with a passkey"),
        "sign_on": _("with the school’s own sign-on"),
        "fresh_link": _("with a link by e-mail"),
        "letter": _("with your letter"),
        "invitation": _("with your invitation"),
        "again": _("with your letter or link"),
        "reset": _("with a new password"),
        "family_card": _("with your own card"),
        "demo": _("with one press, in the demonstration"),
    }


def _layout(me: Me) -> str:
    return f"layouts/{'family' if me.kind is PersonKind.FAMILY else 'desk'}.html"


@bp.get("/devices")
@guards.adult
def mine() -> Response:
    """Where I am signed in, and how I come in."""
    me = here.someone
    return page(
        "devices/mine.html",
        layout=_layout(me),
        devices=queries.devices(here.db, me.id, me.sign_in_id, here.at),
        ways=ways(),
        passkeys=passkeys.mine(here.db, me.id),
        card=family_cards.own(here.db, me.id, family_devices.token()),
        can_have_passkeys=passkey_doors.site() is not None,
        is_staff=me.kind is PersonKind.STAFF,
        factors=factors.of(here.db, me.id),
        email=signin.address_of(here.db, me.id),
        sign_on=here.settings.oidc_name,
        has_sign_on=sign_on.has_one(here.db, me.id, here.settings.oidc_issuer),
    )


@bp.post("/devices/<public_id:device_id>/not-mine")
@guards.adult
def not_mine(device_id: str) -> Response:
    """End what somebody else began, and say what to do next."""
    me = here.someone
    found = queries.came_or_404(here.db, me.id, device_id, here.at)
    if found.id == me.sign_in_id:
        raise NotThereError
    had_card = actions.not_mine(here.db, me.id, found, here.at, but=me.sign_in_id)
    ended = {"card": "over"} if had_card else {}
    return see_other("devices.next_step", way=found.way or "other", **ended)


@bp.get("/devices/next")
@guards.adult
def next_step() -> Response:
    """What to do after somebody else was here by that way."""
    me, way = here.someone, request.args.get("way", "")
    return page(
        "devices/next.html",
        layout=_layout(me),
        way=way,
        is_staff=me.kind is PersonKind.STAFF,
        is_card_over=me.kind is PersonKind.FAMILY and request.args.get("card") == "over",
    )


@bp.post("/devices/others/end")
@guards.adult
def end_others() -> Response:
    """Sign out everywhere else."""
    me = here.someone
    device = family_devices.token()
    had_card = actions.end_others(here.db, me.id, here.at, but=me.sign_in_id, device=device)
    say(_("You are signed in on this device only."))
    if had_card:
        say(_("Your own card is over. You can make a new one here."))
    return see_other("devices.mine")


@bp.post("/devices/seen")
@guards.person
def seen() -> Response:
    """A page was opened today: a script says so, because the opening itself changes nothing."""
    return Response(status=204, mimetype="text/plain")
