"""New passwords over HTTP: asked for by mail, made by the office, chosen by whoever opens one.

One file a page; each registers its routes on the one blueprint here.
"""

from __future__ import annotations

from portfolio.resets.views import lost, office
from portfolio.resets.views.blueprint import bp

__all__ = ["bp", "lost", "office"]
