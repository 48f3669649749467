"""In demonstration mode only: becoming anybody with one press, and reading the mails.

`create_app` registers this room with DEMO=1 and not otherwise; elsewhere these addresses are the
one 404 like any that do not exist.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, request, url_for
from flask_babel import gettext as _

from portfolio.core import mail as mails
from portfolio.core.mail import FolderMailer
from portfolio.core.tokens import grouped
from portfolio.demo import queries, ways_in
from portfolio.demo.queries import Part
from portfolio.factors import authenticator
from portfolio.tablets import actions as tablet_actions
from portfolio.tablets import lessons
from portfolio.web import addresses, guards, presses, signed_in, tablets
from portfolio.web.here import here
from portfolio.web.pages import go_to, page, see_other

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portfolio.demo.queries import DemoPerson

bp = Blueprint("demo", __name__)


@bp.get("/demo")
@guards.anyone
def people() -> Response:
    """Everybody with a picture and a line about them."""
    found = queries.people(here.db, here.at)
    return page(
        "demo/people.html",
        school=queries.school_name(here.db),
        parts=_parts(found),
        ways_in=ways_in,
        classes=queries.classes(here.db, here.at),
        card=next((one for one in found if one.card), None),
        apps=_apps(),
        grouped=grouped,
        stage="adult",
        paper="mint",
    )


def _apps() -> list[tuple[str, str, str]]:
    """What the apps of all staff show at this moment: name, code, and the key of each."""
    secret_key = here.settings.secret_key
    keys = [
        (name, authenticator.key(secret_key, number, chance))
        for number, name, chance in queries.apps(here.db, here.at)
    ]
    return [(name, authenticator.code_at(key, here.at.now), grouped(key)) for name, key in keys]


@bp.post("/demo/people/<public_id:person_id>")
@guards.anyone
def become(person_id: str) -> Response:
    """Be that person from now on, on their first page."""
    found = queries.person_or_404(here.db, person_id, here.at)
    device = signed_in.device(request.headers.get("User-Agent", ""))
    signed_in.begin(found, way="demo", device=device, is_proved=True)
    return go_to(url_for(addresses.home(here.someone)))


@bp.post("/demo/tablets/<public_id:group_id>")
@guards.anyone
def be_a_tablet(group_id: str) -> Response:
    """Let this browser be a shared tablet of that class, as if a teacher had opened it here."""
    number = queries.class_or_404(here.db, group_id, here.at)
    before = tablets.found(here.db)
    if before is not None:
        tablet_actions.revoke(here.db, before.id, here.at, by=None)
    place = tablet_actions.Place(number, None, _("Tablet %d"), presses.device())
    until = lessons.end(here.at, here.settings.time_zone)
    token = tablet_actions.open_on(here.db, place, here.at, until)
    return tablets.keep(signed_in.end(see_other("tablets.start")), token)


@bp.get("/demo/mail")
@guards.anyone
def mail() -> Response:
    """The mails that would have been sent, newest first."""
    mailer = current_app.extensions["mailer"]
    is_folder = isinstance(mailer, FolderMailer)
    return page(
        "demo/mail.html",
        mails=mails.read_all(mailer.path) if is_folder else [],
        is_folder=is_folder,
        path_of=_path_of,
        stage="adult",
        paper="mint",
    )


def _path_of(link: str) -> str:
    """A mailed link as it stands on this site, whatever name the site was reached by."""
    parts = urlsplit(link)
    return parts._replace(scheme="", netloc="").geturl() or "/"


def _parts(people: Sequence[DemoPerson]) -> list[tuple[str, list[DemoPerson]]]:
    """The people under their headings, in the order in which they come."""
    return [(heading, list(found)) for heading, found in groupby(people, _heading)]


def _heading(person: DemoPerson) -> str:
    match person.part:
        case Part.FIRST:
            return _("Start here")
        case Part.PUPIL:
            return person.class_name or _("In no class")
        case Part.FAMILY:
            return _("Families")
        case Part.STAFF:
            return _("At the school")
