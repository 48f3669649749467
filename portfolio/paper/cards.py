"""The sheet of cards: ten of the size of a bank card on an A4 page, with lines to cut along.

That size (ISO/IEC 7810 ID-1) fits the pouches and holders that schools have. Secrets stand on a
page of their own at the end, for the teacher alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from portfolio.core import tokens
from portfolio.paper import drawings, fonts

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDE: Final = 85.6 * mm
HIGH: Final = 54 * mm
ACROSS: Final = 2
DOWN: Final = 5
LEFT: Final = (A4[0] - ACROSS * WIDE) / 2
FOOT: Final = (A4[1] - DOWN * HIGH) / 2
CODE: Final = 30 * mm
"""How wide the squares are: read from an arm's length by a tablet's camera."""

BAND: Final = 44 * mm
FACE: Final = 24 * mm
PAPERS: Final = {
    "sky": "#bfe0f2",
    "butter": "#ffe59a",
    "moss": "#cfe2ae",
    "coral": "#ffcdbd",
    "lilac": "#dcd0f2",
    "mint": "#b9e5d6",
    "stone": "#ddd8ce",
    "night": "#1c2e36",
}
"""The sugar papers (static/css/tokens.css)."""

NIGHT_TEXT: Final = "#f4f7f5"
SIGNS_IN_LINE: Final = 14


@dataclass(frozen=True, slots=True)
class PaperCard:
    """One child's card. `address` is the squares', `code` the same to be typed.

    `secret` is told only where a new one was made: in words, for the last page.
    """

    name: str
    face: str
    paper: str
    code: str
    address: str
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """What stands on every card and page, in the reader's language."""

    title: str
    of_whom: str
    """The class and the school."""
    site: str
    """Where a code is typed."""
    secrets: str
    keep_apart: str


def sheet(cards: Sequence[PaperCard], words: Words) -> bytes:
    """The PDF."""
    fonts.register()
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setTitle(words.title)
    for number, card in enumerate(cards):
        place = number % (ACROSS * DOWN)
        if place == 0 and number:
            canvas.showPage()
        _card(canvas, card, words, *_corner(place))
        if place == ACROSS * DOWN - 1 or number == len(cards) - 1:
            _lines_to_cut(canvas)
    canvas.showPage()
    told = [card for card in cards if card.secret]
    if told:
        _secrets(canvas, told, words)
    canvas.save()
    return out.getvalue()


def _corner(place: int) -> tuple[float, float]:
    """The lower left corner of a card by its place on the page, row by row."""
    row, column = divmod(place, ACROSS)
    return LEFT + column * WIDE, FOOT + (DOWN - 1 - row) * HIGH


def _card(canvas: Canvas, card: PaperCard, words: Words, x: float, y: float) -> None:
    canvas.setFillColor(HexColor(PAPERS[card.paper]))
    canvas.rect(x, y, BAND, HIGH, stroke=0, fill=1)
    drawings.face(canvas, card.face, x + (BAND - FACE) / 2, y + HIGH - FACE - 5 * mm, FACE)
    canvas.setFillColor(HexColor(NIGHT_TEXT if card.paper == "night" else drawings.INK))
    middle, room = x + BAND / 2, BAND - 6 * mm
    _centred(canvas, card.name, fonts.BOLD, 19, (middle, y + 15 * mm, room))
    _centred(canvas, words.of_whom, fonts.REGULAR, 7.5, (middle, y + 8 * mm, room))
    middle, room = x + (BAND + WIDE) / 2, WIDE - BAND - 3 * mm
    drawings.squares(canvas, card.address, middle - CODE / 2, y + HIGH - CODE - 5.5 * mm, CODE)
    canvas.setFillColor(HexColor(drawings.INK))
    _centred(canvas, words.site, fonts.REGULAR, 6.5, (middle, y + 13 * mm, room))
    for number, line in enumerate(code_lines(card.code)):
        _centred(canvas, line, fonts.BOLD, 9, (middle, y + (8.5 - 4 * number) * mm, room))


def code_lines(code: str) -> tuple[str, str]:
    """A code in two lines, in fours, as it can be typed."""
    groups = tokens.grouped(code).split("-")
    half = (len(groups) + 1) // 2
    return "-".join(groups[:half]) + "-", "-".join(groups[half:])


def _centred(
    canvas: Canvas, text: str, font: str, size: float, place: tuple[float, float, float]
) -> None:
    middle, y, room = place
    text, size = fonts.fitted(text, font, size, room)
    canvas.setFont(font, size)
    canvas.drawCentredString(middle, y, text)


def _lines_to_cut(canvas: Canvas) -> None:
    """Dashes along every edge, from margin to margin."""
    canvas.setStrokeColor(HexColor("#7d8a8f"))
    canvas.setLineWidth(0.4)
    canvas.setDash([2, 3])
    reach = 6 * mm
    for column in range(ACROSS + 1):
        x = LEFT + column * WIDE
        canvas.line(x, FOOT - reach, x, A4[1] - FOOT + reach)
    for row in range(DOWN + 1):
        y = FOOT + row * HIGH
        canvas.line(LEFT - reach, y, A4[0] - LEFT + reach, y)
    canvas.setDash([])


def _secrets(canvas: Canvas, cards: Sequence[PaperCard], words: Words) -> None:
    """The new secrets, a line a child, on pages of their own."""
    a_page = 34
    for first in range(0, len(cards), a_page):
        y = A4[1] - 25 * mm
        canvas.setFillColor(HexColor(drawings.INK))
        canvas.setFont(fonts.BOLD, 15)
        canvas.drawString(LEFT, y, words.secrets)
        canvas.setFont(fonts.REGULAR, 10)
        canvas.drawString(LEFT, y - 7 * mm, words.keep_apart)
        for number, card in enumerate(cards[first : first + a_page]):
            line = y - (18 + 6.5 * number) * mm
            canvas.setFont(fonts.BOLD, 11)
            canvas.drawString(LEFT, line, fonts.fitted(card.name, fonts.BOLD, 11, 55 * mm)[0])
            canvas.setFont(fonts.REGULAR, 11)
            canvas.drawString(LEFT + 60 * mm, line, card.secret)
        canvas.showPage()
