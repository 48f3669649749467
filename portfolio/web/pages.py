"""Answers: a page from a template with named values, or a redirect after a POST."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import jsonify, make_response, redirect, render_template, request, session, url_for

if TYPE_CHECKING:
    from flask import Response

FOUND = 302
SEE_OTHER = 303
BUSY = 503

SOON = "5"
"""Seconds after which what was too much may be sent again: some ten photos are read meanwhile."""

SAID_OF_DEEDS = ("notice", "last_look")
"""Where a session keeps what was done: a sentence for the next page, the desk's last look."""


def page(template: str, status: int = 200, /, **named: Any) -> Response:  # noqa: ANN401 -- a template takes any value
    """The template with its named values, as an answer."""
    return make_response(render_template(template, **named), status)


def wants_json() -> bool:
    """Whether a script of ours asks, rather than a browser for a page."""
    return request.accept_mimetypes.best == "application/json"


def as_json(said: dict[str, Any], status: int) -> Response:
    """What a script of ours reads."""
    answer = jsonify(said)
    answer.status_code = status
    return answer


def come_again(answer: Response) -> Response:
    """The answer as one to something that may be sent again in a moment (503)."""
    answer.status_code = BUSY
    answer.headers["Retry-After"] = SOON
    return answer


def see_other(endpoint: str, **values: Any) -> Response:  # noqa: ANN401 -- url_for takes any value
    """Where to go next, after a POST did what it was asked (303)."""
    return go_to(url_for(endpoint, **values))


def redirect_to(endpoint: str, **values: Any) -> Response:  # noqa: ANN401 -- url_for takes any value
    """Where a page lies instead (302): for a GET, which did nothing."""
    return make_response(redirect(url_for(endpoint, **values), FOUND))


def go_to(address: str) -> Response:
    """The same, for an address of this site."""
    return make_response(redirect(address, SEE_OTHER))


def say(sentence: str, *, undo: str | None = None, tone: str = "done") -> None:
    """A sentence on the next page, with the address (POST) that undoes what was done."""
    session["notice"] = {"text": str(sentence), "undo_href": undo, "tone": tone}


def unsay() -> None:
    """Forget what the request said of its deeds: it failed, so none of them was done."""
    for name in SAID_OF_DEEDS:
        session.pop(name, None)


def pdf(drawn: bytes, name: str) -> Response:
    """A PDF under a file name that names nobody, to be kept by nobody but whoever asked."""
    answer = make_response(drawn)
    answer.content_type = "application/pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
