"""Fast praise ("well done") ends a talk that a starter would begin: it gets a soft offer.

Only an offer: whoever sends it anyway sends it (visual.md).
"""

from __future__ import annotations

import re

AT_MOST_WORDS = 4
"""Longer than that, somebody has begun to say what they saw."""


def is_fast_praise(words: str, praises: str) -> bool:
    """Whether the words are hardly more than one of the `praises` (phrases parted by commas)."""
    said = re.findall(r"[\w']+", words.casefold())
    if not 0 < len(said) <= AT_MOST_WORDS:
        return False
    told = f" {' '.join(said)} "
    return any(f" {praise.strip().casefold()} " in told for praise in praises.split(","))
