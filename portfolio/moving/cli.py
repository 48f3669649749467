"""The command that moves the pictures. Thin: it opens both stores and says how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup, with_appcontext

from portfolio.core.storage import AddressError, AwayError, open_storage
from portfolio.core.storage.where import checked_address
from portfolio.moving import erased, media
from portfolio.web.here import here

if TYPE_CHECKING:
    from portfolio.core.storage import Where
    from portfolio.moving.media import Tally

media_group = AppGroup("media", help="The pictures' files.")

SHOWN = 20
"""So many keys are named at the end; the rest is counted."""


@media_group.command("move")
@click.option("--to", "address", required=True, help="file:PATH or s3://BUCKET/PREFIX.")
@with_appcontext
def move(address: str) -> None:
    """Copy every file to another store, checked by its hash; deletes nothing, may be run again."""
    to = _where(address)
    try:
        tally = media.move(here.storage, open_storage(to), _tell)
        erased.forget(here.storage, open_storage(to))
    except AwayError as error:
        raise click.ClickException(
            f"A store is away ({error}). Run this again: what is there is not sent twice."
        ) from error
    if not tally.of:
        _tell(tally)
    _say_what_stays(tally)
    if tally.differing:
        raise click.ClickException(_differing(tally.differing))
    click.echo("Each file is there with the same SHA-256. Nothing was deleted here.")
    click.echo(
        "If servers or workers ran meanwhile: stop them and run this once more. Then set "
        f"STORAGE={address} and start them."
    )


def _where(address: str) -> Where:
    try:
        to = here.settings.where_at(checked_address(address))
    except AddressError as error:
        raise click.ClickException(f"--to {error}.") from error
    if _place(to) == _place(here.settings.where):
        raise click.ClickException("The pictures lie there already.")
    return to


def _place(where: Where) -> tuple[str, str, str]:
    folder = "" if where.folder is None else str(where.folder.resolve())
    return folder, where.bucket, where.prefix


def _tell(tally: Tally) -> None:
    click.echo(
        f"{tally.done} of {tally.of} files: {tally.copied} copied, {tally.there} there already, "
        f"{tally.gone} gone meanwhile, {len(tally.differing)} that differ"
    )


def _say_what_stays(tally: Tally) -> None:
    if tally.behind:
        click.echo(f"{len(tally.behind)} set aside stay here: their keys are in use again.")


def _differing(keys: list[str]) -> str:
    named = "\n".join(keys[:SHOWN])
    return (
        f"{len(keys)} files are there with other bytes, and were left as they are. Look at them, "
        f"delete them there and run this again:\n{named}"
    )
