"""More of the children's pictures: friends at play, a fridge's worth, and two that explain.

Each function draws one picture on the sheet it is given and returns nothing; sizes and papers
stand in `drawings.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.demo import crayons as c
from portfolio.demo.crayons import box, moved, ring, rounded
from portfolio.demo.drawn_early import somebody, sun

if TYPE_CHECKING:
    from portfolio.demo.crayons import Sheet


def bin_lids(sheet: Sheet) -> None:
    """Two friends with two bin lids and a broom, and the noise they make."""
    sheet.coloured(
        [(0, 760), (1200, 740), (1200, 900), (0, 900)], c.GREY, slant=-6, gap=16, hard=0.35
    )
    somebody(sheet, (360, 820), 430, c.BROWN, c.INK, c.RED)
    somebody(sheet, (850, 815), 420, c.BROWN, c.INK, c.BLUE)
    for x, turn in ((185, -12), (535, 14)):
        sheet.coloured(moved(ring(0, 0, 92, 108), x, 545, turn), c.GREY, hard=0.9)
        sheet.crayon(moved(ring(0, 0, 92, 108), x, 545, turn), c.INK, 9, closed=True)
        sheet.crayon(moved(ring(0, 0, 56, 68), x, 545, turn), c.INK, 6, closed=True)
        sheet.crayon(moved([(-24, 0), (24, 0)], x, 545, turn), c.INK, 15)
    sheet.crayon([(1010, 340), (965, 790)], c.TAN, 22)
    sheet.coloured(
        [(925, 770), (1015, 780), (1060, 872), (880, 862)], c.YELLOW, slant=85, gap=8, hard=0.8
    )
    for turn in range(200, 350, 30):
        sheet.crayon(moved([(190, 0), (262, 0)], 360, 420, turn), c.ORANGE, 13)
    sheet.scrawl("BOOM", (120, 50), 96, c.RED, 15)
    sheet.scrawl("tsh", (820, 130), 84, c.BLUE, 13)


def picnic(sheet: Sheet) -> None:
    """Two friends at a picnic with nothing on the cloth."""
    sheet.coloured(
        [(0, 560), (600, 530), (1200, 565), (1200, 900), (0, 900)], c.GREEN, slant=-12, gap=15
    )
    sun(sheet, 160, 150, 72)
    cloth = [(330, 730), (880, 730), (980, 870), (230, 870)]
    sheet.coloured(cloth, c.WHITE, gap=8, hard=1)
    for step in range(7):
        sheet.crayon([(330 + step * 92, 732), (230 + step * 125, 868)], c.RED, 11)
    for down in (732, 776, 820, 868):
        sheet.crayon(
            [(330 - (down - 730) * 0.7, down), (880 + (down - 730) * 0.7, down)], c.RED, 11
        )
    somebody(sheet, (250, 770), 330, c.TAN, c.INK, c.ORANGE)
    somebody(sheet, (960, 770), 330, c.SAND, c.BROWN, c.TEAL)
    sheet.coloured(box(545, 600, 130, 100), c.BROWN, slant=10, gap=8, hard=0.8)
    sheet.crayon(rounded([(550, 605), (575, 500), (650, 500), (672, 605)]), c.BROWN, 14)


def castle(sheet: Sheet) -> None:
    """A castle of blocks with one door, and eyes behind a window."""
    sheet.cut(box(0, 790, 1200, 110), c.GREEN, wobble=5)
    for x, wide, top, colour in (
        (230, 190, 330, c.BLUE),
        (780, 190, 330, c.BLUE),
        (420, 360, 450, c.YELLOW),
    ):
        sheet.cut(box(x, top, wide, 800 - top), colour)
        for step in range(wide // 60):
            if step % 2 == 0:
                sheet.cut(box(x + step * 62, top - 60, 62, 66), colour)
    for x in (325, 875):
        sheet.cut([(x - 6, 140), (x + 6, 140), (x + 6, 285), (x - 6, 285)], c.BROWN)
        sheet.cut([(x + 6, 145), (x + 110, 180), (x + 6, 215)], c.RED)
    sheet.cut([*ring(600, 640, 85, 95, 180, 180), (685, 800), (515, 800)], c.BROWN)
    sheet.crayon(ring(655, 690, 6), c.YELLOW, 12)
    sheet.scrawl("me", (562, 700), 46, c.WHITE, 8)
    for x in (325, 875):
        sheet.cut(box(x - 32, 430, 64, 90), c.NAVY)
        for side in (-1, 1):
            sheet.crayon(ring(x + side * 13, 475, 3), c.WHITE, 9)


def paper_stars(sheet: Sheet) -> None:
    """Six paper stars of eight points that hold hands, with stars in their middles."""
    sheet.cut(box(60, 60, 1080, 780), c.TEAL, wobble=4)
    for row in range(2):
        for column in range(3):
            x, y = 250 + column * 350, 275 + row * 350
            colour = (c.YELLOW, c.RED, c.CREAM)[(row + column) % 3]
            sheet.cut(c.star(x, y, 176, 8, 0.72, 0), colour)
            sheet.cut(c.star(x, y, 92, 8, 0.4, 22.5), c.TEAL, lift=2)


def eye_and_star(sheet: Sheet) -> None:
    """A star on one side, an eye on the other, and a very long way between."""
    sheet.coloured(c.star(190, 440, 170), c.YELLOW, gap=8, hard=0.95)
    sheet.crayon(c.star(190, 440, 170), c.ORANGE, 10, closed=True)
    for down in (-40, 0, 40):
        sheet.crayon([(400, 440 + down), (760, 440 + down * 0.4)], c.YELLOW, 11)
    eye = rounded(
        [(800, 440), (900, 330), (1030, 330), (1130, 440), (1030, 550), (900, 550)], closed=True
    )
    sheet.coloured(eye, c.WHITE, gap=6, hard=1)
    sheet.crayon(eye, c.WHITE, 11, closed=True)
    sheet.coloured(ring(965, 440, 88), c.GREEN, gap=6, hard=1)
    sheet.coloured(ring(965, 440, 22, 74), c.INK, gap=5, hard=1)
    sheet.scrawl("makes light", (60, 680), 52, c.YELLOW, 8)
    sheet.scrawl("a very long way", (370, 220), 46, c.WHITE, 7)
    sheet.scrawl("lets it in", (770, 680), 52, c.YELLOW, 8)


def cat_goodnight(sheet: Sheet) -> None:
    """A big cat's face that looks at you, and a moon."""
    sheet.coloured(ring(1040, 150, 80), c.YELLOW, hard=0.9)
    for side in (-1, 1):
        sheet.coloured(
            [(600 + side * 90, 260), (600 + side * 320, 70), (600 + side * 330, 440)],
            c.ORANGE,
            hard=0.9,
        )
    sheet.coloured(ring(600, 500, 360, 310), c.ORANGE, hard=0.9)
    for side in (-1, 1):
        sheet.coloured(ring(600 + side * 140, 440, 82), c.YELLOW, gap=6, hard=1)
        sheet.coloured(ring(600 + side * 140, 450, 30), c.INK, gap=5, hard=1)
        for down in (-30, 0, 30):
            sheet.crayon(
                [(600 + side * 90, 600 + down * 0.3), (600 + side * 450, 600 + down * 2)], c.INK, 7
            )
        sheet.crayon(
            rounded([(600, 620), (600 + side * 30, 690), (600 + side * 110, 670)]), c.INK, 11
        )
    sheet.coloured([(560, 570), (640, 570), (600, 620)], c.PINK, gap=5, hard=1)


