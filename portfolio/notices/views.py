"""*For me*: a pupil's cards, and putting one away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from portfolio.concerns import queries as concerns
from portfolio.notices import actions, queries
from portfolio.pictured import pages as pictured
from portfolio.web import guards
from portfolio.web.here import here
from portfolio.web.pages import page, see_other
from portfolio.web.pictures import picture

if TYPE_CHECKING:
    from flask import Response

bp = Blueprint("notices", __name__)


@bp.route("/for-me", methods=["GET"])
@guards.pupil
def for_me() -> Response:
    """The cards, newest first."""
    cards = queries.cards(here.db, here.viewer)
    of_me = pictured.cards()
    thumbs = {card.public_id: picture(card.photo) for card in cards if card.photo}
    return page(
        "notices/for_me.html",
        new=[card for card in cards if card.is_new],
        old=[card for card in cards if not card.is_new],
        thumbs=thumbs,
        asks=[card for card in of_me if card.is_open],
        is_in_some=bool(of_me),
        read=concerns.answered(here.db, here.someone.id) if here.someone.is_answered else [],
    )


@bp.route("/for-me/<public_id:notice_id>/seen", methods=["POST"])
@guards.pupil
def got_it(notice_id: str) -> Response:
    """Put the card away."""
    actions.got_it(here.db, here.someone.id, notice_id, here.at)
    return see_other("notices.for_me")
