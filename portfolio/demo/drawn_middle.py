# ruff: noqa: E501 -- a shape's points read best in one row
"""Pictures as seven- and eight-year-olds make them: labelled, measured, finished in felt pen.

Each function draws one picture on the sheet it is given and returns nothing; sizes and papers
stand in `drawings.py`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from portfolio.demo import crayons as c
from portfolio.demo.crayons import box, moved, ring, rounded

if TYPE_CHECKING:
    from portfolio.demo.crayons import Point, Sheet


def arrow(sheet: Sheet, start: Point, end: Point, colour: str = c.INK, width: float = 6) -> None:
    """A pen arrow from one point to another."""
    turn = math.degrees(math.atan2(end[1] - start[1], end[0] - start[0]))
    sheet.pen([start, end], colour, width)
    sheet.pen(
        [moved([(-26, -16)], *end, turn)[0], end, moved([(-26, 16)], *end, turn)[0]],
        colour,
        width,
        wobble=0.5,
    )


def squared(sheet: Sheet, gap: int = 40, colour: str = "#b9cfdd") -> None:
    """The faint squares of a maths book."""
    for x in range(gap // 2, sheet.size[0], gap):
        sheet.pen([(x, 0), (x, sheet.size[1])], colour, 1.6, wobble=0)
    for y in range(gap // 2, sheet.size[1], gap):
        sheet.pen([(0, y), (sheet.size[0], y)], colour, 1.6, wobble=0)


def bean(sheet: Sheet) -> None:
    """A bean's diary in four boxes."""
    for step, words in enumerate(("Day 1", "Day 4", "Day 9", "Day 16")):
        x = 45 + step * 282
        sheet.pencil(box(x, 150, 262, 560), c.INK, 5, closed=True)
        sheet.write(words, x + 40, 60, 46, c.BLUE, 6)
        sheet.coloured(box(x + 6, 530, 250, 172), c.BROWN, gap=9, hard=0.75)
        _bean_at(sheet, x + 130, 585, step)
        sheet.pencil([(x + 22, 530), (x + 22, 180)], c.GREY, 4)
        for tick in range(8):
            sheet.pencil([(x + 12, 530 - tick * 46), (x + 34, 530 - tick * 46)], c.GREY, 4)
    for words, x in (("0 cm", 85), ("1 cm", 370), ("6 cm", 650), ("19 cm!", 915)):
        sheet.write(words, x, 760, 46, c.RED, 6)


def _bean_at(sheet: Sheet, x: float, y: float, step: int) -> None:
    sheet.coloured(
        moved(
            rounded([(-38, -12), (0, -30), (38, -8), (30, 20), (0, 8), (-32, 20)], closed=True),
            x,
            y,
        ),
        c.SAND,
        gap=5,
        hard=1,
    )
    for turn in range(step * 2):
        reach = 24 + step * 14
        sheet.crayon(
            rounded(
                [
                    (x, y + 12),
                    (x + (turn - step) * 16, y + 40),
                    (x + (turn - step) * 26, y + 24 + reach),
                ]
            ),
            c.CREAM,
            6,
        )
    if step == 0:
        return
    height = (0, 75, 190, 360)[step]
    sheet.crayon(
        rounded([(x, y - 10), (x + 16, y - height / 2), (x - 6, y - height)], times=3), c.GREEN, 12
    )
    for pair in range((0, 0, 1, 3)[step] + 1):
        top = y - height + pair * 90
        for side in (-1, 1):
            size = 0.5 if step == 1 else 0.8 + pair * 0.12
            edge = rounded(
                [(0, 0), (side * 30, -38), (side * 82, -40), (side * 92, -4), (side * 40, 16)],
                closed=True,
            )
            sheet.coloured(
                moved(edge, x, top, size=size),
                c.GREEN if pair % 2 else c.DARK_GREEN,
                gap=7,
                hard=0.85,
            )


