"""Opening a zip without being harmed by it: no paths out of it, no bombs, nothing written to disk.

Only the tables that are asked for are read, in memory, and never more than `UNZIPPED_BYTES`.
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from portfolio.roll.reading.rows import Unreadable, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Collection

UNZIPPED_BYTES = 50 * 1024 * 1024
"""Ten times what a school of 3,000 with 120,000 enrolments of about 40 bytes each unpacks to."""

MEMBERS_AT_MOST = 100
"""OneRoster 1.2 knows 25 tables."""

READ = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How members may be packed: as OneRoster's tools do. LZMA and bzip2 let a few bytes ask for any
amount of memory at once, and fail in ways of their own."""

ZIP_STARTS = b"PK\x03\x04"
EMPTY_ZIP_STARTS = b"PK\x05\x06"


def is_zip(data: bytes) -> bool:
    """Whether the file begins as a zip does."""
    return data.startswith((ZIP_STARTS, EMPTY_ZIP_STARTS))


def open_tables(data: bytes, wanted: Collection[str]) -> dict[str, bytes]:
    """The wanted tables of the zip by their names, wherever they lie in it.

    `UnreadableError` for a zip that is broken, locked, too large, a workbook, or that holds a path
    which could lead out of it: whoever made that means harm, so nothing of it is read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            members = opened.infolist()
            _refuse_unsafe(members)
            return _read(opened, members, wanted)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise UnreadableError(Unreadable.NOT_A_LIST) from error


def _refuse_unsafe(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MEMBERS_AT_MOST:
        raise UnreadableError(Unreadable.TOO_BIG)
    for member in members:
        if _leads_out(member):
            raise UnreadableError(Unreadable.UNSAFE)
        if member.flag_bits & 0x1:
            raise UnreadableError(Unreadable.LOCKED)
    if any(member.compress_type not in READ for member in members):
        raise UnreadableError(Unreadable.NOT_A_LIST)
    if any(member.filename.startswith("xl/") for member in members):
        raise UnreadableError(Unreadable.WORKBOOK)
    if sum(member.file_size for member in members) > UNZIPPED_BYTES:
        raise UnreadableError(Unreadable.TOO_BIG)


def _leads_out(member: zipfile.ZipInfo) -> bool:
    # `orig_filename` is what stands in the zip; `filename` is already tidied by the library.
    name = member.orig_filename
    path = PurePosixPath(name)
    is_odd = "\\" in name or ":" in name or "\0" in name
    return is_odd or path.is_absolute() or ".." in path.parts or _is_link(member)


def _is_link(member: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(member.external_attr >> 16)


def _read(
    opened: zipfile.ZipFile, members: list[zipfile.ZipInfo], wanted: Collection[str]
) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    left = UNZIPPED_BYTES
    for member in members:
        name = PurePosixPath(member.filename).name.casefold()
        if member.is_dir() or name not in wanted or "__MACOSX" in member.filename:
            continue
        if name in found:
            raise UnreadableError(Unreadable.NOT_ONEROSTER, name)
        with opened.open(member) as stream:
            found[name] = stream.read(left + 1)  # the size that the zip claims may be a lie
        left -= len(found[name])
        if left < 0:
            raise UnreadableError(Unreadable.TOO_BIG)
    return found
