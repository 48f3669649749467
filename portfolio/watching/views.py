"""What a load balancer and a Prometheus ask: is the process there, is it ready, how does it go.

/health and /ready tell a stranger nothing but that; /metrics is not there without its token.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from portfolio.core import schema
from portfolio.core.errors import NotThereError
from portfolio.core.storage import StorageError
from portfolio.models.enums import StandstillKind
from portfolio.standstill import queries as standstill
from portfolio.watching import measures, queries
from portfolio.web import guards
from portfolio.web.here import here

if TYPE_CHECKING:
    from collections.abc import Callable

bp = Blueprint("watching", __name__)

NEVER_STORED = "ready"
"""A key under which nothing lies: asking for it shows that the store answers."""

RETRY_SECONDS = "5"


@bp.get("/health")
@guards.anyone
def health() -> Response:
    """200 as long as this process answers at all; asks nothing else."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/ready")
@guards.anyone
def ready() -> Response:
    """200 where database and store answer and the schema is today's; else 503, and which not."""
    missing = [name for name, is_there in CHECKS.items() if not is_there()]
    if not missing:
        return Response("ready\n", mimetype="text/plain")
    answer = Response(f"not ready: {', '.join(missing)}\n", 503, mimetype="text/plain")
    answer.headers["Retry-After"] = RETRY_SECONDS
    return answer


@bp.get("/metrics")
@guards.anyone
def metrics() -> Response:
    """The numbers, for whoever sends `Authorization: Bearer` with METRICS_TOKEN."""
    token = here.settings.metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if here.measures is None or not hmac.compare_digest(given.encode(), token.encode()):
        raise NotThereError
    return Response(measures.text(_gauges()), content_type=measures.MEDIA_TYPE)


def _gauges() -> dict[str, tuple[str, float]]:
    found = queries.waiting(here.db, here.at)
    return {
        "third_space_jobs_due": ("Jobs that are due.", found.jobs),
        "third_space_jobs_oldest_seconds": ("Since when the oldest is due.", found.jobs_seconds),
        "third_space_jobs_given_up": ("Jobs that failed too often.", found.jobs_given_up),
        "third_space_jobs_tried_again": ("Jobs that failed and wait.", found.jobs_tried_again),
        "third_space_checks_waiting": ("Things that wait for a teacher's look.", found.checks),
        "third_space_checks_oldest_seconds": ("Since when the oldest.", found.checks_seconds),
    }


def _store_answers() -> bool:
    try:
        here.storage.exists(NEVER_STORED)
    except (StorageError, OSError):
        return False
    return True


def _has_moved() -> bool:
    """Whether this database was left for another one; one that is away says nothing of that."""
    if not schema.is_ready(here.database):
        return False
    return standstill.kind(here.db) is StandstillKind.MOVED


CHECKS: dict[str, Callable[[], bool]] = {
    "database": lambda: schema.is_ready(here.database),
    "store": _store_answers,
    "moved to another database": lambda: not _has_moved(),
}
