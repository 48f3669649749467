"""The README and the decisions say what is: settings, links, pictures, length."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from portfolio.settings import ROOT, Settings

if TYPE_CHECKING:
    from pathlib import Path

README = ROOT / "README.md"
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
DOCS = ROOT / "docs"
PAPERS = [README, DOCS / "architecture.md", DOCS / "running.md", *DECISIONS]
LONGEST_DECISION = 40
LARGEST_PICTURE = 300_000


class Noting(dict[str, str]):
    """An environment that notes what it is asked for."""

    def __init__(self, **values: str) -> None:
        super().__init__(values)
        self.asked: set[str] = set()

    def get(self, key: str, default: str | None = None) -> str | None:  # type: ignore[override]
        self.asked.add(key)
        return super().get(key, default)


def test_the_table_of_settings_names_each_one_that_is_read_and_no_other(tmp_path: Path) -> None:
    asked = Noting(SECRET_KEY="k3PzV9-only-for-tests-0aB7cD2eF5gH8", VAR=str(tmp_path))
    Settings.from_env(asked)
    names = {name for name in asked.asked if not name.endswith("_FILE")}
    table = re.findall(r"^\| `([A-Z0-9_]+)` \|", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(table) == sorted(names)
    # VAR is where the others lie, MEDIA an older name.
    assert len(names) == len(dataclasses.fields(Settings)) + 2


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_what_a_paper_links_to_is_there(paper: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", paper.read_text(encoding="utf-8"))
    assert paper != README or len(links) > 8
    assert [link for link in links if not (paper.parent / link).exists()] == []


def test_pictures_are_of_real_pages_and_light() -> None:
    shown = re.findall(r"!\[.+?\]\((docs/pictures/[^)]+)\)", README.read_text(encoding="utf-8"))
    files = sorted((ROOT / "docs" / "pictures").iterdir())
    assert sorted(ROOT / link for link in shown) == files
    for file in files:
        assert file.stat().st_size <= LARGEST_PICTURE
        with Image.open(file) as picture:
            assert picture.size == (1024, 768)


@pytest.mark.parametrize("paper", DECISIONS, ids=lambda paper: paper.name)
def test_a_decision_says_why_what_and_what_comes_of_it_briefly(paper: Path) -> None:
    text = paper.read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
    assert text.startswith(f"# {int(paper.name[:4])}. ")
    assert text.count("\n") <= LONGEST_DECISION


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(paper.name[:4]) for paper in DECISIONS] == list(range(1, len(DECISIONS) + 1))
