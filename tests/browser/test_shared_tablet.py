"""A shared tablet in a real browser: children one after the other, and nothing left (T36)."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
import segno
from PIL import Image
from playwright.sync_api import Error, expect

from portfolio.demo import ways_in
from portfolio.demo.people import PEOPLE
from tests.browser import looking
from tests.browser.chapters import photo_of
from tests.browser.conftest import FLAGS
from tests.browser.visitors import TABLET, Visitor

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.schools import School

CLASSES = {"Acorn": "poppy", "Oak": "amina", "Rowan": "yusuf"}
"""A class of each stage, and a child of it."""


def name_of(key: str) -> str:
    return PEOPLE[key].first_name


def card_of(key: str) -> str:
    return ways_in.card_code(PEOPLE[key].first_name, PEOPLE[key].surname)


def opened(teacher: Visitor, tablet: Visitor) -> Visitor:
    """The teacher opens Oak, and types the code on the tablet."""
    teacher.go("/class")
    teacher.press("Open the class on a tablet")
    code = teacher.page.locator(".tablet-typed").inner_text()
    tablet.go("/tablet")
    tablet.page.get_by_label("The code").fill(code)
    tablet.press("Open the class")
    tablet.heading("Who are you?")
    return tablet


def of_class(tablet: Visitor, name: str) -> Visitor:
    """The demonstration's short way: this browser is a tablet of the class."""
    tablet.go("/demo")
    tablet.page.locator("#ways-in ~ dl").get_by_role("button", name=name, exact=True).click()
    tablet.heading("Who are you?")
    return tablet


def taps(tablet: Visitor, key: str) -> None:
    """A child taps their face and says yes."""
    tablet.page.locator(".class-face").filter(has_text=name_of(key)).click()
    tablet.heading(f"Is this you, {name_of(key)}?")
    tablet.press("Yes")
    tablet.heading(f"Hello, {name_of(key)}")


def comes_in(tablet: Visitor, key: str) -> None:
    """A child of Oak or Rowan comes in by their word."""
    taps(tablet, key)
    tablet.page.get_by_label("My word").fill(ways_in.WORD)
    tablet.press("Go in")
    tablet.heading("My space")


def finishes(tablet: Visitor) -> None:
    """I'm finished, back to the faces."""
    tablet.page.locator(".head-finish button").click()
    tablet.heading("Who are you?")


def shows_nothing_of(tablet: Visitor, steps: int, *words: str) -> None:
    """Going back so often shows none of the words, and no photo; offline there is no page."""
    for _page in range(steps):
        with suppress(Error):
            tablet.page.go_back()
        for one in words:
            tablet.sees_not(one)
        expect(tablet.page.locator('img[src*="/photos/"]')).to_have_count(0)
        for typed in tablet.page.locator("#secret, #code").all():
            expect(typed).to_have_value("")


def test_t36_after_finishing_the_tablet_shows_nothing_of_the_last_child(
    school: School, visit: Callable[..., Visitor], photographs: list[Path]
) -> None:
    tablet = opened(visit(school).become("haddad"), visit(school))
    comes_in(tablet, "ben")
    item = tablet.make("Ben's own", "A word of Ben's.", tuple(photographs[:1]))
    tablet.go(f"/items/{item}")
    photo = photo_of(tablet)
    with tablet.page.expect_response("**/sign-out") as answered:
        finishes(tablet)
    assert answered.value.header_value("clear-site-data") == '"cache", "storage"'
    shows_nothing_of(tablet, 8, "A word of Ben's.", "Ben's own")
    nothing_opens(tablet, f"/items/{item}", f"/items/{item}/edit", photo, "/space", "/bin")
    tablet.go("/tablet")
    tablet.context.set_offline(True)
    shows_nothing_of(tablet, 2, "A word of Ben's.", "Ben's own")
    tablet.context.set_offline(False)
    tablet.go("/tablet")
    comes_in(tablet, "amina")
    tablet.sees_not("Ben's own")
    assert tablet.go(f"/items/{item}") == 404
    assert tablet.status(photo) == 404
    tablet.go("/make")
    tablet.sees_not("A word of Ben's.")
    finishes(tablet)
    tablet.faults = [fault for fault in tablet.faults if "ERR_INTERNET_DISCONNECTED" not in fault]


