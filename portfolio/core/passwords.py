"""Secrets that people know: the passwords of staff, the pictures and words of pupils.

Everything is hashed alike, so a pupil's three pictures cost a guesser as much time as a password;
that they are few (504 orders, 555 words) is for the rate limit and the card to make good.
`commonest_passwords.txt` is the first 10,000 lines of the password list in the Python package
zxcvbn 4.5.0 (MIT, notice beside it). No secret is ever written to a log or put in an error.
"""

from __future__ import annotations

import re
import secrets
import string
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST: Final = 12
"""Characters in a staff password."""

LONGEST: Final = 200
"""Characters in any secret: room for every passphrase, and a bound on the work of normalising."""

PICTURES: Final = ("cat", "sun", "boat", "tree", "star", "shoe", "cake", "drum", "fish")
"""The nine of a picture secret, as named in forms and files; screens show them translated."""

PICTURES_IN_SECRET: Final = 3

# 19 MiB twice over in one lane: 33 ms here and OWASP's second choice. The library's own defaults
# took 130 to 300 ms and 64 MiB, too much for thirty tablets at nine o'clock.
_hasher: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)

# Of a random secret that was thrown away, to spend the same time where there is nobody.
_NOBODY: Final = (
    "$argon2id$v=19$m=19456,t=2,p=1$ocfM7Lro2eh+GnfVHV3q3w"
    "$Zynxte7lkHmgWa6+rs56s7/GzbALNUG4yryX1Uw+zwU"
)

_RUNS: Final = (
    string.digits * 3,
    string.digits[::-1] * 3,
    string.ascii_lowercase,
    "qwertyuiopasdfghjklzxcvbnm",
)
_LETTERS_WITHIN: Final = re.compile(r"^[\W\d_]*(.*?)[\W\d_]*$", re.DOTALL)
_PICTURE: Final = re.compile("|".join(PICTURES))


class PasswordRefused(ValueError):  # noqa: N818 - "raise PasswordTooShort" is the sentence
    """A secret that may not be used. The message never holds it."""


class PasswordTooShort(PasswordRefused):
    """Fewer than `SHORTEST` characters."""


class PasswordTooLong(PasswordRefused):
    """More than `LONGEST` characters."""


class PasswordTooCommon(PasswordRefused):
    """One that is tried first: common, repeated, a run of keys, or a common word with figures."""


def hash_secret(text: str) -> str:
    """Hash a secret for storage (argon2id, a salt of its own). Raises `PasswordTooLong`."""
    if len(text) > LONGEST:
        raise PasswordTooLong(f"longer than {LONGEST} characters")
    return _hasher.hash(_as_bytes(text))


def matches(stored: str | None, text: str) -> bool:
    """Say whether `text` is the secret behind `stored`.

    Takes the same time where there is no hash (None), so that nobody learns who is known here.
    A damaged hash, or a text that is too long, is the secret of nothing.
    """
    try:
        _hasher.verify(_NOBODY if stored is None else stored, _as_bytes(text[:LONGEST]))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None and len(text) <= LONGEST


def needs_rehash(stored: str) -> bool:
    """Say whether a hash was made with other costs than today's: hash again at the next sign-in."""
    return _hasher.check_needs_rehash(stored)


def check_staff_password(text: str) -> None:
    """Hold a new staff password against the rule: long enough, and not one that is tried first.

    No rule about kinds of characters, and no expiry: both make people choose worse ones.
    Raises `PasswordTooShort`, `PasswordTooLong`, `PasswordTooCommon`.
    """
    if len(text) > LONGEST:
        raise PasswordTooLong(f"longer than {LONGEST} characters")
    normal = unicodedata.normalize("NFKC", text)
    if len(normal.strip()) < SHORTEST:
        raise PasswordTooShort(f"shorter than {SHORTEST} characters")
    if _is_tried_first(normal.casefold()):
        raise PasswordTooCommon("among those that are tried first")


def make_pictures() -> tuple[str, ...]:
    """Choose three different pictures in an order, by chance, for a new pupil's card."""
    return tuple(secrets.SystemRandom().sample(PICTURES, PICTURES_IN_SECRET))


def typed_pictures(text: str) -> str:
    """Read pictures that were tapped ("cat sun boat") or typed as words ("Cat, sun,boat").

    Out: the names in their order with single spaces, ready to hash or match; empty where anything
    else was typed. How many there are is not judged: a wrong number just does not match.
    """
    squeezed = re.sub(r"[\W_]+", "", _bounded(text).casefold())
    names = _PICTURE.findall(squeezed)
    return " ".join(names) if "".join(names) == squeezed else ""


def make_word() -> str:
    """Choose an easy English word, by chance, for a new pupil's card."""
    return secrets.choice(easy_words())


def typed_word(text: str) -> str:
    """Read a word as a child typed it, ready to hash or match: case and spaces do not count."""
    return "".join(unicodedata.normalize("NFKC", _bounded(text)).casefold().split())


@cache
def easy_words() -> tuple[str, ...]:
    """Give the words to choose from: 4 letters or more, none that could tease."""
    return tuple(_lines("secret_words.txt"))


def _as_bytes(text: str) -> bytes:
    return unicodedata.normalize("NFKC", text).encode("utf-8", "surrogatepass")


def _bounded(text: str) -> str:
    return text if len(text) <= LONGEST else ""


def _is_tried_first(password: str) -> bool:
    # Hardly any of the 10,000 has twelve characters: what people do is to add "2026!" to one.
    within = _LETTERS_WITHIN.sub(r"\1", password)
    repeated = password in (password + password)[1:-1]
    return (
        repeated
        or any(password in run for run in _RUNS)
        or not _commonest().isdisjoint({password, within})
    )


@cache
def _commonest() -> frozenset[str]:
    return frozenset(_lines("commonest_passwords.txt"))


def _lines(name: str) -> list[str]:
    return Path(__file__).with_name(name).read_text("utf-8").splitlines()
