"""What the tests of the safety lead's powers share: a deputy, and opening something."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.models import BreakGlass, Duty, LogRow, Person
from portfolio.models.enums import DutyKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.cast import Cast
    from tests.circles import Somebody, Thing
    from tests.client import SiteClient

TOLD_NOW = {
    "reason": "She said something at lunch",
    "case_reference": "CP-2026-17",
    "telling": "now",
}


class Powers:
    """The safety leads at work, by their own pages."""

    def __init__(self, cast: Cast, client_of: Callable[[Somebody], SiteClient]) -> None:
        self.cast, self.client_of = cast, client_of

    def deputy(self) -> Somebody:
        """One more safety lead: the leader of the club."""
        who: Somebody = self.cast.club_leader
        with self.cast.database.unit() as db:
            began = self.cast.at.today - timedelta(days=9)
            db.add(Duty(person_id=who.id, kind=DutyKind.SAFEGUARDING, from_on=began))
        return who

    def opens(
        self, thing: Thing, said: dict[str, str] | None = None, *, who: Somebody | None = None
    ) -> int:
        """The status of opening the thing by the form; the child is told unless it says else."""
        client = self.client_of(who or self.cast.lead)
        data = {**TOLD_NOW, **(said or {})}
        return client.post(f"/safety/openings/items/{thing.public_id}", data=data).status_code

    def opening(self) -> BreakGlass:
        """The newest opening."""
        with self.cast.database.reading() as db:
            return db.scalars(select(BreakGlass).order_by(BreakGlass.id.desc())).first() or _none()

    def later(self, **ago: float) -> None:
        """Let so much time pass for every opening."""
        with self.cast.database.unit() as db:
            for row in db.scalars(select(BreakGlass)):
                row.from_at -= timedelta(**ago)
                row.until_at -= timedelta(**ago)

    def due(self, days: int) -> None:
        """Let the day of review be so many days from today."""
        on = self.cast.at.today + timedelta(days=days)
        with self.cast.database.unit() as db:
            db.execute(update(BreakGlass).values(tell_on=on))

    def logged(self, *events: str) -> list[tuple[str, int | None]]:
        """What the log says of these events: (event, by whom)."""
        with self.cast.database.reading() as db:
            found = select(LogRow.event, LogRow.by_id).where(LogRow.event.in_(events))
            return [(event, by) for event, by in db.execute(found.order_by(LogRow.id))]


def whole_name(db: Session, who: Somebody) -> str:
    """How the safety lead's pages call somebody."""
    person = db.get_one(Person, who.id)
    return f"{person.first_name} {person.surname}"


def _none() -> BreakGlass:
    raise LookupError("nothing is open")


@pytest.fixture
def powers(cast: Cast, client_of: Callable[[Somebody], SiteClient]) -> Powers:
    """The safety leads at work."""
    return Powers(cast, client_of)