def nothing_opens(tablet: Visitor, *paths: str) -> None:
    """In a new tab, as whoever opens a closed one again."""
    reopened = tablet.context.new_page()
    for path in paths:
        answer = reopened.goto(tablet.school.address + path)
        assert answer is not None
        assert answer.status == 404, path
        expect(reopened.get_by_text("Ben")).to_have_count(0)
    reopened.close()


def test_pulling_the_plug_before_finishing_leaves_an_empty_page(
    school: School, visit: Callable[..., Visitor]
) -> None:
    """Offline, the tablet cannot say that a child has finished; its pages are gone all the same."""
    tablet = of_class(visit(school), "Oak")
    comes_in(tablet, "ben")
    tablet.make("Ben's own", "A word of Ben's.")
    tablet.context.set_offline(True)
    with suppress(Error):
        tablet.page.locator(".head-finish button").click()
        tablet.page.wait_for_load_state()
    shows_nothing_of(tablet, 3, "A word of Ben's.", "Ben's own")
    tablet.context.set_offline(False)
    tablet.faults = [fault for fault in tablet.faults if "ERR_" not in fault]


def test_left_alone_it_asks_and_an_answer_keeps_it_open(
    school: School, visit: Callable[..., Visitor]
) -> None:
    tablet = of_class(visit(school), "Oak")
    tablet.page.clock.install()
    comes_in(tablet, "ben")
    asks = tablet.page.locator(".still-here")
    tablet.page.clock.fast_forward("02:30")  # the clock runs on: a slow machine has 30 s
    expect(asks).to_be_hidden()
    tablet.page.clock.fast_forward("00:40")
    expect(asks).to_be_visible()
    tablet.sees("Are you still here?")
    faults = looking.violations(tablet.page)
    assert not faults, "\n".join(faults)
    with tablet.page.expect_response("**/tablet/here"):
        tablet.press("I am here", asks)
    expect(asks).to_be_hidden()
    tablet.page.clock.fast_forward("02:30")
    expect(asks).to_be_hidden()
    finishes(tablet)


def test_left_alone_it_locks_and_the_draft_is_that_childs(
    school: School, visit: Callable[..., Visitor]
) -> None:
    tablet = of_class(visit(school), "Oak")
    tablet.page.clock.install()
    comes_in(tablet, "ben")
    tablet.go("/make")
    with tablet.page.expect_response("**/items"):
        tablet.open_the_fold()
        tablet.page.get_by_label("Its name").fill("Half a thing")
        tablet.page.clock.run_for(3000)
    tablet.sees("Saved")
    tablet.page.clock.fast_forward("03:05")
    expect(tablet.page.locator(".still-here")).to_be_visible()
    tablet.page.clock.fast_forward("00:50")
    tablet.heading("Who are you?")
    assert tablet.status("/space") == 404
    shows_nothing_of(tablet, 2, "Half a thing")
    tablet.go("/tablet")
    comes_in(tablet, "amina")
    tablet.sees_not("Half a thing")
    finishes(tablet)
    comes_in(tablet, "ben")
    tablet.sees("Half a thing")
    finishes(tablet)


def test_two_minutes_before_the_end_it_says_so_and_then_locks(
    school: School, visit: Callable[..., Visitor]
) -> None:
    tablet = of_class(visit(school), "Oak")
    tablet.page.clock.install()
    comes_in(tablet, "ben")
    asks = tablet.page.locator(".still-here")
    left = int(asks.get_attribute("data-left") or 0)
    assert 44 * 60 < left <= 45 * 60
    for _touch in range(30):  # busy all the time, and the hour goes by
        tablet.page.keyboard.press("Shift")
        tablet.page.clock.fast_forward("01:40")
        if asks.is_visible():
            break
    tablet.sees("Two more minutes.")
    tablet.press("I am here", asks)
    tablet.page.clock.fast_forward("02:05")
    tablet.heading("Who are you?")


