"""Reading what a child made: every list, page, file and comment comes from here.

Asks the rule; compares nothing itself. Hidden and absent are one error, `NotThereError`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, func, literal, or_, select

from portfolio.core.errors import NotThereError
from portfolio.models import Photo, Revision, RevisionPhoto
from portfolio.models.enums import CommentState, ViewerKind
from portfolio.visibility import rule, talk
from portfolio.visibility.rule import ITEM, SHARE, Asker, Reason

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from sqlalchemy import ColumnElement, FromClause, Row
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.visibility.viewer import Viewer


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
    sight = sight_of(db, viewer, ITEM.c.public_id == public_id)
    if sight is None:
        raise NotThereError
    return sight


def sight_of(db: Session, viewer: Viewer, only: ColumnElement[bool]) -> Sight | None:
    """The one item that `only` (over `ITEM`) names, or None where the viewer has no sight."""
    rows = rule.sights(Asker.of(viewer), only=only).subquery()
    waiting = func.coalesce(rule.is_waiting(SHARE), literal(value=False))
    found = db.execute(
        select(
            rows.c.reason,
            rows.c.revision_id,
            rows.c.share_id,
            waiting.label("waits"),
            ITEM.c.public_id,
            ITEM.c.owner_id,
            ITEM.c.comments_open,
            ITEM.c.id.label("item_id"),
        )
        .join(ITEM, ITEM.c.id == rows.c.item_id)
        .outerjoin(SHARE, SHARE.c.id == rows.c.share_id)
    ).all()
    return _fold(found) if found else None


def _fold(rows: Iterable[Row[Any]]) -> Sight:
    rows = list(rows)
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

    Ordered by when the first share that reaches this viewer went up: nothing about shares for
    others can be read from the order.
    """
    reasons = set(Reason) - {Reason.OWNER, Reason.BREAK_GLASS}
    rows = rule.sights(Asker.of(viewer), reasons=reasons).subquery()
    since = func.min(rows.c.up_at).label("since")
    shown = (
        select(rows.c.item_id, func.max(rows.c.revision_id).label("revision_id"), since)
        .where(rows.c.up_at.is_not(None))
        .group_by(rows.c.item_id)
        .subquery()
    )
    page = (
        select(shown.c.item_id, ITEM.c.public_id, ITEM.c.owner_id, shown.c.revision_id)
        .add_columns(shown.c.since)
        .join(ITEM, ITEM.c.id == shown.c.item_id)
        .order_by(shown.c.since.desc(), shown.c.item_id.desc())
        .limit(size)
    )
    if after is not None:
        page = page.where(_is_after(shown, after))
    return [FeedRow(*row) for row in db.execute(page)]


def _is_after(shown: FromClause, after: After) -> ColumnElement[bool]:
    return or_(
        shown.c.since < after.since,
        and_(shown.c.since == after.since, shown.c.item_id < after.item_id),
    )


def mine(
    db: Session, viewer: Viewer, *, before_id: int | None = None, size: int = 20
) -> list[FeedRow]:
    """The viewer's own items, newest made first, each with its newest revision."""
    only = None if before_id is None else ITEM.c.id < before_id
    rows = rule.sights(Asker.of(viewer), reasons={Reason.OWNER}, only=only).subquery()
    page = (
        select(rows.c.item_id, ITEM.c.public_id, ITEM.c.owner_id, rows.c.revision_id)
        .add_columns(ITEM.c.made_at)
        .join(ITEM, ITEM.c.id == rows.c.item_id)
        .order_by(ITEM.c.id.desc())
        .limit(size)
    )
    return [FeedRow(*row) for row in db.execute(page)]


def bin_of(db: Session, viewer: Viewer, since: datetime) -> list[FeedRow]:
    """What the viewer deleted after `since`, last deleted first."""
    newest = (
        select(func.max(Revision.id)).where(Revision.item_id == ITEM.c.id).scalar_subquery()
    )
    rows = db.execute(
        select(ITEM.c.id, ITEM.c.public_id, ITEM.c.owner_id, newest, ITEM.c.deleted_at)
        .where(rule.in_bin(Asker.of(viewer)), ITEM.c.deleted_at > since)
        .order_by(ITEM.c.deleted_at.desc(), ITEM.c.id.desc())
    )
    return [FeedRow(*row) for row in rows]


def to_check(db: Session, viewer: Viewer) -> list[WaitingRow]:
    """Items and comments that wait for this teacher's look, longest waiting first."""
    rows = [*_items_to_check(db, viewer), *_comments_to_check(db, viewer)]
    return sorted(rows, key=lambda row: (row.since, row.item_id, row.comment_id or 0))


def _items_to_check(db: Session, viewer: Viewer) -> list[WaitingRow]:
    waiting = select(SHARE.c.item_id).where(rule.is_waiting(SHARE))
    rows = rule.sights(
        Asker.of(viewer), reasons={Reason.TEACHER}, only=ITEM.c.id.in_(waiting)
    ).subquery()
    found = db.execute(
        select(
            ITEM.c.id,
            ITEM.c.public_id,
            ITEM.c.owner_id,
            func.max(SHARE.c.waiting_revision_id),
            func.min(SHARE.c.waiting_since),
        )
        .join(rows, rows.c.item_id == ITEM.c.id)
        .join(SHARE, SHARE.c.id == rows.c.share_id)
        .where(rule.is_waiting(SHARE))
        .group_by(ITEM.c.id, ITEM.c.public_id, ITEM.c.owner_id)
    )
    return [WaitingRow(*row[:4], None, row[4]) for row in found]


