"""What is written while it runs: one line a happening, each with its request's number.

A line names the endpoint, never the address, which may hold a card's secret; and nobody at all.
"""

from __future__ import annotations

import logging
import re
import secrets
from time import monotonic
from typing import TYPE_CHECKING, Any

import structlog
from flask import g, request

from portfolio.web.here import here

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from flask import Response

PLAIN, JSON = "plain", "json"
"""The setting LOG: for eyes (warnings only), or for programs (every request, too)."""

HEADER = "X-Request-ID"
_ID = re.compile(r"[A-Za-z0-9-]{8,64}")

log = logging.getLogger("portfolio.requests")


def set_up(kind: str) -> None:
    """Write this process's lines to standard error in that kind; for commands that serve."""
    handler = logging.StreamHandler()
    handler.setFormatter(_formatter(kind))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("portfolio").setLevel(logging.INFO if kind == JSON else logging.WARNING)


def _formatter(kind: str) -> logging.Formatter:
    write = structlog.processors.JSONRenderer() if kind == JSON else _in_words
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.stdlib.ExtraAdder(allow=("endpoint", "method", "status", "ms")),
        ],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, write],
    )


def _in_words(_logger: Any, _name: str, line: MutableMapping[str, Any]) -> str:  # noqa: ANN401 -- structlog's own signature
    number = line.get("request")
    about = f" (request {number})" if number else ""
    return f"{line['at']} {line['level']} {line['logger']}{about}: {line['event']}"


def begin() -> None:
    """Give the request its number: the proxy's where one is believed, else a new one."""
    g.line_from = monotonic()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=_proxys() or secrets.token_hex(8))


def _proxys() -> str | None:
    given = request.headers.get(HEADER, "") if here.settings.proxies else ""
    return given if _ID.fullmatch(given) else None


def number() -> str:
    """The request's number, for the page of a fault; empty outside a request."""
    return str(structlog.contextvars.get_contextvars().get("request", ""))


def finish(response: Response) -> Response:
    """Write the request's line and count it; after everything else."""
    seconds = monotonic() - g.line_from
    endpoint = request.endpoint or "none"
    happened = {"endpoint": endpoint, "method": request.method, "status": response.status_code}
    log.info("request", extra={**happened, "ms": round(seconds * 1000, 1)})
    if here.measures is not None:
        here.measures.asked(endpoint, request.method, response.status_code, seconds)
    return response