def test_the_teacher_switches_off_and_the_page_goes_at_its_next_word(
    school: School, visit: Callable[..., Visitor]
) -> None:
    teacher = visit(school).become("haddad")
    tablet = opened(teacher, visit(school))
    comes_in(tablet, "ben")
    teacher.press("Done")
    mine = teacher.page.locator(".line", has_text="Ben since").last
    mine.get_by_role("button", name="Switch off").click()
    teacher.sees("is off.")
    assert tablet.go("/space") == 404
    tablet.press("Go to the faces")
    tablet.heading("Ask your teacher")
    faults = looking.faults(tablet.page)
    assert not faults, "\n".join(faults)


def test_a_morning_of_a_teacher_and_six_children_on_two_tablets(
    school: School, visit: Callable[..., Visitor]
) -> None:
    """Children take turns; each finds their own and no other's."""
    teacher = visit(school).become("haddad")
    tablets = [opened(teacher, visit(school)) for _two in range(2)]
    children = ["amina", "ben", "isla", "mei", "tobi", "rosie"]
    made: dict[str, str] = {}
    for nth, key in enumerate(children):
        tablet = tablets[nth % 2]
        comes_in(tablet, key)
        for other in made:
            tablet.sees_not(f"The morning of {other}")
        made[key] = tablet.make(f"The morning of {key}", f"Only {key} may read this.")
        if nth >= 1:  # the child before is still on the other tablet
            before = children[nth - 1]
            assert tablet.go(f"/items/{made[before]}") == 404
            assert tablets[(nth - 1) % 2].go(f"/items/{made[before]}") == 200
            tablets[(nth - 1) % 2].go("/space")
            finishes(tablets[(nth - 1) % 2])
        tablet.go("/space")
    finishes(tablets[1])
    for nth, key in enumerate(reversed(children)):
        tablet = tablets[nth % 2]
        comes_in(tablet, key)
        tablet.sees(f"The morning of {key}")
        for other in children:
            assert tablet.status(f"/items/{made[other]}") == (200 if other == key else 404)
        finishes(tablet)
    teacher.go("/to-check")
    for key in children:
        teacher.sees_not(f"The morning of {key}")


@pytest.mark.parametrize("script", [True, False])
def test_without_scripts_the_card_is_typed_and_pictures_are_chosen_in_rows(
    school: School, visit: Callable[..., Visitor], script: bool
) -> None:
    tablet = of_class(visit(school, script=script), "Acorn")
    taps(tablet, "poppy")
    for nth, picture in enumerate(ways_in.PICTURES.split(), start=1):
        if script:
            tablet.page.locator(".board-of-nine").get_by_role("button", name=picture).click()
        else:
            tablet.page.locator(f"input[name=secret_{nth}][value={picture}]").check()
    tablet.press("Go in", tablet.page.locator(".card-form"))
    tablet.heading("My space")
    finishes(tablet)
    taps(tablet, "poppy")
    tablet.open_details("Type the code on my card")
    tablet.page.get_by_label("The code on my card").fill(card_of("sami"))
    tablet.press("Go in with my card")
    tablet.sees("That is not your card.")
    tablet.page.get_by_label("The code on my card").fill(card_of("poppy"))
    tablet.press("Go in with my card")
    tablet.heading("My space")


@pytest.mark.parametrize("name", CLASSES)
def test_each_page_of_a_tablet(school: School, visit: Callable[..., Visitor], name: str) -> None:
    key, faults = CLASSES[name], list[str]()

    def look(where: str) -> None:
        faults.extend(f"{where} {one}" for one in looking.faults(tablet.page))

    tablet = visit(school)
    tablet.go("/tablet")
    look("open")
    of_class(tablet, name)
    look("faces")
    tablet.page.locator(".class-face").filter(has_text=name_of(key)).click()
    tablet.heading(f"Is this you, {name_of(key)}?")
    look("is it you")
    tablet.press("Yes")
    look("secret")
    for _wrong in range(5):
        if name == "Acorn":
            tablet.open_details("Type the words")
        tablet.page.locator("#secret").fill("nonsense")
        tablet.press("Go in", tablet.page.locator(".card-form"))
    tablet.sees("Ask your teacher to help.")
    look("wrong")
    tablet.page.get_by_label("The code on my card").fill(card_of(key))
    tablet.press("Go in with my card")
    tablet.heading("My space")
    look("space")
    tablet.go("/no-such-page")
    look("nothing")
    tablet.page.locator(".head-finish button").first.click()
    tablet.heading("Who are you?")
    assert not faults, "\n".join(faults)


