"""Turning the year: memberships end and begin on a day, and leavers' places end. Nobody gains.

Nothing of a class is carried over but its name, its children and what its teacher reads first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portfolio.core import tokens
from portfolio.log import actions as log
from portfolio.models import Group, Membership
from portfolio.models.enums import Checks, DutyKind, GroupKind, Role
from portfolio.office import invitations
from portfolio.roll.actions import leaving
from portfolio.roll.reading.tables import folded
from portfolio.signin import actions as signin
from portfolio.tablets import actions as tablets
from portfolio.visibility import roll

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.jobs import Means
    from portfolio.roll.planning.year import Step, YearPlan


def turn(db: Session, plan: YearPlan, at: Moment, *, by: int) -> None:
    """Do all of the plan; the caller holds the roll (`taking_over.hold`) and has checked it."""
    made = _make(db, plan.moving, at, by)
    for step in plan.steps:
        rows = _rows(db, step, plan)
        if not step.is_last:
            _begin(db, [row for row in rows if row.role is Role.PUPIL], step, made, plan)
        for row in rows:
            row.until_on, row.planned_until_on = plan.on, row.until_on
    db.flush()
    for pupil_id in plan.gone():
        leaving.pupil_leaves(db, pupil_id, at, by=by, on=plan.on)
    if plan.on <= at.today:
        teachers = {one.id for step in plan.steps for one in step.group.teachers}
        _end_letters(db, teachers, at, by)
        tablets.revoke_past(db, at, by=by)
    log.write(db, "year_changed", at, by, groups=sorted(made.values()), gone=plan.leavers)


def arrive(means: Means) -> None:
    """The chore: on the day that was chosen before, shut the doors of those who left with it.

    Tablets of classes that are over, or of teachers who left, are tablets no more; whoever left a
    class is signed out on those that stay.
    """
    db, at = means.db, means.at
    for pupil_id in roll.pupils_gone_today(db, at):
        leaving.shut_doors(db, pupil_id, at, by=None)
    _end_letters(db, roll.teachers_gone_today(db, at), at, None)
    tablets.revoke_past(db, at, by=None)
    signin.end_out_of_class(db, at)


def _make(db: Session, steps: list[Step], at: Moment, by: int) -> dict[str, int]:
    """The new classes by their folded names; two that become one are one."""
    made: dict[str, int] = {}
    for step in steps:
        alike = [one for one in steps if folded(one.name) == folded(step.name)]
        if folded(step.name) not in made:
            made[folded(step.name)] = _new_group(db, step, alike)
            log.write(db, "group_made", at, by, group=made[folded(step.name)])
    return made


def _new_group(db: Session, step: Step, alike: list[Step]) -> int:
    # Of two that become one, the teacher reads all where either did: else something could wait
    # for nobody. What was asked for before keeps what its child was told (decision 7).
    reads_all = any(one.group.checks is Checks.EVERYTHING for one in alike)
    group = Group(
        public_id=tokens.public_id(),
        name=step.name,
        kind=GroupKind.CLASS,
        stage=step.stage,
        checks=Checks.EVERYTHING if reads_all else Checks.BEYOND_FAMILY,
    )
    db.add(group)
    db.flush()
    return group.id


def _rows(db: Session, step: Step, plan: YearPlan) -> list[Membership]:
    """The memberships of the old class that would go on on that day."""
    in_class = Membership.group_id == step.group.id
    found = select(Membership).where(in_class, ~roll.ends_before(Membership, plan.on))
    return list(db.scalars(found.order_by(Membership.id)))


def _begin(
    db: Session, rows: Iterable[Membership], step: Step, made: dict[str, int], plan: YearPlan
) -> None:
    group_id = made[folded(step.name)]
    for row in rows:
        begins = max(plan.on, row.from_on)
        new = Membership(group_id=group_id, person_id=row.person_id, role=row.role)
        new.from_on, new.until_on = begins, row.until_on
        db.add(new)
    for teacher in step.teachers:
        _begin_teaching(db, group_id, teacher.id, plan)


def _begin_teaching(db: Session, group_id: int, person_id: int, plan: YearPlan) -> None:
    mine = Membership.group_id == group_id, Membership.person_id == person_id
    db.flush()
    if db.scalars(select(Membership.id).where(*mine)).first() is None:
        new = Membership(group_id=group_id, person_id=person_id, role=Role.TEACHER)
        new.from_on = plan.on
        db.add(new)


def _end_letters(db: Session, teachers: Iterable[int], at: Moment, by: int | None) -> None:
    """Unused letters of teachers for children whom they teach no more open no more."""
    for person_id in sorted(teachers):
        if not roll.holds(db, person_id, DutyKind.OFFICE, at):
            still = roll.taught_children(db, person_id, at)
            invitations.end_all_by(db, person_id, at, by=by, but_for=still)
