"""Which action does which kind of job: the worker's whole vocabulary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.photos import purging
from portfolio.signin import links

if TYPE_CHECKING:
    from portfolio.jobs import Chore, Deed

DEEDS: dict[str, Deed] = {
    links.ASK: links.send_fresh_link,
    links.SEND: links.mail_fresh_link,
    links.ASK_ADDRESS: links.send_address_link,
    links.SEND_ADDRESS: links.mail_address_link,
    purging.FORGET: purging.forget_files,
}

CHORES: tuple[Chore, ...] = (purging.purge,)
"""What each worker does when it starts, and a few times a day."""
