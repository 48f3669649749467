"""Counting the statements that a database is sent, for tests that hold a number still."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portfolio.core.database import Database

HOUSEKEEPING = ("PRAGMA", "BEGIN", "SET ", "SHOW ")
"""What a connection says for itself."""


@dataclass(slots=True)
class CountQueries:
    """The statements that were run, in order."""

    statements: list[str] = field(default_factory=list)

    @property
    def number(self) -> int:
        """How many there were."""
        return len(self.statements)

    def note(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:  # noqa: ANN401 -- SQLAlchemy's event
        """Take one more."""
        if not statement.startswith(HOUSEKEEPING):
            self.statements.append(" ".join(statement.split()))

    def told(self) -> str:
        """The statements with how often each was run, for a failure."""
        most = Counter(self.statements).most_common()
        return f"{self.number} queries:\n" + "\n".join(f"{n} × {text[:300]}" for text, n in most)


@contextmanager
def counted(database: Database, exactly: int | None = None) -> Iterator[CountQueries]:
    """Count what is run meanwhile; fail unless it is `exactly` so many, where that is given."""
    count = CountQueries()
    for engine in database.engines:
        event.listen(engine, "before_cursor_execute", count.note)
    try:
        yield count
    finally:
        for engine in database.engines:
            event.remove(engine, "before_cursor_execute", count.note)
    assert exactly is None or count.number == exactly, count.told()
