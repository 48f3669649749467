"""Shares that nobody has asked for yet, in the shape of kept ones: what the picker resolves.

The same rule is asked of them, so the faces and the sentence in the picker cannot drift from
what will hold (promise T73).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, cast, literal, null, select, union_all

from portfolio.models import Membership, Group, Person, Share
from portfolio.models.enums import Checks, GroupKind, PersonKind, ShareKind
from portfolio.visibility import standing
from portfolio.visibility.rule import BEYOND_FAMILY, IN_THE_FAMILY

if TYPE_CHECKING:
    from sqlalchemy import FromClause, Select
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


def proposed(sight: Sight, wishes: list[Wish], checks: Checks) -> FromClause:
    """The wishes as share rows that are up with the sight's revision."""
    rows = [_row(sight, wish, checks) for wish in wishes] or [
        _row(sight, Wish(ShareKind.FAMILY), checks).where(literal(value=False))
    ]
    return union_all(*rows).subquery("proposed")


def _row(sight: Sight, wish: Wish, checks: Checks) -> Select[Any]:
    nothing = cast(null(), Integer)
    return select(
        nothing.label("id"),
        literal(sight.item_id, Integer).label("item_id"),
        literal(sight.owner_id, Integer).label("owner_id"),
        literal(wish.kind, COLUMNS.kind.type).label("kind"),
        cast(literal(wish.person_id, Integer), Integer).label("person_id"),
        cast(literal(wish.group_id, Integer), Integer).label("group_id"),
        literal(checks, COLUMNS.asked_under.type).label("asked_under"),
        literal(sight.revision_id, Integer).label("up_revision_id"),
        nothing.label("waiting_revision_id"),
        cast(null(), COLUMNS.up_at.type).label("up_at"),
        cast(null(), COLUMNS.ended_at.type).label("ended_at"),
    )


def goes_beyond_family(wishes: list[Wish]) -> bool:
    """Whether any wish leaves the family."""
    return any(wish.kind in BEYOND_FAMILY for wish in wishes)


def owner_kind(db: Session, owner_id: int) -> PersonKind:
    """What the owner is."""
    return db.scalars(select(Person.kind).where(Person.id == owner_id)).one()
