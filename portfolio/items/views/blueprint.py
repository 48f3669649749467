"""The blueprint that every view of items hangs on."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("items", __name__)
