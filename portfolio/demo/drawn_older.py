# ruff: noqa: E501 -- a shape's points read best in one row
"""Pictures as twelve- and thirteen-year-olds make them: constructed, printed, planned.

Each function draws one picture on the sheet it is given and returns nothing; sizes and papers
stand in `drawings.py`.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from portfolio.demo import crayons as c
from portfolio.demo.crayons import box, moved, ring, rounded
from portfolio.demo.drawn_middle import arrow, squared

if TYPE_CHECKING:
    from portfolio.demo.crayons import Point, Sheet


def element(sheet: Sheet) -> None:
    """One large tile of the periodic table: sodium, on fire."""
    sheet.cut(box(90, 90, 720, 720), c.YELLOW, lift=14)
    sheet.cut(box(120, 120, 660, 660), "#ffe9a8", lift=3)
    flame = [
        (0, -150),
        (70, -40),
        (150, -90),
        (190, 60),
        (130, 190),
        (0, 230),
        (-130, 190),
        (-190, 60),
        (-120, -60),
        (-60, -20),
    ]
    sheet.cut(rounded(moved(flame, 672, 500, size=0.5), closed=True), c.ORANGE, lift=4)
    sheet.cut(rounded(moved(flame, 674, 530, size=0.28), closed=True), c.YELLOW, lift=2)
    sheet.write("Na", 175, 310, 230, c.NAVY, 26)
    sheet.write("11", 165, 165, 76, c.RED, 10)
    sheet.write("sodium", 190, 630, 74, c.NAVY, 10)
    sheet.write("23", 640, 165, 60, c.NAVY, 8)


def circuit(sheet: Sheet) -> None:
    """A steady-hand game, as a circuit diagram."""
    squared(sheet, 50)
    wire = c.INK
    for path in ([(250, 220), (520, 220)], [(610, 220), (950, 220), (950, 380)], [(950, 500), (950, 690), (770, 690)],
                 [(530, 690), (250, 690), (250, 530)], [(250, 400), (250, 220)]):  # fmt: skip
        sheet.pen(path, wire, 7, wobble=1)
    for x, tall in ((530, 110), (556, 54), (582, 110), (608, 54)):
        sheet.pen(
            [(x, 220 - tall / 2), (x, 220 + tall / 2)], wire, 8 if tall > 60 else 13, wobble=0.6
        )
    sheet.pen(ring(950, 440, 60), wire, 7)
    sheet.washed(ring(950, 440, 58), c.YELLOW, 0.6)
    for turn in (45, 135):
        sheet.pen(moved([(-58, 0), (58, 0)], 950, 440, turn), wire, 6)
    for turn in range(-60, 61, 30):
        sheet.pen(moved([(84, 0), (116, 0)], 950, 440, turn), c.ORANGE, 7)
    sheet.pen(
        rounded([(530, 690), (580, 590), (640, 740), (700, 580), (770, 690)], times=3), c.RED, 11
    )
    sheet.pen(ring(640, 668, 40, 52), c.BLUE, 9)
    sheet.pen([(640, 720), (640, 810), (900, 820)], c.BLUE, 6)
    sheet.pen(box(195, 400, 110, 130), wire, 7, closed=True)
    sheet.pen([(225, 500), (250, 430), (275, 500)], wire, 6)
    for words, x, y in (
        ("3 V", 545, 100),
        ("lamp", 1040, 350),
        ("buzzer", 30, 560),
        ("bent wire", 400, 520),
        ("loop", 700, 745),
    ):
        sheet.write(words, x, y, 40, c.NAVY, 5)


def spiral(sheet: Sheet) -> None:
    """A spiral through squares whose sides are 1, 1, 2, 3, 5, 8, 13."""
    unit, left, top = 50.0, 75.0, 125.0
    colours = (c.PINK, c.ORANGE, c.YELLOW, c.GREEN, c.TEAL, c.BLUE, c.PURPLE)
    curve: list[Point] = []
    squares = _growing_squares()
    for (x, y, side, start), colour in zip(squares, colours, strict=True):
        px, py, size = left + x * unit, top + y * unit, side * unit
        sheet.washed(box(px, py, size, size), colour, 0.5, wobble=0.6)
        sheet.pencil(box(px, py, size, size), c.INK, 4, closed=True)
        centre = {
            0: (px, py + size),
            -90: (px + size, py + size),
            180: (px + size, py),
            90: (px, py),
        }[start]
        curve += ring(*centre, size, None, start, -90)
        if side > 1:
            sheet.write(str(side), px + size * 0.42, py + size * 0.36, 18 + side * 6, c.INK, 5)
    sheet.pen(curve, c.RED, 10, wobble=1)


def _growing_squares() -> list[tuple[int, int, int, int]]:
    """Left, top and side of each square in units, and the angle at which the curve enters it."""
    edges = [0, 0, 1, 1]
    squares = [(0, 0, 1, 90)]
    for turn in range(6):
        side = edges[2] - edges[0] if turn % 2 == 0 else edges[3] - edges[1]
        left, top, start = (
            (edges[0], edges[1] - side, 0), (edges[0] - side, edges[1], -90),
            (edges[0], edges[3], 180), (edges[2], edges[1], 90),
        )[turn % 4]  # fmt: skip
        squares.append((left, top, side, start))
        edges = [
            min(edges[0], left),
            min(edges[1], top),
            max(edges[2], left + side),
            max(edges[3], top + side),
        ]
    return [(x - edges[0], y - edges[1], side, start) for x, y, side, start in squares]


def star_pattern(sheet: Sheet) -> None:
    """Eight-pointed stars and crosses, cut from paper."""
    step = 212
    for row in range(-1, 6):
        for col in range(-1, 6):
            x, y = 70 + col * step, 70 + row * step
            _eight(sheet, x, y, 112, (c.TEAL, c.BLUE)[(row + col) % 2])


def _eight(sheet: Sheet, x: float, y: float, reach: float, colour: str) -> None:
    for size, tint in (
        (reach, colour),
        (reach * 0.74, c.CREAM),
        (reach * 0.56, c.YELLOW),
        (reach * 0.3, c.RED),
    ):
        edge = c.star(x, y, size, 8, 0.765, -90)
        sheet.cut(edge, tint, wobble=0.5, lift=3)


LINO_INK, LINO_PAPER = "#1c2f4a", "#f1ead8"


def lino(sheet: Sheet) -> None:
    """A lino print of the flats at night, in one ink."""
    sheet.flat(box(60, 60, 780, 1080), LINO_INK, wobble=4)
    sheet.flat(ring(610, 260, 96), LINO_PAPER, wobble=2)
    for x, y in ((560, 230), (640, 300), (620, 210)):
        sheet.flat(ring(x, y, 15), "#c9c2b2", wobble=1)
    fleck = rounded([(0, 0), (18, -4), (14, 4)], closed=True)
    for step in range(38):
        sheet.flat(moved(fleck, 90 + (step * 173) % 720, 90 + (step * 97) % 470), LINO_PAPER)
    for x, top, wide in ((90, 620, 190), (300, 460, 150), (470, 690, 160), (650, 540, 160)):
        _flats(sheet, x, top, wide)
    for y in range(1090, 1130, 12):
        sheet.pen([(75, y), (825, y + 4)], LINO_PAPER, 3)
    for step in range(30):
        x, y = 75 + (step * 211) % 750, 580 + (step * 37) % 480
        sheet.pen([(x, y), (x + 3, y + 26)], LINO_PAPER, 2.4)


def _flats(sheet: Sheet, x: int, top: int, wide: int) -> None:
    sheet.pen([(x, 1110), (x, top), (x + wide, top - 12), (x + wide, 1110)], LINO_PAPER, 6)
    windows = product(range(int((1080 - top) / 74)), range(wide // 48))
    for row, col in ((row, col) for row, col in windows if (row * 5 + col * 3 + x) % 4):
        sheet.flat(box(x + 18 + col * 46, top + 30 + row * 74, 25, 38), LINO_PAPER, wobble=2)


def comic(sheet: Sheet) -> None:
    """Three panels about a robot that does homework."""
    for step, tint in enumerate((c.SKY, c.YELLOW, c.PINK)):
        x = 40 + step * 385
        sheet.washed(box(x, 120, 355, 640), tint, 0.5, wobble=0)
        sheet.pen(box(x, 120, 355, 640), c.INK, 9, closed=True)
    for step, (words, more) in enumerate(
        (("Do my", "maths!"), ("Beep.", "Done."), ("It is all", "in binary"))
    ):
        x = 40 + step * 385
        bubble = rounded(
            [
                (x + 30, 160),
                (x + 320, 160),
                (x + 330, 330),
                (x + 200, 335),
                (x + 165, 390),
                (x + 150, 335),
                (x + 30, 330),
            ],
            closed=True,
            times=1,
        )
        sheet.flat(bubble, c.WHITE)
        sheet.pen(bubble, c.INK, 5, closed=True)
        sheet.write(words, x + 52, 192, 38, c.INK, 5.5)
        sheet.write(more, x + 52, 258, 38, c.INK, 5.5)
        _robot(sheet, x + 175, 730, step)
    sheet.write("HOMEWORKBOT", 330, 30, 58, c.RED, 9)
    sheet.write("to be continued...", 380, 800, 44, c.INK, 5)


def _robot(sheet: Sheet, x: float, y: float, mood: int) -> None:
    sheet.flat(box(x - 75, y - 180, 150, 130), "#aab4bb", wobble=2)
    sheet.flat(box(x - 60, y - 300, 120, 105), "#c3ccd2", wobble=2)
    for shape in (box(x - 75, y - 180, 150, 130), box(x - 60, y - 300, 120, 105)):
        sheet.pen(shape, c.INK, 6, closed=True)
    sheet.pen([(x, y - 300), (x, y - 335)], c.INK, 5)
    sheet.flat(ring(x, y - 340, 11), c.RED)
    for side in (-1, 1):
        sheet.flat(ring(x + side * 27, y - 257, 15), c.WHITE)
        sheet.flat(ring(x + side * 27 + mood * 4 - 4, y - 255, 7), c.INK)
        sheet.pen(
            [(x + side * 75, y - 150), (x + side * 110, y - 150 + (60, -50, 10)[mood])], c.INK, 9
        )
        sheet.pen(
            [(x + side * 35, y - 50), (x + side * 35, y - 6), (x + side * 62, y - 6)], c.INK, 9
        )
    sheet.pen(((x - 25, y - 218), (x, y - (218, 208, 230)[mood]), (x + 25, y - 218)), c.INK, 6)
    for col in range(3):
        sheet.flat(
            ring(x - 38 + col * 38, y - 115, 12), (c.RED, c.YELLOW, c.GREEN)[(col + mood) % 3]
        )


def bridge(sheet: Sheet) -> None:
    """A plan of a paper bridge and what it held, in pencil with forces in red."""
    squared(sheet, 50, "#c9d9cf")
    for x in (120, 980):
        sheet.pencil(box(x, 470, 110, 330), c.INK, 5, closed=True)
        for step in range(7):
            sheet.pencil([(x, 500 + step * 44), (x + 110, 470 + step * 44)], c.GREY, 3)
    top = [(175, 470), (330, 300), (490, 300), (600, 300), (720, 300), (880, 300), (1035, 470)]
    sheet.pencil(top, c.INK, 7)
    sheet.pencil([(120, 470), (1090, 470)], c.INK, 9)
    for step in range(1, 6):
        x = top[step][0]
        sheet.pencil([(x, 300), (x, 470)], c.INK, 5)
        sheet.pencil(
            [(x, 300), ((top[step + 1][0] if step < 3 else top[step - 1][0]), 470)], c.INK, 5
        )
    for x in (490, 600, 720):
        arrow(sheet, (x, 485), (x, 610), c.RED, 8)
    for x in (175, 1035):
        arrow(sheet, (x, 440), (x, 360), c.BLUE, 8)
    sheet.pencil(
        rounded([(530, 620), (680, 620), (660, 740), (550, 740)], closed=True, times=1),
        c.INK,
        6,
        closed=True,
    )
    sheet.write("2.4 kg", 540, 655, 42, c.RED, 5)
    sheet.write("12 sheets, no glue", 330, 90, 52, c.NAVY, 6)
    sheet.write("pushes", 370, 230, 34, c.BLUE, 4.5)
    sheet.write("pulls", 760, 500, 34, c.RED, 4.5)
