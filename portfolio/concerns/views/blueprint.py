"""The blueprint of concerns and what its pages share; no route."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import gettext as _

from portfolio.models.enums import ConcernKind, PersonKind
from portfolio.web import addresses
from portfolio.web.here import here

bp = Blueprint("concerns", __name__)

NOT_RIGHT = 422

LAYOUTS = {
    PersonKind.PUPIL: "layouts/board.html",
    PersonKind.FAMILY: "layouts/family.html",
    PersonKind.STAFF: "layouts/desk.html",
}


def address() -> str:
    """What the link of a mail begins with, where it is known."""
    return addresses.beginning() or ""


def sentence(kind: ConcernKind) -> str:
    """A kind in words, for whoever is looking: a child's are simpler."""
    is_child = here.someone.kind is PersonKind.PUPIL
    found = {
        ConcernKind.HURT: _("Someone may get hurt") if is_child else _("Somebody may be hurt"),
        ConcernKind.UNSEEN: _("Nobody should see this"),
        ConcernKind.UNKIND: _("It is not kind") if is_child else _("It is unkind"),
        ConcernKind.OTHER: _("It feels wrong") if is_child else _("Something else is not right"),
        ConcernKind.TOLD: _("I told someone") if is_child else _("A child tells something"),
        ConcernKind.FLAGGED: _("Words to look at before anybody reads them"),
    }
    return found[kind]