def volcano(sheet: Sheet) -> None:
    """A volcano cut open, with its parts named."""
    sheet.washed(box(-20, -20, 1240, 700), c.SKY, 0.5)
    for x, y, size in ((520, 130, 75), (600, 80, 90), (690, 125, 80), (440, 85, 60), (770, 80, 62)):
        sheet.coloured(ring(x, y, size * 1.2, size * 0.85), c.GREY, gap=10, hard=0.7)
    sheet.coloured(
        [(30, 640), (330, 480), (530, 250), (690, 250), (880, 470), (1170, 640)],
        c.TAN,
        slant=30,
        hard=0.7,
    )
    for step, colour in enumerate((c.BROWN, c.SAND, c.BROWN)):
        inset = step * 46
        sheet.crayon(
            [
                (70 + inset * 2, 650),
                (350 + inset, 510 + inset * 0.6),
                (548 + inset * 0.4, 290 + inset),
            ],
            colour,
            17,
        )
        sheet.crayon(
            [
                (1130 - inset * 2, 650),
                (865 - inset, 500 + inset * 0.6),
                (672 - inset * 0.4, 290 + inset),
            ],
            colour,
            17,
        )
    _hot_rock(sheet)
    for words, x, y, start, end in (
        ("crater", 905, 190, (890, 212), (660, 248)), ("lava", 985, 370, (975, 390), (815, 405)),
        ("vent", 90, 330, (255, 358), (580, 420)), ("magma", 120, 745, (300, 770), (395, 770)),
    ):  # fmt: skip
        sheet.write(words, x, y, 44, c.WHITE if y > 640 else c.INK, 6)
        arrow(sheet, start, end, c.WHITE if y > 640 else c.INK)


def _hot_rock(sheet: Sheet) -> None:
    sheet.coloured(box(0, 640, 1200, 270), c.BROWN, slant=5, gap=14, hard=0.75)
    sheet.coloured(
        [(585, 250), (640, 250), (655, 480), (650, 700), (570, 700), (575, 480)], c.RED, hard=0.95
    )
    sheet.coloured(
        rounded(
            [(330, 760), (420, 680), (620, 665), (810, 690), (890, 770), (780, 860), (450, 860)],
            closed=True,
        ),
        c.RED,
        hard=0.95,
    )
    sheet.coloured(
        rounded([(420, 765), (620, 715), (800, 770), (620, 825)], closed=True), c.ORANGE, hard=0.95
    )
    for turn, reach in ((-150, 150), (-125, 190), (-105, 230), (-80, 220), (-58, 200), (-32, 150)):
        end = moved([(reach, 0)], 612, 235, turn)[0]
        sheet.crayon(
            rounded(
                [(612, 245), moved([(reach * 0.6, 0)], 612, 225, turn)[0], (end[0], end[1] + 40)]
            ),
            c.RED,
            19,
        )
        sheet.coloured(ring(end[0], end[1] + 52, 13), c.ORANGE, gap=5, hard=1)
    sheet.coloured(
        rounded([(690, 252), (760, 330), (830, 430), (800, 440), (720, 340)], closed=True),
        c.ORANGE,
        hard=0.95,
    )


def shield(sheet: Sheet) -> None:
    """A Roman shield in cut and folded paper."""
    sheet.cut(rounded([(190, 90), (450, 60), (710, 90), (730, 600), (710, 1110), (450, 1140), (190, 1110), (170, 600)], closed=True, times=1),
              c.RED, lift=16)  # fmt: skip
    sheet.pen(rounded([(215, 118), (450, 90), (685, 118), (703, 600), (685, 1082), (450, 1110), (215, 1082), (197, 600)], closed=True, times=1),
              c.YELLOW, 16, closed=True)  # fmt: skip
    for turn in (0, 180):
        for side in (-1, 1):
            bolt = [(18, 120), (70, 250), (30, 260), (85, 420), (0, 300), (38, 288), (-2, 150)]
            sheet.cut(moved([(side * x, y) for x, y in bolt], 450, 600, turn), c.YELLOW, lift=4)
            wing = rounded(
                [(60, -10), (150, -75), (225, -50), (215, 5), (225, 55), (150, 80)], closed=True
            )
            sheet.cut(moved(wing, 450, 600, turn), c.YELLOW, lift=4)
        for reach in (115, 155, 190):
            for lean in (-14, 0, 14):
                sheet.pen(
                    moved(
                        [(reach - 22, lean * reach / 60), (reach + 14, lean * reach / 44)],
                        450,
                        600,
                        turn,
                    ),
                    c.ORANGE,
                    5,
                )
    sheet.cut(ring(450, 600, 95), "#c9ced3", lift=10)
    sheet.cut(ring(450, 600, 52), "#e8ebee", lift=8)
    for turn in range(0, 360, 45):
        sheet.cut(ring(*moved([(75, 0)], 450, 600, turn)[0], 8), c.GREY, lift=2)
    for x in (240, 660):
        for y in (165, 1035):
            sheet.cut(c.star(x, y, 36, 4, 0.4, 0), c.YELLOW, lift=4)


