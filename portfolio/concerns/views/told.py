"""What children told their teachers: to be read, or handed on to the safety lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portfolio.concerns import actions
from portfolio.concerns.views.blueprint import address, bp
from portfolio.visibility import concerned, concerns
from portfolio.web import guards
from portfolio.web.here import here
from portfolio.web.pages import page, say, see_other

if TYPE_CHECKING:
    from flask import Response


@bp.get("/told")
@guards.teacher
def told() -> Response:
    """What waits, the oldest first, and what was read and not done with yet."""
    waits = concerns.told_to(here.db, here.someone.id, here.at)
    return page("concerns/told.html", told=waits, has_lead=concerned.has_lead(here.db, here.at))


@bp.post("/told/<public_id:concern_id>/reading")
@guards.teacher
def read_told(concern_id: str) -> Response:
    """*I have read it*: the child is told so."""
    me = here.someone.id
    raised = concerns.told_or_404(here.db, me, concern_id, here.at)
    actions.read(here.db, raised, me, here.at)
    say(_("%(name)s is told that you read it.", name=raised.reporter))
    return see_other("concerns.told")


@bp.post("/told/<public_id:concern_id>/handing-on")
@guards.teacher
def hand_on(concern_id: str) -> Response:
    """Give it to the safety lead; where none may read it, it stays where somebody does.

    Why is said only where nobody is the lead: that a lead is kept from a child is not a teacher's.
    """
    me = here.someone.id
    raised = concerns.told_or_404(here.db, me, concern_id, here.at)
    if not concerned.has_lead_for(here.db, raised.owner_id, here.at):
        say(_stays() if concerned.has_lead(here.db, here.at) else _nobody_leads(), tone="note")
        return see_other("concerns.told")
    actions.hand_on(here.db, raised, me, here.at, address())
    say(_("The safety lead has it now."))
    return see_other("concerns.told")


def _nobody_leads() -> str:
    return _("Nobody is the safety lead now. It stays with you.")


def _stays() -> str:
    return _("This one can not be handed on. It stays with you: speak to the office.")


@bp.post("/told/<public_id:concern_id>/settling")
@guards.teacher
def settle_told(concern_id: str) -> Response:
    """It is done with."""
    me = here.someone.id
    raised = concerns.told_or_404(here.db, me, concern_id, here.at)
    actions.settle(here.db, raised, "", me, here.at)
    say(_("Done."))
    return see_other("concerns.told")
