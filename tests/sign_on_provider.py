"""A provider of OpenID Connect that signs what a test tells it to, and notes what it is asked.

It stands in for nothing of ours: it is the other side, and may be as wrong as a test wants it.
"""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from joserfc import jwt
from joserfc.jwk import RSAKey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CLIENT = "third-space"
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})

SLOWEST = 20
"""Bytes of a trickle; by then whoever asked has left."""

BEARER = {"access_token": "x", "token_type": "Bearer"}

Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Provider:
    """One, at an address of its own; `answers` by path may be changed."""

    issuer: str
    claims: dict[str, Any] = field(default_factory=dict)
    """Beside or instead of what a token says; None takes a claim away."""
    signed: Callable[[dict[str, Any]], str] | None = None
    """Makes the token of those claims; by its own key where there is none."""
    key: RSAKey = field(default_factory=lambda: KEY)
    says: dict[str, Any] = field(default_factory=dict)
    """Beside or instead of what the discovery document says."""
    answers: dict[str, Answer] = field(default_factory=dict)
    trickles: bool = False
    """Answers one byte at a time, ten a second."""
    asked: list[str] = field(default_factory=list)

    @classmethod
    @contextmanager
    def served(cls) -> Iterator[Provider]:
        """One that answers until the block ends."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
        made = cls(f"http://127.0.0.1:{server.server_port}")
        server.RequestHandlerClass = _handler(made)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield made
        server.shutdown()
        thread.join()
        server.server_close()

    def token(self) -> str:
        """An ID token of now."""
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": "s-1", "iat": now, "exp": now + 300}
        claims |= self.claims
        said = {name: value for name, value in claims.items() if value is not None}
        return self.signed(said) if self.signed else sign(said, self.key)

    def answer(self, path: str) -> Answer:
        """What it answers there."""
        self.asked.append(path)
        if path in self.answers:
            return self.answers[path]
        found: Callable[[], dict[str, Any]] | None = {
            "/.well-known/openid-configuration": self._discovery,
            "/keys": lambda: {"keys": [self.key.as_dict(private=False)]},
            "/token": lambda: {
                "access_token": "x",
                "token_type": "Bearer",
                "id_token": self.token(),
            },
        }.get(path)
        return as_json(found()) if found else (404, {}, b"")

    def _discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            **self.says,
        }


def as_json(said: dict[str, Any]) -> Answer:
    """An object as an answer."""
    return 200, {"Content-Type": "application/json"}, json.dumps(said).encode()


def sign(claims: dict[str, Any], key: RSAKey, **header: str) -> str:
    """The claims, signed by that key."""
    return jwt.encode({"alg": "RS256", "kid": "one", **header}, claims, key)


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            self.rfile.read(length)
            status, headers, body = provider.answer(self.path)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self._write(body)

        def _write(self, body: bytes) -> None:
            for number in range(len(body) if provider.trickles else 0):
                with suppress(OSError):
                    self.wfile.write(body[number : number + 1])
                    self.wfile.flush()
                if number > SLOWEST:
                    return
                time.sleep(0.1)
            with suppress(OSError):
                self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 -- http.server's own name

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
