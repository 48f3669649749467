"""What waits for a teacher's look, and what would be seen once it is up.

Asks the rule like `reads` does. `everything` is the one way past the door here: numbers of work
per class for staff, without a title or a name.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Integer, and_, bindparam, cast, func, null, or_, select, union_all

from portfolio.models import Group, Membership, Share
from portfolio.models.enums import Checks, GroupKind, Role
from portfolio.visibility import in_this, rule, standing, statements, talk
from portfolio.visibility.in_this import ToSettle
from portfolio.visibility.reads import WaitingRow
from portfolio.visibility.rule import ITEM, PERSON, SHARE, Asker, Reason, by_viewer
from portfolio.visibility.standing import asked_at

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, FromClause, Row, Select
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.models.enums import ShareKind, ViewerKind
    from portfolio.visibility.viewer import Viewer


class Ask(NamedTuple):
    """A share, seen by a teacher, of an item of which something waits for them.

    `asked_id` is the revision that waits in this share (None: nothing does) and `since` from
    when; `shown_id` the revision that it shows by now.
    """

    item_id: int
    public_id: str
    owner_id: int
    share_id: int
    share: str
    """The share's public id: a form says by it what its teacher was shown."""
    kind: ShareKind
    person_id: int | None
    group_id: int | None
    group_name: str
    asked_id: int | None
    shown_id: int | None
    since: datetime | None


def asks(db: Session, viewer: Viewer) -> list[Ask]:
    """Every share that this teacher sees of the items that wait for them, in order of making.

    None of an item that waits for somebody else's look alone.
    """
    return asks_and_words(db, viewer)[0]


def asks_and_words(db: Session, viewer: Viewer) -> tuple[list[Ask], list[ToSettle]]:
    """Those, and in the same question what an adult's word hides (`in_this`), the oldest first.

    The latter are things that this person sees as their owner's teacher, waiting or not.
    """
    asked = {"viewer_id": viewer.id, **asked_at(viewer.at)}
    rows = db.execute(_asks(viewer.kind), asked).all()
    found = [Ask(*row[: len(Ask._fields)]) for row in rows]
    waiting = {ask.item_id for ask in found if ask.asked_id}
    hidden = {row.id: ToSettle(*row[-len(ToSettle._fields) :]) for row in rows if row.hidden_since}
    by_age = sorted(hidden.values(), key=lambda one: one.since)
    return [ask for ask in found if ask.item_id in waiting], by_age


@cache
def _asks(kind: ViewerKind) -> Select[*tuple[Any, ...]]:
    waiting = select(SHARE.c.item_id).where(rule.is_waiting(SHARE))
    either = ITEM.c.id.in_(waiting.union_all(in_this.spoken_of()))
    rows = rule.sights(Asker.one(kind), reasons={Reason.TEACHER}, only=either).subquery()
    return (
        select(
            ITEM.c.id,
            ITEM.c.public_id,
            ITEM.c.owner_id,
            SHARE.c.id.label("share_id"),
            SHARE.c.public_id.label("share"),
            SHARE.c.kind,
            SHARE.c.person_id,
            SHARE.c.group_id,
            func.coalesce(Group.name, ""),
            SHARE.c.waiting_revision_id,
            SHARE.c.up_revision_id,
            SHARE.c.waiting_since,
            ITEM.c.public_id.label("item"),
            PERSON.c.first_name,
            PERSON.c.face,
            in_this.hidden_since(ITEM.c.id).label("hidden_since"),
        )
        .join(rows, rows.c.item_id == ITEM.c.id)
        .join(SHARE, SHARE.c.id == rows.c.share_id)
        .join(PERSON, PERSON.c.id == ITEM.c.owner_id)
        .outerjoin(Group, Group.id == SHARE.c.group_id)
        .order_by(SHARE.c.id)
    )


def comments(db: Session, viewer: Viewer) -> list[WaitingRow]:
    """Comments of others that wait for this teacher, each once."""
    asked = {"viewer_id": viewer.id, **asked_at(viewer.at)}
    rows = db.execute(statements.comments_to_check(viewer.kind), asked)
    found = [WaitingRow(*row) for row in map(tuple, rows)]
    return list({row.comment_id: row for row in found}.values())


def still_waiting(share_ids: Collection[int]) -> Select[Share]:
    """Those of the shares that wait, locked for whoever asks first: the second finds none."""
    return (
        select(Share)
        .where(Share.id.in_(share_ids), rule.is_waiting(SHARE))
        .order_by(Share.id)
        .with_for_update()
    )


def asking_for(shares: Collection[Share], revision_id: int) -> list[Share]:
    """Those of the shares in which this very revision waits, and no other."""
    return [share for share in shares if share.waiting_revision_id == revision_id]


