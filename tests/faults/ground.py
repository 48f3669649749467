"""A school on which uploads go wrong, and what may be seen of it afterwards.

It gives requests to a runner (runner.py) and looks, through the pages and in the database itself,
whether what was said to be saved is there once and whole.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from portfolio.core import clock, schema
from portfolio.core.database import Database
from portfolio.models import Item, Revision
from portfolio.settings import ROOT
from tests.cast import Cast
from tests.conftest import SECRET, TIME_ZONE
from tests.faults.shim import Fault

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SAVED, GOOD = 303, 200

AS_LONG_AS_IT_TAKES = {"PUPIL_IDLE_MINUTES": "600", "STAFF_IDLE_MINUTES": "600"}
"""A fork cannot tell its runner that somebody was here: after the usual minutes all were away."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a request: its status (None: the process died first), and its calls."""

    status: int | None
    text: str
    place: str
    retry_after: str
    calls: tuple[str, ...]
    fate: int

    @property
    def is_saved(self) -> bool:
        """Whether whoever sent a form was told that it is saved."""
        return self.status == SAVED


@dataclass
class Tally:
    """What came of all that was sent."""

    runs: int = 0
    acknowledged: int = 0
    lost: int = 0
    duplicates: int = 0
    half_visible: int = 0
    notes: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Take another's numbers along."""
        for name in ("runs", "acknowledged", "lost", "duplicates", "half_visible"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.notes += other.notes

    @property
    def is_good(self) -> bool:
        """Nothing that was said to be saved is lost, and nothing is there twice or by half."""
        return not (self.lost or self.duplicates or self.half_visible)

    def told(self) -> str:
        """One line of a table."""
        return (
            f"{self.runs:6} runs  {self.acknowledged:6} acknowledged  {self.lost} lost  "
            f"{self.duplicates} duplicates  {self.half_visible} half-visible"
        )


class Ground:
    """One school in a folder, with its runner."""

    def __init__(self, folder: Path, shim: Path, settings: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.photo = ROOT / "tests/faults/photo.jpg"
        self.tally = Tally()
        own = settings or {}
        self.settings = {
            "SECRET_KEY": SECRET,
            "VAR": str(folder),
            "DATABASE_URL": f"sqlite:///{folder / 'space.db'}",
            "NOT_THERE_MS": "0",
            **AS_LONG_AS_IT_TAKES,
            **own,
        }
        self.sockets = bool(own)
        self.database = Database(self.settings["DATABASE_URL"], pool_size=2)
        schema.upgrade(self.database)
        Cast.write(self.database, clock.moment(TIME_ZONE))
        self.database.close()
        self._runner = self._started(shim)
        assert self._told() == {"ready": True}

    def _started(self, shim: Path) -> subprocess.Popen[str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        with self.said.open("wb") as said:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.faults.runner", str(self.folder)],
                cwd=ROOT,
                env={**kept, **self.settings, "LD_PRELOAD": str(shim)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
            )

    @property
    def said(self) -> Path:
        """What the runner wrote of the faults that it met; beside the school, not in it."""
        return self.folder.with_name(f"{self.folder.name}.txt")

    def close(self) -> None:
        """End the runner."""
        assert self._runner.stdin is not None
        self._runner.stdin.close()
        self._runner.wait(30)
        assert self._runner.stdout is not None
        self._runner.stdout.close()
        self.database.close()

    def _told(self) -> Any:  # noqa: ANN401 -- JSON
        assert self._runner.stdout is not None
        return json.loads(self._runner.stdout.readline())

    # ------------------------------------------------------------ requests

    def ask(self, path: str, form: Mapping[str, str] | None = None, **more: Any) -> Answer:  # noqa: ANN401 -- JSON
        """Send one request; `fault`, `photo`, `who` and `reads` may be named."""
        fault = more.pop("fault", Fault())
        plain = {"who": "owner", "photo": "", "reads": form is None, "whole": False}
        asked = {
            **plain,
            "sockets": self.sockets,
            "path": path,
            "form": form,
            "fault": fault.told(),
            **more,
        }
        assert self._runner.stdin is not None
        self._runner.stdin.write(json.dumps(asked) + "\n")
        self._runner.stdin.flush()
        said = self._told()
        assert "error" not in said, said["error"]
        return Answer(
            said["status"],
            said.get("text", ""),
            said.get("Location", ""),
            said.get("Retry-After", ""),
            tuple(said["calls"]),
            said["fate"],
        )

    def form(self) -> dict[str, str]:
        """A new form, filled in."""
        key = uuid.uuid4().hex
        today = clock.moment(TIME_ZONE).today.isoformat()
        filled = {"title": f"A thing {key}", "words": "<p>Some words.</p>", "happened_on": today}
        return {**filled, "key": key, "place": "home", "paper": "sky"}

    def upload(self, form: Mapping[str, str], fault: Fault | None = None) -> Answer:
        """Send the form with its photo."""
        answer = self.ask("/items", form, photo=str(self.photo), fault=fault or Fault())
        self.tally.runs += 1
        self.tally.acknowledged += answer.is_saved
        return answer

    # ------------------------------------------------------------ what is there

    def things(self, form: Mapping[str, str]) -> int:
        """How many things the form made."""
        of_it = select(func.count(Item.id.distinct())).join(Revision, Revision.item_id == Item.id)
        with self.database.reading() as db:
            return db.scalar(of_it.where(Revision.title == form["title"])) or 0

    def look(self, form: Mapping[str, str], answer: Answer, *, at_least: bool = False) -> int:
        """Look at what the form made, and count what is wrong; how many things there are.

        `at_least` where one must be there, whatever this answer was.
        """
        number = self.things(form)
        if number < (answer.is_saved or at_least):
            self._wrong("lost", form, answer)
        if number > 1:
            self._wrong("duplicates", form, answer)
        if number and not self._is_whole(form):
            self._wrong("half_visible", form, answer)
        return number

    def _wrong(self, what: str, form: Mapping[str, str], answer: Answer) -> None:
        setattr(self.tally, what, getattr(self.tally, what) + 1)
        last = answer.calls[-1] if answer.calls else "no call"
        self.tally.notes.append(f"{what}: {form['title']} answered {answer.status} at {last}")

    def _is_whole(self, form: Mapping[str, str]) -> bool:
        """Its page stands, with the photo, and each rendition on it opens."""
        with self.database.reading() as db:
            of_it = select(Item.public_id).join(Revision, Revision.item_id == Item.id)
            item = db.scalars(of_it.where(Revision.title == form["title"])).first()
        return self.ask(f"/items/{item}", whole=True).status == GOOD
