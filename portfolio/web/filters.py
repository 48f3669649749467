"""How templates say times, lists of names and a child's clean words."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from flask_babel import format_datetime, format_time, to_user_timezone
from flask_babel import gettext as _
from markupsafe import Markup

from portfolio.web.here import here
from portfolio.web.languages import lasted, written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Flask

A_WEEK = 7


def register(app: Flask) -> None:
    """Add the filters to the templates."""
    app.jinja_env.filters.update(
        names=names,
        day=day,
        date_words=date_words,
        ago=ago,
        clock_time=clock_time,
        waited=waited,
        clean_words=clean_words,
    )


def names(all_names: Sequence[str]) -> str:
    """Names as a sentence has them: "Mum", "Mum and Gran", "Mum, Dad and Gran"."""
    if len(all_names) < 2:  # noqa: PLR2004 -- one name needs no "and"
        return "".join(all_names)
    first, last = ", ".join(all_names[:-1]), all_names[-1]
    return _("%(first)s and %(last)s", first=first, last=last)


def day(value: date | datetime) -> str:
    """A day as people say it: today, yesterday, Sunday, 3 October."""
    on = to_user_timezone(value).date() if isinstance(value, datetime) else value
    away = (here.at.today - on).days
    if away == 0:
        return _("today")
    if away == 1:
        return _("yesterday")
    if 1 < away < A_WEEK:
        return written(on, "EEEE")
    return written(on, "d MMMM" if on.year == here.at.today.year else "d MMMM yyyy")


def date_words(value: date) -> str:
    """A day of the calendar, be it past or to come: 3 October 2026."""
    return written(value, "d MMMM yyyy")


def ago(value: datetime) -> str:
    """A time as people say it: just now, 5 minutes ago, yesterday."""
    away = here.at.now - value
    if away < timedelta(minutes=1):
        return _("just now")
    if away < timedelta(hours=20):
        return _("%(time)s ago", time=lasted(away))
    return day(value)


def clock_time(value: datetime) -> str:
    """A time of the school's day: 14:05."""
    return format_time(value, "HH:mm")


def waited(value: datetime) -> str:
    """How long something has waited: 12 minutes, 2 days."""
    return lasted(max(here.at.now - value, timedelta(minutes=1)))


def clean_words(html: str) -> Markup:
    """A child's words as page text: they were cleaned when they were saved (core/words.py)."""
    return Markup(html)  # noqa: S704 -- the one place; nothing but core/words.clean is ever stored


def at_time(value: datetime) -> str:
    """The full time, for a title."""
    return format_datetime(value)
