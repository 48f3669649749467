"""A device with a passkey, made by hand: it answers as a browser would, and lies where a test says.

Written from the WebAuthn recommendation with cryptography and cbor2, and without the library that
the application checks answers with.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import secrets
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

ORIGIN = "http://localhost"
PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40
ASKED = re.compile(r'data-ceremony="(\w+)" data-options="([^"]+)" data-challenge="([^"]+)"')


def b64(data: bytes) -> str:
    """As base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def asked(page: TestResponse, ceremony: str) -> tuple[dict[str, Any], str]:
    """What the page asks of a device: the options and their challenge."""
    found = [one for one in ASKED.findall(page.text) if one[0] == ceremony]
    assert found, "the page asks for no passkey"
    return json.loads(html.unescape(found[0][1])), html.unescape(found[0][2])


@dataclass
class Device:
    """One passkey. `count` moves on with each answer; at -1 it does not count and says 0."""

    count: int = 0
    origin: str = ORIGIN
    rp_id: str = "localhost"
    flags: int = PRESENT | VERIFIED
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    user: str = ""

    def __post_init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())

    def create(self, page: TestResponse) -> dict[str, str]:
        """The fields that a browser sends for a new passkey."""
        options, challenge = asked(page, "create")
        self.user = options["user"]["id"]
        public = self.key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (public.x, public.y))
        cose = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        named = bytes(16) + struct.pack(">H", len(self.credential)) + self.credential + cose
        said = self._said(self.flags | HAS_KEY) + named
        response = {
            "clientDataJSON": b64(self._client("webauthn.create", options["challenge"])),
            "attestationObject": b64(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": said})),
        }
        return self._fields(challenge, response)

    def get(self, page: TestResponse) -> dict[str, str]:
        """The fields that a browser sends to prove its person."""
        options, challenge = asked(page, "get")
        client = self._client("webauthn.get", options["challenge"])
        said = self._said(self.flags)
        signed = said + hashlib.sha256(client).digest()
        response = {
            "clientDataJSON": b64(client),
            "authenticatorData": b64(said),
            "signature": b64(self.key.sign(signed, ec.ECDSA(hashes.SHA256()))),
            "userHandle": self.user,
        }
        return self._fields(challenge, response)

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _said(self, flags: int) -> bytes:
        if self.count >= 0:
            self.count += 1
        about = hashlib.sha256(self.rp_id.encode()).digest()
        return about + struct.pack(">BI", flags, max(self.count, 0))

    def _fields(self, challenge: str, response: dict[str, str]) -> dict[str, str]:
        name = b64(self.credential)
        credential = {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        }
        return {"challenge": challenge, "credential": json.dumps(credential)}
