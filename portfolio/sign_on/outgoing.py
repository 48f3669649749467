"""Asking the provider of the school's own sign-on: only it, briefly, and never elsewhere.

The one place from which a page speaks to another machine (T62). No proxy and no password of the
environment is taken, no redirect followed, no long answer read.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import HTTPAdapter

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from requests import PreparedRequest, Response

CONNECT = 3.0
"""Seconds until the provider must have taken the call."""

READ = 5.0
"""Seconds that it may be silent, and that its whole answer may take: somebody waits."""

LONGEST = 256 * 1024
"""Bytes. Discovery, keys and tokens of Google and Microsoft have less than 20,000."""

CHUNK = 8 * 1024


class NotAnsweredError(requests.RequestException):
    """The provider answered in no way that we take."""


class Narrow(HTTPAdapter):
    """Lets a session speak to certain addresses only, within our limits."""

    def __init__(self, allowed: Container[str | None]) -> None:
        super().__init__()
        self._allowed = allowed

    def send(
        self,
        request: PreparedRequest,
        stream: bool = False,  # noqa: FBT001, FBT002 -- requests' own signature
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,  # noqa: FBT001, FBT002 -- the same
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> Response:
        """The answer, read whole; `NotAnsweredError` for another address, a redirect, too much."""
        del stream, timeout, proxies
        if request.url not in self._allowed:
            raise NotAnsweredError("not an address of the provider")
        request.headers["Accept-Encoding"] = "identity"
        answer = super().send(request, True, (CONNECT, READ), verify, cert, None)  # noqa: FBT003 -- the same
        try:
            _read(answer)
        finally:
            answer.close()
        return answer


def _read(answer: Response) -> None:
    """Read the answer within our limits; requests' own reading has none."""
    if answer.is_redirect:
        raise NotAnsweredError("a redirect")
    until, read = time.monotonic() + READ, bytearray()
    for chunk in answer.iter_content(CHUNK):
        read += chunk
        if len(read) > LONGEST or time.monotonic() > until:
            raise NotAnsweredError("too long an answer")
    answer._content = bytes(read)  # noqa: SLF001 -- where requests keeps what it has read


def narrow(session: requests.Session, *allowed: str) -> None:
    """From now on the session speaks to those addresses only."""
    session.trust_env = False
    as_sent = {requests.Request("GET", address).prepare().url for address in allowed}
    for scheme in ("https://", "http://"):
        session.mount(scheme, Narrow(as_sent))


def fetched(address: str) -> dict[str, Any]:
    """The JSON object that lies there; `NotAnsweredError` where none does."""
    with requests.Session() as session:
        try:
            narrow(session, address)
            answer = session.get(address)
            answer.raise_for_status()
            found = answer.json()
        except requests.RequestException as error:
            raise NotAnsweredError("no answer") from error
    if not isinstance(found, dict):
        raise NotAnsweredError("no object")
    return found
