"""Ending sessions that are not one's own doing, wherever they go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from portfolio.family_cards import queries as family_cards
from portfolio.log import actions as log
from portfolio.models import SignIn
from portfolio.passkeys import actions as passkeys
from portfolio.signin import actions as signin

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.devices.queries import Came

KNOWN_WAYS = ("password", "fresh_link", "sign_on", "family_card")
"""Ways that whoever knows them can use again: all that came in by them is ended."""


def not_mine(db: Session, person_id: int, came: Came, at: Moment, *, but: int) -> bool:
    """Somebody else came in there: end it, and whatever else came by the same way.

    `but` is the session of whoever says so, which goes on. A passkey is over with it. Links that
    are on their way open nothing any more. Nor does their own card: whoever was there may have
    its figures and a copy of the cookie, or made it themselves. Gives whether there was one.
    """
    theirs = SignIn.way == came.way if came.way in KNOWN_WAYS else SignIn.id == came.id
    others = update(SignIn).where(
        SignIn.person_id == person_id, SignIn.ended_at.is_(None), SignIn.id != but, theirs
    )
    db.execute(others.values(ended_at=at.now))
    if came.passkey_id is not None:
        passkeys.end(db, came.passkey_id, person_id, at, but=but)
    signin.end_links(db, person_id, at)
    log.write(db, "not_mine", at, person_id, sign_in=came.id)
    return signin.end_card(db, person_id, at)


def end_others(db: Session, person_id: int, at: Moment, *, but: int, device: str) -> bool:
    """Sign them out everywhere else; gives whether a card of their own ended with it.

    One that opens on the browser with the token `device` stays: it is how they come back here.
    """
    card = family_cards.own(db, person_id, device)
    is_here = card is not None and card.is_here
    signin.end_all(db, person_id, at, but=but, keeps_card=is_here)
    log.write(db, "signed_out_elsewhere", at, person_id)
    return card is not None and not is_here
