"""A server that dies on purpose: one process loads the application, a fork of it does each request.

Run as a program with shim.c before it. It reads a line of JSON for each request and answers with
one: the status or that the process died, and which calls there were. What a request was answered
counts as said only if the whole answer has left the process.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portfolio import create_app
from portfolio.core import clock, tokens
from portfolio.core.pictures import RenditionName
from portfolio.core.storage import FileStorage
from portfolio.settings import Settings
from tests.cast import Cast
from tests.client import SiteClient, client_for
from tests.faults.shim import Deed, Fault, Shim

PHOTO = re.compile(r'src="(/photos/[^"]+)"')
SAVED, GOOD, NOT_THERE, NO_PHOTO = 303, 200, 404, 599

if TYPE_CHECKING:
    from flask import Flask


class Runner:
    """The application with a signed-in child, and nothing open that a fork could share."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shim = Shim()
        self.app: Flask = create_app(Settings.from_env())
        self.app.test_client_class = SiteClient
        database = self.app.extensions["database"]
        at = clock.moment(self.app.extensions["settings"].time_zone)
        cast = Cast(database, FileStorage(folder), at)
        self.clients = {
            key: client_for(self.app, getattr(cast, key)) for key in ("owner", "teacher")
        }
        self._warm_up()
        database.close()

    def _warm_up(self) -> None:
        """Read templates and build questions once, not in each fork: that took most of the time.

        Nothing here asks the store: a fork must find no connection to it.
        """
        for name in self.app.jinja_env.list_templates():
            self.app.jinja_env.get_template(name)
        owner = self.clients["owner"]
        form = {"title": "The first", "words": "<p>Some words.</p>", "key": "the-first"}
        made = owner.post("/items", data={**form, "happened_on": "2026-01-01", "place": "home"})
        assert made.status_code == SAVED, made.text
        for path in ("/space", made.location.partition("?")[0].removesuffix("/kept")):
            assert owner.get(path).status_code == GOOD, path
        nobodys = f"/photos/{tokens.public_id()}/{RenditionName.SMALL.value}"
        assert owner.get(nobodys).status_code == NOT_THERE

    def answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Do the request in a fork; what became of it."""
        here, there = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(here)
            self._serve(asked, there)
        os.close(there)
        with os.fdopen(here, "rb") as file:
            said = file.read()
        status = os.waitpid(child, 0)[1]
        answered = json.loads(said) if said.endswith(b"}") else {"status": None}
        return {**answered, "fate": os.waitstatus_to_exitcode(status), "calls": self.shim.calls()}

    def _serve(self, asked: dict[str, Any], there: int) -> None:
        fault = Fault(**{**asked["fault"], "deed": Deed(asked["fault"]["deed"])})
        self.shim.arm(self.folder, fault, sockets=asked["sockets"])
        try:
            answered = self._asked(asked)
        except BaseException as error:  # noqa: BLE001 -- a fork must end here, whatever it was
            answered = {"status": None, "error": repr(error)}
        self.shim.disarm()
        os.write(there, json.dumps(answered).encode())
        os._exit(0)

    def _asked(self, asked: dict[str, Any]) -> dict[str, Any]:
        client = self.clients[asked["who"]]
        if asked["whole"]:
            return {"status": _wholeness(client, asked["path"])}
        if asked["form"] is None:
            answer = client.get(asked["path"])
        else:
            answer = client.post(asked["path"], data=_filled(asked["form"], asked["photo"]))
        text = answer.text if asked["reads"] else ""
        headers = {name: answer.headers.get(name, "") for name in ("Location", "Retry-After")}
        return {"status": answer.status_code, "text": text, **headers}


def _wholeness(client: SiteClient, path: str) -> int:
    """200 where the page stands with at least one photo and each on it opens; else why not."""
    page = client.get(path)
    if page.status_code != GOOD:
        return page.status_code
    opened = [client.get(photo).status_code for photo in sorted(set(PHOTO.findall(page.text)))]
    return max(opened, default=NO_PHOTO)


def _filled(form: dict[str, str], photo: str) -> dict[str, Any]:
    if not photo:
        return dict(form)
    return {**form, "photos": (Path(photo).open("rb"), "a.jpg")}


def main() -> None:
    """Answer each line until there is none."""
    runner = Runner(Path(sys.argv[1]))
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        print(json.dumps(runner.answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
