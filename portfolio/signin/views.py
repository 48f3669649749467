"""Being built."""

from __future__ import annotations

from flask import Blueprint, Response

from portfolio.core.errors import NotThereError
from portfolio.web import guards

bp = Blueprint("signin", __name__)


@bp.route("/sign-out", methods=["POST"])
@guards.person
def sign_out() -> Response:
    """Being built."""
    raise NotThereError


@bp.route("/", methods=["GET"])
@guards.anyone
def come_in() -> Response:
    """Being built."""
    raise NotThereError
