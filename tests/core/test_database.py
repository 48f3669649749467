"""Opening a database: its folder is made where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from portfolio.core.database import Database, NoFolderError

if TYPE_CHECKING:
    from pathlib import Path


def test_a_missing_folder_is_made_for_our_own_user_alone(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "yet"
    database = Database(f"sqlite:///{folder / 'space.db'}")
    with database.reading() as db:
        assert db.scalar(text("SELECT 1")) == 1
    assert folder.stat().st_mode & 0o777 == 0o700
    database.engine.dispose()


def test_a_folder_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "there"
    folder.mkdir(mode=0o750)
    before = folder.stat().st_mode
    Database(f"sqlite:///{folder / 'space.db'}").engine.dispose()
    assert folder.stat().st_mode == before


def test_a_folder_that_cannot_be_made_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(NoFolderError, match=r"^The folder .* cannot be made\.$"):
        Database(f"sqlite:///{tmp_path / 'file' / 'space.db'}")
