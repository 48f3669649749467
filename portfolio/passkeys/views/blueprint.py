"""The blueprint of passkeys; no route."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("passkeys", __name__)

NOT_RIGHT = 422
