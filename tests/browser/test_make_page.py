"""What only a browser shows of *Make*: the first view, many photos, going back; and long words."""

from __future__ import annotations

import re
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

EASE = 100
"""So high, in px, is a box for words in which one sees what one writes."""

LONG = "Llanfair" * 13
"""A word of 104 letters, with nowhere to break it."""


def box_of(one: Locator) -> FloatRect:
    """Where it is, from the top left of the window."""
    box = one.bounding_box()
    assert box is not None
    return box


def bottom_of(one: Locator) -> float:
    """Where it ends, from the top of the window."""
    box = box_of(one)
    return box["y"] + box["height"]


@pytest.fixture
def eleven(tmp_path: Path) -> tuple[Path, ...]:
    """Eleven small photos."""
    made = [tmp_path / f"{nth}.png" for nth in range(11)]
    for nth, path in enumerate(made):
        Image.new("RGB", (60, 40), (20 * nth, 90, 120)).save(path)
    return tuple(made)


@pytest.mark.parametrize("key", ["poppy", "amina", "yusuf"])
def test_the_words_can_be_written_in_the_first_view(
    school: School, visit: Callable[..., Visitor], key: str
) -> None:
    child = visit(school).become(key)
    child.go("/make")
    bar = box_of(child.page.locator(".bottom-bar"))["y"]
    words = box_of(child.words_box())
    assert min(bar, words["y"] + words["height"]) - words["y"] >= EASE
    if key != "poppy":  # the youngest give no name
        assert bottom_of(child.page.get_by_label("Its name")) <= bar


def test_ten_photos_are_a_few_rows_and_the_eleventh_is_refused_at_once(
    school: School, visit: Callable[..., Visitor], eleven: tuple[Path, ...]
) -> None:
    amina = visit(school).become("amina")
    amina.go("/make")
    expect(amina.page.locator(".is-taking-photos-in")).to_have_count(1)
    amina.page.locator("input[type=file]").set_input_files([str(one) for one in eleven])
    amina.sees("Ten photos fit in one thing.")
    rows = amina.page.locator(".photo-row")
    expect(rows).to_have_count(10, timeout=30_000)
    expect(amina.page.locator(".bottom-say")).to_contain_text("Saved.")
    expect(rows).to_have_count(10)
    amina.sees("Ten photos fit in one thing.")
    assert box_of(amina.page.locator(".photo-rows"))["height"] <= 400
    amina.page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a dict of these two is what it takes
    assert box_of(amina.page.locator(".photo-rows"))["height"] <= 450
    amina.open_details("More", rows.nth(1))
    amina.press("Earlier", rows.nth(1))
    expect(rows.first.locator("details[open]")).to_have_count(1)
    amina.press("Keep it", amina.page.locator(".bottom-bar"))
    amina.heading("Kept. Only you can open it.")


@pytest.mark.parametrize("size", [TABLET, PHONE])
def test_what_can_be_done_to_a_photo_opens_under_its_row_and_leaves_no_gap(
    school: School, visit: Callable[..., Visitor], eleven: tuple[Path, ...], size: dict[str, int]
) -> None:
    amina = visit(school, size=size).become("amina")
    amina.go("/make")
    expect(amina.page.locator(".is-taking-photos-in")).to_have_count(1)
    amina.page.locator("input[type=file]").set_input_files([str(one) for one in eleven[:6]])
    photos = amina.page.locator(".photo-row summary")
    expect(photos).to_have_count(6, timeout=30_000)
    expect(amina.page.locator(".bottom-say")).to_contain_text("Saved.")

    def places() -> list[tuple[float, float]]:
        top = box_of(amina.page.locator(".photo-rows"))["y"]
        return [(box_of(one)["x"], box_of(one)["y"] - top) for one in photos.all()]

    closed = places()
    in_first_row = [place for place in closed if place[1] == closed[0][1]]
    assert len(in_first_row) > 2
    photos.nth(1).click()
    words = amina.page.locator(".photo-row-words:visible")
    expect(words).to_have_count(1)
    assert places()[: len(in_first_row)] == in_first_row, "nothing of its row has moved"
    held = box_of(amina.page.locator(".photo-rows"))
    assert box_of(words)["y"] >= bottom_of(photos.nth(1))
    assert box_of(words)["width"] >= held["width"] - 1


def test_back_after_a_save_leads_to_what_was_saved(
    school: School, visit: Callable[..., Visitor]
) -> None:
    ben = visit(school).become("ben")
    ben.go("/make")
    ben.page.get_by_label("Its name").fill("A kite that came back")
    expect(ben.page.locator(".bottom-say")).to_contain_text("Saved.")
    assert re.fullmatch(r"/items/\w+/edit", ben.path())
    ben.go("/space")
    ben.page.go_back()
    ben.page.reload()
    expect(ben.page.get_by_label("Its name")).to_have_value("A kite that came back")