def pizza(sheet: Sheet) -> None:
    """A pizza in eighths, one slice on its way out."""
    sheet.cut(ring(500, 470, 385), "#dfe4e6", lift=14)
    for step in range(8):
        out = 62 if step == 7 else 0
        x, y = moved([(out, 0)], 500, 470, step * 45 + 22)[0]
        _slice(sheet, x, y, step * 45)
        mid = moved([(235, 0)], x, y, step * 45 + 22)[0]
        sheet.write("1/8", mid[0] - 40, mid[1] - 22, 40, c.INK, 5)
    sheet.write("5/8", 960, 210, 74, c.RED, 9)
    sheet.write("pepper", 950, 320, 40, c.INK, 5)
    sheet.write("3/8", 960, 430, 74, c.DARK_GREEN, 9)
    sheet.write("olives", 950, 540, 40, c.INK, 5)
    sheet.write("= 1 pizza", 915, 650, 38, c.INK, 6)


def _slice(sheet: Sheet, x: float, y: float, turn: float) -> None:
    crust = [(x, y), *ring(x, y, 350, None, turn + 1, 43)]
    sheet.cut(crust, c.TAN, lift=5)
    sheet.cut(
        [moved([(14, 0)], x, y, turn + 22)[0], *ring(x, y, 312, None, turn + 3, 39)],
        c.YELLOW,
        lift=1,
    )
    for reach, lean in ((110, 22), (180, 8), (180, 36), (285, 12), (285, 33)):
        spot = moved([(reach, 0)], x, y, turn + lean)[0]
        if turn < 5 * 45:
            sheet.cut(ring(*spot, 21), c.RED, lift=3)
        else:
            sheet.cut(ring(*spot, 17), c.DARK_GREEN, lift=3)
            sheet.cut(ring(*spot, 7), c.YELLOW, lift=1)


def times_table(sheet: Sheet) -> None:
    """The three times table as a pattern of threads round a ring of ten."""
    for x, y, times, colour in ((320, 470, 3, c.RED), (880, 470, 4, c.BLUE)):
        spots = [moved([(215, 0)], x, y, step * 36 - 90)[0] for step in range(10)]
        sheet.pencil(ring(x, y, 215), c.GREY, 4)
        for step in range(10):
            sheet.pen([spots[step * times % 10], spots[(step + 1) * times % 10]], colour, 7)
        for step, spot in enumerate(spots):
            sheet.flat(ring(*spot, 11), c.INK)
            place = moved([(262, 0)], x - 14, y - 20, step * 36 - 90)[0]
            sheet.write(str(step), *place, 38, c.INK, 5)
        sheet.write(f"× {times}", x - 55, 70, 66, colour, 8)
    sheet.write("last digits only", 370, 805, 44, c.INK, 5)


