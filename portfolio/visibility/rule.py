"""Who can see an item: product.md section 4, written once.

Each `Clause` is a row of that table: whom a share reaches and which revision it shows them.
Written over an *asker expression*: bound to one person's number the clauses list what that
person sees; bound to `person.id` they list who sees a thing; both bound they check one; their
labels answer why. Whatever no clause names is seen by nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    FromClause,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    true,
    union_all,
)

from portfolio.models import BreakGlass, Item, Person, Revision, Share
from portfolio.models.enums import Checks, ShareKind, ViewerKind
from portfolio.visibility import concerned, pictured, standing
from portfolio.visibility.standing import WHEN, When

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from sqlalchemy import Row

ITEM: FromClause = Item.__table__
SHARE: FromClause = Share.__table__
PERSON: FromClause = Person.__table__

IN_THE_FAMILY = (ShareKind.FAMILY, ShareKind.PERSON)
"""Shares that stay in the owner's family."""

BEYOND_FAMILY = (
    ShareKind.TEACHERS,
    ShareKind.CLASS,
    ShareKind.CLASS_FAMILIES,
    ShareKind.SCREEN,
)
"""Shares that go beyond it; a new kind belongs to neither list until someone says which."""


BIN_LASTS = timedelta(days=30)
"""How long what was deleted lies in its owner's bin (product.md section 5)."""


class Reason(StrEnum):
    """Why somebody sees an item."""

    OWNER = "owner"
    TEACHER = "teacher"
    FAMILY = "family"
    NAMED = "named"
    CLASSMATE = "classmate"
    CLASS_FAMILY = "class_family"
    SCREEN = "screen"
    BREAK_GLASS = "break_glass"


def by_viewer(rows: Sequence[Row[*tuple[Any, ...]]]) -> dict[int, frozenset[Reason]]:
    """Rows (viewer_id, reason) as people by number, each with every reason."""
    found: dict[int, set[Reason]] = {}
    for row in rows:
        found.setdefault(row.viewer_id, set()).add(Reason(row.reason))
    return {viewer_id: frozenset(reasons) for viewer_id, reasons in found.items()}


def teachers_among(viewers: Mapping[int, frozenset[Reason]]) -> set[int]:
    """Those of them who see it as the owner's teachers, whatever reason they have besides."""
    return {number for number, reasons in viewers.items() if Reason.TEACHER in reasons}


@dataclass(frozen=True, slots=True)
class Asker:
    """The viewer as an expression: one number, or a column of all of them.

    Number and moment are named parameters (`asked_by`), so that a statement is built once and
    asked by everybody.
    """

    kind: ViewerKind
    id: ColumnElement[int]
    at: When = WHEN

    @classmethod
    def one(cls, kind: ViewerKind) -> Asker:
        """The one viewer whose number is given when the statement is asked."""
        return cls(kind, bindparam("viewer_id", type_=Integer))

    @classmethod
    def everyone(cls, people: FromClause) -> Asker:
        """Each person of `people` at once."""
        return cls(ViewerKind.PERSON, people.c.id)


@dataclass(frozen=True, slots=True)
class Clause:
    """One row of the table: whom a share reaches, what it shows, and whose yes it needs."""

    reason: Reason
    reaches: Callable[[Asker, FromClause], ColumnElement[bool]]
    shows: Callable[[FromClause], ColumnElement[Any]]
    needs_says: bool = True


def _up(share: FromClause) -> ColumnElement[Any]:
    return share.c.up_revision_id


def _newest_asked(share: FromClause) -> ColumnElement[Any]:
    return func.coalesce(share.c.waiting_revision_id, share.c.up_revision_id)


def _teacher(asker: Asker, share: FromClause) -> ColumnElement[bool]:
    everything = standing.taught(asker.id, asker.at, Checks.EVERYTHING)
    kinds = is_for_a_teacher(share, share.c.owner_id.in_(everything))
    return and_(share.c.owner_id.in_(standing.taught(asker.id, asker.at)), kinds)


def is_for_a_teacher(share: FromClause, reads_all: ColumnElement[bool]) -> ColumnElement[bool]:
    """The share is one that a teacher of the owner's class sees; `reads_all`: of such a class."""
    with_family = and_(
        standing.one_of(share.c.kind, IN_THE_FAMILY),
        share.c.asked_under == Checks.EVERYTHING,
        reads_all,
    )
    # A case, not an or: SQLite would walk all shares kind by kind instead of child by child.
    return case(
        (standing.one_of(share.c.kind, BEYOND_FAMILY), true()),
        (with_family, true()),
        else_=false(),
    )


