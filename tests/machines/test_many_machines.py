"""Three servers behind nginx over one PostgreSQL and one S3 store: one school for whoever comes.

What a server said is saved stays so when its machine loses power, and nobody meets a closed door
while servers are exchanged one by one.
"""

from __future__ import annotations

import secrets
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests
from sqlalchemy import func, select

from portfolio.core import clock, schema
from portfolio.core.database import Database
from portfolio.core.storage import FileStorage
from portfolio.models import Item, Revision
from portfolio.models.enums import Stage
from portfolio.office import actions as office
from portfolio.settings import ROOT
from tests import postgres, s3
from tests.cast import Cast
from tests.conftest import TIME_ZONE
from tests.machines.machines import Machine, Nginx, nginx_program
from tests.machines.people import PHOTO, SEE_OTHER, Person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

pytestmark = pytest.mark.timeout(300)

PHOTOGRAPH = ROOT / "portfolio/demo/photographs/palace.jpg"
CHILDREN = ("owner", "classmate", "club_mate", "other_child")
TOO_EARLY = (502, 503, 504)
CONFLICT, BUSY = 409, 503


@dataclass
class School:
    """One school on three servers, and its children's cards: address and secret."""

    machines: list[Machine]
    nginx: Nginx
    database: Database
    cards: dict[str, tuple[str, str]]

    def visit(self, key: str, nth: int | None = None) -> Person:
        """Somebody who came in: at all servers together, or at that one alone."""
        at = self.nginx.address if nth is None else self.nginx.addresses[nth]
        return Person(at, self.nginx.authority).come_in(*self.cards[key])

    def count(self, title: str) -> int:
        """How many things have that title."""
        with self.database.reading() as db:
            return _count(db, title)


def _count(db: Session, title: str) -> int:
    of_it = select(func.count(Item.id)).join(Revision, Revision.item_id == Item.id)
    return db.scalar(of_it.where(Revision.title == title)) or 0


@pytest.fixture(scope="module")
def settings() -> Iterator[dict[str, str]]:
    """One database, one store and one secret for all servers."""
    with postgres.server() as admin, s3.server() as store:
        yield {
            **store.environment(),
            "STORAGE": f"s3://{s3.BUCKET}/many",
            "DATABASE_URL": postgres.create_database(admin, "many"),
            "SECRET_KEY": secrets.token_urlsafe(48),
            "DEMO": "0",
            "SECURE": "1",
            "PROXIES": "1",
            "WORKER_INSIDE": "0",
        }


def _cards(database: Database) -> dict[str, tuple[str, str]]:
    """The cast in an empty database, and a card for each of the children."""
    at = clock.moment(TIME_ZONE)
    schema.upgrade(database)
    Cast.write(database, at)
    cast, cards = Cast(database, FileStorage(Path()), at), {}
    with database.unit() as db:
        for key in CHILDREN:
            secret = office.choose_secret(Stage.MIDDLE)
            child = getattr(cast, key).id
            code = office.make_card(db, child, secret, at, by=cast.teacher.id)
            cards[key] = f"/card/{code}", " ".join(secret.words)
    return cards


