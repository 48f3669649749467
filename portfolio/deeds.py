"""Which action does which kind of job: the worker's whole vocabulary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.concerns import actions as concerns
from portfolio.concerns import mails as concern_mails
from portfolio.erasures import ledger
from portfolio.erasures.actions import TELL
from portfolio.items import purging as bins
from portfolio.items.actions import sharing
from portfolio.openings import actions as openings
from portfolio.paper import actions as paper
from portfolio.photos import purging, strays, weighing
from portfolio.resets import mails as resets
from portfolio.roll.actions import apart, uploads, year
from portfolio.signin import links
from portfolio.talk import actions as talk
from portfolio.uploads import actions as photos_in_parts
from portfolio.visibility import asked

if TYPE_CHECKING:
    from portfolio.jobs import Chore, Deed, Means

DEEDS: dict[str, Deed] = {
    links.ASK: links.send_fresh_link,
    links.SEND: links.mail_fresh_link,
    links.ASK_ADDRESS: links.send_address_link,
    links.SEND_ADDRESS: links.mail_address_link,
    concerns.MAIL: concern_mails.mail,
    paper.MAKE: paper.make,
    resets.ASK: resets.make,
    resets.SEND: resets.mail,
    purging.FORGET: purging.forget_files,
    strays.SWEEP: strays.sweep,
    bins.MORE: bins.purge,
    TELL: ledger.tell,
    uploads.FORGET: uploads.forget,
}


def _keep_in_family(means: Means) -> int:
    return talk.keep_all_in_family(means.db, means.at)


def _forget_paper(means: Means) -> None:
    paper.forget(means.db, means.at)


def _tell_of_openings(means: Means) -> int:
    return openings.tell_overdue(means.db, means.at)


def _settle_unread(means: Means) -> int:
    """Waits for a look that nobody gives any more, whatever brought that about (decision 7)."""
    owners = asked.owners_waiting(means.db)
    return sum(sharing.settle_unread(means.db, owner_id, means.at) for owner_id in owners)


CHORES: tuple[Chore, ...] = (
    bins.purge,
    purging.purge,
    photos_in_parts.purge,
    weighing.weigh,
    ledger.tell,
    strays.look,
    _keep_in_family,
    _settle_unread,
    _forget_paper,
    _tell_of_openings,
    uploads.sweep,
    apart.begin,
    year.arrive,
)
"""What each worker does when it starts, and a few times a day."""
