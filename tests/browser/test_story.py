"""The main job, as four people live it, in real browsers: made, kept, shown, read, answered.

Once in the demonstration school, and once in a school of one's own that begins empty.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.apps import App, app_of
from tests.browser import chapters
from tests.browser.chapters import ANSWER, MY_FAMILY, TITLE, WONDER, WORDS
from tests.browser.visitors import PHONE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.browser.visitors import Visitor
    from tests.schools import School

# ---------------------------------------------------------------- the demonstration school


def test_the_story_of_four_people(
    school: School, visit: Callable[..., Visitor], photographs: list[Path]
) -> None:
    amina = visit(school).come_with_card("amina")
    gran = visit(school, size=PHONE).become("amina-gran")
    teacher = visit(school).become("okafor")
    item = amina.make(TITLE, WORDS, tuple(photographs))
    thing, photo = f"/items/{item}", chapters.photo_of(amina)
    chapters.is_shown_to_her_family(amina)
    assert gran.go(thing) == 404, "a teacher looks first"
    assert gran.status(photo) == 404
    chapters.the_teacher_puts_it_up(teacher, item)
    chapters.gran_answers(gran, len(photographs))
    amina.go(thing)
    amina.sees_not(WONDER)
    chapters.the_teacher_reads_gran(teacher)
    chapters.amina_replies(amina)
    gran.go(thing)
    gran.sees(ANSWER)
    dad = visit(school, size=PHONE).become("amina-dad")
    assert dad.go(thing) == 200, "another home of the same family"
    dad.sees(WORDS)
    dad.sees_not(WONDER)
    dad.sees_not(ANSWER)
    chapters.it_is_taken_down(amina, gran, thing, photo)
    assert dad.go(thing) == 404


# ---------------------------------------------------------------- a school of one's own


@pytest.fixture
def office(empty_school: School, visit: Callable[..., Visitor]) -> Visitor:
    """The first office person of an empty school, who has named it and made a class."""
    head = visit(empty_school)
    head.go(empty_school.first_address())
    head.heading("Welcome to the school")
    introduce(head, "Maya", "Mrs Lin", "office@hill.example")
    head.press("Go on")
    head.heading("What is your school called?")
    head.page.get_by_label("Name of the school").fill("Hill School")
    head.press("Keep the name")
    head.heading("Hill School")
    head.press("Make a class")
    head.page.get_by_label("Name of the class").fill("Hazel")
    head.page.get_by_label("Age of the children").select_option("middle")
    head.page.get_by_role("radio", name=re.compile("Everything that is shared")).check()
    head.press("Make the class")
    head.sees("Hazel")
    return head


def test_the_story_in_a_school_of_ones_own(
    office: Visitor, visit: Callable[..., Visitor], photographs: list[Path]
) -> None:
    school = office.school
    teacher = visit(school)
    teacher.go(an_invitation(office))
    app = introduce(teacher, "Tom", "Mr Reed", "reed@hill.example")
    teacher.heading("My face")
    teacher.press("Go on")
    teacher.heading("To check")
    card, secret, letter, number = a_card_and_a_letter(teacher)
    gran = visit(school, size=PHONE)
    gran_comes(gran, letter, number)
    nell = visit(school)
    nell_comes(nell, card, secret)
    item = nell.make("My hill", "It is steep.", tuple(photographs))
    nell_shows_her_family(nell)
    teacher_puts_up(teacher, "It is steep.")
    gran.go("/shared")
    gran.page.get_by_role("link", name=re.compile("My hill")).click()
    gran.page.get_by_role("radio", name="Tell me about…").check()
    gran.say("what you see from the top")
    teacher_puts_up(teacher, "what you see from the top")
    nell.go("/for-me")
    nell.press("Have a look", nell.page.locator(".notice").filter(has_text="from the top"))
    chapters.answer(nell, "from the top", "I see your house!")
    gran.go(f"/items/{item}")
    gran.sees("I see your house!")
    elsewhere = visit(school)
    assert elsewhere.go(letter) == 404, "a letter opens once"
    comes_back_with_a_password(elsewhere, app)


def nell_shows_her_family(nell: Visitor) -> None:
    """From the kept thing to the picker, whose sentence names Gran."""
    nell.press("Show someone")
    nell.nobody_is_in_it()
    nell.page.get_by_role("checkbox", name=MY_FAMILY).check()
    sentence = "Your teacher looks first. Then Gran can see it."
    expect(nell.page.locator("#bottom-say")).to_have_text(sentence)
    nell.press("Put it up")


def introduce(visitor: Visitor, first: str, called: str, address: str) -> App:
    """Fill in the page of somebody who begins to work here, and let their app read its key."""
    page = visitor.page
    page.locator("input[name=first_name]").fill(first)
    page.locator("input[name=called]").fill(called)
    page.locator("input[name=email]").fill(address)
    page.locator("input[name=password]").fill("three quiet green hills")
    visitor.press("Come in")
    visitor.heading("Make it safe")
    app = app_of(page.content())
    page.locator("input[name=code]").fill(app.code())
    visitor.press("Come in")
    visitor.heading("Your recovery codes")
    visitor.press("I have them")
    return app


def an_invitation(office: Visitor) -> str:
    """The office invites the teacher of the class."""
    office.press("Invite somebody")
    office.page.get_by_label("Who is it for?").fill("Mr Reed")
    office.page.get_by_label("What will they do?").select_option(label="Teacher of Hazel")
    office.press("Make the invitation")
    return shown_once(office)


def a_card_and_a_letter(teacher: Visitor) -> tuple[str, str, str, str]:
    """The teacher puts Nell on the roll and invites her gran: card, secret, letter, number."""
    teacher.press("My class")
    teacher.heading("Hazel")
    teacher.page.get_by_label("First name").fill("Nell")
    teacher.press("Make a place and a card")
    teacher.heading("Nell's card")
    card = shown_once(teacher)
    secret = teacher.page.locator(".secret-word").inner_text()
    teacher.press("I have it")
    teacher.press("Families")
    teacher.page.get_by_role("link", name=re.compile("Nell")).click()
    teacher.page.get_by_label("What does the child call them?").fill("Gran")
    teacher.page.get_by_label("Name of their home").fill("Gran's home")
    teacher.press("Make the letter")
    number = teacher.page.locator(".letter-number").inner_text()
    return card, secret, shown_once(teacher), number


def shown_once(visitor: Visitor) -> str:
    """The address on the page that shows it once."""
    return visitor.page.locator("#address").input_value()


def gran_comes(gran: Visitor, letter: str, number: str) -> None:
    """She opens the letter, types its number, presses the button, and gives no address."""
    gran.go(letter)
    gran.heading("You are invited")
    gran.page.get_by_label("The number on your letter").fill(number)
    gran.press("Yes, I am Gran")
    gran.heading("You are in")
    gran.press("Go on without e-mail")
    gran.heading("Shared with me")


def nell_comes(nell: Visitor, card: str, secret: str) -> None:
    """She comes in with her card and her word."""
    nell.go(card)
    nell.page.get_by_label("My word").fill(secret)
    nell.press("Go in")
    nell.heading("My face")
    nell.press("This is me")
    nell.heading("My space")


def teacher_puts_up(teacher: Visitor, words: str) -> None:
    """The one thing in the queue."""
    teacher.go("/to-check")
    teacher.sees(words)
    teacher.press("Put it up")
    teacher.sees("Nothing waits.")


def comes_back_with_a_password(teacher: Visitor, app: App) -> None:
    """On another device, by address, password and a code."""
    teacher.go("/staff")
    teacher.page.locator("input[name=email]").fill("reed@hill.example")
    teacher.page.locator("input[name=password]").fill("three quiet green hills")
    teacher.press("Come in")
    teacher.heading("One more step, Mr Reed")
    teacher.page.locator("input[name=code]").fill(app.next_code())
    teacher.press("Come in")
    teacher.heading("To check")
