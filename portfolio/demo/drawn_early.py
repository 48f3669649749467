# ruff: noqa: E501 -- a shape's points read best in one row
"""Pictures as the youngest make them: crayon, poster paint and cut paper.

Each function draws one picture on the sheet it is given and returns nothing; sizes and papers
stand in `drawings.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.demo import crayons as c
from portfolio.demo.crayons import box, moved, ring, rounded

if TYPE_CHECKING:
    from portfolio.demo.crayons import Point, Sheet


def somebody(sheet: Sheet, at: Point, tall: float, skin: str, hair: str, clothes: str) -> None:
    """A person as a four-year-old draws one: a big head, arms from the shoulders; `at` is between the feet."""
    x, y = at
    head = tall * 0.2
    top = y - tall + head
    for side in (-1, 1):
        sheet.crayon(
            [
                (x + side * head * 0.4, y - tall * 0.3),
                (x + side * head * 0.5, y),
                (x + side * head, y),
            ],
            c.INK,
            9,
        )
        sheet.crayon(
            [(x + side * head * 0.5, y - tall * 0.5), (x + side * head * 1.8, y - tall * 0.62)],
            skin,
            13,
        )
    sheet.coloured([(x - head * 0.5, top + head), (x + head * 0.5, top + head), (x + head * 1.1, y - tall * 0.24),
                    (x - head * 1.1, y - tall * 0.24)], clothes, hard=0.8)  # fmt: skip
    sheet.coloured(ring(x, top - head * 0.12, head * 1.12, head * 1.1), hair, hard=0.85)
    sheet.coloured(ring(x, top + head * 0.1, head * 0.88), skin, hard=0.95, gap=7)
    for side in (-1, 1):
        sheet.crayon(ring(x + side * head * 0.34, top, 3), c.INK, 6, wobble=1)
    sheet.crayon(ring(x, top + head * 0.2, head * 0.4, head * 0.34, 25, 130), c.RED, 7, wobble=1)


def sun(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A sun with its rays."""
    sheet.coloured(ring(x, y, size), c.YELLOW, hard=0.8)
    for turn in range(10, 360, 30):
        sheet.crayon(
            moved([(size * 1.25, 0), (size * (1.7 if turn % 60 else 2), 0)], x, y, turn),
            c.ORANGE,
            11,
        )


def house(sheet: Sheet) -> None:
    """Our house, everyone outside it."""
    sheet.coloured(
        [(0, 690), (400, 660), (800, 685), (1200, 665), (1200, 900), (0, 900)],
        c.GREEN,
        slant=-12,
        gap=15,
    )
    sun(sheet, 1040, 150, 72)
    for x, y in ((180, 130), (640, 90)):
        sheet.crayon(rounded([(x - 90, y + 40), (x - 80, y - 10), (x - 20, y - 30), (x + 40, y - 28), (x + 90, y + 30)],
                             closed=True), c.SKY, 13, closed=True)  # fmt: skip
    sheet.coloured(box(330, 340, 430, 370), c.ORANGE, slant=12, hard=0.45)
    sheet.crayon(box(330, 340, 430, 370), c.BROWN, 11, closed=True)
    sheet.coloured([(660, 130), (730, 130), (730, 330), (660, 330)], c.BROWN)
    sheet.coloured([(280, 350), (540, 150), (820, 350)], c.RED, slant=40, hard=0.75)
    sheet.crayon([(280, 350), (540, 150), (820, 350)], c.BROWN, 11, closed=True)
    for x in (370, 600):
        sheet.coloured(box(x, 410, 115, 100), c.SKY, gap=9, hard=0.8)
        sheet.crayon(box(x, 410, 115, 100), c.INK, 8, closed=True)
        sheet.crayon([(x + 57, 410), (x + 57, 510)], c.INK, 7)
        sheet.crayon([(x, 460), (x + 115, 460)], c.INK, 7)
    sheet.coloured(box(490, 545, 105, 165), c.BLUE, hard=0.85)
    sheet.crayon(ring(575, 635, 4), c.YELLOW, 9)
    sheet.crayon(rounded([(695, 125), (740, 80), (690, 50), (760, 10)]), c.GREY, 11)
    somebody(sheet, (140, 800), 290, c.TAN, c.INK, c.PURPLE)
    somebody(sheet, (270, 810), 190, c.TAN, c.INK, c.YELLOW)
    somebody(sheet, (905, 805), 310, c.BROWN, c.INK, c.BLUE)
    _dog(sheet, 1050, 800)
    for x in range(360, 860, 95):
        _flower(sheet, x, 800 + (x * 7) % 40)


