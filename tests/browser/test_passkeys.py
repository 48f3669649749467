"""Passkeys in Chromium with its virtual authenticator; passkeys want a name: localhost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from portfolio.demo import ways_in
from tests.browser import looking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import CDPSession, Page

    from tests.browser.visitors import Visitor
    from tests.schools import School

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def device(page: Page) -> tuple[CDPSession, str]:
    """Give the page's browser a device of its own: the session that rules it, and its name."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return session, str(made["authenticatorId"])


@pytest.fixture
def named(school: School) -> Iterator[School]:
    """The same school, reached by this machine's name."""
    before = school.address
    school.address = before.replace("127.0.0.1", "localhost")
    yield school
    school.address = before


def test_gran_makes_a_passkey_and_comes_in_by_it(
    named: School, visit: Callable[..., Visitor]
) -> None:
    gran = visit(named).become("amina-gran")
    session, name = device(gran.page)
    gran.go("/devices")
    faults = looking.faults(gran.page)
    gran.press("Add a passkey")
    gran.heading("Come in faster")
    faults += looking.faults(gran.page)
    gran.press("Yes, on this device")
    gran.heading("My devices")
    gran.sees("Next time this device lets you in by its own lock.")
    gran.sees("A passkey")
    faults += looking.faults(gran.page)
    gran.sign_out()
    gran.go("/family")
    faults += looking.faults(gran.page)
    gran.press("Come in with a passkey")
    expect(gran.page).to_have_url(re.compile("/shared$"))
    gran.go("/devices")
    gran.sees("with a passkey")
    credentials = session.send("WebAuthn.getCredentials", {"authenticatorId": name})
    assert credentials["credentials"][0]["signCount"] > 1
    assert faults == []


def test_a_teacher_uses_one_as_second_factor(named: School, visit: Callable[..., Visitor]) -> None:
    teacher = visit(named).become("okafor")
    device(teacher.page)
    teacher.go("/passkeys/new")
    teacher.press("Yes, on this device")
    teacher.heading("My devices")
    faults = looking.faults(teacher.page)
    teacher.sign_out()
    teacher.go("/staff")
    teacher.page.locator("input[name=email]").fill("okafor@bramble-hill.example")
    teacher.page.locator("input[name=password]").fill(ways_in.PASSWORD)
    teacher.page.get_by_role("button", name="Come in", exact=True).click()
    teacher.heading("One more step, Miss Okafor")
    faults += looking.faults(teacher.page)
    teacher.press("Come in with my passkey")
    teacher.heading("To check")
    teacher.sign_out()
    teacher.go("/staff")
    teacher.press("Come in with a passkey")
    teacher.heading("To check")
    assert faults == []


def test_a_device_that_says_no_leaves_the_other_way(
    named: School, visit: Callable[..., Visitor]
) -> None:
    nobody = visit(named)
    session, name = device(nobody.page)
    session.send("WebAuthn.setUserVerified", {"authenticatorId": name, "isUserVerified": False})
    nobody.go("/staff")
    nobody.press("Come in with a passkey")
    nobody.sees("That did not work. Try again, or take the other way.")
    assert looking.faults(nobody.page) == []
    expect(nobody.page.locator("input[name=password]")).to_be_visible()


def test_without_a_name_of_its_own_the_site_offers_none(
    school: School, visit: Callable[..., Visitor]
) -> None:
    nobody = visit(school)
    nobody.go("/staff")
    expect(nobody.page.get_by_text("Come in with a passkey")).to_have_count(0)
