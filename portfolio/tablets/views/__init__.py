"""Pages around shared tablets: the teacher's list, the tablet itself, and coming in at home."""

from __future__ import annotations

from portfolio.tablets.views import at_home, coming, lists, start
from portfolio.tablets.views.blueprint import bp

__all__ = ["at_home", "bp", "coming", "lists", "start"]
