"""Where the bytes of pictures lie: one small port, a folder and a bucket behind it.

It knows keys and bytes, not who may see them: whoever opens a key has asked the rule first. Keys
are made by us, never taken from a file's name or an address, and are checked all the same.
A key is written once; what changes gets a new key, so nobody can fetch old bytes under a new name.
"""

from __future__ import annotations

from portfolio.core.storage.folder import FileStorage
from portfolio.core.storage.opening import open_storage
from portfolio.core.storage.port import (
    AwayError,
    KeyTakenError,
    LendingStorage,
    Listed,
    MissingError,
    Storage,
    StorageError,
    Stored,
    checked_key,
)
from portfolio.core.storage.where import AddressError, Where

__all__ = [
    "AddressError",
    "AwayError",
    "FileStorage",
    "KeyTakenError",
    "LendingStorage",
    "Listed",
    "MissingError",
    "Storage",
    "StorageError",
    "Stored",
    "Where",
    "checked_key",
    "open_storage",
]
