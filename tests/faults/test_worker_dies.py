"""A worker of its own process that is killed in the middle of a job: another one does it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.jobs import LEASE, PATIENT_ATTEMPTS, Worker
from portfolio.models import Job, Person
from portfolio.settings import ROOT
from tests.client import nobody_for
from tests.conftest import SECRET
from tests.faults.letterbox import passes, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask

    from portfolio.core.database import Database
    from portfolio.settings import Settings
    from tests.cast import Cast

pytestmark = pytest.mark.timeout(300)

GRAN, MUM = "gran@post.example", "mum@post.example"
PATIENCE = 60
"""Seconds for a start of a process: the machine may be busy."""

KILLED = -9


@contextmanager
def worker(database: Database, folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """`flask worker` as a machine runs it, with a mail server on that port."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    own = {
        "SECRET_KEY": SECRET,
        "VAR": str(folder),
        "DATABASE_URL": database.engine.url.render_as_string(hide_password=False),
        "MAIL": f"smtp://127.0.0.1:{port}",
    }
    program = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    process = subprocess.Popen(program, cwd=ROOT, env={**kept, **own})
    try:
        yield process
    finally:
        process.kill()
        process.wait(PATIENCE)


def until(is_so: Callable[[], bool]) -> None:
    """Wait for it."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)


def mails(database: Database) -> list[Job]:
    with database.reading() as db:
        return list(db.scalars(select(Job).where(Job.kind == "fresh_link_mail").order_by(Job.id)))


@pytest.fixture
def addresses(database: Database, cast: Cast) -> None:
    with database.unit() as db:
        for who, email in ((cast.gran, GRAN), (cast.mum, MUM)):
            db.execute(update(Person).where(Person.id == who.id).values(email=email))


@pytest.mark.usefixtures("addresses")
def test_a_worker_that_is_killed_in_the_middle_of_a_job_leaves_it_to_another(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    nobody_for(app).fill_in("/links", email=GRAN)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        silent.settimeout(PATIENCE)
        with worker(database, tmp_path, silent.getsockname()[1]) as dies:
            came, _address = silent.accept()  # it is handing the mail over
            dies.kill()
            assert dies.wait(PATIENCE) == KILLED
            came.close()
    (job,) = mails(database)
    assert job.done_at is None
    assert job.leased_until is not None
    with serving() as box, worker(database, tmp_path, box.port):
        nobody_for(app).fill_in("/links", email=MUM)
        until(lambda: box.to == [MUM])
        assert mails(database)[0].done_at is None  # while the lease lasts it is the dead one's
        passes(database, LEASE)
        until(lambda: box.to == [MUM, GRAN])
        until(lambda: mails(database)[0].done_at is not None)
    assert [job.attempts for job in mails(database)] == [2, 1]


def test_a_job_that_ends_every_worker_is_set_aside(
    app: Flask, database: Database, settings: Settings, cast: Cast
) -> None:
    with database.unit() as db:
        asked = {"kind": "paper_run", "about": {"run": 1}, "made_at": cast.at.now}
        db.add(Job(run_at=cast.at.now, attempts=PATIENT_ATTEMPTS, **asked))
    done: list[object] = []
    deeds = {"paper_run": lambda _means, about: done.append(about)}
    assert Worker(database, settings, app.extensions["mailer"], deeds).do_one()
    with database.reading() as db:
        assert db.scalars(select(Job.failure).where(Job.failed_at.is_not(None))).all() == [
            "WorkersDiedError"
        ]
    assert not done
