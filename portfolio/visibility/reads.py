"""Reading what a child made: every list, page, file and comment comes from here.

Asks the rule; compares nothing itself. Hidden and absent are one error, `NotThereError`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from portfolio.core.errors import NotThereError
from portfolio.models import Comment
from portfolio.models.enums import ViewerKind
from portfolio.visibility import proposals, statements
from portfolio.visibility.rule import BIN_LASTS, Reason, by_viewer
from portfolio.visibility.standing import asked_at

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Row
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.models.enums import Checks
    from portfolio.visibility.proposals import Wish
    from portfolio.visibility.viewer import Viewer

EVERY_ID = 2**31 - 1
"""The largest row number of both engines: a list from its beginning."""

NO_ID = 0
"""The number of no row of either engine: asked about where nothing was found."""

FOR_NOBODY = frozenset({Reason.TEACHER})
"""The reason asked with where there is no sight: it makes the statement, `NO_ID` its answer."""

A_DAY = timedelta(days=1)
"""Servers' clocks may differ a little: a list begins in the future."""

WINDOWS = (1_500, 12_000, 2**31 - 1)
"""Among how many of the newest shares of the school a page of a list is looked for, and where
too little is found, looked for again: most people see more than one in seventy. What a window
costs is the shares in it that one may see, so a teacher's page gains by a small first one."""


@dataclass(frozen=True, slots=True)
class Sight:
    """One item as one viewer may see it: proof that the rule was asked.

    `revision_id` is the newest revision that any reason shows. `waiting_share_ids` are the
    shares that this viewer, as a teacher, is asked to check.
    """

    item_id: int
    public_id: str
    owner_id: int
    comments_open: bool
    revision_id: int
    reasons: frozenset[Reason]
    waiting_share_ids: tuple[int, ...] = ()

    @property
    def is_owner(self) -> bool:
        """Whether it is the viewer's own."""
        return Reason.OWNER in self.reasons

    @property
    def is_checker(self) -> bool:
        """Whether the viewer sees it as the owner's teacher."""
        return Reason.TEACHER in self.reasons

    @property
    def is_by_opening(self) -> bool:
        """Whether the viewer sees it by an exceptional opening: each look is written down (T72)."""
        return Reason.BREAK_GLASS in self.reasons

    @property
    def is_for_all_families(self) -> bool:
        """Whether it reaches the viewer with all families of a group, and not otherwise."""
        return self.reasons == {Reason.CLASS_FAMILY}


class FeedRow(NamedTuple):
    """A line of a list: which revision of which item, and since when it was there to see."""

    item_id: int
    public_id: str
    owner_id: int
    revision_id: int
    since: datetime


class After(NamedTuple):
    """Where a page of a list ended: the next one goes on after it."""

    since: datetime
    item_id: int


class MineRow(NamedTuple):
    """A line of one's own list: the newest revision, when the item was made, and of what day."""

    item_id: int
    public_id: str
    owner_id: int
    revision_id: int
    since: datetime
    day: date


class AfterMine(NamedTuple):
    """Where a page of one's own list ended."""

    day: date
    item_id: int


FROM_THE_NEWEST = AfterMine(date.max, EVERY_ID)
"""The list of one's own from its beginning."""


class WaitingRow(NamedTuple):
    """A line of *To check*: an item's revision, or a comment, and since when it waits."""

    item_id: int
    public_id: str
    owner_id: int
    revision_id: int
    comment_id: int | None
    since: datetime


def item_or_404(db: Session, viewer: Viewer, public_id: str) -> Sight:
    """The item with that address as the viewer sees it; `NotThereError` where they do not."""
    found = statements.one_item(viewer.kind, "public_id")
    rows = db.execute(found, _asks(viewer, which=public_id)).all()
    if not rows:
        raise NotThereError
    return _fold(rows)


def sight_of(db: Session, viewer: Viewer, item_id: int) -> Sight | None:
    """The item with that number, or None where the viewer has no sight of it."""
    rows = db.execute(statements.one_item(viewer.kind, "id"), _asks(viewer, which=item_id)).all()
    return _fold(rows) if rows else None


