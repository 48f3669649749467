"""The browser, the servers and the visitors of the browser tests.

Without a browser these tests are left out with a sentence, save under CI=true, where that is a
failure. `make browser-tests` finds or installs one and names it in CHROMIUM.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.visitors import TABLET, Visitor
from tests.schools import ROOT, School, demonstration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TIMEOUT = 300
"""Seconds for a test: the first one waits for the demonstration school to be loaded."""

PHONES = ROOT.parent / "shared" / "photos"
"""Photographs as phones and cameras wrote them, where they lie beside the project."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test in this folder."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(TIMEOUT))


@pytest.fixture(scope="session", autouse=True)
def browser_path() -> str:
    """Where the browser is; asked for before any school is loaded."""
    found = (shutil.which(name) for name in ("chromium-headless-shell", "chromium"))
    path = os.environ.get("CHROMIUM") or next(filter(None, found), None)
    if path:
        return path
    sentence = "There is no browser: install chromium, or say where it is with CHROMIUM."
    if os.environ.get("CI") == "true":
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture(scope="session")
def chromium(browser_path: str) -> Iterator[Browser]:
    """One Chromium for each worker."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def school(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    """The demonstration school, served for this worker alone."""
    made = demonstration(shared, tmp_path_factory.getbasetemp() / "school")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def empty_school(tmp_path: Path) -> Iterator[School]:
    """A school of one's own, with nobody in it yet."""
    folder = tmp_path / "school"
    folder.mkdir()
    made = School(folder, demo=False, settings={"MAIL": f"folder:{folder / 'mail'}"})
    made.start()
    yield made
    made.stop()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Visitor]]:
    """Opens a browser of somebody's own at a school; with `script=False` it runs no JavaScript."""
    visitors: list[Visitor] = []

    def opened(
        school: School, *, script: bool = True, size: dict[str, int] | None = None
    ) -> Visitor:
        width, height = (size or TABLET)["width"], (size or TABLET)["height"]
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        context.set_default_timeout(30_000)
        visitor = Visitor(school, context, context.new_page(), script=script)
        visitor.watch()
        visitors.append(visitor)
        return visitor

    yield opened
    faults = [fault for visitor in visitors for fault in visitor.faults]
    for visitor in visitors:
        visitor.context.close()
    assert not faults, faults


@pytest.fixture(scope="session")
def photographs() -> list[Path]:
    """Real photographs: from phones where they lie beside the project, else our own."""
    phones = [PHONES / "phone" / "iphone-hdr.jpg", PHONES / "gps" / "dscn0010.jpg"]
    if all(one.exists() for one in phones):
        return phones
    return sorted((ROOT / "portfolio" / "demo" / "photographs").glob("*.jpg"))[:2]