def walk(sheet: Sheet) -> None:
    """A map of a walk home, with everything that matters on the way."""
    sheet.washed(rounded([(-20, 520), (240, 560), (420, 700), (700, 690), (900, 800), (1220, 780), (1220, 890), (860, 890), (660, 780), (380, 800),
                          (200, 660), (-20, 620)], closed=True), c.BLUE, 0.7)  # fmt: skip
    for area in (
        [(640, 60), (1140, 50), (1120, 330), (700, 350)],
        [(60, 120), (300, 90), (330, 330), (80, 360)],
    ):
        sheet.washed(rounded(area, closed=True), c.GREEN, 0.5)
    path = rounded(
        [
            (180, 240),
            (300, 420),
            (480, 420),
            (520, 250),
            (640, 180),
            (840, 260),
            (880, 430),
            (780, 560),
            (900, 640),
            (1050, 600),
        ],
        times=4,
    )
    for step in range(0, len(path) - 4, 7):
        sheet.pen(path[step : step + 4], c.RED, 10)
    for x, y in (
        (720, 110),
        (800, 90),
        (1000, 110),
        (1070, 190),
        (980, 250),
        (1060, 290),
        (95, 170),
        (90, 290),
        (285, 140),
    ):
        sheet.coloured(ring(x, y, 36, 40), c.DARK_GREEN, gap=8, hard=0.8)
        sheet.crayon([(x, y + 38), (x, y + 66)], c.BROWN, 12)
    _small_house(sheet, 180, 190, c.BLUE)
    _small_house(sheet, 1060, 540, c.ORANGE)
    sheet.pencil([(470, 640), (470, 850)], c.BROWN, 9)
    sheet.pencil([(570, 650), (570, 850)], c.BROWN, 9)
    for y in range(660, 850, 28):
        sheet.pencil([(470, y), (570, y + 3)], c.BROWN, 11)
    for words, x, y in (("school", 55, 395), ("home", 1010, 620), ("big dog", 395, 165), ("conkers", 905, 385), ("best puddle", 480, 590),
                        ("bridge", 285, 820), ("ducks", 900, 700)):  # fmt: skip
        sheet.write(words, x, y, 34, c.INK, 4.5)
    sheet.washed(ring(690, 545, 62, 26), c.BLUE, 0.7)
    sheet.pen(c.star(1095, 810, 62, 4, 0.3), c.INK, 5, closed=True)
    sheet.write("N", 1080, 705, 36, c.INK, 5)


def _small_house(sheet: Sheet, x: float, y: float, colour: str) -> None:
    sheet.coloured(box(x - 48, y - 20, 96, 84), colour, gap=7, hard=0.8)
    sheet.coloured([(x - 64, y - 18), (x, y - 82), (x + 64, y - 18)], c.RED, gap=7, hard=0.9)
    sheet.pen([(x - 64, y - 18), (x, y - 82), (x + 64, y - 18)], c.INK, 5, closed=True)
    sheet.pen(box(x - 48, y - 18, 96, 82), c.INK, 5, closed=True)
    sheet.pen(box(x - 14, y + 20, 28, 44), c.INK, 4, closed=True)


def football(sheet: Sheet) -> None:
    """A plan for a goal, chalked on a green pitch."""
    for step in range(6):
        sheet.washed(
            box(step * 200, -20, 200, 940), c.GREEN if step % 2 else c.DARK_GREEN, 0.62, wobble=0
        )
    line = "#f4f7ee"
    sheet.crayon(box(60, 60, 1080, 780), line, 8, closed=True)
    sheet.crayon([(600, 60), (600, 840)], line, 8)
    sheet.crayon(ring(600, 450, 130), line, 8)
    for x, wide in ((60, 170), (1140, -170)):
        sheet.crayon(box(x, 230, wide, 440), line, 8, closed=True)
        sheet.crayon(box(x, 340, wide / 2.4, 220), line, 8, closed=True)
    for x, y, letter in ((380, 250, "B"), (330, 610, "A"), (720, 640, "I"), (500, 430, "J")):
        sheet.cut(ring(x, y, 44), c.RED, lift=4)
        sheet.write(letter, x - 13, y - 22, 44, c.WHITE, 6)
    for x, y in ((830, 330), (900, 520), (760, 200), (1095, 450)):
        sheet.pen([(x - 32, y - 32), (x + 32, y + 32)], c.YELLOW, 11)
        sheet.pen([(x - 32, y + 32), (x + 32, y - 32)], c.YELLOW, 11)
    for start, end in (
        ((380, 615), (665, 642)),
        ((745, 600), (860, 430)),
        ((430, 235), (880, 120)),
        ((890, 420), (1130, 400)),
    ):
        arrow(sheet, start, end, c.WHITE, 8)
    sheet.cut(ring(395, 660, 20), c.WHITE, lift=3)
    sheet.write("run!", 600, 118, 44, c.WHITE, 6)
    sheet.write("goal", 1000, 300, 44, c.WHITE, 6)


