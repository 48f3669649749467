"""Uploads that go wrong at each point in turn, and are sent again as a tablet would.

A point is a call to the system, named by what it is done to: "link /media/photos/…/320.webp".
Which ones there are is found out by watching an upload that goes well.
"""

from __future__ import annotations

import errno
import re
from collections import Counter
from typing import TYPE_CHECKING

from tests.faults.proxy import Mood
from tests.faults.shim import Deed, Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from portfolio.core.storage import Where
    from tests.faults.ground import Answer, Ground
    from tests.faults.proxy import Proxy

FAULTS = (errno.EIO, errno.ENOSPC)
CALLS = ("open", "mkdir", "write", "fsync", "link", "unlink", "pwrite64")
MOST = 400
"""No upload has as many calls: whoever comes so far fails for ever."""

_RANDOM = re.compile(r"photos/[0-9a-z]{20,}|draft-\w+")


def points(ground: Ground) -> list[str]:
    """The names of all points of an upload, in their order; each is there once."""
    ground.upload(ground.form())  # the first upload of all makes folders that later ones find
    calls = ground.upload(ground.form()).calls
    seen: Counter[str] = Counter()
    named = []
    for call in calls:
        plain = _RANDOM.sub("…", call)
        seen[plain] += 1
        named.append(f"{plain} ({seen[plain]})")
    return named


def die_at(ground: Ground, nth: int, deed: Deed) -> Answer:
    """Let an upload die at that point and look; send it again and look."""
    form = ground.form()
    answer = ground.upload(form, Fault(deed, nth))
    ground.look(form, answer)
    again = ground.upload(form)
    if not again.is_saved:
        ground.tally.notes.append(f"not saved when sent again: {again.status}")
        ground.tally.lost += 1
    ground.look(form, again, at_least=True)
    return answer


def die_everywhere(ground: Ground, runs: int, which: Iterable[int] | None = None) -> list[str]:
    """Die before, after and halfway through each point, `runs` times in all; their names."""
    named = points(ground)
    wanted = range(1, len(named) + 1) if which is None else which
    for nth in wanted:
        for run in range(runs):
            die_at(ground, nth, (Deed.DIE_AFTER, Deed.DIE_BEFORE, Deed.DIE_HALFWAY)[run % 3])
    return named


def fail_until_clean(
    ground: Ground, call: str, error: int, *, step: int = 1, on: bool = False
) -> Iterator[int]:
    """Let the first, second, … call of a kind fail until none is left; every answer's status.

    With a `step` only each so-manieth. With `on` every later call fails, too: a disk that is full
    stays full.
    """
    deed = Deed.FAIL_ON if on else Deed.FAIL
    for nth in range(1, MOST, step):
        form = ground.form()
        answer = ground.upload(form, Fault(deed, nth, call, error))
        ground.look(form, answer)
        assert answer.status is not None, (call, nth, answer.fate)
        yield answer.status
        again = answer if answer.is_saved else ground.upload(form)
        ground.look(form, again, at_least=True)
        if sum(one.startswith(f"{call} ") for one in answer.calls) < nth:
            return
    raise AssertionError(call)


def meet_everywhere(ground: Ground, between: Proxy, mood: Mood) -> None:
    """Let each request of an upload to the store be met in that mood, once, and send it again."""
    between.meet(Mood.WELL, 0)
    ground.upload(ground.form())
    for nth in range(1, between.counted + 1):
        form = ground.form()
        between.meet(mood, nth)
        answer = ground.upload(form)
        between.meet(Mood.WELL, 0)
        ground.look(form, answer)
        if not answer.is_saved:
            ground.look(form, ground.upload(form), at_least=True)


def on_a_bucket(database: str, where: Where, endpoint: str = "") -> dict[str, str]:
    """The settings of a school on that PostgreSQL and in that bucket, by `endpoint` if named."""
    return {
        "DATABASE_URL": database,
        "STORAGE": where.address,
        "S3_ENDPOINT": endpoint or where.endpoint,
        "S3_KEY_ID": where.key_id,
        "S3_SECRET_KEY": where.secret_key,
    }
