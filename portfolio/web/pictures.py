"""A photo as the component `photo` takes it: addresses, widths, words. It asks nobody anything."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from flask import request, url_for

from portfolio.core.pictures import RenditionName

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portfolio.photos.queries import Shown

IN_SETS = (RenditionName.SMALL, RenditionName.MEDIUM, RenditionName.LARGE)


@dataclass(frozen=True, slots=True)
class Rendition:
    """One address, and how many pixels wide it is."""

    href: str
    width: int


@dataclass(frozen=True, slots=True)
class Picture:
    """What templates/components/photo.html asks for."""

    public_id: str
    renditions: list[Rendition]
    jpeg_href: str
    width: int
    height: int
    alt: str
    thumbhash: str


def picture(shown: Shown, alt: str = "") -> Picture:
    """The photo with its addresses; `alt` stands in where it has no description of its own."""
    widths = {name: _width(shown, name) for name in IN_SETS}
    # A small photo is as wide in every rendition: name each width once.
    names = {width: name for name, width in reversed(widths.items())}
    folder = _folder(shown.public_id, request.script_root)
    sets = [Rendition(folder + names[width].value, width) for width in sorted(names)]
    jpeg = folder + RenditionName.MEDIUM_JPEG.value
    return Picture(
        shown.public_id, sets, jpeg, shown.width, shown.height, shown.alt or alt, shown.thumbhash
    )


def thumb(shown: Shown) -> Picture:
    """The photo beside a line of a list, 3 rem wide: the smallest rendition is enough."""
    folder = _folder(shown.public_id, request.script_root)
    small = Rendition(folder + RenditionName.SMALL.value, _width(shown, RenditionName.SMALL))
    jpeg = folder + RenditionName.MEDIUM_JPEG.value
    return Picture(
        shown.public_id, [small], jpeg, shown.width, shown.height, shown.alt, shown.thumbhash
    )


def pictures(all_shown: Iterable[Shown], alt: str = "") -> list[Picture]:
    """Several, in their order."""
    return [picture(shown, alt) for shown in all_shown]


@lru_cache(maxsize=8192)
def _folder(public_id: str, _site: str) -> str:
    """What the addresses of a photo's renditions begin with, on a site that begins with `_site`.

    Made once: putting addresses together took a fifth of a page of twenty photos.
    """
    small = RenditionName.SMALL.value
    return url_for("photos.file", photo_id=public_id, rendition=small).removesuffix(small)


def _width(shown: Shown, name: RenditionName) -> int:
    """Pixels across, as core/pictures.py made it: never enlarged, rounded to the nearest."""
    scale = min(1.0, name.long_side / max(shown.width, shown.height, 1))
    return max(1, int(shown.width * scale + 0.5))
