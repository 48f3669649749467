"""What a look at an item is to its owner: whether it is noted once, or on each day.

It tells nobody who sees what: `rule.py` does, before any look is noted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, or_

from portfolio.models import BreakGlass, Look
from portfolio.models.enums import ShareKind
from portfolio.visibility.rule import SHARE, is_shown

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement


def is_told() -> ColumnElement[bool]:
    """The look was no exceptional opening, or its owner has been told of that opening."""
    return or_(Look.opening_id.is_(None), BreakGlass.told_at.is_not(None))


def is_for_teachers(item_id: ColumnElement[int]) -> ColumnElement[bool]:
    """The owner asks the teachers, as such, to see the item: that waits for no look."""
    return exists().where(
        SHARE.c.item_id == item_id,
        SHARE.c.kind == ShareKind.TEACHERS,
        is_shown(SHARE),
    )
