"""Being stopped before a duty: the page that asks for a second factor, and what it carries along.

What was typed into the stopped form comes with the question and goes back to be sent; it is never
kept here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request, session, url_for

from portfolio.factors import queries
from portfolio.factors.forms import ProofForm
from portfolio.web import passkeys
from portfolio.web.forms import typed_words
from portfolio.web.here import here
from portfolio.web.pages import page, redirect_to
from portfolio.web.work import READS

if TYPE_CHECKING:
    from flask import Response

PURPOSE = "again"
"""What a passkey's answer is asked for here; it is good for nothing else."""

TEMPLATE = "factors/again.html"
CARRIED = "typed-"
"""Before the name of each field that is carried along, so that none is taken for our own."""


def ask() -> Response:
    """Lead to the question, or ask at once where a form was sent and its words must not be lost."""
    if request.method in READS:
        session["back"] = request.full_path.rstrip("?")
        return redirect_to("factors.again")
    form = ProofForm(formdata=None)
    return page(
        TEMPLATE,
        403,
        **named(form, list(typed_words()), request.path),
        is_wrong=False,
    )


def carried() -> list[tuple[str, str]]:
    """The fields that a question carries, under their own names."""
    sent = request.form.items(multi=True)
    return [(name.removeprefix(CARRIED), words) for name, words in sent if name.startswith(CARRIED)]


def named(form: ProofForm, fields: list[tuple[str, str]], then: str) -> dict[str, Any]:
    """What the question's page takes: `then` is the address that the stopped form was sent to."""
    return {
        "form": form,
        "fields": [(f"{CARRIED}{name}", words) for name, words in fields],
        "then": then,
        "prove_href": url_for("factors.prove"),
        "factors": queries.of(here.db, here.someone.id),
        "asked": passkeys.ask(PURPOSE, here.someone.id),
    }
