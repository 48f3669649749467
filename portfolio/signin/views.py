"""The doors: cards, letters, fresh links, passwords; and the way out.

A GET signs nobody in and uses nothing up (product.md, rule 14). Slow hashing is done before the
unit of work takes its lock. Nothing here tells whether an address or a card is known.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from portfolio.core import passwords, tokens
from portfolio.core.errors import NotThereError, RefusedError
from portfolio.jobs import enqueue
from portfolio.models.enums import PersonKind, Stage
from portfolio.office import queries as office
from portfolio.signin import actions, links, queries
from portfolio.signin.forms import (
    PICTURES,
    AddressForm,
    CardForm,
    CodeForm,
    NewStaffForm,
    StaffForm,
)
from portfolio.visibility import circle
from portfolio.web import addresses, faces, guards, presses, signed_in
from portfolio.web.here import here
from portfolio.web.pages import go_to, page, say, see_other
from portfolio.web.work import keep, looking

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.signin.queries import AnyRow

bp = Blueprint("signin", __name__)

NOT_RIGHT = 422
TOO_OFTEN = 429
CHANCE = 1 << 30
"""How many different faces a newcomer may be given by chance."""

FIRST_WAYS = ("card", "invitation")
"""By these ways children and staff come for the first time."""


@bp.get("/")
@guards.anyone
def come_in() -> Response:
    """The doors; or the first page of whoever is signed in."""
    if here.me is not None:
        return _home(302)
    return page("signin/come_in.html", school=_school())


@bp.post("/sign-out")
@guards.anyone
def sign_out() -> Response:
    """End the session; also for those whose session has run out meanwhile."""
    answer = signed_in.end(see_other("signin.come_in"))
    say(_("You are signed out."))
    return answer


def _school() -> str | None:
    """The school's name, so that whoever stands before a door knows whose it is."""
    return office.school_name(here.db)


# ---------------------------------------------------------------- a child's card


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
    """Is this you? And the secret."""
    found = queries.card(here.db, token, here.at)
    if found is None:
        raise NotThereError
    return _card_page(token, found, CardForm())


@bp.post("/card/<token:token>")
@guards.anyone
def open_card(token: str) -> Response:
    """Come in with the card and its secret."""
    found, is_right, form = _tried_card(token)
    if queries.is_guessed_out(here.db, _card_subject(token), here.at):
        return page("signin/wait_a_little.html", TOO_OFTEN, stage=_stage(found.person_id).value)
    if queries.card(here.db, token, here.at) is None:
        raise NotThereError
    if not is_right:
        actions.note_wrong_guess(here.db, _card_subject(token), here.at)
        keep()
        return _card_page(token, found, form, is_wrong=True)
    return _begin(found.person_id, way="card")


def _tried_card(token: str) -> tuple[AnyRow, bool, CardForm]:
    """The card, whether the secret is its own, and the form; holds no lock."""
    with looking() as db:
        found = queries.card(db, token, here.at)
        is_open = not queries.is_guessed_out(db, _card_subject(token), here.at)
    if found is None:
        raise NotThereError
    form = CardForm()
    said = form.said(found.kind) if is_open and form.validate() else ""
    return found, bool(said) and passwords.matches(found.hash, said), form


def _card_subject(token: str) -> str:
    return f"card:{tokens.fingerprint(token)}"


