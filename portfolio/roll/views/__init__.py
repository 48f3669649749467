"""The roll over HTTP: lists sent and taken over, letters, the year, and who is kept apart."""

from __future__ import annotations

from portfolio.roll.views import apart, asking, deciding, lists, year
from portfolio.roll.views.blueprint import bp

__all__ = ["apart", "asking", "bp", "deciding", "lists", "year"]
