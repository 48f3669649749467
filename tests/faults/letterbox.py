"""A real mail server that can be away, and time that passes for what waits in the database."""

from __future__ import annotations

import email
import email.policy
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiosmtpd.controller import Controller
from sqlalchemy import select, update

from portfolio.models import AddressLink, FreshLink, Job, PasswordReset
from tests.schools import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from aiosmtpd.smtp import SMTP, Envelope, Session

    from portfolio.core.database import Database

FOR_NOW, FOR_GOOD = "451 Not now", "550 Nobody here of that name"


@dataclass
class Letterbox:
    """What the server was handed. While `is_away` it takes nothing; what is `dead` it refuses."""

    is_away: bool = False
    dead: set[str] = field(default_factory=set)
    to: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    asked: int = 0
    port: int = 0

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Say whether mails for that address are taken."""
        self.asked += 1
        if self.is_away:
            return FOR_NOW
        if address in self.dead:
            return FOR_GOOD
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 -- aiosmtpd's name
        """Take a mail."""
        content = email.message_from_bytes(envelope.content or b"", policy=email.policy.default)  # type: ignore[arg-type]
        self.to += envelope.rcpt_tos
        self.texts.append(content.get_content())
        return "250 OK"


@contextmanager
def serving() -> Iterator[Letterbox]:
    """A mail server on a port of 127.0.0.1 for the length of a `with` block."""
    box = Letterbox(port=free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def passes(database: Database, time: timedelta) -> None:
    """So much time passes for jobs and mailed links: all that they know of lies earlier."""
    jobs = {"run_at": Job.run_at, "made_at": Job.made_at, "leased_until": Job.leased_until}
    with database.unit() as db:
        for job in db.scalars(select(Job)):
            for name in jobs:
                then = getattr(job, name)
                setattr(job, name, then and then - time)
        for table in (FreshLink, AddressLink, PasswordReset):
            for row in db.execute(select(table.id, table.made_at, table.expires_at)).all():
                earlier = {"made_at": row.made_at - time, "expires_at": row.expires_at - time}
                db.execute(update(table).where(table.id == row.id).values(earlier))
