"""A letter in the hand: its address, and the number that stands beside the squares."""

from __future__ import annotations

from portfolio.core import tokens
from tests.conftest import SECRET


def number_on(address: str) -> str:
    """The number on the letter of that address, as its reader types it."""
    return tokens.spaced(tokens.number_beside(SECRET, address.rpartition("/")[2]))
