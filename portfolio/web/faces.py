"""Cut-paper faces: a short code kept in a text column, drawn as inline SVG on the server.

A face is a few flat shapes, so nobody needs a photograph to be known. It is decoration: the
drawing is hidden from assistive technology and always stands beside a name. This module must not
know who a person is, and must never fail: a code that it cannot read gives one calm face.
"""

# ruff: noqa: E501 - the data of a path is one word, and reads best on one line
from __future__ import annotations

import re
from dataclasses import astuple, dataclass, fields
from functools import lru_cache
from random import Random
from typing import Final, NamedTuple

from markupsafe import Markup


class Skin(NamedTuple):
    """One skin tone: the flat colour, and the darker one for neck, ears and nose."""

    light: str
    shade: str


SKINS: Final = (
    Skin("#fbdcc6", "#eebd9d"),
    Skin("#f2c79f", "#dda476"),
    Skin("#dca274", "#bf8052"),
    Skin("#bd8053", "#9c643b"),
    Skin("#91593a", "#71412a"),
    Skin("#643e2c", "#482a1d"),
)
HAIR_COLOURS: Final = (
    "#1d1b20",
    "#3b251c",
    "#6d4428",
    "#a24d22",
    "#d67a2c",
    "#e6b74f",
    "#aab2b6",
    "#edefec",
)
PAPERS: Final = ("#bfe0f2", "#ffe59a", "#cfe2ae", "#ffcdbd", "#dcd0f2", "#b9e5d6", "#ddd8ce")
CLOTHS: Final = (
    "#23693c",
    "#5b3a8c",
    "#22579b",
    "#af2440",
    "#d98a1f",
    "#1f7f86",
    "#c2502e",
    "#3d4a52",
)

CHILD: Final = 0
ADULT: Final = 1
ELDER: Final = 2

DARKER: Final = 3
CURLS = '<path d="{d}" stroke="{c}" stroke-width="{w}" stroke-dasharray="0 {g}"/>'


class Style(NamedTuple):
    """A hair style: what lies behind the head and what lies on it, `{c}` is its colour."""

    name: str
    behind: str
    before: str


CAP: Final = '<path d="M16.8 32C14 18 22 11.5 32 11.5S50 18 47.2 32C46.5 27 44.5 24 42 22.5 36 24.5 28 24 23 21.5 19.5 24.5 17.5 28 16.8 32Z" fill="{c}"/>'
FRINGE: Final = '<path d="M17 31C14.5 18 22 12 32 12S49.5 18 47 31C46 27 44.5 25 42.5 24.5 35 27.5 27 27 21.5 24.5 19 26 17.8 28 17 31Z" fill="{c}"/>'
PARTED: Final = '<path d="M16.5 35C13 19 21 11.5 32 11.5S51 19 47.5 35C47 28 42.5 25 37 17.5 33 24 23 24 19.5 28.5 17.8 30.5 17 32 16.5 35Z" fill="{c}"/>'

