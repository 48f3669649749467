"""The cast of docs/promises.md: who is in the tests' school, and what they can do.

Two classes: Oak, where a teacher reads everything first, and Rowan, where only what goes beyond
family. Around an owner in each stands the same circle of people. The deeds write rows of the same
shape as the application's own actions do, without asking the rule: they set scenes.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from PIL import Image
from sqlalchemy import func, select, update

from portfolio.core import tokens
from portfolio.core.pictures import Limits, Picture, read_picture
from portfolio.models import (
    BreakGlass,
    Check,
    CheckedShare,
    Comment,
    Duty,
    FamilyTie,
    Group,
    Household,
    Item,
    Membership,
    Person,
    Photo,
    PhotoPermission,
    Pictured,
    PictureSay,
    Restriction,
    Revision,
    RevisionPhoto,
    School,
    Screen,
    Share,
)
from portfolio.models.enums import (
    Answer,
    CheckResult,
    Checks,
    CommentState,
    DutyKind,
    GroupKind,
    PersonKind,
    Place,
    Role,
    ShareKind,
    Stage,
)
from portfolio.visibility.proposals import Wish, checks_for, is_checked_first
from portfolio.visibility.viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from portfolio.core.storage import Storage

TEACHERS = Wish(ShareKind.TEACHERS)
FAMILY = Wish(ShareKind.FAMILY)
SCREEN = Wish(ShareKind.SCREEN)


@dataclass(frozen=True, slots=True)
class Somebody:
    """One of the cast. `role` is what they are to the owner of their circle."""

    id: int
    public_id: str
    kind: PersonKind
    name: str
    role: str

    def viewer(self, at: Moment) -> Viewer:
        """This person, looking at that moment."""
        return Viewer.person(self.id, at)


@dataclass(frozen=True, slots=True)
class Team:
    """A class, club or trip."""

    id: int
    public_id: str
    name: str

    @property
    def children(self) -> Wish:
        """Asks for its members."""
        return Wish(ShareKind.CLASS, group_id=self.id)

    @property
    def families(self) -> Wish:
        """Asks for its families."""
        return Wish(ShareKind.CLASS_FAMILIES, group_id=self.id)


@dataclass(frozen=True, slots=True)
class Circle:
    """An owner and everyone who stands to them in some way, a person for each way."""

    group: Team
    club: Team
    other_group: Team
    owner: Somebody
    classmate: Somebody
    club_mate: Somebody
    """In the owner's club and in the other class."""
    other_child: Somebody
    """In the other class, and in nothing else."""
    sibling: Somebody
    """In the other class; Mum and Gran are theirs too."""
    moved: Somebody
    """In the class until today."""
    joining: Somebody
    """In the class from next week."""
    left: Somebody
    """Left the school today; still on the list of the class."""
    mum: Somebody
    gran: Somebody
    """In Mum's household."""
    dad: Somebody
    """In a household of his own."""
    kept_away: Somebody
    """A parent under a restriction, in a household of their own."""
    former: Somebody
    """A family member whose tie ended today, in Mum's household."""
    classmates_parent: Somebody
    club_mates_parent: Somebody
    teacher: Somebody
    second_teacher: Somebody
    """Teaches the class too."""
    other_teacher: Somebody
    """Teaches the other class."""
    past_teacher: Somebody
    """Taught the class until today."""
    club_leader: Somebody
    """Leads the owner's club and teaches no class."""
    office: Somebody
    lead: Somebody
    """The safety lead."""

    def only(self, somebody: Somebody) -> Wish:
        """Asks for that one person."""
        return Wish(ShareKind.PERSON, person_id=somebody.id)

    def people(self) -> dict[str, Somebody]:
        """Everyone of the circle by role."""
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        return {role: who for role, who in found.items() if isinstance(who, Somebody)}


@dataclass(frozen=True, slots=True)
class Photograph:
    """A stored photo."""

    id: int
    public_id: str
    key: str