@pytest.fixture(scope="module")
def school(settings: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    """Three servers that run, and nginx before them."""
    program = nginx_program()
    if program is None:
        pytest.skip("There is no nginx here, and none could be fetched.")
    folder = tmp_path_factory.mktemp("machines")
    with ExitStack() as stack:
        database = Database(settings["DATABASE_URL"], pool_size=4)
        stack.callback(database.close)
        cards = _cards(database)
        machines = [Machine(folder / str(number), settings) for number in range(3)]
        for one in machines:
            stack.callback(one.stop)
            one.start()
        for one in machines:
            one.wait_until_ready()
        nginx = Nginx(folder / "nginx", program, machines)
        stack.callback(nginx.stop)
        nginx.start()
        yield School(machines, nginx, database, cards)


def test_in_at_one_put_up_at_the_second_seen_at_the_third(school: School) -> None:
    child = school.visit("classmate", 0)
    child.at = school.nginx.addresses[1]
    answer = child.send(child.form("A palace on three machines"), PHOTOGRAPH)
    assert answer.status_code == SEE_OTHER
    child.at = school.nginx.addresses[2]
    place = answer.headers["Location"]
    page = child.get(place if place.startswith("/") else f"/{place.split('/', 3)[3]}").text
    assert "A palace on three machines" in page
    photo = PHOTO.search(page)
    assert photo, page
    for at in school.nginx.addresses:
        child.at = at
        seen = child.get(photo[1])
        assert (seen.status_code, seen.headers["Content-Type"][:6]) == (200, "image/")
    other = school.visit("other_child", 2)
    assert other.get(photo[1]).status_code == 404


def test_f06_one_form_fifty_times_at_once_over_three_servers_is_one_thing(school: School) -> None:
    child = school.visit("owner")
    form = child.form("Fifty presses")

    def send(nth: int) -> tuple[int, str]:
        again = Person(school.nginx.addresses[nth % 3], school.nginx.authority)
        again.session.cookies.update(child.session.cookies)
        answer = again.send(form, PHOTOGRAPH if nth % 5 == 0 else None)
        return answer.status_code, answer.headers.get("Location", "")

    with ThreadPoolExecutor(50) as pool:
        answers = set(pool.map(send, range(50)))
    assert school.count("Fifty presses") == 1
    assert {status for status, _place in answers} <= {SEE_OTHER, CONFLICT, BUSY}
    assert len({place.rpartition("/items/")[2] for status, place in answers if place}) == 1


def test_no_line_of_nginx_holds_an_address(school: School) -> None:
    secret = "qW3eRtY7uIoP9aSdF2gHjK4lZxCvB6nM"
    nobody = Person(school.nginx.address, school.nginx.authority)
    assert nobody.get(f"/card/{secret}").status_code in {200, 404}
    time.sleep(0.2)
    said = school.nginx.said()
    assert " GET 404 " in said or " GET 200 " in said
    assert secret not in said
    assert "/card" not in said


@dataclass
class Load:
    """Children who put in one thing after another until told to stop."""

    school: School
    tries_again: bool
    saved: list[str] = field(default_factory=list)
    doors: list[str] = field(default_factory=list)
    """What closed doors said: any answer but *saved*."""
    _over: threading.Event = field(default_factory=threading.Event)

    def run(self, meanwhile: list[object]) -> None:
        """Let them work while each of those is done, and a little longer."""
        children = {key: self.school.visit(key) for key in CHILDREN}
        threads = [threading.Thread(target=self._works, args=who) for who in children.items()]
        for one in threads:
            one.start()
        try:
            for deed in meanwhile:
                time.sleep(0.5)
                deed()  # type: ignore[operator]
            time.sleep(1)
        finally:
            self._over.set()
            for one in threads:
                one.join()

    def _works(self, key: str, child: Person) -> None:
        number = 0
        while not self._over.is_set():
            number += 1
            title = f"{key} {number} {self.tries_again}"
            self._puts_in(child, title)

    def _puts_in(self, child: Person, title: str) -> None:
        try:
            form = child.form(title)
        except (requests.RequestException, AssertionError) as error:
            self.doors.append(f"the page: {type(error).__name__}")
            return
        photo = PHOTOGRAPH if hash(title) % 4 == 0 else None
        while not self._sent(child, form, photo) and self.tries_again:
            time.sleep(0.2)

    def _sent(self, child: Person, form: dict[str, str], photo: Path | None) -> bool:
        try:
            status = child.send(form, photo).status_code
        except requests.RequestException as error:
            self.doors.append(type(error).__name__)
            return False
        if status == SEE_OTHER:
            self.saved.append(form["title"])
            return True
        self.doors.append(f"{status} {form['title']}")
        return status not in TOO_EARLY


def test_servers_are_exchanged_one_by_one_and_nobody_meets_a_closed_door(school: School) -> None:
    load = Load(school, tries_again=False)
    load.run([one.exchange for one in school.machines])
    assert not load.doors
    assert len(load.saved) > len(CHILDREN)
    assert [title for title in load.saved if school.count(title) != 1] == []


def test_a_machine_without_power_loses_nothing_that_was_said_to_be_saved(school: School) -> None:
    load = Load(school, tries_again=True)
    load.run([school.machines[0].kill])
    assert len(load.saved) > len(CHILDREN)
    assert [title for title in load.saved if school.count(title) != 1] == []
    assert school.visit("classmate").get("/space").status_code == 200


def test_nginx_sends_the_file_only_after_the_rule_has_said_yes(tmp_path: Path) -> None:
    program = nginx_program()
    if program is None:
        pytest.skip("There is no nginx here, and none could be fetched.")
    settings = {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'space.db'}",
        "SEND_PHOTOS": "accel",
        "DEMO": "0",
        "SECURE": "1",
        "PROXIES": "1",
        "WORKER_INSIDE": "0",
    }
    database = Database(settings["DATABASE_URL"], pool_size=2)
    cards = _cards(database)
    with ExitStack() as stack:
        stack.callback(database.close)
        machine = Machine(tmp_path / "one", settings)
        stack.callback(machine.stop)
        machine.start()
        machine.wait_until_ready()
        nginx = Nginx(tmp_path / "nginx", program, [machine])
        stack.callback(nginx.stop)
        nginx.start()
        owner, other = (
            Person(nginx.address, nginx.authority).come_in(*cards[key])
            for key in ("owner", "other_child")
        )
        answer = owner.send(owner.form("By nginx"), PHOTOGRAPH)
        page = owner.get(answer.headers["Location"].removeprefix(nginx.address)).text
        photo = PHOTO.search(page)
        assert photo, page
        seen = owner.get(photo[1])
        assert (seen.status_code, seen.headers["X-Content-Type-Options"]) == (200, "nosniff")
        assert seen.content == _stored(machine.folder / "media", len(seen.content))
        assert "X-Accel-Redirect" not in seen.headers
        assert other.get(photo[1]).status_code == 404
        key = next((machine.folder / "media").rglob("960.webp")).relative_to(machine.folder)
        assert owner.get(f"/-/{key}").status_code == 404


def _stored(folder: Path, size: int) -> bytes:
    """The stored file of that size: there is one photo, in four sizes."""
    return next(one for one in folder.rglob("*.*") if one.stat().st_size == size).read_bytes()
