"""A mail's scanner: a browser of its own that runs scripts, fills in forms and presses everything.

It neither comes in nor uses anything up; whomever it is for comes in afterwards (T41).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import Error, expect

from portfolio.core.mail import read_all
from portfolio.demo.people import PEOPLE
from tests.browser.visitors import PHONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator

    from tests.browser.visitors import Visitor
    from tests.schools import School

GUESSES = {"email": "scan@example.org", "password": "a long password 1", "number": "123456"}
MOST = 40
"""Presses on one address: there are never so many."""


def _scan(scanner: Visitor, address: str) -> None:
    """Open the address; press each thing that can be pressed, each time from its fresh page."""
    scanner.context.request.get(address, max_retries=2)
    scanner.context.request.head(address, max_retries=2)
    for number in range(MOST):
        scanner.page.goto(address)
        scanner.page.wait_for_timeout(200)
        pressed = scanner.page.locator("button, input[type=submit], summary, main a[href]")
        if number >= pressed.count():
            break
        _fill(scanner.page.locator("main input:not([type=hidden])"))
        _press(pressed.nth(number))
    scanner.page.goto(address)
    scanner.page.evaluate("() => [...document.forms].forEach((form) => form.submit())")
    scanner.page.wait_for_timeout(300)
    _post_by_hand(scanner, address)


def _fill(fields: Locator) -> None:
    for field in fields.all():
        kind = field.get_attribute("type") or "text"
        if kind in {"checkbox", "radio"}:
            field.check(force=True)
        else:
            name = field.get_attribute("name") or ""
            field.fill(GUESSES.get(kind, GUESSES.get(name, "123456")))


def _press(what: Locator) -> None:
    try:
        what.click(timeout=2000)
        what.page.wait_for_load_state()
    except Error:
        pass  # hidden, or gone by now: a scanner goes on too


def _post_by_hand(scanner: Visitor, address: str) -> None:
    """Send the form that the right browser would have, with this browser's own token."""
    token = scanner.page.request.get(scanner.school.address + "/links", max_retries=2).text()
    csrf = token.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    for who in ("new", "me"):
        form: dict[str, str | float | bool] = {"csrf_token": csrf, "acting": "", "who": who}
        form["number"] = "123456"
        scanner.page.request.post(address, form=form)


def _is_nobody(scanner: Visitor) -> None:
    for path in ("/shared", "/letters/email", "/space", "/office"):
        assert scanner.status(path) == 404, path


def _mailed(school: School) -> str:
    """The newest mail's link, once it is there."""
    return read_all(school.folder / "mail", 1)[0].links[0]


def _waits_for_mail(visitor: Visitor, before: int) -> None:
    for _ in range(60):
        if len(read_all(visitor.school.folder / "mail")) > before:
            return
        visitor.page.wait_for_timeout(250)
    raise AssertionError("no mail came")


def test_t41_a_mailed_link(school: School, visit: Callable[..., Visitor]) -> None:
    gran, scanner = visit(school, size=PHONE), visit(school)
    before = len(read_all(school.folder / "mail"))
    gran.go("/links")
    gran.page.get_by_label("Your e-mail address").fill(PEOPLE["amina-gran"].email)
    gran.press("Send me a link")
    gran.sees("a mail with a link is on its way")
    _waits_for_mail(gran, before)
    link = _mailed(school)
    _scan(scanner, link)
    _is_nobody(scanner)
    gran.go(link)
    gran.press("Come in")
    expect(gran.page).to_have_url(f"{school.address}/shared")


def test_t41_a_letter(school: School, visit: Callable[..., Visitor]) -> None:
    teacher, scanner, adult = visit(school), visit(school), visit(school, size=PHONE)
    teacher.become("whittaker")
    teacher.go("/families")
    teacher.page.locator(".lines a").first.click()
    teacher.page.locator("input[name=called]").fill("Nana")
    teacher.page.locator("input[name=home]").first.check()
    teacher.press("Make the letter")
    letter = teacher.page.locator("#address").input_value()
    number = teacher.page.locator(".letter-number").inner_text()
    assert number.replace(" ", "") != "123456"
    _scan(scanner, letter)
    _is_nobody(scanner)
    adult.go(letter)
    adult.heading("You are invited")
    adult.page.get_by_label("The number on your letter").fill(number)
    adult.press("Yes, I am Nana")
    adult.heading("You are in")
