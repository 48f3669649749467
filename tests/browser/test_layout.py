"""Where things stand on a page, which only a browser knows; words that a signed-out page sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.visitors import PHONE, TABLET

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import FloatRect, Locator

    from tests.browser.visitors import Visitor
    from tests.schools import School

PORTRAIT = {"width": 768, "height": 1024}
TINY = {"width": 320, "height": 640}


def box(one: Locator) -> FloatRect:
    """Where it stands."""
    found = one.bounding_box()
    assert found is not None
    return found


@pytest.mark.parametrize("size", [TABLET, PORTRAIT, PHONE])
def test_a_month_stands_above_its_first_things(
    school: School, visit: Callable[..., Visitor], size: dict[str, int]
) -> None:
    child = visit(school, size=size).become("amina")
    child.go("/space")
    lobes = child.page.locator(".lobe:has(.lobe-when)")
    assert lobes.count() > 1
    for lobe in lobes.all():
        month = box(lobe.locator(".lobe-when"))
        for thing in lobe.locator(".lobe-item").all():
            assert month["y"] + month["height"] <= box(thing)["y"] + 1


def test_a_place_is_one_line_on_every_card(school: School, visit: Callable[..., Visitor]) -> None:
    child = visit(school).become("amina")
    child.go("/space")
    heights = {round(box(one)["height"]) for one in child.page.locator(".lobe .place").all()}
    assert max(heights) - min(heights) < 8


def test_two_photos_are_of_one_width(
    school: School, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    both = [tmp_path / name for name in ("wide.jpg", "tall.jpg")]
    for path, size in zip(both, [(900, 600), (600, 900)], strict=True):
        Image.new("RGB", size, "teal").save(path)
    child = visit(school).become("ben")
    child.go(f"/items/{child.make('Two', 'Some words.', tuple(both))}")
    photos = child.page.locator(".mount-photos .photo")
    expect(photos).to_have_count(2)
    first, second = photos.evaluate_all("all => all.map((one) => one.offsetWidth)")
    assert first == second


@pytest.mark.parametrize(("size", "lines"), [(TABLET, 1), (PORTRAIT, 2), (TINY, 3)])
def test_a_teachers_header_is_low(
    school: School, visit: Callable[..., Visitor], size: dict[str, int], lines: int
) -> None:
    teacher = visit(school, size=size).become("okafor")
    teacher.go("/to-check")
    tops = {round(box(one)["y"]) for one in teacher.page.locator(".head .button").all()}
    assert len(tops) == lines


def test_words_sent_after_signing_out_elsewhere_come_back(
    school: School, visit: Callable[..., Visitor]
) -> None:
    """The browser itself says that our page sent them, though we let it send no referrer."""
    child = visit(school).become("amina")
    child.go("/space")
    child.go(child.page.get_by_role("link", name="My cat can see").get_attribute("href") or "")
    other = child.context.new_page()
    other.goto(f"{school.address}/space")
    other.get_by_role("button", name="I'm finished").click()
    other.wait_for_load_state()
    child.page.evaluate(
        "() => { const box = document.querySelector('textarea[name=words]');"
        " box.value = 'The dam held.'; box.form.submit(); }"
    )
    expect(child.page.get_by_role("heading", name="Please come in again")).to_be_visible()
    expect(child.page.get_by_label("Your words")).to_have_value("The dam held.")
