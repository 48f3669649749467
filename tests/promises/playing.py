"""A school played twice: each deed over HTTP or as a row, and told to the plain school as well.

What children, families and teachers do goes through the pages' own forms; what the office and the
years do is written as rows. `questions` then asks over HTTP and compares with the plain school.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from portfolio.core import clock
from portfolio.core.storage import open_storage
from portfolio.models import (
    Comment,
    Duty,
    FamilyTie,
    Group,
    Item,
    Membership,
    Person,
    Restriction,
    Share,
)
from portfolio.models.enums import DutyKind, GroupKind
from portfolio.models.enums import Stage as Stages
from portfolio.signin import actions as signin
from tests.cast import Cast
from tests.circles import Photograph, Thing
from tests.client import SiteClient, client_with, sit_down
from tests.conftest import TIME_ZONE, app_on, settings_for
from tests.promises.plain import Line, PlainSchool
from tests.promises.plain import Revision as PlainRevision
from tests.promises.plain import Thing as PlainThing
from tests.stores import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from flask import Flask
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from portfolio.core.storage import Storage
    from portfolio.visibility.proposals import Wish
    from tests.circles import Somebody

URGENT = {"hurt", "unseen"}
"""Concerns that hide a thing at once."""

REFUSED = {401, 403, 404, 409}


class QuickClient(SiteClient):
    """A browser that looks at no page for carelessness: other tests read every one of them."""

    def _read(self, answer: TestResponse) -> None:
        del answer


@dataclass(eq=False)
class Stage:
    """An app on a database that begins with the cast, everybody signed in."""

    store: SqliteStore
    app: Flask
    clients: dict[int, SiteClient]
    everybody: dict[int, Somebody]
    tokens: dict[int, str]
    """Of everybody's session: a browser forgets one that has ended."""

    @property
    def database(self) -> Database:
        """Its database."""
        return self.store.database

    @property
    def folder(self) -> Path:
        """Where its mails and pictures lie."""
        return self.store.folder

    @property
    def storage(self) -> Storage:
        """Its pictures."""
        return open_storage(self.app.extensions["settings"].where)


@dataclass(eq=False)
class Played:
    """A thing in the app and in the plain school; its photos by the number of their rows."""

    thing: Thing
    plain: PlainThing
    photos: dict[int, Photograph] = field(default_factory=dict)
    pressed: set[int] = field(default_factory=set)
    """Who said that they are in it: once."""
    ever_asked: set[Line] = field(default_factory=set)
    seen_by: set[int] = field(default_factory=set)
    """Who saw it at some time: they are asked again when things have changed."""


def set_stage(folder: Path) -> Stage:
    """Write the cast, let everybody sign in, and keep that as the beginning of each play."""
    store, tokens = SqliteStore(folder), dict[int, str]()
    database = store.begin(lambda made: tokens.update(_found(made)))
    settings = settings_for(database, folder)
    app = app_on(database, settings)
    app.test_client_class = QuickClient
    people = Cast(database, open_storage(settings.where), now()).everyone()
    clients = {one.id: client_with(app, one, tokens[one.id]) for one in people}
    return Stage(store, app, clients, {one.id: one for one in people}, tokens)


def _found(database: Database) -> dict[int, str]:
    """The cast, with sessions that last; the tokens by the number of the person."""
    at = now()
    Cast.write(database, at)
    with database.unit() as db:
        db.execute(update(Group).values(stage=Stages.OLDER))  # offered every kind of share
        people = list(db.scalars(select(Person.id)))
        return {
            one: signin.begin(db, one, at, way="test", device="a test", is_proved=True)
            for one in people
        }


def now() -> Moment:
    return clock.moment(TIME_ZONE)


