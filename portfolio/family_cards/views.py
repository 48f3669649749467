"""Choosing six figures, the card that is shown once, and coming in by both on a known device.

A GET opens nothing. On another device the page says so, and the figures cannot be tried there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Blueprint, url_for
from flask_babel import gettext as _

from portfolio.core import passwords, tokens
from portfolio.core.errors import NotThereError
from portfolio.family_cards import actions, queries
from portfolio.family_cards.forms import FiguresForm, NewFiguresForm
from portfolio.office import queries as office
from portfolio.paper.forms import CodeOnPaperForm
from portfolio.paper.printing import family_card
from portfolio.web import addresses, arrivals, family_devices, guards, guesses
from portfolio.web.here import here
from portfolio.web.pages import page, pdf
from portfolio.web.squares import squares
from portfolio.web.work import looking

if TYPE_CHECKING:
    from flask import Response

    from portfolio.family_cards.queries import AnyRow

bp = Blueprint("family_cards", __name__)

NOT_RIGHT = 422
TOO_OFTEN = 429


@bp.get("/my-card")
@guards.family
def choose() -> Response:
    """Choose six figures for a card of one's own."""
    return _choose_page(NewFiguresForm(formdata=None))


def _choose_page(form: NewFiguresForm, status: int = 200) -> Response:
    has_card = queries.has_card(here.db, here.someone.id)
    return page("family_cards/choose.html", status, form=form, has_card=has_card)


@bp.post("/my-card")
@guards.family
def make() -> Response:
    """Make the card and show it once; an older one ends."""
    form = NewFiguresForm()
    if not form.validate():
        return _choose_page(form, NOT_RIGHT)
    hashed = passwords.hash_secret(form.secret.data or "")
    known = family_devices.token()
    device = known if queries.is_known(here.db, known) else tokens.new_token()
    code = actions.make(here.db, here.someone.id, hashed, device, here.at)
    address = addresses.for_paper(url_for("family_cards.card", token=code))
    shown = page(
        "family_cards/shown.html",
        code=tokens.grouped(code),
        squares=squares(address),
        site=urlsplit(address).netloc,
        school=office.school_name(here.db),
        form=CodeOnPaperForm(formdata=None),
    )
    return family_devices.keep(shown, device)


@bp.post("/my-card/pdf")
@guards.family
def draw() -> Response:
    """The card that was just made, as PDF: its code comes from the page that showed it."""
    me, form = here.someone, CodeOnPaperForm()
    code = form.code.data or ""
    if not form.validate() or not queries.is_card_of(here.db, code, me.id):
        raise NotThereError
    return pdf(family_card(here, me, code), "my-card")


@bp.get("/family-cards/<token:token>")
@guards.anyone
def card(token: str) -> Response:
    """The figures, on a device that is known; elsewhere a sentence. Changes nothing."""
    found = queries.card(here.db, token, here.at)
    if found is None:
        return page("family_cards/closed.html", 404)
    return _card_page(token, found, FiguresForm(formdata=None))


def _card_page(token: str, found: AnyRow, form: FiguresForm, status: int = 200) -> Response:
    is_here = queries.is_used_here(here.db, found.card_id, family_devices.token())
    return page("family_cards/card.html", status, token=token, is_here=is_here, form=form)


@bp.post("/family-cards/<token:token>")
@guards.anyone
def open_card(token: str) -> Response:
    """Come in by card, figures and device."""
    form = FiguresForm()
    subject = f"family card:{tokens.fingerprint(token)}"
    is_right = _tried(token, form, subject)
    found = queries.card(here.db, token, here.at)
    if found is None:
        return page("family_cards/closed.html", 404)
    if not queries.is_used_here(here.db, found.card_id, family_devices.token()):
        return _card_page(token, found, form, NOT_RIGHT)  # nobody else's tries count against it
    if not guesses.is_open(here.db, subject):
        return page("signin/wait_a_little.html", TOO_OFTEN)
    if not is_right:
        guesses.note_wrong(subject)
        form.secret.errors = [_("Those are not the figures of this card. Try again.")]
        return _card_page(token, found, form, NOT_RIGHT)
    guesses.know(subject)
    return family_devices.keep(
        arrivals.begin(found.person_id, way="family_card"), family_devices.token()
    )


def _tried(token: str, form: FiguresForm, subject: str) -> bool:
    """Whether card, device and figures belong together; holds no lock."""
    with looking() as db:
        found = queries.card(db, token, here.at)
        is_here = found is not None and queries.is_used_here(
            db, found.card_id, family_devices.token()
        )
        is_open = is_here and guesses.is_open(db, subject)
    if found is None or not is_open or not form.validate():
        return False
    return passwords.matches(found.hash, form.secret.data or "")
