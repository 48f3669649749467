"""Being built."""

from __future__ import annotations

from flask import Blueprint, Response

from portfolio.core.errors import NotThereError
from portfolio.web import guards

bp = Blueprint("dev", __name__)


@bp.route("/dev/components", methods=["GET"])
@guards.anyone
def components() -> Response:
    """Being built."""
    raise NotThereError
