"""Telling what became of mutants: each that survived, and the figures of each file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scripts.mutants.making import ROOT, SOURCE
from scripts.mutants.trying import Fate

if TYPE_CHECKING:
    from scripts.mutants.making import Mutant

EXPLAINED = ROOT / "docs" / "mutants.md"
TARGET = 0.95
"""The share of mutants that must be caught (issue 4)."""

EVERY = 50


def explained() -> set[str]:
    """The mutants that docs/mutants.md explains: the code at the head of each of its points."""
    if not EXPLAINED.exists():
        return set()
    return set(
        re.findall(r"^- ``? ?(.+?) ?``?:", EXPLAINED.read_text(encoding="utf-8"), re.MULTILINE)
    )


@dataclass(slots=True)
class Figures:
    """How many mutants were tried, and what became of them."""

    tried: int = 0
    hung: int = 0
    survived: list[Mutant] = field(default_factory=list)
    known: set[str] = field(default_factory=explained)

    def note(self, mutant: Mutant, fate: Fate) -> None:
        """Count it, and say where it survived."""
        self.tried += 1
        self.hung += fate is Fate.HUNG
        if fate is Fate.SURVIVED:
            self.survived.append(mutant)
        if fate is not Fate.CAUGHT:
            mark = "explained" if mutant.name in self.known else fate.upper().ljust(9)
            print(f"{mark} {SOURCE / mutant.file}:{mutant.line} {mutant.what}", flush=True)
        if self.tried % EVERY == 0:
            print(f"… {self.tried}", flush=True)

    def add(self, other: Figures) -> None:
        """Count those of another file, too."""
        self.tried += other.tried
        self.hung += other.hung
        self.survived += other.survived

    @property
    def explained(self) -> int:
        """How many of those that survived change nothing, as docs/mutants.md says."""
        return sum(mutant.name in self.known for mutant in self.survived)

    @property
    def share(self) -> float:
        """Of all that were tried, the share that was caught; 1 where there was none."""
        return 1 - len(self.survived) / self.tried if self.tried else 1.0

    def is_enough(self) -> bool:
        """Whether enough were caught, and all others are explained."""
        return self.share >= TARGET and self.explained == len(self.survived)

    def line(self, name: str, seconds: float) -> str:
        """A row of the table in docs/mutants.md."""
        caught = self.tried - len(self.survived)
        by_time = f" ({self.hung} by time)" if self.hung else ""
        left = len(self.survived) - self.explained
        return (
            f"| `{name}` | {self.tried} | {caught}{by_time} | {self.explained} | {left} "
            f"| {self.share:.1%} | {seconds / 60:.1f} min |"
        )
