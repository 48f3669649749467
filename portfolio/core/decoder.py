"""The program that reads photos, each in a process that is forked for it and ends with it.

It runs apart from the server (decoding.py starts it) and holds nothing of it: no database, no
secret, no other photo. This process itself never looks into a photo: it reads a job's head, forks,
and waits. Whatever a hostile file does to a decoder is done to a process that has this one file,
no more memory and time than it was given, and nothing to write to but its answer.

A frame is four bytes of length, so much JSON, and then as many bytes as the JSON says: a plain
format, for what comes out of a decoder is not to be trusted (no pickle).
"""

from __future__ import annotations

import io
import json
import os
import resource
import signal
import struct
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from PIL import Image

from portfolio.core import covers, pictures

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portfolio.core.pictures import Picture

LONGEST_HEAD: Final = 4096
"""Bytes of JSON at most: ours have some 300."""

READY: Final = {"ready": True}
"""Its word before the first job and after each: then nothing of the last one is left, and what
goes wrong before the first is no photo's fault."""

DIED_BY: Final = 128
"""What a process ends with whose child ended by a signal: this and the signal's number."""

NICE: Final = 5
"""Other people's pages come first where the machine has both to do."""

_STANDARD_ERROR = 2
_OPEN_FILES = 16
_LENGTH = struct.Struct(">I")


class FrameError(Exception):
    """What came is no frame of ours, or ended within one."""


def write_frame(out: IO[bytes], head: dict[str, Any], bodies: Iterable[bytes] = ()) -> None:
    """One frame: `head` says in it how long the bodies are."""
    text = json.dumps(head).encode()
    for part in (_LENGTH.pack(len(text)) + text, *bodies):
        rest = memoryview(part)
        while rest:
            rest = rest[out.write(rest) :]


def read_head(file: IO[bytes]) -> dict[str, Any] | None:
    """The JSON of the next frame; None where the pipe was closed before it; else FrameError."""
    first = file.read(1)
    if not first:
        return None
    length = _LENGTH.unpack(first + read_body(file, _LENGTH.size - 1))[0]
    if length > LONGEST_HEAD:
        raise FrameError
    try:
        head = json.loads(read_body(file, length))
    except (ValueError, RecursionError) as error:
        raise FrameError from error
    if not isinstance(head, dict):
        raise FrameError
    return head


def read_body(file: IO[bytes], size: int) -> bytes:
    """Exactly so many bytes; FrameError where there are fewer."""
    data = bytearray(size)
    rest = memoryview(data)
    while rest:
        read: int | None = file.readinto(rest)  # type: ignore[attr-defined]  # of a raw file
        if not read:
            raise FrameError
        rest = rest[read:]
    return bytes(data)


# ---------------------------------------------------------------- the program


def main() -> None:
    """Do jobs until the pipe is closed; end with the fate of the first that did not end well."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which closes the pipe
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(NICE)
    asked, answers = _raw(0, "rb"), _raw(1, "wb")
    _warm_up()
    write_frame(answers, READY)
    while (job := read_head(asked)) is not None:
        child = os.fork()  # this process has one thread, and never another
        if child == 0:
            _do_and_end(job, asked, answers)
        _pid, status = os.waitpid(child, 0)
        fate = os.waitstatus_to_exitcode(status)
        if fate:  # what it left unread or unsaid would be taken for the next job's
            sys.exit(DIED_BY - fate if fate < 0 else fate)
        write_frame(answers, READY)


def _warm_up() -> None:
    """Load once what each forked process would else load for itself (50 ms): by our own pixel."""
    Image.init()
    pixel = io.BytesIO()
    Image.new("RGB", (1, 1)).save(pixel, "PNG")
    pictures.read_picture(pixel, pictures.Limits())


def _raw(handle: int, mode: str) -> IO[bytes]:
    """Unbuffered: not a byte of a photo may be kept by the process that reads the next one."""
    return open(handle, mode, buffering=0, closefd=False)


def _do_and_end(job: dict[str, Any], asked: IO[bytes], answers: IO[bytes]) -> None:
    """In the forked process: read one photo and never come back."""
    try:
        _limit(job["memory"], job["seconds"])
        data = read_body(asked, job["size"])
        _answer(answers, job, data)
    except BaseException:  # noqa: BLE001 -- its text may hold what the file said: it is dropped
        os._exit(1)
    os._exit(0)


def _answer(out: IO[bytes], job: dict[str, Any], data: bytes) -> None:
    try:
        picture = _picture(job, data)
    except pictures.PictureError as error:
        write_frame(out, {"error": type(error).__name__})
        return
    write_frame(out, _told(picture), (rendition.data for rendition in picture.renditions))


def _picture(job: dict[str, Any], data: bytes) -> Picture:
    if job["patch"] is not None:
        shape = covers.Shape(job["patch"]["shape"])  # a word on its way here
        return covers.covered(data, covers.Patch(**{**job["patch"], "shape": shape}))
    limits = pictures.Limits(job["max_bytes"], job["max_pixels"])
    return pictures.read_picture(io.BytesIO(data), limits)


def _told(picture: Picture) -> dict[str, Any]:
    return {
        "width": picture.width,
        "height": picture.height,
        "thumbhash": picture.thumbhash,
        "renditions": [(r.name, r.width, r.height, len(r.data)) for r in picture.renditions],
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }


def _limit(memory: int, seconds: int) -> None:
    """No more than `memory` bytes beside what the program has, and `seconds` on the processor.

    No new file, and nothing on the server's standard error: libraries write there what they read.
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, _STANDARD_ERROR)
    statm = Path("/proc/self/statm")
    if statm.exists():  # elsewhere than on Linux nobody says how much there is already
        has = int(statm.read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (has + memory, has + memory))
    # At the first of the two it ends by SIGXCPU, at the second by SIGKILL, which says nothing.
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 2))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
