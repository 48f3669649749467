"""Items over HTTP: the space, making, showing, sharing, the bin.

One file a page or two; each registers its routes on the one blueprint here.
"""

from __future__ import annotations

from portfolio.items.views import bin_, making, sharing, showing, space
from portfolio.items.views.blueprint import bp

__all__ = ["bin_", "bp", "making", "sharing", "showing", "space"]
