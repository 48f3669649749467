"""What a sight allows: a table of rights, each a list of things that must all hold.

Every right begins with sight; a right that the table does not name is denied.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from portfolio.core.errors import NotAllowedError
from portfolio.visibility.rule import Reason
from portfolio.visibility.talk import AUDIENCE_REASONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.visibility.reads import Sight


class Right(StrEnum):
    """What somebody may do to an item that they see."""

    EDIT = "edit"
    """Change what it says."""
    SHARE = "share"
    """Put it up, take it down."""
    DELETE = "delete"
    """Put it in the bin and back."""
    COMMENT = "comment"
    """Say something about it."""
    HIDE_COMMENT = "hide_comment"
    """Hide somebody's words on it."""
    CLOSE_TALK = "close_talk"
    """Close it to comments, and open it again."""
    CHECK = "check"
    """Look at it before others do."""
    SEE_FACES = "see_faces"
    """Be told who else can see it."""


def _owns(sight: Sight) -> bool:
    return sight.is_owner


def _checks(sight: Sight) -> bool:
    return sight.is_checker


def _owns_or_checks(sight: Sight) -> bool:
    return sight.is_owner or sight.is_checker


def _talks(sight: Sight) -> bool:
    return bool(sight.reasons & {Reason.OWNER, Reason.TEACHER, *AUDIENCE_REASONS})


def _open(sight: Sight) -> bool:
    return sight.comments_open


TABLE: dict[Right, tuple[Callable[[Sight], bool], ...]] = {
    Right.EDIT: (_owns,),
    Right.SHARE: (_owns,),
    Right.DELETE: (_owns,),
    Right.COMMENT: (_talks, _open),
    Right.HIDE_COMMENT: (_owns,),
    Right.CLOSE_TALK: (_owns,),
    Right.CHECK: (_checks,),
    Right.SEE_FACES: (_owns_or_checks,),
}


def may(right: Right, sight: Sight | None) -> bool:
    """Whether the sight allows it; never without a sight, never what the table lacks."""
    predicates = TABLE.get(right)
    return sight is not None and predicates is not None and all(p(sight) for p in predicates)


def require(right: Right, sight: Sight) -> None:
    """Go on only where the sight allows it; else `NotAllowedError`."""
    if not may(right, sight):
        raise NotAllowedError
