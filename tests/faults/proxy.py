"""A proxy before a real S3 server that now and then is no help: F05's stalls, errors, silences.

It passes requests on as they are (the signature covers the host that the client named) and counts
them; the one that is meant is not answered, answered with 500, or done without saying so.
"""

from __future__ import annotations

import http.client
import sys
import threading
from contextlib import contextmanager
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator


class Mood(StrEnum):
    """How the request is met that is meant."""

    WELL = "well"
    STALLS = "stalls"
    """It is taken and never answered, nor passed on."""
    ERRS = "errs"
    """500 at once, and not passed on."""
    IS_SILENT = "is_silent"
    """It is done, and the answer is lost on its way."""


class Proxy(ThreadingHTTPServer):
    """Listens on 127.0.0.1; `meet` says which of the next requests is met how."""

    daemon_threads = True

    def __init__(self, endpoint: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.target = urlsplit(endpoint)
        self.over = threading.Event()
        self._lock = threading.Lock()
        self.meet(Mood.WELL, 0)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 -- the library's own signature
        """Whoever asked was killed in the middle: that is what the trials do."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    @property
    def endpoint(self) -> str:
        """Its own address."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def meet(self, mood: Mood, nth: int, *, on: bool = False) -> None:
        """The nth request from now is met in that mood; with `on` every later one, too."""
        self.mood, self.nth, self.on, self.counted = mood, nth, on, 0

    def mood_of_next(self) -> Mood:
        """Count one request, and say how it is met."""
        with self._lock:
            self.counted += 1
            is_meant = self.counted == self.nth or (self.on and self.counted > self.nth > 0)
        return self.mood if is_meant else Mood.WELL


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Proxy

    def meet(self) -> None:
        """Any request."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        mood = self.server.mood_of_next()
        if mood is Mood.STALLS:
            self.server.over.wait()
        elif mood is Mood.ERRS:
            self._answer(500, {}, b"")
        else:
            status, headers, data = self._passed_on(body)
            if mood is Mood.WELL:
                self._answer(status, headers, data)
        self.close_connection = mood is not Mood.WELL

    def _passed_on(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        target = self.server.target
        connection = http.client.HTTPConnection(str(target.hostname), target.port, timeout=30)
        connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() != "expect":
                connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        return answer.status, dict(answer.getheaders()), data

    def _answer(self, status: int, headers: dict[str, str], data: bytes) -> None:
        self.send_response_only(status)
        is_head = self.command == "HEAD"
        for name, value in headers.items():
            if name.lower() not in {"transfer-encoding", "connection", "content-length"}:
                self.send_header(name, value)
        length = next((v for n, v in headers.items() if n.lower() == "content-length"), "0")
        self.send_header("Content-Length", length if is_head else str(len(data)))
        self.end_headers()
        if not is_head:
            self.wfile.write(data)

    def log_message(self, *_: Any) -> None:  # noqa: ANN401 -- the library's own signature
        """It writes nothing."""


for _method in ("GET", "PUT", "HEAD", "DELETE", "POST"):
    setattr(_Handler, f"do_{_method}", _Handler.meet)


@contextmanager
def before(endpoint: str) -> Iterator[Proxy]:
    """A proxy before that server for the length of a `with` block."""
    proxy = Proxy(endpoint)
    serving = threading.Thread(target=proxy.serve_forever)
    serving.start()
    try:
        yield proxy
    finally:
        proxy.over.set()
        proxy.shutdown()
        proxy.server_close()
        serving.join()
