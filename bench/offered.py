"""Thirty uploads offered each second for two minutes: what is taken, what is told to wait.

Photos as tablets send them: drawn to 2048 pixels. The rate is fixed, whatever is answered: whoever
was told to wait comes again in a later place of it, once the time is over that was said.
"""

from __future__ import annotations

import heapq
import http.client
import io
import json
import re
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PIL import Image
from sqlalchemy import select

from bench import load, memory, pages, school
from bench.uploads import Child, multipart, twelve_megapixels
from portfolio.core.database import Database
from portfolio.core.pictures import RenditionName
from portfolio.models import Photo

if TYPE_CHECKING:
    from pathlib import Path

A_SECOND, SECONDS = 30, 120
CLIENTS = 400
"""Threads of the measuring side: more than can wait in the server."""

CHILDREN = 30
CREATED, BUSY = 201, 503
PERCENT_95 = 94
"""Of the hundred parts that a list is cut into."""


@dataclass(frozen=True, slots=True)
class Sender:
    """A signed-in child's browser: its cookie, and the form's fields that go with each photo."""

    cookie: str
    fields: dict[str, str]


@dataclass
class Offered:
    """What became of the uploads."""

    port: int
    senders: list[Sender]
    photo: bytes
    acknowledged: set[str] = field(default_factory=set)
    told_to_wait: int = 0
    others: list[str] = field(default_factory=list)
    later: list[tuple[float, int]] = field(default_factory=list)
    """When whoever was told to wait may come again, and which child it is."""

    def run(self) -> None:
        """Offer them, and wait for the last answer."""
        began = time.monotonic()
        with ThreadPoolExecutor(CLIENTS) as pool:
            for number in range(A_SECOND * SECONDS):
                time.sleep(max(0.0, began + number / A_SECOND - time.monotonic()))
                pool.submit(self._offer, self._next(number))

    def _next(self, number: int) -> int:
        if self.later and self.later[0][0] <= time.monotonic():
            return heapq.heappop(self.later)[1]
        return number

    def _offer(self, number: int) -> None:
        try:
            status, wait, said = self._sent(self.senders[number % len(self.senders)])
        except (OSError, http.client.HTTPException) as error:
            self.others.append(type(error).__name__)
            return
        if status == CREATED:
            self.acknowledged.add(json.loads(said)["id"])
        elif status == BUSY and wait:
            self.told_to_wait += 1
            heapq.heappush(self.later, (time.monotonic() + int(wait), number))
        else:
            self.others.append(str(status))

    def _sent(self, sender: Sender) -> tuple[int, str, bytes]:
        body, kind = multipart(sender.fields, "photo", self.photo)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Cookie": sender.cookie, "Content-Type": kind, "Accept": "application/json"}
        connection.request("POST", "/photos", body, headers)
        answer = connection.getresponse()
        said = answer.read()
        connection.close()
        return answer.status, answer.getheader("Retry-After") or "", said


def show(folder: Path, port: int) -> None:
    """Print the figures."""
    address, media = f"sqlite:///{folder / 'offered.db'}", folder / "offered"
    cast = school.build(address, 1_000)
    asked = {f"child {n}": (n, "/space") for n in range(1, CHILDREN + 1)}
    asked["reader"] = (cast.family_id, "/shared")
    with pages.served(address, media, port, asked) as told:
        reader = load.Address(port, "/shared", told.pop("reader")["cookie"])
        senders = [_sender(Child(port, page["cookie"])) for page in told.values()]
        offered = Offered(port, senders, as_a_tablet_sends())
        waits, most = _beside(offered, reader)
    print(
        f"\nOffered {A_SECOND} uploads a second for {SECONDS} s"
        f" (JPEG of {len(offered.photo) / 1e3:.0f} kB)"
    )
    lost = _lost(address, media, offered.acknowledged)
    print(
        f"{len(offered.acknowledged)} acknowledged, {lost} of them lost (limit 0), "
        f"{offered.told_to_wait} told to wait by 503 with Retry-After, "
        f"{len(offered.others)} answered otherwise (limit 0) {sorted(set(offered.others))}"
    )
    p95 = statistics.quantiles(waits, n=100)[PERCENT_95]
    print(f"other pages meanwhile: p95 {p95:.2f} s of {len(waits)} (limit 1)")
    print(f"memory of all processes at most {most / 1e6:.0f} MB (limit 1000)")


def as_a_tablet_sends() -> bytes:
    """The photo of the other measures, drawn to 2048 pixels."""
    with Image.open(io.BytesIO(twelve_megapixels())) as large:
        large.thumbnail((2048, 2048))
        file = io.BytesIO()
        large.save(file, "JPEG", quality=90)
    return file.getvalue()


def _sender(child: Child) -> Sender:
    _status, _place, form = child.ask("GET", "/make")
    names = ("csrf_token", "acting")
    found = {name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', form) for name in names}
    return Sender(child.cookie, {name: one[1] if one else "" for name, one in found.items()})


def _beside(offered: Offered, reader: load.Address) -> tuple[list[float], int]:
    """Offer them while somebody reads; how long each page took, and the most memory in bytes."""
    waits: list[float] = []
    most = [0]
    over = threading.Event()

    def watch() -> None:
        while not over.is_set():
            start = time.perf_counter()
            load.Connection(reader).ask()
            waits.append(time.perf_counter() - start)
            most[0] = max(most[0], memory.of_children())
            time.sleep(0.2)

    watcher = threading.Thread(target=watch)
    watcher.start()
    offered.run()
    over.set()
    watcher.join()
    return waits, most[0]


def _lost(address: str, media: Path, acknowledged: set[str]) -> int:
    """How many of those have no row, or lack one of their files."""
    database = Database(address, pool_size=1)
    with database.reading() as db:
        keys = {row.public_id: row.key for row in db.execute(select(Photo.public_id, Photo.key))}
    database.close()
    return sum(not _is_whole(media, keys.get(one)) for one in acknowledged)


def _is_whole(media: Path, key: str | None) -> bool:
    return key is not None and all(
        (media / key / one.file_name).stat().st_size for one in RenditionName
    )
