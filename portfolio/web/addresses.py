"""Addresses that leave the page: in mails, on letters and cards; and where each person is at home.

A mail goes to somebody who did not send the request, so its links may never be led elsewhere by
the request's Host (promise T40).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from portfolio.models.enums import PersonKind
from portfolio.web.here import here

if TYPE_CHECKING:
    from portfolio.web.here import Me

THIS_MACHINE = ("localhost", "127.0.0.1", "[::1]")


def for_paper(path: str) -> str:
    """The whole address of a path, for whoever is looking at this page now."""
    return (here.settings.address or request.host_url.rstrip("/")) + path


def for_mail() -> str | None:
    """What mailed links begin with: the setting, or this machine itself; None where neither is."""
    if here.settings.address:
        return here.settings.address
    is_this_machine = (
        request.host.rpartition(":")[0] in THIS_MACHINE or request.host in THIS_MACHINE
    )
    return request.host_url.rstrip("/") if is_this_machine else None


def home(me: Me) -> str:
    """The endpoint of the first page of somebody who is signed in."""
    if me.kind is PersonKind.PUPIL:
        return "items.space"
    if me.kind is PersonKind.FAMILY:
        return "items.shared"
    if me.teaches:
        return "checking.to_check"
    return "office.school" if me.is_office else "checking.waiting_times"
