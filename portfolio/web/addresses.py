"""Addresses that leave the page: in mails, on letters and cards; and where each person is at home.

A mail or a sheet of paper goes to somebody who did not send the request, so its links may never
be led elsewhere by the request's Host (promise T40).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request
from flask_babel import gettext as _

from portfolio.core.errors import RefusedError
from portfolio.models.enums import PersonKind
from portfolio.web.here import here

if TYPE_CHECKING:
    from portfolio.web.here import Me

THIS_MACHINE = ("localhost", "127.0.0.1", "[::1]")


def beginning() -> str | None:
    """What addresses that leave the page begin with: the setting, or this machine itself.

    None where neither is: whatever the request calls us may be forged.
    """
    if here.settings.address:
        return here.settings.address
    is_this_machine = (
        request.host.rpartition(":")[0] in THIS_MACHINE or request.host in THIS_MACHINE
    )
    return request.host_url.rstrip("/") if is_this_machine else None


def for_paper(path: str) -> str:
    """The whole address of a path, for a card or a letter; `RefusedError` where none is known."""
    found = beginning()
    if found is None:
        raise RefusedError(
            _("Cards and letters need this site's own address. Whoever runs it sets ADDRESS.")
        )
    return found + path


def can_mail() -> bool:
    """Whether this installation can send mails whose links lead here."""
    return bool(here.settings.mail) and beginning() is not None


def home(me: Me) -> str:
    """The endpoint of the first page of somebody who is signed in."""
    if me.kind is PersonKind.PUPIL:
        return "items.space"
    if me.kind is PersonKind.FAMILY:
        return "items.shared"
    if me.teaches:
        return "checking.to_check"
    if me.is_office:
        return "office.school"
    return "concerns.index" if me.is_safety_lead else "checking.waiting_times"