def as_left(share_ids: Collection[int], shown_id: int | None) -> ColumnElement[bool]:
    """The shares as a check left them: nothing waits, none ended, and this revision is shown."""
    shown = SHARE.c.up_revision_id
    return and_(
        SHARE.c.id.in_(share_ids),
        SHARE.c.ended_at.is_(None),
        SHARE.c.waiting_revision_id.is_(None),
        shown.is_(None) if shown_id is None else shown == shown_id,
    )


def would_see(
    db: Session, item_id: int, share_ids: Collection[int], at: Moment, for_whom: int = 0
) -> dict[int, frozenset[Reason]]:
    """Everyone but the owner who would see the item if what waits in those shares were up: why.

    With the number of one of the staff, as they may be told (`statements.told_to`). The shares
    keep their numbers, so that what pictured children said of them counts.
    """
    asked = {"which": item_id, "shares": list(share_ids), "for_whom": for_whom, **asked_at(at)}
    return by_viewer(db.execute(_viewers(), asked).all())


@cache
def _viewers() -> Select[*tuple[Any, ...]]:
    people = rule.PERSON.alias("viewer")
    rows = rule.sights(
        Asker.everyone(people),
        _as_if_up(),
        only=ITEM.c.id == bindparam("which"),
        reasons=(*talk.AUDIENCE_REASONS, Reason.TEACHER),
        people=people,
    ).subquery()
    told = statements.told_to(rows.c.viewer_id)
    return select(rows.c.viewer_id, rows.c.reason).where(told).distinct()


def _as_if_up() -> FromClause:
    return (
        select(
            SHARE.c.id,
            SHARE.c.item_id,
            SHARE.c.owner_id,
            SHARE.c.kind,
            SHARE.c.person_id,
            SHARE.c.group_id,
            SHARE.c.asked_under,
            SHARE.c.waiting_revision_id.label("up_revision_id"),
            cast(null(), Integer).label("waiting_revision_id"),
            SHARE.c.up_at,
            SHARE.c.ended_at,
        )
        .where(SHARE.c.id.in_(bindparam("shares")))
        .subquery("as_if_up")
    )


def everything(db: Session, at: Moment, *, reason: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """What waits in each class, past the door: rows (group_id, name, number, since).

    Exactly what a teacher of the class has in their queue, also where the class has none today.
    A class without anything waiting has the number 0 and no `since`. `reason` is for whoever
    reads the caller; a test lists the callers.
    """
    del reason
    waiting = union_all(_items(at), _comments(at)).subquery()
    return db.execute(
        select(
            Group.id,
            Group.name,
            func.count(waiting.c.since).label("number"),
            func.min(waiting.c.since).label("since"),
        )
        .outerjoin(waiting, waiting.c.group_id == Group.id)
        .where(Group.kind == GroupKind.CLASS)
        .group_by(Group.id, Group.name)
        .order_by(Group.id)
    ).all()


def _items(at: Moment) -> Select[*tuple[Any, ...]]:
    return (
        _in_classes(at)
        .add_columns(func.min(SHARE.c.waiting_since).label("since"))
        .where(rule.is_waiting(SHARE))
        .group_by(Group.id, SHARE.c.item_id)
    )


def _comments(at: Moment) -> Select[*tuple[Any, ...]]:
    """Only on things that some share shows to a teacher of the class: nobody else settles them."""
    comment = talk.COMMENT
    return (
        _in_classes(at)
        .add_columns(func.min(comment.c.written_at).label("since"))
        .join(comment, comment.c.item_id == SHARE.c.item_id)
        .where(
            or_(rule.is_shown(SHARE), rule.is_waiting(SHARE)),
            talk.waits_for_a_teacher(),
        )
        .group_by(Group.id, comment.c.id)
    )


def _in_classes(at: Moment) -> Select[*tuple[Any, ...]]:
    """Shares that a teacher of a class sees, by the number of the class."""
    kinds = rule.is_for_a_teacher(SHARE, Group.checks == Checks.EVERYTHING)
    return (
        select(Group.id.label("group_id"))
        .join(Membership, Membership.group_id == Group.id)
        .join(SHARE, SHARE.c.owner_id == Membership.person_id)
        .join(ITEM, ITEM.c.id == SHARE.c.item_id)
        .where(
            Group.kind == GroupKind.CLASS,
            Membership.role == Role.PUPIL,
            standing.live(Membership, at),
            kinds,
            ITEM.c.deleted_at.is_(None),
            ITEM.c.sealed_at.is_(None),
            rule.is_for_others(),
            standing.is_here(ITEM.c.owner_id, at),
        )
    )
