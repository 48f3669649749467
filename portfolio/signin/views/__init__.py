"""The doors: cards, letters, fresh links, passwords; and the way out.

One file a door; each registers its routes on the one blueprint here. A GET signs nobody in and
uses nothing up (product.md, rule 14). Slow hashing is done before the unit of work takes its lock.
Nothing here tells whether an address or a card is known.
"""

from __future__ import annotations

from portfolio.signin.views import (
    addresses,
    cards,
    doors,
    fresh_links,
    invitations,
    letters,
    staff,
)
from portfolio.signin.views.blueprint import bp

__all__ = ["addresses", "bp", "cards", "doors", "fresh_links", "invitations", "letters", "staff"]
