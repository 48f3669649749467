"""Second factors over HTTP: showing one, setting one up, being asked again.

One file a page; each registers its routes on the one blueprint here.
"""

from __future__ import annotations

from portfolio.factors.views import again, anew, first, second
from portfolio.factors.views.blueprint import bp

__all__ = ["again", "anew", "bp", "first", "second"]
