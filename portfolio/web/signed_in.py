"""Who is signed in: from the cookie's token to the person, through Flask-Login.

The cookie (signed, HttpOnly, SameSite=Lax, `__Host-` under TLS) holds only the session's token
and when the browser was last here; Flask-Login's remember cookie is not used.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask import g, request, session
from flask_login import LoginManager, login_user, logout_user

from portfolio.core import tokens
from portfolio.core.errors import ClosedForFamiliesError
from portfolio.models.enums import PersonKind, Stage
from portfolio.signin import actions, queries
from portfolio.web import still
from portfolio.web.here import Me, here
from portfolio.web.work import looking

if TYPE_CHECKING:
    from flask import Flask, Response
    from sqlalchemy import Row

SEEN_EVERY = timedelta(seconds=60)
"""How often the cookie's last visit is moved on: not at each request, it costs a header."""

SEEN_EVERY_ON_A_TABLET = timedelta(seconds=10)
"""There minutes count, and the page asks the server in between."""

THE_BROWSERS_OWN = {"browser", "csrf_token"}
"""What a cookie keeps of a browser whoever sits before it: it binds a mailed link, and a form."""


def register(app: Flask) -> None:
    """Let Flask-Login load people from our table of sessions."""
    manager = LoginManager()
    manager.session_protection = None  # would tie sessions to addresses, which schools change
    manager.init_app(app, add_context_processor=False)
    manager.user_loader(_find)


def load() -> None:
    """Set who is signed in, before any guard asks."""
    g.me = None
    token = session.get("_user_id")
    g.me = _find(token) if isinstance(token, str) else None
    is_visit = request.method == "POST" and request.endpoint != still.WAY_OUT
    if g.me is not None and is_visit and not g.me.is_noted:
        actions.note_seen(here.db, g.me.sign_in_id, here.at)
    if g.me is None and token is not None:
        was_away = _away() > _shortest_idle()
        _forget()  # away too long or ended: no later request may bring it back
        if was_away:
            session["was_away"] = True  # until somebody comes in or says that they are finished


def _forget() -> None:
    """Leave in the cookie what is the browser's alone.

    Whoever sits here next reads no sentence that was meant for the one before (T36).
    """
    for name in session.keys() - THE_BROWSERS_OWN:
        session.pop(name)


def begin(
    person_id: int,
    *,
    way: str,
    device: str,
    is_proved: bool = False,
    tablet_id: int | None = None,
) -> None:
    """Sign the person in on this browser, with a new session and a new token (T32).

    `tablet_id` where the browser is a shared tablet and they are a child of its class.
    """
    leave()
    token = actions.begin(here.db, person_id, here.at, way=way, device=device, is_proved=is_proved)
    if tablet_id is not None:
        actions.put_on_tablet(here.db, token, tablet_id, here.at)
    found = queries.find(here.db, token, here.at)
    if found is not None and found.families_stopped and found.kind is PersonKind.FAMILY:
        raise ClosedForFamiliesError  # whatever the door: what opened it is not used up
    session.clear()
    if found is not None:
        g.me = _me(found, token)
        login_user(g.me)
        session["seen"] = here.at.now.isoformat()
        session.permanent = True


def leave() -> None:
    """End whoever's session this browser has: somebody else comes in by it."""
    if here.me is not None:
        actions.end(here.db, here.me.sign_in_id, here.at)
    g.me = None


def stand(token: str) -> None:
    """The first half was right: this browser keeps the token of its threshold, and nothing else."""
    leave()
    session.clear()
    session["threshold"] = token


def standing() -> str:
    """The token of the threshold on which this browser stands; empty where on none."""
    return str(session.get("threshold", ""))


def prove() -> None:
    """Whoever is signed in showed their second factor again: a new token for this browser (T32)."""
    token = actions.prove(here.db, here.someone.sign_in_id, here.at)
    g.me = replace(here.someone, token=token, proved_at=here.at.now)
    login_user(g.me)


def end(answer: Response) -> Response:
    """Sign out: the session ends here, and the browser forgets what it kept (T36)."""
    if here.me is not None and not still.is_on():
        actions.end(here.db, here.me.sign_in_id, here.at)
    logout_user()
    session.clear()
    g.me = None
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def _find(token: str) -> Me | None:
    with looking() as db:
        found = queries.find(db, token, here.at)
        if found is None or _is_idle(found):
            return None
        return _me(found, token)


def _is_idle(found: Row[*tuple[Any, ...]]) -> bool:
    """Whether the last visit is too long ago; moves the cookie's last visit on."""
    away = _away()
    if away > _limits(found).idle:
        return True
    if away > (SEEN_EVERY if found.tablet_id is None else SEEN_EVERY_ON_A_TABLET):
        session["seen"] = here.at.now.isoformat()
    return False


def _limits(found: Row[*tuple[Any, ...]]) -> queries.Limits:
    on_a_tablet = found.tablet_id is not None
    return queries.ON_A_TABLET if on_a_tablet else queries.limits_by_kind(here.settings)[found.kind]


def _shortest_idle() -> timedelta:
    """Away for longer than that, one is told so, whatever else ended the session meanwhile."""
    return min(limits.idle for limits in queries.limits_by_kind(here.settings).values())


def _away() -> timedelta:
    """How long ago the browser was last here; for ever where the cookie does not say."""
    try:
        return here.at.now - datetime.fromisoformat(session.get("seen", ""))
    except ValueError:
        return timedelta.max


def was_away() -> bool:
    """Whether this browser's last session ended because nobody was there.

    Known from its cookie alone, so that no address says more than another.
    """
    return bool(session.get("was_away"))


def _me(found: Row[*tuple[Any, ...]], token: str) -> Me:
    return Me(
        id=found.id,
        public_id=found.public_id,
        kind=found.kind,
        first_name=found.first_name,
        called=found.called,
        face=found.face,
        paper=found.paper,
        sign_in_id=found.sign_in_id,
        stage=(found.stage or Stage.OLDER) if found.kind is PersonKind.PUPIL else None,
        teaches=found.teaches,
        is_office=found.is_office,
        is_safety_lead=found.is_safety_lead,
        comments_stopped=found.comments_stopped,
        families_stopped=found.families_stopped,
        has_concerns=found.is_safety_lead and found.has_concerns,
        is_told=found.is_told,
        is_answered=found.is_answered,
        proved_at=found.proved_at,
        is_noted=found.seen_on == here.at.today,
        token=token,
        tablet_id=found.tablet_id,
        until=None if found.tablet_id is None else min(found.expires_at, found.on_until),
    )


def browser() -> str:
    """A token that this browser keeps before anybody is signed in: binds a mailed link to it."""
    if "browser" not in session:
        session["browser"] = tokens.new_token()
        session.permanent = True
    return str(session["browser"])


def device(agent: str) -> str:
    """A browser's own description in plain words, such as "Chrome on Android"."""
    return f"{_first(agent, BROWSERS)} on {_first(agent, SYSTEMS)}"


BROWSERS = ("Edg", "Firefox", "Chrome", "Safari")
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Macintosh", "CrOS", "Linux")


def _first(agent: str, names: tuple[str, ...]) -> str:
    return next((name for name in names if name in agent), "a device")
