"""What goes wrong in front of a real browser: a sentence, the words kept, nothing half-done."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.visitors import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.schools import School

TOO_BIG = 26 * 1024 * 1024
"""One MB above the limit of a photo."""


def fill(child: Visitor, title: str, words: str) -> None:
    """Open the form and type, without sending."""
    child.go("/make")
    child.page.locator("#title").fill(title)
    child.words_box().fill(words)


def things_called(child: Visitor, title: str) -> int:
    """How many things of that title are in the child's space."""
    child.go("/space")
    return child.page.get_by_role("link", name=title).count()


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("fault", ["no picture", "too big"])
def test_a_file_that_is_no_photo_for_us(
    school: School, visit: Callable[..., Visitor], tmp_path: Path, script: bool, fault: str
) -> None:
    ben = visit(school, script=script).become("ben")
    file = tmp_path / "holiday.jpg"
    if fault == "no picture":
        file.write_text("Dear diary, this is no picture.")
        sentence = "This is not a photo. Pick a photo."
    else:
        file.write_bytes(b"\xff\xd8\xff\xe0" + bytes(TOO_BIG))
        sentence = "This photo is too big. Take a new one or pick a smaller one."
    fill(ben, "A bad file", "These words stay.")
    ben.page.locator("input[type=file]").set_input_files(str(file))
    if not script:
        ben.press("Keep it")
    expect(ben.page.get_by_text(sentence).first).to_be_visible()
    expect(ben.page.locator("#title")).to_have_value("A bad file")
    expect(ben.words_box()).to_have_text("These words stay.")
    expect(ben.page.locator(".photo-row")).to_have_count(0)
    ben.page.locator("input[type=file]").set_input_files([])
    ben.press("Keep it")
    ben.heading("Kept. Only you can open it.")
    ben.sees("These words stay.")


def test_words_survive_a_lost_network_and_are_saved_later(
    school: School, visit: Callable[..., Visitor]
) -> None:
    ben = visit(school).become("ben")
    fill(ben, "Typed in a tunnel", "Before the tunnel.")
    say = ben.page.locator("#bottom-say")
    expect(say).to_contain_text("Saved.")
    ben.context.set_offline(True)
    ben.words_box().fill("In the tunnel it is dark.")
    expect(say).to_have_text("Your words are safe here. They will be saved soon.")
    ben.context.set_offline(False)
    expect(say).to_contain_text("Saved.")
    again = Visitor(school, ben.context, ben.context.new_page())
    again.go("/space")
    again.page.get_by_role("link", name="Typed in a tunnel").click()
    again.sees("In the tunnel it is dark.")
    ben.faults = [fault for fault in ben.faults if "ERR_INTERNET_DISCONNECTED" not in fault]


@pytest.mark.parametrize("script", [True, False])
def test_an_impatient_finger_makes_one_thing(
    school: School, visit: Callable[..., Visitor], script: bool
) -> None:
    ben = visit(school, script=script).become("ben")
    title = f"Pressed twice {script}"
    fill(ben, title, "Once is enough.")
    ben.page.locator("button[value=keep]").dblclick()
    ben.heading("Kept. Only you can open it.")
    assert things_called(ben, title) == 1


@pytest.mark.parametrize("script", [True, False])
def test_back_and_sent_again_is_still_one_thing(
    school: School, visit: Callable[..., Visitor], script: bool
) -> None:
    ben = visit(school, script=script).become("ben")
    title = f"Sent and back {script}"
    fill(ben, title, "The first words.")
    ben.press("Keep it")
    ben.heading("Kept. Only you can open it.")
    ben.page.go_back()
    ben.heading("Make")
    if ben.page.locator("#title").input_value() == title:
        ben.press("Keep it")
        ben.heading("Kept. Only you can open it.")
    assert things_called(ben, title) == 1


def test_a_form_of_another_child_saves_nothing(
    school: School, visit: Callable[..., Visitor]
) -> None:
    tablet = visit(school).become("ben")
    fill(tablet, "Begun by Ben", "Ben's own words.")
    expect(tablet.page.locator("#bottom-say")).to_contain_text("Saved.")
    other = Visitor(school, tablet.context, tablet.context.new_page()).become("amina")
    tablet.words_box().fill("Typed while Amina is here.")
    tablet.page.wait_for_timeout(3000)  # the draft would have saved itself by now
    tablet.press("Keep it")
    tablet.heading("Someone else is here now")
    tablet.sees_not("Ben's own words.")
    tablet.sees_not("Typed while Amina is here.")
    assert things_called(other, "Begun by Ben") == 0
    other.become("ben")
    other.go("/space")
    other.page.get_by_role("link", name="Begun by Ben").click()
    other.sees("Ben's own words.")
    other.sees_not("Typed while Amina is here.")


def test_a_comment_of_another_family_is_not_said(
    school: School, visit: Callable[..., Visitor]
) -> None:
    phone = visit(school).become("amina-gran")
    phone.go("/shared")
    phone.page.locator(".mounts a").first.click()
    phone.page.locator("#say-words").fill("Gran's own question")
    other = Visitor(school, phone.context, phone.context.new_page()).become("amina-dad")
    phone.press("Send")
    phone.heading("Someone else is here now")
    other.go("/shared")
    other.page.locator(".mounts a").first.click()
    other.sees_not("Gran's own question")


def test_an_empty_thing_and_an_empty_comment_are_asked_for(
    school: School, visit: Callable[..., Visitor]
) -> None:
    ben = visit(school).become("ben")
    ben.go("/make")
    ben.press("Keep it")
    ben.sees("Put in a photo or some words.")
    gran = visit(school).become("ben-taid")
    gran.go("/shared")
    gran.page.locator(".mounts a").first.click()
    gran.press("Send")
    expect(gran.page.locator("h1")).to_have_text(re.compile("Not sent yet"))
    expect(gran.page.locator(".field-error")).to_be_visible()
