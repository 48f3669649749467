"""The blueprint that every page about who is in a picture hangs on."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("pictured", __name__)
