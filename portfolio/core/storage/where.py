"""The address of a store, as a setting names it: `file:PATH` or `s3://BUCKET/PREFIX`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIX = re.compile(r"(?:[A-Za-z0-9_-]+/)*")

SECONDS = 10.0
"""How long one deed at a bucket may take with all its tries: longer than a child waits for a press
to do something. The shorter times in asking.py are parts of it."""


class AddressError(ValueError):
    """It names no store; the text is the end of a sentence about it."""


@dataclass(frozen=True, slots=True)
class Where:
    """A store and the way to it. `address` was looked at; the rest is for buckets only."""

    address: str
    endpoint: str = ""
    """Empty: Amazon's own, by region."""
    region: str = ""
    key_id: str = ""
    """Empty: the machine's own role, or whatever else boto3 finds."""
    secret_key: str = field(default="", repr=False)
    sse: str = ""
    """The header that asks the store to encrypt: AES256, aws:kms, or none."""
    seconds: float = SECONDS

    @property
    def folder(self) -> Path | None:
        """The folder, where it is one."""
        kind, _colon, path = self.address.partition(":")
        return Path(path) if kind == "file" else None

    @property
    def bucket(self) -> str:
        """The name of the bucket; empty for a folder."""
        return self._parts()[0]

    @property
    def prefix(self) -> str:
        """What every key in the bucket begins with: nothing, or parts that end with a slash."""
        rest = self._parts()[1].strip("/")
        return f"{rest}/" if rest else ""

    def _parts(self) -> tuple[str, str]:
        if self.folder is not None:
            return "", ""
        bucket, _slash, rest = self.address.removeprefix("s3://").partition("/")
        return bucket, rest


def checked_address(address: str) -> str:
    """The address itself; `AddressError` where it names neither a folder nor a bucket."""
    where = Where(address)
    if address.startswith("file:"):
        if address == "file:" or re.match(r"file://[^/]", address):
            raise AddressError("must name a folder, such as file:/srv/space/media")
        return address
    if not address.startswith("s3://"):
        raise AddressError("must be file:PATH or s3://BUCKET/PREFIX")
    if not _BUCKET.fullmatch(where.bucket):
        raise AddressError("must name a bucket by 3 to 63 small letters, digits, dots and hyphens")
    if not _PREFIX.fullmatch(where.prefix):
        raise AddressError("may go on after the bucket with letters, digits, - and _ alone")
    return address
