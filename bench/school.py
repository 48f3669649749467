"""A school of many items, written straight into a database in bulk.

Shaped as the actions write it: 300 children in ten classes, a teacher each, two adults a child.
The same seed makes the same school.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select

from portfolio import models as m
from portfolio.core import schema
from portfolio.core.database import Database
from portfolio.models.enums import (
    Checks,
    CommentState,
    GroupKind,
    Paper,
    PersonKind,
    Place,
    Role,
    ShareKind,
    Stage,
)

CLASSES = 10
PUPILS = 300
WAITING = 50
COMMENTS = 20
SINCE = date(2020, 9, 1)
WORDS = "I wondered why the puddle went away. Gran says the sun drinks it. " * 4


@dataclass(frozen=True, slots=True)
class Cast:
    """Those whose pages are measured, and the item that has twenty comments."""

    pupil_id: int
    family_id: int
    teacher_id: int
    item: str


class _Rows:
    """Rows by table, put in at the end in the order of the tables."""

    def __init__(self) -> None:
        self.of: dict[type[m.Base], list[dict[str, Any]]] = {}

    def add(self, table: type[m.Base], **values: Any) -> int:  # noqa: ANN401 -- any column's value
        rows = self.of.setdefault(table, [])
        rows.append({"id": len(rows) + 1, **values})
        return len(rows)

    def named(self, table: type[m.Base], **values: Any) -> int:  # noqa: ANN401 -- any column's value
        number = len(self.of.get(table, [])) + 1
        sign = table.__tablename__[:2]
        return self.add(table, public_id=f"{sign}{number:014d}".replace("i", "1"), **values)


def build(address: str, items: int) -> Cast:
    """Make a school of `items` items in that empty database; who is in it."""
    database = Database(address)
    schema.upgrade(database)
    rows, rng = _Rows(), random.Random(20261122)
    cast = _people(rows)
    _things(rows, rng, items)
    _waiting(rows, items)
    with database.unit() as db:
        for table in m.Base.metadata.sorted_tables:
            found = next((v for k, v in rows.of.items() if k.__table__ is table), [])
            for start in range(0, len(found), 5000):
                db.execute(insert(table), found[start : start + 5000])
    if not database.is_sqlite:  # that one looks at its own tables; on SQLite nobody does (0045)
        with database.engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")
        _go_on_counting(database)
    database.close()
    return cast


def _go_on_counting(database: Database) -> None:
    """PostgreSQL counts rows apart from them: the next of each table comes after these."""
    for table in m.Base.metadata.sorted_tables:
        if "id" in table.c and table.c.id.autoincrement is not False:
            with database.engine.begin() as connection:
                sequence = func.pg_get_serial_sequence(f'"{table.name}"', "id")
                newest = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
                connection.execute(select(func.setval(sequence, newest, False)))  # noqa: FBT003 -- PostgreSQL's own order


def _people(rows: _Rows) -> Cast:
    rows.add(m.School, name="Bench", demonstration=False, made_at=datetime.now(UTC))
    for number in range(CLASSES):
        rows.named(
            m.Group,
            name=f"Class {number}",
            kind=GroupKind.CLASS,
            stage=Stage.MIDDLE,
            checks=Checks.EVERYTHING,
        )
    for number in range(PUPILS):
        pupil = _person(rows, PersonKind.PUPIL, f"Child {number}")
        _member(rows, number % CLASSES + 1, pupil, Role.PUPIL)
    teachers = [_person(rows, PersonKind.STAFF, f"Teacher {n}") for n in range(CLASSES)]
    for number, teacher in enumerate(teachers):
        _member(rows, number + 1, teacher, Role.TEACHER)
    adults = [_family(rows, pupil) for pupil in range(1, PUPILS + 1)]
    return Cast(1, adults[0], teachers[0], f"1t{1:014d}")


def _person(rows: _Rows, kind: PersonKind, name: str) -> int:
    return rows.named(
        m.Person,
        kind=kind,
        first_name=name,
        surname="",
        called="",
        face="",
        paper=Paper.SKY,
        line="",
        from_on=SINCE,
    )


def _member(rows: _Rows, group: int, person: int, role: Role) -> None:
    rows.add(m.Membership, group_id=group, person_id=person, role=role, from_on=SINCE)


def _family(rows: _Rows, pupil: int) -> int:
    household = rows.named(m.Household, name="Home")
    adults = [_person(rows, PersonKind.FAMILY, name) for name in ("Mum", "Gran")]
    for adult, called in zip(adults, ("Mum", "Gran"), strict=True):
        rows.named(
            m.FamilyTie,
            pupil_id=pupil,
            adult_id=adult,
            called=called,
            household_id=household,
            from_on=SINCE,
        )
    return adults[0]


def _things(rows: _Rows, rng: random.Random, items: int) -> None:
    start = datetime(2021, 9, 1, tzinfo=UTC)
    step = (datetime(2026, 11, 20, tzinfo=UTC) - start) / items
    for number in range(items):
        owner = 1 if number == 0 else rng.randrange(PUPILS) + 1
        made = start + step * number
        item, revision = _item(rows, rng, owner, made)
        kind = ShareKind.FAMILY if number == 0 else rng.choice((*ShareKind, None, None))
        if kind is not None:
            _share(rows, item, owner, kind, revision, made)
        for _ in range(COMMENTS if number == 0 else 2):
            _comment(rows, item, PUPILS + CLASSES + owner * 2 - 1, owner, made)


def _item(rows: _Rows, rng: random.Random, owner: int, made: datetime) -> tuple[int, int]:
    item = rows.named(m.Item, owner_id=owner, made_at=made, comments_open=True)
    revision = rows.add(
        m.Revision,
        item_id=item,
        number=1,
        title="A thing I found",
        words=f"<p>{WORDS}</p>",
        place=rng.choice(list(Place)),
        happened_on=made.date(),
        paper=rng.choice(list(Paper)),
        made_at=made,
        saved_at=made,
        sent_at=made,
    )
    photo = rows.named(
        m.Photo,
        uploader_id=owner,
        made_at=made,
        width=1600,
        height=1200,
        thumbhash="1QcSHQRnh493V4dIh4eXh1h4kJUI",
        key=f"be/nc/{item}",
    )
    rows.add(m.RevisionPhoto, revision_id=revision, photo_id=photo, position=0, alt="A thing")
    return item, revision


def _share(
    rows: _Rows, item: int, owner: int, kind: ShareKind, revision: int, made: datetime
) -> int:
    grouped = kind in {ShareKind.CLASS, ShareKind.CLASS_FAMILIES}
    return rows.named(
        m.Share,
        item_id=item,
        owner_id=owner,
        kind=kind,
        person_id=PUPILS + CLASSES + owner * 2 - 1 if kind is ShareKind.PERSON else None,
        group_id=(owner - 1) % CLASSES + 1 if grouped else None,
        asked_under=Checks.EVERYTHING,
        asked_at=made,
        waiting_revision_id=None,
        waiting_since=None,
        up_revision_id=revision,
        up_at=made + timedelta(minutes=12),
    )


def _comment(rows: _Rows, item: int, author: int, owner: int, made: datetime) -> None:
    rows.named(
        m.Comment,
        item_id=item,
        author_id=author,
        household_id=owner,
        family_only=False,
        words="I noticed how carefully you looked. What did it feel like?",
        state=CommentState.UP,
        written_at=made + timedelta(hours=2),
        note="",
    )


def _waiting(rows: _Rows, items: int) -> None:
    """Fifty things that wait for the first teacher."""
    rng = random.Random(7)
    made = datetime(2026, 11, 20, 9, tzinfo=UTC)
    for number in range(WAITING):
        owner = 1 + CLASSES * (number % (PUPILS // CLASSES))
        item, revision = _item(rows, rng, owner, made + timedelta(minutes=number))
        share = _share(rows, item, owner, ShareKind.FAMILY, revision, made)
        rows.of[m.Share][share - 1].update(
            up_revision_id=None,
            up_at=None,
            waiting_revision_id=revision,
            waiting_since=made + timedelta(minutes=number),
        )
    del items
