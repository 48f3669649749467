"""Writes the tests' school once: its classes, its people and what stands between them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from portfolio.core import tokens
from portfolio.models import (
    Duty,
    FamilyTie,
    Group,
    Household,
    Membership,
    Person,
    Restriction,
    School,
    Screen,
)
from portfolio.models.enums import (
    Checks,
    DutyKind,
    GroupKind,
    PersonKind,
    Role,
    Stage,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment

from tests.circles import CALLED, CHILDREN, HOUSEHOLDS, NAMES


class Founding:
    """Writes the school once."""

    def __init__(self, db: Session, at: Moment) -> None:
        self.db, self.at = db, at
        self.began = at.today - timedelta(days=400)

    def found(self) -> None:
        """Everything, in the order in which rows need each other."""
        self.db.add(School(id=1, name="Test School", made_at=self.at.now))
        teams = dict(self._teams())
        for place, (group, club, other) in enumerate(
            (("Oak", "Chess", "Rowan"), ("Rowan", "Choir", "Oak"))
        ):
            people = {
                role: self._person(role, names[place], f"{group} {role}")
                for role, names in NAMES.items()
            }
            self._memberships(people, teams[group], teams[club], teams[other])
            self._ties(people)
            self.db.add(
                Restriction(
                    person_id=people["kept_away"],
                    pupil_id=people["owner"],
                    from_on=self.at.today,
                )
            )
        self._duty(self._person("office", "Olga", "office"), DutyKind.OFFICE)
        self._duty(self._person("lead", "Sofia", "lead"), DutyKind.SAFEGUARDING)
        self._screens()

    def _teams(self) -> Iterator[tuple[str, int]]:
        for name, kind, checks in (
            ("Oak", GroupKind.CLASS, Checks.EVERYTHING),
            ("Rowan", GroupKind.CLASS, Checks.BEYOND_FAMILY),
            ("Chess", GroupKind.CLUB, Checks.EVERYTHING),
            ("Choir", GroupKind.CLUB, Checks.EVERYTHING),
        ):
            stage = Stage.OLDER if name == "Rowan" else Stage.MIDDLE
            group = Group(
                public_id=tokens.public_id(), name=name, kind=kind, stage=stage, checks=checks
            )
            self.db.add(group)
            self.db.flush()
            yield name, group.id

    def _person(self, role: str, name: str, line: str) -> int:
        kind = PersonKind.STAFF
        if role in CHILDREN:
            kind = PersonKind.PUPIL
        elif role in CALLED:
            kind = PersonKind.FAMILY
        person = Person(
            public_id=tokens.public_id(),
            kind=kind,
            first_name=name,
            surname=f"Surname-of-{name}",
            called=f"Teacher {name}" if kind is PersonKind.STAFF else "",
            line=line,
            email=None if kind is PersonKind.PUPIL else f"{name.lower()}@example.org",
            from_on=self.began,
            until_on=self.at.today if role == "left" else None,
        )
        self.db.add(person)
        self.db.flush()
        return person.id

    def _memberships(self, people: dict[str, int], group: int, club: int, other: int) -> None:
        for role in ("owner", "classmate", "left"):
            self._member(people[role], group)
        self._member(people["moved"], group, until_on=self.at.today)
        self._member(people["joining"], group, from_on=self.at.today + timedelta(days=7))
        for role in ("club_mate", "other_child", "sibling"):
            self._member(people[role], other)
        for role in ("owner", "club_mate"):
            self._member(people[role], club)
        for role in ("teacher", "second_teacher"):
            self._member(people[role], group, Role.TEACHER)
        self._member(people["past_teacher"], group, Role.TEACHER, until_on=self.at.today)
        self._member(people["club_leader"], club, Role.TEACHER)

    def _member(
        self,
        person: int,
        group: int,
        role: Role = Role.PUPIL,
        from_on: date | None = None,
        until_on: date | None = None,
    ) -> None:
        begins = from_on or self.began
        self.db.add(
            Membership(
                group_id=group, person_id=person, role=role, from_on=begins, until_on=until_on
            )
        )

    def _ties(self, people: dict[str, int]) -> None:
        households: dict[str, int] = {}
        for role in CALLED:
            home = HOUSEHOLDS.get(role, role)
            if home not in households:
                household = Household(public_id=tokens.public_id(), name=f"{home}'s home")
                self.db.add(household)
                self.db.flush()
                households[home] = household.id
            child = {"classmates_parent": "classmate", "club_mates_parent": "club_mate"}
            pupils = [child.get(role, "owner")] + (["sibling"] if role in {"mum", "gran"} else [])
            for pupil in pupils:
                self._tie(people, role, pupil, households[home])

    def _tie(self, people: dict[str, int], role: str, pupil: str, household: int) -> None:
        self.db.add(
            FamilyTie(
                public_id=tokens.public_id(),
                pupil_id=people[pupil],
                adult_id=people[role],
                called=CALLED[role],
                household_id=household,
                from_on=self.began,
                until_on=self.at.today if role == "former" else None,
            )
        )

    def _duty(self, person: int, kind: DutyKind) -> None:
        self.db.add(Duty(person_id=person, kind=kind, from_on=self.began))

    def _screens(self) -> None:
        for name, revoked_at in (("Reception", None), ("Old frame", self.at.now)):
            self.db.add(
                Screen(
                    public_id=tokens.public_id(),
                    name=name,
                    key_hash=tokens.fingerprint(name),
                    made_at=self.at.now,
                    revoked_at=revoked_at,
                )
            )
            self.db.flush()
