"""A photo in parts: each piece may be lost, doubled or late, and it is one photo or none (F06)."""

from __future__ import annotations

import hashlib
import io
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, update
from werkzeug.datastructures import FileStorage

from portfolio.core import clock
from portfolio.core.decoding import Costs, Decoders
from portfolio.models import Hold, Photo, Upload, UploadPart
from portfolio.photos.purging import throw_away
from portfolio.uploads import actions
from tests.core import crafted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from werkzeug.test import TestResponse

    from portfolio.core.database import Database
    from portfolio.core.storage import Storage
    from portfolio.models.base import Base
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]

BEGIN = "/photos/uploads"
JSON = {"Accept": "application/json"}


def a_photo(side: int = 60) -> bytes:
    """A picture that no other test sends; a side of 700 makes it larger than one part."""
    colour = tuple(secrets.token_bytes(3))
    image = crafted.scene(side, side)
    image.putpixel((0, 0), colour)
    return crafted.encoded(image, "PNG", compress_level=0)


class Sender:
    """A child's browser that sends one file."""

    def __init__(self, client: SiteClient, data: bytes) -> None:
        self.client, self.data = client, data
        self.key = secrets.token_hex(16)

    def begin(self, **instead: str) -> TestResponse:
        said = {"key": self.key, "size": str(len(self.data)), "digest": digest(self.data)}
        return self.client.send(BEGIN, **{**said, **instead})

    def id(self) -> str:
        return str(self.begin().get_json()["id"])

    def part(self, upload: str, begins: int, data: bytes | None = None) -> TestResponse:
        piece = self.data[begins : begins + actions.PART_BYTES] if data is None else data
        sent = {
            "begins": str(begins),
            "digest": digest(piece),
            "part": FileStorage(io.BytesIO(piece), "x"),
        }
        return self.client.send(f"{BEGIN}/{upload}/parts", **sent)

    def finish(self, upload: str) -> TestResponse:
        return self.client.send(f"{BEGIN}/{upload}/photo")

    def all(self) -> str:
        """Everything but the finish; gives the id."""
        upload = self.id()
        for begins in range(0, len(self.data), actions.PART_BYTES):
            assert self.part(upload, begins).status_code == 200
        return upload


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def count(database: Database, table: type[Base]) -> int:
    with database.reading() as db:
        return db.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def child(cast: Cast, client_of: ClientOf) -> SiteClient:
    return client_of(cast.owner)


@pytest.fixture
def sender(child: SiteClient) -> Sender:
    return Sender(child, a_photo())


@pytest.fixture
def large(child: SiteClient) -> Sender:
    """Of two parts."""
    return Sender(child, a_photo(700))


def test_a_photo_of_several_parts_is_one_photo(
    large: Sender, child: SiteClient, database: Database
) -> None:
    upload = large.all()
    answer = large.finish(upload)
    assert answer.status_code == 201
    assert (answer.get_json()["width"], answer.get_json()["height"]) == (700, 700)
    assert child.get(answer.get_json()["src"]).status_code == 200
    assert count(database, Photo) == 1
    assert count(database, UploadPart) == 0, "what the camera wrote is not kept"


def test_it_goes_on_where_it_was(large: Sender) -> None:
    upload = large.id()
    assert large.part(upload, 0).get_json()["come"] == actions.PART_BYTES
    again = large.begin().get_json()
    assert again == {"id": upload, "come": actions.PART_BYTES}
    assert large.part(upload, actions.PART_BYTES).get_json()["come"] == len(large.data)
    assert large.finish(upload).status_code == 201


def test_a_part_that_comes_twice_or_too_early_changes_nothing(
    large: Sender, database: Database
) -> None:
    upload = large.id()
    assert large.part(upload, actions.PART_BYTES).get_json()["come"] == 0, "a gap is not taken"
    for _ in range(3):
        assert large.part(upload, 0).get_json()["come"] == actions.PART_BYTES
    assert count(database, UploadPart) == 1


def test_finished_again_it_is_the_same_photo(sender: Sender, database: Database) -> None:
    upload = sender.all()
    first = sender.finish(upload).get_json()
    for _ in range(3):
        assert sender.finish(upload).get_json() == first
    assert sender.begin().get_json() == {"id": upload, "come": len(sender.data), "photo": first}
    assert sender.part(upload, 0).status_code == 200
    assert count(database, Photo) == 1


