"""Fresh links by mail: two jobs, so that no lock is held while a mail server takes its time.

The first finds out whether the address is anybody's and makes the link; the second sends it.
The queue never holds the link's token: it is made anew from a chance text in the job and the
installation's secret key (T48).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portfolio.core import tokens
from portfolio.core.mail import Message
from portfolio.jobs import enqueue
from portfolio.log import actions as log
from portfolio.models import FreshLink
from portfolio.settings import ROOT
from portfolio.signin import queries

if TYPE_CHECKING:
    from portfolio.jobs import Means

LASTS = timedelta(minutes=10)
"""How long a mailed link opens (product.md, section 6)."""

ASK = "fresh_link"
SEND = "fresh_link_mail"

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
    until = means.at.now + LASTS
    link = FreshLink(
        person_id=person_id,
        token_hash=tokens.fingerprint(_token(means.settings.secret_key, chance)),
        browser_hash=about["browser"],
        made_at=means.at.now,
        expires_at=until,
    )
    means.db.add(link)
    means.db.flush()
    log.write(means.db, "fresh_link_sent", means.at, person_id, link=link.id)
    mail = {"email": about["email"], "address": about["address"], "chance": chance}
    enqueue(means.db, SEND, means.at, until=until.isoformat(), **mail)


def mail_fresh_link(means: Means, about: dict[str, Any]) -> None:
    """Send the mail; not after the link has run out. `MailNotSent` brings the job back later."""
    if means.at.now >= datetime.fromisoformat(about["until"]):
        return
    token = _token(means.settings.secret_key, about["chance"])
    named: dict[str, str | int] = {
        "link": f"{about['address']}/links/{token}",
        "minutes": LASTS.seconds // 60,
    }
    subject, body = (_mail(f"fresh_link/{part}.txt", **named) for part in ("subject", "body"))
    means.mailer.send(Message(to=about["email"], subject=subject, text=body))


def _token(secret_key: str, chance: str) -> str:
    made = hmac.new(secret_key.encode(), b"fresh link " + chance.encode(), hashlib.sha256)
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
