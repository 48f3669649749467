"""Work after the answer: claimed with a lease from the job table, done, and marked in one unit.

A worker that dies loses nothing: its lease runs out and another takes the job up. So a job may
run twice, and each kind must bear that. Thin: the deeds themselves are the domains' actions.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select, update

from portfolio.core import clock
from portfolio.core.mail import MailNotSent
from portfolio.core.storage import AwayError, open_storage
from portfolio.models import Job
from portfolio.standstill import queries as standstill

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from portfolio.core.mail import Mailer, Message
    from portfolio.core.storage import Storage
    from portfolio.settings import Settings

LEASE = timedelta(minutes=4)
"""Longer than any one job. A mail waits for some 14 answers (to be connected, greeted twice,
encrypted, signed in and handed over), each for ten seconds at most (core/mail.py)."""

ATTEMPTS = 5
"""Then a job is set aside as failed, within the hour: a fault of ours does not mend itself."""

PATIENT_ATTEMPTS = 30
"""As many where a mail server or the store of photos is away, which may last a day (F16): 57
minutes for the first five, then one each hour, 26 hours in all."""

LONGEST_WAIT = timedelta(hours=1)
"""Between two attempts: so late comes a mail at most, once its server is back."""

TIDY_SECONDS = 6 * 60 * 60
"""How often chores are done: what they look for is days old."""

WAIT_SECONDS = 1.0
"""How long an idle worker sleeps."""

log = logging.getLogger("portfolio.jobs")


@dataclass(frozen=True, slots=True)
class Means:
    """What a job or a chore may use."""

    db: Session
    at: Moment
    settings: Settings
    mailer: Mailer

    @property
    def storage(self) -> Storage:
        """Where renditions lie."""
        return open_storage(self.settings.where)


@dataclass(frozen=True, slots=True)
class Outbox:
    """What a deed mails: it leaves once the deed's unit of work is over."""

    mails: list[Message] = field(default_factory=list)

    def send(self, message: Message) -> None:
        """Keep it for that."""
        self.mails.append(message)


Deed = Callable[[Means, dict[str, Any]], object]
Chore = Callable[[Means], object]


class WorkersDiedError(Exception):
    """Each worker that took the job up ended before the job did."""


class Worker:
    """Does jobs of the kinds that it is given, one after another; and chores, now and then."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        mailer: Mailer,
        deeds: Mapping[str, Deed],
        chores: Sequence[Chore] = (),
    ) -> None:
        self.database = database
        self.settings = settings
        self.mailer = mailer
        self.deeds = deeds
        self.chores = chores
        self.stopped = threading.Event()

    def run(self) -> None:
        """Work until stopped; tidy up at the start, and again after each `TIDY_SECONDS`."""
        tidied: float | None = None
        while not self.stopped.is_set():
            if not self._try(self.may_write):
                self.stopped.wait(WAIT_SECONDS)
                continue
            if tidied is None or time.monotonic() - tidied > TIDY_SECONDS:
                tidied = time.monotonic()
                self._try(self.tidy)
            if not self._try(self.do_one):
                self.stopped.wait(WAIT_SECONDS)

    def start(self) -> None:
        """Work in a thread of this process, which ends with it."""
        threading.Thread(target=self.run, name="jobs", daemon=True).start()

    def may_write(self) -> bool:
        """Whether jobs are done at all: not while all of it is put back or moved."""
        with self.database.reading() as db:
            return standstill.kind(db) is None

    def tidy(self) -> bool:
        """Do every chore once, each in a unit of its own; two workers may do so at once."""
        at = clock.moment(self.settings.time_zone)
        for chore in self.chores:
            with self.database.unit() as db:
                chore(Means(db, at, self.settings, self.mailer))
        return True

    def _try(self, work: Callable[[], bool]) -> bool:
        """What the work says, or False; a database that is away is only waited for."""
        try:
            return work()
        except Exception as error:  # noqa: BLE001 -- the worker must outlive any fault
            log.error("worker: %s", type(error).__name__)  # noqa: TRY400 -- texts may hold words
            return False

    def do_one(self) -> bool:
        """Do the job that is due longest, if there is one; whether there was."""
        job = self._claim()
        if job is None:
            return False
        at = clock.moment(self.settings.time_zone)
        try:
            self._do(job, at)
        except Exception as error:  # noqa: BLE001 -- whatever it was, the job comes again
            self._failed(job, at, error)
        return True

    def _do(self, job: Job, at: Moment) -> None:
        """The deed and its mark in one unit; the mark of one that mails follows its mails.

        So no lock is held while a mail server takes its time: on SQLite nobody else could save.
        """
        if job.attempts > PATIENT_ATTEMPTS:
            raise WorkersDiedError
        outbox = Outbox()
        with self.database.unit() as db:
            self.deeds[job.kind](Means(db, at, self.settings, outbox), job.about)
            if not outbox.mails:
                _mark(db, job, at)
        for mail in outbox.mails:
            self.mailer.send(mail)
        if outbox.mails:
            with self.database.unit() as db:
                _mark(db, job, at)

    def _claim(self) -> Job | None:
        at = clock.moment(self.settings.time_zone)
        due = (
            select(Job.id)
            .where(
                Job.done_at.is_(None),
                Job.failed_at.is_(None),
                Job.run_at <= at.now,
                or_(Job.leased_until.is_(None), Job.leased_until < at.now),
                Job.kind.in_(self.deeds),
            )
            .order_by(Job.run_at, Job.id)
            .limit(1)
        )
        with self.database.reading() as db:
            if db.scalar(due) is None:
                return None
        with self.database.unit() as db:
            found = db.scalar(due.with_for_update(skip_locked=True))
            job = None if found is None else db.get(Job, found)
            if job is not None:
                job.leased_until = at.now + LEASE
                job.attempts += 1
            return job

    def _failed(self, job: Job, at: Moment, error: Exception) -> None:
        """Put it off, longer each time; after the last attempt set it aside."""
        failure = type(error).__name__
        log.warning("job %s (%s) failed: %s", job.id, job.kind, failure)
        steps = min(job.attempts, ATTEMPTS)
        later = at.now + min(timedelta(seconds=10 * 4**steps), LONGEST_WAIT)
        with self.database.unit() as db:
            db.execute(
                update(Job)
                .where(Job.id == job.id)
                .values(
                    leased_until=None,
                    run_at=later,
                    failure=failure[:120],
                    failed_at=at.now if job.attempts >= _most_attempts(error) else None,
                )
            )


def _mark(db: Session, job: Job, at: Moment) -> None:
    db.execute(update(Job).where(Job.id == job.id).values(done_at=at.now, about={}))


def _most_attempts(error: Exception) -> int:
    """How often a job is tried that ended so; what an address itself refuses is not away."""
    if isinstance(error, MailNotSent):
        return ATTEMPTS if error.for_good else PATIENT_ATTEMPTS
    return PATIENT_ATTEMPTS if isinstance(error, AwayError) else ATTEMPTS


def enqueue(
    db: Session, kind: str, at: Moment, *, wait: timedelta = timedelta(0), **about: str | int
) -> None:
    """Ask for a job in the unit that needs it: it exists only if that unit is committed.

    It is done as soon as a worker is free, once that `wait` is over.
    """
    db.add(Job(kind=kind, about=about, made_at=at.now, run_at=at.now + wait))
