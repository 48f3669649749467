"""The blueprint that every page about who is in a picture hangs on."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("pictured", __name__)

NOT_RIGHT = 422
NOBODY = "nobody"
"""What a form sends where nobody of those named is meant."""
