"""What a child is called on a shared tablet: the first name, and where two share it an initial.

A surname comes in here and never leaves: one letter of it at most.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def shown(people: Iterable[tuple[int, str, str]]) -> dict[int, str]:
    """How each of these (number, first name, surname) is called among them."""
    everybody = list(people)
    same = Counter(first.casefold() for _id, first, _surname in everybody)
    return {
        number: f"{first} {surname[0].upper()}" if same[first.casefold()] > 1 and surname else first
        for number, first, surname in everybody
    }
