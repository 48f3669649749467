"""A shared tablet: what one child saw, the next can not open from the browser's own store (T36)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.chapters import photo_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.browser.visitors import Visitor
    from tests.schools import School


def test_a_photo_seen_before_is_asked_for_again_and_not_sent_again(
    school: School, visit: Callable[..., Visitor], photographs: list[Path]
) -> None:
    ben = visit(school).become("ben")
    item = ben.make("A photo to look at twice", photos=tuple(photographs[:1]))
    statuses: list[int] = []
    ask = ben.context.new_cdp_session(ben.page)
    ask.send("Network.enable")
    photos: set[str] = set()
    ask.on(
        "Network.requestWillBeSent",
        lambda said: (
            photos.add(said["requestId"]) if "/photos/" in said["request"]["url"] else None
        ),
    )
    ask.on(
        "Network.responseReceivedExtraInfo",
        lambda said: statuses.append(said["statusCode"]) if said["requestId"] in photos else None,
    )
    for _time in range(2):
        ben.go(f"/items/{item}")
        loaded = "() => [...document.querySelectorAll('.mount img')].every((one) => one.complete)"
        ben.page.wait_for_function(loaded)
    assert statuses[-1] == 304
    assert set(statuses) <= {200, 304}


def test_after_finishing_nothing_opens_from_the_browsers_store(
    school: School, visit: Callable[..., Visitor], photographs: list[Path]
) -> None:
    ben = visit(school).become("ben")
    item = ben.make("Mine alone", "A word of mine.", tuple(photographs[:1]))
    ben.go(f"/items/{item}")
    photo = photo_of(ben)
    with ben.page.expect_response("**/sign-out") as answered:
        ben.sign_out()
    assert answered.value.header_value("clear-site-data") == '"cache", "storage"'
    assert "no-store" in str(answered.value.header_value("cache-control"))
    for _page in range(2):
        ben.page.go_back()
        ben.sees_not("A word of mine.")
        expect(ben.page.locator('img[src*="/photos/"]')).to_have_count(0)
    assert ben.go(f"/items/{item}") == 404
    assert ben.status(photo) == 404
    shown = (
        "(src) => new Promise((done) => { const one = new Image(); one.onload = () => done(true);"
    )
    shown += " one.onerror = () => done(false); one.src = src; })"
    assert ben.page.evaluate(shown, photo) is False
    ben.context.set_offline(True)
    assert ben.page.evaluate(shown, photo) is False
    ben.faults = [fault for fault in ben.faults if "ERR_INTERNET_DISCONNECTED" not in fault]


def test_the_next_child_finds_nothing_of_the_one_before(
    school: School, visit: Callable[..., Visitor], photographs: list[Path]
) -> None:
    tablet = visit(school).become("ben")
    item = tablet.make("Ben was here", photos=tuple(photographs[:1]))
    photo = photo_of(tablet)
    tablet.sign_out()
    tablet.come_with_card("amina")
    tablet.heading("My space")
    tablet.sees_not("Ben was here")
    assert tablet.status(photo) == 404
    assert tablet.go(f"/items/{item}") == 404
