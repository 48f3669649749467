"""What every template is given by name: who is here, the menu, the paper, the assets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import current_app, request, session, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from portfolio.models.enums import PersonKind, Stage
from portfolio.notices import queries as notices
from portfolio.visibility import openings
from portfolio.web import addresses, faces
from portfolio.web.here import here

if TYPE_CHECKING:
    from flask import Flask

    from portfolio.web.here import Me


MAKING = {
    "items.make",
    "items.create",
    "items.kept",
    "items.shares",
    "items.preview",
    "items.put_up",
}
"""The one task of making a thing and showing it, page by page."""

CHANGING = {
    "items.edit",
    "items.save_draft",
    "concerns.item",
    "concerns.raise_item",
    "concerns.words",
    "concerns.raise_words",
}
"""Pages that have a *Back* of their own."""

TELLING = {"concerns.tell", "concerns.told_it", "concerns.mine"}
"""Where a child tells someone, and reads what they told."""


@dataclass(frozen=True, slots=True)
class Way:
    """A line of the menu."""

    label: str
    href: str
    icon: str
    current: bool = False
    dot: bool = False


@dataclass(frozen=True, slots=True)
class OnTablet:
    """What a page on a shared tablet knows of its time (templates/components/still_here.html)."""

    seconds_left: int
    ask_href: str
    faces_href: str


@dataclass(frozen=True, slots=True)
class Helpline:
    """Whom a child can ring at any hour."""

    name: str
    number: str


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence about what was just done."""

    text: str
    undo_href: str | None
    tone: str


def register(app: Flask) -> None:
    """Give every template its named values."""
    app.context_processor(named)
    app.jinja_env.globals.update(face=faces.draw, asset_url=_asset_url, acting=_acting)


def named() -> dict[str, Any]:
    """The values that every page has."""
    me = here.me
    locale = get_locale()
    return {
        "me": me,
        "stage": me.stage.value if me and me.stage else "adult",
        "paper": me.paper if me and me.kind is PersonKind.PUPIL else "chalk",
        "nav": _menu(me) if me else [],
        "lang": str(locale or "en").replace("_", "-"),
        "dir": locale.text_direction if locale else "ltr",
        "finish_href": url_for("signin.sign_out"),
        "notice": _said(),
        "demo": here.settings.demo,
        "can_mail": addresses.can_mail(),
        "on_tablet": _on_tablet(me),
        "is_telling": request.endpoint in TELLING - {"concerns.mine"},
        "helpline": Helpline(here.settings.helpline_name, here.settings.helpline_number),
    }


def _acting() -> str:
    """For whom a form is made: whoever sits here later can not send it (T37)."""
    return here.me.public_id if here.me else ""


def _on_tablet(me: Me | None) -> OnTablet | None:
    """For a child's pages on a shared tablet; None elsewhere. Asks the database nothing."""
    if me is None or me.tablet_id is None or me.until is None:
        return None
    left = int((me.until - here.at.now).total_seconds())
    return OnTablet(left, url_for("tablets.still_here"), url_for("tablets.start"))


def _asset_url(name: str) -> str:
    return str(current_app.extensions["assets"].url(name))


def _said() -> Said | None:
    said = session.pop("notice", None) if session.get("notice") else None
    return Said(said["text"], said["undo_href"], said["tone"]) if said else None


def _menu(me: Me) -> list[Way]:
    if me.kind is PersonKind.PUPIL:
        return _childs_menu(me)
    if me.kind is PersonKind.FAMILY:
        return [
            _way(_("Shared with me"), "items.shared", "image"),
            _way(_("Devices"), "devices.mine", "monitor"),
        ]
    return _staff_menu(me)


def _childs_menu(me: Me) -> list[Way]:
    """The four places; for the youngest fewer, and on the way through making a thing one or none.

    At most five choices stand on their screen (visual.md): My people lies at the foot of My space.
    """
    is_early = me.stage is Stage.EARLY
    if is_early and request.endpoint in CHANGING:
        return []
    ways = [_way(_("My space"), "items.space", "image")]
    if is_early and request.endpoint in MAKING | TELLING:
        return ways
    dot = me.is_answered or notices.has_new(here.db, me.id, here.at)
    ways += [
        _way(_("From others"), "items.shared", "users"),
        _way(_("For me"), "notices.for_me", "message-circle", dot=dot),
    ]
    return ways if is_early else [*ways, _way(_("My people"), "people.mine", "user")]


def _staff_menu(me: Me) -> list[Way]:
    ways = []
    if me.teaches:
        ways += [
            _way(_("To check"), "checking.to_check", "check"),
            _way(_("My class"), "office.my_class", "users"),
            _way(_("Up now"), "items.shared", "image"),
        ]
    if me.teaches or me.is_office:
        ways.append(_way(_("Families"), "office.families", "mail"))
    if me.is_office:
        ways.append(_way(_("School"), "office.school", "school"))
    elif me.is_safety_lead:
        ways.append(_way(_("Kept apart"), "roll.restrictions", "shield"))
    if me.is_office or me.is_safety_lead:
        ways.append(_way(_("Safety"), "concerns.index", "shield", dot=_waits_for_safety(me)))
    ways.append(_way(_("Waiting times"), "checking.waiting_times", "plane"))
    return ways


def _waits_for_safety(me: Me) -> bool:
    """A concern that nobody has read, or an opening that this person is to review."""
    return me.has_concerns or bool(openings.to_review(here.db, me.id, here.at))


def _way(label: str, endpoint: str, icon: str, *, dot: bool = False) -> Way:
    return Way(label, url_for(endpoint), icon, request.endpoint == endpoint, dot)
