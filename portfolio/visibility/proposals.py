"""Shares that nobody has asked for yet, in the shape of kept ones: what the picker resolves.

The same rule is asked of them, so the faces and the sentence in the picker cannot drift from
what will hold (promise T73).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, bindparam, cast, func, literal, null, select, union_all

from portfolio.models import Group, Membership, Person, Share
from portfolio.models.enums import Checks, GroupKind, PersonKind, ShareKind
from portfolio.visibility import standing
from portfolio.visibility.rule import BEYOND_FAMILY, IN_THE_FAMILY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, FromClause, Select
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.visibility.reads import Sight

COLUMNS = Share.__table__.c


@dataclass(frozen=True, slots=True, order=True)
class Wish:
    """One line that an owner asks for: a kind, with its person or group where it has one."""

    kind: ShareKind
    person_id: int | None = None
    group_id: int | None = None


def checks_for(db: Session, owner_id: int, at: Moment) -> Checks:
    """What a teacher reads first for this owner today: the strictest of their classes.

    An owner without a class is checked in everything, so that nothing goes out unread.
    """
    found = set(
        db.scalars(
            select(Group.checks)
            .join(Membership, Membership.group_id == Group.id)
            .where(
                Membership.person_id == owner_id,
                Group.kind == GroupKind.CLASS,
                standing.live(Membership, at),
            )
        )
    )
    return Checks.BEYOND_FAMILY if found == {Checks.BEYOND_FAMILY} else Checks.EVERYTHING


def is_checked_first(kind: ShareKind, checks: Checks, owner: PersonKind) -> bool:
    """Whether a share of this kind waits for a teacher's look before it goes up.

    Staff are not checked, and what is for the teachers alone needs no look before their look.
    """
    if owner is PersonKind.STAFF or kind is ShareKind.TEACHERS:
        return False
    return checks is Checks.EVERYTHING or kind not in IN_THE_FAMILY


def proposed(number: int) -> FromClause:
    """So many wishes as share rows, already up; what they are is given by `asked_for`."""
    rows = [_row(place) for place in range(number)] or [_row(0).where(literal(value=False))]
    return union_all(*rows).subquery("proposed")


def asked_for(sight: Sight, wishes: Sequence[Wish], checks: Checks) -> dict[str, Any]:
    """The parameters of `proposed` for those wishes about the sight's newest revision."""
    asks: dict[str, Any] = {
        "wish_item": sight.item_id,
        "wish_owner": sight.owner_id,
        "wish_revision": sight.revision_id,
        "wish_checks": checks,
    }
    for place, wish in enumerate(wishes or [Wish(ShareKind.FAMILY)]):
        asks[f"wish_kind_{place}"] = wish.kind
        asks[f"wish_person_{place}"] = wish.person_id
        asks[f"wish_group_{place}"] = wish.group_id
    return asks


def _row(place: int) -> Select[Any]:
    nothing = cast(null(), Integer)
    return select(
        _live(place).label("id"),
        _given("wish_item", "item_id").label("item_id"),
        _given("wish_owner", "owner_id").label("owner_id"),
        _given(f"wish_kind_{place}", "kind").label("kind"),
        _given(f"wish_person_{place}", "person_id").label("person_id"),
        _given(f"wish_group_{place}", "group_id").label("group_id"),
        _given("wish_checks", "asked_under").label("asked_under"),
        _given("wish_revision", "up_revision_id").label("up_revision_id"),
        nothing.label("waiting_revision_id"),
        cast(null(), COLUMNS.up_at.type).label("up_at"),
        cast(null(), COLUMNS.ended_at.type).label("ended_at"),
    )


def _live(place: int) -> ColumnElement[Any]:
    """The number of the live share for that wish, if there is one: what was said of it counts."""
    return (
        select(func.max(COLUMNS.id))
        .where(
            COLUMNS.item_id == _given("wish_item", "item_id"),
            COLUMNS.kind == _given(f"wish_kind_{place}", "kind"),
            COLUMNS.person_id.is_not_distinct_from(_given(f"wish_person_{place}", "person_id")),
            COLUMNS.group_id.is_not_distinct_from(_given(f"wish_group_{place}", "group_id")),
            COLUMNS.ended_at.is_(None),
        )
        .scalar_subquery()
    )


def _given(name: str, like: str) -> ColumnElement[Any]:
    kind = COLUMNS[like].type
    return cast(bindparam(name, type_=kind), kind)


def goes_beyond_family(wishes: Sequence[Wish]) -> bool:
    """Whether any wish leaves the family."""
    return any(wish.kind in BEYOND_FAMILY for wish in wishes)


def owner_kind(db: Session, owner_id: int) -> PersonKind:
    """What the owner is."""
    return db.scalars(select(Person.kind).where(Person.id == owner_id)).one()
