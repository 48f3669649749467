"""Where tests store files: in a folder, or on a real S3 server where one runs beside them.

`python -m tests.s3 …` starts one and says so by STORAGE_FOR_TESTS. Each store that is asked for is
a new one: a folder, or a prefix of its own.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from portfolio.core.storage import Where

if TYPE_CHECKING:
    from pathlib import Path

    from portfolio.settings import Settings

NAME = "STORAGE_FOR_TESTS"


def has_bucket() -> bool:
    """Whether an S3 server runs beside the tests."""
    return NAME in os.environ


def new_bucket() -> Where:
    """An empty store on the S3 server."""
    return Where(
        f"{os.environ[NAME]}/{secrets.token_hex(8)}",
        endpoint=os.environ["S3_ENDPOINT"],
        key_id=os.environ["S3_KEY_ID"],
        secret_key=os.environ["S3_SECRET_KEY"],
    )


def new_where(folder: Path) -> Where:
    """An empty store: on the S3 server where there is one, else in that folder."""
    return new_bucket() if has_bucket() else Where(f"file:{folder}")


def at(settings: Settings, where: Where) -> Settings:
    """The settings with that store."""
    return replace(
        settings,
        storage=where.address,
        s3_endpoint=where.endpoint,
        s3_key_id=where.key_id,
        s3_secret_key=where.secret_key,
        s3_seconds=where.seconds,
    )
