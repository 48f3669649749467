"""One engine, and units of work that either only read or also write.

SQLite by default, PostgreSQL by address. A reading unit cannot write: the database itself
refuses (promise T77). A writing unit on SQLite takes its lock at the start, so that two
writers wait for each other instead of failing halfway.
"""

from __future__ import annotations

import importlib
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BindParameter,
    Engine,
    Integer,
    bindparam,
    create_engine,
    event,
    make_url,
    text,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portfolio.core.errors import StandsStillError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection
    from sqlalchemy.orm import SessionTransaction

OLDEST_SQLITE = (3, 51, 3)
"""Older libraries can lose acknowledged commits in WAL mode (promise F12)."""

STATEMENTS_KEPT = 512
"""So many planned statements a connection of SQLite keeps: all that there are, and room."""

LOCK_WAIT_SECONDS = 5
"""How long anybody waits for another's lock, or for a connection, before giving up (F04)."""


POSTGRES_IS_TOLD = {
    "lock_timeout": f"{LOCK_WAIT_SECONDS}s",
    "plan_cache_mode": "force_generic_plan",
    "random_page_cost": "1.1",
}
"""What each connection of PostgreSQL is told (decision 48): wait for a lock as long as SQLite does
(by itself it would wait for ever), plan a question once instead of at each asking, and take a row
by its number where few are wanted, since a school's database lies in memory."""


def at_most(rows: int | str) -> BindParameter[int]:
    """What `limit` and `offset` take: so many rows, or the parameter of that name.

    Written into the statement instead of bound to it: SQLite plans a statement anew at every
    asking where a LIMIT is bound, which took longer than the asking (1.2 ms of the feed's 2.6).
    """
    name, value = ("rows", rows) if isinstance(rows, int) else (rows, None)
    return bindparam(name, value, Integer, unique=value is not None, literal_execute=True)


class TooOldError(RuntimeError):
    """The SQLite library could lose what was saved; the text is a sentence."""


class NoFolderError(RuntimeError):
    """The folder of the SQLite file is not there and cannot be made; the text is a sentence."""


class ReadingSession(Session):
    """A session that only reads. It ends with COMMIT: there is nothing to undo.

    With ROLLBACK the driver of PostgreSQL throws away every statement that the server has planned
    for this connection, and a long question takes longer to plan than to answer.
    """

    def close(self) -> None:
        """End the transaction and give the connection back; nothing where none was begun."""
        if not self.in_transaction():
            return
        self.expunge_all()  # else it would try to write what somebody changed here by mistake
        try:
            self.commit()
        except SQLAlchemyError:  # the way to the database was lost: nobody may go on with this one
            self.invalidate()
        else:
            super().close()


STANDSTILL = text("SELECT kind FROM standstill")

ONE_OF_MANY = text("SELECT pg_advisory_xact_lock_shared(7321)")
"""Held by every writing unit until it is over. The number is ours and says nothing."""

ALONE = text("SELECT pg_advisory_xact_lock(7321)")
"""Waits for every writing unit, and lets none begin, until the commit."""


class WritingSession(Session):
    """A session that may write, unless all of it stands still: then `StandsStillError`.

    Asked when the unit begins. On PostgreSQL a standstill waits until the units that had begun are
    over; on SQLite there is one writer anyway. So once it has begun, nothing changes any more.
    """


@event.listens_for(WritingSession, "after_begin")
def _stop_at_a_standstill(
    _session: Session, transaction: SessionTransaction, connection: Connection
) -> None:
    if transaction.nested:
        return
    if connection.dialect.name == "postgresql":
        connection.execute(ONE_OF_MANY)
    kind = connection.scalar(STANDSTILL)
    if kind is not None:
        raise StandsStillError(kind)


