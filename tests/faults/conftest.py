"""What the tests of faults share: a school in a folder, with a runner that dies on purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults import shim
from tests.faults.ground import Ground

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shim, built once."""
    return shim.built(tmp_path_factory.mktemp("shim"))


@pytest.fixture
def ground(library: Path, tmp_path: Path) -> Iterator[Ground]:
    """A school on SQLite and files."""
    made = Ground(tmp_path, library)
    yield made
    made.close()
