"""In which language a page speaks, and how that language writes days and spans of time.

A page says hundreds of words: its catalogue is looked up once a request, not once a word, and
what was written of a day is kept. Nothing here knows of people.
"""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from babel import dates
from flask import g, request
from flask_babel import Babel, Domain, get_locale

if TYPE_CHECKING:
    from datetime import date

    from babel.support import NullTranslations
    from flask import Flask

LANGUAGES = ("en",)
A_MINUTE = 60
UNITS = (365 * 86400, 30 * 86400, 7 * 86400, 86400, 3600, A_MINUTE)
"""In seconds, the largest first: as Babel has its year, month, week, day, hour and minute."""


def register(app: Flask) -> None:
    """Let Flask-Babel choose the language, and templates speak it."""
    Babel(app, locale_selector=language)
    catalogue = _Catalogue()
    app.before_request(catalogue.as_default)


def language() -> str:
    """The best language for this browser among those that the catalogue has."""
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


class _Catalogue(Domain):
    """The words of the request's language, looked up once."""

    def get_translations(self) -> NullTranslations:
        """What Flask-Babel asks for with every word."""
        if "catalogue" not in g:
            g.catalogue = super().get_translations()
        found: NullTranslations = g.catalogue
        return found


def _here() -> str:
    """The request's language by its code."""
    if "language" not in g:
        g.language = str(get_locale())
    return str(g.language)


def written(on: date, pattern: str) -> str:
    """The day by a pattern of Unicode's, such as "d MMMM"."""
    return _written(on, pattern, _here())


@lru_cache(maxsize=4096)
def _written(on: date, pattern: str, locale: str) -> str:
    return dates.format_date(on, pattern, locale)


def lasted(span: timedelta) -> str:
    """How long something took: 12 minutes, 2 days. Whole ones: 40 hours are one day, not two."""
    seconds = int(span.total_seconds())
    unit = next((one for one in UNITS if seconds >= one), A_MINUTE)
    return _lasted(seconds // unit * unit, _here())


@lru_cache(maxsize=4096)
def _lasted(seconds: int, locale: str) -> str:
    """A whole number of one unit, which Babel has no need to round (and rounds up)."""
    return dates.format_timedelta(
        timedelta(seconds=seconds), granularity="minute", threshold=1, locale=locale
    )
