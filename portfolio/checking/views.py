"""Being built."""

from __future__ import annotations

from flask import Blueprint, Response

from portfolio.core.errors import NotThereError
from portfolio.web import guards

bp = Blueprint("checking", __name__)


@bp.route("/to-check", methods=["GET"])
@guards.teacher
def to_check() -> Response:
    """Being built."""
    raise NotThereError


@bp.route("/waiting-times", methods=["GET"])
@guards.staff
def waiting_times() -> Response:
    """Being built."""
    raise NotThereError
