"""A bucket of an S3-compatible store: each key one object below a prefix, put with its checksum.

A put is believed only after the store itself has said what it holds. There is no lock in S3, and
none is needed: keys are unique, so two writers of one key are one writer who asks again.
"""

from __future__ import annotations

import io
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from portfolio.core.storage.asking import asking, is_missing, is_passing
from portfolio.core.storage.port import (
    ASIDE,
    AwayError,
    KeyTakenError,
    Listed,
    MissingError,
    Stored,
    checked_key,
    is_key,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from types_boto3_s3 import S3Client

    from portfolio.core.storage.where import Where

SINCE = "since"
"""The name under which an object that lies aside says since when."""


PAGE = 1000
"""Keys asked for at once: a store gives no more."""


@dataclass(frozen=True, slots=True)
class _Held:
    """What the store says that it holds: bytes, and their SHA-256 in base64 as S3 writes it."""

    size: int
    digest: str


class BucketStorage:
    """Objects below a prefix of a bucket."""

    def __init__(self, where: Where) -> None:
        self._bucket, self._prefix = where.bucket, where.prefix
        self._sse: dict[str, Any] = {"ServerSideEncryption": where.sse} if where.sse else {}
        self._ask = asking(replace(where, address="s3://")).ask

    def put(self, key: str, data: bytes) -> None:
        """See Storage. What is held there already is looked at first, and what was put after."""
        name, sent = self._name(key), _Held(len(data), _digest(data))
        held = self._ask(lambda s3: self._held(s3, name))
        if held is None:
            self._ask(lambda s3: self._send(s3, name, data, sent))
            held = self._ask(lambda s3: self._held(s3, name))
            if held is None:
                raise AwayError("NotKept")
        if held != sent:
            raise KeyTakenError(key)

    def open(self, key: str) -> Stored:
        """See Storage. In memory as a whole, checked against its sum: a rendition is small."""
        return self._opened(self._name(key))

    def delete(self, key: str) -> None:
        """See Storage."""
        for name in (self._name(key), self._name_aside(key)):
            self._delete(name)

    def exists(self, key: str) -> bool:
        """See Storage."""
        name = self._name(key)
        try:
            self._ask(lambda s3: s3.head_object(Bucket=self._bucket, Key=name))
        except MissingError:
            return False
        return True

    def listed(self) -> Iterator[Listed]:
        """See Storage."""
        yield from self._listed_below(self._prefix)

    def set_aside(self, key: str, at: datetime) -> None:
        """See Storage. Copied, looked at, and only then deleted: a crash may leave it at both."""
        if self.exists(key):
            self._move(self._name(key), self._name_aside(key), {SINCE: at.isoformat()})

    def bring_back(self, key: str) -> None:
        """See Storage."""
        if not self.exists(key):
            self._move(self._name_aside(key), self._name(key), {})

    def aside(self) -> Iterator[Listed]:
        """See Storage."""
        for one in self._listed_below(f"{self._prefix}{ASIDE}/"):
            with suppress(MissingError):  # thrown away meanwhile
                yield Listed(one.key, self._since(one))

    def open_aside(self, key: str) -> Stored:
        """See Storage."""
        return self._opened(self._name_aside(key))

    def drafts(self, before: datetime) -> int:
        """See Storage. None ever: an object is there as a whole or not, and is put in one piece."""
        del before
        return 0

    def forget_drafts(self, before: datetime) -> None:
        """See Storage. There are none."""

    def lent(self, key: str, media_type: str, seconds: int) -> str:
        """See LendingStorage. Signed here; the store is not asked."""
        wanted = {
            "Bucket": self._bucket,
            "Key": self._name(key),
            "ResponseContentType": media_type,
            "ResponseContentDisposition": "inline",
            "ResponseCacheControl": "private, no-store",
        }
        return self._ask(
            lambda s3: s3.generate_presigned_url("get_object", Params=wanted, ExpiresIn=seconds)
        )

    def _name(self, key: str) -> str:
        return f"{self._prefix}{checked_key(key)}"

    def _name_aside(self, key: str) -> str:
        return f"{self._prefix}{ASIDE}/{checked_key(key)}"

    def _send(self, s3: S3Client, name: str, data: bytes, sent: _Held) -> None:
        """Put it; where no answer came, it may be there all the same: look before saying no."""
        try:
            s3.put_object(
                Bucket=self._bucket,
                Key=name,
                Body=data,
                ChecksumSHA256=sent.digest,
                **self._sse,
            )
        except (BotoCoreError, ClientError) as error:
            if not is_passing(error) or self._held(s3, name) != sent:
                raise

    def _held(self, s3: S3Client, name: str) -> _Held | None:
        """What lies there, by the store's own word; None where nothing does."""
        try:
            head = s3.head_object(Bucket=self._bucket, Key=name, ChecksumMode="ENABLED")
        except ClientError as error:
            if is_missing(error):
                return None
            raise
        digest = head.get("ChecksumSHA256", "")
        if not digest or "-" in digest:  # put by somebody else, without a sum or in pieces
            digest = _digest(self._read(s3, name))
        return _Held(head["ContentLength"], digest)

    def _read(self, s3: S3Client, name: str) -> bytes:
        answer = s3.get_object(Bucket=self._bucket, Key=name, ChecksumMode="ENABLED")
        with answer["Body"] as body:
            return body.read()

    def _opened(self, name: str) -> Stored:
        data = self._ask(lambda s3: self._read(s3, name))
        return Stored(io.BytesIO(data), len(data))

    def _delete(self, name: str) -> None:
        self._ask(lambda s3: s3.delete_object(Bucket=self._bucket, Key=name))

    def _move(self, name: str, to: str, said: dict[str, str]) -> None:
        held = self._ask(lambda s3: self._held(s3, name))
        if held is None:
            return
        self._ask(lambda s3: self._copy(s3, name, to, said))
        if self._ask(lambda s3: self._held(s3, to)) != held:
            raise AwayError("NotKept")
        self._delete(name)

    def _copy(self, s3: S3Client, name: str, to: str, said: dict[str, str]) -> None:
        s3.copy_object(
            Bucket=self._bucket,
            Key=to,
            CopySource={"Bucket": self._bucket, "Key": name},
            ChecksumAlgorithm="SHA256",
            Metadata=said,
            MetadataDirective="REPLACE",
            **self._sse,
        )

    def _listed_below(self, prefix: str) -> Iterator[Listed]:
        more: dict[str, Any] = {}
        while True:
            page = self._ask(
                lambda s3, more=more: s3.list_objects_v2(  # type: ignore[misc]  # the page's own
                    Bucket=self._bucket, Prefix=prefix, MaxKeys=PAGE, **more
                )
            )
            for one in page.get("Contents", []):
                key = one["Key"].removeprefix(prefix)
                if is_key(key):
                    yield Listed(key, one["LastModified"].astimezone(UTC))
            if not page.get("IsTruncated"):
                return
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def _since(self, one: Listed) -> datetime:
        """What the object itself says; where it says nothing, when it was written."""
        name = self._name_aside(one.key)
        head = self._ask(lambda s3: s3.head_object(Bucket=self._bucket, Key=name))
        said = head["Metadata"].get(SINCE)
        return datetime.fromisoformat(said) if said else one.at


def _digest(data: bytes) -> str:
    return b64encode(sha256(data).digest()).decode()
