"""The cast of docs/promises.md: who is in the tests' school, and what they can do.

Two classes: Oak, where a teacher reads everything first, and Rowan, where only what goes beyond
family. Around an owner in each stands the same circle of people. The deeds write rows of the same
shape as the application's own actions do, without asking the rule: they set scenes.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from portfolio.core import tokens
from portfolio.models import (
    BreakGlass,
    Check,
    Comment,
    FamilyTie,
    Group,
    Item,
    Membership,
    Person,
    Photo,
    PhotoPermission,
    Pictured,
    PictureSay,
    Restriction,
    Revision,
    Screen,
    Share,
)
from portfolio.models.enums import (
    Answer,
    CheckResult,
    Checks,
    CommentState,
    PersonKind,
    Place,
    Role,
    ShareKind,
)
from portfolio.visibility.proposals import Wish, checks_for, is_checked_first

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from portfolio.core.storage import Storage

from tests.circles import (
    Circle,
    Photograph,
    Said,
    Somebody,
    Team,
    Thing,
    circle_around,
    somebody_of,
    team_of,
)
from tests.founding import Founding
from tests.shapes import checked, hang, live_shares, new_revision, settle, tiny

TEACHERS = Wish(ShareKind.TEACHERS)
FAMILY = Wish(ShareKind.FAMILY)
SCREEN = Wish(ShareKind.SCREEN)


class Cast:
    """Everyone, and what they can do. One for each test."""

    def __init__(self, database: Database, storage: Storage, at: Moment) -> None:
        self.database, self.storage, self.at = database, storage, at
        self._tick = 0
        with database.reading() as db:
            people = {row.line: somebody_of(row) for row in db.scalars(select(Person))}
            teams = {row.name: team_of(row) for row in db.scalars(select(Group))}
            screens = db.scalars(select(Screen).order_by(Screen.id)).all()
        self.oak = circle_around(people, teams, ("Oak", "Chess", "Rowan"))
        self.rowan = circle_around(people, teams, ("Rowan", "Choir", "Oak"))
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
            Founding(db, at).found()

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
            revision = new_revision(item.id, 1, now, title=title, words=f"<p>{words}</p>")
            revision.place, revision.happened_on = place, self.at.today
            db.add(revision)
            db.flush()
            hang(db, revision.id, photos)
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
            revision = new_revision(
                thing.id, number + 1, now, title="A thing", words=f"<p>{words}</p>"
            )
            revision.happened_on = self.at.today
            db.add(revision)
            db.flush()
            hang(db, revision.id, photos)
            thing = replace(thing, revision_id=revision.id, words=words)
            if state != "draft":
                self._send(db, thing, now)
                for share in db.scalars(live_shares(thing)):
                    self._show(db, share, thing, now)
        if state == "up":
            self.checks(thing)
        return thing

    def checks(self, thing: Thing, by: Somebody | None = None) -> None:
        """A teacher puts up all that waits."""
        self._look(thing, CheckResult.UP, by)

    def seen(self, thing: Thing) -> list[str]:
        """What the desk's form says that its teacher was shown: the shares that wait now."""
        waits = Share.waiting_revision_id.is_not(None), Share.ended_at.is_(None)
        with self.database.reading() as db:
            found = select(Share.public_id).where(Share.item_id == thing.id, *waits)
            return list(db.scalars(found.order_by(Share.id)))

    def sends_back(self, thing: Thing, by: Somebody | None = None, note: str = "Nearly") -> None:
        """A teacher sends back all that waits, with a note."""
        self._look(thing, CheckResult.SENT_BACK, by, note)

    def takes_down(self, thing: Thing, wish: Wish | None = None) -> None:
        """The owner ends all shares, or the one for that wish."""
        with self.database.unit() as db:
            ending = live_shares(thing)
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
                    public_id=tokens.public_id(),
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
        picture = tiny(colour)
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
                live_shares(thing).where(Share.waiting_revision_id.is_not(None))
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
                db.add(checked(check, share))
                settle(share, result, now)

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
        kinds = {share.kind for share in db.scalars(live_shares(thing))}
        family = {ShareKind.FAMILY, ShareKind.PERSON}
        is_open = checks_for(db, thing.owner.id, self.at) is Checks.BEYOND_FAMILY
        return author.kind is not PersonKind.STAFF and is_open and bool(kinds) and kinds <= family
