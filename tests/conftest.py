"""What every test may ask for: settings, a database with the cast in it, the app, clients.

The schema is made once per worker by the real migrations, the cast is written once, and each test
begins with exactly that. SQLite by default; PostgreSQL where DATABASE_URL names a server
(`python -m tests.postgres …`). No test may reach the application other than through its doors.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import hypothesis
import pytest
from argon2 import PasswordHasher

from portfolio import create_app
from portfolio.core import clock, passwords
from portfolio.core.storage import open_storage
from portfolio.settings import Settings
from tests import storing
from tests.cast import Cast
from tests.client import SiteClient, client_for, nobody_for
from tests.counting import counted
from tests.stores import PostgresStore, SqliteStore, Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from flask import Flask

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from portfolio.core.storage import Storage, Where
    from tests.circles import Somebody
    from tests.counting import CountQueries

# The same examples every time, and no limit on time: a speed is a benchmark, never a test.
hypothesis.settings.register_profile("ours", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("ours")

TIME_ZONE = "Europe/London"
SECRET = "k3PzV9-only-for-tests-0aB7cD2eF5gH8"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL and S3 run what asks for them: the rest is the same there as without.

    What asks for a bucket runs only where a real S3 server stands beside the tests.
    """
    asks: dict[bool, list[pytest.Item]] = {True: [], False: []}
    for item in items:
        asks[_runs(set(getattr(item, "fixturenames", ())))].append(item)
    config.hook.pytest_deselected(items=asks[False])
    items[:] = asks[True]


def _runs(asked: set[str]) -> bool:
    if "bucket" in asked:
        return storing.has_bucket()
    is_same_everywhere = not asked & {"store", "where"}
    return not (is_same_everywhere and "DATABASE_URL" in os.environ)


@pytest.fixture(scope="session")
def worker() -> str:
    """The name of this pytest worker, for what workers may not share."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session", autouse=True)
def quick_secrets() -> Iterator[None]:
    """The library's own hash at its least cost: thousands are made here, at 33 ms as decided.

    The decided costs are held by tests/core/test_passwords.py, and used by every real server.
    """
    with pytest.MonkeyPatch.context() as patch:
        quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(passwords, "_hasher", quick)
        patch.setattr(passwords, "_NOBODY", quick.hash(SECRET))
        yield


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run share: what is dear is made there once."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def store(worker: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Where this worker's databases come from."""
    address = os.environ.get("DATABASE_URL")
    found: Store = (
        PostgresStore(address, worker)
        if address
        else SqliteStore(tmp_path_factory.mktemp("databases"))
    )
    yield found
    found.close()


@pytest.fixture(scope="session")
def one_database(store: Store) -> Database:
    """This worker's database with the cast in it; ask for `database` instead."""
    return store.begin(lambda made: Cast.write(made, clock.moment(TIME_ZONE)))


@pytest.fixture
def database(store: Store, one_database: Database) -> Database:
    """The database, as it began: the school, its classes and the cast, and no items."""
    store.put_back()
    return one_database


@pytest.fixture(scope="session")
def new_database(store: Store) -> Callable[[str], Database]:
    """Makes an empty database with today's schema, by a name: for what needs its own."""
    return store.make


@pytest.fixture(scope="session")
def settings(one_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a school of its own (not a demonstration), with mails as files."""
    return settings_for(one_database, tmp_path_factory.mktemp("var"))


def settings_for(database: Database, folder: Path, *, demo: bool = False) -> Settings:
    """Settings for an app on that database, with its files under `folder`."""
    settings = Settings(
        secret_key=SECRET,
        database=database.engine.url.render_as_string(hide_password=False),
        storage=f"file:{folder / 'media'}",
        mail=f"folder:{folder / 'mail'}",
        demo=demo,
        pool_size=8,
        time_zone=TIME_ZONE,
        worker_inside=False,
        not_there_ms=0,
    )
    return storing.at(settings, storing.new_where(folder / "media"))


@pytest.fixture(scope="session")
def one_app(settings: Settings, one_database: Database) -> Flask:
    """The application, made once per worker; ask for `app` instead."""
    return app_on(one_database, settings)


def app_on(database: Database, settings: Settings) -> Flask:
    """An application on that very database object, whose clients read each page they fetch."""
    made = create_app(settings)
    made.extensions["database"].close()
    made.extensions["database"] = database
    made.test_client_class = SiteClient
    return made


@pytest.fixture
def app(one_app: Flask, database: Database) -> Flask:
    """The application on the database of this test."""
    assert one_app.extensions["database"] is database
    return one_app


@pytest.fixture
def storage(settings: Settings) -> Storage:
    """The app's store of pictures."""
    return open_storage(settings.where)


@pytest.fixture
def where(tmp_path: Path) -> Where:
    """An empty store: a folder, or a prefix on the S3 server that runs beside the tests."""
    return storing.new_where(tmp_path / "media")


@pytest.fixture
def bucket() -> Where:
    """An empty store on the S3 server; the test runs only where there is one."""
    return storing.new_bucket()


@pytest.fixture
def moment() -> Moment:
    """Now, for a school in London."""
    return clock.moment(TIME_ZONE)


@pytest.fixture
def cast(database: Database, storage: Storage, moment: Moment) -> Cast:
    """The cast of docs/promises.md, and what they can do."""
    return Cast(database, storage, moment)


@pytest.fixture
def client_of(app: Flask) -> Callable[[Somebody], SiteClient]:
    """Makes a client that is signed in as somebody, by a real session."""
    return lambda somebody: client_for(app, somebody)


@pytest.fixture
def nobody(app: Flask) -> SiteClient:
    """A client that is signed in as nobody."""
    return nobody_for(app)


@pytest.fixture
def count_queries(one_database: Database) -> Callable[..., AbstractContextManager[CountQueries]]:
    """Makes blocks in which exactly so many statements may run."""
    return lambda exactly=None: counted(one_database, exactly)
