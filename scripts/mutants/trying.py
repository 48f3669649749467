"""Trying mutants: each in a child that has everything but the broken file loaded already."""

from __future__ import annotations

import os
import signal
import sys
import time
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from multiprocessing import Pipe, Process
from typing import TYPE_CHECKING, Never

from scripts.mutants.making import SOURCE
from scripts.mutants.reaching import Reach, Watcher

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

PASSED, FAILED = 0, 1  # what pytest ends with where all pass, or a test fails, and not otherwise
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
        try:
            bench = Bench(ground, mutants[0].file, asked)
            for number in numbers:
                end.send((number, bench.fate(mutants[number])))
        except UnsoundError as error:
            print(f"Failed with nothing broken: {error}", file=sys.stderr, flush=True)
            return
    end.send(None)


class Bench:
    """Where the mutants of one file are tried, one after the other."""

    def __init__(self, ground: Ground, file: str, asked: Asked) -> None:
        self.ground, self.asked = ground, asked
        self.path = ground.folder / SOURCE / file
        notes, began = ground.folder / "reached.json", time.monotonic()
        watcher = Watcher(self.path, notes)
        self._must_pass(asked.near, watcher)
        self.limit = max(SECONDS, TIMES * (time.monotonic() - began))
        self.reach = Reach(self.path.read_text(encoding="utf-8"), notes)
        self.others_pass = not asked.others

    def fate(self, mutant: Mutant) -> Fate:
        """Try it on the tests that caught others, those that reach it, then those elsewhere."""
        reaching = self.reach.tests(mutant.line)
        if reaching is None or reaching:
            named = [self.ground.quickest(mutant.file, reaching), self.ground.told(reaching or ())]
            fate = self._broken(mutant, [*named, self.ground.told(self.asked.near)])
        else:
            fate = Fate.SURVIVED
        if fate is not Fate.SURVIVED or not self.asked.others:
            return fate
        if not self.others_pass:
            self._must_pass(self.asked.others)
            self.others_pass = True
        return self._broken(mutant, [self.ground.told(self.asked.others)])

    def _must_pass(self, tests: Sequence[str], watcher: Watcher | None = None) -> None:
        """Run them with nothing broken; `UnsoundError` names what failed."""
        fate, failed = _fate([self.ground.told(tests)], None, watcher)
        if fate is not Fate.SURVIVED:
            raise UnsoundError(", ".join(failed) or "none by its name: it could not be run")

    def _broken(self, mutant: Mutant, stages: list[list[str]]) -> Fate:
        kept = self.path.read_bytes()
        self.path.write_text(mutant.source, encoding="utf-8")
        fate, by = _fate(stages, self.limit)
        self.path.write_bytes(kept)
        self.ground.caught[mutant.file].update(by)
        return fate


def _fate(
    stages: list[list[str]], limit: float | None, watcher: Watcher | None = None
) -> tuple[Fate, list[str]]:
    """How a child ends that runs those tests, the last stage whole, and which of them it failed.

    A stage before that names single tests; where the last of these passes, it ends there.
    None where it ends badly for another reason, such as a file that cannot be loaded.
    """
    here, there = os.pipe()
    child = os.fork()
    if child == 0:
        os.setsid()
        _run(stages, there, watcher)
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


def _run(stages: list[list[str]], end: int, watcher: Watcher | None) -> Never:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    main, plugins = import_module("pytest").main, list[object]([_Teller(end)])
    if watcher is not None:
        watcher.begin()
        plugins.append(watcher)
    *named, whole = stages
    for stage in named:
        ended = main(stage, plugins=plugins) if stage else None
        # A mutant may change a test's name: that there is none such is no failure.
        if ended == FAILED or (ended == PASSED and stage is named[-1]):
            os._exit(ended)
    os._exit(main(whole, plugins=plugins))
