"""docs/promises.md names tests that are there, and no promise twice or nowhere."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
HELD, NOT_YET = (
    (TESTS.parent / "docs" / "promises.md").read_text(encoding="utf-8").split("\n## ")[1:]
)

GONE = {"T19", "T25", "T27", "T29", "T31", "T50", "T58", "T75"}
"""Numbers that stand for nothing."""

ALL = {f"T{number:02}" for number in range(1, 80)} - GONE
FAULTS = {f"F{number:02}" for number in (1, 2, 3, 4, 5, 6, 8, 9, 11, 12, 14, 15, 16, 20)}
SAFEGUARDING = {f"B{number:02}" for number in range(1, 12)}


def promises(part: str) -> dict[str, str]:
    """Each point of the list by the promises at its head."""
    points = re.split(r"^- ", part, flags=re.MULTILINE)[1:]
    return {name: point for point in points for name in re.findall(r"\*\*([TFB]\d\d)\*\*", point)}


@cache
def names_in(file: str) -> set[str]:
    """The names of the tests of a file."""
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("name", promises(HELD))
def test_what_is_held_names_tests_that_are_there(name: str) -> None:
    named = re.findall(r"`([\w/]+\.py)::(test_\w+)`", promises(HELD)[name])
    assert named, f"{name} names no test"
    for file, test in named:
        assert test in names_in(file), f"{name}: {file}::{test} is not there"


def test_every_promise_is_held_or_not_yet() -> None:
    held, not_yet = set(promises(HELD)), set(promises(NOT_YET))
    assert held.isdisjoint(not_yet)
    assert held | not_yet == ALL | FAULTS | SAFEGUARDING
