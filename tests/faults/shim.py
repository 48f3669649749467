"""The library of shim.c: built once with gcc, loaded into a process of its own, told by ctypes."""

from __future__ import annotations

import ctypes
import errno
import mmap
import os
import subprocess
from dataclasses import asdict, dataclass
from enum import IntEnum
from pathlib import Path

SOURCE = Path(__file__).with_name("shim.c")
ROOM = 4 << 20
"""Bytes for the book: some 40,000 calls."""


class Deed(IntEnum):
    """What happens at the call that is meant; the numbers are those of shim.c."""

    COUNT = 0
    DIE_BEFORE = 1
    DIE_AFTER = 2
    DIE_HALFWAY = 3
    FAIL = 4
    FAIL_ON = 5
    """That call and every later one."""


@dataclass(frozen=True, slots=True)
class Fault:
    """At the `nth` call of that kind (empty: of any), counted from 1."""

    deed: Deed = Deed.COUNT
    nth: int = 0
    call: str = ""
    error: int = errno.EIO

    def told(self) -> dict[str, int | str]:
        """For a pipe."""
        return asdict(self)


def built(folder: Path) -> Path:
    """The library, built into the folder where it is not there."""
    made = folder / "shim.so"
    if not made.exists():
        draft = folder / f"shim-{os.getpid()}.so"
        flags = ["-shared", "-fPIC", "-O2", "-Wall", "-Werror", "-o", str(draft)]
        subprocess.run(["gcc", *flags, str(SOURCE), "-ldl"], check=True)
        draft.rename(made)
    return made


class Shim:
    """This process's shim: it must have been loaded before the process began (LD_PRELOAD)."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)
        self._book = mmap.mmap(-1, ROOM)
        where = ctypes.addressof(ctypes.c_char.from_buffer(self._book))
        self._library.fault_book(ctypes.c_void_p(where), ctypes.c_size_t(ROOM))

    def arm(self, folder: Path, fault: Fault, *, sockets: bool) -> None:
        """From now on count calls below the folder (and out of sockets), and do as `fault` says."""
        self._library.fault_arm(
            os.fsencode(folder),
            fault.call.encode(),
            fault.nth,
            int(fault.deed),
            fault.error,
            int(sockets),
        )

    def disarm(self) -> int:
        """Sleep again; how many calls of the kind that was meant there were."""
        return int(self._library.fault_disarm())

    def calls(self) -> list[str]:
        """Each call since it was armed, such as "fsync /media/photos/…"; those of a fork, too."""
        text = self._book[: self._book.find(b"\0")]
        return text.decode(errors="replace").splitlines()
