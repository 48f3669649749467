"""The scenes of truth.md, set for an owner in each class, and the table itself as values.

It sets rows and reads the table; it knows nothing of the rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from portfolio.models.enums import ConcernKind
from portfolio.visibility.viewer import Viewer
from tests.cast import FAMILY, SCREEN, TEACHERS
from tests.concerning import raised

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portfolio.visibility.proposals import Wish
    from tests.cast import Cast
    from tests.circles import Circle, Photograph, Said, Thing

TABLE = Path(__file__).with_name("truth.md")
CLASSES = ("Oak", "Rowan")


@dataclass(frozen=True, slots=True)
class Scene:
    """A thing with a photo in it and a teacher's words on it."""

    thing: Thing
    photo: Photograph
    said: Said


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the table."""

    viewer: str
    scene: str
    is_yes: bool


def cells(group: str) -> Iterator[Cell]:
    """The cells of one class's table, row by row."""
    part = TABLE.read_text(encoding="utf-8").split(f"## {group}:")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| ")]
    head, *rows = [[word.strip() for word in line.strip("|").split("|")] for line in lines]
    for viewer, *marks in rows:
        for scene, mark in zip(head[1:], marks, strict=True):
            assert mark in {"y", "."}, f"{viewer}, {scene}: {mark!r} is no mark"
            yield Cell(viewer, scene, mark == "y")


def rows(group: str) -> dict[str, list[Cell]]:
    """The cells of one class by viewer."""
    found: dict[str, list[Cell]] = {}
    for cell in cells(group):
        found.setdefault(cell.viewer, []).append(cell)
    return found


def columns(group: str) -> dict[str, list[Cell]]:
    """The cells of one class by scene."""
    found: dict[str, list[Cell]] = {}
    for cell in cells(group):
        found.setdefault(cell.scene, []).append(cell)
    return found


def viewer_named(cast: Cast, circle: Circle, name: str) -> Viewer:
    """Whoever a row is about, looking now."""
    if name == "nobody":
        return Viewer.nobody(cast.at)
    if name == "screen":
        return Viewer.screen(cast.screen, cast.at)
    if name == "revoked_screen":
        return Viewer.screen(cast.revoked_screen, cast.at)
    return circle.people()[name].viewer(cast.at)


def wishes_of(circle: Circle) -> dict[str, list[Wish]]:
    """What the owner asks for in each scene."""
    group, club = circle.group, circle.club
    everything = [TEACHERS, FAMILY, group.children, group.families, SCREEN]
    return {
        "kept": [],
        "asked-f": [FAMILY],
        "asked-c": [group.children],
        "teachers": [TEACHERS],
        "family": [FAMILY],
        "gran": [circle.only(circle.gran)],
        "class": [group.children],
        "club": [club.children],
        "class-f": [group.families],
        "club-f": [club.families],
        "screen": [SCREEN],
        "back": [group.children],
        "down": everything,
        "bin": everything,
        "sealed": everything,
        "glass": [],
        "held": everything,
        "h-glass": everything,
        "c-glass": everything,
    }


def set_scenes(cast: Cast, circle: Circle) -> dict[str, Scene]:
    """Set every scene for the circle's owner."""
    return {name: _set(cast, circle, name, w) for name, w in wishes_of(circle).items()}


def _set(cast: Cast, circle: Circle, name: str, wishes: list[Wish]) -> Scene:
    photo = cast.photographs(circle.owner, _colour(circle, name))
    mark = f"{circle.group.name}-{name}."
    thing = cast.keeps(circle.owner, words=f"Words-{mark}", title=f"Title-{mark}", photos=[photo])
    if wishes:
        waits = name in {"asked-f", "asked-c", "back"}
        thing = cast.puts_up(thing, wishes, state="waiting" if waits else "up")
    said = cast.says(circle.teacher, thing, words=f"Praise-{mark}")
    _finish(cast, circle, name, thing)
    return Scene(thing, photo, said)


def _colour(circle: Circle, name: str) -> str:
    """Of each scene its own, so that nobody's bytes are taken for another's."""
    place = [*wishes_of(circle)].index(name) + 16 * CLASSES.index(circle.group.name)
    return f"hsl({place * 11}, 80%, {40 + place}%)"


def _finish(cast: Cast, circle: Circle, name: str, thing: Thing) -> None:
    if name == "back":
        cast.sends_back(thing)
    elif name == "down":
        cast.takes_down(thing)
    elif name == "bin":
        cast.deletes(thing)
    elif name == "sealed":
        cast.seals(thing)
    elif name in {"held", "h-glass"}:
        raised(cast, circle.classmate, thing, ConcernKind.HURT)
    elif name == "c-glass":
        raised(cast, circle.classmate, thing)
        raised(cast, circle.owner, thing, said=cast.says(circle.lead, thing))
    if name in {"glass", "h-glass", "c-glass"}:
        cast.breaks_glass(thing, circle.lead)