def _flower(sheet: Sheet, x: float, y: float) -> None:
    sheet.crayon([(x, y), (x + 4, y + 62)], c.DARK_GREEN, 8)
    for turn in range(0, 360, 72):
        sheet.coloured(
            ring(*moved([(15, 0)], x, y, turn)[0], 11), c.PINK if x % 2 else c.RED, gap=5, hard=0.9
        )
    sheet.coloured(ring(x, y, 8), c.YELLOW, gap=4, hard=1)


def _dog(sheet: Sheet, x: float, y: float) -> None:
    sheet.coloured(ring(x, y - 70, 75, 42), c.BROWN, hard=0.9)
    for leg in (-50, -25, 28, 52):
        sheet.crayon([(x + leg, y - 45), (x + leg, y)], c.BROWN, 15)
    sheet.coloured(ring(x + 75, y - 115, 42), c.BROWN, hard=0.95)
    sheet.coloured(ring(x + 52, y - 110, 15, 36), c.INK, hard=0.9)
    sheet.crayon(ring(x + 85, y - 122, 3), c.INK, 6)
    sheet.coloured(ring(x + 116, y - 108, 9), c.INK, gap=4, hard=1)
    sheet.crayon(rounded([(x - 72, y - 85), (x - 105, y - 110), (x - 100, y - 150)]), c.BROWN, 12)


def rainbow(sheet: Sheet) -> None:
    """A rainbow in poster paint, with rain on one side."""
    sheet.painted([(0, 0), (1200, 0), (1200, 900), (0, 900)], "#cfe6f2")
    bands = (c.RED, c.ORANGE, c.YELLOW, c.GREEN, c.BLUE, c.PURPLE)
    for step, colour in enumerate(bands):
        outer, inner = 540 - step * 54, 540 - step * 54 - 58
        arch = ring(610, 790, outer, outer * 0.98, 180, 180) + ring(
            610, 790, inner, inner * 0.98, 360, -180
        )
        sheet.painted(arch, colour, wobble=7)
    sheet.painted(
        [(0, 770), (300, 740), (640, 790), (980, 745), (1200, 780), (1200, 900), (0, 900)],
        c.GREEN,
        wobble=8,
    )
    for x, y, size in ((150, 730, 95), (1070, 735, 105)):
        for across, down, part in (
            (-0.8, 0.1, 0.7),
            (0.7, 0.15, 0.75),
            (0, -0.2, 1),
            (0, 0.25, 0.8),
        ):
            sheet.painted(
                ring(x + across * size, y + down * size, size * part, size * part * 0.8),
                c.WHITE,
                wobble=6,
            )
    for step in range(13):
        x, y = 40 + step * 21, 85 + (step * 137) % 420
        sheet.painted(
            rounded([(x, y), (x + 13, y + 34), (x, y + 48), (x - 12, y + 34)], closed=True),
            c.BLUE,
            wobble=2,
        )


def hand(sheet: Sheet) -> None:
    """A salt-dough hand, on the cloth it dried on."""
    for x in range(0, 900, 150):
        sheet.washed(box(x, -30, 75, 1260), c.RED, 0.28)
    for y in range(0, 1200, 150):
        sheet.washed(box(-20, y, 1240, 75), c.RED, 0.28)
    dough = rounded(ring(450, 600, 345, 370), closed=True)
    sheet.cut(dough, "#ecdcb9", wobble=9, lift=20)
    sheet.washed(dough, "#b98f52", 0.16)
    palm = [(330, 610), (300, 520), (250, 455), (262, 425), (300, 428), (355, 500), (352, 330), (376, 305), (405, 330),
            (418, 480), (432, 280), (458, 255), (486, 282), (488, 480), (520, 312), (546, 294), (570, 320), (553, 505),
            (596, 400), (620, 388), (640, 412), (598, 570), (580, 690), (520, 765), (410, 765), (352, 705)]  # fmt: skip
    sheet.washed(rounded(moved(palm, 5, 9), closed=True), "#7a5a2e", 0.55, wobble=3)
    sheet.painted(rounded(palm, closed=True), "#e58a9a", wobble=3)
    for x, y in ((380, 345), (459, 295), (545, 333), (616, 425), (276, 447)):
        sheet.painted(ring(x, y + 6, 13, 17), "#f7c6cf", wobble=1)
    sheet.write("Nia", 395, 840, 56, "#9a6b35", 9)
    for turn in range(0, 360, 24):
        sheet.washed(ring(*moved([(322, 0)], 450, 600, turn + 6)[0], 10), "#8a6a3a", 0.6, wobble=2)


