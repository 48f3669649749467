"""In a random school of 10,000 items nobody gains one by a new year or a list (T60, T70).

Who sees what is asked of the rule itself for all staff and each fifth or sixth of the others,
before and after, on the day before and on the day. Only the teachers of the owner's own class may
see more than before: those are whom `teachers` has always meant (product.md, section 4).
"""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text

from portfolio.core import clock
from portfolio.models import Person
from portfolio.models.enums import PersonKind, ViewerKind
from portfolio.roll import queries
from portfolio.roll.actions import taking_over, year
from portfolio.roll.planning.compare import NEW, compare
from portfolio.roll.planning.year import Step, YearPlan
from portfolio.roll.reading.rows import PersonRow, Room, Sheet
from portfolio.visibility import rule
from portfolio.visibility.rule import Reason
from portfolio.visibility.standing import asked_at
from tests.conftest import TIME_ZONE
from tests.visibility.world import ADULTS, PUPILS, STAFF, World

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database

pytestmark = pytest.mark.slow

ITEMS = range(1, 10_001)
PEOPLE = (*PUPILS[::6], *ADULTS[::5], *STAFF)
PERSON, SCREEN = ViewerKind.PERSON, ViewerKind.SCREEN
THE_FRAME = -1

Seen = dict[tuple[int, int], frozenset[Reason]]
"""Why each (viewer, item) is seen."""


@pytest.fixture
def large(new_database: Callable[[str], Database], request: pytest.FixtureRequest) -> Database:
    """A school of 300 people and 10,000 items."""
    database = new_database(f"gains_{len(request.node.name)}")
    World(clock.moment(TIME_ZONE), items=ITEMS).write(database)
    with database.unit() as db:
        db.execute(text("ANALYZE"))
        if not database.is_sqlite:
            for table in ("group", "person", "membership", "family_tie"):
                _go_on_counting(db, table)
    return database


def _go_on_counting(db: Session, table: str) -> None:
    """PostgreSQL counts on from its own last number; the world's rows brought theirs along."""
    counter = f"pg_get_serial_sequence('\"{table}\"', 'id')"
    db.execute(text(f'SELECT setval({counter}, (SELECT max(id) FROM "{table}"))'))  # noqa: S608


def seen_by_all(database: Database, at: Moment) -> Seen:
    """All that each person sees at that moment, and the frame in reception."""
    found: Seen = {}
    asks = {kind: rule.sights(rule.Asker.one(kind)) for kind in (PERSON, SCREEN)}
    with database.reading() as db:
        for kind, number in ((SCREEN, 1), *((PERSON, person) for person in PEOPLE)):
            values = {"viewer_id": number, **asked_at(at)}
            for row in db.execute(asks[kind], values):
                pair = number if kind is PERSON else THE_FRAME, row.item_id
                found[pair] = found.get(pair, frozenset()) | {Reason(row.reason)}
    return found


def gained(before: Seen, after: Seen) -> dict[tuple[int, int], frozenset[Reason]]:
    """What is seen for a reason for which it was not seen before."""
    return {
        pair: new
        for pair, reasons in after.items()
        if (new := reasons - before.get(pair, frozenset()))
    }


def on(at: Moment, days: int) -> Moment:
    return clock.Moment(at.now + timedelta(days=days), at.today + timedelta(days=days))


def turned(db: Session, at: Moment, day: Moment) -> YearPlan:
    """Each class becomes another: one leaves, two become one, one keeps its name."""
    classes = queries.year_classes(db, at)
    names = ["", "Elm", "Elm", classes[3].name, *(f"Year {n}" for n in range(len(classes)))]
    dice = random.Random(7)
    steps = []
    for group, name in zip(classes, names, strict=False):
        other = dice.choice(classes)
        steps.append(Step(group, name, group.stage, other.teachers if name else ()))
    return YearPlan(day.today, tuple(steps))


def teachers_of(db: Session, at: Moment) -> dict[int, set[int]]:
    """Who teaches a class of each person on that day, by plain rows."""
    rows = db.execute(
        text(
            "SELECT t.person_id, p.person_id FROM membership t "
            'JOIN membership p ON p.group_id = t.group_id JOIN "group" g ON g.id = t.group_id '
            "WHERE t.role = 'teacher' AND g.kind = 'class' "
            "AND t.from_on <= :day AND (t.until_on IS NULL OR t.until_on > :day) "
            "AND p.from_on <= :day AND (p.until_on IS NULL OR p.until_on > :day)"
        ),
        {"day": at.today},
    )
    found: dict[int, set[int]] = {}
    for teacher, member in rows:
        found.setdefault(member, set()).add(teacher)
    return found


@pytest.mark.parametrize("away", [0, 1], ids=["today", "tomorrow"])
def test_t60_t70_nobody_gains_an_item_by_a_new_year(large: Database, away: int) -> None:
    at = clock.moment(TIME_ZONE)
    day = on(at, away)
    eve = on(day, -1)
    before = {moment: seen_by_all(large, moment) for moment in (eve, day)}
    assert len(before[eve]) > 2_000, "agreement about nothing would prove nothing"
    with large.unit() as db:
        plan = turned(db, at, day)
        assert len(plan.moving) > 5
        year.turn(db, plan, at, by=STAFF[0])
    after = {moment: seen_by_all(large, moment) for moment in (eve, day)}
    assert gained(before[eve], after[eve]) == {}, "the day before"
    if away:
        assert before[eve] == after[eve], "until that day nothing is different"
    new = gained(before[day], after[day])
    with large.reading() as db:
        teachers = teachers_of(db, day)
        owners = {row[0]: row[1] for row in db.execute(text("SELECT id, owner_id FROM item"))}
    for (viewer, item), reasons in new.items():
        assert reasons == {Reason.TEACHER}, (viewer, item)
        assert viewer in teachers.get(owners[item], set()), (viewer, item)
    lost = {pair for pair in before[day] if pair not in after[day]}
    assert len(lost) > 200, "last year's classmates, their families and teachers see it no more"


def test_t60_nobody_gains_an_item_by_a_list(large: Database) -> None:
    """A whole list: a third has left, some are called otherwise, some are new, classes are too."""
    at = clock.moment(TIME_ZONE)
    before = seen_by_all(large, at)
    with large.unit() as db:
        known = queries.known(db, at)
        rows = []
        for nth, one in enumerate(known.here(PersonKind.PUPIL)):
            if nth % 3 == 0:
                continue
            name = f"{one.first_name}a" if nth % 5 == 0 else one.first_name
            rooms = tuple(Room(known.class_of[room].name) for room in one.rooms[:1])
            rows.append(PersonRow("pupils.csv", nth + 2, f"n{nth}", name, "", rooms))
        rows += [
            PersonRow("pupils.csv", 900 + n, f"x{n}", f"X{n}", "", (Room("New"),)) for n in (1, 2)
        ]
        sheet = Sheet(is_whole=True, pupils=tuple(rows))
        plan = compare(sheet, known, {})
        answers = {one.mark: NEW for one in plan.questions}
        plan = compare(sheet, known, answers)
        assert plan.leavers
        assert plan.arrivals
        assert plan.changes
        taking_over.take_over(
            db, plan, "d" * 64, at, by=STAFF[0], sign_in_id=None, face_of=lambda _kind: ""
        )
        newcomers = set(db.scalars(select(Person.id).where(Person.id > STAFF[-1])))
    assert newcomers
    after = seen_by_all(large, at)
    assert gained(before, after) == {}
    assert len(after) < len(before)
