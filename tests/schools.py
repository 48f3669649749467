"""Schools that tests visit: real servers, each a process with a folder of its own.

The demonstration school is loaded once for the whole run and copied for each worker; a school of
one's own begins empty. A server is ended by its process, never by name.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from portfolio.core import clock
from portfolio.core.clock import Moment
from portfolio.demo.people import PEOPLE

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[1]
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]
TIME_ZONE = "Europe/London"
WHEN = "loaded.json"
PATIENCE = 60
"""Seconds for a start: the machine may be busy with the other worker's browser."""


@dataclass(slots=True)
class School:
    """A school and its server. `folder` is its VAR; `settings` are further environment settings."""

    folder: Path
    demo: bool
    settings: dict[str, str] = field(default_factory=dict)
    address: str = ""
    _ids: dict[str, str] = field(default_factory=dict)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def said(self) -> Path:
        """What the server has printed."""
        return self.folder / "server.txt"

    def environment(self) -> Mapping[str, str]:
        """The settings of this machine without those of another school, and this school's own."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return {
            **kept,
            "SECRET_KEY": secrets.token_urlsafe(48),
            "VAR": str(self.folder),
            "DEMO": "1" if self.demo else "0",
            "PYTHONPATH": str(ROOT),
            **self.settings,
        }

    def start(self) -> None:
        """Serve, and wait until the first page is answered."""
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        with self.said.open("wb") as out:
            self._process = subprocess.Popen(
                [*FLASK, "serve", "--port", str(port)],
                cwd=ROOT,
                env=self.environment(),
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        until = time.monotonic() + PATIENCE
        while not self._answers():
            assert self._process.poll() is None, self.said.read_text()
            assert time.monotonic() < until, self.said.read_text()
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/staff", timeout=PATIENCE) as answer:  # noqa: S310 -- our own server
                return bool(answer.status == 200)
        except urllib.error.URLError:
            return False

    def stop(self) -> None:
        """End the server and its workers."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)  # nobody waits for an answer any more
            self._process.wait(timeout=PATIENCE)
            self._process = None

    def loaded(self) -> tuple[Moment, Moment]:
        """Just before the demonstration was loaded, and just after."""
        before, after = json.loads((self.folder / WHEN).read_text())
        return _moment(before), _moment(after)

    def id_of(self, key: str) -> str:
        """The public id of somebody of the demonstration school, by their key in its data."""
        if not self._ids:
            done = subprocess.run(
                [*FLASK, "demo", "people", "--json"],
                cwd=ROOT,
                env=self.environment(),
                capture_output=True,
                check=True,
            )
            self._ids = {row["role"]: row["id"] for row in json.loads(done.stdout)}
        return self._ids[PEOPLE[key].line]

    def first_address(self) -> str:
        """The one-time address that an empty school prints for its first office person."""
        found = re.search(r"http://\S+/staff/invitations/\S+", self.said.read_text())
        assert found, self.said.read_text()
        return found.group()


def _moment(text: str) -> Moment:
    return Moment.at(datetime.fromisoformat(text), TIME_ZONE)


def free_port() -> int:
    """A port that nobody listened on a moment ago."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def demonstration(shared: Path, own: Path) -> School:
    """This worker's copy of the demonstration school in `own`; the first worker loads it."""
    loaded = shared / "demonstration"
    with (shared / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not loaded.exists():
            _load(shared / "loading")
            (shared / "loading").rename(loaded)
    shutil.copytree(loaded, own)
    return School(own, demo=True)


def _load(folder: Path) -> None:
    folder.mkdir()
    before = clock.moment(TIME_ZONE)
    done = subprocess.run(
        [*FLASK, "demo", "load"],
        cwd=ROOT,
        env=School(folder, demo=True).environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    when = [one.now.isoformat() for one in (before, clock.moment(TIME_ZONE))]
    (folder / WHEN).write_text(json.dumps(when))
