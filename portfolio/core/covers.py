"""A piece of cut paper laid over part of a picture and drawn into it: what was there is gone.

It draws; it knows nobody in the picture. The renditions are made anew from our largest one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from PIL import ImageDraw

from portfolio.core import pictures

if TYPE_CHECKING:
    from PIL import Image

    from portfolio.core.pictures import Picture


class Shape(StrEnum):
    """How the paper is cut: nothing that lets a corner of a face look out."""

    DISC = "disc"
    SQUARE = "square"


COLOURS = {
    "sky": "#bfe0f2",
    "butter": "#ffe59a",
    "moss": "#cfe2ae",
    "coral": "#ffcdbd",
    "lilac": "#dcd0f2",
}
"""The papers by name, as in static/css/tokens.css."""

SMALLEST, LARGEST = 10, 100
"""How large a piece may be, in hundredths of the picture's shorter side."""

TILT = 6
"""Degrees that a square lies askew, as cut paper does."""

RIM = 0.06
"""The white edge, as a part of the piece's half."""


@dataclass(frozen=True, slots=True)
class Patch:
    """One piece of paper. `left` and `top` are its middle, in hundredths of the picture's sides."""

    left: int = 50
    top: int = 50
    size: int = 30
    colour: str = "butter"
    shape: Shape = Shape.DISC

    def middle(self, width: int, height: int) -> tuple[float, float]:
        """Its middle in pixels."""
        return width * self.left / 100, height * self.top / 100

    def half(self, width: int, height: int) -> float:
        """Half of its width in pixels, without the rim."""
        return min(width, height) * self.size / 200


def covered(stored: bytes, patch: Patch) -> Picture:
    """The picture anew, from the bytes of its largest rendition, with the paper drawn into it."""
    return pictures.redrawn(stored, lambda image: _lay(image, patch))


def _lay(image: Image.Image, patch: Patch) -> None:
    draw = ImageDraw.Draw(image)
    half = patch.half(image.width, image.height)
    for reach, colour in ((half * (1 + RIM), "#ffffff"), (half, COLOURS[patch.colour])):
        _cut(draw, patch.shape, patch.middle(image.width, image.height), reach, colour)


def _cut(
    draw: ImageDraw.ImageDraw,
    shape: Shape,
    middle: tuple[float, float],
    reach: float,
    colour: str,
) -> None:
    x, y = middle
    if shape is Shape.DISC:
        draw.ellipse((x - reach, y - reach, x + reach, y + reach), fill=colour)
        return
    angles = [math.radians(TILT + 45 + 90 * corner) for corner in range(4)]
    far = reach * math.sqrt(2)
    draw.polygon([(x + far * math.cos(a), y + far * math.sin(a)) for a in angles], fill=colour)
