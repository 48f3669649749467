"""A family's letter: an A4 page with squares, number and code, in one or two languages.

Only what the child calls the adult and the child's first name stand on it: no surname, no
household. The words come from `wording`, in columns side by side where there are two languages.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from portfolio.paper import drawings, fonts
from portfolio.paper.cards import code_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portfolio.paper.wording import Wording

MARGIN: Final = 22 * mm
GAP: Final = 10 * mm
SQUARES: Final = 52 * mm
FACE: Final = 26 * mm
SOFT: Final = "#42535a"
BUTTER: Final = "#fff1cc"


@dataclass(frozen=True, slots=True)
class PaperLetter:
    """One letter. `number` is typed after the squares were read; `wordings` are one or two."""

    face: str
    code: str
    address: str
    number: str
    wordings: tuple[Wording, ...]


def pages(letters: Sequence[PaperLetter], title: str, school: str) -> bytes:
    """The PDF, a page a letter."""
    fonts.register()
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setTitle(title)
    for letter in letters:
        _Page(canvas, letter).draw(school)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


class _Page:
    """One letter on one page, from the top down."""

    def __init__(self, canvas: Canvas, letter: PaperLetter) -> None:
        self.canvas, self.letter = canvas, letter
        self.count = len(letter.wordings)
        self.room = (A4[0] - 2 * MARGIN - GAP * (self.count - 1)) / self.count
        self.size = 13.0 if self.count == 1 else 11.0

    def draw(self, school: str) -> None:
        """The whole page."""
        self._head(school)
        top = A4[1] - 62 * mm
        ends = [
            self._words(wording, MARGIN + number * (self.room + GAP), top)
            for number, wording in enumerate(self.letter.wordings)
        ]
        self._way_in(min(ends) - 9 * mm)
        self._foot()

    def _head(self, school: str) -> None:
        canvas, y = self.canvas, A4[1] - 34 * mm
        drawings.mark(canvas, MARGIN, y, 12 * mm)
        canvas.setFillColor(HexColor(drawings.INK))
        x, room = MARGIN + 22 * mm, A4[0] - 2 * MARGIN - 22 * mm - FACE - 6 * mm
        text, size = fonts.fitted(school or "Third Space", fonts.BOLD, 15, room)
        canvas.setFont(fonts.BOLD, size)
        canvas.drawString(x, y + 6.5 * mm, text)
        canvas.setFont(fonts.REGULAR, 10.5)
        canvas.drawString(x, y + 1 * mm, "Third Space" if school else "")
        drawings.face(canvas, self.letter.face, A4[0] - MARGIN - FACE, y - 7 * mm, FACE)

    def _words(self, wording: Wording, x: float, y: float) -> float:
        """One language in its column; where it ends."""
        y = self._lines(wording.dear, x, y, fonts.BOLD, self.size + 3)
        for sentence in wording.why:
            y = self._lines(sentence, x, y - 2.5 * mm, fonts.REGULAR, self.size)
        y = self._lines(wording.how, x, y - 7 * mm, fonts.BOLD, self.size)
        for number, step in enumerate(wording.steps, start=1):
            y = self._lines(f"{number}.  {step}", x, y - 1.5 * mm, fonts.REGULAR, self.size)
        return y

    def _lines(self, text: str, x: float, y: float, font: str, size: float) -> float:
        self.canvas.setFont(font, size)
        self.canvas.setFillColor(HexColor(drawings.INK))
        for line in fonts.lines(text, font, size, self.room):
            y -= size * 1.4
            self.canvas.drawString(x, y, line)
        return y

    def _way_in(self, y: float) -> None:
        """The squares, and beside them the number and what to type without a camera."""
        canvas, letter = self.canvas, self.letter
        high = SQUARES + 16 * mm
        canvas.setFillColor(HexColor(BUTTER))
        canvas.roundRect(MARGIN, y - high, A4[0] - 2 * MARGIN, high, 4, stroke=0, fill=1)
        drawings.squares(canvas, letter.address, MARGIN + 8 * mm, y - 8 * mm - SQUARES, SQUARES)
        self.room = A4[0] - 2 * MARGIN - SQUARES - 24 * mm
        x, y = MARGIN + SQUARES + 18 * mm, y - 4 * mm
        y = self._lines(self._each("number"), x, y, fonts.BOLD, 11)
        y = self._lines(letter.number, x, y - 1 * mm, fonts.BOLD, 26)
        y = self._lines(self._each("no_camera"), x, y - 4 * mm, fonts.REGULAR, 9)
        for line in code_lines(letter.code):
            y = self._lines(line, x, y - 0.5 * mm, fonts.BOLD, 10.5)

    def _each(self, name: str) -> str:
        """The same in each language, with a stroke between."""
        return " / ".join(getattr(wording, name) for wording in self.letter.wordings)

    def _foot(self) -> None:
        """How long it opens and whom to ask, a column a language."""
        self.room = (A4[0] - 2 * MARGIN - GAP * (self.count - 1)) / self.count
        for number, wording in enumerate(self.letter.wordings):
            x, y = MARGIN + number * (self.room + GAP), MARGIN + 24 * mm
            for sentence in wording.ends:
                y = self._lines(sentence, x, y, fonts.REGULAR, 9.5)
