"""Trying mutants: each in a child that has everything but the broken file loaded already."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from multiprocessing import Pipe, Process
from typing import TYPE_CHECKING, Never

from scripts.mutants.making import SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.connection import Connection

    import pytest

    from scripts.mutants.ground import Ground
    from scripts.mutants.making import Mutant

SECONDS = 300
"""A mutant that takes longer is caught: it hangs, which a reader would notice."""
TIMES = 4
"""And not before it took so many times as long as the tests do with nothing broken."""

FAILED = 1  # what pytest ends with where a test fails, and not with anything else
LOOKS_EVERY = 0.02  # seconds


class Fate(StrEnum):
    """What became of a mutant."""

    CAUGHT = "caught"
    HUNG = "hung"
    """Caught by the time that it took alone."""
    SURVIVED = "survived"


@dataclass(frozen=True, slots=True)
class Asked:
    """The tests that are asked: those nearest to the file, then the others."""

    near: Sequence[str]
    others: Sequence[str]


class UnsoundError(Exception):
    """The tests fail with nothing broken: a mutant that fails them says nothing."""


def try_all(
    mutants: Sequence[Mutant], asked: Asked, grounds: Sequence[Ground]
) -> Iterator[tuple[Mutant, Fate]]:
    """Each mutant of one file with its fate, as it is known; one process for each ground."""
    shares = [range(first, len(mutants), len(grounds)) for first in range(len(grounds))]
    open_ends = {
        _begun(ground, mutants, asked, share) for ground, share in zip(grounds, shares, strict=True)
    }
    while open_ends:
        for end in [one for one in open_ends if one.poll(LOOKS_EVERY)]:
            told = _told(end)
            if told is None:
                open_ends.discard(end)
            else:
                number, fate = told
                yield mutants[number], fate


def _begun(ground: Ground, mutants: Sequence[Mutant], asked: Asked, numbers: range) -> Connection:
    """Begin a process that tries those; gives the end at which it tells."""
    here, there = Pipe(duplex=False)
    Process(target=_work, args=(ground, mutants, asked, numbers, there)).start()
    there.close()
    return here


def _told(end: Connection) -> tuple[int, Fate] | None:
    """The next that a process tells; None when it is done."""
    try:
        told: tuple[int, Fate] | None = end.recv()
    except EOFError as error:  # it ended without a word
        raise UnsoundError from error
    return told


def _work(
    ground: Ground, mutants: Sequence[Mutant], asked: Asked, numbers: range, end: Connection
) -> None:
    """Tell each number with its fate, then None; end without that where nothing can be said."""
    if numbers:
        ground.enter(mutants[0].file)
        whole = [ground.told(asked.near), ground.told(asked.others)]
        began = time.monotonic()
        if _fate([[], *whole], None)[0] is not Fate.SURVIVED:
            return
        limit = max(SECONDS, TIMES * (time.monotonic() - began))
        for number in numbers:
            end.send((number, _try(ground, mutants[number], whole, limit)))
    end.send(None)


def _try(ground: Ground, mutant: Mutant, whole: list[list[str]], limit: float) -> Fate:
    """What caught the file's mutants before is asked first: most end there."""
    path = ground.folder / SOURCE / mutant.file
    kept = path.read_bytes()
    path.write_text(mutant.source, encoding="utf-8")
    fate, by = _fate([ground.quickest(mutant.file), *whole], limit)
    path.write_bytes(kept)
    ground.caught[mutant.file].update(by)
    return fate


def _fate(stages: list[list[str]], limit: float | None) -> tuple[Fate, list[str]]:
    """How a child ends that runs those tests, and which of them it failed.

    None where it ends badly for another reason, such as a file that cannot be loaded.
    """
    here, there = os.pipe()
    child = os.fork()
    if child == 0:
        os.setsid()
        _run(stages, there)
    os.close(there)
    status = _ended(child, limit)
    with os.fdopen(here) as told:
        failed = told.read().splitlines()
    if status is None:
        return Fate.HUNG, failed
    return Fate.SURVIVED if status == 0 else Fate.CAUGHT, failed


def _ended(child: int, limit: float | None) -> int | None:
    """The child's status when it has ended; None where it took too long and had to be ended."""
    until = None if limit is None else time.monotonic() + limit
    while until is None or time.monotonic() < until:
        number, status = os.waitpid(child, os.WNOHANG)
        if number:
            return status
        time.sleep(LOOKS_EVERY)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


class _Teller:
    """A plugin that tells the name of what fails to the other end of a pipe."""

    def __init__(self, end: int) -> None:
        self.end = end

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called by pytest for each part of a test."""
        if report.failed:
            os.write(self.end, f"{report.nodeid}\n".encode())


def _run(stages: list[list[str]], end: int) -> Never:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    main, teller = import_module("pytest").main, _Teller(end)
    quickest, *whole = stages
    # A mutant may change a test's name: that there is none such is no failure.
    if quickest and main(quickest, plugins=[teller]) == FAILED:
        os._exit(FAILED)
    os._exit(any(main(stage, plugins=[teller]) for stage in whole if stage))
