"""SVG path data as lines and cubic curves, for a PDF, which knows nothing else.

Only what our own faces are drawn with: M, L, H, V, C, S, Q, A, Z, absolute and relative.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportlab.pdfgen.pathobject import PDFPathObject

Point = complex
"""A place in the drawing; its imaginary part grows downwards, as in SVG."""

_TOKEN: Final = re.compile(r"([A-Za-z])|(-?(?:\d+\.?\d*|\.\d+))")
_TAKES: Final = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "A": 7, "Z": 0}
_QUARTER: Final = math.pi / 2


class _Pen:
    """Where the pen is and where it began."""

    def __init__(self, path: PDFPathObject) -> None:
        self.path = path
        self.at = self.start = 0j
        self.handle = 0j
        """Where the last curve came from; a smooth one goes on the other way."""

    def do(self, letter: str, numbers: list[float]) -> None:
        """One command."""
        kind = letter.upper()
        base = self.at if letter.islower() else 0j
        if kind == "Z":
            self.path.close()
            self.at = self.start
        elif kind in "HV":
            self._line(self._along(kind, letter, numbers[0]))
        elif kind == "A":
            self._arc(numbers, base + complex(*numbers[5:]))
        else:
            self._through(
                kind, [base + complex(x, y) for x, y in zip(*[iter(numbers)] * 2, strict=True)]
            )

    def _along(self, kind: str, letter: str, number: float) -> Point:
        at, is_relative = self.at, letter.islower()
        if kind == "H":
            return complex(number + at.real * is_relative, at.imag)
        return complex(at.real, number + at.imag * is_relative)

    def _through(self, kind: str, points: list[Point]) -> None:
        if kind == "M":
            self.at = self.start = self.handle = points[0]
            self.path.moveTo(self.at.real, self.at.imag)
        elif kind == "L":
            self._line(points[0])
        elif kind == "C":
            self._curve(*points)
        elif kind == "S":
            self._curve(2 * self.at - self.handle, *points)
        else:  # a quadratic curve is a cubic one with its handles two thirds of the way
            handle, end = points
            self._curve(self.at + (handle - self.at) * 2 / 3, end + (handle - end) * 2 / 3, end)

    def _line(self, to: Point) -> None:
        self.path.lineTo(to.real, to.imag)
        self.at = self.handle = to

    def _curve(self, first: Point, second: Point, to: Point) -> None:
        self.path.curveTo(first.real, first.imag, second.real, second.imag, to.real, to.imag)
        self.at, self.handle = to, second

    def _arc(self, numbers: list[float], to: Point) -> None:
        """A part of an upright ellipse: our drawings turn none."""
        wide, high, _turned, is_long, is_clockwise = numbers[:5]
        for first, second, end in _pieces(
            self.at, to, complex(wide, high), is_long=bool(is_long), is_clockwise=bool(is_clockwise)
        ):
            self._curve(first, second, end)


def _pieces(
    begin: Point, to: Point, radii: Point, *, is_long: bool, is_clockwise: bool
) -> Iterator[tuple[Point, Point, Point]]:
    """The curves of an arc, each of at most a quarter (SVG 1.1, appendix F.6.5)."""
    from_, end = _squeezed(begin, radii), _squeezed(to, radii)
    half = (end - from_) / 2
    if not half:
        return
    reach = max(abs(half), 1.0)  # radii too short to meet are made longer
    away = math.sqrt(max(reach**2 - abs(half) ** 2, 0)) * half / abs(half) * 1j
    centre = from_ + half + (away if is_long != is_clockwise else -away)
    angle, last = _angle(from_ - centre), _angle(end - centre)
    sweep = (last - angle) % math.tau if is_clockwise else -((angle - last) % math.tau)
    count = math.ceil(abs(sweep) / _QUARTER - 1e-9)
    step = sweep / count
    handle = 4 / 3 * math.tan(step / 4) * 1j
    for number in range(count):
        one, two = (
            complex(math.cos(at), math.sin(at)) * reach
            for at in (angle + number * step, angle + (number + 1) * step)
        )
        found = (one + one * handle, two - two * handle, two)
        yield tuple(_stretched(centre + point, radii) for point in found)  # type: ignore[misc]  # three of three


def _angle(point: Point) -> float:
    return math.atan2(point.imag, point.real)


def _squeezed(point: Point, radii: Point) -> Point:
    return complex(point.real / radii.real, point.imag / radii.imag)


def _stretched(point: Point, radii: Point) -> Point:
    return complex(point.real * radii.real, point.imag * radii.imag)


def follow(data: str, path: PDFPathObject) -> None:
    """Draw path data into a path of reportlab's; `KeyError` for a command that is none of ours."""
    pen, letter, numbers = _Pen(path), "", list[float]()
    for command, number in _TOKEN.findall(data):
        if command:
            letter = command
            if command.upper() == "Z":
                pen.do(command, [])
            continue
        numbers.append(float(number))
        if len(numbers) == _TAKES[letter.upper()]:
            pen.do(letter, numbers)
            numbers = []
            letter = {"M": "L", "m": "l"}.get(letter, letter)
