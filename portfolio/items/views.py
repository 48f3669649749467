"""Being built."""

from __future__ import annotations

from flask import Blueprint, Response

from portfolio.core.errors import NotThereError
from portfolio.web import guards

bp = Blueprint("items", __name__)


@bp.route("/space", methods=["GET"])
@guards.pupil
def space() -> Response:
    """Being built."""
    raise NotThereError


@bp.route("/shared", methods=["GET"])
@guards.person
def shared() -> Response:
    """Being built."""
    raise NotThereError
