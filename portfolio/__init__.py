"""Third Space: a portfolio that belongs to the child. `create_app` is its table of contents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined

from portfolio import cli, sound
from portfolio.checking import views as checking
from portfolio.concerns import views as concerns
from portfolio.core.database import Database
from portfolio.core.decoding import Costs, Decoders
from portfolio.core.mail import mailer_from
from portfolio.core.storage import open_storage
from portfolio.demo import views as demo
from portfolio.dev import views as dev
from portfolio.devices import views as devices
from portfolio.factors import views as factors
from portfolio.family_cards import views as family_cards
from portfolio.holds import views as holds
from portfolio.items import views as items
from portfolio.letters import views as letters
from portfolio.notices import views as notices
from portfolio.office import views as office
from portfolio.openings import views as openings
from portfolio.paper import views as paper
from portfolio.passkeys import views as passkeys
from portfolio.people import views as people
from portfolio.photos import views as photos
from portfolio.pictured import views as pictured
from portfolio.resets import views as resets
from portfolio.roll import views as roll
from portfolio.seals import views as seals
from portfolio.settings import ROOT, Settings
from portfolio.sign_on import views as sign_on
from portfolio.sign_on.provider import provider_from
from portfolio.signin import views as signin
from portfolio.stops import views as stops
from portfolio.tablets import views as tablets
from portfolio.talk import views as talk
from portfolio.undone import views as undone
from portfolio.uploads import views as uploads
from portfolio.watching import lines
from portfolio.watching import views as watching
from portfolio.web import (
    context,
    errors,
    files,
    filters,
    forms,
    guards,
    headers,
    ids,
    languages,
    pace,
    proxies,
    sending,
    signed_in,
    still,
    work,
)
from portfolio.web.assets import Assets
from portfolio.wishes import views as wishes

if TYPE_CHECKING:
    from flask import Flask

ROOMS = (
    files,
    items,
    photos,
    uploads,
    pictured,
    talk,
    checking,
    notices,
    concerns,
    stops,
    openings,
    seals,
    holds,
    people,
    office,
    letters,
    family_cards,
    wishes,
    paper,
    roll,
    signin,
    sign_on,
    factors,
    passkeys,
    devices,
    tablets,
    resets,
    undone,
    watching,
)
"""Every domain with pages, whatever the settings."""


def create_app(settings: Settings | None = None) -> Flask:
    """The application for those settings, or for the environment's."""
    settings = settings or Settings.from_env()
    app = guards.GuardedFlask(__name__, template_folder=str(ROOT / "templates"), static_folder=None)
    _configure(app, settings)
    proxies.trust(app, settings.proxies)
    _open_stores(app, settings)
    _set_order_of_a_request(app, settings)
    _set_up_pages(app)
    _register_rooms(app, settings)
    sound.refuse_unsound_start(app.extensions["database"], settings)
    cli.register(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    prefix = "__Host-" if settings.secure else ""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME=f"{prefix}space",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=180 * 24 * 3600,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # it asks for a Referer, which our own policy forbids
        MAX_CONTENT_LENGTH=forms.FORM_BYTES,
        MAX_FORM_PARTS=forms.FIELDS_IN_ONE_FORM,
        MAX_FORM_MEMORY_SIZE=512 * 1024,
        BABEL_DEFAULT_TIMEZONE=settings.time_zone,
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "portfolio" / "translations"),
    )


def _open_stores(app: Flask, settings: Settings) -> None:
    app.extensions["settings"] = settings
    app.extensions["database"] = Database(settings.database, pool_size=settings.pool_size)
    app.extensions["storage"] = open_storage(settings.where)
    app.extensions["decoders"] = Decoders(
        Costs(
            memory=settings.photo_memory,
            seconds=settings.photo_seconds,
            cpu_seconds=settings.photo_seconds,
            line=settings.photo_line,
        )
    )
    app.extensions["mailer"] = mailer_from(settings.mail, settings.mail_sender)
    app.extensions["measures"] = None  # counted by a server alone (serving.py)
    app.extensions["sign_on"] = provider_from(settings)
    app.extensions["assets"] = Assets(ROOT / "static")


def _set_order_of_a_request(app: Flask, settings: Settings) -> None:
    """Who → what → may → valid → do: the order below is the order in which they run."""
    app.before_request(pace.begin)
    app.before_request(lines.begin)
    app.before_request(work.begin)
    app.before_request(signed_in.load)
    app.before_request(still.check)
    app.before_request(lambda: guards.check(app))
    app.before_request(forms.make_room)
    app.before_request(forms.check_fields)
    app.before_request(forms.check_acting)
    CSRFProtect(app)
    app.after_request(lines.finish)  # registered first: the last of all to run
    app.after_request(pace.finish)
    headers.register(app, sending.lends_from(settings, app.extensions["storage"]))
    if settings.secure:
        app.after_request(headers.add_tls)
    app.after_request(errors.finish)
    app.teardown_request(work.close)
    signed_in.register(app)


def _set_up_pages(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    languages.register(app)
    context.register(app)
    filters.register(app)
    errors.register(app)
    ids.register(app)


def _register_rooms(app: Flask, settings: Settings) -> None:
    for room in ROOMS:
        app.register_blueprint(room.bp)
    if settings.demo:
        app.register_blueprint(demo.bp)
    if settings.debug_pages:
        app.register_blueprint(dev.bp)