def big_flower(sheet: Sheet) -> None:
    """One flower, as tall as the paper."""
    sheet.crayon(rounded([(450, 560), (465, 800), (440, 1130)]), c.DARK_GREEN, 24)
    for side in (-1, 1):
        sheet.coloured(
            rounded(
                [
                    (450, 930),
                    (450 + side * 120, 830),
                    (450 + side * 220, 860),
                    (450 + side * 120, 950),
                ],
                closed=True,
            ),
            c.GREEN,
            hard=0.8,
        )
    for turn in range(0, 360, 45):
        sheet.coloured(
            ring(*moved([(205, 0)], 450, 400, turn)[0], 98),
            c.PINK if turn % 90 else c.PURPLE,
            hard=0.8,
        )
    sheet.coloured(ring(450, 400, 120), c.YELLOW, gap=7, hard=1)


def fish(sheet: Sheet) -> None:
    """A fish that is all colours, in the sea."""
    for down in range(90, 900, 120):
        sheet.crayon([(x, down + (x // 75 % 2) * 22) for x in range(0, 1230, 75)], c.SKY, 12)
    sheet.coloured([(860, 450), (1090, 270), (1050, 450), (1090, 640)], c.ORANGE, hard=0.85)
    sheet.coloured(
        rounded(
            [(150, 450), (350, 250), (680, 260), (900, 450), (680, 640), (350, 650)], closed=True
        ),
        c.YELLOW,
        hard=0.9,
    )
    for x, colour in ((400, c.RED), (520, c.GREEN), (640, c.BLUE), (750, c.PURPLE)):
        sheet.crayon(rounded([(x, 310), (x + 45, 450), (x, 590)]), colour, 34)
    sheet.coloured(ring(280, 400, 36), c.WHITE, gap=5, hard=1)
    sheet.coloured(ring(280, 402, 14), c.INK, gap=4, hard=1)
    sheet.crayon(rounded([(170, 490), (220, 520), (270, 500)]), c.RED, 11)
    for x, y, size in ((120, 330, 22), (80, 230, 30), (130, 120, 38)):
        sheet.crayon(ring(x, y, size), c.BLUE, 8, closed=True)


def ball_and_grape(sheet: Sheet) -> None:
    """A football that says Jupiter, and far off a grape that says us."""
    sheet.washed(ring(400, 430, 285), "#d9a066", 0.75)
    for down, tall in ((300, 34), (400, 26), (490, 40), (580, 22)):
        sheet.washed(
            rounded(
                [
                    (150, down),
                    (400, down + 24),
                    (650, down),
                    (640, down + tall),
                    (400, down + 24 + tall),
                    (160, down + tall),
                ],
                closed=True,
            ),
            c.BROWN,
            0.5,
        )
    sheet.pen(ring(400, 430, 285), c.INK, 8, closed=True)
    sheet.painted(ring(960, 590, 27, 31), c.PURPLE, wobble=2)
    sheet.pen([(960, 560), (968, 535)], c.DARK_GREEN, 6)
    sheet.write("Jupiter", 290, 760, 60, c.INK, 7)
    sheet.write("us", 925, 660, 60, c.INK, 7)