def _family(asker: Asker, share: FromClause) -> ColumnElement[bool]:
    return and_(
        share.c.kind == ShareKind.FAMILY,
        share.c.owner_id.in_(standing.tied_pupils(asker.id, asker.at)),
    )


def _named(asker: Asker, share: FromClause) -> ColumnElement[bool]:
    return and_(
        share.c.kind == ShareKind.PERSON,
        share.c.person_id == asker.id,
        share.c.owner_id.in_(standing.tied_pupils(asker.id, asker.at)),
    )


def _classmate(asker: Asker, share: FromClause) -> ColumnElement[bool]:
    return and_(
        share.c.kind == ShareKind.CLASS,
        share.c.group_id.in_(standing.groups(asker.id, asker.at)),
        standing.is_member(share.c.owner_id, share.c.group_id, asker.at),
    )


def _class_family(asker: Asker, share: FromClause) -> ColumnElement[bool]:
    return and_(
        share.c.kind == ShareKind.CLASS_FAMILIES,
        share.c.group_id.in_(standing.groups_of_my_children(asker.id, asker.at)),
        standing.is_member(share.c.owner_id, share.c.group_id, asker.at),
    )


def _screen(_asker: Asker, share: FromClause) -> ColumnElement[bool]:
    return share.c.kind == ShareKind.SCREEN


CLAUSES: dict[ViewerKind, tuple[Clause, ...]] = {
    ViewerKind.PERSON: (
        Clause(Reason.TEACHER, _teacher, _newest_asked, needs_says=False),
        Clause(Reason.FAMILY, _family, _up),
        Clause(Reason.NAMED, _named, _up),
        Clause(Reason.CLASSMATE, _classmate, _up),
        Clause(Reason.CLASS_FAMILY, _class_family, _up),
    ),
    ViewerKind.SCREEN: (Clause(Reason.SCREEN, _screen, _up),),
    ViewerKind.NOBODY: (),
}
"""The table, per kind of viewer. The teacher is exempt from picture says because somebody has
to look; nobody else is."""


def sights(  # noqa: PLR0913 -- each narrows or supposes something of one question
    asker: Asker,
    shares: FromClause = SHARE,
    *,
    only: ColumnElement[bool] | None = None,
    by: ColumnElement[bool] | None = None,
    reasons: Collection[Reason] = tuple(Reason),
    people: FromClause | None = None,
    supposed: bool = False,
) -> CompoundSelect[Any]:
    """All that the asker sees: rows (reason, viewer_id, item_id, revision_id, share_id, up_at).

    `shares` are the kept ones, or proposed ones of the same columns. `only` narrows to some
    items by a condition over `ITEM`, `by` to some shares, `reasons` to some of the reasons.
    `people` is the table that the asker is a column of. `supposed`: as if every child in a picture
    had said yes, for words about what would be; never for what is.
    """
    clauses = [clause for clause in CLAUSES[asker.kind] if clause.reason in reasons]
    rows = [_by_share(clause, asker, shares, supposed=supposed) for clause in clauses]
    if by is not None:
        rows = [row.where(by) for row in rows]
    if asker.kind is ViewerKind.PERSON and Reason.OWNER in reasons:
        rows.append(_by_owning(asker))
    if asker.kind is ViewerKind.PERSON and Reason.BREAK_GLASS in reasons:
        rows.append(_by_breaking_glass(asker))
    if not rows:
        rows = [_by_owning(asker).where(false())]
    if people is not None:
        rows = [row.join(people, true()) for row in rows]
    return union_all(*(row if only is None else row.where(only) for row in rows))


def in_bin(asker: Asker) -> ColumnElement[bool]:
    """The owner's bin: deleted, not sealed. Only a person has one."""
    if asker.kind is not ViewerKind.PERSON:
        return false()
    return and_(
        ITEM.c.owner_id == asker.id,
        ITEM.c.deleted_at.is_not(None),
        ITEM.c.sealed_at.is_(None),
        _is_present(asker),
    )


def is_for_others() -> ColumnElement[bool]:
    """No urgent concern holds the item back: what one holds back is its owner's alone."""
    return ITEM.c.held_back_at.is_(None)


def is_shown(share: FromClause) -> ColumnElement[bool]:
    """The share is up and not ended."""
    return and_(share.c.up_revision_id.is_not(None), share.c.ended_at.is_(None))


def is_waiting(share: FromClause) -> ColumnElement[bool]:
    """The share waits for a teacher's look."""
    return and_(share.c.waiting_revision_id.is_not(None), share.c.ended_at.is_(None))


