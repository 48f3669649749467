"""The stop switch, for the office and the safety lead: one page, two switches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, url_for
from flask_babel import gettext as _

from portfolio.models.enums import StopKind
from portfolio.stops import actions
from portfolio.visibility import stopped
from portfolio.web import guards
from portfolio.web.here import here
from portfolio.web.pages import page, say, see_other

if TYPE_CHECKING:
    from flask import Response

    from portfolio.web.guards import View

bp = Blueprint("stops", __name__)


def _weighty(view: View) -> View:
    return guards.office_or_lead(guards.proven(view))


@bp.get("/safety/stop")
@_weighty
def switch() -> Response:
    """What is stopped, and what can be."""
    return page("stops/switch.html", stops=stopped.latest(here.db))


@bp.post("/safety/stop/comments")
@_weighty
def stop_comments() -> Response:
    """Nobody says anything from now on, and what was said is not shown."""
    actions.stop(here.db, StopKind.COMMENTS, here.someone.id, here.at)
    say(_("All talk is stopped."), undo=url_for("stops.end_comments"))
    return see_other("stops.switch")


@bp.post("/safety/stop/comments/end")
@_weighty
def end_comments() -> Response:
    """Talk goes on as it stood."""
    actions.end(here.db, StopKind.COMMENTS, here.someone.id, here.at)
    say(_("Talk goes on."), undo=url_for("stops.stop_comments"))
    return see_other("stops.switch")


@bp.post("/safety/stop/families")
@_weighty
def stop_families() -> Response:
    """No family member sees anything or comes in from now on."""
    actions.stop(here.db, StopKind.FAMILIES, here.someone.id, here.at)
    say(_("It is closed for families."), undo=url_for("stops.end_families"))
    return see_other("stops.switch")


@bp.post("/safety/stop/families/end")
@_weighty
def end_families() -> Response:
    """Families come in as before."""
    actions.end(here.db, StopKind.FAMILIES, here.someone.id, here.at)
    say(_("Families come in again."), undo=url_for("stops.stop_families"))
    return see_other("stops.switch")