def test_f06_finished_fifty_times_at_once_it_is_one_photo(
    sender: Sender, app: Flask, database: Database, storage: Storage
) -> None:
    upload = sender.all()
    before = sum(1 for _ in storage.listed())
    page = f"{BEGIN}/{upload}/photo"
    fields = {"csrf_token": sender.client.csrf_token()}

    def finish(_nth: int) -> tuple[int, str]:
        alone = app.test_client(use_cookies=False)
        cookie = "; ".join(f"{one.key}={one.value}" for one in sender.client._cookies.values())  # type: ignore[union-attr]
        answer = alone.post(page, data=fields, headers={**JSON, "Cookie": cookie}, bare=True)
        return answer.status_code, (answer.get_json() or {}).get("id", "")

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(finish, range(50)))
    assert {status for status, _ in answers} <= {201, 503}, "done, or come again"
    ids = {one for status, one in answers if status == 201}
    assert len(ids) == 1
    assert {finish(0), (201, ids.pop())} == {finish(0)}
    assert count(database, Photo) == 1
    assert sum(1 for _ in storage.listed()) == before + 4, "no file is left of the others"


def test_the_same_key_with_other_bytes_is_a_conflict_in_words(
    sender: Sender, database: Database
) -> None:
    upload = sender.id()
    for instead in ({"digest": digest(b"other")}, {"size": "7"}):
        answer = sender.begin(**instead)
        assert answer.status_code == 409
        assert "This is another photo than before." in answer.get_json()["sentence"]
    sender.part(upload, 0, sender.data[:50])
    assert sender.part(upload, 0, b"other").status_code == 409
    assert sender.part(upload, 20, sender.data[20:50]).status_code == 409
    assert sender.part(upload, 50, sender.data[50:] + b"more").status_code == 409
    assert sender.part(upload, 50, sender.data[50:]).status_code == 200
    assert sender.finish(upload).status_code == 201
    assert count(database, Upload) == 1


def test_what_was_announced_otherwise_becomes_no_photo(sender: Sender, database: Database) -> None:
    upload = str(sender.begin(digest=digest(b"other")).get_json()["id"])
    sender.part(upload, 0)
    assert sender.finish(upload).status_code == 409
    assert (count(database, Photo), count(database, UploadPart)) == (0, 0)


def test_before_all_has_come_there_is_no_photo(large: Sender, database: Database) -> None:
    upload = large.id()
    large.part(upload, 0)
    assert large.finish(upload).status_code == 422
    assert count(database, Photo) == 0
    large.part(upload, actions.PART_BYTES)
    assert large.finish(upload).status_code == 201, "and what had come is kept"


@pytest.mark.parametrize(
    "instead",
    [
        {"key": "short"},
        {"key": "x" * 65},
        {"key": "a\0" * 16},
        {"digest": "no digest"},
        {"digest": "A" * 64},
        {"size": "-1"},
        {"size": "1e3"},
        {"size": "٣"},
        {"size": ""},
    ],
)
def test_what_announces_nothing_is_refused(
    sender: Sender, database: Database, instead: dict[str, str]
) -> None:
    assert sender.begin(**instead).status_code == 422
    assert count(database, Upload) == 0


def test_a_part_that_is_damaged_on_its_way_is_not_taken(sender: Sender) -> None:
    upload = sender.id()
    sent = {
        "begins": "0",
        "digest": digest(b"x"),
        "part": FileStorage(io.BytesIO(sender.data), "x"),
    }
    assert sender.client.send(f"{BEGIN}/{upload}/parts", **sent).status_code == 422
    assert sender.part(upload, 0, b"").status_code == 422
    assert sender.client.send(f"{BEGIN}/{upload}/parts", begins="0").status_code == 422
    assert sender.begin().get_json()["come"] == 0


def test_no_part_is_larger_than_a_megabyte(child: SiteClient) -> None:
    sender = Sender(child, bytes(actions.PART_BYTES + 1))
    assert sender.part(sender.id(), 0, sender.data).status_code == 422
    huge = Sender(child, bytes(3 * actions.PART_BYTES))
    assert huge.part(huge.id(), 0, huge.data).status_code == 413


def test_what_is_too_large_is_told_before_it_is_sent(sender: Sender, app: Flask) -> None:
    most = app.extensions["settings"].photo_bytes
    assert sender.begin(size=str(most)).status_code == 200
    sender.key = secrets.token_hex(16)
    answer = sender.begin(size=str(most + 1))
    assert answer.status_code == 422
    assert "This photo is too big." in answer.get_json()["sentence"]


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"\xff\xd8\xff\xe0 and then nothing"])
def test_what_is_no_photo_is_refused_in_words_and_not_kept(
    child: SiteClient, database: Database, data: bytes
) -> None:
    sender = Sender(child, data)
    answer = sender.finish(sender.all())
    assert answer.status_code == 422
    assert answer.get_json()["sentence"].startswith("This")
    assert (count(database, Upload), count(database, UploadPart)) == (0, 0)


def test_nobody_else_has_a_part_in_it(
    cast: Cast, client_of: ClientOf, nobody: SiteClient, sender: Sender
) -> None:
    upload = sender.id()
    for client in (client_of(cast.classmate), client_of(cast.teacher), client_of(cast.mum), nobody):
        other = Sender(client, sender.data)
        assert other.part(upload, 0).status_code == 404
        assert other.finish(upload).status_code == 404
    assert sender.part("0123456789abcdef", 0).status_code == 404
    assert sender.begin().get_json()["come"] == 0
    for client in (client_of(cast.teacher), client_of(cast.mum), nobody):
        assert Sender(client, sender.data).begin().status_code == 404


