"""The demonstration school's drawn pictures: every name, its sheet of paper and what draws on it.

`draw` gives a picture's JPEG bytes and always the same ones; it opens no file and no network.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portfolio.demo import crayons, drawn_early, drawn_made, drawn_middle, drawn_more, drawn_older
from portfolio.demo.crayons import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Drawing:
    """One picture: what draws it, on which paper, how large in pixels."""

    hand: Callable[[Sheet], None]
    paper: str = crayons.WHITE
    size: tuple[int, int] = (1200, 900)


DRAWINGS: dict[str, Drawing] = {
    "house": Drawing(drawn_early.house),
    "rainbow": Drawing(drawn_early.rainbow),
    "hand": Drawing(drawn_early.hand, size=(900, 1200)),
    "butterfly": Drawing(drawn_early.butterfly, paper="#d8ebf4"),
    "weather": Drawing(drawn_early.weather, paper=crayons.CREAM),
    "bus": Drawing(drawn_early.bus),
    "kite": Drawing(drawn_early.kite, paper="#a9d6ef"),
    "ladybirds": Drawing(drawn_early.ladybirds, paper="#f5e3a6"),
    "cat": Drawing(drawn_early.cat, paper="#e9e2f3"),
    "bean": Drawing(drawn_middle.bean),
    "volcano": Drawing(drawn_middle.volcano),
    "shield": Drawing(drawn_middle.shield, paper="#ddd8ce", size=(900, 1200)),
    "pizza": Drawing(drawn_middle.pizza, paper="#cfe2ae"),
    "times-table": Drawing(drawn_middle.times_table),
    "walk": Drawing(drawn_middle.walk, paper=crayons.CREAM),
    "tower": Drawing(drawn_made.tower, paper="#cfe5ef", size=(900, 1200)),
    "football": Drawing(drawn_middle.football, paper="#dcebc9"),
    "cake": Drawing(drawn_made.cake, paper="#bfe0f2"),
    "planets": Drawing(drawn_middle.planets, paper="#1b2a41"),
    "tally": Drawing(drawn_middle.tally),
    "scarf": Drawing(drawn_made.scarf, paper="#dcd0f2"),
    "marrow": Drawing(drawn_made.marrow, paper=crayons.CREAM),
    "boat": Drawing(drawn_made.boat, paper="#f6dfc6"),
    "bicycle": Drawing(drawn_made.bicycle),
    "element": Drawing(drawn_older.element, paper="#c9dbe6", size=(900, 900)),
    "circuit": Drawing(drawn_older.circuit),
    "spiral": Drawing(drawn_older.spiral),
    "star-pattern": Drawing(drawn_older.star_pattern, paper="#f1ead8", size=(1000, 1000)),
    "lino": Drawing(drawn_older.lino, paper="#f1ead8", size=(900, 1200)),
    "comic": Drawing(drawn_older.comic),
    "bridge": Drawing(drawn_older.bridge),
    "bin-lids": Drawing(drawn_more.bin_lids, paper="#f3e3c3"),
    "picnic": Drawing(drawn_more.picnic, paper="#d8ebf4"),
    "castle": Drawing(drawn_more.castle, paper="#cfe5ef"),
    "paper-stars": Drawing(drawn_more.paper_stars, paper="#dcd0f2"),
    "eye-and-star": Drawing(drawn_more.eye_and_star, paper="#1b2a41"),
    "cat-goodnight": Drawing(drawn_more.cat_goodnight, paper="#bcc8ea"),
    "flower": Drawing(drawn_more.big_flower, paper=crayons.CREAM, size=(900, 1200)),
    "fish": Drawing(drawn_more.fish),
    "ball-and-grape": Drawing(drawn_more.ball_and_grape),
}


def draw(name: str) -> bytes:
    """JPEG bytes of the drawing called `name`; KeyError where there is none."""
    drawing = DRAWINGS[name]
    sheet = Sheet(seed=sum(name.encode()), size=drawing.size, paper=drawing.paper)
    drawing.hand(sheet)
    return sheet.jpeg()