def test_a_word_without_an_end_needs_no_scrolling_sideways(
    school: School, visit: Callable[..., Visitor]
) -> None:
    child, gran, teacher = (visit(school, size=PHONE) for _one in range(3))
    child.become("amina")
    item = child.make(LONG, LONG)
    child.go(f"/items/{item}/shares")
    child.page.locator("[value=family]").check(force=True)
    child.page.locator("#put-up").filter(has_text="Put it up").click()
    teacher.become("okafor").go(f"/to-check?item={item}")
    assert not is_wider(teacher), teacher.path()
    teacher.press("Put it up")
    expect(teacher.page.locator(".toast")).to_be_visible()
    gran.become("amina-gran")
    for one, path in ((gran, f"/items/{item}"), (gran, "/shared"), (teacher, f"/items/{item}")):
        one.go(path)
        assert not is_wider(one), path
    for path in (f"/items/{item}", f"/items/{item}/shares", f"/items/{item}/edit", "/space"):
        child.go(path)
        assert not is_wider(child), path
    child.go(f"/items/{item}")
    child.press("Take it down")
    child.sees("It is down.")
    for path in (f"/items/{item}/kept", "/for-me"):
        child.go(path)
        assert not is_wider(child), path
    child.go(f"/items/{item}")
    child.press("Bin it")
    child.go("/bin")
    assert not is_wider(child)


def is_wider(one: Visitor) -> bool:
    """Whether the page is wider than its window."""
    return bool(one.page.evaluate("document.scrollingElement.scrollWidth > innerWidth"))


def test_the_desk_on_a_phone_shows_the_work_first(
    school: School, visit: Callable[..., Visitor]
) -> None:
    teacher = visit(school, size=PHONE).become("okafor")
    teacher.go("/to-check")
    rows = teacher.page.locator(".queue-row")
    rows.nth(rows.count() // 2).click()
    teacher.page.wait_for_url("**/to-check?*")
    assert teacher.page.evaluate("scrollY") == 0
    assert bottom_of(teacher.page.locator("#up .button")) <= PHONE["height"]
    work, queue = teacher.page.locator(".desk-work"), teacher.page.locator(".desk-list")
    assert box_of(work)["y"] < PHONE["height"] / 2 < box_of(queue)["y"]
    teacher.press("that wait")
    expect(queue).to_be_in_viewport()


def test_the_answers_of_the_desk_are_one_line_on_a_tablet(
    school: School, visit: Callable[..., Visitor]
) -> None:
    teacher = visit(school).become("okafor")
    teacher.go("/to-check")
    tops = {
        round(box_of(one)["y"]) for one in teacher.page.locator(".desk-acts .button:visible").all()
    }
    assert len(tops) == 1, tops


def test_names_to_look_as_do_not_run_into_each_other(
    school: School, visit: Callable[..., Visitor]
) -> None:
    yusuf = visit(school).become("yusuf")
    item = yusuf.make("Looked at")
    yusuf.go(f"/items/{item}/shares")
    yusuf.page.locator("[value=teachers]").check(force=True)
    yusuf.page.locator("[value=family]").check(force=True)
    spans = yusuf.page.locator(".see-as-faces a > span")
    expect(spans.filter(has_text="Sandhu")).to_be_visible()
    boxes = [box_of(one) for one in spans.all()]
    for one in boxes:
        for other in boxes:
            is_beside = abs(one["y"] - other["y"]) < one["height"] and one["x"] < other["x"]
            assert not is_beside or one["x"] + one["width"] < other["x"]


@pytest.mark.parametrize("size", [TABLET, PHONE])
def test_make_covers_no_card_of_my_space(
    school: School, visit: Callable[..., Visitor], size: dict[str, int]
) -> None:
    """It stands on a shelf as wide as the page: what is under it is not half to be read."""
    child = visit(school, size=size).become("amina")
    child.go("/space")
    shelf = box_of(child.page.locator(".float-bar"))
    assert (shelf["x"], shelf["width"]) == (0, size["width"])
    child.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    last = max(bottom_of(one) for one in child.page.locator(".card-item").all())
    assert last <= box_of(child.page.locator(".float-bar"))["y"]


@pytest.mark.parametrize("key", ["amina", "poppy"])
def test_that_people_can_be_picked_shows_in_the_first_view(
    school: School, visit: Callable[..., Visitor], key: str
) -> None:
    child = visit(school).become(key)
    item = child.make("To be seen")
    child.go(f"/items/{item}/shares")
    last = child.page.locator("#picks-name" if key == "amina" else ".choices > .choice >> nth=-1")
    assert bottom_of(last) <= box_of(child.page.locator(".bottom-bar"))["y"] + 8
