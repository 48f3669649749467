"""Talk on one item as a viewer reads it: who said what, and what answers what.

Which comments there are is the rule's to say (visibility/heard.py); here they get names and order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from portfolio.models.enums import CommentState, PersonKind
from portfolio.people.queries import faces
from portfolio.talk import readers
from portfolio.visibility.heard import heard
from portfolio.visibility.rights import Right, may
from portfolio.visibility.rule import Reason

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portfolio.people.queries import Face
    from portfolio.talk.readers import Readers
    from portfolio.visibility.heard import Heard
    from portfolio.visibility.reads import Sight
    from portfolio.visibility.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Line:
    """One comment in a page.

    `depth` is 0 where it begins a talk and 1 where it answers. `hidden` is told to the owner and
    the teachers only, never to its author. `note` is a teacher's, for the author of words that
    were sent back.
    """

    public_id: str
    who: Face
    words: str
    when: datetime
    state: CommentState
    note: str
    own: bool
    hidden: bool
    depth: int
    may_reply: bool
    may_hide: bool
    household: int | None
    """The one home that reads it; None where all read it who see the thing."""
    teachers_read: bool

    @property
    def kind(self) -> str:
        """How it is drawn (components/comment.html)."""
        if self.hidden:
            return "hidden"
        if self.state is not CommentState.UP:
            return "waiting" if self.state is CommentState.WAITING else "own"
        if self.own:
            return "own"
        return "staff" if self.who.kind is PersonKind.STAFF else ""


def lines(db: Session, viewer: Viewer, sight: Sight) -> list[Line]:
    """The comments that the viewer reads: each talk from its beginning, answers beneath it.

    Three queries whatever the number of comments.
    """
    return lines_and_people(db, viewer, sight)[0]


def lines_and_people(
    db: Session, viewer: Viewer, sight: Sight, also: Collection[int] = ()
) -> tuple[list[Line], dict[int, Face]]:
    """The same, and its authors, the owner of the item and the people `also`, at no more cost."""
    return _named(db, viewer, sight, heard(db, viewer, sight), also)


def lines_seen_as(db: Session, owner: Viewer, sight: Sight, them: Viewer) -> list[Line]:
    """The talk as somebody else reads it, who sees the item for the reasons of `sight`.

    For the owner of the item, who is shown nothing here that they do not read themselves: words
    that wait are their author's and the teacher's, also where one looks as the author.
    """
    mine = {one.id for one in heard(db, owner, replace(sight, reasons=frozenset({Reason.OWNER})))}
    theirs = [one for one in heard(db, them, sight) if one.id in mine]
    return _named(db, them, sight, theirs)[0]


def _named(
    db: Session, viewer: Viewer, sight: Sight, found: Sequence[Heard], also: Collection[int] = ()
) -> tuple[list[Line], dict[int, Face]]:
    ids = {one.author_id for one in found} | {sight.owner_id, *also}
    people = faces(db, ids, child_id=sight.owner_id)
    said = [
        _line(one, people[one.author_id], depth, viewer, sight) for one, depth in _threaded(found)
    ]
    return said, people


def _threaded(found: Sequence[Heard]) -> list[tuple[Heard, int]]:
    """Each with its depth; an answer to words that the viewer does not read stands alone."""
    roots: dict[int, int] = {}
    for one in found:
        roots[one.id] = roots.get(one.reply_to_id or 0, one.id)
    ordered = sorted(found, key=lambda one: (roots[one.id], one.id))
    return [(one, int(roots[one.id] != one.id)) for one in ordered]


def _line(one: Heard, who: Face, depth: int, viewer: Viewer, sight: Sight) -> Line:
    is_up = one.state is CommentState.UP
    return Line(
        public_id=one.public_id,
        who=who,
        words=one.words,
        when=one.written_at,
        state=one.state,
        note=one.note,
        own=one.author_id == viewer.id,
        hidden=one.hidden and (sight.is_owner or sight.is_checker),
        depth=depth,
        may_reply=is_up and not (one.hidden and sight.is_owner) and may(Right.COMMENT, sight),
        may_hide=is_up and may(Right.HIDE_COMMENT, sight),
        household=one.household_id,
        teachers_read=one.teachers_read,
    )


SAID_JUST_NOW = timedelta(minutes=10)
"""The same words again so soon are a second press of *Send*, on a page that was gone back to."""


def said_just_now(
    db: Session, viewer: Viewer, sight: Sight, words: str, reply_to: str | None
) -> str | None:
    """The public id of what the viewer said here just now with exactly these words, or None.

    To the same comment or to none, and for the same readers: the item may go further by now, or
    less far. Words that came back with a note are none: they may be said again as they are.
    """
    read = heard(db, viewer, sight)
    answered = readers.answered(read, reply_to) if reply_to else None
    if reply_to and answered is None:
        return None
    said = [one for one in read if _is_again(one, viewer, words, answered)]
    them = readers.of_words(db, viewer, sight, answered) if said else None
    return next((one.public_id for one in said if them and _is_read_by(one, them)), None)


def _is_again(one: Heard, viewer: Viewer, words: str, answered: Heard | None) -> bool:
    return (
        one.author_id == viewer.id
        and one.state is not CommentState.SENT_BACK
        and (one.words, one.reply_to_id) == (words, answered.id if answered else None)
        and one.written_at > viewer.at.now - SAID_JUST_NOW
    )


def _is_read_by(one: Heard, them: Readers) -> bool:
    return (one.household_id, not one.teachers_read) == (them.household_id, them.family_only)


def was_said(
    db: Session, viewer: Viewer, sight: Sight, comment_id: str, words: str, reply_to: str | None
) -> bool:
    """Whether that comment on the item says exactly this, and answers the same.

    Where what it answers cannot be read any more, the same words are enough.
    """
    read = {one.public_id: one for one in heard(db, viewer, sight)}
    before = read.get(comment_id)
    if before is None or before.words != words:
        return False
    answered = read.get(reply_to) if reply_to else None
    is_gone = reply_to is not None and answered is None
    return is_gone or before.reply_to_id == (answered.id if answered else None)
