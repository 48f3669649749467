"""Too many photos at once: told to wait with what was typed kept; and bombs beside pages (F11)."""

from __future__ import annotations

import io
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from portfolio.core.decoding import Costs, Decoders
from portfolio.models import Item, Photo
from tests.core import crafted
from tests.schools import demonstration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient
    from tests.schools import School

    ClientOf = Callable[[Somebody], SiteClient]

PHOTO = crafted.encoded(crafted.scene())
JSON = {"Accept": "application/json"}


@pytest.fixture
def full(app: Flask) -> Iterator[None]:
    """A line in which nobody has room."""
    real, app.extensions["decoders"] = app.extensions["decoders"], Decoders(Costs(line=-1))
    yield
    app.extensions["decoders"] = real


def count(database: Database, table: type[Item | Photo]) -> int:
    with database.reading() as db:
        return db.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.usefixtures("full")
def test_a_script_is_told_to_come_again(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    child = client_of(cast.owner)
    answer = child.post("/photos", data={"photo": (io.BytesIO(PHOTO), "a.jpg")}, headers=JSON)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    said = "Many photos are coming in just now. Yours is safe here, we try again."
    assert answer.get_json()["sentence"] == said
    assert count(database, Photo) == 0


@pytest.mark.usefixtures("full")
def test_a_plain_form_comes_back_with_what_was_typed(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    child = client_of(cast.owner)
    before = count(database, Item)
    photos = (io.BytesIO(PHOTO), "a.jpg")
    answer = child.fill_in("/make", "/items", title="A kite", words="It flew", photos=photos)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Many photos are coming in just now. Pick yours again soon." in answer.text
    assert 'value="A kite"' in answer.text
    assert "It flew</textarea>" in answer.text
    assert count(database, Item) == before


@pytest.mark.usefixtures("full")
def test_what_is_no_photo_is_told_so_at_once(cast: Cast, client_of: ClientOf) -> None:
    data = {"photo": (io.BytesIO(b"%PDF-1.7"), "a.jpg")}
    assert client_of(cast.owner).post("/photos", data=data, headers=JSON).status_code == 422


def test_what_was_read_before_the_line_was_full_is_kept(
    app: Flask, cast: Cast, client_of: ClientOf
) -> None:
    """Of two photos in one form the second finds no decoder: the first stands in the form."""

    class Once(Decoders):
        """Reads one photo, then never has room."""

        def read(self, *args: object) -> object:  # type: ignore[override]
            picture = super().read(*args)  # type: ignore[arg-type]
            self._costs = Costs(line=-1)
            return picture

    real, app.extensions["decoders"] = app.extensions["decoders"], Once()
    photos = [(io.BytesIO(PHOTO), "a.jpg"), (io.BytesIO(PHOTO), "b.jpg")]
    answer = client_of(cast.owner).fill_in("/make", "/items", title="A kite", photos=photos)
    app.extensions["decoders"].close()
    app.extensions["decoders"] = real
    assert answer.status_code == 503
    assert answer.text.count('class="photo-row"') == 2, "the first, and the template of the script"


# ---------------------------------------------------------------- F11: on a real server


class Browser:
    """Somebody of the demonstration school, signed in over HTTP."""

    def __init__(self, school: School, key: str) -> None:
        self.host = school.address.removeprefix("http://")
        self.cookies: dict[str, str] = {}
        token = self._token("/demo")
        fields = f"csrf_token={token}".encode()
        form = "application/x-www-form-urlencoded"
        status, _ = self.ask("POST", f"/demo/people/{school.id_of(key)}", fields, form)
        assert status == 303
        self.token = self._token("/space" if key == "amina" else "/devices").encode()

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[int, str]:
        connection = HTTPConnection(self.host, timeout=60)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        headers |= {"Accept": "application/json"} if path == "/photos" else {}
        headers |= {"Content-Type": kind} if kind else {}
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        for kept in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = kept.split(";")[0].partition("=")
            self.cookies[name] = value
        connection.close()
        return answer.status, text

    def _token(self, path: str) -> str:
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.ask("GET", path)[1])
        assert found is not None
        return found[1]

    def sends(self, photo: bytes) -> int:
        head = b'--x\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n'
        parts = head % (b"csrf_token", b"") + self.token + b"\r\n"
        parts += head % (b"photo", b'; filename="a.jpg"') + photo + b"\r\n--x--\r\n"
        return self.ask("POST", "/photos", parts, "multipart/form-data; boundary=x")[0]


@pytest.fixture
def school(shared: Path, tmp_path: Path) -> Iterator[School]:
    made = demonstration(shared, tmp_path / "own")
    made.start()
    yield made
    made.stop()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_f11_bombs_stop_nobody_elses_pages(school: School) -> None:
    """Five of each, of those that get as far as a decoder: pages meanwhile stay under a second."""
    bombs = [
        crafted.jpeg_with_scans(24, 5000),
        crafted.jpeg_with_scans(100_000),
        crafted.jpeg_of(7_700, 7_700)[:-2],
        crafted.png_with_text_bomb(),
        crafted.webp_of_frames(10_000),
    ]
    sender, reader = Browser(school, "amina"), Browser(school, "okafor")
    reader.ask("GET", "/to-check")
    waits: list[float] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            start = time.monotonic()
            assert reader.ask("GET", "/to-check")[0] == 200
            waits.append(time.monotonic() - start)
            time.sleep(0.05)

    with ThreadPoolExecutor(8) as pool:
        watch = pool.submit(read)
        ends = list(pool.map(sender.sends, bombs * 5))
        done.set()
        watch.result()
    # Refused in words, shown as far as it can be read, or told to come again.
    assert set(ends) <= {201, 422, 503}
    assert ends.count(422) >= 10
    assert sorted(waits)[int(len(waits) * 0.95)] < 1, sorted(waits)[-9:]
    assert sender.sends(PHOTO) == 201
