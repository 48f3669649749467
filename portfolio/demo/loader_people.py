"""Writing the demonstration school's people: roll, groups, families, and how each comes in.

Their secrets are the same every time and shown on the page of people: there is nothing here to
keep.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from portfolio.core import passwords, tokens
from portfolio.demo import letters, people, ways_in
from portfolio.models import (
    Authenticator,
    Card,
    Duty,
    FamilyTie,
    Group,
    Household,
    Membership,
    Person,
    Restriction,
    School,
    Secret,
)
from portfolio.models.enums import (
    Checks,
    DutyKind,
    GroupKind,
    Paper,
    PersonKind,
    Role,
    SecretKind,
    Stage,
)

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.demo import story

FIRST_DAY = 500
"""Days ago on which everybody came to the school: before their first class."""


@dataclass(frozen=True, slots=True)
class Hashes:
    """One hash for all who share a secret: what everybody may know needs no salt of its own."""

    pictures: str
    word: str
    password: str


@dataclass(slots=True)
class Roll:
    """Row numbers by the keys of `people.py`."""

    people: dict[str, int] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)


def hash_secrets() -> Hashes:
    """The secrets' hashes; slow on purpose, so before the database is touched."""
    hashed = passwords.hash_secret
    return Hashes(hashed(ways_in.PICTURES), hashed(ways_in.WORD), hashed(ways_in.PASSWORD))


def write(db: Session, hashes: Hashes, at: Moment) -> Roll:
    """Write everybody, and give their numbers."""
    roll = Roll()
    # Number 1 whoever writes it: of two loads at the same time, the second fails as a whole.
    db.add(School(id=1, name=people.SCHOOL, demonstration=True, made_at=at.now))
    _add_people(db, roll, at)
    _add_groups(db, roll, at)
    _add_families(db, roll, at)
    _add_ways_in(db, roll, hashes, at)
    letters.write(db, roll.people, _office(), at)
    letters.write_wishes(db, roll.people, _office(), at)
    return roll


def _days_ago(at: Moment, days: int | None) -> date | None:
    return None if days is None else at.today - timedelta(days=days)


def _add_people(db: Session, roll: Roll, at: Moment) -> None:
    rows = {key: _person(one, at) for key, one in people.PEOPLE.items()}
    db.add_all(rows.values())
    db.flush()
    roll.people = {key: row.id for key, row in rows.items()}
    db.add_all(
        Duty(
            person_id=roll.people[key],
            kind=DutyKind(one.duty),
            from_on=at.today - timedelta(days=FIRST_DAY),
        )
        for key, one in people.PEOPLE.items()
        if one.duty
    )


def _person(one: story.Person, at: Moment) -> Person:
    return Person(
        public_id=tokens.public_id(),
        kind=PersonKind(one.kind),
        first_name=one.first_name,
        surname=one.surname,
        called=one.called,
        face=one.face,
        paper=Paper(one.paper),
        email=one.email or None,
        line=one.line,
        from_on=at.today - timedelta(days=FIRST_DAY),
        until_on=_days_ago(at, one.left_days_ago),
    )


def _add_groups(db: Session, roll: Roll, at: Moment) -> None:
    rows = {
        group.key: Group(
            public_id=tokens.public_id(),
            name=group.name,
            kind=GroupKind(group.kind),
            stage=Stage(group.stage),
            checks=Checks(group.checks),
        )
        for group in people.GROUPS
    }
    db.add_all(rows.values())
    db.flush()
    roll.groups = {key: row.id for key, row in rows.items()}
    db.add_all(
        Membership(
            group_id=roll.groups[member.group],
            person_id=roll.people[member.person],
            role=Role(member.role),
            from_on=at.today - timedelta(days=member.from_days_ago),
            until_on=_days_ago(at, member.until_days_ago),
        )
        for member in people.MEMBERS
    )


def _add_families(db: Session, roll: Roll, at: Moment) -> None:
    homes = {
        tie.household: Household(public_id=tokens.public_id(), name=_home(tie))
        for tie in people.TIES
    }
    db.add_all(homes.values())
    db.flush()
    db.add_all(
        FamilyTie(
            public_id=tokens.public_id(),
            pupil_id=roll.people[tie.pupil],
            adult_id=roll.people[tie.adult],
            called=tie.called,
            household_id=homes[tie.household].id,
            from_on=at.today - timedelta(days=FIRST_DAY),
            until_on=_days_ago(at, tie.ended_days_ago),
        )
        for tie in people.TIES
    )
    office = _office()
    db.add_all(
        Restriction(
            person_id=roll.people[one.person],
            pupil_id=roll.people[one.pupil],
            reason=one.reason,
            set_by_id=roll.people[office],
            from_on=at.today - timedelta(days=one.since_days_ago),
        )
        for one in people.RESTRICTIONS
    )


def _office() -> str:
    return next(key for key, one in people.PEOPLE.items() if one.duty == DutyKind.OFFICE)


def _home(tie: story.Tie) -> str:
    surname = people.PEOPLE[tie.pupil].surname
    return people.HOUSEHOLD_NAMES.get(tie.household, f"The {surname} home")


def _add_ways_in(db: Session, roll: Roll, hashes: Hashes, at: Moment) -> None:
    """A card and a secret for each pupil, a password and an app for each member of staff."""
    early = {member.person for member in people.MEMBERS if _is_early(member)}
    for key, one in people.PEOPLE.items():
        if one.kind == PersonKind.FAMILY:
            continue
        kind = SecretKind.PICTURES if key in early else SecretKind.WORD
        secret = hashes.pictures if key in early else hashes.word
        if one.kind == PersonKind.PUPIL:
            token = tokens.fingerprint(ways_in.card_code(one.first_name, one.surname))
            db.add(Card(person_id=roll.people[key], token_hash=token, made_at=at.now))
        else:
            secret = hashes.password
            app = Authenticator(chance=ways_in.APP_CHANCE, last_step=0, set_at=at.now)
            app.person_id = roll.people[key]
            db.add(app)
        db.add(Secret(person_id=roll.people[key], kind=kind, hash=secret, set_at=at.now))


def _is_early(member: story.Member) -> bool:
    group = next(group for group in people.GROUPS if group.key == member.group)
    return group.stage == Stage.EARLY and member.role == Role.PUPIL
