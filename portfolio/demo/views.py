"""Being built."""

from __future__ import annotations

from flask import Blueprint, Response

from portfolio.core.errors import NotThereError
from portfolio.web import guards

bp = Blueprint("demo", __name__)


@bp.route("/demo", methods=["GET"])
@guards.anyone
def people() -> Response:
    """Being built."""
    raise NotThereError
