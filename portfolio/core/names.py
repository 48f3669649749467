"""The order of names in every list: as a reader looks for them, whatever their accents or case.

A database sorts "Élodie" after "Zofia", and each one in its own way; so lists of people, which
are short, are put in order here.
"""

from __future__ import annotations

import unicodedata


def in_order(*names: str) -> tuple[tuple[str, str], ...]:
    """What to sort somebody by: each name folded, and then as it is written."""
    return tuple((folded(name), name) for name in names)


def folded(name: str) -> str:
    """The name without case and accents: "Élodie" is found under "elodie"."""
    apart = unicodedata.normalize("NFKD", name).casefold()
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