def seen(db: Session, viewer: Viewer, item_ids: Collection[int]) -> dict[int, Sight]:
    """Those of the items that the viewer sees, by number: for notices, mails and other lists."""
    asks = _asks(viewer, items=list(item_ids))
    rows = db.execute(statements.some_items(viewer.kind), asks).all()
    return {item_id: _fold(found) for item_id, found in _by_item(rows).items()}


def _by_item(rows: Sequence[Row[*tuple[Any, ...]]]) -> dict[int, list[Row[*tuple[Any, ...]]]]:
    """The rows of each item, a row for each reason; without one that is of none."""
    found: dict[int, list[Row[*tuple[Any, ...]]]] = {}
    for row in rows:
        if row.item_id is not None:
            found.setdefault(row.item_id, []).append(row)
    return found


def _asks(viewer: Viewer, **more: object) -> dict[str, Any]:
    return {"viewer_id": viewer.id, **asked_at(viewer.at), **more}


def _fold(rows: Sequence[Row[*tuple[Any, ...]]]) -> Sight:
    first = rows[0]
    return Sight(
        item_id=first.item_id,
        public_id=first.public_id,
        owner_id=first.owner_id,
        comments_open=first.comments_open,
        revision_id=max(row.revision_id for row in rows),
        reasons=frozenset(Reason(row.reason) for row in rows),
        waiting_share_ids=tuple(
            sorted(r.share_id for r in rows if r.reason == Reason.TEACHER and r.waits)
        ),
    )


def feed(
    db: Session, viewer: Viewer, *, after: After | None = None, size: int = 20
) -> list[FeedRow]:
    """What others show the viewer, newest first: at most `size` rows, `after` a place.

    Ordered by when a share that reaches this viewer last went up: nothing about shares for
    others can be read from the order.
    """
    page = statements.feed(viewer.kind, goes_on=after is not None)
    place = after or After(viewer.at.now + A_DAY, EVERY_ID)
    asks = _asks(viewer, size=size, **place._asdict())
    found: Sequence[Row[*tuple[Any, ...]]] = []
    for window in WINDOWS:
        found = db.execute(page, {**asks, "window": window}).all()
        if len(found) == size:
            break
    return _with_newest(db, viewer, found)


def _with_newest(
    db: Session, viewer: Viewer, found: Sequence[Row[*tuple[Any, ...]]]
) -> list[FeedRow]:
    """The rows with the revision that the page shows: a window may lack the share it is in."""
    doubtful = [row.item_id for row in found if row.newer]
    sights = seen(db, viewer, doubtful) if doubtful else {}
    rows = [FeedRow(*row[:5]) for row in found]
    return [
        row._replace(revision_id=sights[row.item_id].revision_id) if row.item_id in sights else row
        for row in rows
    ]


def mine(
    db: Session, viewer: Viewer, *, after: AfterMine = FROM_THE_NEWEST, size: int = 20
) -> list[MineRow]:
    """The viewer's own items, newest day first, each with its newest revision."""
    asks = _asks(viewer, size=size, **after._asdict())
    return [MineRow(*row) for row in db.execute(statements.mine(viewer.kind), asks)]


def bin_of(db: Session, viewer: Viewer, since: datetime) -> list[FeedRow]:
    """What the viewer deleted after `since`, last deleted first."""
    return [
        FeedRow(*r) for r in db.execute(statements.in_bin(viewer.kind), _asks(viewer, since=since))
    ]


def to_check(db: Session, viewer: Viewer) -> list[WaitingRow]:
    """Items and comments that wait for this teacher's look, longest waiting first."""
    asks = _asks(viewer)
    rows = [
        WaitingRow(row[0], row[1], row[2], row[3], None, row[4])
        for row in db.execute(statements.items_to_check(viewer.kind), asks)
    ]
    said = {
        row.comment_id: row for row in db.execute(statements.comments_to_check(viewer.kind), asks)
    }
    rows += [WaitingRow(*row) for row in said.values()]
    return sorted(rows, key=lambda row: (row.since, row.item_id, row.comment_id or 0))


def comment_ids(db: Session, viewer: Viewer, sight: Sight) -> list[int]:
    """The comments on a seen item that the viewer reads, in the order of writing."""
    found = statements.comments(viewer.kind, sight.reasons)
    return list(db.scalars(found, _asks(viewer, which=sight.item_id)))


