"""*Not there* is said at one pace, so that its time tells nothing (product.md, rule 6; T23).

Where the rule looks at a real row before it says no, it takes some 60 microseconds longer than
for an id that never was, and a patient asker could tell the two apart. Every such answer leaves
at a whole multiple of the same time after the request came (decision 33).
"""

from __future__ import annotations

from time import monotonic, sleep
from typing import TYPE_CHECKING

from flask import g

from portfolio.web.here import here

if TYPE_CHECKING:
    from flask import Response

NOT_THERE = 404


def begin() -> None:
    """Remember when the request came; before anything else."""
    g.came_at = monotonic()


def finish(response: Response) -> Response:
    """Hold *not there* back until the next beat; after everything else. Nothing is held open."""
    beat = here.settings.not_there_ms / 1000
    if response.status_code == NOT_THERE and beat:
        sleep(beat - (monotonic() - g.came_at) % beat)
    return response
