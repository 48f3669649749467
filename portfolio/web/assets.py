"""Styles, scripts, fonts and icons, read once at start and served under the hash of what they say.

No build step: the CSS files are joined in memory in a fixed order (layers, tokens, base, layout,
then components and pages by name) into `css/space.css`. A browser takes no import map from a
file, and an inline one would need a hole in the content security policy; so the modules import
each other by plain relative paths, and those paths are rewritten here to the hashed names, the
imported file first. `import_map` still tells which name became which, for tests and preloads.
This module must not know about requests: the route that serves calls `read`.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import posixpath
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

PREFIX: Final = "/static/"
STYLE_SHEET: Final = "css/space.css"
FIRST_STYLES: Final = ("css/layers.css", "css/tokens.css", "css/base.css", "css/layout.css")
THEN_STYLES: Final = ("css/components", "css/pages")
COMPRESSED: Final = frozenset({".css", ".js", ".svg", ".json", ".txt"})
TYPES: Final = {
    ".js": "text/javascript",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    "": "text/plain",
}

_CSS_URL: Final = re.compile(r"""url\(["']?([^"')]+)["']?\)""")
# Only specifiers that begin with a dot: a vendored file imports nothing, and a bare name is a fault
# that shows itself in the browser at once.
_IMPORT: Final = re.compile(r"""((?:\bfrom|\bimport)\s*\(?\s*)(["'])(\.{1,2}/[^"']+)\2""")


class AssetError(LookupError):
    """A page or a file names an asset that is not there, or two modules import each other."""


class Served(NamedTuple):
    """What the route needs to answer: bytes, media type, the gzip copy if smaller, and the hash."""

    data: bytes
    media_type: str
    gzipped: bytes | None
    is_hashed: bool


@dataclass(frozen=True, slots=True)
class _Asset:
    """One finished file: its bytes with all addresses in it rewritten, and its hashed name."""

    data: bytes
    hashed: str


class Assets:
    """Every file of the static folder, finished at start; changing one means starting again."""

    def __init__(self, static_folder: str | Path, prefix: str = PREFIX) -> None:
        """Read the folder; raise `AssetError` if a file in it names another that is not there."""
        self._folder = Path(static_folder)
        self._prefix = prefix
        self._done: dict[str, _Asset] = {}
        self._open: list[str] = []
        for name in (*self._names(), STYLE_SHEET):
            self._finish(name)
        self._served = dict(self._all_served())

    def url(self, name: str) -> str:
        """Return the hashed address of a file named as in the folder; `AssetError` if absent."""
        return self._prefix + self._finish(name).hashed

    def import_map(self) -> dict[str, dict[str, str]]:
        """Return `{"imports": {plain address: hashed address}}` of all modules."""
        modules = sorted(name for name in self._done if name.endswith(".js"))
        return {"imports": {self._prefix + name: self.url(name) for name in modules}}

    def read(self, path: str) -> Served:
        """Return what to send for a path below the prefix; `AssetError` if it is none of ours.

        A hashed path never changes what it says: `Cache-Control: public, max-age=31536000,
        immutable`. A plain one is for people and tools, and must be asked for again each time.
        """
        try:
            return self._served[path]
        except KeyError:
            raise AssetError(path) from None

    def _names(self) -> list[str]:
        """List the files of the folder by name, the parts of the style sheet among them."""
        return sorted(
            found.relative_to(self._folder).as_posix()
            for found in self._folder.rglob("*")
            if found.is_file() and not found.name.startswith(".")
        )

    def _finish(self, name: str) -> _Asset:
        """Return a file with its addresses rewritten, finishing what it names first."""
        if name in self._done:
            return self._done[name]
        if name in self._open:
            raise AssetError(f"{' imports '.join([*self._open, name])}: a circle has no hash")
        self._open.append(name)
        data = self._rewritten(name)
        self._open.pop()
        asset = self._done[name] = _Asset(data, _hashed_name(name, data))
        return asset

    def _rewritten(self, name: str) -> bytes:
        """Read one file and put hashed addresses into it, where its kind has any."""
        if name == STYLE_SHEET:
            return b"\n".join(self._finish(part).data for part in self._style_parts())
        try:
            data = (self._folder / name).read_bytes()
        except OSError:
            raise AssetError(name) from None
        if name.endswith(".css"):
            return _CSS_URL.sub(lambda found: self._css_url(name, found), data.decode()).encode()
        if name.startswith("js/") and name.endswith(".js"):
            return _IMPORT.sub(lambda found: self._import(name, found), data.decode()).encode()
        return data

    def _css_url(self, name: str, found: re.Match[str]) -> str:
        """Rewrite one address of a style sheet."""
        return f'url("{self.url(_beside(name, found[1]))}")'

    def _import(self, name: str, found: re.Match[str]) -> str:
        """Rewrite one import of a module; an absolute address works from wherever it is served."""
        return f"{found[1]}{found[2]}{self.url(_beside(name, found[3]))}{found[2]}"

    def _style_parts(self) -> list[str]:
        """Name the CSS files in the order in which they are joined."""
        names = self._names()
        styles = [name for name in names if name.endswith(".css")]
        first = [name for name in FIRST_STYLES if name in styles]
        return first + [
            name for folder in THEN_STYLES for name in styles if name.startswith(f"{folder}/")
        ]

    def _all_served(self) -> dict[str, Served]:
        """Prepare each file twice: under its hashed name and under its plain one."""
        served: dict[str, Served] = {}
        for name, asset in self._done.items():
            media_type, gzipped = _media_type(name), _gzipped(name, asset.data)
            served[asset.hashed] = Served(asset.data, media_type, gzipped, is_hashed=True)
            served[name] = Served(asset.data, media_type, gzipped, is_hashed=False)
        return served


def _beside(name: str, reference: str) -> str:
    """Resolve a relative reference in one file of the folder to the name of another."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), reference))


def _hashed_name(name: str, data: bytes) -> str:
    """Put ten hexadecimal digits (40 bits) of the content's hash before the extension."""
    stem, extension = posixpath.splitext(name)
    return f"{stem}.{hashlib.sha256(data).hexdigest()[:10]}{extension}"


def _media_type(name: str) -> str:
    """Return the media type by extension, the same on every machine for the kinds we ship."""
    extension = posixpath.splitext(name)[1]
    known = TYPES.get(extension) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{known}; charset=utf-8" if known.startswith("text/") else known


def _gzipped(name: str, data: bytes) -> bytes | None:
    """Return a compressed copy (same bytes on every start) where it saves something."""
    if posixpath.splitext(name)[1] not in COMPRESSED:
        return None
    packed = gzip.compress(data, compresslevel=9, mtime=0)
    return packed if len(packed) < len(data) else None
