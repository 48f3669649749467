"""Being built."""

from __future__ import annotations

from flask import Blueprint, Response

from portfolio.core.errors import NotThereError
from portfolio.web import guards

bp = Blueprint("office", __name__)


@bp.route("/class", methods=["GET"])
@guards.teacher
def my_class() -> Response:
    """Being built."""
    raise NotThereError


@bp.route("/families", methods=["GET"])
@guards.office_or_teacher
def families() -> Response:
    """Being built."""
    raise NotThereError


@bp.route("/school", methods=["GET"])
@guards.office
def school() -> Response:
    """Being built."""
    raise NotThereError
