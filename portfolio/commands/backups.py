"""Commands for a copy of all of it: backup, restore, check, database move."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import OperationalError

from portfolio.backups import (
    boxes,
    encrypting,
    looking_over,
    manifest,
    moving,
    putting_back,
    reading,
)
from portfolio.backups.encrypting import For
from portfolio.backups.errors import BackupError
from portfolio.backups.taking import Taking
from portfolio.core import clock
from portfolio.core.database import Database, NoFolderError
from portfolio.core.errors import StandsStillError
from portfolio.core.storage import AddressError, StorageError, open_storage
from portfolio.core.storage.where import checked_address
from portfolio.erasures import ledger
from portfolio.log import actions as log
from portfolio.models.enums import StandstillKind
from portfolio.settings import SettingError, said_by_environment
from portfolio.standstill import queries
from portfolio.web.here import here

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portfolio.backups.manifest import Manifest
    from portfolio.erasures.ledger import Gone

FOLDER = click.Path(file_okay=False, path_type=Path)
THERE = click.Path(exists=True, file_okay=False, path_type=Path)

database_group = AppGroup("database", help="The database itself.")

NOT_KNOWN = """
Nobody can come in by an old session, link, letter or tablet. What changed after that backup is not
known here: look at it with the office before you open the space.
  - ties and places that ended since are alive, and people whom the office keeps from a child since
    are not kept: end and set them again;
  - what children took down or showed to fewer people since is shown as it was then;
  - what was sealed, held or stopped since is not: do it again;
  - cards, passwords and passkeys that were replaced since open again: make new ones."""


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except (BackupError, NoFolderError, SettingError) as error:
        raise click.ClickException(str(error)) from error
    except OperationalError as error:
        raise click.ClickException("The database is busy, or away: try it once more.") from error
    except StorageError as error:
        raise click.ClickException("The store of pictures does not answer as it should.") from error
    except StandsStillError as error:
        raise click.ClickException(
            "Nothing is written for now: a restore or a move is on."
        ) from error


@click.command("backup")
@click.argument("folder", type=FOLDER)
@click.option("--to-age", default="", help="Encrypt for this age recipient (age1…).")
@click.option("--gpg", default="", help="Encrypt for this key of GnuPG.")
@with_appcontext
def backup(folder: Path, to_age: str, gpg: str) -> None:
    """Copy the database and all pictures into FOLDER, which is new or empty, while people go on."""
    if to_age and gpg:
        raise click.UsageError("Encrypt for one of them, --to-age or --gpg.")
    whom = For("age", to_age) if to_age else For("gpg", gpg) if gpg else None
    with _in_words():
        if whom is not None:
            encrypting.check(whom)
        boxes.new_folder(folder)
        made = _take(folder, whom)
    click.echo(f"{made.rows} rows and {len(made.pieces) - len(made.tables)} files of pictures")
    click.echo(f"are in {folder}, and were read back. The last link of the log: {made.log_link}")
    if made.missing:
        click.echo(f"{len(made.missing)} files were missing in the storage already.", err=True)


def _take(folder: Path, whom: For | None) -> Manifest:
    at = clock.moment(here.settings.time_zone)
    try:
        with here.database.unit() as db:
            log.write(db, "backup_taken", at, None)
    except StandsStillError:
        click.echo("Nothing is written for now; the log will not say that this was taken.")
    if whom is None:
        box = boxes.FolderBox(folder)
        made = Taking(here.database, here.storage, box, click.echo).take(at.now)
        reading.looked_over(folder)
        return made
    with boxes.sealed_box(folder, whom) as sealed:
        made = Taking(here.database, here.storage, sealed, click.echo).take(at.now)
    reading.outside(folder)
    return made


@click.command("restore")
@click.argument("folder", type=THERE)
@click.option("--identity", type=click.Path(exists=True, path_type=Path), help="A file of age's.")
@click.option(
    "--erasures",
    multiple=True,
    help="A newer backup, or a store of pictures (a folder, or its address as in STORAGE), that "
    "knows what was erased since.",
)
@with_appcontext
def restore(folder: Path, identity: Path | None, erasures: tuple[str, ...]) -> None:
    """Put the backup in FOLDER back into an empty database and an empty storage."""
    at = clock.moment(here.settings.time_zone)
    with _in_words(), reading.opened(folder, identity) as found:
        click.echo("The backup is whole.")
        gone = [one for known in erasures for one in _erased(known)]
        number = putting_back.put_back(found, here.database, here.storage, gone, at, click.echo)
        made_at = found.manifest.made_at
    click.echo(f"All of it is back, as it was on {made_at:%d %B %Y at %H:%M} UTC.")
    click.echo(f"{number} things and photos that were erased since are erased again.")
    click.echo(NOT_KNOWN)
    click.echo("\nNothing is written until “flask --app wsgi check” has found nothing wrong.")


def _erased(where: str) -> list[Gone]:
    """What is known to be erased in a newer backup's folder, or a store of pictures."""
    folder = Path(where)
    if (folder / boxes.OUTSIDE).exists():
        raise BackupError(f"{where} is encrypted: open it first, or name the store of pictures.")
    if (folder / manifest.NAME).exists():
        return reading.read_manifest(folder).erased
    address = f"file:{folder}" if folder.is_dir() else where
    try:
        there = open_storage(here.settings.where_at(checked_address(address)))
    except AddressError as error:
        raise BackupError(f"{where} is neither a folder nor a store of pictures.") from error
    return list(ledger.kept(there))


