"""What ended today by somebody's press, and what they put back: for *Undo*, and a second press.

Asked of the rows and of the log: a row keeps the day, the log who pressed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import Select, exists, func, select, true
from sqlalchemy.orm import aliased

from portfolio.core.errors import NotThereError
from portfolio.models import FamilyTie, LogRow, Membership, Person
from portfolio.visibility import roll
from portfolio.visibility.standing import live

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Row
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.models.enums import Role

AnyRow: TypeAlias = "Row[*tuple[Any, ...]]"


def place_or_404(
    db: Session, group_id: int, public_id: str, at: Moment, *, role: Role, ended_by: int | None
) -> AnyRow:
    """A child's or a teacher's membership that ended this very day in that class: (id, name).

    Only where `ended_by` ended it; None (the office): whoever did. `NotThereError` otherwise.
    """
    again = aliased(Membership)  # by a list that was sent since
    is_again = exists().where(
        again.person_id == Person.id, again.group_id == group_id, live(again, at)
    )
    found = _membership(group_id, public_id, role, at).where(
        roll.ended_today(Membership, at),
        ~is_again,
        _was_done(ended_by, "left_group", **_ABOUT_MEMBERSHIP),
    )
    left = db.execute(found.order_by(Membership.id.desc())).first()
    if left is None:
        raise NotThereError
    return left


def is_place_put_back(
    db: Session, group_id: int, public_id: str, at: Moment, *, role: Role, by: int
) -> bool:
    """Whether they are in that class since that person put them back."""
    found = _membership(group_id, public_id, role, at).where(
        live(Membership, at), _was_done(by, "put_back_in_group", **_ABOUT_MEMBERSHIP)
    )
    return db.execute(found).first() is not None


_ABOUT_MEMBERSHIP = {"person": Membership.person_id, "group": Membership.group_id}


def _membership(group_id: int, public_id: str, role: Role, at: Moment) -> Select[*tuple[Any, ...]]:
    name = func.coalesce(func.nullif(Person.called, ""), Person.first_name).label("name")
    return (
        select(Membership.id, name)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.group_id == group_id,
            Membership.role == role,
            Person.public_id == public_id,
            live(Person, at),
        )
    )


def _was_done(by: int | None, event: str, **about: Any) -> ColumnElement[bool]:  # noqa: ANN401 -- columns
    """Whether the last such event about those numbers was `by` that person; None: by anybody.

    From the log, because the row itself keeps the day and not the person.
    """
    if by is None:
        return true()
    last = (
        select(LogRow.by_id)
        .where(LogRow.event == event)
        .where(*(LogRow.about[name].as_integer() == number for name, number in about.items()))
        .order_by(LogRow.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return last == by


def tie_or_404(
    db: Session, public_id: str, pupil_id: int, at: Moment, *, ended_by: int | None
) -> int:
    """A tie of that pupil that ended this very day; `ended_by` as in `place_or_404`."""
    ended = (
        select(FamilyTie.id)
        .join(Person, Person.id == FamilyTie.adult_id)
        .where(
            FamilyTie.public_id == public_id,
            FamilyTie.pupil_id == pupil_id,
            live(Person, at),
            roll.ended_today(FamilyTie, at),
            _was_done(ended_by, "tie_ended", tie=FamilyTie.id),
        )
    )
    number = db.scalars(ended).first()
    if number is None:
        raise NotThereError
    return number


def is_tie_put_back(db: Session, public_id: str, pupil_id: int, at: Moment, *, by: int) -> bool:
    """Whether that tie of the pupil is live since that person put it back."""
    mine = select(FamilyTie.id).where(
        FamilyTie.public_id == public_id,
        FamilyTie.pupil_id == pupil_id,
        live(FamilyTie, at),
        _was_done(by, "tie_put_back", tie=FamilyTie.id),
    )
    return bool(db.scalar(select(mine.exists())))


def is_tied_again(db: Session, tie_id: int, at: Moment) -> bool:
    """Whether the two of a tie that ended belong together today; nobody ties them meanwhile."""
    tie = db.get_one(FamilyTie, tie_id)
    return roll.is_tied(db, tie.adult_id, tie.pupil_id, at)