def _card_page(token: str, found: AnyRow, form: CardForm, *, is_wrong: bool = False) -> Response:
    return page(
        "signin/card.html",
        NOT_RIGHT if is_wrong else 200,
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


# ---------------------------------------------------------------- a family's letter


@bp.get("/family")
@guards.anyone
def family() -> Response:
    """How a family comes in, and a place to type a letter's code."""
    return _family_page(CodeForm())


def _family_page(form: CodeForm, status: int = 200) -> Response:
    return page("signin/family.html", status, form=form, by_mail=AddressForm(formdata=None))


@bp.post("/family")
@guards.anyone
def type_letter() -> Response:
    """Go to the typed letter."""
    form = CodeForm()
    if not form.validate():
        return _family_page(form, NOT_RIGHT)
    return see_other("signin.letter", token=form.code.data)


@bp.get("/letters/<token:token>")
@guards.anyone
def letter(token: str) -> Response:
    """For whom the letter is, and one button. Opening it changes nothing."""
    found = queries.letter(here.db, token, here.at)
    if found is None:
        return _closed("letter", is_mine=_was_mine(queries.was_letter_of, token))
    signed_in.browser()  # so that its press can be told from another browser's
    return _letter_page(token, found)


def _letter_page(token: str, found: AnyRow, status: int = 200) -> Response:
    return page(
        "signin/letter.html",
        status,
        token=token,
        letter=found,
        is_mine=_may_add(found),
        school=_school(),
        site=request.host,
    )


def _was_mine(was_of: Callable[..., bool], token: str) -> bool:
    """Whether whoever is signed in here used that letter or link up themselves."""
    return here.me is not None and was_of(here.db, token, here.me.id)


def _closed(what: str, *, is_mine: bool = False) -> Response:
    """What opens no more: its own user is led home, everybody else gets one and the same page."""
    return _home(302) if is_mine else page(f"signin/{what}_closed.html", 404)


def _pressed_again(what: str, was_of: Callable[..., bool], token: str) -> Response:
    """What opened already, pressed again: where the first press led, or that it is closed."""
    if _was_mine(was_of, token):
        return _home(303)
    return presses.again(token) or _closed(what)


def _may_add(found: AnyRow) -> bool:
    """Whether this browser's family member may take the child to theirs: not twice the same."""
    me = here.me
    if me is None or me.kind is not PersonKind.FAMILY:
        return False
    mine = circle.children_of(here.db, me.id, here.at)
    return found.pupil_id not in {child.id for child in mine}


@bp.post("/letters/<token:token>")
@guards.anyone
def open_letter(token: str) -> Response:
    """Use the letter up: a new family member, or one more child for the one who is here."""
    found = queries.letter(here.db, token, here.at)
    if found is None:
        return _pressed_again("letter", queries.was_letter_of, token)
    if here.me is not None and here.me.kind is not PersonKind.FAMILY:
        return _letter_page(token, found, 409)
    try:
        if here.me is not None and request.form.get("who") == "me":
            return _take_along(token, found)
        face = faces.choose(secrets.randbelow(CHANCE), faces.ADULT)
        adult_id = actions.open_letter(here.db, token, here.at, face=face)
    except NotThereError:  # another press was first, in this very moment
        return _pressed_again("letter", queries.was_letter_of, token)
    return _begin_once(adult_id, token, way="letter")


def _take_along(token: str, found: AnyRow) -> Response:
    """One more child for whoever is here; for the same child the letter is for somebody else."""
    me = here.someone
    try:
        actions.open_letter(here.db, token, here.at, face=me.face, adult_id=me.id)
        say(_("%(name)s is on your page now.", name=found.name))
    except RefusedError:
        say(_("%(name)s is on your page already.", name=found.name), tone="note")
    return see_other("items.shared")


@bp.get("/letters/email")
@guards.family
def email() -> Response:
    """Where to send fresh links, or not at all."""
    return _email_page(AddressForm())


def _email_page(form: AddressForm, status: int = 200) -> Response:
    known = queries.address_of(here.db, here.someone.id)
    return page("signin/email.html", status, form=form, known=known, school=_school())


@bp.post("/letters/email")
@guards.family
def give_email() -> Response:
    """Send a link to the address, which is nobody's until the link is opened.

    The same answer and the same work whether it is somebody's or not (T44).
    """
    form = AddressForm()
    if not form.validate():
        return _email_page(form, NOT_RIGHT)
    if not addresses.can_mail():
        return _email_page(form)
    enqueue(
        here.db,
        links.ASK_ADDRESS,
        here.at,
        person=here.someone.id,
        email=form.email.data or "",
        address=addresses.beginning() or "",
    )
    say(_("Now look into your mail. Open the link on this device."))
    return see_other("items.shared")


@bp.get("/letters/email/<token:token>")
@guards.anyone
def address(token: str) -> Response:
    """One button for whoever gave the address; elsewhere a sentence. Changes nothing."""
    found = queries.address_link(here.db, token, here.at)
    if found is None:
        return _closed("address", is_mine=_was_mine(queries.was_address_link_of, token))
    is_mine = here.me is not None and here.me.id == found.person_id
    email = found.email if is_mine else ""
    return page("signin/address.html", token=token, is_mine=is_mine, email=email)


@bp.post("/letters/email/<token:token>")
@guards.family
def confirm_address(token: str) -> Response:
    """Fresh links go to that address from now on."""
    me = here.someone
    try:
        actions.confirm_address(here.db, token, me.id, me.sign_in_id, here.at)
    except NotThereError:
        return _closed("address")
    say(_("Thank you. Your links come to this address from now on."))
    return see_other("items.shared")


# ---------------------------------------------------------------- a fresh link by mail


@bp.get("/links")
@guards.anyone
def fresh_link() -> Response:
    """Ask for a link by mail."""
    signed_in.browser()
    return page("signin/fresh_link.html", form=AddressForm(), is_asked=False)


@bp.post("/links")
@guards.anyone
def ask_fresh_link() -> Response:
    """Ask for it: the same answer and the same work for every address."""
    form = AddressForm()
    status = 200 if form.validate() else NOT_RIGHT
    is_asked = status != NOT_RIGHT and addresses.can_mail()
    if is_asked:
        enqueue(
            here.db,
            links.ASK,
            here.at,
            email=form.email.data or "",
            browser=tokens.fingerprint(signed_in.browser()),
            address=addresses.beginning() or "",
        )
    return page("signin/fresh_link.html", status, form=form, is_asked=is_asked)


@bp.get("/links/<token:token>")
@guards.anyone
def link(token: str) -> Response:
    """One button, in the browser that asked; elsewhere a sentence. Changes nothing."""
    found = queries.fresh_link(here.db, token, here.at)
    if found is None:
        return _closed("link", is_mine=_was_mine(queries.was_fresh_link_of, token))
    is_here = tokens.is_same(signed_in.browser(), found.browser_hash)
    return page("signin/link.html", token=token, is_here=is_here, school=_school())


@bp.post("/links/<token:token>")
@guards.anyone
def open_link(token: str) -> Response:
    """Come in by the mailed link, once."""
    try:
        person_id = actions.use_fresh_link(here.db, token, signed_in.browser(), here.at)
    except NotThereError:
        return _pressed_again("link", queries.was_fresh_link_of, token)
    return _begin_once(person_id, token, way="fresh_link")


# ---------------------------------------------------------------- staff


@bp.get("/staff")
@guards.anyone
def staff() -> Response:
    """The door of those who work here."""
    return page("signin/staff.html", form=StaffForm(), is_wrong=False)


@bp.post("/staff")
@guards.anyone
def open_staff() -> Response:
    """Come in by address and password."""
    form = StaffForm()
    if not form.validate():
        return page("signin/staff.html", NOT_RIGHT, form=form, is_wrong=False)
    subject = f"staff:{tokens.fingerprint(form.email.data or '')}"
    person_id = _known_staff(form, subject)
    if queries.is_guessed_out(here.db, subject, here.at):
        return page("signin/wait_a_little.html", TOO_OFTEN)
    if person_id is None:
        actions.note_wrong_guess(here.db, subject, here.at)
        keep()
        return page("signin/staff.html", NOT_RIGHT, form=form, is_wrong=True)
    return _begin(person_id, way="password")


def _known_staff(form: StaffForm, subject: str) -> int | None:
    """Who that is, if the password is theirs; the same work for an address of nobody."""
    with looking() as db:
        found = queries.staff_secret(db, form.email.data or "", here.at)
        is_open = not queries.is_guessed_out(db, subject, here.at)
    hashed: str | None = None if found is None else found.hash
    is_right = is_open and passwords.matches(hashed, form.password.data or "")
    return int(found.person_id) if found is not None and is_right else None


@bp.get("/staff/invitations/<token:token>")
@guards.anyone
def invitation(token: str) -> Response:
    """Who are you? For somebody who will work here."""
    found = queries.staff_invitation(here.db, token, here.at)
    if found is None:
        return _closed("letter", is_mine=_was_mine(queries.was_letter_of, token))
    signed_in.browser()  # so that its press can be told from another browser's
    return _invitation_page(token, found, NewStaffForm(called=found.called))


def _invitation_page(token: str, found: AnyRow, form: NewStaffForm, status: int = 200) -> Response:
    return page(
        "signin/invitation.html",
        status,
        token=token,
        form=form,
        duty=found.duty,
        school=_school(),
        site=request.host,
    )


@bp.post("/staff/invitations/<token:token>")
@guards.anyone
def open_invitation(token: str) -> Response:
    """Make their place and sign them in."""
    with looking() as db:
        found = queries.staff_invitation(db, token, here.at)
    if found is None:
        return _pressed_again("letter", queries.was_letter_of, token)
    form = NewStaffForm()
    if not form.validate():
        return _invitation_page(token, found, form, NOT_RIGHT)
    hashed = passwords.hash_secret(form.password.data or "")
    try:
        person_id = actions.open_staff_invitation(here.db, token, here.at, _newcomer(form), hashed)
    except RefusedError:
        form.email.errors = [_("This address cannot be used. Please take another one.")]
        return _invitation_page(token, found, form, NOT_RIGHT)
    except NotThereError:  # another press was first, in this very moment
        return _pressed_again("letter", queries.was_letter_of, token)
    return _begin_once(person_id, token, way="invitation")


def _newcomer(form: NewStaffForm) -> actions.Newcomer:
    return actions.Newcomer(
        PersonKind.STAFF,
        first_name=form.first_name.data or "",
        called=form.called.data or "",
        email=form.email.data or "",
        face=faces.choose(secrets.randbelow(CHANCE), faces.ADULT),
    )


# ---------------------------------------------------------------- after the door


def _begin_once(person_id: int, token: str, *, way: str) -> Response:
    """Sign them in by what opens once; their press is remembered, should its answer get lost."""
    press = presses.key(token)
    answer = _begin(person_id, way=way)
    presses.remember(press, person_id, answer.location or "")
    return answer


def _begin(person_id: int, *, way: str) -> Response:
    """Sign them in and go home; on a very first visit by way of choosing a face.

    Families are asked for their address first and offered a face there; the demonstration's
    people have one.
    """
    may_be_first = way in FIRST_WAYS and not here.settings.demo
    is_first = may_be_first and not queries.was_here_before(here.db, person_id)
    signed_in.begin(person_id, way=way, device=presses.device())
    if way == "letter":
        return see_other("signin.email")
    return see_other("people.my_face") if is_first else _home(303)


def _home(status: int) -> Response:
    answer = go_to(url_for(addresses.home(here.someone)))
    answer.status_code = status
    return answer