STYLES: Final = (
    Style("short", "", CAP),
    Style(
        "tufty",
        "",
        '<path d="M16.8 31C15 24 16 19 18 16L17 12.5 22 13.5 24 9.5 28.5 12 33 8.5 36 12 41.5 10 42.5 14 47 14.5 46.5 18.5C48.5 22 48 27 47.2 31L44 24.5 39.5 26 36.5 22 31 26 27 22 22.5 26.5Z" fill="{c}"/>',
    ),
    Style(
        "long",
        '<path d="M15 50C10 34 12 11 32 11S54 34 49 50C44 53 40 52 38 50H26C24 52 20 53 15 50Z" fill="{c}"/>',
        PARTED,
    ),
    Style(
        "bunches",
        '<circle cx="12.5" cy="25" r="7.5" fill="{c}"/><circle cx="51.5" cy="25" r="7.5" fill="{c}"/><circle cx="17.5" cy="22" r="2.5" fill="{k}"/><circle cx="46.5" cy="22" r="2.5" fill="{k}"/>',
        FRINGE,
    ),
    Style(
        "afro",
        '<circle cx="32" cy="26" r="20.5" fill="{c}"/>',
        '<path d="M17.3 30C17 19 24 15 32 15S47 19 46.7 30C45 24 42 22.5 39 22 34 20.5 30 20.5 25 22 22 22.5 19 24 17.3 30Z" fill="{c}"/>',
    ),
    Style(
        "curly",
        CURLS.replace("{d}", "M15.5 36C12 20 20 14 32 14S52 20 48.5 36")
        .replace("{w}", "11")
        .replace("{g}", "6.5"),
        CURLS.replace("{d}", "M20.5 22C26 17 38 17 43.5 22")
        .replace("{w}", "8")
        .replace("{g}", "5.8"),
    ),
    Style(
        "bald",
        "",
        '<path d="M36.5 18.5C39.5 19.3 41.5 21 42.5 23.5" stroke="#fff" stroke-opacity=".45" stroke-width="2"/>',
    ),
    Style(
        "bob",
        '<path d="M14 42C11 24 15 10.5 32 10.5S53 24 50 42C48 45.5 43 45.5 41 43H23C21 45.5 16 45.5 14 42Z" fill="{c}"/>',
        FRINGE,
    ),
    Style(
        "headscarf",
        '<path d="M32 8.5C14 8.5 12 25 14.5 35 15 43 12 47 10.5 53 22 62 42 62 53.5 53 52 47 49 43 49.5 35 52 25 50 8.5 32 8.5Z" fill="{s}"/>',
        '<path d="M16 33C14 16 22 11 32 11S50 16 48 33C48 44 40 49 32 49S16 44 16 33ZM19.5 31C19.5 40 25 45.5 32 45.5S44.5 40 44.5 31C44.5 23 40 19 32 19S19.5 23 19.5 31Z" fill="{s}"/><path d="M20 45C26 52 40 51 46 44L47 49C40 57 25 57 18 50Z" fill="#000" fill-opacity=".14"/>',
    ),
    Style(
        "turban",
        "",
        '<path d="M14.5 25C11 11 22 5.5 32 5.5S53 11 49.5 25C46 27.5 44 26.5 32 18.5 20 26.5 18 27.5 14.5 25Z" fill="{s}"/><path d="M15 23C23 20.5 35 14 41 7.5M49 23C44 21 38 18.5 34.5 15.5" stroke="#000" stroke-opacity=".18"/>',
    ),
    Style(
        "bun",
        '<circle cx="32" cy="9.5" r="7.5" fill="{c}"/><path d="M27 14.5H37" stroke="{k}" stroke-width="3"/>',
        '<path d="M17 33C14 19 22 12.5 32 12.5S50 19 47 33C45.5 26 41 21 32 20.5 23 21 18.5 26 17 33Z" fill="{c}"/>',
    ),
    Style(
        "plaits",
        CURLS.replace("{d}", "M16.5 33Q12 40 12.5 52M47.5 33Q52 40 51.5 52")
        .replace("{w}", "7.5")
        .replace("{g}", "5")
        + '<path d="M10.5 50.5H15M49 50.5H53.5" stroke="{k}" stroke-width="2.8"/>',
        PARTED,
    ),
    Style(
        "locs",
        '<path d="M16 22C13 30 14 38 12.5 45M20 18C17 30 18 40 17.5 47M48 22C51 30 50 38 51.5 45M44 18C47 30 46 40 46.5 47" stroke="{c}" stroke-width="5"/>',
        FRINGE,
    ),
    Style(
        "wavy",
        CURLS.replace("{d}", "M16.5 20C10 30 16 38 13.5 48M47.5 20C54 30 48 38 50.5 48")
        .replace("{w}", "10")
        .replace("{g}", "4.5"),
        PARTED,
    ),
)
SHORT: Final = 0
TUFTY: Final = 1
AFRO: Final = 4
CURLY: Final = 5
BALD: Final = 6
HEADSCARF: Final = 8
TURBAN: Final = 9
FOR_ANYBODY: Final = (SHORT, TUFTY, AFRO, CURLY)
"""Hair that says nothing of man or woman, old or young, or of what somebody believes."""

GREY: Final = 6
"""The first of the greys among the colours of hair."""

