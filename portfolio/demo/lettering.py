# ruff: noqa: E501 -- an alphabet in rows
"""A child's printed letters as pen strokes, so that drawings can carry words without any font file.

Each letter is a few strokes on a grid four wide: capitals stand from row 0 to row 6, tails hang
to row 8. Only what the demonstration's pictures say is here; anything else raises KeyError, so
that a missing letter shows in a test.
"""

from __future__ import annotations

from itertools import pairwise

#: A stroke is column-row pairs; strokes are parted by a slash.
LETTERS = {
    "a": "43 32 12 03 05 16 36 45/42 46", "b": "00 06/03 12 32 43 45 36 16 05", "c": "43 32 12 03 05 16 36 45",
    "d": "43 32 12 03 05 16 36 45/40 46", "e": "04 44 43 32 12 03 05 16 36 45", "f": "40 30 21 26/12 32",
    "g": "43 32 12 03 05 16 36 45/42 47 38 18 07", "h": "00 06/03 12 32 43 46", "i": "22 26/20 20",
    "j": "32 37 28 18/30 30", "k": "00 06/42 04/14 46", "l": "20 26", "m": "02 06/03 12 22 26/23 32 42 46",
    "n": "02 06/03 12 32 43 46", "o": "22 12 03 05 16 36 45 43 32 22", "p": "02 08/03 12 32 43 45 36 16 05",
    "q": "43 32 12 03 05 16 36 45/42 48", "r": "12 16/14 23 32 42", "s": "43 32 12 03 14 34 45 36 16 05",
    "t": "20 25 36/12 32", "u": "02 05 16 36 45/42 46", "v": "02 26 42", "w": "02 16 23 36 42", "x": "02 46/42 06",
    "y": "02 25/42 08", "z": "02 42 06 46",
    "A": "06 20 46/14 34", "B": "00 06/00 20 31 32 23 03/23 34 35 26 06", "C": "41 30 10 01 05 16 36 45",
    "D": "00 06/00 20 41 45 26 06", "E": "40 00 06 46/03 33", "F": "40 00 06/03 33", "G": "41 30 10 01 05 16 36 45 44 24",
    "H": "00 06/40 46/03 43", "I": "20 26", "J": "30 35 26 16 05", "K": "00 06/40 03/13 46", "L": "00 06 46",
    "M": "06 00 24 40 46", "N": "06 00 46 40", "O": "20 10 01 05 16 36 45 41 30 20", "P": "00 06/00 30 41 42 33 03",
    "Q": "20 10 01 05 16 36 45 41 30 20/34 46", "R": "00 06/00 30 41 42 33 03/23 46",
    "S": "41 30 10 01 02 13 33 44 45 36 16 05", "T": "00 40/20 26", "U": "00 05 16 36 45 40", "V": "00 26 40",
    "W": "00 16 23 36 40", "X": "00 46/40 06", "Y": "00 23 40/23 26", "Z": "00 40 06 46",
    "0": "20 10 01 05 16 36 45 41 30 20", "1": "11 20 26", "2": "01 10 30 41 42 06 46",
    "3": "01 10 30 41 42 23/23 44 45 36 16 05", "4": "30 04 44/32 36", "5": "40 00 03 32 44 45 36 16 05",
    "6": "40 21 03 05 16 36 45 44 33 13 04", "7": "00 40 16", "8": "23 02 01 10 30 41 42 23 04 05 16 36 45 44 23",
    "9": "41 30 10 01 02 13 33 42 41/41 46", ".": "26 26", ",": "26 17", "!": "20 24/26 26",
    "?": "01 10 30 41 42 23 24/26 26", "+": "22 26/04 44", "-": "14 34", "=": "03 43/05 45", "'": "20 22", "/": "40 06",
    "×": "13 35/33 15", ":": "23 23/25 25",
}  # fmt: skip
NARROW = frozenset("iIl1.,!':")
SPACE = 3.4


def strokes_of(words: str) -> list[list[tuple[float, float]]]:
    """Strokes of a line of words in grid units, the first capital's upper left at (0, 0)."""
    paths: list[list[tuple[float, float]]] = []
    at = 0.0
    for letter in words:
        if letter == " ":
            at += SPACE
            continue
        back = 1 if letter in NARROW else 0
        paths.extend(_softened([(x + at - back, y) for x, y in stroke]) for stroke in _grid(letter))
        at += 3.4 if back else 5.6
    return paths


def _grid(letter: str) -> list[list[tuple[float, float]]]:
    return [
        [(float(pair[0]), float(pair[1])) for pair in stroke.split()]
        for stroke in LETTERS[letter].split("/")
    ]


def _softened(path: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Corners cut twice, for letters are pushed, not ruled."""
    for _ in range(2):
        inner = [_cut(a, b, part) for a, b in pairwise(path) for part in (0.22, 0.78)]
        path = [path[0], *inner, path[-1]]
    return path


def _cut(a: tuple[float, float], b: tuple[float, float], part: float) -> tuple[float, float]:
    return (a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part)
