"""The same bytes from two children are two photos, and a file's name is nobody's (T07, T59)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from sqlalchemy import select

from portfolio.models import Photo
from tests.visibility.sweeping import rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.test import TestResponse

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "PNG")
    return out.getvalue()


def send(client: SiteClient, name: str = "a.png") -> TestResponse:
    return client.post("/photos", data={"photo": (io.BytesIO(picture()), name)})


def test_t07_the_same_bytes_sent_by_two_children_are_two_photos(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    children = {who.id: client_of(who) for who in (cast.owner, cast.classmate)}
    answers = {number: send(client) for number, client in children.items()}
    first, second = (answer.get_json() for answer in answers.values())
    assert {answer.status_code for answer in answers.values()} == {201}
    assert first["id"] != second["id"]
    assert {key for key in first if first[key] == second[key]} == {"width", "height"}
    with database.reading() as db:
        photos = db.scalars(select(Photo).order_by(Photo.id)).all()
    assert [photo.uploader_id for photo in photos] == list(children)
    assert len({photo.key for photo in photos}) == 2
    for number, client in children.items():
        for owner, answer in answers.items():
            found = client.get(answer.get_json()["src"]).status_code
            assert found == (200 if owner == number else 404)


@pytest.mark.parametrize(
    "name",
    [
        'my "best" cat.png',
        "cat.png\r\nX-Evil: 1",
        "cat\u202egnp.exe",
        "../../etc/passwd.png",
        "<img src=x onerror=alert(1)>.png",
        "c" * 300 + ".png",
        "Amina Rafi at home.png",
        ".png",
    ],
)
def test_t59_a_files_name_leaves_no_trace(
    cast: Cast, client_of: ClientOf, database: Database, name: str
) -> None:
    client = client_of(cast.owner)
    sent = send(client, name)
    if "\r\n" in name:  # no browser sends it so; it would end the part's head, and is no photo
        assert (sent.status_code, "X-Evil" in str(sent.headers)) == (422, False)
        return
    assert sent.status_code == 201
    fields = {"title": "A cat", "photo": sent.get_json()["id"], "key": "once"}
    made = client.post("/items", data=fields)
    page = client.get(made.location.replace("/kept", ""))
    shown = client.get(sent.get_json()["src"])
    assert (page.status_code, shown.status_code) == (200, 200)
    heads = [str(answer.headers) for answer in (sent, made, page, shown)]
    everything = "".join([sent.text, page.text, *heads, str(rows(database))])
    for trace in (name, name[:20], "X-Evil", "onerror", "passwd", "\u202e"):
        assert trace not in everything or trace == ".png"
