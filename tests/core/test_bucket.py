"""A bucket as a store, on a real S3 server: what a folder cannot get wrong, and a bucket can."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from base64 import b64encode
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from portfolio.core.storage import AwayError, KeyTakenError, Where, open_storage
from portfolio.core.storage import bucket as buckets
from portfolio.core.storage.asking import Asking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from types_boto3_s3 import S3Client

    from portfolio.core.storage import Storage

KEY = "photos/one/320.webp"


@pytest.fixture
def storage(bucket: Where) -> Storage:
    return open_storage(bucket)


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of somebody who takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@pytest.fixture
def client(bucket: Where) -> S3Client:
    """The server, asked past our own code."""
    return Asking(bucket).ask(lambda s3: s3)


def stored(storage: Storage, key: str) -> bytes:
    with storage.open(key).file as file:
        return file.read()


def test_an_object_carries_its_sum(storage: Storage, bucket: Where, client: S3Client) -> None:
    storage.put(KEY, b"pixels")
    name = f"{bucket.prefix}{KEY}"
    head = client.head_object(Bucket=bucket.bucket, Key=name, ChecksumMode="ENABLED")
    assert head["ChecksumSHA256"] == b64encode(sha256(b"pixels").digest()).decode()


def test_more_keys_than_fit_on_one_page_are_all_listed(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buckets, "PAGE", 3)
    keys = {f"photos/{number}/320.webp" for number in range(8)}
    for key in keys:
        storage.put(key, b"x")
    found = [one.key for one in storage.listed()]
    assert len(found) == len(keys)
    assert set(found) == keys


def test_two_prefixes_of_a_bucket_know_nothing_of_each_other(bucket: Where) -> None:
    one, two = (open_storage(replace(bucket, address=f"{bucket.address}/{n}")) for n in "ab")
    one.put(KEY, b"of one")
    two.put(KEY, b"of two")
    two.delete(KEY)
    assert stored(one, KEY) == b"of one"
    assert list(two.listed()) == []


def test_what_others_put_without_a_sum_is_read_and_compared(
    storage: Storage, bucket: Where, client: S3Client
) -> None:
    """As a copy by another program leaves it."""
    client.put_object(Bucket=bucket.bucket, Key=f"{bucket.prefix}{KEY}", Body=b"pixels")
    storage.put(KEY, b"pixels")
    with pytest.raises(KeyTakenError):
        storage.put(KEY, b"pixelz")


def test_what_is_no_key_of_ours_is_not_listed(
    storage: Storage, bucket: Where, client: S3Client
) -> None:
    storage.put(KEY, b"pixels")
    client.put_object(Bucket=bucket.bucket, Key=f"{bucket.prefix}photos/READ ME.txt", Body=b"x")
    assert [one.key for one in storage.listed()] == [KEY]


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        ({"secret_key": "f" * 40}, "SignatureDoesNotMatch"),
        ({"key_id": "nobody"}, "InvalidAccessKeyId"),
        ({"address": "s3://no-such-bucket"}, "NoSuchBucket"),
        ({"endpoint": "http://127.0.0.1:9"}, "EndpointConnectionError"),
    ],
)
def test_whatever_is_wrong_is_told_by_its_kind_alone(
    bucket: Where, wrong: dict[str, str], kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    where = replace(bucket, seconds=1.0, **wrong)
    with pytest.raises(AwayError) as told:
        open_storage(where).open(KEY)
    assert str(told.value) == kind
    assert kind in caplog.text
    for secret in (where.secret_key, where.key_id, where.endpoint, where.bucket, "photos"):
        assert secret not in caplog.text


def test_f05_a_server_that_stalls_is_given_up_in_time(bucket: Where, silent: str) -> None:
    """Within the second that it has, and what a busy machine adds; not never."""
    store = open_storage(replace(bucket, endpoint=silent, seconds=1.0))
    for deed in (lambda: store.put(KEY, b"x"), lambda: store.open(KEY), lambda: store.exists(KEY)):
        begun = time.monotonic()
        with pytest.raises(AwayError, match="ReadTimeoutError"):
            deed()
        assert time.monotonic() - begun < 6.0


def test_a_put_asks_the_store_to_encrypt_where_that_is_set(bucket: Where) -> None:
    """By what goes over the line: the server of the tests has no keys to encrypt with."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        endpoint = f"http://127.0.0.1:{listening.getsockname()[1]}"
        hearing = threading.Thread(target=_hears_puts, args=(listening, heard), daemon=True)
        hearing.start()
        for sse in ("AES256", ""):
            where = replace(bucket, endpoint=endpoint, sse=sse, seconds=2.0)
            with pytest.raises(AwayError):
                open_storage(where).put(KEY, b"pixels")
        listening.shutdown(socket.SHUT_RDWR)
        hearing.join()
    asked = [b"x-amz-server-side-encryption: aes256" in one.lower() for one in heard]
    assert True in asked
    assert False in asked
    assert asked == sorted(asked, reverse=True)  # with the setting, then without it


def _hears_puts(listening: socket.socket, heard: list[bytes]) -> None:
    """Nothing is there, and nothing can be put."""
    with suppress(OSError):  # the test is over
        while True:
            connection, _address = listening.accept()
            with connection:
                asked = connection.recv(65536)
                is_put = asked.startswith(b"PUT ")
                heard += [asked] if is_put else []
                status = b"403 Forbidden" if is_put else b"404 Not Found"
                connection.sendall(
                    b"HTTP/1.1 %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % status
                )


def test_boto3_is_not_imported_for_a_folder() -> None:
    script = (
        "import sys\n"
        "from portfolio.core.storage import Where, open_storage\n"
        "open_storage(Where('file:/nowhere'))\n"
        "import portfolio\n"
        "print('boto3' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
