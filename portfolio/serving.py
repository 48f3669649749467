"""How gunicorn serves: two workers of 64 threads, so that slow downloads stop nobody.

The application is loaded once, before the workers are forked. Jobs run in a thread of each
worker unless WORKER_INSIDE=0 says that `flask --app wsgi worker` runs apart.
"""

from __future__ import annotations

import gc
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from portfolio.deeds import CHORES, DEEDS
from portfolio.jobs import Worker
from portfolio.watching import lines, measures

if TYPE_CHECKING:
    from flask import Flask
    from gunicorn.config import Config

    from portfolio.settings import Settings

WORKERS = 2
IDLE_SECONDS = 75
"""How long a connection is kept for more: longer than proxies keep theirs (nginx: 60), or one is
closed in the moment in which it is used again."""

THREADS = 64
"""With 8, forty slow downloads stopped the whole site (parts.md)."""


class Server(BaseApplication):
    """gunicorn with our application and our options."""

    def __init__(self, app: Flask, bind: str) -> None:
        self.application = app
        self.options = {
            "bind": bind,
            "workers": WORKERS,
            "worker_class": "gthread",
            "threads": THREADS,
            "timeout": 60,
            "graceful_timeout": 20,
            "keepalive": IDLE_SECONDS,
            "logger_class": _Lines,
            "loglevel": "warning",
            "forwarded_allow_ips": "",  # web/proxies.py decides whom to believe, by a setting
            "when_ready": _settle,
            "post_worker_init": start_worker,
            "child_exit": _count_no_more,
        }
        super().__init__()

    def load_config(self) -> None:
        """Give gunicorn our options."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:  # noqa: ANN401 -- gunicorn takes WSGI and ASGI alike
        """Give gunicorn our application."""
        return self.application


def serve(app: Flask, bind: str) -> None:
    """Serve until stopped; the database is left closed first, for no connection may be forked."""
    settings: Settings = app.extensions["settings"]
    lines.set_up(settings.log)
    app.extensions["database"].close()
    with measures.shared_folder() if settings.metrics_token else nullcontext():
        app.extensions["measures"] = measures.Measures() if settings.metrics_token else None
        Server(app, bind).run()


def _settle(_server: object) -> None:
    """What was loaded stays: no worker looks through it for garbage again, or makes it its own."""
    gc.collect()
    gc.freeze()


def _count_no_more(_server: object, process: Any) -> None:  # noqa: ANN401 -- gunicorn's worker has no types
    measures.ended(process.pid)


class _Lines(Logger):
    """What gunicorn itself says goes where all other lines go, in their form."""

    def setup(self, cfg: Config) -> None:
        """Called by gunicorn once."""
        super().setup(cfg)
        self.error_log.handlers = []
        self.error_log.propagate = True


def start_worker(process: Any) -> None:  # noqa: ANN401 -- gunicorn's worker has no types
    """Start this process's worker for jobs."""
    stores = process.app.application.extensions
    if stores["settings"].worker_inside:
        Worker(stores["database"], stores["settings"], stores["mailer"], DEEDS, CHORES).start()
