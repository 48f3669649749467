"""How gunicorn serves: two workers of 64 threads, so that slow downloads stop nobody.

Read by `gunicorn --config python:portfolio.serving`; jobs run in a thread of each worker unless
WORKER_INSIDE=0 says that `flask --app wsgi worker` runs apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.deeds import DEEDS
from portfolio.jobs import Worker

if TYPE_CHECKING:
    from gunicorn.workers.base import Worker as Process

workers = 2
worker_class = "gthread"
threads = 64
timeout = 60
graceful_timeout = 20
worker_tmp_dir = None
loglevel = "warning"


def post_worker_init(process: Process) -> None:
    """Start this process's worker for jobs."""
    stores = process.app.wsgi().extensions
    settings = stores["settings"]
    if settings.worker_inside:
        Worker(stores["database"], settings, stores["mailer"], DEEDS).start()