@dataclass(frozen=True, slots=True)
class Thing:
    """An item: its newest revision, and the numbers of its shares by what was asked for."""

    id: int
    public_id: str
    owner: Somebody
    revision_id: int
    shares: dict[Wish, int] = field(default_factory=dict, hash=False)
    words: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A comment."""

    id: int
    public_id: str
    author: Somebody
    words: str


NAMES: dict[str, tuple[str, str]] = {
    "owner": ("Amina", "Rafi"),
    "classmate": ("Ben", "Rose"),
    "club_mate": ("Cleo", "Ravi"),
    "other_child": ("Dina", "Remy"),
    "sibling": ("Sami", "Rina"),
    "moved": ("Omar", "Ruby"),
    "joining": ("Nell", "Ruth"),
    "left": ("Leon", "Rory"),
    "mum": ("Amal", "Rita"),
    "gran": ("Nadia", "Rada"),
    "dad": ("Karim", "Rolf"),
    "kept_away": ("Faris", "Rex"),
    "former": ("Uma", "Roy"),
    "classmates_parent": ("Beth", "Rosa"),
    "club_mates_parent": ("Carl", "Rani"),
    "teacher": ("Ada", "Lars"),
    "second_teacher": ("Ines", "Lotte"),
    "past_teacher": ("Petra", "Paul"),
    "club_leader": ("Chen", "Cora"),
}
CALLED = {
    "mum": "Mum",
    "gran": "Gran",
    "dad": "Dad",
    "kept_away": "Father",
    "former": "Aunt Uma",
    "classmates_parent": "Mummy",
    "club_mates_parent": "Papa",
}
CHILDREN = ("owner", "classmate", "club_mate", "other_child", "sibling", "moved", "joining", "left")
HOUSEHOLDS = {"mum": "mum", "gran": "mum", "former": "mum"}
"""Those who share a household; everybody else has their own."""


class Cast:
    """Everyone, and what they can do. One for each test."""

    def __init__(self, database: Database, storage: Storage, at: Moment) -> None:
        self.database, self.storage, self.at = database, storage, at
        self._tick = 0
        with database.reading() as db:
            people = {row.line: _somebody(row) for row in db.scalars(select(Person))}
            teams = {row.name: _team(row) for row in db.scalars(select(Group))}
            screens = db.scalars(select(Screen).order_by(Screen.id)).all()
        self.oak = _circle(people, teams, ("Oak", "Chess", "Rowan"))
        self.rowan = _circle(people, teams, ("Rowan", "Choir", "Oak"))
        self.circles = (self.oak, self.rowan)
        self.screen, self.revoked_screen = (screen.id for screen in screens)

    def __getattr__(self, role: str) -> Any:  # noqa: ANN401 -- people, and teams
        """`cast.mum` is the Mum of Oak's owner; `cast.owner` is Amina."""
        try:
            return getattr(self.__dict__["oak"], role)
        except KeyError:
            raise AttributeError(role) from None

    def everyone(self) -> list[Somebody]:
        """Everybody with a row, each once."""
        found = {who.id: who for circle in self.circles for who in circle.people().values()}
        return list(found.values())

    def circle_of(self, owner: Somebody) -> Circle:
        """The circle that somebody belongs to."""
        return next(one for one in self.circles if owner in one.people().values())

    # ------------------------------------------------------------ the school

    @staticmethod
    def write(database: Database, at: Moment) -> None:
        """Write the school, its classes and its people into an empty database."""
        with database.unit() as db:
            _Founding(db, at).found()

    # ------------------------------------------------------------ items

    def keeps(
        self,
        owner: Somebody,
        words: str = "Kept",
        *,
        title: str = "A thing",
        photos: Sequence[Photograph] = (),
        place: Place = Place.HOME,
    ) -> Thing:
        """Somebody makes a thing and keeps it: a draft, shared with nobody."""
        now = self._now()
        with self.database.unit() as db:
            item = Item(public_id=tokens.public_id(), owner_id=owner.id, made_at=now)
            db.add(item)
            db.flush()
            revision = _revision(item.id, 1, now, title=title, words=f"<p>{words}</p>")
            revision.place, revision.happened_on = place, self.at.today
            db.add(revision)
            db.flush()
            _hang(db, revision.id, photos)
            return Thing(item.id, item.public_id, owner, revision.id, words=words)

    def puts_up(
        self,
        what: Somebody | Thing,
        wishes: Sequence[Wish],
        state: str = "up",
        words: str = "Put up",
        **named: Any,  # noqa: ANN401 -- as `keeps`
    ) -> Thing:
        """Somebody shares a thing (a new one, unless `what` is one).

        `state` "waiting" leaves it before the teacher, "up" lets them have put it up. What no
        teacher reads first goes up by itself.
        """
        thing = what if isinstance(what, Thing) else self.keeps(what, words, **named)
        with self.database.unit() as db:
            now = self._now()
            self._send(db, thing, now)
            shares = {wish: self._ask(db, thing, wish, now) for wish in wishes}
        thing = replace(thing, shares={**thing.shares, **shares})
        if state == "up":
            self.checks(thing)
        return thing

    def edits(
        self,
        thing: Thing,
        words: str = "New words",
        state: str = "draft",
        *,
        photos: Sequence[Photograph] = (),
    ) -> Thing:
        """The owner writes a new revision: a "draft", or sent and "waiting", or "up"."""
        now = self._now()
        with self.database.unit() as db:
            number = db.scalars(
                select(func.max(Revision.number)).where(Revision.item_id == thing.id)
            ).one()
            revision = _revision(
                thing.id, number + 1, now, title="A thing", words=f"<p>{words}</p>"
            )
            revision.happened_on = self.at.today
            db.add(revision)
            db.flush()
            _hang(db, revision.id, photos)
            thing = replace(thing, revision_id=revision.id, words=words)
            if state != "draft":
                self._send(db, thing, now)
                for share in db.scalars(_live_shares(thing)):
                    self._show(db, share, thing, now)
        if state == "up":
            self.checks(thing)
        return thing

    def checks(self, thing: Thing, by: Somebody | None = None) -> None:
        """A teacher puts up all that waits."""
        self._look(thing, CheckResult.UP, by)

    def sends_back(self, thing: Thing, by: Somebody | None = None, note: str = "Nearly") -> None:
        """A teacher sends back all that waits, with a note."""
        self._look(thing, CheckResult.SENT_BACK, by, note)

    def takes_down(self, thing: Thing, wish: Wish | None = None) -> None:
        """The owner ends all shares, or the one for that wish."""
        with self.database.unit() as db:
            ending = _live_shares(thing)
            if wish is not None:
                ending = ending.where(Share.id == thing.shares[wish])
            for share in db.scalars(ending):
                share.ended_at = self._now()

    def deletes(self, thing: Thing) -> None:
        """The owner puts it in the bin."""
        self._set(Item, thing.id, deleted_at=self._now())

    def seals(self, thing: Thing | Said) -> None:
        """It is sealed."""
        self._set(Item if isinstance(thing, Thing) else Comment, thing.id, sealed_at=self._now())

    def closes(self, thing: Thing) -> None:
        """The owner closes it to comments."""
        self._set(Item, thing.id, comments_open=False)

    def breaks_glass(self, thing: Thing, lead: Somebody, minutes: int = 60) -> None:
        """The safety lead opens it now, for that long."""
        now = self.at.now
        with self.database.unit() as db:
            db.add(
                BreakGlass(
                    item_id=thing.id,
                    lead_id=lead.id,
                    reason="A worry",
                    from_at=now,
                    until_at=now + timedelta(minutes=minutes),
                )
            )

    # ------------------------------------------------------------ photos

    def photographs(self, owner: Somebody, colour: str = "red") -> Photograph:
        """Somebody sends a tiny photo, which is decoded and stored as a real one is."""
        picture = _tiny(colour)
        key = tokens.public_id()
        for rendition in picture.renditions:
            self.storage.put(f"{key}/{rendition.name.file_name}", rendition.data)
        with self.database.unit() as db:
            photo = Photo(
                public_id=tokens.public_id(),
                uploader_id=owner.id,
                made_at=self._now(),
                width=picture.width,
                height=picture.height,
                thumbhash=picture.thumbhash,
                key=key,
            )
            db.add(photo)
            db.flush()
            return Photograph(photo.id, photo.public_id, key)

    def is_in(self, child: Somebody, photo: Photograph) -> None:
        """The child is in the photo."""
        with self.database.unit() as db:
            db.add(
                Pictured(photo_id=photo.id, pupil_id=child.id, said_by_id=child.id, at=self._now())
            )

    def answers(self, child: Somebody, thing: Thing, wish: Wish, answer: Answer) -> None:
        """A pictured child answers for one share, in every photo of theirs; a new answer counts."""
        with self.database.unit() as db:
            share_id = thing.shares[wish]
            for pictured_id in db.scalars(
                select(Pictured.id).where(Pictured.pupil_id == child.id)
            ).all():
                say = db.scalars(
                    select(PictureSay).where(
                        PictureSay.pictured_id == pictured_id, PictureSay.share_id == share_id
                    )
                ).first()
                if say is None:
                    say = PictureSay(
                        pictured_id=pictured_id, share_id=share_id, asked_at=self._now()
                    )
                    db.add(say)
                say.answer = answer

    def permits(
        self,
        child: Somebody,
        kind: ShareKind,
        *,
        allowed: bool = True,
        from_on: date | None = None,
        until_on: date | None = None,
    ) -> None:
        """The school's standing permission for pictures of a child, today unless said."""
        begins = from_on or self.at.today
        with self.database.unit() as db:
            db.add(
                PhotoPermission(
                    pupil_id=child.id,
                    kind=kind,
                    allowed=allowed,
                    from_on=begins,
                    until_on=until_on,
                )
            )

    # ------------------------------------------------------------ talk

    def says(
        self,
        author: Somebody,
        thing: Thing,
        words: str = "Well done",
        state: CommentState | None = None,
        *,
        reply_to: Said | None = None,
    ) -> Said:
        """Somebody comments. Without a `state` it stands as it would just after writing."""
        with self.database.unit() as db:
            household_id = self._household(db, author, thing, reply_to)
            family_only = self._is_family_only(db, author, thing, reply_to)
            first = CommentState.WAITING
            if author.kind is PersonKind.STAFF or author == thing.owner or family_only:
                first = CommentState.UP
            comment = Comment(
                public_id=tokens.public_id(),
                item_id=thing.id,
                author_id=author.id,
                reply_to_id=reply_to.id if reply_to else None,
                household_id=household_id,
                family_only=family_only,
                words=words,
                state=state or first,
                written_at=self._now(),
            )
            db.add(comment)
            db.flush()
            return Said(comment.id, comment.public_id, author, words)

    def hides(self, said: Said) -> None:
        """The owner of the item hides a comment."""
        self._set(Comment, said.id, hidden_at=self._now())

    def settles(self, said: Said, state: CommentState) -> None:
        """A comment is put up, sent back or removed."""
        self._set(Comment, said.id, state=state, settled_at=self._now())

    # ------------------------------------------------------------ what stands between people

    def restricts(self, somebody: Somebody, pupil: Somebody) -> None:
        """The office keeps somebody from a child, from today."""
        with self.database.unit() as db:
            db.add(Restriction(person_id=somebody.id, pupil_id=pupil.id, from_on=self.at.today))

    def lifts_restrictions(self, somebody: Somebody) -> None:
        """The restrictions on somebody end today."""
        self._end(Restriction, Restriction.person_id == somebody.id)

    def ends_tie(self, adult: Somebody, pupil: Somebody) -> None:
        """A family tie ends today."""
        self._end(FamilyTie, (FamilyTie.adult_id == adult.id) & (FamilyTie.pupil_id == pupil.id))

    def ends_membership(self, somebody: Somebody, team: Team) -> None:
        """Somebody leaves a group today."""
        self._end(
            Membership, (Membership.person_id == somebody.id) & (Membership.group_id == team.id)
        )

    def leaves(self, somebody: Somebody) -> None:
        """Somebody has no place here from today."""
        self._set(Person, somebody.id, until_on=self.at.today)

    def joins(self, somebody: Somebody, team: Team, role: Role = Role.PUPIL) -> None:
        """Somebody is in a group from today."""
        with self.database.unit() as db:
            db.add(
                Membership(
                    group_id=team.id, person_id=somebody.id, role=role, from_on=self.at.today
                )
            )

    def sets_checks(self, team: Team, checks: Checks) -> None:
        """A class changes what its teacher reads first."""
        self._set(Group, team.id, checks=checks)

    # ------------------------------------------------------------ how rows are made

    def _now(self) -> datetime:
        """Each deed a second after the one before it, all within the last day."""
        self._tick += 1
        return self.at.now - timedelta(days=1) + timedelta(seconds=self._tick)

    def _set(self, table: Any, row_id: int, **values: Any) -> None:  # noqa: ANN401 -- any table
        with self.database.unit() as db:
            db.execute(update(table).where(table.id == row_id).values(**values))

    def _end(self, table: Any, which: Any) -> None:  # noqa: ANN401 -- any lasting table
        with self.database.unit() as db:
            db.execute(update(table).where(which).values(until_on=self.at.today))

    def _send(self, db: Session, thing: Thing, now: datetime) -> None:
        db.execute(
            update(Revision)
            .where(Revision.id == thing.revision_id, Revision.sent_at.is_(None))
            .values(sent_at=now)
        )

    def _ask(self, db: Session, thing: Thing, wish: Wish, now: datetime) -> int:
        share = Share(
            public_id=tokens.public_id(),
            item_id=thing.id,
            owner_id=thing.owner.id,
            kind=wish.kind,
            person_id=wish.person_id,
            group_id=wish.group_id,
            asked_under=checks_for(db, thing.owner.id, self.at),
            asked_at=now,
        )
        db.add(share)
        self._show(db, share, thing, now)
        db.flush()
        return share.id

    def _show(self, db: Session, share: Share, thing: Thing, now: datetime) -> None:
        """The revision waits for this share, or is up at once where no teacher looks first."""
        checks = checks_for(db, thing.owner.id, self.at)
        if is_checked_first(share.kind, checks, thing.owner.kind):
            share.waiting_revision_id, share.waiting_since = thing.revision_id, now
        else:
            share.up_revision_id, share.up_at = thing.revision_id, share.up_at or now

    def _look(self, thing: Thing, result: CheckResult, by: Somebody | None, note: str = "") -> None:
        now = self._now()
        with self.database.unit() as db:
            waiting = db.scalars(
                _live_shares(thing).where(Share.waiting_revision_id.is_not(None))
            ).all()
            if not waiting:
                return
            check = Check(
                public_id=tokens.public_id(),
                item_id=thing.id,
                revision_id=max(share.waiting_revision_id or 0 for share in waiting),
                checker_id=(by or self.circle_of(thing.owner).teacher).id,
                result=result,
                note=note,
                at=now,
            )
            db.add(check)
            db.flush()
            for share in waiting:
                db.add(_checked(check, share))
                _settle(share, result, now)

    def _household(
        self, db: Session, author: Somebody, thing: Thing, reply_to: Said | None
    ) -> int | None:
        if reply_to is not None:
            of_talk = select(Comment.household_id).where(Comment.id == reply_to.id)
            if (household := db.scalars(of_talk).one()) is not None:
                return household
        if author.kind is not PersonKind.FAMILY:
            return None
        ties = select(FamilyTie.household_id).where(FamilyTie.adult_id == author.id)
        own = db.scalars(ties.where(FamilyTie.pupil_id == thing.owner.id)).first()
        return own if own is not None else db.scalars(ties.order_by(FamilyTie.id)).first()

    def _is_family_only(
        self, db: Session, author: Somebody, thing: Thing, reply_to: Said | None
    ) -> bool:
        """Talk on what only the family has, in a class that checks beyond family (rule 7)."""
        if reply_to is not None:
            return db.scalars(select(Comment.family_only).where(Comment.id == reply_to.id)).one()
        kinds = {share.kind for share in db.scalars(_live_shares(thing))}
        family = {ShareKind.FAMILY, ShareKind.PERSON}
        is_open = checks_for(db, thing.owner.id, self.at) is Checks.BEYOND_FAMILY
        return author.kind is not PersonKind.STAFF and is_open and bool(kinds) and kinds <= family


