"""Believing what a proxy says of the browser's address and scheme: as many as a setting counts.

Without it anybody could name the host of a mailed link by a header of their own (promise T40).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from flask import Flask


def trust(app: Flask, count: int) -> None:
    """Believe the last `count` proxies' X-Forwarded-For and -Proto; with 0 nobody's."""
    if count:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask's own way of wrapping itself
            app.wsgi_app, x_for=count, x_proto=count
        )
