"""Which action does which kind of job: the worker's whole vocabulary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.photos import purging, strays
from portfolio.signin import links
from portfolio.talk import actions as talk

if TYPE_CHECKING:
    from portfolio.jobs import Chore, Deed, Means

DEEDS: dict[str, Deed] = {
    links.ASK: links.send_fresh_link,
    links.SEND: links.mail_fresh_link,
    links.ASK_ADDRESS: links.send_address_link,
    links.SEND_ADDRESS: links.mail_address_link,
    purging.FORGET: purging.forget_files,
    strays.SWEEP: strays.sweep,
}


def _keep_in_family(means: Means) -> int:
    return talk.keep_all_in_family(means.db, means.at)


CHORES: tuple[Chore, ...] = (purging.purge, strays.look, _keep_in_family)
"""What each worker does when it starts, and a few times a day."""
