"""Who would read what somebody says now: decided in one place.

For saying it, and for knowing it again when it is sent twice. Asks the rule; writes nothing.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from portfolio.core.errors import NotAllowedError
from portfolio.models import Person
from portfolio.models.enums import CommentState, PersonKind
from portfolio.visibility import circle, talk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from portfolio.models import Comment
    from portfolio.visibility.heard import Heard
    from portfolio.visibility.reads import Sight
    from portfolio.visibility.viewer import Viewer


class Readers(NamedTuple):
    """Who would read it: one household alone, or (None) all who see the item; the family alone."""

    kind: PersonKind
    """Of whoever says it."""
    household_id: int | None
    family_only: bool


def answered(read: Iterable[Heard], reply_to: str) -> Heard | None:
    """The comment with that public id, if it is among those that the viewer reads and is up."""
    found = (one for one in read if one.public_id == reply_to and one.state is CommentState.UP)
    return next(found, None)


def of_words(db: Session, viewer: Viewer, sight: Sight, answers: Heard | None) -> Readers:
    """Who would read the viewer's words, said now; `NotAllowedError` where they have no say."""
    kind = db.scalars(select(Person.kind).where(Person.id == viewer.id)).one()
    stays = _stays_in_family(db, viewer, sight, answers)
    return Readers(kind, _household(db, viewer, sight, kind, answers), stays)


def _household(
    db: Session, viewer: Viewer, sight: Sight, kind: PersonKind, answers: Heard | None
) -> int | None:
    """The talk's household, else a family member's own; without one they have no say."""
    if answers is not None and answers.household_id is not None:
        return answers.household_id
    if kind is not PersonKind.FAMILY or viewer.id is None:
        return None
    household = circle.household_towards(db, viewer.id, sight, viewer.at)
    if household is None:
        raise NotAllowedError
    return household


def _stays_in_family(db: Session, viewer: Viewer, sight: Sight, answers: Heard | None) -> bool:
    """As the item is shared now; the owner's answer in such talk stays there for good."""
    if sight.is_owner and answers is not None and not answers.teachers_read:
        return True
    return talk.stays_in_family(db, sight, viewer.at)


class First(StrEnum):
    """Who reads somebody's words before those for whom they are."""

    TEACHER = "teacher"
    LEAD = "lead"
    """The safety lead: words that no teacher reads, and something in them was flagged."""


def reads_first(comment: Comment) -> First | None:
    """Who has yet to read the words; None where nobody has to."""
    if comment.state is not CommentState.WAITING:
        return None
    return First.LEAD if comment.family_only else First.TEACHER
