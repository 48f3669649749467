"""The one place that opens a store: for the app, its worker and every command."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from portfolio.core.storage.folder import FileStorage

if TYPE_CHECKING:
    from portfolio.core.storage.port import Storage
    from portfolio.core.storage.where import Where


@lru_cache(maxsize=16)
def open_storage(where: Where) -> Storage:
    """The store there; asked again, the same one, with its connections. Nothing is fetched yet."""
    if where.folder is not None:
        return FileStorage(where.folder)
    # boto3 takes 0.6 s and 61 MB: nobody pays for it whose pictures lie in a folder.
    from portfolio.core.storage.bucket import BucketStorage  # noqa: PLC0415 -- slow import

    return BucketStorage(where)