def planets(sheet: Sheet) -> None:
    """The planets in their order, cut from paper on a night sheet."""
    for step in range(130):
        sheet.flat(ring((step * 397) % 1200, (step * 271) % 900, 1 + step % 3), "#cfd8e6")
    sheet.cut(ring(-40, 450, 250), c.YELLOW, lift=10)
    sheet.cut(ring(-60, 450, 205), c.ORANGE, lift=2)
    looks = ((270, 400, 22, "#b9a58d"), (345, 560, 34, c.SAND), (430, 370, 37, c.BLUE), (510, 545, 27, c.RED), (650, 400, 104, c.TAN),
             (860, 545, 82, c.SAND), (1010, 330, 52, c.MINT), (1120, 560, 50, "#4f7fd0"))  # fmt: skip
    for x, y, size, colour in looks:
        sheet.cut(ring(x, y, size), colour, lift=7)
    for down, colour in ((-50, c.SAND), (-14, c.BROWN), (28, c.CREAM), (62, c.BROWN)):
        half = math.sqrt(104**2 - down**2) - 4
        sheet.cut(
            rounded(
                [
                    (650 - half, 400 + down),
                    (650, 394 + down),
                    (650 + half, 402 + down),
                    (650, 412 + down),
                ],
                closed=True,
            ),
            colour,
            lift=0,
        )
    sheet.cut(ring(690, 440, 22, 14), c.RED, lift=1)
    band = moved(ring(0, 0, 150, 36) + ring(0, 0, 108, 22, 360, -360), 860, 545, -16)
    sheet.cut(band, c.CREAM, lift=3)
    sheet.cut(moved(ring(0, 0, 82, 82, 180, 180), 860, 545, -16), c.SAND, lift=0)
    sheet.cut(
        rounded([(412, 350), (440, 345), (448, 372), (420, 380)], closed=True), c.GREEN, lift=0
    )
    sheet.cut(rounded([(430, 385), (455, 378), (445, 398)], closed=True), c.GREEN, lift=0)
    sheet.write("Mercury to Neptune", 400, 780, 44, c.CREAM, 5.5)


def tally(sheet: Sheet) -> None:
    """A tally of vehicles that went past, in a squared book."""
    squared(sheet)
    sheet.write("What went past", 120, 55, 58, c.NAVY, 7)
    rows = (
        ("cars", 23, c.RED),
        ("bikes", 14, c.BLUE),
        ("buses", 6, c.GREEN),
        ("dogs", 9, c.ORANGE),
        ("horse", 1, c.PURPLE),
    )
    for step, (words, count, colour) in enumerate(rows):
        y = 180 + step * 125
        sheet.write(words, 70, y + 20, 42, c.INK, 6)
        sheet.pencil([(60, y + 104), (1120, y + 104)], c.GREY, 4)
        for mark in range(count):
            x = 320 + (mark // 5) * 132 + (mark % 5) * 26
            if mark % 5 == 4:
                sheet.pen([(x - 116, y + 66), (x - 14, y + 10)], colour, 7)
            else:
                sheet.pen([(x, y), (x + 3, y + 78)], colour, 7)
        sheet.write(str(count), 1030, y + 16, 52, colour, 7)
    sheet.pencil([(285, 160), (285, 800)], c.GREY, 4)
    sheet.pencil([(985, 160), (985, 800)], c.GREY, 4)
