"""Photos are read apart from the server: one at a time, in a process that may die of it.

Each server process has one program for that (decoder.py), started when the first photo comes and
again after a fault. Others wait in line; where the line is long, `BusyError` says so at once.
What the program answers is looked at like what a stranger sends: see `_answer_of`.
"""

from __future__ import annotations

import fcntl
import logging
import os
import signal
import subprocess
import sys
import threading
import weakref
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from portfolio.core import decoder, pictures
from portfolio.core.errors import BusyError
from portfolio.core.pictures import (
    DamagedError,
    Limits,
    NotAPictureError,
    Picture,
    PictureError,
    Rendition,
    RenditionName,
    TooBigError,
    TooManyPixelsError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from portfolio.core.covers import Patch

PROGRAM: Final = (
    # The package by its folder alone: to import it as the server does would run all of the server,
    # which takes 3 s and 100 MB and has no business where strangers' files are read.
    "import sys, types; package = types.ModuleType('portfolio'); package.__path__ = [sys.argv[1]]; "
    "sys.modules['portfolio'] = package; from portfolio.core import decoder; decoder.main()"
)
COMMAND: Final = (sys.executable, "-I", "-c", PROGRAM, str(Path(__file__).resolve().parent.parent))

ENVIRONMENT: Final = {
    "LANG": "C.UTF-8",
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": str(256 * 1024**2),
    "MALLOC_TRIM_THRESHOLD_": str(1024**3),
    "MALLOC_TOP_PAD_": str(16 * 1024**2),
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}
"""All that the program is told: none of the server's secrets.

One arena: a thread of a decoder would else ask for 64 MB of address space, which counts. And a
process that reads one photo gives no memory back before its end, in large pages: giving back and
asking again, 4 kB at a time, took a third of a photo's time.
"""

PIPE_BYTES: Final = 1024 * 1024
"""What Linux allows everybody; its own 64 kB took 0.4 s more a photo on a busy machine."""

START_SECONDS: Final = 20
"""It takes 0.2 s where nothing else is going on."""

GONE_SECONDS: Final = 1
"""Between a closed pipe and the end of the process that held it."""

LARGEST_RENDITION: Final = 24 * 1024 * 1024
"""Bytes: more than 2048 × 2048 pixels take uncompressed."""

log = logging.getLogger("portfolio.decoding")


@dataclass(frozen=True, slots=True)
class Costs:
    """What reading may cost. The numbers' origin is in decision 42."""

    memory: int = 400 * 1024 * 1024
    """Bytes for one photo, beside the 60 MB of the program."""
    cpu_seconds: int = 10
    """Seconds on the processor for one photo; 48 megapixels take two."""
    seconds: float = 20.0
    """Seconds by the clock for one photo, from its first byte to the answer's last."""
    line: int = 32
    """How many wait their turn in each server process at most."""
    patience: float = 35.0
    """Seconds after which whoever waits is told to come again."""


class _FaultError(Exception):
    """The program ended, with `fate`, or said what it never says, and then `fate` is None."""

    def __init__(self, fate: int | None) -> None:
        super().__init__()
        self.fate = fate

    @property
    def is_from_outside(self) -> bool:
        """Somebody killed it: no file makes a decoder end like that."""
        ended = {-signal.SIGKILL, -signal.SIGTERM}
        ended |= {decoder.DIED_BY - one for one in ended}
        return self.fate in ended


class Decoders:
    """The server process's way to have photos read; for any number of threads."""

    def __init__(self, costs: Costs | None = None, command: Sequence[str] = COMMAND) -> None:
        self._costs = costs or Costs()
        self._command = command
        self._program: _Program | None = None
        self._turn = threading.Semaphore()
        self._counting = threading.Lock()
        self._waiting = 0

    def read(self, file: IO[bytes], limits: Limits) -> Picture:
        """Read an uploaded file, at any position and left open, into a Picture.

        Raises:
            PictureError: one of its four subclasses, for any content.
            BusyError: too many photos are waiting, or the machine let none be read.
        """
        pictures.glance(file, limits)
        file.seek(0)
        return self._ask(file.read(), max_bytes=limits.max_bytes, max_pixels=limits.max_pixels)

    def covered(self, stored: bytes, patch: Patch) -> Picture:
        """The picture anew, from the bytes of its largest rendition, with the paper drawn in."""
        return self._ask(stored, patch=asdict(patch))

    def close(self) -> None:
        """End the program; the next photo starts another."""
        with self._turn:
            self._end()

    def _ask(self, data: bytes, **about: Any) -> Picture:  # noqa: ANN401 -- fields of JSON
        cost = {"memory": self._costs.memory, "seconds": self._costs.cpu_seconds}
        job = {"size": len(data), "patch": None, **cost, **about}
        with self._in_turn():
            try:
                return self._ask_once(job, data)
            except _FaultError:  # somebody killed it, and may not have meant this photo
                log.warning("decoder: killed from outside; the photo is read again")
            try:
                return self._ask_once(job, data)
            except _FaultError as error:
                raise BusyError from error

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """Wait in line, not longer than the line and the patience allow."""
        with self._counting:
            if self._waiting > self._costs.line:  # the one whose turn it is counts, too
                raise BusyError
            self._waiting += 1
        try:
            if not self._turn.acquire(timeout=self._costs.patience):
                raise BusyError
            try:
                yield
            finally:
                self._turn.release()
        finally:
            with self._counting:
                self._waiting -= 1

    def _ask_once(self, job: dict[str, Any], data: bytes) -> Picture:
        """The program's answer; `_FaultError` only where it was killed from outside."""
        program = self._running()
        try:
            return program.ask(job, data, self._costs.seconds)
        except _FaultError as error:
            self._program = None
            if error.is_from_outside and not program.is_late:
                raise
            log.warning("decoder: ended by a photo (%s)", error.fate)
            raise DamagedError from error

    def _running(self) -> _Program:
        """The program, begun anew where there is none any more, or another process's."""
        program = self._program
        if program is None or not program.is_there():
            self._end()
            program = self._program = _Program(self._command)
        return program

    def _end(self) -> None:
        program, self._program = self._program, None
        if program is not None:
            program.end()


class _Program:
    """The running program and its two pipes."""

    def __init__(self, command: Sequence[str]) -> None:
        self.is_late = False
        self._of = os.getpid()
        self._ending = threading.Lock()
        # A group of its own: whoever ends it ends the process that it forked for a photo, too.
        self._process = subprocess.Popen(  # noqa: S603 -- our own program, fixed arguments
            command,
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=ENVIRONMENT,
            process_group=0,
        )
        _widen(self._asked, self._answers)
        self._fate = weakref.finalize(self, _kill, self._process, self._of)
        if not self._says_ready():
            self.end()
            log.error("decoder: does not start (%s)", self._process.returncode)
            raise BusyError

    def is_there(self) -> bool:
        """Whether it runs, and belongs to this very process, not to one that forked it."""
        return self._of == os.getpid() and self._process.poll() is None

    def ask(self, job: dict[str, Any], data: bytes, seconds: float) -> Picture:
        """What it says to the job; `_FaultError` where it does not, and then it is ended."""
        with self._at_most(seconds), suppress(OSError, decoder.FrameError):
            decoder.write_frame(self._asked, job, (data,))
            head = decoder.read_head(self._answers)
            answer = None if head is None else _answer_of(head, self._answers)
            if answer is not None and decoder.read_head(self._answers) == decoder.READY:
                if isinstance(answer, PictureError):
                    raise answer
                return answer
        fate = self._own_end()
        self.end()
        raise _FaultError(fate)

    def _own_end(self) -> int | None:
        """What it ended with by itself or by others' doing; None where it still runs."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(GONE_SECONDS)
        return self._process.returncode

    def end(self) -> None:
        """Let nothing of it be left; one that another process began is only forgotten."""
        with self._ending:
            self._fate()

    def _says_ready(self) -> bool:
        with self._at_most(START_SECONDS), suppress(OSError, decoder.FrameError):
            return decoder.read_head(self._answers) == decoder.READY
        return False

    @contextmanager
    def _at_most(self, seconds: float) -> Iterator[None]:
        """End it after so long, whatever it does: then the pipes say that it is gone."""
        watch = threading.Timer(seconds, self._too_late)
        watch.daemon = True
        watch.start()
        try:
            yield
        finally:
            watch.cancel()

    def _too_late(self) -> None:
        with self._ending:
            if self._process.returncode is None:
                self.is_late = True
                _kill_group(self._process)

    @property
    def _asked(self) -> IO[bytes]:
        assert self._process.stdin is not None  # noqa: S101 -- it was asked for
        return self._process.stdin

    @property
    def _answers(self) -> IO[bytes]:
        assert self._process.stdout is not None  # noqa: S101 -- it was asked for
        return self._process.stdout


def _widen(*pipes: IO[bytes]) -> None:
    """Let a photo go through in few pieces: on a busy machine each waits for both sides' turn."""
    for pipe in pipes:
        with suppress(OSError, AttributeError):  # the machine allows less, or is no Linux
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE_BYTES)


