"""Commands for whoever runs it: serve, worker, demo. Thin: a unit of work, an action, commit."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from portfolio.commands import backups
from portfolio.core import clock, schema
from portfolio.deeds import CHORES, DEEDS
from portfolio.demo import loader
from portfolio.demo import queries as demo_queries
from portfolio.jobs import Worker
from portfolio.log import chain
from portfolio.moving.cli import media_group
from portfolio.office import invitations, queries
from portfolio.sound import refuse_unsound_start
from portfolio.standstill import queries as standstill
from portfolio.watching import lines
from portfolio.web.here import here

if TYPE_CHECKING:
    from flask import Flask

    from portfolio.settings import Settings

demo_group = AppGroup("demo", help="The demonstration school.")
staff_group = AppGroup("staff", help="Who works here.")
log_group = AppGroup("log", help="Who did what, and when.")


def register(app: Flask) -> None:
    """Add the commands to `flask --app wsgi`."""
    for command in (serve, worker, migrate, staff_group, log_group, media_group, demo_group):
        app.cli.add_command(command)
    for command in (backups.backup, backups.restore, backups.check, backups.database_group):
        app.cli.add_command(command)


@click.command()
@click.option("--port", default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@with_appcontext
def serve(port: int, host: str) -> None:
    """Bring the database up to date, make the first school if there is none, and serve."""
    schema.upgrade(here.database)
    refuse_unsound_start(here.database, here.settings)
    address = f"http://{host}:{port}"
    if here.settings.demo:
        _load_demo_once()
        click.echo(f"\n  Third Space, the demonstration school: {address}\n")
    else:
        _invite_first_office(here.settings.address or address)
        click.echo(f"\n  Third Space: {address}\n")
        _say_what_is_not_set(here.settings)
    sys.stdout.flush()
    # The server is needed by this one command only, and takes a while to import.
    from portfolio import serving  # noqa: PLC0415 -- slow import

    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 -- Werkzeug's own way to the app itself
    serving.serve(app, f"{host}:{port}")


def _say_what_is_not_set(settings: Settings) -> None:
    """What a school of its own cannot do yet, and which setting changes that."""
    if not settings.mail:
        click.echo("  No mail server is set: families come in with their printed letters only.")
        click.echo("  MAIL changes that.\n")
    if not settings.address:
        click.echo("  ADDRESS is not set: cards and letters are made on this machine only.\n")


def _load_demo_once() -> None:
    with here.database.reading() as db:
        if queries.has_school(db):
            return
    click.echo("Making the demonstration school; this takes a moment, the first time only.")
    with here.database.unit() as db:
        loader.load(db, here.storage, clock.moment(here.settings.time_zone))


def _invite_first_office(address: str) -> None:
    """Print a one-time address for as long as nobody holds the office duty."""
    if _stands_still():
        click.echo("\n  Nothing is written for now: a backup was put back and waits for")
        click.echo("  “flask --app wsgi check”, or this database was moved away.\n")
        return
    with here.database.unit() as db:
        token = invitations.invite_first_office(db, clock.moment(here.settings.time_zone))
    if token is not None:
        click.echo("\n  This school has no office person yet. Open this address once, within")
        click.echo(f"  14 days, to become the first:\n\n  {_opens(address, token)}\n")


def _stands_still() -> bool:
    with here.database.reading() as db:
        return standstill.kind(db) is not None


def _opens(address: str, token: str) -> str:
    return f"{address}/staff/invitations/{token}"


@staff_group.command("invite")
@click.option("--address", default="", help="Where the site is reached, if ADDRESS is not set.")
@click.option("--another", is_flag=True, help="Though somebody holds the office already.")
@with_appcontext
def staff_invite(address: str, *, another: bool) -> None:
    """Print a one-time address for an office person: the first, or another if none can come in."""
    if here.settings.demo:
        raise click.ClickException("This is the demonstration school: open /demo instead.")
    begins = here.settings.address or address.rstrip("/") or "http://127.0.0.1:8000"
    schema.upgrade(here.database)
    if _stands_still():
        raise click.ClickException("Nothing is written for now: it is being put back, or moved.")
    at = clock.moment(here.settings.time_zone)
    with here.database.unit() as db:
        token = invitations.invite_first_office(db, at)
        if token is None and another:
            token = invitations.invite_staff(db, invitations.OFFICE, at, by=None)
    if token is None:
        raise click.ClickException(
            "Somebody holds the office already and can invite others. --another makes one more."
        )
    click.echo(f"Open this address once, within 14 days:\n\n{_opens(begins, token)}\n")


@click.command()
@with_appcontext
def worker() -> None:
    """Do jobs (mail, files to be forgotten) until stopped."""
    lines.set_up(here.settings.log)
    mailer = current_app.extensions["mailer"]
    Worker(here.database, here.settings, mailer, DEEDS, CHORES).run()


@click.command()
@with_appcontext
def migrate() -> None:
    """Bring the database's schema up to date."""
    schema.upgrade(here.database)
    click.echo("The database is up to date.")


@log_group.command("verify")
@click.option("--link", default="", help="A link of an earlier look: is it still in the chain?")
@with_appcontext
def log_verify(link: str) -> None:
    """Look whether any row of the log was changed, moved, added or taken away."""
    with here.database.reading() as db:
        found = chain.verify(db, link)
    if found.broken_at is not None:
        raise click.ClickException(f"The chain breaks at row {found.broken_at}.")
    if not found.has_link:
        raise click.ClickException("That link is not in the chain: it was made anew since.")
    click.echo(f"{found.rows} rows, and the chain holds. Keep its last link somewhere else:")
    click.echo(found.last)


@demo_group.command("load")
@with_appcontext
def demo_load() -> None:
    """Load the demonstration school into an empty database."""
    schema.upgrade(here.database)
    with here.database.reading() as db:
        is_empty = queries.is_empty(db)
    if not is_empty:
        raise click.ClickException("This database is not empty; nothing was loaded.")
    with here.database.unit() as db:
        loader.load(db, here.storage, clock.moment(here.settings.time_zone))
    click.echo("The demonstration school is loaded.")


@demo_group.command("people")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
@with_appcontext
def demo_people(*, as_json: bool) -> None:
    """List everyone in the demonstration school."""
    with here.database.reading() as db:
        found = demo_queries.people(db, clock.moment(here.settings.time_zone))
    rows = [
        {
            "id": one.public_id,
            "name": one.name,
            "kind": one.kind,
            "role": one.line,
            "address": f"/demo/people/{one.public_id}",
        }
        for one in found
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for row in rows:
            click.echo(f"{row['id']}  {row['kind']:7} {row['name']}: {row['role']}")
