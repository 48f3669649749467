"""Security headers on every answer (promise T76).

Only our own files run; nothing is framed, sniffed, referred or kept by a cache unless a view
said so itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask, Response

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
    "img-src 'self'{} blob: data:; connect-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), camera=(self), interest-cohort=()",
    "X-Robots-Tag": "noindex, nofollow",
}


def register(app: Flask, pictures_from: str) -> None:
    """Put the headers on every answer; `pictures_from` is an origin beside ours, or empty."""
    said = policy(pictures_from)

    @app.after_request
    def _say_policy(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", said)
        return add(response)


def policy(pictures_from: str = "") -> str:
    """What a page may load, and from where: pictures from one more origin, if it is given."""
    return _POLICY.format(f" {pictures_from}" if pictures_from else "")


def add(response: Response) -> Response:
    """Put the other headers on; pages are kept by nobody unless the view said otherwise."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response


def add_tls(response: Response) -> Response:
    """Tell browsers to come by TLS only; for sites that are reached so."""
    response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response
