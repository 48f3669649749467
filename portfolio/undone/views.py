"""What could not be done, for the office: a list, and one button for all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint
from flask_babel import gettext as _
from flask_babel import ngettext

from portfolio.undone import actions, queries
from portfolio.web import guards
from portfolio.web.here import here
from portfolio.web.pages import page, say, see_other

if TYPE_CHECKING:
    from flask import Response

bp = Blueprint("undone", __name__)


@bp.get("/office/undone")
@guards.office
def index() -> Response:
    """What was given up, by its kind in words."""
    undone = queries.given_up(here.db)
    return page("undone/index.html", undone=undone, sentences=_sentences())


@bp.post("/office/undone/tries")
@guards.office
def try_again() -> Response:
    """All of it once more; what is wanted no longer drops by itself."""
    number = actions.try_again(here.db, here.at, by=here.someone.id)
    say(ngettext("%(num)d is tried again.", "%(num)d are tried again.", number))
    return see_other("office.school")


def _sentences() -> dict[str, str]:
    """Each kind of job (deeds.py) in words; the rest is housekeeping."""
    mail = _("A mail with a link to come in")
    return {
        "fresh_link": mail,
        "fresh_link_mail": mail,
        "address_link": _("A mail to a new address"),
        "address_link_mail": _("A mail to a new address"),
        "reset_link": _("A mail for a new password"),
        "reset_link_mail": _("A mail for a new password"),
        "concern_mail": _("A mail to the safety lead: look into the space"),
        "paper_run": _("Cards or letters as a PDF"),
        "photo_files": _("Files of a photo that was thrown away"),
    }