def butterfly(sheet: Sheet) -> None:
    """The life of a butterfly, four cut-paper pictures round a ring of arrows."""
    for start, turn in ((-60, 30), (48, 22), (110, 22), (210, 30)):
        arc = ring(600, 450, 330, 290, start, turn)
        sheet.crayon(arc, c.INK, 12)
        x, y = arc[-1]
        sheet.crayon(
            [
                moved([(-34, -22)], x, y, start + turn + 90)[0],
                (x, y),
                moved([(-34, 22)], x, y, start + turn + 90)[0],
            ],
            c.INK,
            12,
        )
    _leaf(sheet, 600, 150, 1.1)
    for x, y in ((560, 130), (590, 115), (600, 150), (630, 128), (575, 160), (642, 158)):
        sheet.cut(ring(x, y, 12, 14), c.CREAM, lift=3)
    _leaf(sheet, 980, 470, 1.15)
    for step in range(6):
        sheet.cut(
            ring(885 + step * 34, 440 + (step % 2) * -14, 28),
            c.YELLOW if step % 2 else c.GREEN,
            lift=4,
        )
    sheet.cut(ring(885 + 200, 425, 33), c.RED, lift=4)
    sheet.pen(ring(1096, 416, 3), c.INK, 6)
    sheet.pen(rounded([(1090, 395), (1100, 365), (1120, 355)]), c.INK, 5)
    sheet.cut(box(500, 650, 220, 22), c.BROWN, lift=4)
    sheet.cut(
        rounded(
            [(600, 668), (640, 700), (646, 770), (605, 850), (566, 770), (566, 700)], closed=True
        ),
        c.TAN,
    )
    for y in (710, 740, 770, 800):
        sheet.pen(rounded([(570, y), (605, y + 12), (642, y)]), c.BROWN, 5)
    for side in (-1, 1):
        sheet.cut(_wing(side, 215, 430), c.ORANGE)
        sheet.cut(_wing(side, 215, 430, low=True), c.PURPLE)
        sheet.cut(ring(215 + side * 95, 360, 22), c.YELLOW, lift=3)
        sheet.cut(ring(215 + side * 70, 505, 16), c.PINK, lift=3)
        sheet.pen(rounded([(215, 370), (215 + side * 25, 310), (215 + side * 55, 300)]), c.INK, 6)
    sheet.cut(ring(215, 440, 16, 84), c.INK, lift=4)
    for words, x, y in (
        ("eggs", 545, 235),
        ("caterpillar", 850, 575),
        ("chrysalis", 670, 760),
        ("butterfly", 70, 575),
    ):
        sheet.scrawl(words, (x, y), 36, c.INK, 5)


def _wing(side: int, x: float, y: float, *, low: bool = False) -> list[Point]:
    upper = [(8, -5), (40, -120), (120, -145), (175, -95), (150, -15), (60, 15)]
    under = [(8, 5), (70, 15), (135, 40), (120, 115), (60, 130), (15, 60)]
    return rounded(
        [(x + side * across, y + down) for across, down in (under if low else upper)], closed=True
    )


def _leaf(sheet: Sheet, x: float, y: float, size: float) -> None:
    edge = rounded([(-150, 10), (-70, -60), (50, -70), (160, 0), (60, 65), (-70, 60)], closed=True)
    sheet.cut(moved(edge, x, y, size=size), c.GREEN)
    sheet.pen([(x - 140 * size, y + 8), (x + 140 * size, y)], c.DARK_GREEN, 5)


def weather(sheet: Sheet) -> None:
    """A week of weather, one square a day."""
    sheet.scrawl("Our weather", (90, 60), 62, c.NAVY, 9)
    for step, day in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri")):
        x = 60 + step * 220
        sheet.cut(
            box(x, 240, 195, 330), (c.SKY, "#c9d3d8", c.SKY, "#aebfc9", "#d9ecf5")[step], lift=7
        )
        sheet.scrawl(day, (x + 35, 610), 48, c.INK, 7)
    sun(sheet, 158, 400, 42)
    _cloud(sheet, 378, 390)
    sun(sheet, 575, 345, 34)
    _cloud(sheet, 615, 430)
    _cloud(sheet, 818, 360)
    for x, y in ((770, 440), (800, 480), (832, 440), (865, 485), (785, 525), (850, 530)):
        sheet.crayon([(x, y), (x - 10, y + 26)], c.BLUE, 9)
    for y in (330, 400, 470):
        sheet.crayon(
            rounded([(960, y), (1010, y - 34), (1040, y + 34), (1090, y), (1110, y - 20)]),
            c.BLUE,
            10,
        )
    sheet.scrawl("I like the windy day", (90, 745), 50, c.RED, 7)