def _live_shares(thing: Thing) -> Any:  # noqa: ANN401 -- a Select, to be narrowed
    return select(Share).where(Share.item_id == thing.id, Share.ended_at.is_(None))


def _checked(check: Check, share: Share) -> CheckedShare:
    assert share.waiting_since is not None
    return CheckedShare(
        check_id=check.id,
        share_id=share.id,
        before_revision_id=share.up_revision_id,
        before_up_at=share.up_at,
        waiting_since=share.waiting_since,
    )


def _settle(share: Share, result: CheckResult, now: datetime) -> None:
    if result is CheckResult.UP:
        share.up_revision_id, share.up_at = share.waiting_revision_id, share.up_at or now
    share.waiting_revision_id, share.waiting_since = None, None


def _revision(item_id: int, number: int, now: datetime, **said: str) -> Revision:
    return Revision(item_id=item_id, number=number, made_at=now, saved_at=now, **said)


def _hang(db: Session, revision_id: int, photos: Iterable[Photograph]) -> None:
    for position, photo in enumerate(photos):
        db.add(
            RevisionPhoto(
                revision_id=revision_id, photo_id=photo.id, position=position, alt="A photo"
            )
        )


@cache
def _tiny(colour: str) -> Picture:
    file = io.BytesIO()
    Image.new("RGB", (48, 32), colour).save(file, "PNG")
    return read_picture(file, Limits())