@click.command("check")
@click.option("--against", type=THERE, help="A plain backup: compare each file with it.")
@click.option("--despite-missing", is_flag=True, help="Open though files of pictures are lost.")
@with_appcontext
def check(against: Path | None, *, despite_missing: bool) -> None:
    """Look all of it over. After a restore this opens the space again, if nothing is wrong."""
    at = clock.moment(here.settings.time_zone)
    with _in_words():
        said = reading.read_manifest(against) if against else None
        found = looking_over.look_over(here.database, here.storage, click.echo, said)
    click.echo(f"{found.rows} rows, {found.photos} photos. The log's last link: {found.log_link}")
    for fault in found.faults:
        click.echo(fault, err=True)
    if found.missing:
        click.echo(f"{len(found.missing)} files of pictures are missing.", err=True)
    if found.faults or (found.missing and not despite_missing):
        raise click.ClickException("Not everything fits together; nothing was changed.")
    click.echo("Everything fits together.")
    _open_again(at)


def _open_again(at: clock.Moment) -> None:
    with here.database.reading() as db:
        kind = queries.kind(db)
    if kind is StandstillKind.PUTTING_BACK:
        raise click.ClickException(
            "But the restore broke off: empty database and storage, and put it back again."
        )
    if kind is StandstillKind.PUT_BACK:
        looking_over.open_again(here.database, at)
        click.echo("The space is open again.")


@database_group.command("move")
@click.option("--to", default="", help="The other database; also MOVE_TO, or MOVE_TO_FILE.")
@with_appcontext
def database_move(to: str) -> None:
    """Copy all rows into another, empty database, compare them, and leave this one for good."""
    with _in_words():
        to = to or said_by_environment("MOVE_TO")
    if not to:
        raise click.UsageError("Where to? Name the other database by --to or MOVE_TO.")
    at = clock.moment(here.settings.time_zone)
    with _in_words():
        target = Database(to, pool_size=2)
        try:
            rows = moving.move(here.database, target, at.now, click.echo)
        finally:
            target.close()
    click.echo(f"{rows} rows are there, each as it was here. Set DATABASE_URL and start anew.")
    click.echo("Nothing is written here any more. “database stay” would take that back.")


@database_group.command("stay")
@with_appcontext
def database_stay() -> None:
    """Go on in this database after all: a move broke off, or is taken back."""
    with _in_words():
        moving.stay(here.database)
    click.echo("Everybody writes here again. Use the other database no more.")
