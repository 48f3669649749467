"""The desk of a teacher: its pages, and the lines of its queue. HTTP only: reads are in queries."""

from __future__ import annotations

from portfolio.checking.views.desk import bp

__all__ = ["bp"]