class Play:
    """One school year, so to speak: deeds, and questions about what came of them."""

    def __init__(self, stage: Stage) -> None:
        stage.store.put_back()
        for number, client in stage.clients.items():
            sit_down(client, stage.tokens[number])
        self.stage, self.cast = stage, Cast(stage.database, stage.storage, now())
        self.school = _learn(stage.database, self.cast.at)
        self.played: list[Played] = []
        self.said: dict[str, str] = {}
        """The public ids of comments by their marks."""
        self._marks = count(1)
        self.asked = 0
        """Questions (viewer, thing, road) so far."""

    # ------------------------------------------------------------ what the pages' forms do

    def send(self, who: int, path: str, /, **data: Any) -> TestResponse:  # noqa: ANN401 -- form fields
        """Send a form as somebody."""
        return self.stage.clients[who].post(path, data=data)

    def mark(self) -> str:
        """A word that stands nowhere else."""
        return f"mark{next(self._marks)}end"

    def makes(self, owner: int, *, with_photo: bool) -> Played:
        """A child makes a thing and keeps it."""
        mark, photo = self.mark(), self._photo(owner) if with_photo else None
        fields = {"photo": photo.public_id} if photo else {}
        answer = self.send(
            owner, "/items", title=mark, words=mark, key=mark, place="home", **fields
        )
        assert answer.status_code == 303, answer.text
        public_id = answer.location.split("/")[2]
        thing = Thing(self._number(public_id), public_id, self.stage.everybody[owner], 0)
        plain = PlainThing(owner, [PlainRevision(mark, photo.id if photo else None)])
        self.school.things.append(plain)
        self.played.append(Played(thing, plain, {photo.id: photo} if photo else {}))
        return self.played[-1]

    def _photo(self, owner: int) -> Photograph:
        return self.cast.photographs(self.stage.everybody[owner])

    def _number(self, public_id: str) -> int:
        with self.stage.database.reading() as db:
            return db.scalars(select(Item.id).where(Item.public_id == public_id)).one()

    def number_of_comment(self, public_id: str) -> int:
        """The row's number of a comment."""
        with self.stage.database.reading() as db:
            return db.scalars(select(Comment.id).where(Comment.public_id == public_id)).one()

    @staticmethod
    def with_shares(played: Played, shares: dict[Wish, int]) -> Thing:
        """The thing as the cast's deeds want it: with the numbers of some of its shares."""
        return replace(played.thing, shares=shares)

    def writes(self, played: Played, *, with_photo: bool) -> None:
        """Its owner changes what it says."""
        mark, photo = self.mark(), self._photo(played.plain.owner) if with_photo else None
        fields = {"photo": photo.public_id} if photo else {}
        path, owner = f"/items/{played.thing.public_id}/draft", played.plain.owner
        began = self._began(owner, played)
        answer = self.send(owner, path, title=mark, words=mark, key=mark, began=began, **fields)
        if self.school.sees(owner, played.plain) is None:
            assert answer.status_code in REFUSED
            return
        assert answer.status_code == 303, answer.text
        if photo:
            played.photos[photo.id] = photo
        self.school.writes(played.plain, mark, photo.id if photo else None)

    def _began(self, owner: int, played: Played) -> str:
        page = self.stage.clients[owner].get(f"/items/{played.thing.public_id}/edit").text
        _, _, rest = page.partition('name="began"')
        return rest.partition('value="')[2].partition('"')[0]

    def puts_up(self, played: Played, lines: Iterable[Line]) -> None:
        """Its owner shows it to exactly those; to nobody: takes it down."""
        owner, lines = played.plain.owner, list(lines)
        values = [self._value(line) for line in lines]
        path = f"/items/{played.thing.public_id}/shares"
        answer = self.send(owner, path, share=values, then="" if lines else "just-me")
        offered = [line for line in lines if self._is_offered(owner, line)]
        is_made_up = not set(lines) - set(offered) <= played.ever_asked
        if self.school.sees(owner, played.plain) is None or is_made_up:
            assert answer.status_code in REFUSED, (answer.status_code, lines)
            return
        assert answer.status_code == 303, answer.text
        played.ever_asked |= set(offered)  # what an older page has, and is offered no more, is left
        self.school.puts_up(played.plain, offered)
        self._learn_numbers(played)

    def _is_offered(self, owner: int, line: Line) -> bool:
        """The picker offers one's own family and groups, and nobody else."""
        school = self.school
        if line.kind == "person":
            is_near = line.whom in school.here and (line.whom, owner) not in school.apart
            return is_near and (line.whom, owner) in school.ties
        return not line.whom or (owner, line.whom, "pupil") in school.places

    def _value(self, line: Line) -> str:
        if line.kind == "person":
            return f"person:{self.stage.everybody[line.whom].public_id}"
        if line.whom:
            return f"{line.kind}:{self.groups[line.whom]}"
        return line.kind

    @property
    def groups(self) -> dict[int, str]:
        """The public ids of the groups."""
        circles = self.cast.circles
        return {team.id: team.public_id for c in circles for team in (c.group, c.club)}

    def _learn_numbers(self, played: Played) -> None:
        """The numbers of the share rows: what pictured children answer is about one of these."""
        live = select(Share).where(Share.item_id == played.thing.id, Share.ended_at.is_(None))
        with self.stage.database.reading() as db:
            rows = list(db.scalars(live))
        for row in rows:
            line = Line(row.kind.value, row.person_id or row.group_id or 0)
            played.plain.shares[line].number = row.id
        self.school.asks_pictured(played.plain)

    def sends_on(self, played: Played) -> None:
        """Its owner shows the newest to those who see the one before."""
        owner = played.plain.owner
        answer = self.send(owner, f"/items/{played.thing.public_id}/revisions")
        if self.school.sees(owner, played.plain) is None:
            assert answer.status_code in REFUSED
            return
        assert answer.status_code == 303, answer.text
        self.school.puts_up(played.plain, list(played.plain.shares))
        self.school.asks_pictured(played.plain)

    def deletes(self, played: Played) -> None:
        """Into the bin."""
        owner = played.plain.owner
        answer = self.send(owner, f"/items/{played.thing.public_id}/bin")
        if self.school.sees(owner, played.plain) is None:
            assert answer.status_code in {*REFUSED, 303}  # a second press finds it there
            return
        assert answer.status_code == 303, answer.text
        played.plain.is_deleted = True

    def takes_out_of_bin(self, played: Played) -> None:
        """Out of the bin it is kept."""
        owner, plain = played.plain.owner, played.plain
        self.send(owner, f"/bin/{played.thing.public_id}/return")
        if plain.is_deleted and not plain.is_sealed and owner in self.school.here:
            plain.is_deleted, plain.shares = False, {}

    def looks(self, teacher: int, played: Played, *, is_up: bool) -> None:
        """A teacher looks at what waits for them."""
        waits = self.school.waiting_for(teacher, played.plain)
        newest = next((share.waits for share in waits.values()), None)
        number = played.plain.revisions.index(newest) + 1 if newest else 1
        result = {"result": "up"} if is_up else {"result": "sent_back", "note": "Tell more"}
        asked = self.cast.seen(played.thing)
        path = f"/items/{played.thing.public_id}/checks"
        answer = self.send(teacher, path, revision=number, share=asked, **result)
        seen = self.school.sees(teacher, played.plain)
        if seen is None or "teacher" not in seen.why:
            assert answer.status_code in REFUSED, answer.status_code
            return
        assert answer.status_code == 303, answer.text
        if waits:
            self.school.looks(teacher, played.plain, is_up=is_up)

    def says(self, author: int, played: Played) -> None:
        """Somebody says something about it."""
        mark = self.mark()
        path = f"/items/{played.thing.public_id}/comments"
        answer = self.send(author, path, words=f"I wonder {mark}", key=mark)
        if not self.school.says_so(author, played.plain, mark):
            assert answer.status_code in REFUSED, answer.status_code
            return
        assert answer.status_code == 303, (answer.status_code, answer.text)
        self.said[mark] = answer.location.rpartition("#comment-")[2]

    def reads_words(self, teacher: int, played: Played, which: int, *, is_up: bool) -> None:
        """A teacher reads words that wait, and lets them be heard or sends them back."""
        if not played.plain.talk:
            return
        words = played.plain.talk[which % len(played.plain.talk)]
        result = {"result": "up"} if is_up else {"result": "sent_back", "note": "Kinder"}
        answer = self.send(teacher, f"/comments/{self.said[words.mark]}/checks", **result)
        seen = self.school.sees(teacher, played.plain)
        hears = words.mark in self.school.hears(teacher, played.plain)
        if seen is None or "teacher" not in seen.why or not hears:
            assert answer.status_code in REFUSED, answer.status_code
            return
        assert answer.status_code == 303, answer.text
        if words.state == "waiting" and words.author != teacher:
            words.state = "up" if is_up else "sent_back"

    def finds_wrong(self, who: int, played: Played, kind: str) -> None:
        """Somebody says that the thing is not right; an urgent kind leaves it to its owner."""
        path = f"/items/{played.thing.public_id}/concern"
        answer = self.send(who, path, kind=kind, key=self.mark())
        seen = self.school.sees(who, played.plain)
        if seen is None or seen.why == {"glass"}:  # nobody makes their own key (decision 32)
            assert answer.status_code in REFUSED, answer.status_code
            return
        assert answer.status_code == 303, answer.text
        played.plain.concerns.add((who, played.plain.owner))
        played.plain.is_held_back = played.plain.is_held_back or kind in URGENT

    def finds_words_wrong(self, who: int, played: Played, which: int, kind: str) -> None:
        """The same of somebody's words."""
        if not played.plain.talk:
            return
        words = played.plain.talk[which % len(played.plain.talk)]
        path = f"/comments/{self.said[words.mark]}/concern"
        answer = self.send(who, path, kind=kind, key=self.mark())
        if words.mark not in self.school.hears(who, played.plain):
            assert answer.status_code in REFUSED, answer.status_code
            return
        assert answer.status_code == 303, answer.text
        played.plain.concerns.add((who, words.author))
        words.is_held_back = words.is_held_back or kind in URGENT

    def is_in_this(self, who: int, played: Played) -> None:
        """Somebody who sees the thing says that they are in its picture."""
        seen, school = self.school.sees(who, played.plain), self.school
        photo = seen.revision.photo if seen else None
        is_child = school.kinds[who] == "pupil"
        named = self.stage.everybody[who].public_id if is_child else "me"
        path = f"/items/{played.thing.public_id}/in-this"
        sent = played.photos[photo].public_id if photo else "0" * 16
        answer = self.send(who, path, photo=sent, who=named)
        if seen is None or photo is None or {"owner", "glass"} & seen.why:
            assert answer.status_code in REFUSED, answer.status_code
            return
        assert answer.status_code == 303, answer.text
        if who in played.pressed and "teacher" not in seen.why:
            return
        played.pressed.add(who)
        if is_child:
            school.pictured.setdefault(photo, set()).add(who)
            school.asks_pictured(played.plain)
        else:
            school.objected.add(photo)

    def hides(self, played: Played, which: int) -> None:
        """The owner hides words from others."""
        if not played.plain.talk:
            return
        words, owner = played.plain.talk[which % len(played.plain.talk)], played.plain.owner
        answer = self.send(owner, f"/comments/{self.said[words.mark]}/hiding")
        if words.mark in self.school.hears(owner, played.plain):
            assert answer.status_code == 303, answer.text
            words.is_hidden = True
        else:
            assert answer.status_code in REFUSED

    def closes(self, played: Played, *, is_open: bool) -> None:
        """The owner closes the talk, or opens it again."""
        owner = played.plain.owner
        word = "opening" if is_open else "closing"
        answer = self.send(owner, f"/items/{played.thing.public_id}/talk/{word}")
        if self.school.sees(owner, played.plain) is None:
            assert answer.status_code in REFUSED
        else:
            played.plain.is_open = is_open


def _learn(database: Database, at: Moment) -> PlainSchool:
    """The facts that the cast begins with: who there is, and what stands between them today."""
    with database.reading() as db:
        groups = list(db.scalars(select(Group)))
        return PlainSchool(
            kinds={row.id: row.kind.value for row in db.scalars(select(Person))},
            here={row.id for row in _live(db, Person, at)},
            leads={r.person_id for r in _live(db, Duty, at) if r.kind is DutyKind.SAFEGUARDING},
            classes={g.id: g.checks.value for g in groups if g.kind is GroupKind.CLASS},
            places={(r.person_id, r.group_id, r.role.value) for r in _live(db, Membership, at)},
            ties={(r.adult_id, r.pupil_id): r.household_id for r in _live(db, FamilyTie, at)},
            apart={(r.person_id, r.pupil_id) for r in _live(db, Restriction, at)},
        )


def _live(db: Session, table: Any, at: Moment) -> list[Any]:  # noqa: ANN401 -- any lasting table
    return [
        row
        for row in db.scalars(select(table).order_by(table.id))
        if row.from_on <= at.today and (row.until_on is None or row.until_on > at.today)
    ]