class Database:
    """An engine with its two kinds of unit of work."""

    def __init__(self, address: str, *, pool_size: int = 64) -> None:
        """Open `address`, an SQLAlchemy URL.

        `pool_size` connections are kept; where all are in use, ten more are opened for a while.
        Makes the folder of an SQLite file where there is none: `NoFolderError` if it cannot. There
        reading units have connections of their own: one that is told to write, or not to write any
        more, plans all that it knows anew, 5 ms for a question to the rule (decision 45).
        """
        if address.startswith("sqlite"):
            self.engine = _sqlite_engine(address, pool_size)
            self._reads = _sqlite_engine(address, pool_size, reads_only=True)
        else:
            self.engine = _postgres_engine(address, pool_size)
            self._reads = self.engine.execution_options(postgresql_readonly=True)

    @property
    def engines(self) -> tuple[Engine, ...]:
        """What its connections come from: for whoever listens to all of them."""
        return (self.engine, self._reads) if self.is_sqlite else (self.engine,)

    def close(self) -> None:
        """Close every connection that is not lent; who asks again gets a new one."""
        for engine in self.engines:
            engine.dispose()

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite rather than PostgreSQL."""
        return self.engine.dialect.name == "sqlite"

    def reading(self) -> Session:
        """A session in which the database refuses every write."""
        return ReadingSession(self._reads, expire_on_commit=False)

    def writing(self) -> Session:
        """A session that may write; its owner commits once, or closes it to undo all."""
        return WritingSession(self.engine, expire_on_commit=False)

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A connection that reads all of it as it stands at one moment, while others go on."""
        with self._reads.connect() as connection:
            if not self.is_sqlite:  # there a transaction reads of one moment anyway
                connection = connection.execution_options(isolation_level="REPEATABLE READ")  # noqa: PLW2901 -- the same one
            yield connection

    def loose_ends(self) -> set[str]:
        """Tables with a row that points to nothing; PostgreSQL itself lets none come about."""
        if not self.is_sqlite:
            return set()
        with self._reads.connect() as connection:
            return {str(row[0]) for row in connection.execute(text("PRAGMA foreign_key_check"))}

    @contextmanager
    def unit(self) -> Iterator[Session]:
        """A writing session, committed at the end unless something is raised."""
        with self.writing() as session, session.begin():
            yield session

    @contextmanager
    def unit_alone(self) -> Iterator[Session]:
        """A writing session while nobody else writes, also at a standstill: to begin or end one."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            if not self.is_sqlite:
                session.execute(ALONE)
            yield session


def _postgres_engine(address: str, pool_size: int) -> Engine:
    driver: Any = importlib.import_module("psycopg")  # where there is SQLite, nothing loads it
    engine = create_engine(
        address.replace("postgresql://", "postgresql+psycopg://", 1),
        pool_size=pool_size,
        pool_timeout=LOCK_WAIT_SECONDS,
        pool_use_lifo=True,  # the connection used last has its statements planned
        pool_pre_ping=True,
        hide_parameters=True,  # an error's text must never carry a child's words
        # As PostgreSQL itself counts them: the driver reads no statement through to count its own.
        paramstyle="numeric_dollar",
        use_native_hstore=False,  # else the driver asks for it in its own count
        connect_args={
            "connect_timeout": LOCK_WAIT_SECONDS,
            "cursor_factory": driver.RawCursor,
            "prepare_threshold": 1,  # the second asking is kept
        },
    )
    event.listen(engine, "connect", _set_up_postgres)
    return engine


def _sqlite_engine(address: str, pool_size: int, *, reads_only: bool = False) -> Engine:
    module = _sqlite()
    _make_folder(make_url(address).database)
    engine = create_engine(
        address,
        module=module,
        paramstyle="named",  # viewer and moment go over once, not at each of their 200 places
        pool_size=pool_size,
        pool_timeout=LOCK_WAIT_SECONDS,
        pool_use_lifo=True,
        hide_parameters=True,
        connect_args={
            "timeout": LOCK_WAIT_SECONDS,
            "check_same_thread": False,
            "cached_statements": STATEMENTS_KEPT,
        },
    )
    event.listen(engine, "connect", _set_up_sqlite)
    if reads_only:
        event.listen(engine, "connect", _let_only_read)
    begin = "BEGIN" if reads_only else "BEGIN IMMEDIATE"
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _sqlite() -> Any:  # noqa: ANN401 -- pysqlite3 has no types
    """The package's SQLite, or Python's own where there is no package; `TooOldError` if too old.

    Looked for only where SQLite is used: with PostgreSQL no machine needs either (decision 4).
    """
    try:
        module: Any = importlib.import_module("pysqlite3")
    except ImportError:
        module = importlib.import_module("sqlite3")
    if module.sqlite_version_info < OLDEST_SQLITE:
        oldest = ".".join(str(part) for part in OLDEST_SQLITE)
        raise TooOldError(
            f"SQLite {module.sqlite_version} can lose what was saved; {oldest} is the oldest that "
            "may be used. Install the package pysqlite3, or set DATABASE_URL to a PostgreSQL."
        )
    return module


def _make_folder(file: str | None) -> None:
    """The folder in which the file will lie, and the file, for our own user alone.

    Children's words are in it. What SQLite lays beside it is as open or closed as the file itself.
    """
    if not file or file.startswith((":memory:", "file:")):
        return
    folder = Path(file).parent
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        Path(file).touch(mode=0o600)
    except OSError as error:
        raise NoFolderError(f"The folder {folder} cannot be made.") from error


def _set_up_postgres(connection: Any, _record: object) -> None:  # noqa: ANN401 -- any driver's
    """Have it wait and plan as `POSTGRES_IS_TOLD` says.

    Said here and not at connecting: what stands between (a PgBouncer) may refuse options there.
    """
    connection.server_cursor_factory = importlib.import_module("psycopg").RawServerCursor
    with connection.cursor() as cursor:
        for name, value in POSTGRES_IS_TOLD.items():
            cursor.execute(f"SET {name} = '{value}'")
    connection.commit()


def _set_up_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 -- pysqlite3 has no types
    connection.isolation_level = None  # we say BEGIN ourselves, below
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "cache_size=-16000",
        "mmap_size=268435456",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _let_only_read(connection: Any, _record: object) -> None:  # noqa: ANN401 -- pysqlite3 has no types
    connection.execute("PRAGMA query_only=ON")
