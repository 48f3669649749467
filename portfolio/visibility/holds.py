"""What must not be purged for good: what is held, and what a concern about a child still needs.

It stops the purging, never the hiding (product.md, section 5; promises B01-B06).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, or_

from portfolio.models import Concern, Hold

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from portfolio.visibility.standing import PersonId


def keeps_all_of(pupil: PersonId) -> ColumnElement[bool]:
    """Something of that child is held, or a concern in their space is open.

    Whichever thing it is about: what was covered stands in no thing any more.
    """
    held = exists().where(Hold.pupil_id == pupil, Hold.ended_at.is_(None))
    concern = exists().where(Concern.owner_id == pupil, Concern.settled_at.is_(None))
    return or_(held, concern)
