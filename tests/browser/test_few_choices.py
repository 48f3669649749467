"""The youngest have at most five choices at once, and all words are as large as they read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.looking import choices, fine_words
from tests.browser.visitors import PHONE, TABLET

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.visitors import Visitor
    from tests.schools import School

UPRIGHT = {"width": 768, "height": 1024}
DESK = {"width": 1280, "height": 800}
SIZES = {"tablet": TABLET, "upright": UPRIGHT, "phone": PHONE, "desk": DESK}
MOST = 5
"""visual.md: one task on a child's screen, at most five choices."""


@pytest.mark.parametrize("size", SIZES)
def test_the_youngest_have_at_most_five_choices_at_once(
    school: School, visit: Callable[..., Visitor], size: str
) -> None:
    poppy = visit(school, size=SIZES[size]).become("poppy")
    item = poppy.make("A snail.")
    paths = ("/space", "/make", "/tell", "/concerns", f"/items/{item}/concern")
    for path in (*paths, f"/items/{item}/edit", f"/items/{item}/kept"):
        poppy.go(path)
        poppy.page.wait_for_load_state("networkidle")
        offered = choices(poppy.page)
        assert len(offered) <= MOST, f"{path}: {offered}"
        assert offered, path


def test_an_empty_space_has_no_more(school: School, visit: Callable[..., Visitor]) -> None:
    grace = visit(school).become("grace")
    grace.go("/space")
    grace.page.locator("a.cover").click()
    grace.press("Bin it")
    grace.go("/space")  # without the sentence about the bin
    grace.sees("Nothing here yet.")
    for size in SIZES.values():
        grace.page.set_viewport_size(size)  # type: ignore[arg-type]  # a dict of these two is what it takes
        assert len(choices(grace.page)) <= MOST, choices(grace.page)


def test_what_the_youngest_seldom_need_is_in_a_fold(
    school: School, visit: Callable[..., Visitor]
) -> None:
    poppy = visit(school).become("poppy")
    poppy.go("/space")
    poppy.open_details("More", poppy.page.locator(".space-foot"))
    expect(poppy.page.locator(".space-foot").get_by_text("Bin")).to_be_visible()
    poppy.page.locator(".space-foot").get_by_text("My people").click()
    poppy.heading("My people")
    poppy.go("/make")
    fold = poppy.page.locator(".make-more")
    expect(fold.locator("summary .place-home")).to_be_visible()
    expect(fold.locator("summary .place-school")).to_be_hidden()
    poppy.open_details("More", fold)
    fold.locator(".make-place").filter(has_text="from school").click()
    fold.locator("summary").click()
    expect(fold.locator("summary .place-school")).to_be_visible()
    expect(fold.locator("summary .place-home")).to_be_hidden()


@pytest.mark.parametrize("key", ["poppy", "amina"])
@pytest.mark.parametrize("size", SIZES)
def test_no_words_are_smaller_than_the_youngest_read(
    school: School, visit: Callable[..., Visitor], size: str, key: str
) -> None:
    child = visit(school, size=SIZES[size]).become(key)
    child.go("/space")
    things = child.page.locator("a.cover").evaluate_all("all => all.map((one) => one.pathname)")
    item = things[1]
    for path in (
        "/space",
        "/make",
        "/shared",
        "/for-me",
        "/people",
        "/bin",
        "/asking",
        *things[:3],
        f"{item}/edit",
        f"{item}/shares",
    ):
        child.go(path)
        child.page.evaluate(
            "() => document.querySelectorAll('details').forEach((one) => { one.open = true; })"
        )
        assert fine_words(child.page) == [], path
