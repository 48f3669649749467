"""Who is in a picture, in a browser: naming, being asked, covering by finger and by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser import looking
from tests.browser.visitors import PHONE, TABLET
from tests.schools import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.visitors import Visitor
    from tests.schools import School

CAT = ROOT / "portfolio" / "demo" / "photographs" / "cat.jpg"


@pytest.mark.parametrize("size", [TABLET, PHONE])
def test_a_finger_moves_the_paper_and_what_it_covers_is_drawn_in(
    school: School, visit: Callable[..., Visitor], size: dict[str, int]
) -> None:
    child = visit(school, size=size).become("ben")
    item = child.make("A cat", photos=(CAT,))
    child.go(f"/items/{item}/cover")
    paper = child.page.locator(".cover-paper")
    expect(child.page.locator(".is-live")).to_have_count(1)
    expect(child.page.get_by_role("button", name="Have a look")).to_be_hidden()
    box = paper.bounding_box()
    assert box is not None
    paper.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.4})
    assert child.page.locator("#cover-left").input_value() == "25"
    assert child.page.locator("#cover-top").input_value() == "40"
    child.page.locator("#cover-size").focus()
    child.page.keyboard.press("ArrowRight")
    assert child.page.locator("#cover-size").input_value() == "31"
    assert looking.faults(child.page) == []
    before = child.path().rsplit("/", 1)[1]
    child.press("Cover it")
    child.sees("Covered. What was under it is gone.")
    assert child.status(f"/photos/{before}/960") == 404


def test_without_scripts_the_sliders_and_a_look_are_enough(
    school: School, visit: Callable[..., Visitor]
) -> None:
    child = visit(school, script=False).become("poppy")
    item = child.make("", photos=(CAT,))
    child.go(f"/items/{item}/cover")
    child.page.locator("#cover-left").fill("20")
    child.press("Have a look")
    assert child.page.locator("#cover-left").input_value() == "20"
    child.press("Cover it")
    child.sees("Covered. What was under it is gone.")


@pytest.mark.parametrize("size", [TABLET, PHONE])
def test_the_pages_about_pictures_have_no_faults(
    school: School, visit: Callable[..., Visitor], size: dict[str, int]
) -> None:
    tobi = visit(school, size=size).become("tobi")
    asked = tobi.context.request.get(f"{school.address}/for-me", max_retries=2).text()
    share = asked.split('href="/pictures-of-me/')[1].split('"')[0]
    for path in ("/for-me", "/pictures-of-me", f"/pictures-of-me/{share}"):
        tobi.go(path)
        assert looking.faults(tobi.page) == [], path
    jayden = visit(school, size=size).become("jayden")
    jayden.go("/space")
    jayden.page.get_by_text("Bin lids").first.click()
    jayden.sees("Bin lids")
    item = jayden.path()
    for path in (item, f"{item}/who"):
        jayden.go(path)
        assert looking.faults(jayden.page) == [], path
    teacher = visit(school, size=size).become("okafor")
    for path in (f"{item}/in-it", f"{item}/in-this"):
        teacher.go(path)
        assert looking.faults(teacher.page) == [], path
