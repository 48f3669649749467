"""Being built."""

from __future__ import annotations

from flask import Blueprint, Response

from portfolio.core.errors import NotThereError
from portfolio.web import guards

bp = Blueprint("notices", __name__)


@bp.route("/for-me", methods=["GET"])
@guards.pupil
def for_me() -> Response:
    """Being built."""
    raise NotThereError