def test_t07_two_children_with_one_key_and_one_file_have_two(
    cast: Cast, client_of: ClientOf, sender: Sender
) -> None:
    other = Sender(client_of(cast.classmate), sender.data)
    other.key = sender.key
    first, second = sender.finish(sender.all()), other.finish(other.all())
    assert first.status_code == second.status_code == 201
    assert first.get_json()["id"] != second.get_json()["id"]


# ---------------------------------------------------------------- waiting, and what is left over


@pytest.fixture
def full(app: Flask) -> Iterator[None]:
    """A line in which nobody has room."""
    real, app.extensions["decoders"] = app.extensions["decoders"], Decoders(Costs(line=-1))
    yield
    app.extensions["decoders"] = real


def test_where_there_is_no_room_now_the_parts_stay(sender: Sender, full: None, app: Flask) -> None:
    del full
    upload = sender.all()
    answer = sender.finish(upload)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Yours is safe here, we try again." in answer.get_json()["sentence"]
    app.extensions["decoders"] = Decoders()
    assert sender.finish(upload).status_code == 201, "and at once: nobody else is at it"
    app.extensions["decoders"].close()


def test_whoever_died_over_it_is_waited_for_no_longer_than_that(
    sender: Sender, database: Database
) -> None:
    upload = sender.all()
    now = clock.moment("Europe/London").now
    for until, status in ((now + timedelta(minutes=1), 503), (now - timedelta(seconds=1), 201)):
        with database.unit() as db:
            db.execute(update(Upload).values(claimed_until=until))
        assert sender.finish(upload).status_code == status


def test_the_oldest_make_room(child: SiteClient, database: Database) -> None:
    senders = [Sender(child, a_photo()) for _ in range(actions.AT_ONCE + 3)]
    ids = [sender.all() for sender in senders]
    assert count(database, Upload) == actions.AT_ONCE
    assert senders[0].finish(ids[0]).status_code == 404
    assert senders[-1].finish(ids[-1]).status_code == 201


def test_one_child_may_have_no_more_under_way_than_one_thing_holds(
    child: SiteClient, database: Database, app: Flask
) -> None:
    most = str(app.extensions["settings"].photo_bytes)
    for _ in range(12):
        assert Sender(child, b"x").begin(size=most).status_code == 200
    assert count(database, Upload) == 10


def tidied(database: Database, app: Flask) -> None:
    from portfolio.jobs import Means  # noqa: PLC0415 -- beside what it is given

    at = clock.moment("Europe/London")
    with database.unit() as db:
        actions.purge(Means(db, at, app.extensions["settings"], app.extensions["mailer"]))


def held_back(cast: Cast) -> Hold:
    return Hold(
        public_id="h" * 16,
        pupil_id=cast.classmate.id,
        by_id=cast.lead.id,
        reason="a case",
        from_at=cast.at.now,
    )


def test_after_two_days_what_was_not_finished_is_gone(
    cast: Cast, client_of: ClientOf, database: Database, app: Flask
) -> None:
    old, new = (Sender(client_of(cast.owner), a_photo()) for _ in range(2))
    kept = Sender(client_of(cast.classmate), a_photo())
    ids = [sender.all() for sender in (old, new, kept)]
    with database.unit() as db:
        db.add(held_back(cast))
        long_ago = cast.at.now - timedelta(hours=49)
        aged = Upload.public_id.in_([ids[0], ids[2]])
        db.execute(update(Upload).where(aged).values(made_at=long_ago))
    tidied(database, app)
    with database.reading() as db:
        assert set(db.scalars(select(Upload.public_id))) == set(ids[1:])
    assert count(database, UploadPart) == 2


def test_a_photo_that_is_thrown_away_is_forgotten_here_too(
    sender: Sender, database: Database, moment: clock.Moment
) -> None:
    sender.finish(sender.all())
    with database.unit() as db:
        throw_away(db, list(db.scalars(select(Photo.id))), moment)
    assert (count(database, Photo), count(database, Upload)) == (0, 0)
    assert sender.finish(sender.all()).status_code == 201


def test_position_and_names_are_nowhere_afterwards(
    child: SiteClient, database: Database, storage: Storage
) -> None:
    sender = Sender(child, crafted.telling_jpeg())
    assert any(secret in sender.data for secret in crafted.SECRETS)
    sender.finish(sender.all())
    assert count(database, UploadPart) == 0
    for one in storage.listed():
        with storage.open(one.key).file as file:
            data = file.read()
        assert not any(secret in data for secret in crafted.SECRETS)
