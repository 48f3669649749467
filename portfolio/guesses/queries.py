"""Whether one more try is taken: counters in SQL, one for all workers (T52).

What is tried (a card, an address, somebody's second factor) is counted apart for each browser
that came in by it before, for each place (network address) of strangers, and for all strangers
together. So whoever guesses makes themselves wait, and all strangers at most, but never a browser
that its person uses. No place is counted for itself: a school of 300 tablets is one place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from portfolio.core import tokens
from portfolio.models import Guess

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment


@dataclass(frozen=True, slots=True)
class Limit:
    """So many wrong ones within so long; then one waits."""

    wrong: int
    within: timedelta


ONE = Limit(10, timedelta(minutes=10))
"""From one known browser, or from strangers in one place: 1,440 a day."""

STRANGERS = Limit(100, timedelta(hours=1))
"""From strangers everywhere together, whatever addresses they come from: 2,400 a day."""


@dataclass(frozen=True, slots=True)
class Try:
    """A try: what is tried, from which place, and by which known browser (empty: a stranger's)."""

    subject: str
    place: str
    browser: str = ""

    def counters(self) -> dict[str, Limit]:
        """What counts this try, by fingerprint: no name, address or secret is kept."""
        if self.browser:
            return {tokens.fingerprint(f"{self.subject} by {self.browser}"): ONE}
        return {
            tokens.fingerprint(f"{self.subject} from {self.place}"): ONE,
            tokens.fingerprint(f"{self.subject} from strangers"): STRANGERS,
        }


def is_open(db: Session, one: Try, at: Moment) -> bool:
    """Whether this try is taken; else one waits, whatever the secret is."""
    return all(
        _wrong(db, counter, at, limit.within) < limit.wrong
        for counter, limit in one.counters().items()
    )


def _wrong(db: Session, counter: str, at: Moment, within: timedelta) -> int:
    tried = select(func.count()).where(Guess.subject == counter, Guess.at > at.now - within)
    return db.scalar(tried) or 0
