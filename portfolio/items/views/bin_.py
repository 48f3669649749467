"""The bin: away at once, back with one press for 30 days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from portfolio.core.errors import NotThereError
from portfolio.items.actions import fate
from portfolio.items.views import who
from portfolio.items.views.blueprint import bp
from portfolio.items.views.cards import cards
from portfolio.visibility import reads, rights
from portfolio.visibility.rights import Right
from portfolio.visibility.rule import BIN_LASTS
from portfolio.web import guards
from portfolio.web.filters import day
from portfolio.web.here import here
from portfolio.web.pages import page, say, see_other

if TYPE_CHECKING:
    from flask import Response


@bp.post("/items/<public_id:item_id>/bin")
@guards.pupil
def throw_away(item_id: str) -> Response:
    """Put it in the bin: gone for everyone. Pressed twice, it is there already."""
    try:
        sight = reads.item_or_404(here.db, here.viewer, item_id)
    except NotThereError:
        if not fate.is_just_thrown_away(here.db, here.viewer, item_id):
            raise
    else:
        rights.require(Right.DELETE, sight)
        fate.throw_away(here.db, sight, here.at)
    say(_("It is in the bin."), undo=url_for("items.undo_bin", item_id=item_id))
    return see_other("items.space")


@bp.get("/bin", endpoint="bin")
@guards.pupil
def bin_page() -> Response:
    """What I threw away in the last 30 days."""
    rows = reads.bin_of(here.db, here.viewer, here.at.now - BIN_LASTS)
    return page("items/bin.html", items=cards(rows, lambda row, _said: day(row.since)))


@bp.post("/bin/<public_id:item_id>/return")
@guards.pupil
def restore(item_id: str) -> Response:
    """Take it out of the bin: from there it comes back to its owner alone.

    Pressed twice, it is out already, and whatever became of it since stays.
    """
    fate.restore(here.db, here.viewer, item_id)
    return _back(item_id)


@bp.post("/bin/<public_id:item_id>/undo")
@guards.pupil
def undo_bin(item_id: str) -> Response:
    """*Undo*, right after *Bin it*: it is again as it was, with its people; once, as above."""
    fate.restore(here.db, here.viewer, item_id, is_undo=True)
    return _back(item_id)


def _back(item_id: str) -> Response:
    sight = reads.item_or_404(here.db, here.viewer, item_id)
    if not rights.may(Right.DELETE, sight):
        raise NotThereError  # whoever sees it learns nothing of its owner's bin
    say(_("It is back.") + " " + who.say(who.holds(sight)))
    return see_other("items.show", item_id=item_id)
