"""Each kind of storage keeps each key once, whole, and inside its root."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from portfolio.core.storage import KeyTakenError, MissingError, Storage, Where, open_storage

if TYPE_CHECKING:
    from collections.abc import Callable

KEY = "ab/cd/Xy_z-12/960.webp"

BAD_KEYS = [
    "",
    "/",
    "/etc/passwd",
    "../outside",
    "ab/../../outside",
    "ab/..",
    ".",
    "./ab",
    ".hidden",
    "ab//cd",
    "ab/",
    "ab\\cd",
    "..\\outside",
    "C:\\ab",
    "ab\x00cd",
    "ab\n",
    "ab cd",
    "ab/960.webp/..",
    "ab/960.webp.",
    "ab/960.webp\n",
    "ab\u202ecd",
    "%2e%2e/outside",
    "a" * 201,
]


@pytest.fixture
def storage(where: Where) -> Storage:
    return open_storage(where)


def stored(storage: Storage, key: str) -> bytes:
    opened = storage.open(key)
    with opened.file as file:
        data = file.read()
    assert opened.size == len(data)
    return data


def test_what_is_put_comes_back_whole(storage: Storage) -> None:
    storage.put(KEY, b"\x00pixels\xff")
    assert stored(storage, KEY) == b"\x00pixels\xff"
    assert storage.exists(KEY)


def test_no_bytes_at_all_are_bytes_too(storage: Storage) -> None:
    storage.put(KEY, b"")
    assert stored(storage, KEY) == b""


def test_a_key_is_written_once(storage: Storage) -> None:
    storage.put(KEY, b"first")
    for other in (b"second", b"firsT", b"firs", b""):
        with pytest.raises(KeyTakenError):
            storage.put(KEY, other)
    assert stored(storage, KEY) == b"first"


def test_the_same_bytes_may_be_put_again_for_an_answer_may_be_lost(storage: Storage) -> None:
    storage.put(KEY, b"first")
    storage.put(KEY, b"first")
    assert [one.key for one in storage.listed()] == [KEY]


def test_an_absent_key_is_missing(storage: Storage) -> None:
    storage.put(KEY, b"pixels")
    assert not storage.exists("ab/cd/other/960.webp")
    for absent in ("ab/cd/other/960.webp", "ab/cd", "ab/cd/Xy_z-12/960"):
        with pytest.raises(MissingError):
            storage.open(absent)


def test_nothing_lies_below_a_file(storage: Storage) -> None:
    storage.put("ab/cd", b"pixels")
    assert not storage.exists("ab/cd/below")
    storage.delete("ab/cd/below")
    with pytest.raises(MissingError):
        storage.open("ab/cd/below")


def test_a_deleted_key_is_gone_and_may_be_deleted_again(storage: Storage) -> None:
    storage.put(KEY, b"pixels")
    storage.delete(KEY)
    storage.delete(KEY)
    storage.delete("never/was/there")
    assert not storage.exists(KEY)
    assert list(storage.listed()) == []
    with pytest.raises(MissingError):
        storage.open(KEY)


def test_a_deleted_file_can_be_read_to_its_end_by_who_has_it_open(storage: Storage) -> None:
    storage.put(KEY, b"pixels")
    opened = storage.open(KEY)
    storage.delete(KEY)
    with opened.file as file:
        assert file.read() == b"pixels"


def test_every_key_is_listed_with_its_time(storage: Storage) -> None:
    assert list(storage.listed()) == []
    storage.put("photos/one/320.webp", b"small")
    storage.put("two.jpeg", b"large")
    now = datetime.now(UTC)
    found = {one.key: one.at for one in storage.listed()}
    assert set(found) == {"photos/one/320.webp", "two.jpeg"}
    assert all(abs(at - now) < timedelta(minutes=1) for at in found.values())


def test_what_is_set_aside_is_missing_and_can_come_back(storage: Storage) -> None:
    key, then = "photos/one/320.webp", datetime.now(UTC) - timedelta(days=3)
    storage.put(key, b"small")
    storage.set_aside("photos/none/320.webp", then)
    storage.set_aside(key, then)
    storage.set_aside(key, datetime.now(UTC))  # a job that comes again
    assert not storage.exists(key)
    assert list(storage.listed()) == []
    assert [(one.key, one.at) for one in storage.aside()] == [(key, then)]
    with storage.open_aside(key).file as file:
        assert file.read() == b"small"
    storage.bring_back("photos/none/320.webp")
    storage.bring_back(key)
    storage.bring_back(key)
    assert [one.key for one in storage.listed()] == [key]
    assert list(storage.aside()) == []
    assert stored(storage, key) == b"small"
    storage.set_aside(key, then)
    storage.delete(key)
    assert list(storage.aside()) == []
    with pytest.raises(MissingError):
        storage.open_aside(key)


def test_what_lies_aside_does_not_come_back_over_what_is_in_use(storage: Storage) -> None:
    then = datetime.now(UTC) - timedelta(days=3)
    storage.put(KEY, b"old")
    storage.set_aside(KEY, then)
    storage.put(KEY, b"new")
    storage.bring_back(KEY)
    assert stored(storage, KEY) == b"new"
    assert [(one.key, one.at) for one in storage.aside()] == [(KEY, then)]


@pytest.mark.parametrize("key", BAD_KEYS)
def test_no_key_leaves_the_root(storage: Storage, key: str) -> None:
    storage.put("inside", b"ours")
    uses: list[Callable[[str], object]] = [
        storage.open,
        storage.delete,
        storage.exists,
        storage.bring_back,
        storage.open_aside,
        lambda bad: storage.put(bad, b"x"),
        lambda bad: storage.set_aside(bad, datetime.now(UTC)),
    ]
    for use in uses:
        with pytest.raises(ValueError, match="not a storage key"):
            use(key)
    assert [one.key for one in storage.listed()] == ["inside"]
