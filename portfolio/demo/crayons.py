"""Art materials for the demonstration school: a sheet of paper and what one draws on it with.

Crayon, felt pen, pencil, poster paint and cut paper, made of nothing but Pillow masks and seeded
noise, so that the same seed always gives the same picture and no font or image file is needed.
It knows no school, no child and no particular picture.
"""

from __future__ import annotations

import io
import math
import random
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from portfolio.demo.lettering import strokes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Point = tuple[float, float]
Outline = list[Point]
Box = tuple[int, int, int, int]

#: Masks are drawn this many times larger and reduced again: Pillow draws without smoothing.
FINE = 2

#: Colours of the school's pots and packets, by the names children give them.
INK, GREY, WHITE, CREAM = "#22303a", "#6d7780", "#fdfcf7", "#f6efdd"
RED, ORANGE, YELLOW, GREEN, DARK_GREEN = "#d6423b", "#ee8a35", "#f7c93c", "#5fa350", "#2f6b41"
BLUE, SKY, NAVY, PURPLE, PINK = "#2f6fb5", "#8fcbea", "#1d3557", "#7b5aa6", "#ef8fa8"
BROWN, TAN, SAND, TEAL, MINT = "#8a5a3b", "#c98f5d", "#ead2a8", "#2f8f8b", "#a9dcc7"


def ring(
    x: float, y: float, across: float, up: float | None = None, start: float = 0, turn: float = 360
) -> Outline:
    """Points of an ellipse (or of `turn` degrees of it, clockwise from the right), in pixels."""
    steps = max(12, int(abs(turn) / 6))
    tall = across if up is None else up
    angles = [math.radians(start + turn * step / steps) for step in range(steps + (turn != 360))]
    return [(x + across * math.cos(angle), y + tall * math.sin(angle)) for angle in angles]


def box(x: float, y: float, wide: float, tall: float) -> Outline:
    """Four corners from the upper left one."""
    return [(x, y), (x + wide, y), (x + wide, y + tall), (x, y + tall)]


def star(
    x: float, y: float, radius: float, points: int = 5, inner: float = 0.45, turn: float = -90
) -> Outline:
    """A star's corners; `inner` is the short radius as a part of the long one."""
    corners = []
    for step in range(points * 2):
        reach = radius if step % 2 == 0 else radius * inner
        angle = math.radians(turn + 180 * step / points)
        corners.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return corners


def rounded(points: Sequence[Point], *, closed: bool = False, times: int = 2) -> Outline:
    """Corners cut (Chaikin), which rounds a shape and, unlike a spline, never leaves it."""
    now = list(points)
    for _ in range(times):
        pairs = list(zip(now, [*now[1:], now[0]] if closed else now[1:], strict=False))
        cut = [point for a, b in pairs for point in (_between(a, b, 0.25), _between(a, b, 0.75))]
        now = cut if closed else [now[0], *cut, now[-1]]
    return now


def moved(
    points: Iterable[Point], across: float = 0, down: float = 0, turn: float = 0, size: float = 1
) -> Outline:
    """Points made `size` times as large and turned (degrees) about the origin, then moved."""
    cos, sin = math.cos(math.radians(turn)) * size, math.sin(math.radians(turn)) * size
    return [(x * cos - y * sin + across, x * sin + y * cos + down) for x, y in points]


def _between(a: Point, b: Point, part: float) -> Point:
    return (a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part)


@lru_cache(maxsize=8)
def _noise(size: tuple[int, int], soft: float, seed: int) -> Image.Image:
    grain = Image.frombytes("L", size, random.Random(seed).randbytes(size[0] * size[1]))
    return grain.filter(ImageFilter.GaussianBlur(soft)) if soft else grain


@lru_cache(maxsize=8)
def _tooth(size: tuple[int, int]) -> Image.Image:
    """How well wax takes: white where the paper stands up, dark in its pits."""
    return _noise(size, 1.1, 7).point(lambda value: max(0, min(255, int((value - 84) * 6.5))))


