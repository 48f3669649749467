"""What a machine can see of a page: axe, our own target sizes, how it fits odd screens.

Each function gives a list of faults in words; an empty one is what a test wants.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

TARGETS = {"early": (80, 104), "middle": (64, 80), "older": (48, 56), "adult": (44, 48)}
"""Any control and the primary one, in px, by the stage of a page (visual.md, Tokens)."""

LEAST_WORDS = {"early": 22, "middle": 22}
"""The least that words are written in, in px (visual.md, Tokens)."""

NARROW = {"width": 320, "height": 640}
"""WCAG 1.4.10: the width at which nothing may need scrolling sideways."""

SCRIPT = (Path(__file__).parent / "looking.js").read_text(encoding="utf-8")


def _ask(page: Page, name: str, told: Any = None) -> Any:  # noqa: ANN401 -- any JSON
    return page.evaluate(f"({SCRIPT}).{name}", told)


def stage_of(page: Page) -> str:
    """For whom the page is: early, middle, older or adult."""
    return str(page.locator("html").get_attribute("data-stage"))


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA; on a child's page with the higher contrast too."""
    rules: dict[str, Any] = {"target-size": {"enabled": True}}
    if stage_of(page) != "adult":
        rules["color-contrast-enhanced"] = {"enabled": True}
    only = {"type": "tag", "values": TAGS}
    if stage_of(page) != "adult":
        only["values"] = [*TAGS, "wcag2aaa"]
        rules["identical-links-same-purpose"] = {"enabled": False}  # AAA, and not what we promise
    options = {"runOnly": only, "rules": rules, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['html'][:120]} {node['failureSummary'][:260]}"
        for one in found
        for node in one["nodes"][:3]
    ]


def small_targets(page: Page) -> list[str]:
    """Controls below our own sizes for the page's stage."""
    return list(_ask(page, "small", TARGETS[stage_of(page)]))


def fine_words(page: Page) -> list[str]:
    """Words smaller than the youngest are to read."""
    least = LEAST_WORDS.get(stage_of(page))
    return list(_ask(page, "fine", least)) if least else []


def choices(page: Page) -> list[str]:
    """What stands in the window to be chosen, by its words."""
    return list(_ask(page, "choices"))


def sideways(page: Page) -> list[str]:
    """Where it needs scrolling sideways: narrow, spaced, right to left, in forced colours."""
    usual = page.viewport_size
    faults: list[str] = []

    def look(how: str) -> None:
        faults.extend(f"{how}: {one}" for one in _ask(page, "wide"))

    look("as it is")
    _ask(page, "turn", "rtl")
    look("right to left")
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]  # a dict of these two is what it takes
    look("narrow, right to left")
    _ask(page, "turn", "ltr")
    look("narrow")
    _ask(page, "space")
    look("narrow, spaced out")
    _ask(page, "unspace")
    page.emulate_media(forced_colors="active")
    look("narrow, forced colours")
    page.emulate_media(forced_colors="none")
    if usual:
        page.set_viewport_size(usual)
    return faults


def faults(page: Page) -> list[str]:
    """All of it, and that there is one h1; of a page that has arrived: a press only sets out."""
    page.wait_for_load_state("load")
    headings = page.locator("h1").count()
    found = [] if headings == 1 else [f"{headings} h1"]
    return [
        *found,
        *violations(page),
        *small_targets(page),
        *fine_words(page),
        *sideways(page),
    ]
