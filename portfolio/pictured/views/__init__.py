"""Pages about who is in a picture. One file a page or two, all on the one blueprint here."""

from __future__ import annotations

from portfolio.pictured.views import covering, in_this, of_me, permitting, who
from portfolio.pictured.views.blueprint import bp

__all__ = ["bp", "covering", "in_this", "of_me", "permitting", "who"]