def _cloud(sheet: Sheet, x: float, y: float) -> None:
    for across, down, size in ((-44, 12, 34), (44, 14, 32), (-8, -12, 44), (10, 18, 38)):
        sheet.coloured(ring(x + across, y + down, size), c.WHITE, gap=6, hard=1)
    sheet.crayon(rounded([(x - 78, y + 44), (x - 80, y - 6), (x - 40, y - 48), (x + 20, y - 55), (x + 78, y - 6), (x + 74, y + 44)],
                         closed=True), c.GREY, 7, closed=True)  # fmt: skip


def bus(sheet: Sheet) -> None:
    """A red bus with a face at every window."""
    sheet.coloured([(0, 720), (1200, 705), (1200, 900), (0, 900)], c.GREY, slant=3, gap=16)
    for x in range(40, 1200, 210):
        sheet.crayon([(x, 815), (x + 110, 812)], c.WHITE, 15)
    sheet.coloured(
        [(140, 180), (1030, 165), (1062, 190), (1090, 400), (1090, 690), (105, 700), (108, 215)],
        c.RED,
        hard=0.85,
    )
    skins = (c.TAN, c.BROWN, "#f0c6a4", "#6b4a33", c.SAND)
    for row, y in enumerate((245, 440)):
        for step in range(4 if row else 5):
            x = 165 + step * 172
            sheet.coloured(box(x, y, 135, 120), c.SKY, gap=8, hard=0.95)
            sheet.coloured(ring(x + 67, y + 68, 41), skins[(step * 2 + row) % 5], gap=6, hard=1)
            sheet.coloured(
                ring(x + 67, y + 48, 43, 27, 180, 180),
                (c.INK, c.BROWN, c.ORANGE)[(step + row) % 3],
                gap=6,
                hard=0.95,
            )
            for side in (-14, 14):
                sheet.crayon(ring(x + 67 + side, y + 66, 2), c.INK, 5, wobble=0.6)
            sheet.crayon(ring(x + 67, y + 76, 16, 13, 20, 140), c.RED, 5, wobble=0.8)
            sheet.crayon(box(x, y, 135, 120), c.INK, 8, closed=True)
    sheet.coloured(box(880, 450, 130, 245), c.YELLOW, hard=0.7)
    sheet.crayon(box(880, 450, 130, 245), c.INK, 8, closed=True)
    sheet.crayon([(945, 450), (945, 695)], c.INK, 7)
    sheet.coloured(box(120, 590, 740, 45), c.CREAM, gap=6, hard=1)
    sheet.scrawl("to Nonna", (330, 595), 34, c.INK, 6)
    for x in (310, 830):
        sheet.coloured(ring(x, 715, 88), c.INK, hard=0.95)
        sheet.coloured(ring(x, 715, 38), c.GREY, hard=1, gap=6)


def kite(sheet: Sheet) -> None:
    """A cut-paper kite over the hill."""
    sheet.cut(
        [(0, 760), (250, 690), (560, 720), (860, 640), (1200, 700), (1200, 910), (0, 910)], c.GREEN
    )
    sheet.cut([(0, 830), (420, 790), (900, 850), (1200, 800), (1200, 910), (0, 910)], c.DARK_GREEN)
    for x, y, size in ((230, 170, 70), (980, 330, 55)):
        for across, down, part in ((-0.9, 0.2, 0.7), (0.9, 0.2, 0.75), (0, 0, 1)):
            sheet.cut(
                ring(x + across * size, y + down * size, size * part * 1.2, size * part * 0.75),
                c.WHITE,
            )
    tail = rounded(
        [(640, 470), (600, 560), (690, 620), (560, 680), (440, 640), (330, 720)], times=3
    )
    sheet.pen(tail, c.INK, 5)
    for step, colour in zip(
        range(8, len(tail) - 4, 7),
        (c.RED, c.YELLOW, c.BLUE, c.PINK, c.ORANGE, c.PURPLE),
        strict=False,
    ):
        for side in (-30, 30):
            bow = [(0, 0), (side, -20), (side, 20)]
            sheet.cut(moved(bow, *tail[step]), colour, lift=4)
    top, right, low, left, mid = (760, 90), (900, 250), (640, 470), (600, 210), (725, 228)
    for corners, colour in (
        ((top, right, mid), c.RED),
        ((right, low, mid), c.YELLOW),
        ((low, left, mid), c.BLUE),
        ((left, top, mid), c.ORANGE),
    ):
        sheet.cut(list(corners), colour)
    sheet.cut(ring(725, 228, 26), c.WHITE, lift=3)


