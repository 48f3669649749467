"""After a door opened: a session begins, and leads to the first page of whoever came in.

Every domain with a door of its own calls this; none begins a session by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request, session, url_for

from portfolio.factors import actions as factors
from portfolio.factors import queries as factor_queries
from portfolio.once import queries as once
from portfolio.passkeys import queries as passkey_queries
from portfolio.signin import queries
from portfolio.web import addresses, passkeys, presses, signed_in
from portfolio.web.here import here
from portfolio.web.pages import go_to, see_other

if TYPE_CHECKING:
    from flask import Response

ON_THE_WAY_IN = "on_the_way_in"
"""In the session of a very first visit, until a face is chosen: *This is me* leads on then."""

FIRST_WAYS = ("card", "invitation", "tablet", "let_in")
"""By these ways children and staff come for the first time."""


def begin_once(person_id: int, token: str, *, way: str) -> Response:
    """Sign them in by what opens once; their press is remembered, should its answer get lost."""
    press = presses.key(token)
    answer = begin(person_id, way=way)
    presses.remember(press, person_id, answer.location or "")
    return answer


def begin(
    person_id: int, *, way: str, is_proved: bool = False, tablet_id: int | None = None
) -> Response:
    """Sign them in and go home; on a very first visit by way of choosing a face.

    `is_proved` where a second factor was shown. A right password alone leads `to_second`.

    Families are asked for their address first and offered a face there; the demonstration's
    people have one. `tablet_id` as in `signed_in.begin`.
    """
    may_be_first = way in FIRST_WAYS and not here.settings.demo
    is_first = may_be_first and not queries.was_here_before(here.db, person_id)
    signed_in.begin(
        person_id, way=way, device=presses.device(), is_proved=is_proved, tablet_id=tablet_id
    )
    if way == "letter":
        return see_other("signin.email")
    if way == "fresh_link" and _is_offered(person_id):
        return see_other("passkeys.new")
    if is_first:
        session[ON_THE_WAY_IN] = True
        return see_other("people.my_face")
    return home(303)


def _is_offered(person_id: int) -> bool:
    """Whether to offer a passkey on the way home: their device said that it can make one."""
    is_able = request.form.get("can_passkey") == "1" and passkeys.site() is not None
    return is_able and passkey_queries.is_to_be_offered(here.db, person_id)


def to_second(person_id: int, *, way: str) -> Response:
    """What a right password opens: the page of the second factor, or of setting one up."""
    has_any = factor_queries.of(here.db, person_id).any
    signed_in.stand(factors.stand(here.db, person_id, here.at, way=way))
    return see_other("factors.second" if has_any else "factors.first")


def to_second_once(person_id: int, token: str, *, way: str) -> Response:
    """The same by what opens once; the press is remembered, should its answer get lost."""
    press = presses.key(token)
    answer = to_second(person_id, way=way)
    presses.remember(press, person_id, answer.location or "")
    return answer


def to_second_again(token: str, *, way: str) -> Response | None:
    """The same press of late once more, while nobody went on from it; None where there was none."""
    since = here.at.now - presses.AGAIN_WITHIN
    before = once.taken(here.db, presses.key(token), since)
    if before is None or not factors.leave_thresholds(
        here.db, before.person_id, before.at, here.at
    ):
        return None
    return to_second(before.person_id, way=way)


def home(status: int) -> Response:
    """The first page of whoever is signed in."""
    answer = go_to(url_for(addresses.home(here.someone)))
    answer.status_code = status
    return answer
