"""A photo asked for again, and sent whole, beside the same file sent to anybody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bench import load, pages, school
from bench.uploads import Child, twelve_megapixels

if TYPE_CHECKING:
    from pathlib import Path

PHOTO = re.compile(r'src="/photos/([0-9a-z]+)/')
RENDITIONS = ("960.webp", "2048.webp")


def show(folder: Path, port: int) -> None:
    """Print the figures."""
    address = f"sqlite:///{folder / 'photos.db'}"
    media = folder / "photographed"
    school.build(address, 1_000)
    with pages.served(address, media, port, {"child": (1, "/space")}) as told:
        child = Child(port, told["child"]["cookie"])
        child.puts_in(twelve_megapixels())
        photo = _photo(child)
        print("\nPhotos (answers a second at eight clients, after asking the rule each time)")
        for name in RENDITIONS:
            stored = next(media.rglob(name)).relative_to(media)
            _show(port, child.cookie, f"/photos/{photo}/{name.removesuffix('.webp')}", str(stored))


def _photo(child: Child) -> str:
    """The photo of the newest thing in the child's space."""
    _status, _place, space = child.ask("GET", "/space")
    found = PHOTO.search(space)
    assert found, space  # noqa: S101 -- it was just put in
    return found[1]


def _show(port: int, cookie: str, path: str, stored: str) -> None:
    whole = load.Address(port, path, cookie)
    status, size = load.Connection(whole).ask()
    assert status == 200, path  # noqa: S101 -- it was just put in
    tag = load.tag_of(whole)
    again = load.a_second(load.Address(port, path, cookie, known=tag))
    sent = load.a_second(whole)
    floor = load.a_second(load.Address(port, f"/bench/file/{stored}"))
    print(
        f"{path.rpartition('/')[2]} pixels, {size / 1000:.0f} kB: asked again (304) {again:.0f}",
        end="",
    )
    print(f" (limit 800); sent {sent:.0f}, to anybody {floor:.0f}: {sent / floor:.2f} (limit 0.5)")
