"""Chapters of the main job: what each of four people does in it, with or without JavaScript."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.visitors import Visitor

MY_FAMILY = re.compile("My family")
TITLE = "Owls in the dark"
WORDS = "Their eyes are like lamps."
WONDER = "whether owls see colours, too"
ANSWER = "I will ask the owl man."


def photo_of(visitor: Visitor) -> str:
    """The address of the first photo on the page."""
    found = visitor.page.locator(".mount picture img").first.get_attribute("src")
    assert found
    return found


def is_shown_to_her_family(child: Visitor) -> None:
    """The picker: the sentence names people, *See it as…* shows the thing, and it is put up."""
    child.press("Show someone")
    child.nobody_is_in_it()
    child.heading("Who can see this?")
    sentence = child.page.locator(".bottom-say")
    expect(sentence).to_have_text("Only you can see this.")
    child.page.get_by_role("checkbox", name=MY_FAMILY).check()
    if not child.script:
        child.press("Check who")
    expect(sentence).to_have_text("Your teacher looks first. Then Mum, Gran and Dad can see it.")
    child.page.locator("#see-as").get_by_role("link", name="Gran").click()
    child.heading("As Gran sees it")
    child.sees(WORDS)
    child.press("Back")
    expect(child.page.get_by_role("checkbox", name=MY_FAMILY)).to_be_checked()
    child.press("Put it up")
    child.heading(TITLE)
    child.sees("Your teacher looks first.")


def the_teacher_puts_it_up(teacher: Visitor, item: str) -> None:
    """She finds it in the queue, reads it, and puts it up."""
    teacher.go("/to-check")
    row = teacher.page.locator(f'.queue a[href$="item={item}"]')
    expect(row).to_contain_text(TITLE)
    row.click()
    teacher.sees(WORDS)
    teacher.press("Put it up")
    expect(teacher.page.locator(".toast")).to_be_visible()


def gran_answers(gran: Visitor, photos: int) -> None:
    """Gran finds it among what is shared with her, and begins with a starter."""
    gran.go("/shared")
    gran.page.get_by_role("link", name=re.compile(TITLE)).click()
    gran.heading("From home")
    expect(gran.page.locator(".mount picture img")).to_have_count(photos)
    gran.page.get_by_role("radio", name="I wonder…").check()
    gran.say(WONDER)
    gran.sees("Sent. A teacher reads it first.")
    gran.sees(f"I wonder {WONDER}")


def the_teacher_reads_gran(teacher: Visitor) -> None:
    """The words are the newest in the queue."""
    teacher.go("/to-check")
    teacher.page.locator(".queue a").filter(has_text="Gran says").last.click()
    teacher.sees(WONDER)
    teacher.press("Put it up")
    expect(teacher.page.locator(".toast")).to_be_visible()


def amina_replies(amina: Visitor) -> None:
    """Gran's words are in *For me*; the answer is up at once."""
    amina.go("/for-me")
    amina.press("Have a look", amina.page.locator(".notice").filter(has_text=WONDER))
    answer(amina, WONDER, ANSWER)


def answer(child: Visitor, to: str, words: str) -> None:
    """Answer what somebody said."""
    line = child.page.locator(".talk-line").filter(has_text=to)
    child.open_details("Answer", line)
    line.locator("textarea").fill(words)
    child.press("Send", line)
    child.sees(words)


def it_is_taken_down(amina: Visitor, gran: Visitor, thing: str, photo: str) -> None:
    """From Gran's next click it is gone, its photo's address too; and Back shows nobody a thing."""
    assert gran.status(photo) == 200
    amina.go(thing)
    amina.press("Take it down")
    amina.sees("It is down. Only you can see it.")
    gran.go("/shared")
    gran.sees_not(TITLE)
    assert gran.go(thing) == 404
    assert gran.status(photo) == 404
    amina.sign_out()
    amina.page.go_back()
    amina.sees_not(WORDS)
    assert amina.status(photo) == 404
