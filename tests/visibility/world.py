"""A random school of 300 people and 3,000 items, the same on every run.

Written in bulk. Rows are of every state, likely or not: the rule must hold for all of them.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from portfolio.models import Base
from portfolio.models.enums import (
    Answer,
    Checks,
    CommentState,
    ConcernFor,
    ConcernKind,
    DutyKind,
    GroupKind,
    Paper,
    PersonKind,
    Place,
    Role,
    ShareKind,
    Stage,
)

if TYPE_CHECKING:
    from portfolio.core.clock import Moment
    from portfolio.core.database import Database

PUPILS, ADULTS, STAFF = range(1, 181), range(181, 271), range(271, 301)
GROUPS, CLASSES, HOUSEHOLDS = range(1, 13), range(1, 9), range(1, 61)
ITEMS, PHOTOS = range(1, 3001), range(1, 1001)

Fields = dict[str, Any]


class World:
    """Makes the rows, table by table, from one seed."""

    def __init__(self, at: Moment, seed: int = 20, items: range = ITEMS) -> None:
        self.at, self.dice, self.items = at, random.Random(seed), items
        self.rows: dict[str, list[Fields]] = {}

    def write(self, database: Database) -> None:
        """Make everything and write it."""
        for make in (
            self._people,
            self._belonging,
            self._photos,
            self._items,
            self._talk,
            self._concerns,
        ):
            make()
        with database.unit() as db:
            for table in Base.metadata.sorted_tables:
                if self.rows.get(table.name):
                    db.execute(insert(table), self.rows[table.name])

    # ------------------------------------------------------------ chance

    def _add(self, table: str, **fields: Any) -> int:  # noqa: ANN401 -- columns
        rows = self.rows.setdefault(table, [])
        rows.append({"id": len(rows) + 1, **fields})
        return len(rows)

    def _named(self, table: str, **fields: Any) -> int:  # noqa: ANN401 -- columns
        number = len(self.rows.get(table, [])) + 1
        return self._add(table, public_id=f"{table[:4]}{number:012d}", **fields)

    def _is(self, percent: float) -> bool:
        return self.dice.random() * 100 < percent

    def _lasting(self, ended: float = 12) -> Fields:
        """From and until: mostly live; at the edges of today, often."""
        day = self.at.today
        if self._is(3):
            return {"from_on": day + timedelta(days=1), "until_on": None}
        until = None
        if self._is(ended):
            until = day + timedelta(days=self.dice.choice((-30, 0, 0)))
        elif self._is(5):
            until = day + timedelta(days=1)
        begun = 0 if self._is(10) else 300
        return {"from_on": day - timedelta(days=begun), "until_on": until}

    def _when(self) -> datetime:
        """A moment of the last month; coarse, so that many things happen at once."""
        return self.at.now - timedelta(hours=self.dice.randrange(1, 700))

    # ------------------------------------------------------------ people

    def _people(self) -> None:
        kinds = ((PUPILS, PersonKind.PUPIL), (ADULTS, PersonKind.FAMILY), (STAFF, PersonKind.STAFF))
        for numbers, kind in kinds:
            for number in numbers:
                self._named(
                    "person",
                    kind=kind,
                    first_name=f"N{number}",
                    surname="",
                    called="",
                    face="",
                    paper=Paper.SKY,
                    line="",
                    **self._lasting(4),
                )
        for number in GROUPS:
            self._named(
                "group",
                name=f"G{number}",
                kind=GroupKind.CLASS if number in CLASSES else GroupKind.CLUB,
                stage=Stage.MIDDLE,
                checks=self.dice.choice(tuple(Checks)),
            )
        for number in HOUSEHOLDS:
            self._named("household", name=f"H{number}")
        for revoked_at in (None, self.at.now):
            number = len(self.rows.get("screen", []))
            self._named(
                "screen",
                name="Frame",
                key_hash=str(number),
                made_at=self.at.now,
                revoked_at=revoked_at,
            )

    def _belonging(self) -> None:
        for pupil in PUPILS:
            self._joins(pupil, self.dice.choice(CLASSES), Role.PUPIL)
            if self._is(30):
                self._joins(pupil, self.dice.choice(GROUPS), Role.PUPIL)
        for teacher in STAFF:
            for _ in range(self.dice.choice((0, 1, 1, 2))):
                self._joins(teacher, self.dice.choice(GROUPS), Role.TEACHER)
            if self._is(20):
                kind = self.dice.choice(tuple(DutyKind))
                self._add("duty", person_id=teacher, kind=kind, **self._lasting())
        for adult in (*ADULTS, *STAFF[:4]):
            home = self.dice.choice(HOUSEHOLDS)
            for _ in range(self.dice.choice((1, 2, 3))):
                self._named(
                    "family_tie",
                    pupil_id=self.dice.choice(PUPILS),
                    adult_id=adult,
                    called="Mum",
                    household_id=self.dice.choice(HOUSEHOLDS) if self._is(10) else home,
                    **self._lasting(),
                )
        self._restrictions()

    def _joins(self, person: int, group: int, role: Role) -> None:
        self._add("membership", group_id=group, person_id=person, role=role, **self._lasting())

    def _restrictions(self) -> None:
        ties = self.rows["family_tie"]
        for _ in range(40):
            tie = self.dice.choice(ties)
            person = tie["adult_id"] if self._is(70) else self.dice.choice((*ADULTS, *STAFF))
            self._restricts(person, tie["pupil_id"])
        for _ in range(20):
            self._restricts(self.dice.choice((*PUPILS, *STAFF)), self.dice.choice(PUPILS))

    def _restricts(self, person: int, pupil: int) -> None:
        self._add("restriction", person_id=person, pupil_id=pupil, reason="", **self._lasting(20))

    # ------------------------------------------------------------ photos

    def _photos(self) -> None:
        for number in PHOTOS:
            self._named(
                "photo",
                uploader_id=self.dice.choice(PUPILS),
                made_at=self._when(),
                width=3,
                height=2,
                thumbhash="",
                key=f"k{number}",
            )
            for pupil in self.dice.sample(PUPILS, self.dice.choice((0, 0, 0, 0, 1, 2))):
                self._add("pictured", photo_id=number, pupil_id=pupil, at=self._when())
        for pupil in PUPILS:
            for kind in ShareKind:
                if self._is(45):
                    self._add(
                        "photo_permission",
                        pupil_id=pupil,
                        kind=kind,
                        allowed=self._is(85),
                        **self._lasting(),
                    )

    # ------------------------------------------------------------ items

    def _items(self) -> None:
        for number in self.items:
            owner = self.dice.choice(PUPILS) if self._is(95) else self.dice.choice(STAFF)
            made = self._when()
            self._named(
                "item",
                owner_id=owner,
                made_at=made,
                comments_open=self._is(90),
                deleted_at=made if self._is(4) else None,
                sealed_at=made if self._is(2) else None,
            )
            revisions = [self._revision(number, place) for place in range(self._few())]
            for _ in range(self.dice.choice((0, 1, 1, 2, 3))):
                self._share(number, owner, revisions)
            if self._is(3):
                self._opens(number)

    def _few(self) -> int:
        return self.dice.choice((1, 1, 1, 2, 3))

    def _revision(self, item: int, place: int) -> int:
        when = self._when()
        number = self._add(
            "revision",
            item_id=item,
            number=place + 1,
            title="",
            words="",
            place=Place.HOME,
            happened_on=self.at.today,
            paper=Paper.SKY,
            made_at=when,
            saved_at=when,
            sent_at=when,
        )
        for photo in self.dice.sample(PHOTOS, self.dice.choice((0, 0, 1, 2))):
            self._add("revision_photo", revision_id=number, photo_id=photo, position=0, alt="")
        return number

    def _share(self, item: int, owner: int, revisions: list[int]) -> None:
        kind = self.dice.choice(tuple(ShareKind))
        up = self.dice.choice((None, *revisions, *revisions))
        waiting = revisions[-1] if self._is(30) or up is None else None
        if self._is(5):
            up = waiting = None
        share = self._named(
            "share",
            item_id=item,
            owner_id=owner,
            kind=kind,
            person_id=self._relative(owner) if kind is ShareKind.PERSON else None,
            group_id=self._group(owner) if kind.value.startswith("class") else None,
            asked_under=self.dice.choice(tuple(Checks)),
            asked_at=self._when(),
            waiting_revision_id=waiting,
            waiting_since=self._when() if waiting else None,
            up_revision_id=up,
            up_at=self._when() if up else None,
            ended_at=self._when() if self._is(12) else None,
        )
        self._says(share, {up, waiting} - {None})

    def _relative(self, owner: int) -> int:
        tied = [r["adult_id"] for r in self.rows["family_tie"] if r["pupil_id"] == owner]
        return self.dice.choice(tied) if tied and self._is(90) else self.dice.choice(ADULTS)

    def _group(self, owner: int) -> int:
        own = [r["group_id"] for r in self.rows["membership"] if r["person_id"] == owner]
        return self.dice.choice(own) if own and self._is(90) else self.dice.choice(GROUPS)

    def _says(self, share: int, revisions: set[int | None]) -> None:
        photos = {
            row["photo_id"]
            for row in self.rows.get("revision_photo", [])[-60:]
            if row["revision_id"] in revisions
        }
        for row in self.rows["pictured"]:
            if row["photo_id"] in photos and self._is(85):
                answer = self.dice.choice(
                    (Answer.YES, Answer.YES, Answer.YES, Answer.NO, Answer.ASKED)
                )
                self._add(
                    "picture_say",
                    pictured_id=row["id"],
                    share_id=share,
                    answer=answer,
                    asked_at=self._when(),
                )

    def _opens(self, item: int) -> None:
        leads = [r["person_id"] for r in self.rows["duty"]]
        minutes = self.dice.choice((-60, -1, 0, 30))
        begins = self.at.now + timedelta(minutes=minutes)
        self._named(
            "break_glass",
            item_id=item,
            lead_id=self.dice.choice(leads),
            reason="",
            case_reference="",
            from_at=begins,
            until_at=begins + timedelta(hours=1),
        )

    # ------------------------------------------------------------ talk

    def _talk(self) -> None:
        everybody = (*PUPILS, *ADULTS, *ADULTS, *STAFF)
        for _ in range(5000):
            item = self.rows["item"][self.dice.choice(self.items) - 1]
            author = item["owner_id"] if self._is(25) else self.dice.choice(everybody)
            self._named(
                "comment",
                item_id=item["id"],
                author_id=author,
                reply_to_id=None,
                household_id=self.dice.choice(HOUSEHOLDS) if self._is(35) else None,
                family_only=self._is(20),
                words="Words",
                state=self.dice.choice((*CommentState, CommentState.UP, CommentState.UP)),
                written_at=self._when(),
                note="",
                hidden_at=self._when() if self._is(8) else None,
                sealed_at=self._when() if self._is(3) else None,
            )

    # ------------------------------------------------------------ what is not right

    def _concerns(self) -> None:
        """With dice of their own, so that the rest of the world stays as it was."""
        self.dice = random.Random(len(self.items))
        for row in self.rows["item"]:
            row["held_back_at"] = self._when() if self._is(3) else None
        for row in self.rows["comment"]:
            row["held_back_at"] = self._when() if self._is(4) else None
        for comment in self.dice.sample(self.rows["comment"], len(self.items) // 20):
            self._concern(comment["item_id"], comment["id"], comment["author_id"])
        for item in self.dice.sample(self.rows["item"], len(self.items) // 10):
            self._concern(item["id"], None, item["owner_id"])
            if self._is(40):
                self._opens(item["id"])

    def _concern(self, item: int, comment: int | None, about: int) -> None:
        owner = self.rows["item"][item - 1]["owner_id"]
        leads = [r["person_id"] for r in self.rows["duty"]]
        self._named(
            "concern",
            kind=self.dice.choice(tuple(ConcernKind)),
            reads=self.dice.choice((ConcernFor.LEAD, ConcernFor.LEAD, ConcernFor.TEACHER)),
            item_id=item,
            comment_id=comment,
            reporter_id=None if self._is(15) else self.dice.choice((*PUPILS, *ADULTS, *STAFF)),
            about_id=self.dice.choice(leads) if self._is(30) else about,
            owner_id=owner,
            line="",
            made_at=self._when(),
            settled_at=self._when() if self._is(30) else None,
            note="",
        )
