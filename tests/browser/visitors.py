"""Somebody in front of a browser: one context, one page, and a watch over what goes wrong in it.

A visitor comes in by a real door: the demonstration's one press, a card, a letter or a password.
Faults that nobody sees (the console's errors, the policy's reports, a word with another host) are
noted, and each test ends with none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from portfolio.demo import ways_in
from portfolio.demo.people import PEOPLE

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response

    from tests.schools import School

expect.set_options(timeout=15_000)

CSRF = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')
HARMLESS = re.compile(r"Failed to load resource: the server responded with a status of (4\d\d)")
"""Chromium's own line for an answer that a test asked for; a fault of a page is a 500."""

TABLET = {"width": 1024, "height": 768}
PHONE = {"width": 390, "height": 844}


@dataclass(eq=False)
class Visitor:
    """One browser of one person. `faults` is what went wrong unseen."""

    school: School
    context: BrowserContext
    page: Page
    script: bool = True
    faults: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Begin to note faults, on each page that is opened here."""
        self.context.on("console", self._heard)
        self.context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        self.context.on("request", self._asked)
        self.context.on("response", self._answered)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not HARMLESS.match(message.text):
            self.faults.append(f"console at {self.path()}: {message.text} {message.location}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.school.address, "data:", "blob:")):
            self.faults.append(f"another host: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status} at {response.url}")

    # ------------------------------------------------------------ doors

    def become(self, key: str) -> Visitor:
        """Come in by one press in the demonstration school."""
        ask = self.context.request
        token = CSRF.search(ask.get(f"{self.school.address}/staff").text())
        assert token
        sent = {"csrf_token": token.group(1)}
        answer = ask.post(f"{self.school.address}/demo/people/{self.school.id_of(key)}", form=sent)
        assert answer.ok, answer.status
        return self

    def come_with_card(self, key: str) -> Visitor:
        """Come in as a child does: the card's address, then the secret word."""
        person = PEOPLE[key]
        self.go(f"/card/{ways_in.card_code(person.first_name, person.surname)}")
        self.sees(f"Is this you, {person.first_name}?")
        self.page.get_by_label("My word").fill(ways_in.WORD)
        self.press("Go in")
        return self

    def come_with_pictures(self, key: str) -> Visitor:
        """Come in as the youngest do: the card's address, then three pictures in order."""
        person = PEOPLE[key]
        self.go(f"/card/{ways_in.card_code(person.first_name, person.surname)}")
        for nth, picture in enumerate(ways_in.PICTURES.split(), start=1):
            if self.script:
                self.page.locator(".board-of-nine").get_by_role("button", name=picture).click()
            else:
                self.page.locator(f"input[name=secret_{nth}][value={picture}]").check()
        self.press("Go in")
        return self

    # ------------------------------------------------------------ what people do

    def go(self, path: str) -> int:
        """Open an address; the answer's status."""
        url = path if path.startswith("http") else self.school.address + path
        answer = self.page.goto(url)
        assert answer is not None
        return answer.status

    def status(self, path: str) -> int:
        """What an address answers this visitor, outside the page: for photos' own addresses.

        Asked again where the server had just closed the connection that was kept for more, as
        browsers do with what only reads.
        """
        return self.context.request.get(self.school.address + path, max_retries=2).status

    def press(self, name: str, within: Locator | None = None) -> None:
        """Press the first button or link of that name."""
        room = within or self.page.locator("body")
        pressed = room.get_by_role("button", name=name).or_(room.get_by_role("link", name=name))
        pressed.first.click()

    def sees(self, words: str) -> None:
        """These words are on the page, in sight."""
        expect(self.page.get_by_text(words).first).to_be_visible()

    def sees_not(self, words: str) -> None:
        """These words are nowhere on the page."""
        expect(self.page.get_by_text(words)).to_have_count(0)

    def heading(self, words: str) -> None:
        """The page's one h1 says this."""
        expect(self.page.locator("h1")).to_have_text(words)

    def path(self) -> str:
        """Where the visitor is."""
        return self.page.url.removeprefix(self.school.address)

    def open_details(self, name: str, within: Locator | None = None) -> None:
        """Open the first fold of that name."""
        room = within or self.page.locator("body")
        room.locator("summary").filter(has_text=name).first.click()

    # ------------------------------------------------------------ a child's deeds

    def make(self, title: str, words: str = "", photos: tuple[Path, ...] = ()) -> str:
        """Make a thing by the form; its public id."""
        self.go("/make")
        self.open_the_fold()
        self.page.get_by_label("Its name").fill(title)
        if words:
            self.words_box().fill(words)
        if photos:
            self.choose_photos(*photos)
        self.press("Keep it")
        self.heading("Kept. Only you can open it.")
        return self.path().split("/")[2]

    def nobody_is_in_it(self) -> None:
        """Say so of each photo, on the way to the picker."""
        while "/who" in self.path():
            self.press("Nobody")
            self.page.wait_for_load_state("networkidle")

    def open_the_fold(self) -> None:
        """On the pages of the youngest a name lies under *More*."""
        fold = self.page.locator(".make-side .make-more")
        if fold.count():
            fold.locator("summary").click()

    def words_box(self) -> Locator:
        """Where a child's words are typed: the editor, or without scripts the plain box."""
        return self.page.locator(".editor" if self.script else "#words")

    def choose_photos(self, *photos: Path) -> None:
        """Choose photos, and wait for each to be taken in where a script does so."""
        self.page.locator("input[type=file]").set_input_files([str(one) for one in photos])
        if self.script:
            expect(self.page.locator(".photo-row")).to_have_count(len(photos), timeout=60_000)

    def say(self, words: str) -> None:
        """Say something in the open box at the end of the talk."""
        self.page.locator("#say-words").fill(words)
        self.page.locator("form").filter(has=self.page.locator("#say-words")).get_by_role(
            "button", name="Send"
        ).click()

    def sign_out(self) -> None:
        """I'm finished."""
        self.page.locator(".head-finish button").click()
        expect(self.page.locator(".doors")).to_be_visible()
