"""Asking a browser for a passkey, and reading its answer: for every door that takes one.

Bound to the site's own address: the setting, or this machine's name. An IP address or a site
without either can have no passkeys, and then no page offers one.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from portfolio.factors import queries as factors
from portfolio.office import queries as office
from portfolio.passkeys import actions, ceremony, queries
from portfolio.passkeys.ceremony import Answer, Kept, Site
from portfolio.web import addresses, signed_in
from portfolio.web.here import here
from portfolio.web.work import looking

if TYPE_CHECKING:
    from portfolio.passkeys.queries import AnyRow


SIGN_IN = "sign-in"
"""What a passkey's answer is asked for at the doors; it is good for nothing else."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page needs for its passkey button: the options as JSON, and their challenge."""

    options: str
    challenge: str


def site() -> Site | None:
    """What passkeys are bound to here, or None where there can be none."""
    parts = urlsplit(addresses.beginning() or "")
    name = parts.hostname
    if not name or (parts.scheme != "https" and name != "localhost"):
        return None
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return Site(rp_id=name, origin=f"{parts.scheme}://{parts.netloc}")
    return None


def _bound(purpose: str) -> str:
    return f"{purpose} {signed_in.browser()}"


def ask(purpose: str, person_id: int | None = None) -> Asked | None:
    """Ask for a passkey: one of that person's, or anybody's. None where there can be none."""
    where = site()
    if where is None:
        return None
    known = [] if person_id is None else queries.known(here.db, person_id)
    if person_id is not None and not known:
        return None
    sent = ceremony.challenge(here.settings.secret_key, _bound(purpose), here.at.now)
    return Asked(ceremony.to_get(where, sent, known), sent)


def ask_new(person_id: int, public_id: str) -> Asked | None:
    """Ask for a new passkey of that person. None where there can be none."""
    where = site()
    if where is None:
        return None
    bound = _bound(f"new {person_id}")
    sent = ceremony.challenge(here.settings.secret_key, bound, here.at.now)
    school = office.school_name(here.db) or "Third Space"
    who = (public_id, factors.name_of(here.db, person_id))
    known = queries.known(here.db, person_id)
    return Asked(ceremony.to_create(where, sent, school, who, known), sent)


def made(answer: Answer, person_id: int) -> ceremony.Made | None:
    """The new passkey in the answer, if it holds."""
    where = site()
    is_open = where is not None and _is_open(answer, f"new {person_id}")
    return ceremony.made(where, answer) if where is not None and is_open else None


def proves(answer: Answer, purpose: str, person_id: int | None = None) -> AnyRow | None:
    """Use the answer up; gives the passkey (id, person_id) that it proves, of that person if given.

    None where it proves nothing, whatever the reason.
    """
    where = site()
    with looking() as db:
        found = queries.passkey(db, answer.credential_hash, here.at)
    if where is None or found is None or not _is_open(answer, purpose):
        return None
    if person_id not in {None, found.person_id}:
        return None
    count = ceremony.counted(where, answer, Kept(found.public_key, found.sign_count))
    if count is None or not actions.use(
        here.db, found.id, found.person_id, answer.challenge, count, here.at
    ):
        return None
    return found


def _is_open(answer: Answer, purpose: str) -> bool:
    key, bound = here.settings.secret_key, _bound(purpose)
    return ceremony.is_open(key, answer.challenge, bound, here.at.now)
