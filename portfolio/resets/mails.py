"""The mailed reset: two jobs, as for every mailed link (signin/links.py)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from portfolio.core import tokens
from portfolio.jobs import enqueue
from portfolio.log import actions as log
from portfolio.models import PasswordReset
from portfolio.resets import queries
from portfolio.signin.links import send, token_of

if TYPE_CHECKING:
    from portfolio.jobs import Means

LASTS = timedelta(minutes=10)

ASK = "reset_link"
SEND = "reset_link_mail"


def make(means: Means, about: dict[str, Any]) -> None:
    """Make the reset for `email`, bound to `browser` (a fingerprint), and have it sent.

    An address that is nobody's ends here, in silence.
    """
    person_id = queries.to_be_mailed(means.db, about["email"], means.at)
    if person_id is None:
        return
    chance = tokens.new_token()
    token = token_of(means.settings.secret_key, ASK, chance)
    means.db.add(
        PasswordReset(
            person_id=person_id,
            token_hash=tokens.fingerprint(token),
            browser_hash=about["browser"],
            made_at=means.at.now,
            expires_at=means.at.now + LASTS,
        )
    )
    log.write(means.db, "reset_mailed", means.at, person_id)
    enqueue(means.db, SEND, means.at, address=about["address"], chance=chance)


def mail(means: Means, about: dict[str, Any]) -> None:
    """Send it to the stored address, unless it was used, has run out or was ended (T15)."""
    token = token_of(means.settings.secret_key, ASK, about["chance"])
    found = queries.reset(means.db, token, means.at)
    if found is None or not found.email:
        return
    named: dict[str, str | int] = {
        "link": f"{about['address']}/staff/reset/{token}",
        "minutes": LASTS.seconds // 60,
    }
    send(means, "reset_link", found.email, named)
