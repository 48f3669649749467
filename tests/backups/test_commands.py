"""The commands as whoever runs the school types them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from portfolio import create_app
from portfolio.core.database import Database
from portfolio.models import Item, LogRow, SignIn
from portfolio.standstill import queries
from tests import postgres

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portfolio.settings import Settings
    from tests.backups.conftest import Keeper
    from tests.cast import Cast

    Place = dict[str, Any]

ROOT = Path(__file__).parents[2]


class Shell:
    """Somebody at the server; `place` is another one, with an empty database and storage."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def runs(self, *words: str, code: int = 0, place: Place | None = None) -> str:
        """What `flask --app wsgi …` says; it must end with that code."""
        app = create_app(replace(self.settings, **(place or {})))
        ran = app.test_cli_runner().invoke(args=words)
        app.extensions["database"].close()
        assert ran.exit_code == code, ran.output
        assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
        return ran.output


@pytest.fixture
def shell(cast: Cast, settings: Settings) -> Shell:
    """At the server of this test's school."""
    del cast
    return Shell(settings)


@contextmanager
def empty_place(tmp_path: Path, name: str, worker: str) -> Iterator[tuple[Database, Place]]:
    """An empty database without any table, a folder for pictures, and both as settings."""
    address = os.environ.get("DATABASE_URL")
    url = (
        postgres.create_database(address, f"tests_{worker}_{name}")
        if address
        else f"sqlite:///{tmp_path / name}.db"
    )
    made = Database(url, pool_size=2)
    yield made, {"database": url, "storage": f"file:{tmp_path / name}-media"}
    made.close()


@pytest.mark.usefixtures("full")
def test_backup_restore_check(shell: Shell, keeper: Keeper, tmp_path: Path, worker: str) -> None:
    folder = tmp_path / "kept"
    said = shell.runs("backup", str(folder))
    assert "were read back" in said
    assert folder.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.rglob("*"))
    with empty_place(tmp_path, "back", worker) as (database, where):
        said = shell.runs("restore", str(folder), "--erasures", shell.settings.storage, place=where)
        assert "flask --app wsgi check" in said
        assert "people whom the office keeps from a child" in said
        with database.reading() as db:
            assert queries.kind(db) == "put_back"
        assert "not empty" in shell.runs("restore", str(folder), code=1, place=where)
        assert "put back" in shell.runs("staff", "invite", "--another", code=1, place=where)
        assert "open again" in shell.runs("check", "--against", str(folder), place=where)
        with database.reading() as db:
            assert queries.kind(db) is None
            last = select(LogRow.event).order_by(LogRow.id.desc()).limit(1)
            assert db.scalar(last) == "backup_put_back"
            things = db.scalar(select(func.count()).select_from(Item))
            assert things == len(keeper.things)
        shell.runs("log", "verify", place=where)
    assert "Everything fits together" in shell.runs("check")


@pytest.mark.usefixtures("full")
def test_it_is_a_command_of_its_own_while_the_server_runs(
    cast: Cast, settings: Settings, tmp_path: Path
) -> None:
    """In another process, beside somebody who reads."""
    env = {**os.environ, "SECRET_KEY": settings.secret_key, "STORAGE": settings.storage}
    env["DATABASE_URL"] = cast.database.engine.url.render_as_string(hide_password=False)
    words = ["-m", "flask", "--app", "wsgi", "backup", str(tmp_path / "kept")]
    with cast.database.reading() as db:
        db.execute(select(Item.id))
        ran = subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=env, capture_output=True, text=True, check=False
        )
    assert ran.returncode == 0, ran.stderr
    assert "were read back" in ran.stdout


@pytest.mark.usefixtures("full")
def test_a_backup_that_is_not_whole_is_refused_in_a_sentence(
    shell: Shell, keeper: Keeper, tmp_path: Path, worker: str
) -> None:
    folder = keeper.takes()
    (folder / "manifest.json").unlink()
    with empty_place(tmp_path, "none", worker) as (_database, where):
        said = shell.runs("restore", str(folder), code=1, place=where)
    assert "its manifest is missing" in said
    assert "Traceback" not in said


