"""Numbers for a Prometheus that the school runs: counted by each process, added up when asked.

Only where METRICS_TOKEN is set. Labels are endpoints and kinds, never an address or a person.
The library shares its numbers between processes by files in a folder, which has to be named
before it is imported: so it is imported here alone, and late.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Where the library looks for the folder of its files."""

QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Seconds: other pages are to stay under one (issue 5), a whole form of photos takes a few."""

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Measures:
    """What this process has counted since it began."""

    def __init__(self) -> None:
        kit = import_module("prometheus_client")
        self._requests = kit.Histogram(
            "third_space_request_seconds",
            "Answers, by endpoint, method and class of status.",
            ("endpoint", "method", "status"),
            buckets=QUICK,
        )
        self._photos = kit.Histogram(
            "third_space_photo_seconds",
            "Photos taken in, by what came of them: from file to renditions.",
            ("outcome",),
            buckets=QUICK,
        )

    def asked(self, endpoint: str, method: str, status: int, seconds: float) -> None:
        """One answer."""
        self._requests.labels(endpoint, method, f"{status // 100}xx").observe(seconds)

    def photo(self, outcome: str, seconds: float) -> None:
        """One photo decoded and encoded, or refused."""
        self._photos.labels(outcome).observe(seconds)


@contextmanager
def shared_folder() -> Iterator[None]:
    """A new folder for the files of all processes of one server, gone with it."""
    folder = tempfile.mkdtemp(prefix="third-space-measures-")
    os.environ[FOLDER] = folder
    try:
        yield
    finally:
        if Path(folder).is_dir():
            shutil.rmtree(folder, ignore_errors=True)


def ended(process_id: int) -> None:
    """That process of the server counts no more; what it counted stays in the sums."""
    if FOLDER in os.environ:
        import_module("prometheus_client.multiprocess").mark_process_dead(process_id)


def text(gauges: dict[str, tuple[str, float]]) -> bytes:
    """Everything counted by all processes, and the gauges: name to (what it says, its number)."""
    kit = import_module("prometheus_client")
    registry = kit.CollectorRegistry()
    import_module("prometheus_client.multiprocess").MultiProcessCollector(registry)
    registry.register(_Gauges(gauges))
    return bytes(kit.generate_latest(registry))


class _Gauges:
    """Numbers that are true at this moment, in the form that the library collects."""

    def __init__(self, gauges: dict[str, tuple[str, float]]) -> None:
        self.gauges = gauges

    def collect(self) -> Iterable[Any]:
        """One family a gauge."""
        family = import_module("prometheus_client.core").GaugeMetricFamily
        return [family(name, says, value=number) for name, (says, number) in self.gauges.items()]
