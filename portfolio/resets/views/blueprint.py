"""The blueprint of new passwords; no route."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("resets", __name__)

NOT_RIGHT = 422
