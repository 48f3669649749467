"""How a bucket's server is asked: by one client a process, with patience that ends.

It turns whatever boto3 says into the port's own errors, and lets neither keys nor addresses into a
log. Imported only where a bucket is configured: boto3 takes 0.6 s and 61 MB.
"""

from __future__ import annotations

import logging
import os
import re
import threading
import time
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,  # noqa: A004 -- botocore's own
    HTTPClientError,
    IncompleteReadError,
)

from portfolio.core.storage.port import AwayError, MissingError

if TYPE_CHECKING:
    from collections.abc import Callable

    from types_boto3_s3 import S3Client

    from portfolio.core.storage.where import Where

TRIES = 3
"""A server that answers at once, with a fault, is asked so often."""

PAUSE = 0.2
"""Seconds between two tries: a server that sheds load wants a moment."""

CONNECT_SHARE, ANSWER_SHARE = 0.2, 0.4
"""Of all the seconds of a deed: 2 s to be let in and 4 s between any two bytes, so that a stall is
noticed and asked about once more before the ten are over."""

CONNECTIONS = 64
"""As many as a server has threads (serving.py)."""

TOO_MANY_REQUESTS, CONFLICT, SERVER_FAULT = 429, 409, 500

T = TypeVar("T")
log = logging.getLogger("portfolio.store")


class Asking:
    """The server of a bucket, asked one thing at a time by any number of threads."""

    def __init__(self, where: Where) -> None:
        self._where = where
        self._lock = threading.Lock()
        self._clients: dict[int, S3Client] = {}

    def ask(self, deed: Callable[[S3Client], T]) -> T:
        """What the deed comes to, tried again where that may help; it has to bear being repeated.

        MissingError where the key is absent, AwayError for all else, within `seconds` of `Where`
        (a server that sends a byte now and then is not caught).
        """
        begun, tries = time.monotonic(), 0
        while True:
            tries += 1
            try:
                return deed(self._client())
            except (BotoCoreError, ClientError) as error:
                if is_missing(error):
                    raise MissingError from None
                seconds = time.monotonic() - begun
                if not is_passing(error) or tries == TRIES or self._is_late(seconds):
                    log.warning("%s after %d tries in %.1f s", kind(error), tries, seconds)
                    raise AwayError(kind(error)) from None
            time.sleep(PAUSE)

    def _is_late(self, seconds: float) -> bool:
        return seconds + PAUSE + self._where.seconds * ANSWER_SHARE > self._where.seconds

    def _client(self) -> S3Client:
        """This process's client: connections must not be shared over a fork."""
        with self._lock:
            own = os.getpid()
            if own not in self._clients:
                self._clients = {own: _client(self._where)}
            return self._clients[own]


@lru_cache(maxsize=4)
def asking(way: Where) -> Asking:
    """One for all buckets of a server: a client takes a while to be made."""
    return Asking(way)


def _client(where: Where) -> S3Client:
    config = Config(
        signature_version="s3v4",  # for a server of one's own boto3 would presign by the old one
        connect_timeout=where.seconds * CONNECT_SHARE,
        read_timeout=where.seconds * ANSWER_SHARE,
        retries={"total_max_attempts": 1},  # `ask` does that, and knows when to stop
        max_pool_connections=CONNECTIONS,
        s3={"addressing_style": "path" if where.endpoint else "auto"},
        request_checksum_calculation="when_required",  # ours is SHA-256, and given
        response_checksum_validation="when_required",
    )
    made: S3Client = Session().client(
        "s3",
        endpoint_url=where.endpoint or None,
        # A server of one's own cares little for regions; a signature must name one.
        region_name=where.region or ("us-east-1" if where.endpoint else None),
        aws_access_key_id=where.key_id or None,
        aws_secret_access_key=where.secret_key or None,
        config=config,
    )
    return made


def is_missing(error: Exception) -> bool:
    """Whether the key is absent; a bucket that is absent is another matter."""
    return isinstance(error, ClientError) and _code(error) in {"NoSuchKey", "404"}


def is_passing(error: Exception) -> bool:
    """Whether it may be over in a moment: no answer, half an answer, or a server in trouble."""
    if isinstance(error, ClientError):
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        is_slow = _code(error) == "RequestTimeout"
        return is_slow or status in {CONFLICT, TOO_MANY_REQUESTS} or status >= SERVER_FAULT
    return isinstance(error, (ConnectionError, HTTPClientError, IncompleteReadError))


def kind(error: Exception) -> str:
    """The error's kind, such as AccessDenied or ReadTimeoutError: letters and digits alone."""
    said = _code(error) if isinstance(error, ClientError) else type(error).__name__
    return re.sub(r"[^A-Za-z0-9]", "", said)[:40]


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