def test_each_page_of_its_teacher_and_of_a_family(
    school: School, visit: Callable[..., Visitor]
) -> None:
    teacher, faults = visit(school).become("haddad"), list[str]()
    opened(teacher, visit(school))
    faults += [f"code {one}" for one in looking.faults(teacher.page)]
    teacher.press("Done")
    teacher.open_details("Change")
    faults += [f"tablets {one}" for one in looking.faults(teacher.page)]
    gran = visit(school).become("amina-gran")
    gran.go("/shared")
    gran.press("Let my child in")
    faults += [f"let in {one}" for one in looking.faults(gran.page)]
    gran.press("Let Amina in")
    gran.heading("Is this you, Amina?")
    faults += [f"is it you {one}" for one in looking.faults(gran.page)]
    gran.press("Yes")
    faults += [f"secret {one}" for one in looking.faults(gran.page)]
    gran.page.get_by_label("My word").fill(ways_in.WORD)
    gran.press("Go in")
    gran.heading("My space")
    gran.page.go_back()
    gran.page.go_back()
    gran.page.go_back()
    gran.sees_not("Shared with me")
    assert not faults, "\n".join(faults)


def film(path: Path, words: str) -> Path:
    """A short film of a card before the camera, as Chromium's pretended camera plays it."""
    paper = Image.new("L", (640, 480), 200)
    picture = path / "card.png"
    segno.make(words, error="m", micro=False).save(str(picture), scale=6, border=4)
    card = Image.open(picture).convert("L")
    paper.paste(card, ((640 - card.width) // 2, (480 - card.height) // 2))
    grey = bytes([128]) * (320 * 240)
    made = path / "card.y4m"
    frame = b"FRAME\n" + paper.tobytes() + grey + grey
    made.write_bytes(b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n" + frame * 10)
    return made


@pytest.mark.parametrize(("held", "lets_in"), [("poppy", True), ("sami", False)])
def test_a_card_held_to_the_camera_lets_in_its_own_child_alone(
    school: School,
    chromium: Browser,
    browser_path: str,
    tmp_path: Path,
    *,
    held: str,
    lets_in: bool,
) -> None:
    played = film(tmp_path, f"{school.address}/card/{card_of(held)}")
    camera = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={played}",
    ]
    browser = chromium.browser_type.launch(executable_path=browser_path, args=[*FLAGS, *camera])
    context = browser.new_context(viewport=TABLET, permissions=["camera"])  # type: ignore[arg-type]  # a dict of these two is what it takes
    tablet = Visitor(school, context, context.new_page())
    tablet.watch()
    of_class(tablet, "Acorn")
    taps(tablet, "poppy")
    tablet.press("Hold up my card")
    if lets_in:
        tablet.heading("My space")
    else:
        tablet.sees("That is not your card.")
        assert tablet.status("/space") == 404
    browser.close()
    assert not tablet.faults, tablet.faults


def test_the_squares_of_the_teachers_page_are_read_from_the_screen(
    school: School, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    import zxingcpp  # noqa: PLC0415 -- only here

    teacher = visit(school).become("haddad")
    teacher.go("/class")
    teacher.press("Open the class on a tablet")
    shot = tmp_path / "squares.png"
    teacher.page.screenshot(path=shot)
    found = zxingcpp.read_barcodes(Image.open(shot))
    assert len(found) == 1
    path = re.sub(r"^https?://[^/]+", "", found[0].text)
    tablet = visit(school)
    tablet.go(path)
    tablet.heading("Open Oak on this tablet?")
    faults = looking.faults(tablet.page)
    assert not faults, "\n".join(faults)
    tablet.press("Open the class")
    tablet.heading("Who are you?")
    assert tablet.go(path) == 404
    faults = looking.faults(tablet.page)
    assert not faults, "\n".join(faults)
