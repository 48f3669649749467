"""What a checker should look at twice in an adult's words.

A flag is shown to whoever reads the words first, and to nobody else; it blocks nothing, changes
nothing and is kept nowhere. It reads by plain patterns on this machine: nothing is sent away and
nothing is learnt. That it finds nothing does not mean that there is nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ROUGH = Path(__file__).with_name("rough_words.txt")


class Flag(StrEnum):
    """What was found."""

    CONTACT = "contact"
    """A way to reach somebody past the school: an address, a number, a service for messages."""
    LINK = "link"
    """An address of the web."""
    ROUGH = "rough"
    """A rough word or a threat (rough_words.txt)."""
    CHILD = "child"
    """The first name of a child who is neither the owner nor the author's own."""


@dataclass(frozen=True, slots=True)
class Flags:
    """What was found, in the order of `Flag`, and the names of other children."""

    found: tuple[Flag, ...] = ()
    names: tuple[str, ...] = ()


NONE = Flags()

PART = re.compile(r"[^\W\d_]+")
"""A part of a name: letters, with what stands between two of them left out."""

SERVICES = (
    "whats ?app|snap ?chat|insta(gram)?|tik ?tok|discord|telegram|facebook|messenger|facetime|skype"
)
PROVIDERS = "gmail|hotmail|outlook|yahoo|icloud|proton ?mail"
ENDINGS = "com|org|net|info|uk|io|app|tv|gg|eu|co|ly|be"

CONTACT = re.compile(
    rf"""
    [\w.+-]+ \s? (@|\(at\)|\[at\]) \s? [\w-]+ (\.|\sdot\s) \w+  # an e-mail address, spelt out too
    | \b({PROVIDERS})\b
    | \b({SERVICES})\b
    | (?<!\w) \+? \(? \d (?:[\s().-]{{0,2}}\d){{8,}}  # nine digits or more: no date has them
    | \b [a-z]{{1,2}} \d [a-z\d]? \s? \d [a-z]{{2}} \b           # a British postcode
    """,
    re.IGNORECASE | re.VERBOSE,
)

LINK = re.compile(
    rf"https?:|\bwww\.|(?<![\w@.-])[a-z0-9-]+(\.[a-z0-9-]+)*\.({ENDINGS})\b(?!\.\w)",
    re.IGNORECASE,
)


def flags(words: str, names: Iterable[str]) -> Flags:
    """What to look at twice in `words`; `names` are first names of children who may be meant."""
    named = tuple(name for name in dict.fromkeys(names) if _names(words, name))
    found = {
        Flag.CONTACT: CONTACT.search(words),
        Flag.LINK: LINK.search(words),
        Flag.ROUGH: _rough().search(words),
        Flag.CHILD: named,
    }
    return Flags(tuple(flag for flag, here in found.items() if here), named)


def may_be_names(words: str) -> set[str]:
    """What in these words could be a first name, of up to three parts: each with a capital."""
    parts = list(PART.finditer(words))
    spans = {
        words[first.start() : last.end()]
        for place, first in enumerate(parts)
        for last in parts[place : place + 3]
    }
    named = {one for one in spans if one[0].isupper()}
    return named | {one.title() for one in named if one.isupper()}


def _names(words: str, name: str) -> bool:
    """Whether the name stands there as a name: "Will", not "will"; "WILL" counts too."""
    ways = "|".join(re.escape(one) for one in (name, name.upper()) if one)
    return bool(ways and re.search(rf"(?<!\w)({ways})(?!\w)", words))


@cache
def _rough() -> re.Pattern[str]:
    """Each line of the file as whole words; `*` stands for any ending."""
    lines = [line.strip() for line in ROUGH.read_text(encoding="utf-8").splitlines()]
    kept = [line for line in lines if line and not line.startswith("#")]
    ways = "|".join(re.escape(line).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for line in kept)
    return re.compile(rf"(?<!\w)({ways})(?!\w)", re.IGNORECASE)
