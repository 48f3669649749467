"""What the tests of the doors share: cards, letters and links, made by the house's own actions."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from portfolio.core.mail import mailer_from, read_all
from portfolio.deeds import DEEDS
from portfolio.jobs import Worker
from portfolio.models.enums import DutyKind, Stage
from portfolio.office import actions as office
from portfolio.office import invitations

if TYPE_CHECKING:
    from flask import Flask

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from portfolio.settings import Settings
    from tests.cast import Cast
    from tests.circles import Somebody


@dataclass
class Doors:
    """Makes ways in, as the office and teachers do."""

    database: Database
    cast: Cast
    at: Moment

    def card(self, child: Somebody, stage: Stage = Stage.MIDDLE) -> tuple[str, str]:
        """A card's address and the secret as the child would type it."""
        secret = office.choose_secret(stage)
        with self.database.unit() as db:
            code = office.make_card(db, child.id, secret, self.at, by=self.cast.teacher.id)
        return f"/card/{code}", " ".join(secret.words)

    def letter(self, child: Somebody, called: str = "Gran", days_ago: int = 0) -> str:
        """A family letter's address."""
        place = invitations.FamilyPlace(child.id, called, None, "Gran's home")
        at = self.before(days=days_ago)
        with self.database.unit() as db:
            return f"/letters/{invitations.invite_family(db, place, at, by=self.cast.teacher.id)}"

    def staff_invitation(self, place: invitations.StaffPlace, days_ago: int = 0) -> str:
        """A staff invitation's address."""
        at = self.before(days=days_ago)
        with self.database.unit() as db:
            return f"/staff/invitations/{invitations.invite_staff(db, place, at, by=None)}"

    def first_office(self) -> str:
        """The address for an office person."""
        return self.staff_invitation(invitations.StaffPlace(duty=DutyKind.OFFICE))

    def before(self, **ago: int) -> Moment:
        """A moment some time ago."""
        return replace(self.at, now=self.at.now - timedelta(**ago))


@pytest.fixture
def doors(database: Database, cast: Cast, moment: Moment) -> Doors:
    """Makes ways in."""
    return Doors(database, cast, moment)


@dataclass
class Post:
    """The post: does the jobs that wait, and reads what arrived."""

    worker: Worker
    folder: Path

    def arrives(self) -> list[str]:
        """Do all jobs; the paths of the links in mails that came by them, newest first."""
        before = len(read_all(self.folder))
        while self.worker.do_one():
            pass
        mails = read_all(self.folder)
        new = mails[: len(mails) - before]
        return [re.sub(r"^https?://[^/]+", "", link) for mail in new for link in mail.links]


@pytest.fixture
def post(app: Flask, settings: Settings) -> Post:
    """The post of this school."""
    mailer = mailer_from(settings.mail, settings.mail_sender)
    worker = Worker(app.extensions["database"], settings, mailer, DEEDS)
    return Post(worker, Path(settings.mail.removeprefix("folder:")))
