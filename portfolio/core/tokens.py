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

NUMBER_FIGURES: Final = 6
"""Of the number beside a code: a million of them, ten tries in ten minutes."""

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


def derived_code(secret_key: str, *about: str) -> str:
    """The code of `CODE_SIGNS` that follows from the key and those texts; the same each time.

    For paper that is drawn later than its codes are stored: as strong as the key, and whoever has
    the database alone has no code. One of the texts must be a chance text of 128 bits or more.
    """
    left = int.from_bytes(_derived(secret_key, "code", *about), "big")
    signs = []
    for _ in range(CODE_SIGNS):
        left, sign = divmod(left, len(ALPHABET))
        signs.append(ALPHABET[sign])
    return "".join(signs)


def number_beside(secret_key: str, code: str) -> str:
    """The six figures that stand on paper beside a code and in no address.

    They cannot be told from the code: who has only the address, as a mail scanner has, has less
    than the paper. On its own it is a weak secret: count the wrong ones.
    """
    made = int.from_bytes(_derived(secret_key, "number beside", code), "big")
    return f"{made % 10**NUMBER_FIGURES:0{NUMBER_FIGURES}}"


def is_number_beside(secret_key: str, code: str, typed: str) -> bool:
    """Compare a typed number with that beside a code, in time that tells nothing."""
    return hmac.compare_digest(number_beside(secret_key, code).encode(), typed.encode())


def derived_choice(secret_key: str, below: int, *about: str) -> int:
    """A number from 0 to `below` that follows in the same way; `below` is far under 2 to the 64."""
    return int.from_bytes(_derived(secret_key, "choice", *about), "big") % below


def _derived(secret_key: str, *about: str) -> bytes:
    said = "\n".join(about).encode()
    return hmac.new(secret_key.encode(), said, hashlib.sha256).digest()


def is_public_id(text: str) -> bool:
    """Whether it has the shape of a `public_id`; nothing else is worth a look into the database."""
    return re.fullmatch(PUBLIC_ID, text) is not None


def grouped(code: str) -> str:
    """Write a code for paper and eyes: "7K3F-9QMT-…", in fours."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def spaced(number: str) -> str:
    """Write the number beside a code for eyes: "471 902"."""
    half = NUMBER_FIGURES // 2
    return f"{number[:half]} {number[half:]}"


def typed_number(text: str) -> str:
    """Read that number as somebody typed it, with or without spaces; empty where it is none."""
    figures = re.sub(r"[\s\u2010-\u2015-]+", "", text)
    return figures if re.fullmatch(f"[0-9]{{{NUMBER_FIGURES}}}", figures) else ""


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
    secrets that a person chose, those go to `passwords`, nor for codes that are shorter than
    `CODE_SIGNS`, those go to `keyed_fingerprint`.
    """
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def keyed_fingerprint(code: str, key: str) -> str:
    """Give what is stored of a short code that lives minutes: HMAC-SHA-256 under the server's key.

    As 64 hexadecimal signs. Its 40 bits could be tried out by whoever holds the database alone.
    """
    return hmac.new(key.encode(), code.encode("utf-8", "surrogatepass"), "sha256").hexdigest()


def is_same(token: str, stored_fingerprint: str) -> bool:
    """Compare a token that came in with the fingerprint on file, in time that tells nothing."""
    return hmac.compare_digest(fingerprint(token).encode(), stored_fingerprint.encode())


def public_id() -> str:
    """Make the name a thing has in addresses: 16 signs, 80 bits, of lower-case Crockford base32.

    It says nothing about order, time or number. It is no secret: the rule is asked all the same.
    """
    return new_code(_PUBLIC_ID_SIGNS).lower()
