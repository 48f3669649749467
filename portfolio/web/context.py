"""What every template is given by name: who is here, the menu, the paper, the assets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import current_app, request, session, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from portfolio.models.enums import PersonKind
from portfolio.notices import queries as notices
from portfolio.web import addresses, faces
from portfolio.web.here import here

if TYPE_CHECKING:
    from flask import Flask

    from portfolio.web.here import Me


@dataclass(frozen=True, slots=True)
class Way:
    """A line of the menu."""

    label: str
    href: str
    icon: str
    current: bool = False
    dot: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence about what was just done."""

    text: str
    undo_href: str | None
    tone: str


def register(app: Flask) -> None:
    """Give every template its named values."""
    app.context_processor(named)
    app.jinja_env.globals.update(face=faces.draw, asset_url=_asset_url)


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
    }


def _asset_url(name: str) -> str:
    return str(current_app.extensions["assets"].url(name))


def _said() -> Said | None:
    said = session.pop("notice", None) if session.get("notice") else None
    return Said(said["text"], said["undo_href"], said["tone"]) if said else None


def _menu(me: Me) -> list[Way]:
    if me.kind is PersonKind.PUPIL:
        dot = notices.has_new(here.db, me.id, here.at)
        return [
            _way(_("My space"), "items.space", "image"),
            _way(_("From others"), "items.shared", "users"),
            _way(_("For me"), "notices.for_me", "message-circle", dot=dot),
            _way(_("My people"), "people.mine", "user"),
        ]
    if me.kind is PersonKind.FAMILY:
        return [_way(_("Shared with me"), "items.shared", "image")]
    return _staff_menu(me)


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
    ways.append(_way(_("Waiting times"), "checking.waiting_times", "plane"))
    return ways


def _way(label: str, endpoint: str, icon: str, *, dot: bool = False) -> Way:
    return Way(label, url_for(endpoint), icon, request.endpoint == endpoint, dot)
