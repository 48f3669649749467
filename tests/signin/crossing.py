"""Many people coming in at once on a real server of two workers: does anybody get another's page?

Also a program: `python -m tests.signin.crossing 1000` prints what it found.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from http.cookiejar import CookieJar
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from portfolio.demo import ways_in
from portfolio.demo.people import MEMBERS, PEOPLE
from tests.schools import demonstration

if TYPE_CHECKING:
    from tests.schools import School

HIDDEN = re.compile(r'name="(csrf_token|acting|key)"[^>]* value="([^"]*)"')
AT_ONCE = 64
PATIENCE = 60
"""As often somebody tries again."""


@dataclass(frozen=True)
class CameIn:
    """One sign-in: whose card, the cookie, and whether each page after it was theirs."""

    key: str
    session: str
    is_theirs: bool


def children() -> list[str]:
    """Children with a word for a secret and a first name that no other child's page greets."""
    there = [member.person for member in MEMBERS if member.role == "pupil"]
    early = {member.person for member in MEMBERS if member.group == "acorn"}
    return sorted({key for key in there if key not in early and not PEOPLE[key].left_days_ago})


def come_in(school: School, key: str) -> CameIn:
    """Come in with the card, then look at pages that name whoever is signed in."""
    jar = CookieJar()
    browser = build_opener(HTTPCookieProcessor(jar))
    person = PEOPLE[key]
    address = f"{school.address}/card/{ways_in.card_code(person.first_name, person.surname)}"
    fields = dict(HIDDEN.findall(_read(browser, address)))
    _read(browser, address, {**fields, "secret": ways_in.WORD})
    mine = school.id_of(key)
    acting = [
        dict(HIDDEN.findall(_read(browser, f"{school.address}/{path}"))).get("acting")
        for path in ("people/face", "make", "people/face")
    ]
    (session,) = (cookie.value or "" for cookie in jar if cookie.name == "space")
    return CameIn(key, session, is_theirs=set(acting) == {mine})


def _read(browser: OpenerDirector, address: str, fields: dict[str, str] | None = None) -> str:
    """The page; whoever is told to wait (503: the one writer is busy) tries again, as people do."""
    body = None if fields is None else urlencode(fields).encode()
    for nth in range(PATIENCE):
        try:
            with browser.open(address, body, timeout=120) as answer:
                return str(answer.read().decode())
        except HTTPError as error:
            if error.code != HTTPStatus.SERVICE_UNAVAILABLE:
                raise
            time.sleep(1 + nth % 3)
    raise TimeoutError(address)


def all_at_once(school: School, number: int) -> list[CameIn]:
    """So many sign-ins, up to 64 at a time."""
    keys = list(islice(cycle(children()), number))
    school.id_of(keys[0])
    with ThreadPoolExecutor(AT_ONCE) as everybody:
        return list(everybody.map(lambda key: come_in(school, key), keys))


def main() -> None:
    """Print how many crossed."""
    number = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        school = demonstration(Path(folder), Path(folder) / "own")
        school.start()
        began = time.monotonic()
        found = all_at_once(school, number)
        took = time.monotonic() - began
        school.stop()
    crossed = sum(not one.is_theirs for one in found)
    sessions = len({one.session for one in found})
    print(f"{len(found)} sign-ins, {sessions} sessions, {crossed} crossed, {took:.0f} s")


if __name__ == "__main__":
    main()
