"""Bring the front end's third-party files into static/vendor and record where each came from.

Run by hand when a version changes (`python scripts/vendor.py`): it asks npm for each package,
checks npm's sha512 of the archive, and keeps only the files that pages use, with the licence.
It must not record an address of any host, nor run anything that a package brings.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

STATIC: Final = Path(__file__).resolve().parent.parent / "static"
VENDOR: Final = STATIC / "vendor"
SPRITE: Final = STATIC / "icons" / "sprite.svg"

ICONS: Final = (
    "archive",
    "arrow-left",
    "arrow-right",
    "bold",
    "book-open",
    "camera",
    "check",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "clipboard-check",
    "clock",
    "cloud",
    "corner-down-left",
    "download",
    "eye",
    "eye-off",
    "heart-handshake",
    "house",
    "image",
    "info",
    "italic",
    "key",
    "lightbulb",
    "link",
    "list",
    "list-ordered",
    "lock",
    "log-out",
    "mail",
    "map-pin",
    "message-circle",
    "monitor",
    "pencil",
    "pencil-line",
    "plus",
    "printer",
    "redo-2",
    "rotate-ccw",
    "school",
    "search",
    "send",
    "settings",
    "shield",
    "smile",
    "square",
    "switch-camera",
    "tablet",
    "trash-2",
    "triangle-alert",
    "undo-2",
    "user",
    "users",
    "volume-2",
    "x",
)
# A second name for a drawing whose own name says something else than what it means here.
ALIASES: Final = {"plane": "send", "family": "heart-handshake"}


@dataclass(frozen=True, slots=True)
class Package:
    """One package at one version, and which of its files are kept: path inside it to name here."""

    name: str
    version: str
    files: dict[str, str]


PACKAGES: Final = (
    Package(
        "@fontsource-variable/lexend",
        "5.3.0",
        {
            "files/lexend-latin-wght-normal.woff2": "lexend/lexend-latin.woff2",
            "files/lexend-latin-ext-wght-normal.woff2": "lexend/lexend-latin-ext.woff2",
            "LICENSE": "lexend/LICENSE",
        },
    ),
    Package(
        "@fontsource/andika",
        "5.3.0",
        {
            "files/andika-latin-400-normal.woff2": "andika/andika-latin-400.woff2",
            "files/andika-latin-700-normal.woff2": "andika/andika-latin-700.woff2",
            "LICENSE": "andika/LICENSE",
        },
    ),
    Package(
        "@expo-google-fonts/lexend",  # single weights, as PDFs need them
        "0.4.1",
        {
            "400Regular/Lexend_400Regular.ttf": "lexend-paper/lexend-400.ttf",
            "700Bold/Lexend_700Bold.ttf": "lexend-paper/lexend-700.ttf",
            "LICENSE_FONT": "lexend-paper/LICENSE",
        },
    ),
    Package("lucide-static", "1.62.0", {"LICENSE": "lucide/LICENSE"}),
    Package(
        "squire-rte", "2.4.8", {"dist/squire.mjs": "squire/squire.js", "LICENSE": "squire/LICENSE"}
    ),
    Package(
        "dompurify",
        "3.4.18",
        {"dist/purify.es.mjs": "dompurify/purify.js", "LICENSE": "dompurify/LICENSE"},
    ),
    Package("jsqr", "1.4.0", {"dist/jsQR.js": "jsqr/jsqr.js", "LICENSE": "jsqr/LICENSE"}),
)


def fetch(package: Package, into: Path) -> Path:
    """Pack one package into a folder and return its archive."""
    spec = f"{package.name}@{package.version}"
    npm = shutil.which("npm") or "npm"
    asked = subprocess.run(
        [npm, "pack", spec, "--json", "--ignore-scripts", "--pack-destination", str(into)],
        check=True,
        capture_output=True,
        text=True,
    )
    answer = json.loads(asked.stdout)
    # A list up to npm 11, an object by name from there on.
    fact = answer[0] if isinstance(answer, list) else next(iter(answer.values()))
    return into / str(fact["filename"]).replace("@", "").replace("/", "-")


def checked(archive: Path, integrity: str) -> None:
    """Raise ValueError unless the archive has the sha512 that npm published for it."""
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != integrity:
        raise ValueError(f"{archive.name} is not the file that was published")


def published(package: Package) -> tuple[str, str]:
    """Return the licence and the integrity that the registry publishes for a package."""
    npm = shutil.which("npm") or "npm"
    asked = subprocess.run(
        [npm, "view", f"{package.name}@{package.version}", "license", "dist.integrity", "--json"],
        check=True,
        capture_output=True,
        text=True,
    )
    fact = json.loads(asked.stdout)
    return str(fact["license"]), str(fact["dist.integrity"])


def member(archive: tarfile.TarFile, path: str) -> bytes:
    """Return the bytes of one file of a package; KeyError when the package has no such file."""
    found = archive.extractfile(f"package/{path}")
    if found is None:
        raise KeyError(path)
    return found.read()


def without_map(data: bytes) -> bytes:
    """Drop the comment that names a source map, which is not kept here."""
    return re.sub(rb"\n//# sourceMappingURL=\S+\s*$", b"\n", data)


def symbol(name: str, svg: str) -> str:
    """Turn one icon file into a symbol of the sprite."""
    shapes = (
        re.sub(r"\s+", " ", svg.split(">", 2)[2].rsplit("</svg>", 1)[0])
        .replace("> <", "><")
        .strip()
    )
    return f'<symbol id="{name}" viewBox="0 0 24 24">{shapes.replace(" />", "/>")}</symbol>\n'


def draw_sprite(archive: tarfile.TarFile) -> None:
    """Write the sprite; strokes are left to the style sheet, so that they follow the text."""
    drawings = {name: name for name in ICONS} | ALIASES
    symbols = "".join(
        symbol(name, member(archive, f"icons/{of}.svg").decode()) for name, of in drawings.items()
    )
    SPRITE.parent.mkdir(parents=True, exist_ok=True)
    SPRITE.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}</svg>\n', encoding="utf-8"
    )


def keep(package: Package, folder: Path) -> dict[str, Any]:
    """Vendor one package and return its line of the record."""
    licence, integrity = published(package)
    path = fetch(package, folder)
    checked(path, integrity)
    kept: dict[str, str] = {}
    with tarfile.open(path) as archive:
        for inside, name in package.files.items():
            target = VENDOR / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(without_map(member(archive, inside)))
            kept[f"vendor/{name}"] = sha256(target)
        if package.name == "lucide-static":
            draw_sprite(archive)
            kept["icons/sprite.svg"] = sha256(SPRITE)
    return {
        "name": package.name,
        "version": package.version,
        "licence": licence,
        "integrity": integrity,
        "files": kept,
    }


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> None:
    """Vendor every package of the table and write the record."""
    with tempfile.TemporaryDirectory() as folder:
        record = [keep(package, Path(folder)) for package in PACKAGES]
    VENDOR.mkdir(parents=True, exist_ok=True)
    (VENDOR / "vendor.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
