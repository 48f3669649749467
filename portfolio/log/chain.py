"""The log as a chain: each row is tied by a hash to the one before it.

Whoever changes, moves, adds or takes away a row breaks the chain there, unless they make every
later link anew; and that shows to whoever has kept a link of before (`log verify --link`). The
links are made when a unit of work is committed: last of all, so that two units wait for each
other as briefly as can be and never crosswise (decision 30).
"""

from __future__ import annotations

import hashlib
import json
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from portfolio.core.database import at_most
from portfolio.models import LogRow

if TYPE_CHECKING:
    from collections.abc import Iterable

FIRST = "0" * 64
"""What the first row is tied to."""

ONE_AT_A_TIME = select(func.pg_advisory_xact_lock(7320))
"""Until the commit; on SQLite there is one writer anyway. The number is ours and says nothing."""

WAITS = "log_rows_wait"


@dataclass(frozen=True, slots=True)
class Found:
    """What a look over the whole chain found: how many rows hold, and where it first breaks."""

    rows: int
    last: str
    """The last link that holds: to be kept somewhere else."""
    broken_at: int | None = None
    """The place of the first row that does not hold; None where all do."""
    has_link: bool = True
    """Whether the link that was asked about is in the chain."""


def link_of(before: str, row: LogRow) -> str:
    """The link of a row after the link `before`: SHA-256 over what the row says, in hexadecimal."""
    said = [before, row.place, row.at.isoformat(), row.event, row.by_id, row.about]
    plain = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def waits(db: Session) -> None:
    """Rows were written in this unit; they are tied when it is committed."""
    db.info[WAITS] = True


@event.listens_for(Session, "before_commit")
def _tie(db: Session) -> None:
    if not db.info.pop(WAITS, False):
        return
    if db.get_bind().dialect.name == "postgresql":
        db.execute(ONE_AT_A_TIME)
    newest = select(LogRow.place, LogRow.link).where(LogRow.place.is_not(None))
    last = db.execute(newest.order_by(LogRow.place.desc()).limit(at_most(1))).first()
    place, before = (0, FIRST) if last is None else (last.place or 0, last.link)
    for row in db.scalars(select(LogRow).where(LogRow.place.is_(None)).order_by(LogRow.id)):
        place += 1
        row.place = place
        row.link = before = link_of(before, row)


def verify(db: Session, link: str = "") -> Found:
    """Look over the whole chain, and whether `link`, kept from an earlier look, is still in it."""
    ordered = select(LogRow).order_by(LogRow.place.is_(None), LogRow.place, LogRow.id)
    with closing(db.scalars(ordered.execution_options(yield_per=1000))) as rows:
        return _look(rows, link)


def _look(rows: Iterable[LogRow], link: str) -> Found:
    count, before, has_link = 0, FIRST, link in {"", FIRST}
    for row in rows:
        if row.place != count + 1 or row.link != link_of(before, row):
            return Found(count, before, broken_at=count + 1, has_link=has_link)
        count, before = count + 1, row.link
        has_link = has_link or before == link
    return Found(count, before, has_link=has_link)