def ladybirds(sheet: Sheet) -> None:
    """Five ladybirds on a leaf, with the spots counted."""
    edge = rounded(
        [
            (50, 480),
            (260, 200),
            (620, 130),
            (960, 240),
            (1160, 430),
            (980, 690),
            (600, 790),
            (260, 730),
        ],
        closed=True,
        times=3,
    )
    sheet.cut(edge, c.GREEN, lift=12)
    sheet.crayon(rounded([(60, 485), (400, 440), (800, 470), (1150, 432)]), c.DARK_GREEN, 13)
    for x in (300, 520, 740, 940):
        for side in (-1, 1):
            sheet.crayon([(x, 455), (x + 90, 455 + side * 170)], c.DARK_GREEN, 8)
    for spots, (x, y, turn) in enumerate(
        ((250, 480, -20), (470, 280, 25), (590, 600, -40), (810, 330, 60), (900, 590, 10)), 1
    ):
        _ladybird(sheet, x, y, turn, spots)


def _ladybird(sheet: Sheet, x: float, y: float, turn: float, spots: int) -> None:
    sheet.cut(moved(ring(0, -62, 42, 34), x, y, turn), c.INK, lift=5)
    sheet.cut(moved(ring(0, 0, 78, 84), x, y, turn), c.RED, lift=8)
    sheet.pen(moved([(0, -80), (0, 82)], x, y, turn), c.INK, 7)
    for across, down in ((-36, -28), (36, -28), (-36, 30), (36, 30), (0, 4))[:spots]:
        sheet.cut(moved(ring(across, down, 16), x, y, turn), c.INK, lift=2)
    for side in (-1, 1):
        sheet.cut(moved(ring(side * 16, -72, 7), x, y, turn), c.WHITE, lift=1)
        sheet.pen(moved([(side * 14, -92), (side * 34, -122)], x, y, turn), c.INK, 6)


def cat(sheet: Sheet) -> None:
    """A stripy cat in crayon, with eyes like lamps."""
    sheet.coloured(
        [(0, 700), (1200, 680), (1200, 900), (0, 900)], c.PURPLE, slant=8, gap=17, hard=0.45
    )
    sheet.crayon(
        rounded([(830, 700), (1010, 690), (1060, 520), (1000, 400), (1060, 330)], times=3),
        c.ORANGE,
        46,
    )
    sheet.coloured(
        rounded(
            [(400, 780), (420, 520), (520, 420), (720, 420), (830, 540), (850, 780)], closed=True
        ),
        c.ORANGE,
        hard=0.85,
    )
    for side in (-1, 1):
        sheet.coloured(
            [(600 + side * 60, 235), (600 + side * 205, 80), (600 + side * 225, 330)],
            c.ORANGE,
            hard=0.9,
        )
        sheet.coloured(
            [(600 + side * 115, 220), (600 + side * 188, 140), (600 + side * 198, 275)],
            c.PINK,
            hard=0.9,
        )
    sheet.coloured(ring(600, 360, 240, 195), c.ORANGE, hard=0.92)
    for x in (540, 600, 660):
        sheet.crayon([(x, 175), (x + (600 - x) * 0.2, 255)], c.BROWN, 19)
    _cat_face(sheet)
    for down in (560, 610, 660):
        sheet.crayon([(430, down), (500, down + 16)], c.BROWN, 17)
        sheet.crayon([(815, down), (750, down + 16)], c.BROWN, 17)
    for x, y in ((120, 130), (250, 300), (1060, 130), (950, 230), (90, 480)):
        sheet.coloured(c.star(x, y, 38), c.YELLOW, gap=6, hard=0.95)


def _cat_face(sheet: Sheet) -> None:
    for side in (-1, 1):
        x = 600 + side * 105
        sheet.coloured(ring(x, 345, 62, 52), "#e7f08a", gap=6, hard=1)
        sheet.crayon(ring(x, 345, 62, 52), c.INK, 9)
        sheet.coloured(ring(x, 345, 15, 44), c.INK, gap=5, hard=1)
        for down in (-16, 10, 36):
            sheet.crayon(
                [(600 + side * 70, 440 + down * 0.3), (600 + side * 330, 425 + down * 1.6)],
                c.INK,
                5,
            )
        sheet.crayon(
            rounded([(600, 450), (600 + side * 20, 490), (600 + side * 60, 480)]), c.INK, 9
        )
        sheet.crayon([(600 + side * 95, 700), (600 + side * 95, 775)], c.BROWN, 10)
    sheet.coloured([(572, 415), (628, 415), (600, 450)], c.PINK, gap=5, hard=1)
