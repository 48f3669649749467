"""The office at its lists: sending one, and saying yes."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.test import TestResponse

    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

UPLOAD = re.compile(r"/office/roll/uploads/\w{16}$")


class Desk:
    """Somebody of the office in front of the roll's pages."""

    def __init__(self, client: SiteClient) -> None:
        self.client = client

    def send(
        self,
        data: bytes,
        kind: str = "pupils",
        extent: str = "some",
        **more: Any,  # noqa: ANN401 -- fields
    ) -> TestResponse:
        """Send a file; the answer of the POST."""
        fields = {"file": (io.BytesIO(data), "list.csv"), "kind": kind, "extent": extent, **more}
        return self.client.post("/office/roll/uploads", data=fields)

    def send_raw(self, data: bytes) -> TestResponse:
        """Send a large file as a browser's bytes: the client's own form would spool to a file."""
        said = {"kind": "pupils", "extent": "some", "acting": self.client.acting}
        said["csrf_token"] = self.client.csrf_token()
        head = 'Content-Disposition: form-data; name="'
        parts = [f'--b\r\n{head}{name}"\r\n\r\n{value}\r\n' for name, value in said.items()]
        parts.append(f'--b\r\n{head}file"; filename="a.csv"\r\n\r\n')
        body = "".join(parts).encode() + data + b"\r\n--b--\r\n"
        kind = "multipart/form-data; boundary=b"
        return self.client.post("/office/roll/uploads", data=body, content_type=kind)

    def sent(self, data: bytes, kind: str = "pupils", extent: str = "some") -> str:
        """Send a file that is taken; the address of the page that shows what would change."""
        answer = self.send(data, kind, extent)
        assert answer.status_code == 303, answer.text
        assert UPLOAD.search(answer.location)
        return str(answer.location)

    def says_yes(self, address: str, **fields: str) -> TestResponse:
        """Say yes to what the page shows, with the form that stands there."""
        return self.client.fill_in(address, "/confirmation", **fields)

    def asks(self, address: str, **fields: str) -> TestResponse:
        """Say yes to the letters that the page shows."""
        return self.client.fill_in(address, "/letters", **fields)

    def takes_over(self, data: bytes, kind: str = "pupils", extent: str = "some") -> None:
        """Send a list and say yes, twice where it is asked."""
        address = self.sent(data, kind, extent)
        page = self.client.get(address).text
        gone = re.search(r"would leave: (\d+) of", page)
        fields = {"number": gone[1]} if gone else {}
        answer = self.says_yes(address, **fields)
        assert answer.status_code == 303, answer.text


@pytest.fixture
def desk(cast: Cast, client_of: Callable[[Somebody], SiteClient]) -> Desk:
    """The office's own."""
    return Desk(client_of(cast.office))