@pytest.mark.usefixtures("full")
def test_database_move_is_told_where_to_by_a_file(
    shell: Shell, tmp_path: Path, worker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An address may hold a password, which is not to be read in the list of processes."""
    assert "Name the other database" in shell.runs("database", "move", code=2)
    monkeypatch.setenv("MOVE_TO_FILE", str(tmp_path / "where"))
    assert "cannot be read" in shell.runs("database", "move", code=1)
    with empty_place(tmp_path, "new", worker) as (_database, where):
        (tmp_path / "where").write_text(f"{where['database']}\n")
        assert "each as it was here" in shell.runs("database", "move")


@pytest.mark.usefixtures("full")
def test_database_move(shell: Shell, tmp_path: Path, worker: str, cast: Cast) -> None:
    with empty_place(tmp_path, "new", worker) as (database, where):
        said = shell.runs("database", "move", "--to", str(where["database"]))
        assert "each as it was here" in said
        with database.reading() as db, cast.database.reading() as old:
            assert queries.kind(db) is None
            assert queries.kind(old) == "moved"
            count = select(func.count()).select_from(SignIn)
            assert db.scalar(count) == old.scalar(count)
        shell.runs("check", place={"database": where["database"]})
    assert "writes here again" in shell.runs("database", "stay")
    with cast.database.reading() as db:
        assert queries.kind(db) is None


# ---------------------------------------------------------------- encrypted


def needs(program: str) -> None:
    """Without the program the test is not run, loudly; under CI=true that is a failure."""
    if shutil.which(program):
        return
    sentence = f"NOT RUN: {program} is not installed."
    if os.environ.get("CI") == "true":
        pytest.fail(sentence)
    pytest.skip(sentence)


@contextmanager
def keyring() -> Iterator[None]:
    """A GnuPG of its own with one key, and its agent stopped afterwards."""
    new_key = ["--batch", "--quiet", "--passphrase"]
    with (
        tempfile.TemporaryDirectory(prefix="k", dir="/tmp") as home,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("GNUPGHOME", home)
        whom = ["", "--quick-generate-key", "Kept <k@s.example>"]
        subprocess.run(["gpg", *new_key, *whom], check=True, capture_output=True)
        try:
            yield
        finally:
            subprocess.run(["gpgconf", "--kill", "all"], check=True, capture_output=True)


@pytest.mark.usefixtures("full")
def test_gpg_encrypts_and_only_its_key_opens(
    shell: Shell, keeper: Keeper, tmp_path: Path, worker: str
) -> None:
    needs("gpg")
    folder = tmp_path / "sealed"
    with keyring(), empty_place(tmp_path, "opened", worker) as (database, where):
        shell.runs("backup", str(folder), "--gpg", "k@s.example")
        assert sorted(path.name for path in folder.iterdir()) == ["sealed.json", "space.tar.gpg"]
        assert b"database/" not in (folder / "space.tar.gpg").read_bytes()
        with keyring():
            assert "does not open" in shell.runs("restore", str(folder), code=1, place=where)
        refuses_harmed(shell, folder, where)
        shell.runs("restore", str(folder), place=where)
        shell.runs("check", place=where)
        with database.reading() as db:
            assert db.scalar(select(func.count()).select_from(Item)) == len(keeper.things)


def refuses_harmed(shell: Shell, folder: Path, where: Place) -> None:
    """Cut off, changed, or without its outside: no byte of it is put back."""
    path = folder / "space.tar.gpg"
    whole = path.read_bytes()
    for harmed in (whole[:-1], whole[: len(whole) // 2], whole[:-40] + b"\0" + whole[-39:]):
        path.write_bytes(harmed)
        shell.runs("restore", str(folder), code=1, place=where)
    path.write_bytes(whole)
    outside = (folder / "sealed.json").read_bytes()
    (folder / "sealed.json").unlink()
    assert "no whole backup" in shell.runs("restore", str(folder), code=1, place=where)
    (folder / "sealed.json").write_bytes(outside)


@pytest.mark.usefixtures("full")
def test_age_encrypts_and_only_its_key_opens(
    shell: Shell, keeper: Keeper, tmp_path: Path, worker: str
) -> None:
    needs("age")
    identity, folder = tmp_path / "key.txt", tmp_path / "sealed"
    subprocess.run(["age-keygen", "-o", str(identity)], check=True, capture_output=True)
    whom = subprocess.run(
        ["age-keygen", "-y", str(identity)], check=True, capture_output=True, text=True
    ).stdout.strip()
    shell.runs("backup", str(folder), "--to-age", whom)
    with empty_place(tmp_path, "opened", worker) as (database, where):
        assert "--identity" in shell.runs("restore", str(folder), code=1, place=where)
        shell.runs("restore", str(folder), "--identity", str(identity), place=where)
        shell.runs("check", place=where)
        with database.reading() as db:
            assert db.scalar(select(func.count()).select_from(Item)) == len(keeper.things)


def test_without_the_program_or_the_key_there_is_a_sentence_and_no_backup(
    shell: Shell, tmp_path: Path
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", "/nowhere")
        said = shell.runs("backup", str(tmp_path / "a"), "--to-age", "age1x", code=1)
    assert "apt-get install age" in said
    needs("gpg")
    with keyring():
        said = shell.runs("backup", str(tmp_path / "b"), "--gpg", "nobody@s.example", code=1)
    assert "is that its key?" in said
    assert not (tmp_path / "a").exists()
    assert not (tmp_path / "b").exists()
