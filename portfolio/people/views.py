"""Being built."""

from __future__ import annotations

from flask import Blueprint, Response

from portfolio.core.errors import NotThereError
from portfolio.web import guards

bp = Blueprint("people", __name__)


@bp.route("/people", methods=["GET"])
@guards.pupil
def mine() -> Response:
    """Being built."""
    raise NotThereError
