"""Encrypting a stream for somebody's key, and opening it again: by age or GnuPG, never by us.

Both are programs of the machine. What goes in is never on disk in between.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from portfolio.backups.errors import BackupError, NotWholeError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PACKAGES = {"age": "age", "gpg": "gnupg"}
"""The program, and its package on Debian."""


@dataclass(frozen=True, slots=True)
class For:
    """For whom it is encrypted: the program's own word for a recipient or a key."""

    program: str
    whom: str

    @property
    def ending(self) -> str:
        """Of the file's name; it says by which program it is opened."""
        return self.program

    def command(self) -> list[str]:
        """What reads plain bytes and writes encrypted ones."""
        if self.program == "age":
            return [_found("age"), "--encrypt", "--recipient", self.whom]
        key = ["--trust-model", "always", "--recipient", self.whom]
        return [_found("gpg"), "--batch", "--quiet", *key, "--encrypt", "--output", "-"]


def _found(program: str) -> str:
    path = shutil.which(program)
    if path is None:
        package = PACKAGES[program]
        raise BackupError(f"{program} is not installed (on Debian: apt-get install {package}).")
    return path


def check(whom: For) -> None:
    """`BackupError` where that program is not here, or does not know that key."""
    ran = subprocess.run(whom.command(), input=b"", capture_output=True, check=False)  # noqa: S603 -- no shell, fixed words
    if ran.returncode != 0:
        raise BackupError(f"{whom.program} cannot encrypt for “{whom.whom}”: is that its key?")


@contextmanager
def into(target: IO[bytes], whom: For) -> Iterator[IO[bytes]]:
    """What is written to it is encrypted into the file; `BackupError` where the program fails."""
    process = subprocess.Popen(whom.command(), stdin=subprocess.PIPE, stdout=target)  # noqa: S603 -- no shell, fixed words
    try:
        yield _end_of(process.stdin)
        _end_of(process.stdin).close()
        if process.wait() != 0:
            raise BackupError(f"{whom.program} failed: there is no backup.")
    finally:
        _stop(process)


@contextmanager
def out_of(path: Path, identity: Path | None) -> Iterator[IO[bytes]]:
    """The plain bytes of an encrypted file; `NotWholeError` where it does not open whole."""
    process = subprocess.Popen(_opening(path, identity), stdout=subprocess.PIPE)  # noqa: S603 -- no shell, fixed words
    try:
        stream = _end_of(process.stdout)
        try:
            yield stream
        except NotWholeError:
            _read_to_its_end(process, stream)
            raise
        _read_to_its_end(process, stream)
    finally:
        _stop(process)


def _read_to_its_end(process: subprocess.Popen[bytes], stream: IO[bytes]) -> None:
    """Only at its end does the program say whether all of it was what had been encrypted."""
    while stream.read(io.DEFAULT_BUFFER_SIZE):
        pass
    if process.wait() != 0:
        raise NotWholeError("The encrypted backup does not open: another's key, or damaged.")


def _opening(path: Path, identity: Path | None) -> list[str]:
    if path.suffix == ".gpg":
        return [_found("gpg"), "--batch", "--quiet", "--decrypt", str(path)]
    if identity is None:
        raise BackupError("Name the file of the age key that opens it with --identity.")
    return [_found("age"), "--decrypt", "--identity", str(identity), str(path)]


def _end_of(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise BackupError("The program could not be started.")
    return pipe


def _stop(process: subprocess.Popen[bytes]) -> None:
    """However the block was left, nothing of it goes on."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None and not pipe.closed:
            try:
                pipe.close()
            except BrokenPipeError:
                continue
    if process.poll() is None:
        process.kill()
    process.wait()


def in_memory(data: bytes) -> IO[bytes]:
    """Few bytes as a file."""
    return io.BytesIO(data)
