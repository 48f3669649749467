"""Pages of concerns: raising one, telling someone, and the desk of the safety lead."""

from __future__ import annotations

from portfolio.concerns.views import desk, raising, telling, told
from portfolio.concerns.views.blueprint import bp

__all__ = ["bp", "desk", "raising", "telling", "told"]
