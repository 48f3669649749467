"""Our own static files, under addresses that name their content (web/assets.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, current_app, make_response, request

from portfolio.core.errors import NotThereError
from portfolio.web import guards

if TYPE_CHECKING:
    from flask import Response

bp = Blueprint("files", __name__)


@bp.get("/static/<path:name>")
@guards.anyone
def static_file(name: str) -> Response:
    """One file of ours; kept for a year where its address names its content."""
    try:
        content, media_type, zipped, is_hashed = current_app.extensions["assets"].read(name)
    except (LookupError, ValueError, OSError) as error:
        raise NotThereError from error
    answer = make_response(content)
    answer.content_type = media_type
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["Cache-Control"] = (
        "public, max-age=31536000, immutable" if is_hashed else "public, max-age=300"
    )
    if zipped is not None and "gzip" in request.headers.get("Accept-Encoding", ""):
        answer.set_data(zipped)
        answer.headers["Content-Encoding"] = "gzip"
    return answer