WORN: Final = (
    ("nothing", ""),
    (
        "glasses",
        '<path d="M20 32a5 5 0 0 1 11 0 5 5 0 0 1-11 0ZM33 32a5 5 0 0 1 11 0 5 5 0 0 1-11 0ZM31 31Q32 30 33 31" stroke="{i}"/>',
    ),
    (
        "hearing aid",
        '<path d="M47.5 27C52.5 26.5 52 35 48.5 37" stroke="#5b3a8c" stroke-width="2.8"/>',
    ),
    (
        "beard",
        '<path d="M17.5 33C18.5 37 21 37.5 24 36.5 27 34.8 30 34.8 32 36 34 34.8 37 34.8 40 36.5 43 37.5 45.5 37 46.5 33 47 44 41 50.5 32 50.5S17 44 17.5 33Z" fill="{c}"/>',
    ),
    (
        "moustache",
        '<path d="M32 36.2C29 33.8 25.5 35.5 23.5 38.8 27 39.8 30.5 39.5 32 37.8 33.5 39.5 37 39.8 40.5 38.8 38.5 35.5 35 33.8 32 36.2Z" fill="{c}"/>',
    ),
    (
        "woolly hat",
        '<path d="M15.5 24C14 11 23 6.5 32 6.5S50 11 48.5 24Z" fill="{s}"/><path d="M15.5 22.5H48.5" stroke="#fff" stroke-opacity=".85" stroke-width="5.5"/><circle cx="32" cy="6.5" r="4" fill="#fff" fill-opacity=".9"/>',
    ),
    (
        "bow",
        '<path d="M41 17.5 34.5 13.5V21.5ZM41 17.5 47.5 13.5V21.5Z" fill="#af2440"/><circle cx="41" cy="17.5" r="2.2" fill="#ffd042"/>',
    ),
    (
        "freckles",
        '<path d="M22 35.5h0M25 37h0M27 35h0M37 35h0M39 37h0M42 35.5h0" stroke="{d}" stroke-width="1.3"/>',
    ),
    (
        "cap",
        '<path d="M15.8 23.5C15.5 12 23 8 32 8S48.5 12 48.2 23.5Z" fill="{s}"/><path d="M15.5 21.5H50C55 22 58 24.5 58.5 27 50 24.5 30 25.5 15.5 25.5Z" fill="{s}"/><path d="M16 23.5C28 21.5 46 22 56 25" stroke="#000" stroke-opacity=".2"/>',
    ),
    (
        "eye patch",
        '<rect x="20.5" y="27" width="10.5" height="9.5" rx="4.5" fill="#7ccbef" stroke="#22579b"/>',
    ),
    (
        "sun hat",
        '<path d="M18 19C18 9 25 6 32 6S46 9 46 19Z" fill="#e6b74f"/><path d="M7 21.5C15 17.5 49 17.5 57 21.5 57 25 49 25.5 32 24 15 25.5 7 25 7 21.5Z" fill="#e6b74f"/><path d="M18.2 17.5C27 15.5 37 15.5 45.8 17.5" stroke="{s}" stroke-width="3.5"/>',
    ),
)
HATS: Final = (5, 8, 10)
FACIAL_HAIR: Final = (3, 4)

BODY: Final = '<path d="M11 56C12 49 21 46.5 32 46.5S52 49 53 56A32 32 0 0 1 11 56Z" fill="{k}"/>'
COLLAR: Final = (
    '<path d="M26 46 32 53 38 46 41 49 35 57 32 54 29 57 23 49Z" fill="#fff" fill-opacity=".85"/>'
)
NECK: Final = '<path d="M27 40H37V47C37 51 27 51 27 47Z" fill="{d}"/>'
EARS: Final = '<path d="M18.2 32.5h0M45.8 32.5h0" stroke="{d}" stroke-width="6"/>'
HEADS: Final = (
    '<ellipse cx="32" cy="31" rx="14.5" ry="15" fill="{l}"/>',
    '<path d="M18 29C18 20 24 15.5 32 15.5S46 20 46 29C46 40 40.5 47 32 47S18 40 18 29Z" fill="{l}"/>',
    '<path d="M18 29C18 20 24 15.5 32 15.5S46 20 46 29C46 40 40.5 47 32 47S18 40 18 29Z" fill="{l}"/>',
)
EYES: Final = '<path d="M26 32h0M38 32h0" stroke="{i}" stroke-width="{e}"/><path d="M26.6 31.3h0M38.6 31.3h0" stroke="#fff"/>'
CHEEKS: Final = (
    '<path d="M22.5 37h0M41.5 37h0" stroke="#f0705a" stroke-opacity=".32" stroke-width="5"/>'
)
BROWS: Final = '<path d="M23 27Q25.5 25.4 28 26.6M36 26.6Q38.5 25.4 41 27" stroke="{b}"/>'
LINES: Final = '<path d="M24.5 37Q23 39 24 41M39.5 37Q41 39 40 41M28 22Q32 21 36 22" stroke="{d}"/>'
MOUTHS: Final = (
    '<path d="M27.5 38.5Q32 43 36.5 38.5" stroke="{i}"/>',
    '<path d="M27 38H37C36 45 28 45 27 38Z" fill="#7c1d2c"/><path d="M28 39H36" stroke="#fff"/>',
    '<path d="M28.5 39.8Q33 42 36 38.6" stroke="{i}"/>',
)
SIDES: Final = (
    CURLS.replace("{d}", "M17.5 25Q15 31 18 36M46.5 25Q49 31 46 36")
    .replace("{w}", "6")
    .replace("{g}", "4.5")
)

LIMITS: Final = {
    "s": len(SKINS),
    "h": len(STYLES),
    "c": len(HAIR_COLOURS),
    "p": len(PAPERS),
    "k": len(CLOTHS),
    "w": len(WORN),
    "a": 3,
    "m": len(MOUTHS),
}
_CODE: Final = re.compile("".join(f"{letter}([0-9]{{1,2}})" for letter in LIMITS), re.ASCII)


