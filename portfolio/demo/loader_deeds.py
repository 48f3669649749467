"""What the people of the demonstration school do: make, put up, look, talk.

By the same actions as everybody's, each at its own moment in the past, so that what stands in the
database is what the pages would have written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from portfolio.checking import actions as checking
from portfolio.concerns import actions as concerns
from portfolio.demo import people
from portfolio.demo.story import State
from portfolio.demo.things import THINGS
from portfolio.holds import actions as holding
from portfolio.items.actions import drafts, fate, sharing
from portfolio.items.content import Content, Placed
from portfolio.looks import actions as looks
from portfolio.looks import queries as looked
from portfolio.looks.queries import Looker
from portfolio.models import Notice, Revision, Share
from portfolio.models.enums import (
    Answer,
    CheckResult,
    CommentState,
    ConcernFor,
    ConcernKind,
    GroupKind,
    Paper,
    PersonKind,
    Place,
    Role,
    ShareKind,
)
from portfolio.openings import actions as opening
from portfolio.photos import actions as photos
from portfolio.pictured.actions import asking as pictured
from portfolio.talk import actions as talk
from portfolio.visibility import asked, held, of_me, openings, reads
from portfolio.visibility.proposals import Wish
from portfolio.visibility.viewer import Viewer

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.demo.loader_people import Roll
    from portfolio.demo.loader_pictures import Album
    from portfolio.demo.story import Said, Thing
    from portfolio.models import Comment
    from portfolio.visibility.reads import Sight

LAID_ASIDE = timedelta(days=4)
"""A card in *For me* older than this has been read."""

READ_WITHIN = timedelta(hours=20)
"""How long it had lain there."""


@dataclass(slots=True)
class Made:
    """A thing by its number, with its photos, and what was said about it, in order."""

    item_id: int
    photo_ids: list[int]
    said: list[Comment] = field(default_factory=list)


class Deeds:
    """Each method is one thing that somebody does at a moment."""

    def __init__(self, db: Session, album: Album, roll: Roll, today: Moment) -> None:
        self.db, self.album, self.roll, self.today = db, album, roll, today
        self.made: dict[str, Made] = {}

    # ------------------------------------------------------------ the owner

    def make(self, thing: Thing, at: Moment) -> None:
        """The owner makes the thing, and keeps it."""
        owner = self.roll.people[thing.owner]
        pictures = [photos.add(self.db, owner, one, at) for one in self.album.of(thing.key)]
        placed = tuple(
            Placed(photo.public_id, picture.alt)
            for photo, picture in zip(pictures, thing.pictures, strict=True)
        )
        item = drafts.create(self.db, owner, self._content(thing, photos=placed), at)
        self.made[thing.key] = Made(item.id, [photo.id for photo in pictures])
        self._say_who(thing, at)

    def _say_who(self, thing: Thing, at: Moment) -> None:
        """The owner says who is in the pictures: of the story's only the first has children."""
        sight, ids = self._owners_sight(thing, at), self.made[thing.key].photo_ids
        children = {self.roll.people[says.pupil] for says in thing.pictured}
        pictured.say_who(self.db, sight, ids[:1], children, at)
        pictured.say_who(self.db, sight, ids[1:], (), at)

    def put_up(self, thing: Thing, shares: tuple[str, ...], at: Moment) -> None:
        """The owner asks for exactly these shares; children in the picture answer."""
        wishes = [self._wish(thing, share) for share in shares]
        sharing.put_up(self.db, self._owners_sight(thing, at), wishes, at)
        self._answer(thing, at)

    def ask_for_more(self, thing: Thing, at: Moment) -> None:
        """The owner says something newer, or asks for something wider, or both."""
        if thing.newer:
            content = self._content(thing, thing.newer.title or thing.title, thing.newer.words)
            drafts.save(self.db, self._owners_sight(thing, at), content, at)
        self.put_up(thing, (*thing.shares, *thing.wider), at)

    def take_down(self, thing: Thing, at: Moment) -> None:
        """The owner takes it down."""
        sharing.take_down(self.db, self._owners_sight(thing, at), at)

    def throw_away(self, thing: Thing, at: Moment) -> None:
        """The owner puts it in the bin."""
        fate.throw_away(self.db, self._owners_sight(thing, at), at)

    def hide(self, thing: Thing, place: int, at: Moment) -> None:
        """The owner hides what somebody said."""
        comment = self.made[thing.key].said[place]
        talk.hide(self.db, comment.id, self.roll.people[thing.owner], at)

    def close(self, thing: Thing, at: Moment) -> None:
        """The owner takes no more comments."""
        talk.close(self.db, self.made[thing.key].item_id, self.roll.people[thing.owner], at)

    # ------------------------------------------------------------ others

    def look(self, thing: Thing, at: Moment) -> None:
        """A teacher settles what waits for them, if anything does."""
        teacher = self._viewer(teacher_of(thing.owner), at)
        sight = self._sight(thing, teacher)
        if sight is None or not sight.waiting_share_ids:
            return
        number = self.db.get_one(Revision, sight.revision_id).number
        is_back = thing.state is State.SENT_BACK
        result = CheckResult.SENT_BACK if is_back else CheckResult.UP
        look = checking.Look(result, thing.note, self._named(sight))
        checking.check_item(self.db, teacher, sight, number, look)
        self._answer(thing, at)

    def _named(self, sight: Sight) -> frozenset[str]:
        """The shares that the teacher's page would name: all that wait for them."""
        names = select(Share.public_id).where(Share.id.in_(sight.waiting_share_ids))
        return frozenset(self.db.scalars(names))

    def say(self, thing: Thing, said: Said, at: Moment) -> None:
        """Somebody says something about it."""
        viewer = self._viewer(said.by, at)
        sight = self._sight(thing, viewer)
        if sight is None:
            raise LookupError(f"{said.by} has no sight of {thing.key}")
        self._opened(sight, said.by, at)
        talked = self.made[thing.key].said
        answered = None if said.reply_to is None else talked[said.reply_to].public_id
        talked.append(talk.say(self.db, viewer, sight, said.words, answered))

    def _opened(self, sight: Sight, by: str, at: Moment) -> None:
        """Whoever says something has opened it before."""
        looker = Looker(self.roll.people[by], PersonKind(people.PEOPLE[by].kind))
        once = None if sight.is_owner else looked.line_to_write(self.db, sight, looker, at)
        if once is not None:
            looks.note(self.db, sight, looker, once, at)

    def settle(self, thing: Thing, place: int, said: Said, at: Moment) -> None:
        """A teacher puts the words up or sends them back, if they wait."""
        if said.by == thing.owner or people.PEOPLE[said.by].kind == PersonKind.STAFF:
            return  # up at once
        teacher = self._viewer(teacher_of(thing.owner), at)
        sight = self._sight(thing, teacher)
        if sight is None:
            return  # talk that stays in the family is up at once too
        is_back = said.state == CommentState.SENT_BACK
        look = checking.Look(CheckResult.SENT_BACK if is_back else CheckResult.UP, said.note)
        comment = self.made[thing.key].said[place]
        checking.check_comment(self.db, teacher, sight, comment.id, look)

    def lay_aside_old_cards(self, at: Moment) -> None:
        """Children have read what has long lain in *For me*."""
        old = select(Notice).where(Notice.made_at < at.now - LAID_ASIDE)
        for notice in self.db.scalars(old):
            notice.seen_at = notice.made_at + READ_WITHIN

    def tell_teacher(self, at: Moment) -> None:
        """A child tells a teacher something that is about no thing here."""
        said = concerns.Said(ConcernKind.TOLD, "Somebody laughs at my lunch. Every day.")
        concerns.tell(self.db, self._viewer("tobi", at), ConcernFor.TEACHER, said)

    def say_that_it_is_not_right(self, at: Moment) -> None:
        """A classmate says that a thing is not right; the safety lead has not read it."""
        viewer = self._viewer("mei", at)
        sight = self._sight(THINGS["zofia-dahlia"], viewer)
        if sight is None:
            raise LookupError("mei has no sight of zofia-dahlia")
        said = concerns.Said(ConcernKind.OTHER, "I think you can see where she lives.")
        concerns.about_item(self.db, viewer, sight, said)

    def open_in_an_emergency(self, at: Moment) -> None:
        """The safety lead opens a thing that its owner keeps, and reads it; the owner is told."""
        lead, thing = self._viewer("lawson", at), THINGS["finn-run"]
        lead_id, address = self.roll.people["lawson"], self._owners_sight(thing, at).public_id
        found = openings.thing_or_404(self.db, lead_id, address, at)
        because = "A friend is worried about where Finn goes by himself."
        opening.open_thing(self.db, lead, found, opening.Asked(because, "BH-14"))
        opening.read(self.db, lead_id, found.item_id, at)

    def hold_what_was_opened(self, at: Moment) -> None:
        """She sees to it that it is not purged until the matter is over."""
        lead_id, thing = self.roll.people["lawson"], THINGS["finn-run"]
        found = held.item_or_404(self.db, lead_id, self._owners_sight(thing, at).public_id, at)
        holding.hold(
            self.db, found, "Until we have talked with Finn and his homes.", at, by=lead_id
        )

    # ------------------------------------------------------------ in the words of actions

    def _content(
        self,
        thing: Thing,
        title: str | None = None,
        words: str | None = None,
        photos: tuple[Placed, ...] | None = None,
    ) -> Content:
        return Content(
            title=thing.title if title is None else title,
            words=thing.words if words is None else words,
            place=Place(thing.place),
            happened_on=self.today.today - timedelta(days=thing.days_ago),
            paper=Paper(thing.paper),
            photos=photos,
        )

    def _wish(self, thing: Thing, share: str) -> Wish:
        word, _, name = share.partition(":")
        kind = ShareKind(word)
        if kind is ShareKind.PERSON:
            return Wish(kind, person_id=self.roll.people[name])
        if kind in {ShareKind.CLASS, ShareKind.CLASS_FAMILIES}:
            return Wish(kind, group_id=self.roll.groups[name or class_of(thing.owner)])
        return Wish(kind)

    def _viewer(self, person: str, at: Moment) -> Viewer:
        return Viewer.person(self.roll.people[person], at)

    def _sight(self, thing: Thing, viewer: Viewer) -> Sight | None:
        return reads.sight_of(self.db, viewer, self.made[thing.key].item_id)

    def _owners_sight(self, thing: Thing, at: Moment) -> Sight:
        sight = self._sight(thing, self._viewer(thing.owner, at))
        if sight is None:
            raise LookupError(f"{thing.owner} has no sight of {thing.key}")
        return sight

    def _answer(self, thing: Thing, at: Moment) -> None:
        """The children in the picture answer to what is up by now."""
        for says in thing.pictured:
            viewer, said = self._viewer(says.pupil, at), Answer(says.answer)
            for share in asked.live_shares(self.db, self.made[thing.key].item_id):
                rows = of_me.askings(self.db, viewer, share.public_id)
                if rows and of_me.is_open(rows) and said is not Answer.ASKED:
                    pictured.answer(self.db, rows, said, at, by=self.roll.people[says.pupil])


CLASSES = frozenset(group.key for group in people.GROUPS if group.kind == GroupKind.CLASS)


def class_of(pupil: str) -> str:
    """The pupil's class of this year: the one in which they were last."""
    mine = [one for one in people.MEMBERS if one.person == pupil and one.group in CLASSES]
    return min(mine, key=lambda one: one.from_days_ago).group


def teacher_of(pupil: str) -> str:
    """The teacher of the pupil's class."""
    return next(
        one.person
        for one in people.MEMBERS
        if one.group == class_of(pupil) and one.role == Role.TEACHER
    )
