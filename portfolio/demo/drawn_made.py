# ruff: noqa: E501 -- a shape's points read best in one row
"""Pictures of what seven- and eight-year-olds built, baked, knitted, grew and mended.

Each function draws one picture on the sheet it is given and returns nothing; sizes and papers
stand in `drawings.py`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from portfolio.demo import crayons as c
from portfolio.demo.crayons import box, moved, ring, rounded
from portfolio.demo.drawn_middle import arrow

if TYPE_CHECKING:
    from portfolio.demo.crayons import Point, Sheet


def tower(sheet: Sheet) -> None:
    """A tall tower of bricks beside a tape measure."""
    sheet.cut([(-20, 1090), (920, 1080), (920, 1220), (-20, 1220)], c.TAN, lift=4)
    colours = (c.RED, c.YELLOW, c.BLUE, c.GREEN, c.WHITE, c.ORANGE)
    for row in range(13):
        studs = (4, 4, 5, 4, 4, 3, 4, 3, 3, 2, 3, 2, 1)[row]
        _brick(
            sheet,
            400 - studs * 40 + (row * 37) % 40 - 16,
            1016 - row * 72,
            studs,
            colours[(row * 5 + row // 3) % 6],
        )
    sheet.cut([(400, 150), (400, 60), (500, 84), (406, 112)], c.PURPLE, lift=3)
    sheet.cut(box(720, 60, 66, 1035), c.YELLOW, lift=7)
    for step in range(24):
        y = 1080 - step * 42
        sheet.pen([(720, y), (745 if step % 2 else 762, y)], c.INK, 4, wobble=0.4)
        if step % 4 == 0:
            sheet.write(str(step * 5), 800, y - 18, 34, c.INK, 5)


def _brick(sheet: Sheet, x: float, y: float, studs: int, colour: str) -> None:
    for stud in range(studs):
        sheet.cut(box(x + stud * 80 + 20, y - 18, 42, 24), colour, wobble=0.4, lift=2)
    sheet.cut(box(x, y, studs * 80, 72), colour, wobble=0.6, lift=4)
    sheet.pen([(x + 8, y + 10), (x + studs * 80 - 8, y + 10)], "#ffffff", 3, wobble=0.3)


def cake(sheet: Sheet) -> None:
    """A birthday cake with eight candles."""
    sheet.cut(ring(600, 770, 480, 78), c.WHITE, lift=10)
    for x, y, wide, tall, colour in ((230, 520, 740, 250, c.PINK), (350, 340, 500, 190, c.CREAM)):
        sheet.cut(box(x, y, wide, tall), colour, lift=9)
        drips: list[Point] = [(x, y - 6)]
        for step in range(9):
            at = x + wide * step / 8
            drips += [(at, y + 40 + (step * 53) % 50), (at + wide / 16, y + 28)]
        drips += [(x + wide, y + 30), (x + wide, y - 6)]
        sheet.cut(rounded(drips, closed=True), c.BROWN if y > 400 else c.RED, lift=3)
    for step in range(11):
        sheet.cut(
            c.star(275 + step * 65, 690 + (step % 2) * 26, 22),
            (c.YELLOW, c.SKY, c.WHITE)[step % 3],
            lift=3,
        )
    for step in range(8):
        x = 395 + step * 59
        sheet.cut(box(x - 9, 235, 18, 110), (c.BLUE, c.YELLOW, c.GREEN, c.PURPLE)[step % 4], lift=3)
        sheet.cut(
            rounded([(x, 172), (x + 20, 215), (x, 236), (x - 20, 215)], closed=True),
            c.ORANGE,
            lift=2,
        )
        sheet.cut(
            rounded([(x, 195), (x + 9, 217), (x, 230), (x - 9, 217)], closed=True), c.YELLOW, lift=0
        )
    for step in range(9):
        sheet.cut(ring(400 + step * 50, 480, 15), c.GREEN if step % 2 else c.RED, lift=3)


def scarf(sheet: Sheet) -> None:
    """A knitted scarf, stitch by stitch."""
    stripes = (c.TEAL, c.TEAL, c.YELLOW, c.TEAL, c.RED, c.RED, c.CREAM, c.TEAL)
    for row in range(24):
        for col in range(17):
            x = 300 + col * 36 + 30 * math.sin(row / 5)
            y = 105 + row * 29
            colour = stripes[(row // 3) % 8]
            sheet.flat(
                rounded(
                    [(x, y), (x + 19, y + 22), (x + 19, y + 44), (x, y + 22)], closed=True, times=1
                ),
                colour,
                wobble=1.5,
            )
            sheet.flat(
                rounded(
                    [(x + 37, y), (x + 19, y + 22), (x + 19, y + 44), (x + 37, y + 22)],
                    closed=True,
                    times=1,
                ),
                colour,
                wobble=1.5,
            )
            sheet.pen([(x + 19, y + 20), (x + 19, y + 44)], "#3a3f45", 1.6, wobble=0.4)
    for col in range(15):
        x = 325 + col * 41 + 30 * math.sin(4.8)
        sheet.pen(rounded([(x, 815), (x + 6, 850), (x - 8, 890)]), c.RED if col % 2 else c.TEAL, 9)
    sheet.cut(moved(box(-420, -9, 840, 18), 610, 95, -3), c.TAN, lift=5)
    sheet.cut(ring(1030, 73, 22), c.RED, lift=5)


def marrow(sheet: Sheet) -> None:
    """A prize marrow with a ruler beside it."""
    body = rounded(
        [
            (120, 470),
            (230, 340),
            (520, 290),
            (860, 310),
            (1040, 420),
            (1050, 540),
            (900, 640),
            (540, 660),
            (230, 610),
        ],
        closed=True,
        times=3,
    )
    sheet.washed(moved(body, 12, 26), c.GREY, 0.5)
    sheet.coloured(body, c.DARK_GREEN, slant=4, gap=12, hard=0.9)
    for step in range(4):
        y = 370 + step * 72
        sheet.crayon(
            rounded(
                [
                    (190 + abs(step - 1.5) * 40, y + 8),
                    (520, y - 18),
                    (860, y - 8),
                    (1010 - abs(step - 1.5) * 30, y + 24),
                ]
            ),
            "#a8c66c",
            23,
        )
    sheet.crayon(rounded([(125, 470), (70, 440), (60, 380)]), c.GREEN, 31)
    _yellow_flower(sheet, 1080, 430)
    sheet.coloured(box(100, 730, 1000, 78), c.SAND, slant=2, gap=7, hard=1)
    sheet.pen(box(100, 730, 1000, 78), c.INK, 5, closed=True)
    for step in range(41):
        sheet.pen(
            [(120 + step * 24, 730), (120 + step * 24, 766 if step % 5 == 0 else 748)],
            c.INK,
            3,
            wobble=0.3,
        )
    sheet.scrawl("41 cm", (480, 120), 84, c.RED, 11)


def _yellow_flower(sheet: Sheet, x: float, y: float) -> None:
    for turn in range(0, 360, 72):
        petal = rounded([(0, 0), (30, -26), (78, -12), (78, 12), (30, 26)], closed=True)
        sheet.coloured(moved(petal, x, y, turn + 10), c.YELLOW, gap=7, hard=0.95)
        sheet.crayon(moved([(10, 0), (60, 0)], x, y, turn + 10), c.ORANGE, 6)


def boat(sheet: Sheet) -> None:
    """Three folded boats on a pond."""
    for y in range(330, 920, 66):
        wave = [(x, y + 16 * math.sin(x / 60 + y)) for x in range(-40, 1260, 20)]
        sheet.cut(
            [*wave, (1260, 920), (-40, 920)],
            (c.SKY, "#6fb3d9", c.BLUE)[min(2, (y - 330) // 190)],
            wobble=0.5,
            lift=5,
        )
        if y in {396, 528, 660}:
            spot = {
                396: (820, 0.72, c.YELLOW),
                528: (300, 1.05, c.WHITE),
                660: (790, 1.35, c.PINK),
            }[y]
            _boat_at(sheet, spot[0], y + 10, spot[1], spot[2])
    sheet.cut(ring(1010, 150, 75), c.YELLOW)


def _boat_at(sheet: Sheet, x: float, y: float, size: float, colour: str) -> None:
    sheet.cut(moved([(-70, 0), (0, -130), (70, 0)], x, y, size=size), colour, lift=6)
    sheet.cut(
        moved([(0, -130), (70, 0), (4, 0)], x, y, size=size),
        "#d9dcd8" if colour == c.WHITE else c.CREAM,
        lift=0,
    )
    sheet.cut(
        moved([(-165, -45), (-60, 0), (60, 0), (165, -45), (100, 70), (-100, 70)], x, y, size=size),
        colour,
        lift=7,
    )
    sheet.pen(moved([(-60, 0), (0, 66), (60, 0)], x, y, size=size), c.GREY, 3)


def bicycle(sheet: Sheet) -> None:
    """A bicycle upside down, being mended, with its parts named."""
    for x in (360, 850):
        sheet.pencil(ring(x, 330, 190), c.INK, 15)
        sheet.pencil(ring(x, 330, 168), c.GREY, 4)
        for turn in range(0, 180, 20):
            sheet.pencil(moved([(-166, 0), (166, 0)], x, 330, turn), c.GREY, 2.6)
        sheet.flat(ring(x, 330, 18), c.INK)
    for path in ([(360, 330), (560, 390), (640, 610), (430, 630), (360, 330)], [(560, 390), (430, 630)], [(640, 610), (800, 590), (560, 390)],
                 [(850, 330), (800, 590), (790, 690)]):  # fmt: skip
        sheet.crayon(path, c.TEAL, 21)
    sheet.pencil(ring(560, 390, 62), c.INK, 9)
    sheet.pencil([(365, 300), (560, 328)], c.INK, 6)
    sheet.pencil([(365, 360), (560, 452)], c.INK, 6)
    sheet.crayon([(560, 390), (600, 480)], c.INK, 13)
    sheet.crayon([(575, 488), (640, 474)], c.INK, 15)
    sheet.coloured(
        rounded([(355, 640), (500, 630), (480, 690), (380, 690)], closed=True), c.INK, hard=0.9
    )
    sheet.crayon(rounded([(790, 690), (740, 720), (690, 700)]), c.INK, 17)
    sheet.coloured(box(0, 735, 1200, 170), c.SAND, slant=2, gap=13, hard=0.6)
    for words, x, y, start, end in (("saddle", 150, 780, (300, 790), (400, 700)), ("chain", 540, 60, (590, 120), (500, 305)),
                                    ("flat tyre!", 855, 50, (1010, 110), (960, 160)), ("frame", 560, 790, (620, 780), (650, 625))):  # fmt: skip
        sheet.write(words, x, y, 38, c.RED if "!" in words else c.INK, 6)
        arrow(sheet, start, end, c.RED if "!" in words else c.INK)
