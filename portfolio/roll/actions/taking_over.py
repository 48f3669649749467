"""Doing what a plan says, in the unit of whoever said yes. It gives nobody a duty and no way in.

The caller has compared the plan with the roll under the roll's lock (`hold`) in the same unit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from portfolio.core import tokens
from portfolio.log import actions as log
from portfolio.models import Group, Membership, Person, RollKey, School
from portfolio.models.enums import Checks, GroupKind, PersonKind, Role, RollKeyKind
from portfolio.office import actions as office
from portfolio.roll.actions import leaving
from portfolio.signin import actions as signin
from portfolio.visibility import roll

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.roll.planning.plan import Arrival, Change, ChangedClass, NewClass, Plan, Seat

ROLE_OF = {PersonKind.PUPIL: Role.PUPIL, PersonKind.STAFF: Role.TEACHER}
KEY_OF = {PersonKind.PUPIL: RollKeyKind.PUPIL, PersonKind.STAFF: RollKeyKind.STAFF}


def hold(db: Session) -> None:
    """Nobody else changes the roll from a list or a year change until this unit ends."""
    db.execute(select(School.id).with_for_update())


def take_over(  # noqa: PLR0913 -- who does it, on which device, and how
    db: Session,
    plan: Plan,
    digest: str,
    at: Moment,
    *,
    by: int,
    sign_in_id: int | None,
    face_of: Callable[[PersonKind], str],
) -> None:
    """Do all of the plan. `face_of` makes a newcomer's face, which they can change later.

    `sign_in_id` is the session that says yes, which goes on whatever the list says.
    """
    _Taking(db, at, by, sign_in_id, face_of).do(plan)
    counted = {
        "new": len(plan.arrivals),
        "changed": len(plan.changes),
        "gone": len(plan.leavers),
    }
    log.write(db, "roll_taken_over", at, by, file=digest, **counted)


class _Taking:
    """One taking over: the rooms that were made on the way, and who does it."""

    def __init__(
        self,
        db: Session,
        at: Moment,
        by: int,
        sign_in_id: int | None,
        face_of: Callable[[PersonKind], str],
    ) -> None:
        self.db, self.at, self.by, self.sign_in_id, self.face_of = db, at, by, sign_in_id, face_of
        self.made: dict[str, int] = {}

    def do(self, plan: Plan) -> None:
        for new in plan.new_classes:
            self._make(new)
        for changed in plan.changed_classes:
            self._rename(changed)
        for person in plan.leavers:
            self._leave(person.kind, person.id)
        for change in plan.changes:
            self._change(change)
        self._arrive([one for one in plan.arrivals if one.back is None])
        for arrival in plan.arrivals:
            if arrival.back is not None:
                self._come_back(arrival, arrival.back.id)

    # ------------------------------------------------------------ classes

    def _make(self, new: NewClass) -> None:
        group = Group(
            public_id=tokens.public_id(),
            name=new.name,
            kind=GroupKind.CLASS,
            stage=new.stage,
            checks=Checks.EVERYTHING,
        )
        self.db.add(group)
        self.db.flush()
        self.made[new.mark] = group.id
        if new.number:
            self.db.add(RollKey(kind=RollKeyKind.CLASS, key=new.number, group_id=group.id))
        log.write(self.db, "group_made", self.at, self.by, group=group.id)

    def _rename(self, changed: ChangedClass) -> None:
        group = self.db.get_one(Group, changed.group.id)
        group.name = changed.name
        if changed.number:
            self.db.add(RollKey(kind=RollKeyKind.CLASS, key=changed.number, group_id=group.id))
        log.write(self.db, "group_changed", self.at, self.by, group=group.id)

    def _group(self, seat: Seat) -> int:
        return self.made[seat.mark] if seat.group_id is None else seat.group_id

    # ------------------------------------------------------------ people

    def _leave(self, kind: PersonKind, person_id: int) -> None:
        if kind is PersonKind.STAFF:
            leaving.staff_leave(self.db, person_id, self.at, by=self.by)
        else:
            leaving.pupil_leaves(self.db, person_id, self.at, by=self.by)

    def _change(self, change: Change) -> None:
        person = change.person
        if change.is_renamed:
            said = {"first_name": change.first_name, "surname": change.surname}
            said |= {"called": change.called}
            email = {"email": change.email or None}
            self.db.execute(update(Person).where(Person.id == person.id).values(**said, **email))
            log.write(self.db, "person_changed", self.at, self.by, person=person.id)
        if change.email != person.email:  # what the old letter box let in, or still could (T45)
            signin.end_all(self.db, person.id, self.at, but=self.sign_in_id)
        if change.number:
            self._learn(person.kind, person.id, change.number)
        for group_id in change.leaves:
            self._end(person.kind, person.id, group_id)
        self._join(person.kind, person.id, change.joins)

    def _learn(self, kind: PersonKind, person_id: int, number: str) -> None:
        self.db.add(RollKey(kind=KEY_OF[kind], key=number, person_id=person_id))

    def _end(self, kind: PersonKind, person_id: int, group_id: int) -> None:
        if kind is PersonKind.STAFF:  # whose unused letters end with it
            office.leave_class(self.db, group_id, person_id, self.at, by=self.by)
            return
        here = Membership.person_id == person_id, Membership.group_id == group_id
        self.db.execute(
            update(Membership)
            .where(*here, ~roll.has_ended(Membership, self.at))
            .values(until_on=self.at.today, planned_until_on=Membership.until_on)
        )
        log.write(self.db, "left_group", self.at, self.by, person=person_id, group=group_id)
        signin.end_out_of_class(self.db, self.at, pupil_id=person_id)

    def _join(self, kind: PersonKind, person_id: int, seats: Iterable[Seat]) -> None:
        for seat in seats:
            group_id = self._group(seat)
            self.db.add(
                Membership(
                    group_id=group_id,
                    person_id=person_id,
                    role=ROLE_OF[kind],
                    from_on=self.at.today,
                )
            )
            log.write(self.db, "joined_group", self.at, self.by, person=person_id, group=group_id)

    def _arrive(self, arrivals: list[Arrival]) -> None:
        """All of them in one statement: a school may begin with thousands."""
        people = [self._person(one) for one in arrivals]
        self.db.add_all(people)
        self.db.flush()
        for arrival, person in zip(arrivals, people, strict=True):
            if arrival.row.number:
                self._learn(arrival.kind, person.id, arrival.row.number)
            self._join(arrival.kind, person.id, arrival.seats)
            if arrival.kind is PersonKind.STAFF:
                log.write(self.db, "staff_added", self.at, self.by, person=person.id)

    def _person(self, arrival: Arrival) -> Person:
        row = arrival.row
        return Person(
            public_id=tokens.public_id(),
            kind=arrival.kind,
            first_name=row.first_name,
            surname=row.surname,
            called=row.called if arrival.kind is PersonKind.STAFF else "",
            email=row.email or None,
            face=self.face_of(arrival.kind),
            from_on=self.at.today,
        )

    def _come_back(self, arrival: Arrival, person_id: int) -> None:
        """The same person as before, with their things; tied to nobody until a letter does so.

        One of the staff is as if the list had brought them for the first time: no old way in opens.
        """
        row = arrival.row
        person = self.db.get_one(Person, person_id)
        person.first_name = row.first_name
        person.surname = row.surname or person.surname
        person.until_on = None
        if arrival.kind is PersonKind.STAFF:
            office.end_ways_in(self.db, person_id, self.at, by=self.by)
            person.called = row.called or person.called
            person.email = row.email or person.email
        log.write(self.db, "came_back", self.at, self.by, person=person_id)
        self._join(arrival.kind, person_id, arrival.seats)
