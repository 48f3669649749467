"""The questions that `reads` asks of the rule, each built once and asked by everybody.

Building one takes far longer than asking it, so they are kept; viewer, moment and item are
their parameters (`rule.Asker.one`, `standing.WHEN`).
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Integer,
    and_,
    bindparam,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)

from portfolio.core.database import at_most
from portfolio.models import Photo, Revision, RevisionPhoto
from portfolio.models.enums import CommentState, StopKind, ViewerKind
from portfolio.visibility import of_me, proposals, rule, standing, talk
from portfolio.visibility.rule import ITEM, PERSON, SHARE, Asker, Reason

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, FromClause, Select

UP_AT = SHARE.c.up_at
REVISION: FromClause = Revision.__table__
PHOTO: FromClause = Photo.__table__
LONG_AGO = literal(datetime(1970, 1, 1, tzinfo=UTC), UP_AT.type)

WAITING = literal(CommentState.WAITING, talk.COMMENT.c.state.type, literal_execute=True)
"""Written into the statement: who plans it must know that few comments wait among all there are."""

SHOWN_BY_OTHERS = frozenset(Reason) - {Reason.OWNER, Reason.BREAK_GLASS}
"""The reasons for which somebody else's things are listed."""


@cache
def one_item(kind: ViewerKind, by: str) -> Select[*tuple[Any, ...]]:
    """The sights of the item whose column `by` (id or public_id) is the parameter `which`."""
    rows = rule.sights(Asker.one(kind), only=_which(ITEM, by)).subquery()
    return _described(rows)


@cache
def some_items(kind: ViewerKind) -> Select[*tuple[Any, ...]]:
    """The sights of the items whose numbers are in the parameter `items`."""
    among = ITEM.c.id.in_(bindparam("items"))
    return _described(rule.sights(Asker.one(kind), only=among).subquery())


def _described(rows: FromClause) -> Select[*tuple[Any, ...]]:
    return (
        select(
            rows.c.reason,
            rows.c.revision_id,
            rows.c.share_id,
            rule.is_waiting(SHARE).label("waits"),
            ITEM.c.public_id,
            ITEM.c.owner_id,
            and_(ITEM.c.comments_open, not_(standing.is_stopped(StopKind.COMMENTS))).label(
                "comments_open"
            ),
            ITEM.c.id.label("item_id"),
        )
        .join(ITEM, ITEM.c.id == rows.c.item_id)
        .outerjoin(SHARE, SHARE.c.id == rows.c.share_id)
    )


@cache
def feed(kind: ViewerKind, *, goes_on: bool) -> Select[*tuple[Any, ...]]:
    """A page of what others show, `size` rows; after (`since`, `item_id`) where it goes on.

    Looks only among shares at most as old as the `window`-th newest one, so that a page costs
    the same in a school of any size; the asker widens the window where too little is found.
    """
    since, item_id = (
        bindparam("since", type_=UP_AT.type),
        bindparam("item_id", type_=ITEM.c.id.type),
    )
    found = _shown(kind, since)
    page = (
        select(found.c.item_id, ITEM.c.public_id, ITEM.c.owner_id, found.c.revision_id)
        .add_columns(found.c.since, _is_newer_elsewhere(found).label("newer"))
        .join(ITEM, ITEM.c.id == found.c.item_id)
        .order_by(found.c.since.desc(), found.c.item_id.desc())
        .limit(at_most("size"))
    )
    later = or_(found.c.since < since, and_(found.c.since == since, found.c.item_id < item_id))
    return page.where(later) if goes_on else page


def _is_newer_elsewhere(found: FromClause) -> ColumnElement[bool]:
    """Another share of the item, perhaps outside the window, has a newer revision."""
    shown = found.c.revision_id
    return exists().where(
        SHARE.c.item_id == found.c.item_id,
        SHARE.c.ended_at.is_(None),
        or_(SHARE.c.up_revision_id > shown, SHARE.c.waiting_revision_id > shown),
    )


def _shown(kind: ViewerKind, since: ColumnElement[Any]) -> FromClause:
    """What others show the viewer (item_id, revision_id, since), from the window on."""
    oldest = (
        select(UP_AT)
        .where(since >= UP_AT)
        .order_by(UP_AT.desc())
        .limit(at_most(1))
        .offset(at_most("window"))
        .scalar_subquery()
    )
    rows = rule.sights(
        Asker.one(kind), by=func.coalesce(oldest, LONG_AGO) <= UP_AT, reasons=SHOWN_BY_OTHERS
    ).subquery()
    last_up = func.max(rows.c.up_at).label("since")
    return (
        select(rows.c.item_id, func.max(rows.c.revision_id).label("revision_id"), last_up)
        .group_by(rows.c.item_id)
        .subquery()
    )


@cache
def mine(kind: ViewerKind) -> Select[*tuple[Any, ...]]:
    """The viewer's own items after (`day`, `item_id`), `size` rows, each with its day.

    By the day on which it happened, the newest first: a page shows them by months.
    """
    rows = rule.sights(Asker.one(kind), reasons={Reason.OWNER}).subquery()
    day = REVISION.c.happened_on
    before, item_id = bindparam("day", type_=day.type), bindparam("item_id", type_=ITEM.c.id.type)
    return (
        select(rows.c.item_id, ITEM.c.public_id, ITEM.c.owner_id, rows.c.revision_id)
        .add_columns(ITEM.c.made_at, day)
        .join(ITEM, ITEM.c.id == rows.c.item_id)
        .join(REVISION, REVISION.c.id == rows.c.revision_id)
        .where(or_(day < before, and_(day == before, ITEM.c.id < item_id)))
        .order_by(day.desc(), ITEM.c.id.desc())
        .limit(at_most("size"))
    )