def comment_or_404(db: Session, viewer: Viewer, public_id: str) -> tuple[Sight, int]:
    """The sight of a comment's item, and the comment's number, where the viewer reads both.

    As many questions for what is absent as for what is hidden: the time tells nothing (T23).
    """
    row = db.execute(
        select(Comment.id, Comment.item_id).where(Comment.public_id == public_id)
    ).first()
    sight = sight_of(db, viewer, row.item_id if row else NO_ID)
    found = statements.comments(viewer.kind, sight.reasons if sight else FOR_NOBODY)
    read = db.scalars(found, _asks(viewer, which=sight.item_id if sight else NO_ID)).all()
    if row is None or sight is None or row.id not in read:
        raise NotThereError
    return sight, row.id


class ShownPhoto(NamedTuple):
    """A photo that the viewer may see: its number, its folder in the store, and by which sight.

    `opened` is the sight of its item where it is one by an exceptional opening.
    """

    id: int
    key: str
    opened: Sight | None


def photo_or_404(db: Session, viewer: Viewer, public_id: str) -> ShownPhoto:
    """The photo if a revision shown to the viewer holds it.

    The owner has every revision of their own, also of what lies in their bin; others only the
    one that the page shows them. A photo that no revision holds is its uploader's alone. A child
    who is in it has it while they are asked about it (`of_me.py`), and nothing else of its item.
    One question, for what is absent as for what is hidden: the time tells nothing (T23).
    """
    rows = db.execute(statements.photo(viewer.kind), _asks(viewer, which=public_id)).all()
    if not rows:
        raise NotThereError
    photo, sights = rows[0], _showing(rows)
    if not (sights or photo.is_of_me or _is_loose_or_binned(db, viewer, photo)):
        raise NotThereError
    opened = next((sight for sight in sights if sight.is_by_opening), None)
    return ShownPhoto(photo.photo_id, photo.key, opened)


def _showing(rows: Sequence[Row[*tuple[Any, ...]]]) -> list[Sight]:
    """The sights by which the viewer is shown a revision that holds the photo."""
    folded = [(_fold(found), found) for found in _by_item(rows).values()]
    return [
        sight
        for sight, found in folded
        if sight.is_owner
        or any(row.holds and row.revision_id == sight.revision_id for row in found)
    ]


def _is_loose_or_binned(db: Session, viewer: Viewer, photo: Row[*tuple[Any, ...]]) -> bool:
    """Of a photo of one's own: no revision holds it yet, or one in one's bin does.

    Asked for one's own alone, so that another's takes no longer to be refused than before.
    """
    if viewer.kind is not ViewerKind.PERSON or photo.uploader_id != viewer.id:
        return False
    return not photo.is_held or _is_binned(db, viewer, photo.photo_id)


def _is_binned(db: Session, viewer: Viewer, photo_id: int) -> bool:
    """Whether anything with that photo lies in the viewer's own bin."""
    asks = _asks(viewer, which=photo_id, since=viewer.at.now - BIN_LASTS)
    return db.execute(statements.binned_with(viewer.kind), asks).first() is not None


def viewers_of(
    db: Session, item_id: int, at: Moment, for_whom: int = NO_ID
) -> dict[int, frozenset[Reason]]:
    """Everyone who sees the item at that moment, and why: the inverse of the list.

    With the number of one of the staff, as they may be told (`statements.told_to`).
    """
    asks = {"which": item_id, "for_whom": for_whom, **asked_at(at)}
    return by_viewer(db.execute(statements.viewers(None), asks).all())


def would_see(
    db: Session,
    sight: Sight,
    wishes: Sequence[Wish],
    checks: Checks,
    at: Moment,
    *,
    supposed: bool = False,
) -> dict[int, frozenset[Reason]]:
    """Everyone who would see the owner's item if those wishes were up, and why.

    `supposed`: and if all children in its pictures had said yes.
    """
    asks = proposals.asked_for(sight, wishes, checks)
    asks |= {"which": sight.item_id, "for_whom": NO_ID, **asked_at(at)}
    found = statements.viewers(len(wishes), supposed=supposed)
    return by_viewer(db.execute(found, asks).all())