def _kill(process: subprocess.Popen[bytes], of: int) -> None:
    """End the program with whatever it forked, and close its pipes."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    if of != os.getpid():  # forked since: it is the other process's
        process.returncode = 0
        return
    if process.poll() is None:  # once it is known to be gone, its number may be somebody else's
        _kill_group(process)
        process.wait()


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


# ---------------------------------------------------------------- what it answers

_ERRORS: Final[dict[str, type[PictureError]]] = {
    one.__name__: one for one in (NotAPictureError, TooBigError, TooManyPixelsError, DamagedError)
}
_STARTS: Final = {"image/webp": b"RIFF", "image/jpeg": b"\xff\xd8\xff"}
_LONGEST_THUMBHASH: Final = 64


def _answer_of(head: dict[str, Any], file: IO[bytes]) -> Picture | PictureError:
    """The picture or the error; FrameError for whatever else.

    A decoder that a file has taken over may say anything: it can give another picture, but no more
    than a picture, and none that a browser would take for something else.
    """
    if "error" in head:
        return _error(head["error"])
    rows = head.get("renditions")
    if not isinstance(rows, list) or len(rows) != len(RenditionName):
        raise decoder.FrameError
    renditions = tuple(_rendition(*one, file) for one in zip(RenditionName, rows, strict=True))
    large = renditions[list(RenditionName).index(RenditionName.LARGE)]
    return Picture(large.width, large.height, _thumbhash(head.get("thumbhash")), renditions)


def _error(said: object) -> PictureError:
    kind = _ERRORS.get(said) if isinstance(said, str) else None
    if kind is None:
        raise decoder.FrameError
    return kind()


def _rendition(name: RenditionName, row: object, file: IO[bytes]) -> Rendition:
    match row:
        case [str(said), int(width), int(height), int(size)]:
            is_fit = min(width, height) > 0 and max(width, height) <= name.long_side
            if said == name and is_fit and 0 < size <= LARGEST_RENDITION:
                data = decoder.read_body(file, size)
                if data.startswith(_STARTS[name.media_type]):
                    return Rendition(name, width, height, data)
    raise decoder.FrameError


def _thumbhash(said: object) -> str:
    if not isinstance(said, str) or not said.isascii() or len(said) > _LONGEST_THUMBHASH:
        raise decoder.FrameError
    return said
