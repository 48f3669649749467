"""The two cuts of Lexend that PDFs are set in, and fitting words into a width.

A PDF needs outlines of one weight, so these are not the files that pages use. Lexend has Latin
letters only: whatever script it lacks is drawn as empty boxes, never left out.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from portfolio.settings import ROOT

REGULAR: Final = "Lexend"
BOLD: Final = "Lexend-Bold"
SMALLEST: Final = 5.0
"""Points. Words that would still not fit are cut with an ellipsis."""


@cache
def register() -> None:
    """Make both known to reportlab, once in a process."""
    folder = ROOT / "static" / "vendor" / "lexend-paper"
    for name, file in ((REGULAR, "lexend-400.ttf"), (BOLD, "lexend-700.ttf")):
        pdfmetrics.registerFont(TTFont(name, str(folder / file)))


def width(text: str, font: str, size: float) -> float:
    """How wide the text is in that font, in points."""
    return float(pdfmetrics.stringWidth(text, font, size))


def fitted(text: str, font: str, size: float, room: float) -> tuple[str, float]:
    """The text and the size, at most `size`, at which it fits into `room` points."""
    while size > SMALLEST and width(text, font, size) > room:
        size -= 0.5
    while len(text) > 1 and width(text, font, size) > room:
        text = f"{text[:-2]}…"
    return text, size


def lines(text: str, font: str, size: float, room: float) -> list[str]:
    """The text broken between words into lines that fit into `room` points."""
    found: list[str] = []
    for word in text.split():
        longer = f"{found[-1]} {word}" if found else word
        if found and width(longer, font, size) <= room:
            found[-1] = longer
        else:
            found.append(word)
    return found