@cache
def in_bin(kind: ViewerKind) -> Select[*tuple[Any, ...]]:
    """What the viewer deleted after the parameter `since`, last deleted first."""
    newest = select(func.max(Revision.id)).where(Revision.item_id == ITEM.c.id).scalar_subquery()
    since = bindparam("since", type_=ITEM.c.deleted_at.type)
    return (
        select(ITEM.c.id, ITEM.c.public_id, ITEM.c.owner_id, newest, ITEM.c.deleted_at)
        .where(rule.in_bin(Asker.one(kind)), ITEM.c.deleted_at > since)
        .order_by(ITEM.c.deleted_at.desc(), ITEM.c.id.desc())
    )


@cache
def binned_with(kind: ViewerKind) -> Select[*tuple[Any, ...]]:
    """Those things with the photo numbered `which` that the viewer deleted after `since`."""
    since = bindparam("since", type_=ITEM.c.deleted_at.type)
    return select(ITEM.c.id).where(
        ITEM.c.id.in_(_items_with(bindparam("which"))),
        rule.in_bin(Asker.one(kind)),
        ITEM.c.deleted_at > since,
    )


def _items_with(photo_id: ColumnElement[int]) -> Select[int]:
    """The things of which a revision has the photo."""
    return (
        select(REVISION.c.item_id)
        .join(RevisionPhoto, RevisionPhoto.revision_id == REVISION.c.id)
        .where(RevisionPhoto.photo_id == photo_id)
    )


@cache
def items_to_check(kind: ViewerKind) -> Select[*tuple[Any, ...]]:
    """Items with shares that wait for this teacher, and since when."""
    waiting = select(SHARE.c.item_id).where(rule.is_waiting(SHARE))
    rows = _as_teacher(kind, ITEM.c.id.in_(waiting))
    return (
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


@cache
def comments_to_check(kind: ViewerKind) -> Select[*tuple[Any, ...]]:
    """Comments of others that wait for this teacher, and since when."""
    asker, comment = Asker.one(kind), talk.COMMENT
    waiting = select(comment.c.item_id).where(comment.c.state == WAITING)
    rows = _as_teacher(kind, ITEM.c.id.in_(waiting))
    return (
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
            comment.c.state == WAITING,
            comment.c.author_id != asker.id,
            talk.may_read(asker, rows.c.reason),
        )
    )


def _as_teacher(kind: ViewerKind, only: ColumnElement[bool]) -> FromClause:
    asker = Asker.one(kind)
    return rule.sights(asker, reasons={Reason.TEACHER}, only=only).subquery()


@cache
def comments(kind: ViewerKind, reasons: frozenset[Reason]) -> Select[*tuple[Any, ...]]:
    """The comments of `which` item that somebody who sees it for those reasons reads."""
    asker, comment = Asker.one(kind), talk.COMMENT
    reads = [talk.may_read(asker, literal(reason.value)) for reason in sorted(reasons)]
    return (
        select(comment.c.id)
        .where(comment.c.item_id == bindparam("which"), or_(*reads))
        .order_by(comment.c.id)
    )


@cache
def photo(kind: ViewerKind) -> Select[*tuple[Any, ...]]:
    """The photo whose public id is `which`: a row for each sight of a thing that has or had it.

    One row without a sight where there is none. `holds`: what is seen there has the photo;
    `is_held`: any revision has it; `is_of_me`: the viewer may see it as a child in it.
    """
    number = select(PHOTO.c.id).where(_which(PHOTO, "public_id")).scalar_subquery()
    with_it = ITEM.c.id.in_(_items_with(number))
    sights = _described(rule.sights(Asker.one(kind), only=with_it).subquery()).subquery()
    is_held = exists().where(RevisionPhoto.photo_id == PHOTO.c.id)
    holds = is_held.where(RevisionPhoto.revision_id == sights.c.revision_id)
    of_viewer = of_me.may_see(PHOTO.c.id) if kind is ViewerKind.PERSON else false()
    return (
        select(PHOTO.c.id.label("photo_id"), PHOTO.c.key, PHOTO.c.uploader_id, sights)
        .add_columns(holds.label("holds"), is_held.label("is_held"), of_viewer.label("is_of_me"))
        .select_from(PHOTO.outerjoin(sights, true()))
        .where(_which(PHOTO, "public_id"), PHOTO.c.covered_at.is_(None))
    )


@cache
def viewers(wishes: int | None, *, supposed: bool = False) -> Select[*tuple[Any, ...]]:
    """Everyone who sees item `which`, why, and which revision; with wishes, everyone who would.

    As `for_whom` may be told: see `told_to`. `supposed`: if all children in it said yes.
    """
    shares = SHARE if wishes is None else proposals.proposed(wishes)
    people = PERSON.alias("viewer")
    asker, only = Asker.everyone(people), _which(ITEM, "id")
    rows = rule.sights(asker, shares, only=only, people=people, supposed=supposed).subquery()
    newest = func.max(rows.c.revision_id).label("revision_id")
    found = select(rows.c.viewer_id, rows.c.reason, newest).where(told_to(rows.c.viewer_id))
    return found.group_by(rows.c.viewer_id, rows.c.reason)


def told_to(viewer: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether `for_whom`, one of the staff, may be told of that viewer; 0: for nobody of them.

    A child from whom a restriction keeps them is in no list of theirs (decision 20).
    """
    return viewer.not_in(standing.kept_from(bindparam("for_whom", type_=Integer), standing.WHEN))


def _which(table: FromClause, by: str) -> ColumnElement[bool]:
    asked: ColumnElement[bool] = table.c[by] == bindparam("which")
    return asked
