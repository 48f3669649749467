"""Our own drawings in a PDF: a person's face, the squares of a code, the mark.

A face is the very drawing that pages show (web/faces.py), read shape by shape; what that drawing
leaves to the style sheet (strokes 1.7 wide with round ends) is said here again.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

import segno
from reportlab.lib.colors import Color, HexColor

from portfolio.paper import paths
from portfolio.web import faces

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.pdfgen.pathobject import PDFPathObject

FACE_UNITS: Final = 64
STROKE: Final = 1.7
ROUND: Final = 1
LONG_COLOUR: Final = 6
QUIET: Final = 4
"""Modules of white that a code needs around it (ISO/IEC 18004)."""

INK: Final = "#16262b"
SUN, SKY, MEADOW = "#ffd042", "#7ccbef", "#7ca63e"


def face(canvas: Canvas, code: str, x: float, y: float, size: float) -> None:
    """The face of that code as a disc of `size` points; x and y are its lower left corner."""
    canvas.saveState()
    canvas.translate(x, y + size)
    canvas.scale(size / FACE_UNITS, -size / FACE_UNITS)
    disc = canvas.beginPath()
    disc.circle(FACE_UNITS / 2, FACE_UNITS / 2, FACE_UNITS / 2)
    canvas.clipPath(disc, stroke=0, fill=0)
    canvas.setLineCap(ROUND)
    for shape in _shapes(code):
        _draw(canvas, shape)
    canvas.restoreState()


@lru_cache(maxsize=512)
def _shapes(code: str) -> tuple[ET.Element, ...]:
    return tuple(ET.fromstring(str(faces.draw(code))))  # noqa: S314 -- drawn by our own code


def _draw(canvas: Canvas, shape: ET.Element) -> None:
    """One shape in its colours."""
    fill, stroke = shape.get("fill"), shape.get("stroke")
    canvas.saveState()
    if fill:
        canvas.setFillColor(_colour(fill), alpha=float(shape.get("fill-opacity", 1)))
    if stroke:
        canvas.setStrokeColor(_colour(stroke), alpha=float(shape.get("stroke-opacity", 1)))
    canvas.setLineWidth(float(shape.get("stroke-width", STROKE)))
    dashes = shape.get("stroke-dasharray")
    if dashes:
        canvas.setDash([float(dash) for dash in dashes.split()])
    path = canvas.beginPath()
    _OUTLINES[shape.tag](shape, path)
    canvas.drawPath(path, stroke=bool(stroke), fill=bool(fill), fillMode=1)
    canvas.restoreState()


def _colour(text: str) -> Color:
    """A colour such as #16262b or #fff, whose three digits reportlab would read as six."""
    digits = text.removeprefix("#")
    return HexColor(
        "#" + (digits if len(digits) == LONG_COLOUR else "".join(2 * d for d in digits))
    )


def _numbers(shape: ET.Element, *names: str) -> list[float]:
    return [float(shape.get(name, 0)) for name in names]


def _path(shape: ET.Element, path: PDFPathObject) -> None:
    paths.follow(shape.get("d", ""), path)


def _circle(shape: ET.Element, path: PDFPathObject) -> None:
    path.circle(*_numbers(shape, "cx", "cy", "r"))


def _ellipse(shape: ET.Element, path: PDFPathObject) -> None:
    cx, cy, rx, ry = _numbers(shape, "cx", "cy", "rx", "ry")
    path.ellipse(cx - rx, cy - ry, 2 * rx, 2 * ry)


def _rect(shape: ET.Element, path: PDFPathObject) -> None:
    path.roundRect(*_numbers(shape, "x", "y", "width", "height", "rx"))


_OUTLINES: Final = {"path": _path, "circle": _circle, "ellipse": _ellipse, "rect": _rect}


def squares(canvas: Canvas, address: str, x: float, y: float, size: float) -> None:
    """The address for a camera, `size` points wide without the quiet white around it."""
    rows = segno.make(address, error="m", micro=False).matrix
    module = size / len(rows)
    white = QUIET * module
    canvas.setFillColor(HexColor("#ffffff"))
    canvas.rect(x - white, y - white, size + 2 * white, size + 2 * white, stroke=0, fill=1)
    path = canvas.beginPath()
    for number, row in enumerate(rows):
        for column, is_dark in enumerate(row):
            if is_dark:
                path.rect(x + column * module, y + size - (number + 1) * module, module, module)
    canvas.setFillColor(HexColor("#000000"))
    canvas.drawPath(path, stroke=0, fill=1)


def mark(canvas: Canvas, x: float, y: float, height: float) -> None:
    """The two discs and what they share; x and y are the lower left corner."""
    canvas.saveState()
    canvas.translate(x, y + height)
    canvas.scale(height / 56, -height / 56)
    for colour, cx in ((SUN, 28), (SKY, 56)):
        canvas.setFillColor(HexColor(colour))
        canvas.circle(cx, 28, 28, stroke=0, fill=1)
    lens = canvas.beginPath()
    paths.follow("M42 3.75a28 28 0 0 1 0 48.5 28 28 0 0 1 0-48.5Z", lens)
    canvas.setFillColor(HexColor(MEADOW))
    canvas.drawPath(lens, stroke=0, fill=1)
    canvas.restoreState()
