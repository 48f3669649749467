"""An authenticator app's key and codes (RFC 6238: SHA-1, six digits, half a minute).

The key is made from the installation's secret key, the person and a chance text, so that a copy
of the database alone holds nobody's second factor. With a new secret key every app is set up anew.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import TYPE_CHECKING

import pyotp

if TYPE_CHECKING:
    from datetime import datetime

STEP = 30
"""Seconds that a code lasts; every app's own."""

WINDOW = 1
"""Codes before and after today's that open too: clocks differ, and people type slowly."""

KEY_BYTES = 20
"""160 bits, as RFC 4226 asks."""

DIGITS = 6


def key(secret_key: str, person_id: int, chance: str) -> str:
    """The app's key in base32, as it is typed into the app or drawn as a square."""
    said = f"authenticator {person_id} {chance}".encode()
    made = hmac.new(secret_key.encode(), said, hashlib.sha256).digest()
    return base64.b32encode(made[:KEY_BYTES]).decode()


def address(app_key: str, name: str, school: str) -> str:
    """The otpauth address that an app reads from the square; `name` is shown under the school."""
    return pyotp.TOTP(app_key).provisioning_uri(name=name, issuer_name=school)


def step_of(app_key: str, typed: str, now: datetime) -> int | None:
    """The half minute (since 1970) to which the typed code belongs; None where it fits none.

    Each of the three is compared in time that tells nothing.
    """
    code = re.sub(r"\s", "", typed)
    if not re.fullmatch(rf"[0-9]{{{DIGITS}}}", code):
        return None
    today = int(now.timestamp()) // STEP
    app = pyotp.HOTP(app_key)
    around = range(today - WINDOW, today + WINDOW + 1)
    fitting = [step for step in around if hmac.compare_digest(app.at(step), code)]
    return max(fitting, default=None)


def code_at(app_key: str, now: datetime) -> str:
    """The code that an app shows at that moment; for the demonstration and for tests."""
    return pyotp.HOTP(app_key).at(int(now.timestamp()) // STEP)