def _by_share(clause: Clause, asker: Asker, share: FromClause, *, supposed: bool) -> Select[Any]:
    revision = clause.shows(share)
    asks = pictured.may_be_said_yes if supposed else pictured.all_said_yes
    said = asks(share, revision, asker.at) if clause.needs_says else true()
    return (
        _columns(clause.reason, asker, revision, share.c.id, share.c.up_at)
        .join_from(share, ITEM, ITEM.c.id == share.c.item_id)
        .where(
            share.c.ended_at.is_(None),
            revision.is_not(None),
            clause.reaches(asker, share),
            said,
            is_for_others(),
            _nothing_between(asker, revision),
            _always(asker),
        )
    )


def _nothing_between(asker: Asker, revision: ColumnElement[Any]) -> ColumnElement[bool]:
    """No restriction stands between, and it is not their own: an owner sees by owning alone.

    A screen's number is no person's, so nothing of this is asked for one.
    """
    if asker.kind is not ViewerKind.PERSON:
        return true()
    return and_(
        ITEM.c.owner_id != asker.id,
        ITEM.c.owner_id.not_in(standing.kept_from(asker.id, asker.at)),
        not_(pictured.apart(asker.id, revision, asker.at)),
    )


def _by_owning(asker: Asker) -> Select[Any]:
    return (
        _columns(Reason.OWNER, asker, _newest(), _none(), _never())
        .select_from(ITEM)
        .where(ITEM.c.owner_id == asker.id, _always(asker))
    )


def _by_breaking_glass(asker: Asker) -> Select[Any]:
    """For the safety lead, within the hour: of what nobody else has been shown, or is not right.

    What is up is opened only while somebody's concern about it, or about words on it, is open.
    """
    opened = exists().where(
        BreakGlass.item_id == ITEM.c.id,
        BreakGlass.lead_id == asker.id,
        BreakGlass.from_at <= asker.at.now,
        BreakGlass.until_at > asker.at.now,
    )
    return (
        _columns(Reason.BREAK_GLASS, asker, _newest(), _none(), _never())
        .select_from(ITEM)
        .where(opened, may_be_opened(asker.id, asker.at), _always(asker))
    )


def may_be_opened(lead: standing.PersonId, at: When) -> ColumnElement[bool]:
    """Whether that safety lead may open it: while nobody else was shown it, or it is not right.

    What is up is opened only while somebody's concern about it, or about words on it, is open.
    """
    shown = exists().where(SHARE.c.item_id == ITEM.c.id, is_shown(SHARE))
    return and_(
        or_(not_(shown), concerned.is_not_right(ITEM.c.id, lead, at)),
        standing.is_safety_lead(lead, at),
        ITEM.c.owner_id.not_in(standing.kept_from(lead, at)),
        not_(pictured.apart(lead, _newest(), at)),
    )


def _columns(
    reason: Reason,
    asker: Asker,
    revision: ColumnElement[Any],
    share_id: ColumnElement[Any],
    up_at: ColumnElement[Any],
) -> Select[Any]:
    return select(
        literal(reason.value).label("reason"),
        asker.id.label("viewer_id"),
        ITEM.c.id.label("item_id"),
        revision.label("revision_id"),
        share_id.label("share_id"),
        up_at.label("up_at"),
    )


def stands_for(asker: Asker) -> ColumnElement[bool]:
    """The item is there, and its owner and the asker are here: what every sight begins with.

    For the one sight that is no item's: a picture, shown to a child who is in it (`of_me.py`).
    """
    return _always(asker)


def nothing_between(asker: Asker, revision: ColumnElement[Any]) -> ColumnElement[bool]:
    """No restriction keeps the asker from the owner or a child in the revision's photos."""
    return _nothing_between(asker, revision)


def _always(asker: Asker) -> ColumnElement[bool]:
    """What holds for everybody: not deleted, not sealed, owner and asker here today."""
    return and_(
        ITEM.c.deleted_at.is_(None),
        ITEM.c.sealed_at.is_(None),
        standing.is_here(ITEM.c.owner_id, asker.at),
        _is_present(asker),
    )


def _is_present(asker: Asker) -> ColumnElement[bool]:
    if asker.kind is ViewerKind.SCREEN:
        return standing.is_hung(asker.id)
    return standing.is_let_in(asker.id, asker.at)


def _newest() -> ColumnElement[Any]:
    newest = select(func.max(Revision.id)).where(Revision.item_id == ITEM.c.id)
    return newest.correlate(ITEM).scalar_subquery()


def _none() -> ColumnElement[Any]:
    return cast(null(), Integer)


def _never() -> ColumnElement[Any]:
    return cast(null(), Share.__table__.c.up_at.type)
