"""What only a browser shows of a child's pages: what is in the first view, progress, going back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.chapters import MY_FAMILY
from tests.browser.looking import NARROW
from tests.browser.visitors import PHONE, TABLET

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Locator, Route

    from tests.browser.visitors import Visitor
    from tests.schools import School


@pytest.fixture
def tall(tmp_path: Path) -> Path:
    """A photo held upright."""
    path = tmp_path / "tall.jpg"
    Image.new("RGB", (900, 1600), "teal").save(path)
    return path


def bottom_of(one: Locator) -> float:
    """Where it ends, from the top of the window."""
    box = one.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


def top_of(one: Locator) -> float:
    """Where it begins, from the top of the window."""
    box = one.bounding_box()
    assert box is not None
    return box["y"]


def shows(child: Visitor, size: dict[str, int], path: str) -> None:
    """Open a page at that size and wait for its photos."""
    child.page.set_viewport_size(size)  # type: ignore[arg-type]  # a dict of these two is what it takes
    child.go(path)
    child.page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("key", ["poppy", "ben"])
def test_what_a_child_can_do_is_in_the_first_view(
    school: School, visit: Callable[..., Visitor], tall: Path, key: str
) -> None:
    child = visit(school).become(key)
    item = child.make("A tall thing", "Some words.", (tall,))
    for size in (TABLET, PHONE):
        shows(child, size, f"/items/{item}/kept")
        for button in child.page.locator(".kept-next .button").all():
            assert bottom_of(button) <= size["height"], (size, button.text_content())
    shows(child, TABLET, f"/items/{item}")
    for one in child.page.locator(".item-standing, .item-deeds .button").all():
        assert bottom_of(one) <= TABLET["height"], one.text_content()
    child.go(f"/items/{item}/shares")
    child.nobody_is_in_it()
    shows(child, PHONE, f"/items/{item}/shares")
    bar = child.page.locator(".bottom-bar")
    end = top_of(bar) if key == "ben" else PHONE["height"]  # the youngest's bar lies at the end
    rows = [row for row in child.page.locator(".choice").all() if bottom_of(row) <= end + 8]
    assert len(rows) >= 3


def test_the_faces_to_look_as_are_not_under_the_bar(
    school: School, visit: Callable[..., Visitor], tall: Path
) -> None:
    ben = visit(school).become("ben")
    item = ben.make("Looked at", "Some words.", (tall,))
    ben.go(f"/items/{item}/shares")
    ben.nobody_is_in_it()
    shows(ben, TABLET, f"/items/{item}/shares")
    ben.page.get_by_role("checkbox", name=MY_FAMILY).check()
    expect(ben.page.locator(".see-as-faces a").first).to_be_visible()
    bar = top_of(ben.page.locator(".bottom-bar"))
    assert max(bottom_of(one) for one in ben.page.locator(".see-as-faces a").all()) <= bar


@pytest.mark.parametrize("key", ["poppy", "amina", "yusuf"])
def test_the_places_leave_more_than_half_of_a_narrow_screen(
    school: School, visit: Callable[..., Visitor], key: str
) -> None:
    child = visit(school, size=NARROW).become(key)
    child.go("/space")
    head = child.page.locator(".board .head")
    box = head.bounding_box()
    assert box is not None
    assert box["height"] < NARROW["height"] * 0.4
    for tile in head.locator(".button").all():
        inner = tile.evaluate("(one) => one.scrollWidth - one.clientWidth")
        assert inner <= 0, tile.text_content()


def test_photos_show_how_far_they_are_and_keep_it_waits_for_them(
    school: School, visit: Callable[..., Visitor], photographs: list[Path]
) -> None:
    poppy = visit(school).become("poppy")
    held: list[Route] = []
    poppy.page.route("**/photos/uploads", lambda route: held.append(route))  # noqa: PLW0108 -- it is given a mark
    poppy.go("/make")
    expect(poppy.page.locator(".is-taking-photos-in")).to_have_count(1)
    poppy.page.locator("input[type=file]").set_input_files(str(photographs[0]))
    expect(poppy.page.locator(".photo-coming progress")).to_be_visible()
    poppy.press("Keep it", poppy.page.locator(".bottom-bar"))
    poppy.heading("Make")
    while not held:  # the photo is drawn anew first
        poppy.page.wait_for_timeout(50)
    held[0].continue_()
    poppy.heading("Kept. Only you can open it.")
    expect(poppy.page.locator(".mount picture")).to_have_count(1)


@pytest.mark.parametrize("script", [True, False])
def test_back_and_send_again_is_one_comment(
    school: School, visit: Callable[..., Visitor], script: bool
) -> None:
    gran = visit(school, script=script).become("amina-gran")
    gran.go("/shared")
    gran.page.locator(".mounts a").first.click()
    words = f"Is this said once or twice? {script}"
    gran.say(words)
    gran.sees("Sent. A teacher reads it first.")
    gran.page.go_back()
    box = gran.page.locator("#say-words")
    if script:
        expect(box).to_have_value("")
    else:
        box.fill(words)
        gran.press("Send", gran.page.locator(".talk-say"))
    gran.page.reload()
    expect(gran.page.get_by_text(words)).to_have_count(1)
    gran.press("Take it back", gran.page.locator(".comment").filter(has_text=words))
    gran.sees("You took it back. Nobody can read it.")
    gran.sees_not(words)


def test_undo_stays_when_the_toast_has_had_its_time(
    school: School, visit: Callable[..., Visitor]
) -> None:
    ben = visit(school).become("ben")
    item = ben.make("Into the bin and out")
    ben.go(f"/items/{item}")
    ben.press("Bin it")
    toast = ben.page.locator(".toast")
    ben.page.wait_for_load_state("networkidle")
    toast.evaluate("(one) => { one.dataset.seconds = '0.05'; }")
    toast.dispatch_event("pointerleave")
    expect(ben.page.locator(".toast-quiet")).to_be_visible()
    ben.press("Undo")
    ben.heading("Into the bin and out")


def test_a_face_that_is_in_my_family_is_in_it(
    school: School, visit: Callable[..., Visitor]
) -> None:
    ben = visit(school).become("ben")
    item = ben.make("For all of us")
    ben.go(f"/items/{item}/shares")
    expect(ben.page.locator(".is-live")).to_have_count(1)
    how, all_in = ben.page.locator(".picks-how"), ben.page.locator(".picks-all")
    expect(how).to_be_visible()
    expect(all_in).to_be_hidden()
    ben.page.get_by_role("checkbox", name=MY_FAMILY).check()
    expect(all_in).to_be_visible()
    taid = ben.page.locator(".pick-one").filter(has_text="Taid")
    taid.click()
    expect(taid.locator("input")).not_to_be_checked()
    ben.page.get_by_role("checkbox", name=MY_FAMILY).uncheck()
    taid.click()
    expect(taid.locator("input")).to_be_checked()


def test_the_button_says_nothing_while_nobody_knows_who_would_see_it(
    school: School, visit: Callable[..., Visitor]
) -> None:
    ben = visit(school).become("ben")
    item = ben.make("The network is gone")
    ben.go(f"/items/{item}/shares")
    expect(ben.page.locator(".is-live")).to_have_count(1)
    ben.context.set_offline(True)
    ben.page.get_by_role("checkbox", name=MY_FAMILY).check()
    expect(ben.page.locator("#put-up")).to_be_hidden()
    expect(ben.page.get_by_role("button", name="Check who")).to_be_visible()
    ben.context.set_offline(False)
    ben.press("Check who")
    expect(ben.page.locator("#put-up")).to_have_text("Put it up")
    ben.faults = [fault for fault in ben.faults if "ERR_" not in fault]


@pytest.mark.parametrize("script", [True, False])
def test_t73_after_back_nothing_goes_up_on_an_old_sentence(
    school: School, visit: Callable[..., Visitor], script: bool
) -> None:
    """The browser ticks what was ticked; the sentence and the button must be about that."""
    ben = visit(school, script=script).become("ben")
    item = ben.make("Looked at and back", "Some words.")
    ben.go(f"/items/{item}/shares")
    ben.page.get_by_role("checkbox", name=MY_FAMILY).check()
    if script:
        expect(ben.page.locator("#bottom-say")).to_contain_text("Your teacher looks first.")
        ben.page.locator(".see-as-faces a").first.click()
        ben.page.go_back()
    family = ben.page.get_by_role("checkbox", name=MY_FAMILY)
    if not script:
        ben.press("Keep it")  # the sentence says "Only you": so it is said anew first
    if family.is_checked():
        expect(ben.page.locator("#bottom-say")).to_contain_text("Your teacher looks first.")
        expect(ben.page.locator("#put-up")).to_have_text("Put it up")
    else:
        expect(ben.page.locator("#bottom-say")).to_have_text("Only you can see this.")
    assert "/shares" in ben.path()


def test_i_am_finished_waits_for_the_last_words(
    school: School, visit: Callable[..., Visitor]
) -> None:
    """Rule 12: what was typed a moment before is kept, and "Saved" is said of nothing else."""
    ben = visit(school).become("ben")
    ben.go("/make")
    ben.page.locator("#title").fill("Typed in a hurry")
    say = ben.page.locator("#bottom-say")
    expect(say).to_contain_text("Saved.")
    ben.words_box().fill("The last words before the bell.")
    expect(say).not_to_contain_text("Saved.")
    ben.sign_out()
    again = visit(school).become("ben")
    again.go("/space")
    again.page.get_by_role("link", name="Typed in a hurry").click()
    again.sees("The last words before the bell.")
