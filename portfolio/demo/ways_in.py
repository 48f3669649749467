"""How people of the demonstration school really come in: secrets that everybody may know.

The same at each loading, so that a page and a script can say them. Nothing here may be used for
a school of one's own.
"""

from __future__ import annotations

import hashlib

from portfolio.core.tokens import ALPHABET, CODE_SIGNS

PICTURES = "cat sun boat"
"""The three pictures of each child in a class of the early stage."""

WORD = "puddle"
"""The word of each other child."""

PASSWORD = "demonstration school"  # noqa: S105 -- known to everybody, and shown on the page of people
"""The password of all staff."""

APP_CHANCE = "everybody-may-know-what-staff-show"
"""Behind the authenticator app of all staff: its key is shown on the page of people."""


def card_code(first_name: str, surname: str) -> str:
    """The code on a child's card: as long as a real one, and the same for the same name."""
    spread = hashlib.sha256(f"{first_name} {surname}".encode()).digest()
    return "".join(ALPHABET[sign % len(ALPHABET)] for sign in spread[:CODE_SIGNS])
