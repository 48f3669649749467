"""Keyboard only: a child makes and shows a thing, a teacher works through the queue by letters.

At each stop the focus can be seen.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.chapters import MY_FAMILY

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.visitors import Visitor
    from tests.schools import School

STOPS = 60
"""More stops than any page of a child has before its last button."""

FOCUS = """() => {
    const at = document.activeElement;
    const isOutlined = (one, part) => {
        const style = one && getComputedStyle(one, part);
        return style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    };
    const shown = [at, at.closest("label"), at.nextElementSibling, at.offsetParent];
    const seen = shown.some((one) => isOutlined(one)) || isOutlined(at, "::after");
    return { seen, html: at.outerHTML.slice(0, 120) };
}"""


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until that element has the focus; each stop on the way can be seen."""
    for _stop in range(STOPS):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUS)
        assert found["seen"], f"no one sees the focus on {found['html']}"
        if page.evaluate("(sought) => document.activeElement.matches(sought)", selector):
            return
    pytest.fail(f"Tab never reached {selector}")


def test_a_child_makes_and_shows_with_the_keyboard_alone(
    school: School, visit: Callable[..., Visitor]
) -> None:
    ben = visit(school).become("ben")
    page = ben.page
    ben.go("/space")
    tab_to(page, 'a[href="/make"]')
    page.keyboard.press("Enter")
    ben.heading("Make")
    expect(page.locator(".editor")).to_be_visible()
    tab_to(page, "#title")
    page.keyboard.type("Made with keys")
    tab_to(page, ".editor")
    page.keyboard.type("No mouse at all.")
    tab_to(page, "button[value=keep]")
    page.keyboard.press("Enter")
    ben.heading("Kept. Only you can open it.")
    ben.sees("No mouse at all.")
    tab_to(page, 'a[href$="/shares"]')
    page.keyboard.press("Enter")
    ben.heading("Who can see this?")
    tab_to(page, 'input[value="family"]')
    page.keyboard.press("Space")
    expect(page.get_by_role("checkbox", name=MY_FAMILY)).to_be_checked()
    expect(page.locator("#bottom-say")).to_contain_text("Your teacher looks first.")
    tab_to(page, "#put-up")
    page.keyboard.press("Enter")
    ben.heading("Made with keys")
    ben.sees("Your teacher looks first.")


def test_a_family_member_answers_with_the_keyboard_alone(
    school: School, visit: Callable[..., Visitor]
) -> None:
    gran = visit(school).become("amina-gran")
    page = gran.page
    gran.go("/shared")
    tab_to(page, ".mounts a")
    page.keyboard.press("Enter")
    expect(page.locator("#say-words")).to_be_visible()
    tab_to(page, "input[name=starter]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "#say-words")
    page.keyboard.type("how it began")
    tab_to(page, ".talk-say button[type=submit]")
    page.keyboard.press("Enter")
    gran.sees("Sent. A teacher reads it first.")
    gran.sees("I wonder how it began")


def at_the_desk(teacher: Visitor, path: str = "/to-check") -> Page:
    """Open the queue, and wait until the letters work."""
    teacher.go(path)
    expect(teacher.page.locator(".desk-keys")).to_be_visible()
    return teacher.page


def put_up(child: Visitor, title: str) -> str:
    """A thing that waits for a teacher."""
    item = child.make(title)
    child.go(f"/items/{item}/shares")
    child.page.get_by_role("checkbox", name=MY_FAMILY).check()
    child.press("Put it up")
    child.heading(title)
    return item


def test_the_letters_of_the_desk(school: School, visit: Callable[..., Visitor]) -> None:
    item = put_up(visit(school).become("ben"), "Checked by letters")
    teacher = visit(school).become("haddad")
    page = at_the_desk(teacher, f"/to-check?item={item}")
    row = page.locator(f'.queue a[href$="item={item}"]')
    page.keyboard.press("d")
    note = page.locator("#note")
    expect(note).to_be_focused()
    page.keyboard.type("fjdz")
    expect(note).to_have_value("fjdz")
    expect(row).to_have_count(1)
    at_the_desk(teacher, f"/to-check?item={item}")
    page.keyboard.press("f")
    expect(row).to_have_count(0)
    expect(page.locator(".desk-keys")).to_be_visible()
    page.keyboard.press("z")
    expect(row).to_have_count(1)
    at_the_desk(teacher)
    page.keyboard.press("j")
    second = page.locator(".queue li").nth(1).locator("a")
    expect(second).to_have_attribute("aria-current", re.compile("."))


def test_the_letters_can_be_switched_off(school: School, visit: Callable[..., Visitor]) -> None:
    item = put_up(visit(school).become("ben"), "Not checked by letters")
    page = at_the_desk(visit(school).become("haddad"), f"/to-check?item={item}")
    page.get_by_label("Letters work as keys").uncheck()
    page.keyboard.press("f")
    page.reload()
    expect(page.locator(".desk-keys")).to_be_visible()
    page.keyboard.press("f")
    page.wait_for_timeout(500)
    expect(page.locator(f'.queue a[href$="item={item}"]')).to_have_count(1)
