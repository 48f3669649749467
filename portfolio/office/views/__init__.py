"""The office and the teachers over HTTP: the school, a class, families.

One file a page; each registers its routes on the one blueprint here.
"""

from __future__ import annotations

from portfolio.office.views import classes, families, known_staff, school
from portfolio.office.views.blueprint import bp

__all__ = ["bp", "classes", "families", "known_staff", "school"]