def _comments_to_check(db: Session, viewer: Viewer) -> list[WaitingRow]:
    asker, comment = Asker.of(viewer), talk.COMMENT
    waiting = select(comment.c.item_id).where(comment.c.state == CommentState.WAITING)
    rows = rule.sights(
        asker, reasons={Reason.TEACHER}, only=ITEM.c.id.in_(waiting)
    ).subquery()
    found = db.execute(
        select(
            ITEM.c.id,
            ITEM.c.public_id,
            ITEM.c.owner_id,
            rows.c.revision_id,
            comment.c.id.label("comment_id"),
            comment.c.written_at,
        )
        .join(rows, rows.c.item_id == ITEM.c.id)
        .join(comment, comment.c.item_id == ITEM.c.id)
        .where(
            comment.c.state == CommentState.WAITING,
            comment.c.author_id != asker.id,
            talk.may_read(asker, rows.c.reason),
        )
    )
    by_comment = {row.comment_id: WaitingRow(*row) for row in found}
    return list(by_comment.values())


def comment_ids(db: Session, viewer: Viewer, sight: Sight) -> list[int]:
    """The comments on a seen item that the viewer reads, in the order of writing."""
    asker = Asker.of(viewer)
    reads = [talk.may_read(asker, literal(reason.value)) for reason in sight.reasons]
    comment = talk.COMMENT
    found = db.scalars(
        select(comment.c.id)
        .where(comment.c.item_id == sight.item_id, or_(*reads))
        .order_by(comment.c.id)
    )
    return list(found)


def comment_or_404(db: Session, viewer: Viewer, public_id: str) -> tuple[Sight, int]:
    """The sight of a comment's item, and the comment's number, where the viewer reads both."""
    comment = talk.COMMENT
    row = db.execute(
        select(comment.c.id, comment.c.item_id).where(comment.c.public_id == public_id)
    ).first()
    sight = None if row is None else sight_of(db, viewer, ITEM.c.id == row.item_id)
    if row is None or sight is None or row.id not in comment_ids(db, viewer, sight):
        raise NotThereError
    return sight, row.id


def photo_or_404(db: Session, viewer: Viewer, public_id: str) -> Row[Any]:
    """The photo (id, public_id, key, width, height) if a revision shown to the viewer holds it.

    The owner has every revision of their own; others only the one that the page shows them. A
    photo that no revision holds is its uploader's alone.
    """
    photo = db.execute(
        select(
            Photo.id, Photo.public_id, Photo.key, Photo.width, Photo.height, Photo.uploader_id
        ).where(Photo.public_id == public_id)
    ).first()
    if photo is None or not _is_photo_shown(db, viewer, photo):
        raise NotThereError
    return photo


def _is_photo_shown(db: Session, viewer: Viewer, photo: Row[Any]) -> bool:
    holding = db.execute(
        select(Revision.item_id, Revision.id)
        .join(RevisionPhoto, RevisionPhoto.revision_id == Revision.id)
        .where(RevisionPhoto.photo_id == photo.id)
    ).all()
    if not holding:
        return viewer.kind is ViewerKind.PERSON and photo.uploader_id == viewer.id
    held = {revision_id for _, revision_id in holding}
    for item_id in {item_id for item_id, _ in holding}:
        sight = sight_of(db, viewer, ITEM.c.id == item_id)
        if sight is not None and (sight.is_owner or sight.revision_id in held):
            return True
    return False


def seen(db: Session, viewer: Viewer, item_ids: Collection[int]) -> dict[int, Sight]:
    """Those of the items that the viewer sees, by number: for notices, mails and other lists."""
    rows = rule.sights(Asker.of(viewer), only=ITEM.c.id.in_(item_ids)).subquery()
    found = db.execute(
        select(
            rows.c.reason,
            rows.c.revision_id,
            rows.c.share_id,
            literal(value=False).label("waits"),
            ITEM.c.public_id,
            ITEM.c.owner_id,
            ITEM.c.comments_open,
            ITEM.c.id.label("item_id"),
        ).join(ITEM, ITEM.c.id == rows.c.item_id)
    ).all()
    by_item: dict[int, list[Row[Any]]] = {}
    for row in found:
        by_item.setdefault(row.item_id, []).append(row)
    return {item_id: _fold(item_rows) for item_id, item_rows in by_item.items()}


def viewers_of(
    db: Session, item_id: int, at: Moment, shares: FromClause = SHARE
) -> dict[int, frozenset[Reason]]:
    """Everyone who sees the item at that moment, and why: the inverse of the list.

    With `shares` proposed (see `proposals`), everyone who would.
    """
    people = rule.PERSON.alias("viewer")
    rows = rule.sights(
        Asker.everyone(people, at), shares, only=ITEM.c.id == item_id, people=people
    ).subquery()
    found: dict[int, set[Reason]] = {}
    for viewer_id, reason in db.execute(select(rows.c.viewer_id, rows.c.reason).distinct()):
        found.setdefault(viewer_id, set()).add(Reason(reason))
    return {viewer_id: frozenset(reasons) for viewer_id, reasons in found.items()}
