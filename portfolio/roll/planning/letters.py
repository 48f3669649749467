"""What a list of ties would do: the letters to be made. It ties nobody, and ends nobody's tie."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from portfolio.roll.planning.plan import A_PART

if TYPE_CHECKING:
    from portfolio.roll.planning.known import KnownPerson
    from portfolio.roll.reading.rows import Wrong

ADULTS_AT_MOST: Final = 8
"""More adults of one child are looked at twice: two parents, their partners and four grandparents
are eight. A column that slipped by a row gives one child the families of many."""


@dataclass(frozen=True, slots=True)
class Adult:
    """Somebody of a child's family: here by a tie, or asked by a letter that can still open."""

    pupil_id: int
    called: str
    home_id: int
    home: str
    is_here: bool


class Doubt(StrEnum):
    """Why a letter may be one too many."""

    ELSEWHERE = "elsewhere"
    """The child has somebody of that word already, in another home."""
    ENDED = "ended"
    """Somebody of that word belonged to the child, and does so no more."""


@dataclass(frozen=True, slots=True)
class NewLetter:
    """A letter to be made; `home_id` None: a home of its own, called `home`."""

    child: KnownPerson
    group_id: int
    called: str
    home_id: int | None
    home: str
    language: str
    doubt: Doubt | None


@dataclass(frozen=True, slots=True)
class LettersPlan:
    """All that would happen. It can be done only without `wrong` rows."""

    letters: tuple[NewLetter, ...]
    """By class and child, and of one child by home."""
    already: tuple[Adult, ...]
    """In the list, and here or asked already."""
    stay: tuple[Adult, ...]
    """Of children in the list, and not in it: a file ends nobody's tie."""
    children: tuple[KnownPerson, ...]
    """Those whom the list names and who fit."""
    wrong: tuple[Wrong, ...]

    @property
    def crowded(self) -> list[KnownPerson]:
        """The children who would have more adults than is usual, by this list."""
        adults = Counter(one.pupil_id for one in (*self.already, *self.stay))
        adults.update(one.child.id for one in self.letters)
        asked = {one.child.id for one in self.letters}
        return [one for one in self.children if one.id in asked and adults[one.id] > ADULTS_AT_MOST]

    def doubted(self, doubt: Doubt) -> list[NewLetter]:
        """The letters about which there is that doubt."""
        return [one for one in self.letters if one.doubt is doubt]

    @property
    def asks_again(self) -> bool:
        """Whether more than a quarter of those here would be asked again, by another home."""
        known = len(self.already) + len(self.stay)
        return len(self.doubted(Doubt.ELSEWHERE)) * A_PART > known

    @property
    def is_held(self) -> bool:
        """Whether it is looked at twice."""
        return bool(self.crowded or self.asks_again or self.doubted(Doubt.ENDED))

    @property
    def to_type(self) -> int | None:
        """The number that whoever says yes types first, where it is looked at twice."""
        return len(self.letters) if self.is_held else None

    @property
    def is_ready(self) -> bool:
        """Whether it can be done as it is."""
        return bool(self.letters) and not self.wrong

    def print(self) -> str:
        """A text that is the same exactly while the plan is the same."""
        return hashlib.sha256(repr(self).encode()).hexdigest()

    def by_class(self) -> dict[int, list[NewLetter]]:
        """The letters of each class, by its number."""
        found: dict[int, list[NewLetter]] = {}
        for letter in self.letters:
            found.setdefault(letter.group_id, []).append(letter)
        return found