@lru_cache(maxsize=8)
def _streaks(size: tuple[int, int]) -> Image.Image:
    """A wide brush's marks, lying across the sheet."""
    small = _noise((max(1, size[0] // 40), size[1] // 3), 0.6, 11)
    return small.resize(size, Image.Resampling.BICUBIC).point(
        lambda value: max(0, min(255, 236 + (value - 128) // 7))
    )


class Sheet:
    """One sheet of paper, and the ways to leave a mark on it."""

    def __init__(self, seed: int, size: tuple[int, int] = (1200, 900), paper: str = WHITE) -> None:
        """Take a sheet of `size` pixels; `seed` decides every wobble on it."""
        self.rng = random.Random(seed)
        self.size = size
        self.image = self._sugar_paper(paper)

    def _sugar_paper(self, colour: str) -> Image.Image:
        grain = _noise(self.size, 0.8, 3).point(
            lambda value: max(0, min(255, 246 + (value - 128) // 5))
        )
        cloud = (
            _noise((12, 9), 0, 5)
            .resize(self.size, Image.Resampling.BICUBIC)
            .point(lambda value: 246 + value // 30)
        )
        grey = ImageChops.multiply(grain, cloud)
        sheet = ImageChops.multiply(
            Image.new("RGB", self.size, colour), Image.merge("RGB", (grey, grey, grey))
        )
        self._fibres(sheet)
        return sheet

    def _fibres(self, sheet: Image.Image) -> None:
        draw = ImageDraw.Draw(sheet, "RGBA")
        for _ in range(220):
            x, y = self.rng.uniform(0, self.size[0]), self.rng.uniform(0, self.size[1])
            across, down = self.rng.uniform(-9, 9), self.rng.uniform(-9, 9)
            shade = self.rng.choice([(255, 255, 255, 46), (60, 50, 40, 22)])
            draw.line(
                [(x, y), (x + across, y + down / 3), (x + across * 1.5, y + down)],
                fill=shade,
                width=1,
            )

    # ------------------------------------------------------------------ hands

    def shaky(self, points: Sequence[Point], amount: float = 3, *, closed: bool = False) -> Outline:
        """The same path drawn by a hand and no ruler; `amount` is the largest slip in pixels."""
        path = _steps([*points, points[0]] if closed else list(points), 14)
        waves = [
            (self.rng.uniform(60, 190), self.rng.uniform(0, 6.3), self.rng.uniform(0.3, 0.6))
            for _ in range(4)
        ]
        out, gone, last = [], 0.0, path[0]
        for x, y in path:
            gone += math.dist(last, (x, y))
            last = (x, y)
            slips = [part * math.sin(gone / length * 6.28 + phase) for length, phase, part in waves]
            out.append((x + amount * (slips[0] + slips[1]), y + amount * (slips[2] + slips[3])))
        return out

    # ------------------------------------------------------------------ lines

    def crayon(
        self,
        points: Sequence[Point],
        colour: str = INK,
        width: float = 9,
        *,
        closed: bool = False,
        wobble: float = 3,
    ) -> None:
        """A waxy line that skips the pits of the paper."""
        self._stroke([self.shaky(points, wobble, closed=closed)], colour, width, self._waxy)

    def pen(
        self,
        points: Sequence[Point],
        colour: str = INK,
        width: float = 6,
        *,
        closed: bool = False,
        wobble: float = 1.6,
    ) -> None:
        """A felt pen's even line."""
        self._stroke([self.shaky(points, wobble, closed=closed)], colour, width, None)

    def pencil(
        self,
        points: Sequence[Point],
        colour: str = "#4a4f57",
        width: float = 3.4,
        *,
        closed: bool = False,
        wobble: float = 1,
    ) -> None:
        """A thin grey line."""
        self._stroke([self.shaky(points, wobble, closed=closed)], colour, width, self._waxy)

    def write(
        self,
        words: str,
        x: float,
        y: float,
        tall: float = 40,
        colour: str = INK,
        width: float = 5,
    ) -> None:
        """Print letters in pen; (x, y) is the first's upper left, `tall` a capital's height."""
        self._stroke(self._printed(words, x, y, tall), colour, width, None)

    def scrawl(self, words: str, at: Point, tall: float, colour: str, width: float) -> None:
        """Print letters in crayon, as `write` does in pen."""
        self._stroke(self._printed(words, *at, tall), colour, width, self._waxy)

    def _printed(self, words: str, x: float, y: float, tall: float) -> list[Outline]:
        drift = self.rng.uniform(-0.012, 0.012)
        letters = (moved(path, x, y, size=tall / 6) for path in strokes_of(words))
        paths = [self.shaky(path, tall / 34) for path in letters]
        return [[(px, py + (px - x) * drift) for px, py in path] for path in paths]

    def _stroke(
        self,
        paths: list[Outline],
        colour: str,
        width: float,
        finish: Callable[[Image.Image, Box], Image.Image] | None,
    ) -> None:
        area = self._area([point for path in paths for point in path], width)
        if area is None:
            return
        mask = _mask(area)
        draw = ImageDraw.Draw(mask)
        for path in paths:
            _drag(draw, [_on_mask(point, area) for point in path], max(1.0, width * FINE))
        small = mask.reduce(FINE)
        self.image.paste(colour, area, finish(small, area) if finish else small)

    def _waxy(self, mask: Image.Image, area: Box) -> Image.Image:
        return ImageChops.multiply(mask, _tooth(self.size).crop(area))

    # ----------------------------------------------------------------- shapes

    def coloured(
        self,
        points: Sequence[Point],
        colour: str,
        *,
        slant: float = -35,
        gap: float = 11,
        hard: float = 0.55,
    ) -> None:
        """A shape coloured in with crayon: a scribble over a rub, `hard` (0 to 1) is the rub."""
        area = self._area(points, 6)
        if area is None:
            return
        inside = self._shape(self.shaky(points, 3, closed=True), area)
        scribble = _mask(area)
        _drag(
            ImageDraw.Draw(scribble),
            [_on_mask(point, area) for point in self._to_and_fro(area, slant, gap)],
            gap * 0.85 * FINE,
        )
        wax = ImageChops.lighter(
            scribble.reduce(FINE), Image.new("L", inside.size, int(255 * hard))
        )
        self.image.paste(colour, area, self._waxy(ImageChops.multiply(inside, wax), area))

    def painted(self, points: Sequence[Point], colour: str, *, wobble: float = 4) -> None:
        """A shape in poster paint, with the brush's streaks."""
        self._cover(self.shaky(points, wobble, closed=True), colour, _streaks(self.size), 245)

    def cut(
        self, points: Sequence[Point], colour: str, *, wobble: float = 1.4, lift: int = 6
    ) -> None:
        """A shape cut from paper and stuck on; `lift` is how far its shadow falls in pixels."""
        outline = self.shaky(points, wobble, closed=True)
        self._shadow(outline, lift)
        self._cover(
            outline,
            colour,
            _noise(self.size, 0.8, 3).point(lambda value: 240 + (value - 128) // 9),
            255,
        )

    def washed(
        self, points: Sequence[Point], colour: str, strength: float = 0.6, *, wobble: float = 3
    ) -> None:
        """A shape in thin watercolour, darker at its rim; `strength` from 0 to 1."""
        area = self._area(points, 12)
        if area is None:
            return
        inside = self._shape(self.shaky(points, wobble, closed=True), area)
        rim = ImageChops.subtract(inside, inside.filter(ImageFilter.GaussianBlur(7)))
        thin = inside.point(lambda value: int(value * strength))
        pool = ImageChops.add(thin, ImageChops.multiply(rim, inside))
        cloud = (
            _noise((60, 45), 0.7, 13)
            .resize(self.size, Image.Resampling.BICUBIC)
            .point(lambda value: min(255, 150 + value // 2))
        )
        self.image.paste(colour, area, ImageChops.multiply(pool, cloud.crop(area)))

    def flat(self, points: Sequence[Point], colour: str, *, wobble: float = 0) -> None:
        """A shape in one even colour, for print and felt pen."""
        area = self._area(points, 2)
        if area is not None:
            self.image.paste(
                colour, area, self._shape(self.shaky(points, wobble, closed=True), area)
            )

    def _cover(self, outline: Outline, colour: str, texture: Image.Image, strength: int) -> None:
        area = self._area(outline, 2)
        if area is None:
            return
        grey = texture.crop(area)
        tint = ImageChops.multiply(
            Image.new("RGB", grey.size, colour), Image.merge("RGB", (grey, grey, grey))
        )
        self.image.paste(
            tint, area, self._shape(outline, area).point(lambda value: value * strength // 255)
        )

    def _shadow(self, outline: Outline, lift: int) -> None:
        area = self._area(outline, lift * 3)
        if area is None:
            return
        fallen = self._shape([(x + lift * 0.6, y + lift) for x, y in outline], area).filter(
            ImageFilter.GaussianBlur(lift * 0.7)
        )
        self.image.paste("#1a1f22", area, fallen.point(lambda value: value // 4))

    def _shape(self, outline: Outline, area: Box) -> Image.Image:
        mask = _mask(area)
        ImageDraw.Draw(mask).polygon([_on_mask(point, area) for point in outline], fill=255)
        return mask.reduce(FINE)

    def _to_and_fro(self, area: Box, slant: float, gap: float) -> Outline:
        middle = ((area[0] + area[2]) / 2, (area[1] + area[3]) / 2)
        reach = math.dist(area[:2], area[2:]) / 2 + gap
        rows = int(reach * 2 / gap) + 1
        zigzag = []
        for row in range(rows):
            side = reach if row % 2 else -reach
            zigzag.append(
                (
                    side + self.rng.uniform(-8, 8),
                    -reach + row * gap + self.rng.uniform(-gap, gap) * 0.4,
                )
            )
        return moved(zigzag, *middle, turn=slant)

    def _area(self, points: Sequence[Point], margin: float) -> Box | None:
        grow = margin + 8
        left, top = min(x for x, _ in points) - grow, min(y for _, y in points) - grow
        right, bottom = max(x for x, _ in points) + grow, max(y for _, y in points) + grow
        area = (
            max(0, int(left)),
            max(0, int(top)),
            min(self.size[0], int(right)),
            min(self.size[1], int(bottom)),
        )
        return area if area[0] < area[2] and area[1] < area[3] else None

    def jpeg(self) -> bytes:
        """The finished sheet as a JPEG file's bytes."""
        out = io.BytesIO()
        self.image.save(out, "JPEG", quality=84)
        return out.getvalue()


def _steps(points: Sequence[Point], length: float) -> Outline:
    """The same path with a point at least every `length` pixels."""
    path = [points[0]]
    for a, b in pairwise(points):
        parts = max(1, int(math.dist(a, b) / length))
        path.extend(_between(a, b, part / parts) for part in range(1, parts + 1))
    return path


def _mask(area: Box) -> Image.Image:
    return Image.new("L", ((area[2] - area[0]) * FINE, (area[3] - area[1]) * FINE))


def _on_mask(point: Point, area: Box) -> Point:
    return ((point[0] - area[0]) * FINE, (point[1] - area[1]) * FINE)


def _drag(draw: ImageDraw.ImageDraw, path: Outline, width: float) -> None:
    draw.line(path, fill=255, width=round(width), joint="curve")
    half = width / 2
    for x, y in (path[0], path[-1]):
        draw.ellipse((x - half, y - half, x + half, y + half), fill=255)
