"""Secrets that travel in links and on letters, and the opaque names of things in addresses.

Only `fingerprint` of a token is ever stored, so a stolen database opens no link. What a token is
for, how long it lives and whether it was used is for its owner's table to say, not for this module.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base32: no I, L or O, which are taken for 1 and 0, and no U. 5 bits a sign."""

CODE_SIGNS: Final = 26
"""130 bits, because letters must hold 128 (T47); 24 signs would be 120."""

SHORTEST_CODE: Final = 8
"""40 bits, for a code that lives minutes, on a page that counts wrong guesses."""

PUBLIC_ID: Final = "[0-9a-hjkmnp-tv-z]{16}"
"""The shape of a `public_id`, for the addresses' converter."""

_PUBLIC_ID_SIGNS: Final = 16
_TOKEN_BYTES: Final = 24
_GROUP: Final = 4
_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_token() -> str:
    """Make a secret for a link: 32 signs of base64url, 192 bits (24 bytes need no padding)."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def new_code(signs: int = CODE_SIGNS) -> str:
    """Make a secret that can also be typed: `signs` of `ALPHABET`, without spaces or hyphens.

    Raises ValueError below `SHORTEST_CODE`.
    """
    if signs < SHORTEST_CODE:
        raise ValueError(f"a code of {signs} signs can be guessed")
    return "".join(secrets.choice(ALPHABET) for _ in range(signs))


def is_public_id(text: str) -> bool:
    """Whether it has the shape of a `public_id`; nothing else is worth a look into the database."""
    return re.fullmatch(PUBLIC_ID, text) is not None


def grouped(code: str) -> str:
    """Write a code for paper and eyes: "7K3F-9QMT-…", in fours."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def typed_code(text: str) -> str:
    """Read a code as somebody typed it: any case, spaces and hyphens, O for 0, I and L for 1.

    What could not be a code comes back as an empty string, which is the code of nothing.
    """
    signs = re.sub(r"[\s\u2010-\u2015-]+", "", text)
    # ASCII before upper(), which turns a long s into an S.
    code = signs.upper().translate(_READ_AS) if signs.isascii() else ""
    return code if re.fullmatch(f"[{ALPHABET}]+", code) else ""


def fingerprint(token: str) -> str:
    """Give what is stored of a token or code: its SHA-256, as 64 hexadecimal signs.

    Not salted or slowed: it is looked up by, and 128 random bits cannot be tried out. Never for
    secrets that a person chose or that are shorter than `CODE_SIGNS`, those go to `passwords`.
    """
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def is_same(token: str, stored_fingerprint: str) -> bool:
    """Compare a token that came in with the fingerprint on file, in time that tells nothing."""
    return hmac.compare_digest(fingerprint(token).encode(), stored_fingerprint.encode())


def public_id() -> str:
    """Make the name a thing has in addresses: 16 signs, 80 bits, of lower-case Crockford base32.

    It says nothing about order, time or number. It is no secret: the rule is asked all the same.
    """
    return new_code(_PUBLIC_ID_SIGNS).lower()
