"""Questions over HTTP: is this thing there for them, by this road, and does it say just that?

Each is one (viewer, thing, road), compared with what the plain school says. A difference is a leak
or a loss; both are faults.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.client import SiteClient
    from tests.promises.playing import Play, Played

MARK = re.compile(r"mark\d+end")
"""Words that stand in one revision, or one comment, and nowhere else."""

WELCOME = {200, 206, 304}

CLOSED = 503
"""What families are told while the school has stopped them."""

NOT_THERE = 404
""" "Hidden" as a number that says no: the rest of a division by it is 0 for this answer alone."""


@dataclass
class Answers:
    """How many questions were asked by each road, and where the answers differed."""

    asked: dict[str, int] = field(default_factory=dict)
    said_yes: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def note(self, road: str, expected: object, found: object, of: str) -> None:
        """One question, what it should have come to, and what it came to."""
        self.asked[road] = self.asked.get(road, 0) + 1
        is_yes = bool(expected) and expected != CLOSED % NOT_THERE
        self.said_yes[road] = self.said_yes.get(road, 0) + is_yes
        if expected != found:
            self.wrong.append(f"{of} by {road}: {found!r}, and should be {expected!r}")

    @property
    def total(self) -> int:
        """All questions."""
        return sum(self.asked.values())


def page(play: Play, viewer: int, played: Played, answers: Answers) -> None:
    """The page: there or not, with the words of the revision that is shown, and the talk."""
    answer = play.stage.clients[viewer].get(f"/items/{played.thing.public_id}")
    seen, of = play.school.sees(viewer, played.plain), _named(play, viewer, played)
    answers.note("page", _status(play, viewer, played), answer.status_code % NOT_THERE, of)
    marks = set(MARK.findall(answer.text))
    said = {one.mark for one in played.plain.talk}
    answers.note("words", {seen.revision.mark} if seen else set(), marks - said, of)
    heard = set() if not seen or seen.why == {"glass"} else play.school.hears(viewer, played.plain)
    answers.note("talk", heard, marks & said, of)


def head(play: Play, viewer: int, played: Played, answers: Answers) -> None:
    """The page, asked for its headers alone."""
    answer = play.stage.clients[viewer].head(f"/items/{played.thing.public_id}")
    expected, of = _status(play, viewer, played), _named(play, viewer, played)
    answers.note("page by HEAD", expected, answer.status_code % NOT_THERE, of)


def _status(play: Play, viewer: int, played: Played) -> int:
    """There, not there (0), or closed for all families, whatever they ask for."""
    school = play.school
    is_family = school.kinds[viewer] == "family" and viewer in school.here
    if "families" in school.stopped and is_family:
        return CLOSED % NOT_THERE
    return 200 if school.sees(viewer, played.plain) else 0


RENDITIONS = ("320", "960", "2048", "960-jpeg")
WAYS = ("GET", "HEAD", "Range", "If-None-Match")


def photos(play: Play, viewer: int, played: Played, answers: Answers) -> None:
    """The bytes of each photo that ever was in the thing; each time another rendition and way."""
    for number, photo in played.photos.items():
        turn = answers.total
        way, rendition = WAYS[turn % len(WAYS)], RENDITIONS[turn // 4 % len(RENDITIONS)]
        address = f"/photos/{photo.public_id}/{rendition}"
        status = _fetch(play.stage.clients[viewer], address, way)
        expected = play.school.sees_photo(viewer, number, played.plain.owner)
        of = f"{_named(play, viewer, played)}, photo {number}"
        answers.note(f"photo by {way}", expected, status in WELCOME, of)


def _fetch(client: SiteClient, address: str, way: str) -> int:
    if way == "HEAD":
        return client.head(address).status_code
    headers = {"Range": {"Range": "bytes=0-9"}, "If-None-Match": {"If-None-Match": "*"}}
    return client.get(address, headers=headers.get(way)).status_code


def lists(play: Play, viewer: int, answers: Answers) -> None:
    """*Shared with me*, page by page: one question about each thing there is."""
    found = _titles(play.stage.clients[viewer], "/shared")
    for played in play.played:
        seen = play.school.sees(viewer, played.plain)
        listed = play.school.lists(viewer, played.plain)
        expected = {seen.revision.mark} if seen and listed else set()
        marks = {one.mark for one in played.plain.revisions}
        answers.note("list", expected, marks & found, _named(play, viewer, played))


def space(play: Play, viewer: int, answers: Answers) -> None:
    """*My space* of a child."""
    found = _titles(play.stage.clients[viewer], "/space")
    for played in play.played:
        seen = play.school.sees(viewer, played.plain)
        expected = {seen.revision.mark} if seen and "owner" in seen.why else set()
        marks = {one.mark for one in played.plain.revisions}
        answers.note("my space", expected, marks & found, _named(play, viewer, played))


def desk(play: Play, viewer: int, answers: Answers) -> None:
    """*To check* of a teacher: the codes of what waits for their look."""
    found = play.stage.clients[viewer].get("/to-check").text
    for played in play.played:
        expected = bool(play.school.waiting_for(viewer, played.plain))
        is_there = f"item={played.thing.public_id}" in found
        answers.note("desk", expected, is_there, _named(play, viewer, played))


def _titles(client: SiteClient, path: str) -> set[str]:
    """The marks in a list, on all of its pages."""
    found: set[str] = set()
    while path:
        text = client.get(path).text
        found |= set(MARK.findall(text))
        older = re.search(r'href="(/(?:shared|space)\?after=[^"]+)"', text)
        path = older[1].replace("&amp;", "&") if older else ""
    return found


def _named(play: Play, viewer: int, played: Played) -> str:
    who, owner = play.stage.everybody[viewer].role, play.stage.everybody[played.plain.owner].role
    return f"{who} ({viewer}) and thing {play.played.index(played)} of {owner}"


OF_ONE: tuple[Callable[[Play, int, Played, Answers], None], ...] = (page, head, photos)
"""Roads to one thing."""


def of_all(play: Play, viewer: int, answers: Answers) -> None:
    """The lists that this viewer has: a question about each thing there is."""
    kind = play.school.kinds[viewer]
    if viewer not in play.school.here:
        return
    lists(play, viewer, answers)
    if kind == "pupil":
        space(play, viewer, answers)
    teaches = any(who == viewer and role == "teacher" for who, _, role in play.school.places)
    if kind == "staff" and teaches:
        desk(play, viewer, answers)
