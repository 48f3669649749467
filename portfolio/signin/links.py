"""Mailed links: two jobs each, so that no lock is held while a mail server takes its time.

The first finds out whether a mail may go to the address and makes the link; the second sends it.
A fresh link lets somebody in; an address link says that an address is theirs.
The queue never holds the link's token: it is made anew from a chance text in the job and the
installation's secret key (T48).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import delete

from portfolio.core import tokens
from portfolio.core.mail import Message
from portfolio.jobs import enqueue
from portfolio.log import actions as log
from portfolio.models import AddressLink, FreshLink
from portfolio.office import queries as office
from portfolio.settings import ROOT
from portfolio.signin import queries

if TYPE_CHECKING:
    from portfolio.jobs import Means

LASTS = timedelta(minutes=10)
"""How long a mailed link opens (product.md, section 6)."""

ADDRESS_LASTS = timedelta(hours=24)
"""How long an address can be confirmed: its link lets nobody in, and mail is read at night."""

ASK = "fresh_link"
SEND = "fresh_link_mail"
ASK_ADDRESS = "address_link"
SEND_ADDRESS = "address_link_mail"

TOKEN_BYTES = 24
"""192 bits, as every token of core/tokens.py."""


def send_fresh_link(means: Means, about: dict[str, Any]) -> None:
    """Make the link for `email`, bound to `browser` (a fingerprint), and have it sent.

    `address` is what the link begins with. An address that is nobody's ends here, in silence.
    """
    person_id = queries.to_be_mailed(means.db, about["email"], means.at)
    if person_id is None:
        return
    chance = tokens.new_token()
    link = FreshLink(
        person_id=person_id,
        token_hash=tokens.fingerprint(token_of(means.settings.secret_key, ASK, chance)),
        browser_hash=about["browser"],
        made_at=means.at.now,
        expires_at=means.at.now + LASTS,
    )
    means.db.add(link)
    means.db.flush()
    log.write(means.db, "fresh_link_sent", means.at, person_id, link=link.id)
    enqueue(means.db, SEND, means.at, address=about["address"], chance=chance)


def mail_fresh_link(means: Means, about: dict[str, Any]) -> None:
    """Send the mail to the address on file, unless the link was ended or has run out (T15, T42).

    Nor where nobody is tied to them any more. `MailNotSent` brings the job back later.
    """
    token = token_of(means.settings.secret_key, ASK, about["chance"])
    link = queries.fresh_link(means.db, token, means.at)
    if link is None or not queries.is_let_in(means.db, link.person_id, means.at):
        return
    named: dict[str, str | int] = {
        "link": f"{about['address']}/links/{token}",
        "minutes": LASTS.seconds // 60,
    }
    send(means, "fresh_link", queries.address_of(means.db, link.person_id), named)


def send_address_link(means: Means, about: dict[str, Any]) -> None:
    """Make the link by which `person` confirms `email`, and have it sent to that very address.

    `address` is what the link begins with. Where the address is somebody's, it ends in silence.
    """
    person_id, email = about["person"], about["email"]
    if not queries.may_be_confirmed(means.db, person_id, email, means.at):
        return
    chance = tokens.new_token()
    link = AddressLink(
        person_id=person_id,
        email=email,
        token_hash=tokens.fingerprint(token_of(means.settings.secret_key, ASK_ADDRESS, chance)),
        made_at=means.at.now,
        expires_at=means.at.now + ADDRESS_LASTS,
    )
    _forget_old(means)
    means.db.add(link)
    means.db.flush()
    log.write(means.db, "address_link_sent", means.at, person_id, link=link.id)
    enqueue(means.db, SEND_ADDRESS, means.at, link=link.id, address=about["address"], chance=chance)


def _forget_old(means: Means) -> None:
    """Addresses that nobody confirmed are not kept: they may be a stranger's."""
    old = means.at.now - ADDRESS_LASTS
    means.db.execute(delete(AddressLink).where(AddressLink.expires_at < old))


def mail_address_link(means: Means, about: dict[str, Any]) -> None:
    """Send the mail, unless the link was used, has run out or was ended meanwhile (T15).

    Nor where nobody is tied to them any more, or the address became somebody else's.
    """
    token = token_of(means.settings.secret_key, ASK_ADDRESS, about["chance"])
    link = queries.address_link(means.db, token, means.at)
    if link is None or not queries.is_let_in(means.db, link.person_id, means.at):
        return
    if queries.is_taken(means.db, link.email, but=link.person_id):
        return
    named: dict[str, str | int] = {
        "link": f"{about['address']}/letters/email/{token}",
        "hours": ADDRESS_LASTS // timedelta(hours=1),
    }
    send(means, "address_link", link.email, named)


def send(means: Means, mail: str, to: str, named: dict[str, str | int]) -> None:
    """Send a mail of templates/emails, with those named values and the school's name."""
    named = {**named, "school": office.school_name(means.db) or ""}
    subject, body = (_mail(f"{mail}/{part}.txt", **named) for part in ("subject", "body"))
    means.mailer.send(Message(to=to, subject=subject, text=body))


def token_of(secret_key: str, kind: str, chance: str) -> str:
    """The token of a mailed link of that kind, made from the chance text in its job."""
    said = f"{kind} {chance}".encode()
    made = hmac.new(secret_key.encode(), said, hashlib.sha256)
    return base64.urlsafe_b64encode(made.digest()[:TOKEN_BYTES]).decode()


def _mail(template: str, **named: str | int) -> str:
    """A mail's words. Mails are plain text: escaping would only spoil their addresses."""
    mails = Environment(
        loader=FileSystemLoader(ROOT / "templates" / "emails"),
        autoescape=False,  # noqa: S701 -- text, not HTML
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    mails.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # the extension's
    return mails.get_template(template).render(named).strip()