def _somebody(row: Person) -> Somebody:
    return Somebody(
        row.id, row.public_id, row.kind, row.called or row.first_name, row.line.split()[-1]
    )


def _team(row: Group) -> Team:
    return Team(row.id, row.public_id, row.name)


def _circle(
    people: dict[str, Somebody], teams: dict[str, Team], names: tuple[str, str, str]
) -> Circle:
    group, club, other = names
    mine = {role: people[f"{group} {role}"] for role in NAMES}
    return Circle(
        group=teams[group],
        club=teams[club],
        other_group=teams[other],
        other_teacher=people[f"{other} teacher"],
        office=people["office"],
        lead=people["lead"],
        **mine,
    )


class _Founding:
    """Writes the school once."""

    def __init__(self, db: Session, at: Moment) -> None:
        self.db, self.at = db, at
        self.began = at.today - timedelta(days=400)

    def found(self) -> None:
        """Everything, in the order in which rows need each other."""
        self.db.add(School(id=1, name="Test School", made_at=self.at.now))
        teams = dict(self._teams())
        for place, (group, club, other) in enumerate(
            (("Oak", "Chess", "Rowan"), ("Rowan", "Choir", "Oak"))
        ):
            people = {
                role: self._person(role, names[place], f"{group} {role}")
                for role, names in NAMES.items()
            }
            self._memberships(people, teams[group], teams[club], teams[other])
            self._ties(people)
            self.db.add(
                Restriction(
                    person_id=people["kept_away"],
                    pupil_id=people["owner"],
                    from_on=self.at.today,
                )
            )
        self._duty(self._person("office", "Olga", "office"), DutyKind.OFFICE)
        self._duty(self._person("lead", "Sofia", "lead"), DutyKind.SAFEGUARDING)
        self._screens()

    def _teams(self) -> Iterator[tuple[str, int]]:
        for name, kind, checks in (
            ("Oak", GroupKind.CLASS, Checks.EVERYTHING),
            ("Rowan", GroupKind.CLASS, Checks.BEYOND_FAMILY),
            ("Chess", GroupKind.CLUB, Checks.EVERYTHING),
            ("Choir", GroupKind.CLUB, Checks.EVERYTHING),
        ):
            stage = Stage.OLDER if name == "Rowan" else Stage.MIDDLE
            group = Group(
                public_id=tokens.public_id(), name=name, kind=kind, stage=stage, checks=checks
            )
            self.db.add(group)
            self.db.flush()
            yield name, group.id

    def _person(self, role: str, name: str, line: str) -> int:
        kind = PersonKind.STAFF
        if role in CHILDREN:
            kind = PersonKind.PUPIL
        elif role in CALLED:
            kind = PersonKind.FAMILY
        person = Person(
            public_id=tokens.public_id(),
            kind=kind,
            first_name=name,
            surname=f"Surname-of-{name}",
            called=f"Teacher {name}" if kind is PersonKind.STAFF else "",
            line=line,
            email=None if kind is PersonKind.PUPIL else f"{name.lower()}@example.org",
            from_on=self.began,
            until_on=self.at.today if role == "left" else None,
        )
        self.db.add(person)
        self.db.flush()
        return person.id

    def _memberships(self, people: dict[str, int], group: int, club: int, other: int) -> None:
        for role in ("owner", "classmate", "left"):
            self._member(people[role], group)
        self._member(people["moved"], group, until_on=self.at.today)
        self._member(people["joining"], group, from_on=self.at.today + timedelta(days=7))
        for role in ("club_mate", "other_child", "sibling"):
            self._member(people[role], other)
        for role in ("owner", "club_mate"):
            self._member(people[role], club)
        for role in ("teacher", "second_teacher"):
            self._member(people[role], group, Role.TEACHER)
        self._member(people["past_teacher"], group, Role.TEACHER, until_on=self.at.today)
        self._member(people["club_leader"], club, Role.TEACHER)

    def _member(
        self,
        person: int,
        group: int,
        role: Role = Role.PUPIL,
        from_on: date | None = None,
        until_on: date | None = None,
    ) -> None:
        begins = from_on or self.began
        self.db.add(
            Membership(
                group_id=group, person_id=person, role=role, from_on=begins, until_on=until_on
            )
        )

    def _ties(self, people: dict[str, int]) -> None:
        households: dict[str, int] = {}
        for role in CALLED:
            home = HOUSEHOLDS.get(role, role)
            if home not in households:
                household = Household(public_id=tokens.public_id(), name=f"{home}'s home")
                self.db.add(household)
                self.db.flush()
                households[home] = household.id
            child = {"classmates_parent": "classmate", "club_mates_parent": "club_mate"}
            pupils = [child.get(role, "owner")] + (["sibling"] if role in {"mum", "gran"} else [])
            for pupil in pupils:
                self._tie(people, role, pupil, households[home])

    def _tie(self, people: dict[str, int], role: str, pupil: str, household: int) -> None:
        self.db.add(
            FamilyTie(
                public_id=tokens.public_id(),
                pupil_id=people[pupil],
                adult_id=people[role],
                called=CALLED[role],
                household_id=household,
                from_on=self.began,
                until_on=self.at.today if role == "former" else None,
            )
        )

    def _duty(self, person: int, kind: DutyKind) -> None:
        self.db.add(Duty(person_id=person, kind=kind, from_on=self.began))

    def _screens(self) -> None:
        for name, revoked_at in (("Reception", None), ("Old frame", self.at.now)):
            self.db.add(
                Screen(
                    public_id=tokens.public_id(),
                    name=name,
                    key_hash=tokens.fingerprint(name),
                    made_at=self.at.now,
                    revoked_at=revoked_at,
                )
            )
            self.db.flush()
