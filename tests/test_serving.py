"""What `serve` says before it serves, and where it does not start."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from portfolio.models import School
from portfolio.settings import ROOT, SettingError
from portfolio.sound import refuse_unsound_start
from tests.conftest import SECRET, settings_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from portfolio.core.database import Database
    from tests.cast import Cast

pytestmark = pytest.mark.timeout(60)

SERVE = [sys.executable, "-u", "-m", "flask", "--app", "wsgi", "serve", "--port", "0"]


def _env(folder: Path, database: Database, **more: str) -> dict[str, str]:
    address = database.engine.url.render_as_string(hide_password=False)
    return {
        **os.environ,
        "SECRET_KEY": SECRET,
        "VAR": str(folder),
        "DATABASE_URL": address,
        "DEMO": "0",
        **more,
    }


def _said(env: dict[str, str], until: str) -> str:
    """What it prints, up to and with the line that holds `until`; then it is stopped."""
    lines = []
    with subprocess.Popen(SERVE, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        for line in server.stdout:
            lines.append(line)
            if until in line:
                break
        server.terminate()
    return "".join(lines)


@pytest.fixture
def own(new_database: Callable[[str], Database]) -> Database:
    """An empty database."""
    return new_database("served")


def test_a_school_of_ones_own_is_told_what_is_not_set(own: Database, tmp_path: Path) -> None:
    said = _said(_env(tmp_path, own), "made on this machine only")
    assert "/staff/invitations/" in said
    no_mail = "No mail server is set: families come in with their printed letters only."
    assert no_mail in said
    assert "ADDRESS is not set" in said
    told = {"ADDRESS": "https://space.elm.example", "MAIL": f"folder:{tmp_path}"}
    said = _said(_env(tmp_path, own, **told), "Third Space: ")
    assert "https://space.elm.example/staff/invitations/" in said
    assert no_mail not in said


def test_the_demonstration_is_served_as_nothing_else(
    database: Database, cast: Cast, tmp_path: Path
) -> None:
    del cast
    settings = settings_for(database, tmp_path)
    refuse_unsound_start(database, settings)
    with database.unit() as db:
        db.execute(update(School).values(demonstration=True))
    with pytest.raises(SettingError, match="Start it with DEMO=1"):
        refuse_unsound_start(database, settings)
    refuse_unsound_start(database, settings_for(database, tmp_path, demo=True))
    done = subprocess.run(
        SERVE,
        cwd=ROOT,
        env=_env(tmp_path, database),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "This database holds the demonstration school" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_empty_database_starts_as_either(own: Database, tmp_path: Path) -> None:
    for demo in (False, True):
        refuse_unsound_start(own, settings_for(own, tmp_path, demo=demo))