@dataclass(frozen=True, slots=True)
class Face:
    """The parts of one face, each a number below its entry in `LIMITS`, in the order of the code."""

    skin: int = 2
    hair: int = 0
    hair_colour: int = 1
    paper: int = 6
    clothes: int = 2
    worn: int = 0
    age: int = CHILD
    mouth: int = 0

    @classmethod
    def parse(cls, code: str) -> Face:
        """Read a code like `s2h3c1p4k0w0a0m0`; anything else gives the calm default face."""
        match = _CODE.fullmatch(code)
        if match is None:
            return cls()
        parts = tuple(int(part) for part in match.groups())
        within = all(part < limit for part, limit in zip(parts, LIMITS.values(), strict=True))
        return cls(*parts) if within else cls()

    def __str__(self) -> str:
        """Return the code that `parse` reads back to the same face."""
        return "".join(
            f"{letter}{part}" for letter, part in zip(LIMITS, astuple(self), strict=True)
        )


def choose(seed: int, age: int = CHILD) -> str:
    """Return a face drawn by chance, for somebody who has chosen none yet; a child's or an adult's.

    The same seed and age give the same face. A machine guesses nobody: no beard, no hat or scarf,
    no aid, nothing of age or of man and woman. All that is its owner's to choose.
    """
    roll = Random(seed * 7919 + age)  # noqa: S311 - a drawing, not a secret
    skin = roll.randrange(len(SKINS))
    return str(
        Face(
            skin=skin,
            hair=roll.choice(FOR_ANYBODY),
            hair_colour=roll.randrange(GREY) if skin < DARKER else roll.choice((0, 0, 1)),
            paper=roll.randrange(len(PAPERS)),
            clothes=roll.randrange(len(CLOTHS)),
            age=min(age, ADULT),
            mouth=roll.randrange(len(MOUTHS)),
        ),
    )


@lru_cache(maxsize=4096)
def draw(code: str) -> Markup:
    """Return the face of this code as one inline SVG disc of 64 units, at most 1,500 bytes.

    It has no id and no style attribute, so any number of them can stand on a page under a
    content security policy of own files only. Its size, and the width and round ends of its
    strokes, come from the class `face`.
    """
    face = Face.parse(code)
    return Markup(  # noqa: S704 - built from the constants above, never from typed text
        '<svg class="face" viewBox="0 0 64 64" width="64" height="64" aria-hidden="true">'
        f'<circle cx="32" cy="32" r="32" fill="{PAPERS[face.paper]}"/>{_layers(face)}</svg>',
    )


def _layers(face: Face) -> str:
    """Lay the shapes of a face over each other from the back to the front, and colour them."""
    style = STYLES[face.hair]
    under_hat = face.worn in HATS and style.name in ("afro", "tufty", "bun", "turban")
    layers = (
        "" if under_hat else style.behind,
        ""
        if face.hair == HEADSCARF
        else BODY + (COLLAR if face.age == ADULT else "") + NECK + EARS,
        HEADS[face.age],
        SIDES if face.hair == BALD and face.age == ELDER else "",
        CHEEKS,
        LINES if face.age == ELDER else "",
        WORN[face.worn][1] if face.worn in FACIAL_HAIR else "",
        MOUTHS[0] if face.worn in FACIAL_HAIR else MOUTHS[face.mouth],
        EYES,
        BROWS if face.age != CHILD else "",
        "" if under_hat else style.before,
        "" if face.worn in FACIAL_HAIR else WORN[face.worn][1],
    )
    return _coloured("".join(layers), face)


def _coloured(shapes: str, face: Face) -> str:
    """Put the colours of a face in the place of the letters that stand for them."""
    hair = HAIR_COLOURS[face.hair_colour]
    cloth = CLOTHS[(face.hair_colour + 1) % len(CLOTHS)]
    colours = {
        "{l}": SKINS[face.skin].light,
        "{d}": SKINS[face.skin].shade,
        "{c}": hair,
        "{b}": "#3b251c" if face.hair in (HEADSCARF, TURBAN) else hair,
        "{k}": CLOTHS[face.clothes],
        "{s}": cloth if cloth != CLOTHS[face.clothes] else CLOTHS[(face.clothes + 3) % len(CLOTHS)],
        "{i}": "#16262b" if face.skin < len(SKINS) - 1 else "#1c0f0a",
        "{e}": "4" if face.age == CHILD else "3.4",
    }
    for letter, colour in colours.items():
        shapes = shapes.replace(letter, colour)
    return re.sub(r"(\.\d*?[1-9])0+(?=\D)", r"\1", shapes)


assert len(LIMITS) == len(fields(Face))  # noqa: S101 - a letter of the code for each part
