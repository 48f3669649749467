"""From SQLite to PostgreSQL and back: every row, or none, and nobody goes on in the old one."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, insert, select, update

from portfolio.backups import moving, tables
from portfolio.backups.errors import BackupError
from portfolio.core import schema
from portfolio.core.database import Database
from portfolio.core.errors import StandsStillError
from portfolio.log import actions as log
from portfolio.log import chain
from portfolio.models import Group, Item, LogRow, School
from portfolio.standstill import actions as standstill
from portfolio.standstill import queries
from tests import postgres
from tests.backups.conftest import quiet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from portfolio.models.enums import StandstillKind
    from portfolio.standstill.actions import Claim
    from tests.backups.conftest import Keeper
    from tests.client import SiteClient


@pytest.fixture
def other(keeper: Keeper, tmp_path: Path, worker: str) -> Iterator[Database]:
    """An empty database of the other engine; where only SQLite is tested, another of that."""
    address = os.environ.get("DATABASE_URL")
    if address is None:
        made = Database(f"sqlite:///{tmp_path / 'other.db'}", pool_size=2)
    elif keeper.cast.database.is_sqlite:
        made = Database(postgres.create_database(address, f"tests_{worker}_other"), pool_size=2)
    else:
        made = Database(f"sqlite:///{tmp_path / 'other.db'}", pool_size=2)
    yield made
    made.close()


@pytest.fixture
def again(keeper: Keeper, tmp_path: Path, worker: str) -> Iterator[Database]:
    """An empty database of the engine that is tested."""
    del keeper
    address = os.environ.get("DATABASE_URL")
    url = (
        postgres.create_database(address, f"tests_{worker}_again")
        if address
        else f"sqlite:///{tmp_path / 'again.db'}"
    )
    made = Database(url, pool_size=2)
    yield made
    made.close()


def everything(database: Database) -> dict[str, tables.Counted]:
    with database.snapshot() as connection:
        return {
            one.name: tables.counted(tables.lines(connection, one)) for one in tables.described()
        }


def kind(database: Database) -> StandstillKind | None:
    with database.reading() as db:
        return queries.kind(db)


def odd_words(database: Database) -> None:
    """What engines sort and write in ways of their own."""
    words = ["é", "Z", "a", "ß", "漢字", 'A\nB\t"C" \\', "😀", "-", "B", "ä'); DROP"]
    with database.unit() as db:
        for number, name in enumerate(words):
            group = {"public_id": f"odd{number}", "name": name, "kind": "club", "stage": "older"}
            db.execute(insert(Group).values(**group, checks="everything"))


@pytest.mark.usefixtures("full")
def test_there_and_back_again_every_row_is_as_it_was(
    keeper: Keeper, other: Database, again: Database
) -> None:
    source = keeper.cast.database
    odd_words(source)
    before, answers = everything(source), keeper.answers(source)
    rows = moving.move(source, other, keeper.cast.at.now, quiet)
    assert rows == sum(one.rows for one in before.values()) > 150
    assert everything(other) == before
    moving.move(other, again, keeper.cast.at.now, quiet)
    assert everything(again) == before
    assert keeper.answers(again) == answers
    assert (kind(source), kind(other), kind(again)) == ("moved", "moved", None)
    with again.reading() as db:
        found = chain.verify(db)
        assert (found.broken_at, found.rows) == (None, before["log_row"].rows)


@pytest.mark.usefixtures("full")
def test_the_new_one_goes_on_and_the_old_one_does_not(keeper: Keeper, other: Database) -> None:
    source = keeper.cast.database
    moving.move(source, other, keeper.cast.at.now, quiet)
    with pytest.raises(StandsStillError), source.unit() as db:
        db.execute(update(School).values(name="Too late"))
    with other.unit() as db:
        last = db.scalar(select(func.max(Item.id))) or 0
        db.add(Item(public_id="new", owner_id=keeper.cast.owner.id, made_at=keeper.cast.at.now))
        db.flush()
        assert db.scalar(select(func.max(Item.id))) == last + 1
        log.write(db, "item_deleted", keeper.cast.at, None, item=last + 1)
    with other.reading() as db:
        assert chain.verify(db).broken_at is None
        count = db.scalar(select(func.count()).select_from(LogRow))
    with source.reading() as db:
        assert db.scalar(select(func.count()).select_from(LogRow)) == (count or 0) - 1


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("after", [0, 1, 9, 30])
def test_one_that_breaks_off_leaves_nothing_there_and_is_begun_again(
    after: int, *, keeper: Keeper, other: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = keeper.cast.database
    before, load, number = everything(source), tables.load, 0

    def breaks(*about: object) -> None:
        nonlocal number
        number += 1
        if number > after:
            raise KeyboardInterrupt
        load(*about)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(tables, "load", breaks)
        with pytest.raises(KeyboardInterrupt):
            moving.move(source, other, keeper.cast.at.now, quiet)
    with other.engine.connect() as connection:
        assert tables.first_filled(connection) is None
    assert (kind(source), kind(other)) == (None, None)
    with source.unit() as db:
        db.execute(update(School).values(name=School.name))
    moving.move(source, other, keeper.cast.at.now, quiet)
    assert everything(other) == before


@pytest.mark.usefixtures("full")
def test_a_second_move_beside_a_running_one_opens_nothing(
    keeper: Keeper, other: Database, again: Database
) -> None:
    source, now = keeper.cast.database, keeper.cast.at.now
    assert standstill.claim(source, now)
    with pytest.raises(BackupError, match="A move is on its way here"):
        moving.move(source, again, now, quiet)
    assert (kind(source), kind(again)) == ("moving", None)
    with pytest.raises(StandsStillError), source.unit() as db:
        db.execute(update(School).values(name="Written beside it"))
    moving.stay(source)
    moving.move(source, other, now, quiet)
    assert (kind(source), kind(other)) == ("moved", None)


@pytest.mark.usefixtures("full")
def test_what_was_opened_while_it_moved_is_not_left_for_good(
    keeper: Keeper, other: Database
) -> None:
    source = keeper.cast.database
    opens = iter([lambda: moving.stay(source)])

    def says(_line: str) -> None:
        next(opens, lambda: None)()

    with pytest.raises(BackupError, match="Somebody opened the old database meanwhile"):
        moving.move(source, other, keeper.cast.at.now, says)
    assert (kind(source), kind(other)) == (None, "put_back")


@pytest.mark.usefixtures("full")
def test_another_move_that_began_meanwhile_is_not_ended(keeper: Keeper, other: Database) -> None:
    source, later = keeper.cast.database, keeper.cast.at.now + timedelta(minutes=1)
    begun: list[Claim | None] = []

    def says(_line: str) -> None:
        if kind(source) == "moving" and not begun:
            moving.stay(source)
            begun.append(standstill.claim(source, later))

    with pytest.raises(BackupError, match="Somebody opened the old database meanwhile"):
        moving.move(source, other, keeper.cast.at.now, says)
    assert kind(source) == "moving"


@pytest.mark.usefixtures("full")
def test_a_database_that_was_left_stays_left_where_moving_it_again_fails(
    keeper: Keeper, other: Database, again: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, now = keeper.cast.database, keeper.cast.at.now
    moving.move(source, other, now, quiet)

    def breaks(*_about: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(tables, "load", breaks)
    with pytest.raises(KeyboardInterrupt):
        moving.move(source, again, now, quiet)
    assert kind(source) == "moved"


@pytest.mark.usefixtures("full")
def test_a_database_that_was_left_is_not_ready_and_not_backed_up(
    keeper: Keeper, other: Database, client_of: Callable[..., SiteClient]
) -> None:
    teacher = client_of(keeper.cast.teacher)
    assert teacher.get("/ready").status_code == 200
    moving.move(keeper.cast.database, other, keeper.cast.at.now, quiet)
    answer = teacher.get("/ready")
    assert (answer.status_code, answer.text) == (503, "not ready: moved to another database\n")
    with pytest.raises(BackupError, match="moved to another database"):
        keeper.takes("late")


@pytest.mark.usefixtures("full")
def test_a_row_that_came_out_otherwise_stops_all_of_it(
    keeper: Keeper, other: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = tables.load
    names = [who.public_id for who in keeper.cast.everyone()]
    assert names
    wrong = names[0].encode()
    monkeypatch.setattr(
        tables,
        "load",
        lambda connection, one, lines: load(
            connection, one, (line.replace(wrong, b"somebody-else") for line in lines)
        ),
    )
    with pytest.raises(BackupError, match="person"):
        moving.move(keeper.cast.database, other, keeper.cast.at.now, quiet)
    with other.engine.connect() as connection:
        assert tables.first_filled(connection) is None
    assert kind(keeper.cast.database) is None


def test_never_into_a_database_that_holds_anything(keeper: Keeper, other: Database) -> None:
    schema.upgrade(other)
    with other.unit() as db:
        db.add(School(name="Another", made_at=keeper.cast.at.now))
    with pytest.raises(BackupError, match="not empty"):
        moving.move(keeper.cast.database, other, keeper.cast.at.now, quiet)
    assert kind(keeper.cast.database) is None
    with other.reading() as db:
        assert db.scalars(select(School.name)).all() == ["Another"]


def test_a_move_is_taken_back_and_a_restore_is_not(keeper: Keeper, other: Database) -> None:
    source = keeper.cast.database
    moving.move(source, other, keeper.cast.at.now, quiet)
    moving.stay(source)
    with source.unit() as db:
        db.execute(update(School).values(name="Here again"))
    put_back, _storage = keeper.puts_back(keeper.takes())
    with pytest.raises(BackupError, match="check"):
        moving.stay(put_back)
    with pytest.raises(BackupError, match="check"):
        moving.move(put_back, other, keeper.cast.at.now, quiet)


def test_every_kind_of_value_has_a_name() -> None:
    """A new kind of column is named before it is copied: `described` raises `TypeError`."""
    kinds = {kind for one in tables.described() for _name, kind in one.columns}
    assert kinds == set(tables.KINDS)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("int", "1"),
        ("int", True),
        ("int", 1.5),
        ("text", 1),
        ("bool", 1),
        ("time", 5),
        ("date", "x"),
    ],
)
def test_a_value_of_another_kind_is_no_row(kind: str, value: object) -> None:
    one = tables.Described("t", (("a", kind),), ("a",))
    with pytest.raises((ValueError, TypeError)):
        tables.row_of(one, tables.line_of([value]))
