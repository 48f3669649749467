"""The pages by which staff look after their own ways in, read by machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser import looking

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.visitors import Visitor
    from tests.schools import School

PAGES = ("/devices", "/devices/next?way=password", "/staff/app", "/staff/codes", "/staff/password")


def test_each_page_of_ones_own_ways_in(school: School, visit: Callable[..., Visitor]) -> None:
    teacher = visit(school).become("whittaker")
    faults = []
    for path in (*PAGES, "/staff/again"):
        assert teacher.go(path) == 200
        faults += [f"{path} {one}" for one in looking.faults(teacher.page)]
    teacher.go("/staff/codes")
    teacher.press("Make ten new codes")
    teacher.heading("Your recovery codes")
    faults += [f"codes {one}" for one in looking.faults(teacher.page)]
    assert not faults, "\n".join(faults)


def test_each_page_of_a_lost_password(school: School, visit: Callable[..., Visitor]) -> None:
    office = visit(school).become("doyle")
    office.go("/office")
    office.open_details("Cannot come in")
    faults = [f"office {one}" for one in looking.faults(office.page) if "not 44" not in one]
    office.press("A new password")
    address = office.page.locator("#address").input_value()
    faults += [f"made {one}" for one in looking.faults(office.page)]
    nobody = visit(school)
    for path in ("/staff/lost", address, f"{address[:-4]}none"):
        nobody.go(path)
        faults += [f"{path} {one}" for one in looking.faults(nobody.page)]
    nobody.go("/staff/lost")
    nobody.page.locator("input[name=email]").fill("nobody@hill.example")
    nobody.press("Send me a link")
    nobody.heading("Look into your mail")
    faults += [f"asked {one}" for one in looking.faults(nobody.page)]
    assert not faults, "\n".join(faults)


def test_a_family_and_its_own_card(school: School, visit: Callable[..., Visitor]) -> None:
    gran = visit(school).become("amina-gran")
    gran.go("/my-card")
    gran.page.locator("input[name=secret]").fill("471902")
    gran.page.locator("input[name=word]").fill("471902")
    gran.press("Make my card")
    faults = []
    for path in ("/devices", "/devices/next?way=family_card&card=over"):
        assert gran.go(path) == 200
        faults += [f"{path} {one}" for one in looking.faults(gran.page)]
    assert not faults, "\n".join(faults)
