"""Forms that are far too large are refused before they are read (T55)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from werkzeug.test import TestResponse

    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]

BOUNDARY = "----parts"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
GIGABYTE = 1024**3
A_MEGABYTE = 1024**2


class Endless(io.RawIOBase):
    """A body that goes on for as long as somebody reads it, and counts how much they did."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces, self.left, self.read_bytes = pieces, b"", 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # any buffer
        while len(self.left) < len(buffer):
            self.left += next(self.pieces)
        given, self.left = self.left[: len(buffer)], self.left[len(buffer) :]
        buffer[:] = given
        self.read_bytes += len(given)
        return len(given)


def parts() -> Iterator[bytes]:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="photo"\r\n\r\nx\r\n'.encode()
    while True:
        yield head * 100


def one_field() -> Iterator[bytes]:
    yield f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="words"\r\n\r\n'.encode()
    while True:
        yield b"x" * 65_536


def sent(client: SiteClient, address: str, body: Endless, length: int | None) -> TestResponse:
    """The body as a server hands it on: with its length, or in pieces of which none is the last."""
    environ = {"wsgi.input": body, "CONTENT_TYPE": MULTIPART, "wsgi.input_terminated": True}
    if length is not None:
        environ["CONTENT_LENGTH"] = str(length)
    return client.post(address, bare=True, environ_overrides=environ)


@pytest.mark.parametrize("address", ["/items", "/photos"])
@pytest.mark.parametrize("length", [GIGABYTE, 200 * A_MEGABYTE, None])
@pytest.mark.parametrize("pieces", [parts, one_field])
def test_t55_a_hundred_thousand_parts_or_a_gigabyte_are_refused_unread(
    cast: Cast,
    client_of: ClientOf,
    address: str,
    length: int | None,
    pieces: Callable[[], Iterator[bytes]],
) -> None:
    body = Endless(pieces())
    answer = sent(client_of(cast.owner), address, body, length)
    assert answer.status_code == 413
    assert "Nothing was saved." in answer.text
    assert body.read_bytes <= A_MEGABYTE


def test_t55_nobody_makes_the_server_read_at_all(app: Flask, nobody: SiteClient) -> None:
    for address in ("/items", "/photos", "/staff"):
        body = Endless(one_field())
        answer = sent(nobody, address, body, GIGABYTE)
        assert answer.status_code in {404, 413}
        assert body.read_bytes <= A_MEGABYTE
    assert app.config["MAX_CONTENT_LENGTH"] == A_MEGABYTE


def test_t55_a_form_of_many_short_fields_counts_as_much_as_one_of_parts(
    cast: Cast, client_of: ClientOf
) -> None:
    many = {f"field-{number}": "x" for number in range(201)}
    child = client_of(cast.owner)
    assert child.post("/items", data=many).status_code == 413
    assert child.post("/items", data=many, content_type="multipart/form-data").status_code == 413
