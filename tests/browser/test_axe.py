"""Every page that each kind of person can reach, read by machine (visual.md, last section)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portfolio.demo import ways_in
from portfolio.demo.people import PEOPLE
from tests.browser import crawling, looking
from tests.browser.chapters import MY_FAMILY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.browser.visitors import Visitor
    from tests.schools import School

PUPILS = ["poppy", "amina", "yusuf"]
"""Of the early, middle and older stage."""

ADULTS = ["amina-gran", "haddad", "doyle", "lawson"]
"""Family, a teacher of two classes, the office, the safety lead."""


SPOIL = """() => {
    const wrong = document.createElement("div");
    wrong.innerHTML = "<h1>Two</h1><p>Faint</p><img src='/static/icons/mark.svg'><button>x</button>";
    document.querySelector(".sheet").append(wrong);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(".sheet p { color: #ccc } h1 { inline-size: 400px } button { min-block-size: 0 }");
    document.adoptedStyleSheets = [sheet];
}"""  # noqa: E501 -- one rule a line


def card_of(key: str) -> str:
    """The address of somebody's card."""
    return f"/card/{ways_in.card_code(PEOPLE[key].first_name, PEOPLE[key].surname)}"


def faults_of_all(visitor: Visitor, *starts: str, doors: bool = False) -> list[str]:
    """Walk over all pages; each fault begins with the address."""
    return [
        f"{crawling.route_of(path)} {fault}"
        for path in crawling.pages(visitor, *starts, doors=doors)
        for fault in looking.faults(visitor.page)
    ]


def test_the_looking_finds_what_is_wrong(school: School, visit: Callable[..., Visitor]) -> None:
    nobody = visit(school)
    nobody.go("/staff")
    nobody.page.evaluate(SPOIL)
    found = "\n".join(looking.faults(nobody.page))
    for sought in ("2 h1", "image-alt", "color-contrast", "“x” is", "narrow: "):
        assert sought in found, found


@pytest.mark.parametrize("key", PUPILS)
def test_each_page_of_a_pupil(
    school: School, visit: Callable[..., Visitor], photographs: list[Path], key: str
) -> None:
    child = visit(school).become(key)
    kept = child.make("For looking at", "A few words.", tuple(photographs[:1]))
    faults = faults_of_all(
        child, "/space", f"/items/{kept}/kept", f"/items/{kept}/edit", f"/items/{kept}/who"
    )
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("key", PUPILS)
def test_each_page_that_a_press_of_a_pupil_leads_to(
    school: School, visit: Callable[..., Visitor], key: str
) -> None:
    child = visit(school).become(key)
    child.go("/make")
    child.press("Keep it")
    child.sees("Put in a photo or some words.")
    faults = [f"empty form {one}" for one in looking.faults(child.page)]
    item = child.make("Put up and taken down")
    child.go(f"/items/{item}/shares")
    child.page.get_by_role("checkbox", name=MY_FAMILY).check()
    faults += [f"ticked picker {one}" for one in looking.faults(child.page)]
    child.press("Put it up")
    child.heading("Put up and taken down")
    faults += [f"put up {one}" for one in looking.faults(child.page)]
    child.press("Bin it")
    faults += [f"after the bin {one}" for one in looking.faults(child.page)]
    child.go("/bin")
    faults += [f"bin {one}" for one in looking.faults(child.page)]
    child.go("/items/nothingishere123")
    faults += [f"404 {one}" for one in looking.faults(child.page)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("key", ADULTS)
def test_each_page_of_an_adult(school: School, visit: Callable[..., Visitor], key: str) -> None:
    adult = visit(school).become(key)
    faults = faults_of_all(adult, "/")
    assert not faults, "\n".join(faults)


def test_each_page_for_nobody(school: School, visit: Callable[..., Visitor]) -> None:
    nobody = visit(school)
    starts = ("/", card_of("poppy"), card_of("amina"), "/dev/components")
    faults = faults_of_all(nobody, *starts, doors=True)
    nobody.go("/staff")
    nobody.page.locator("input[name=email]").fill("nobody@hill.example")
    nobody.page.locator("input[name=password]").fill("not the password")
    nobody.press("Come in")
    nobody.sees("do not fit")
    faults += [f"wrong password {one}" for one in looking.faults(nobody.page)]
    nobody.go("/letters/AAAAAAAAAAAAAAAAAAAAAAAAAA")
    faults += [f"closed letter {one}" for one in looking.faults(nobody.page)]
    assert not faults, "\n".join(faults)


def test_each_page_that_is_shown_once(school: School, visit: Callable[..., Visitor]) -> None:
    teacher = visit(school).become("whittaker")
    teacher.go("/class")
    teacher.open_details("Change")
    teacher.press("Make a new card")
    teacher.sees("You see this once.")
    faults = [f"card {one}" for one in looking.faults(teacher.page)]
    teacher.go("/families")
    teacher.page.locator(".lines a").first.click()
    teacher.page.locator("input[name=called]").fill("Auntie")
    teacher.page.locator("input[name=home]").first.check()
    teacher.press("Make the letter")
    letter = teacher.page.locator("#address").input_value()
    number = teacher.page.locator(".letter-number").inner_text()
    faults += [f"letter {one}" for one in looking.faults(teacher.page)]
    faults += _of_a_letter(visit(school), letter, number)
    office = visit(school).become("doyle")
    office.go("/office/invitations")
    office.page.locator("input[name=called]").fill("Ms Vale")
    office.page.locator("select[name=place]").select_option("office")
    office.press("Make the invitation")
    invitation = office.page.locator("#address").input_value()
    faults += [f"invitation {one}" for one in looking.faults(office.page)]
    newcomer = visit(school)
    newcomer.go(invitation)
    faults += [f"opened invitation {one}" for one in looking.faults(newcomer.page)]
    assert not faults, "\n".join(faults)


def _of_a_letter(adult: Visitor, letter: str, number: str) -> list[str]:
    """The pages from the squares of a letter to the first page of whoever it is for."""
    adult.go(letter)
    faults = [f"opened letter {one}" for one in looking.faults(adult.page)]
    adult.press("Yes, I am Auntie")
    adult.sees("That is not the number on this letter.")
    faults += [f"wrong number {one}" for one in looking.faults(adult.page)]
    adult.page.get_by_label("The number on your letter").fill(number)
    adult.press("Yes, I am Auntie")
    adult.heading("You are in")
    faults += [f"their e-mail {one}" for one in looking.faults(adult.page)]
    adult.go("/shared")
    return faults
