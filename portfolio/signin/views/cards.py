"""A child's card: who it says they are, and the secret beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.core import passwords, tokens
from portfolio.core.errors import NotThereError
from portfolio.models.enums import Stage
from portfolio.signin import queries
from portfolio.signin.forms import PICTURES, CardForm, CodeForm
from portfolio.signin.views.blueprint import NOT_RIGHT, NOT_THERE, TOO_OFTEN, bp
from portfolio.visibility import circle
from portfolio.web import guards, guesses, tablets
from portfolio.web.arrivals import begin
from portfolio.web.here import here
from portfolio.web.pages import page, see_other
from portfolio.web.work import looking

if TYPE_CHECKING:
    from flask import Response

    from portfolio.signin.queries import AnyRow


@bp.get("/card")
@guards.anyone
def child() -> Response:
    """How a child comes in, and a place to type a card's code."""
    return page("signin/child.html", form=CodeForm())


@bp.post("/card")
@guards.anyone
def type_card() -> Response:
    """Go to the typed card."""
    form = CodeForm()
    if not form.validate():
        return page("signin/child.html", NOT_RIGHT, form=form)
    return see_other("signin.card", token=form.code.data)


@bp.get("/card/<token:token>")
@guards.anyone
def card(token: str) -> Response:
    """Is this you? And the secret. On a shared tablet the card is asked there."""
    if tablets.found(here.db) is not None:
        return see_other("tablets.card", token=token)
    found = queries.card(here.db, token, here.at)
    return _is_old() if found is None else _card_page(token, found, CardForm())


@bp.post("/card/<token:token>")
@guards.anyone
def open_card(token: str) -> Response:
    """Come in with the card and its secret; never past the faces of a shared tablet."""
    with looking() as db:
        if tablets.found(db) is not None:
            raise NotThereError
    try:
        found, is_right, form = _tried_card(token)
    except NotThereError:
        return _is_old()
    if not guesses.is_open(here.db, _card_subject(token)):
        return page("signin/wait_a_little.html", TOO_OFTEN, stage=_stage(found.person_id).value)
    if queries.card(here.db, token, here.at) is None:
        return _is_old()
    if form.missing(found.kind):
        return _card_page(token, found, form, missing=form.missing(found.kind))
    if not is_right:
        guesses.note_wrong(_card_subject(token))
        return _card_page(token, found, form, is_wrong=True)
    guesses.know(_card_subject(token))
    return begin(found.person_id, way="card")


def _is_old() -> Response:
    """One answer to every code that opens nothing, whether it ever was a card's or not."""
    return page("signin/card_closed.html", NOT_THERE, stage=Stage.MIDDLE.value)


def _tried_card(token: str) -> tuple[AnyRow, bool, CardForm]:
    """The card, whether the secret is its own, and the form; holds no lock."""
    with looking() as db:
        found = queries.card(db, token, here.at)
        is_open = guesses.is_open(db, _card_subject(token))
    if found is None:
        raise NotThereError
    form = CardForm()
    said = form.said(found.kind) if is_open and form.validate() else ""
    return found, bool(said) and passwords.matches(found.hash, said), form


def _card_subject(token: str) -> str:
    return f"card:{tokens.fingerprint(token)}"


def _card_page(
    token: str, found: AnyRow, form: CardForm, *, is_wrong: bool = False, missing: int = 0
) -> Response:
    """The card. What was tapped stays while pictures are missing; a wrong guess begins anew."""
    return page(
        "signin/card.html",
        NOT_RIGHT if is_wrong or missing else 200,
        missing=missing,
        tapped=form.tapped() if missing else (),
        token=token,
        card=found,
        form=form,
        is_wrong=is_wrong,
        pictures=PICTURES,
        stage=_stage(found.person_id).value,
        paper=found.paper,
    )


def _stage(person_id: int) -> Stage:
    groups = circle.groups_of(here.db, person_id, here.at)
    return groups[0].stage if groups else Stage.OLDER
