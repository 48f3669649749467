"""Every route says who may come: a view without a guard is refused when it is registered.

Whoever may not come gets the same 404 as for an address that does not exist.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Flask, request

from portfolio.core.errors import ClosedForFamiliesError, NotThereError, ProofNeededError
from portfolio.models.enums import PersonKind
from portfolio.web.errors import note
from portfolio.web.here import here
from portfolio.web.still import WAY_OUT

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.web.here import Me

View = TypeVar("View", bound="Callable[..., Any]")


class Guard(StrEnum):
    """Who may come to a route."""

    ANYONE = "anyone"
    """Signed in or not: sign-in pages, static files."""
    PERSON = "person"
    """Anybody signed in."""
    PUPIL = "pupil"
    """Children."""
    FAMILY = "family"
    """Family members."""
    ADULT = "adult"
    """Family members and staff."""
    STAFF = "staff"
    """Anybody who works here."""
    TEACHER = "teacher"
    """Staff who teach a group today."""
    OFFICE = "office"
    """Staff with the office duty."""
    OFFICE_OR_TEACHER = "office_or_teacher"
    """Those who may make invitations."""
    OFFICE_OR_LEAD = "office_or_lead"
    """Those who may know whom the office keeps from a child, and may stop all comments."""
    LEAD = "lead"
    """Staff with the safeguarding duty."""


STAYS_OPEN = ("files", "demo")
"""What a family member may still do while the school has stopped all families."""

ALLOWS: dict[Guard, Callable[[Me], bool]] = {
    Guard.PERSON: lambda _: True,
    Guard.PUPIL: lambda me: me.kind is PersonKind.PUPIL,
    Guard.FAMILY: lambda me: me.kind is PersonKind.FAMILY,
    Guard.ADULT: lambda me: me.kind in {PersonKind.FAMILY, PersonKind.STAFF},
    Guard.STAFF: lambda me: me.kind is PersonKind.STAFF,
    Guard.TEACHER: lambda me: me.kind is PersonKind.STAFF and me.teaches,
    Guard.OFFICE: lambda me: me.kind is PersonKind.STAFF and me.is_office,
    Guard.OFFICE_OR_TEACHER: lambda me: (
        me.kind is PersonKind.STAFF and (me.is_office or me.teaches)
    ),
    Guard.OFFICE_OR_LEAD: lambda me: (
        me.kind is PersonKind.STAFF and (me.is_office or me.is_safety_lead)
    ),
    Guard.LEAD: lambda me: me.kind is PersonKind.STAFF and me.is_safety_lead,
}


class GuardedFlask(Flask):
    """A Flask that takes no view without a guard."""

    def log_exception(self, exc_info: Any) -> None:  # noqa: ANN401 -- Flask's own type
        """Log an error without its address, which may hold a card's or a letter's secret."""
        note(exc_info[1])

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Any | None = None,  # noqa: ANN401 -- Flask's own type
        provide_automatic_options: bool | None = None,  # noqa: FBT001 -- Flask's own signature
        **options: Any,  # noqa: ANN401 -- Flask's own type
    ) -> None:
        """Register the view; `TypeError` if it declares no guard."""
        if not isinstance(getattr(view_func, "guard", None), Guard):
            raise TypeError(f"{rule} declares no guard")
        super().add_url_rule(rule, endpoint, view_func, provide_automatic_options, **options)


def guard(who: Guard) -> Callable[[View], View]:
    """Mark a view as open to `who`; nobody else learns that it exists."""

    def mark(view: View) -> View:
        view.guard = who  # type: ignore[attr-defined]
        return view

    return mark


anyone = guard(Guard.ANYONE)
person = guard(Guard.PERSON)
pupil = guard(Guard.PUPIL)
family = guard(Guard.FAMILY)
adult = guard(Guard.ADULT)
staff = guard(Guard.STAFF)
teacher = guard(Guard.TEACHER)
office = guard(Guard.OFFICE)
office_or_teacher = guard(Guard.OFFICE_OR_TEACHER)
office_or_lead = guard(Guard.OFFICE_OR_LEAD)
lead = guard(Guard.LEAD)


def proven(view: View) -> View:
    """Mark a view, beside its guard, as one that asks for a second factor of late.

    Put it on the page of a duty's form and on what the form is sent to: the page leads to being
    asked and back, the form gives its words back to be sent again. On routes for office and
    teachers it asks those who hold the office duty, on those for all adults it asks staff.
    """
    view.proven = True  # type: ignore[attr-defined]
    return view


def leads(view: View) -> View:
    """Mark a view as the safety lead's, who showed a second factor of late."""
    return lead(proven(view))


def check(app: Flask) -> None:
    """Let the request through, or raise; runs before every view.

    `NotThereError` for whoever may not come, `ProofNeededError` for whoever may after they showed
    their second factor again; `ClosedForFamiliesError` for families while the school has stopped
    them, whom the rule shows nothing either.
    """
    view = app.view_functions.get(request.endpoint or "")
    who = getattr(view, "guard", None)
    me = here.me
    if me is not None and _is_closed_for(me):
        raise ClosedForFamiliesError
    if who is Guard.ANYONE:
        return
    if who is None or me is None or not ALLOWS[who](me):
        raise NotThereError
    if getattr(view, "proven", False) and _is_asked(who, me) and not is_proved(me):
        raise ProofNeededError


def _is_closed_for(me: Me) -> bool:
    is_open = request.blueprint in STAYS_OPEN or request.endpoint == WAY_OUT
    return me.kind is PersonKind.FAMILY and me.families_stopped and not is_open


def _is_asked(who: Guard, me: Me) -> bool:
    """Families have no second factor, and teachers none to show for what every teacher may do."""
    return me.is_office if who is Guard.OFFICE_OR_TEACHER else me.kind is PersonKind.STAFF


def is_proved(me: Me) -> bool:
    """Whether they showed a second factor in this session of late (the setting STEP_UP_MINUTES)."""
    lasts = timedelta(minutes=here.settings.step_up_minutes)
    return me.proved_at is not None and here.at.now - me.proved_at < lasts
