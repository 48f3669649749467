"""Which tests reach which function of a file: a break of it can fail no other.

Watched while the tests run with nothing broken. What runs before any test, or for several of
them (a fixture of the whole run, whatever is imported), counts as reached by all.
"""

from __future__ import annotations

import ast
import functools
import json
import sys
import threading
from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from types import FrameType

    from _pytest.fixtures import FixtureDef

Kept = TypeVar("Kept", bound="Callable[..., Any]")

ALL = ""
"""In place of a test's name: all of them."""


class Watcher:
    """A plugin that notes which functions of the file begin while which test runs."""

    def __init__(self, file: Path, notes: Path) -> None:
        self.file, self.notes = str(file), notes
        self.test = ALL
        self.reached: defaultdict[str, set[int]] = defaultdict(set)

    def begin(self) -> None:
        """Watch from now on. What is kept for later is made anew for each test."""
        functools.cache = _uncached  # type: ignore[assignment]  # it keeps nothing
        threading.settrace(self._note)
        sys.settrace(self._note)

    def _note(self, frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_filename == self.file:
            test = ALL if _is_importing(frame) else self.test
            self.reached[test].add(frame.f_code.co_firstlineno)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Called by pytest around each test."""
        self.test = item.nodeid
        given = yield
        self.test = ALL
        return given

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: FixtureDef[Any]) -> Iterator[None]:
        """Called by pytest around each fixture that is made."""
        test = self.test
        if fixturedef.scope != "function":
            self.test = ALL
        given = yield
        self.test = test
        return given

    def pytest_sessionfinish(self) -> None:
        """Called by pytest at the end."""
        sys.settrace(None)
        self.notes.write_text(json.dumps({test: sorted(at) for test, at in self.reached.items()}))


def _is_importing(frame: FrameType | None) -> bool:
    """Whether a module is being loaded: what a decorator does then lasts for every test."""
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def _uncached(function: Kept) -> Kept:
    return function


class Reach:
    """What a watcher noted."""

    def __init__(self, source: str, notes: Path) -> None:
        self.reached: dict[str, list[int]] = json.loads(notes.read_text())
        self.functions = list(_outermost(ast.parse(source)))

    def tests(self, line: int) -> list[str] | None:
        """The tests that reach what stands on that line; None where that may be any."""
        for first, last in self.functions:
            if first <= line <= last:
                found = [
                    name for name, lines in self.reached.items() if _within(lines, first, last)
                ]
                return None if ALL in found else found
        return None


def _within(lines: Sequence[int], first: int, last: int) -> bool:
    return any(first <= line <= last for line in lines)


def _outermost(tree: ast.AST) -> Iterator[tuple[int, int]]:
    """The first and last lines of functions that lie in no other."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            first = min(node.lineno, *(one.lineno for one in node.decorator_list), node.lineno)
            yield first, node.end_lineno or first
        else:
            yield from _outermost(node)
