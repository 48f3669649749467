"""The queue of a teacher: what waits, for whom, since when; and one entry of it in full.

Which entries there are is the rule's to say (visibility/checks.py); here they get words, faces
and photos, for all of them at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, bindparam, func, select

from portfolio.checking.flags import NONE, Flags, flags, may_be_names
from portfolio.core import names
from portfolio.items.queries import shortened
from portfolio.models import (
    Comment,
    FamilyTie,
    Item,
    Person,
    Pictured,
    Revision,
    RevisionPhoto,
)
from portfolio.models.enums import GroupKind, PersonKind, Role
from portfolio.people.queries import Face, faces_and_more
from portfolio.photos.queries import Shown, of_revisions
from portfolio.visibility import checks, circle, in_this, reads, roll, talk
from portfolio.visibility.heard import heard_among
from portfolio.visibility.rule import teachers_among
from portfolio.visibility.standing import WHEN, asked_at

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.models.enums import Paper, Place, ShareKind
    from portfolio.visibility.checks import Ask
    from portfolio.visibility.in_this import ToSettle
    from portfolio.visibility.reads import WaitingRow
    from portfolio.visibility.viewer import Viewer


class Work(NamedTuple):
    """What one revision says, and whose it is. `words` is clean rich text."""

    id: int
    number: int
    title: str
    words: str
    place: Place
    happened_on: date
    paper: Paper
    owner_id: int
    owner: str
    owner_face: str
    class_name: str
    photos: Sequence[Shown] = ()


@dataclass(frozen=True, slots=True)
class Spoken:
    """A comment that waits; `answers` are the words that it answers.

    They are empty where it answers nothing, or nothing that this teacher reads.
    """

    id: int
    public_id: str
    words: str
    who: Face
    answers: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the queue: an item's waiting revision, or a comment on what is there to see.

    `asks` are the shares that wait for the revision shown here; `before` is what they, or other
    shares that this teacher sees, show by now, where that is another revision.
    """

    public_id: str
    item_id: int
    since: datetime
    work: Work
    comment: Spoken | None
    asks: tuple[Ask, ...]
    before: Work | None

    @property
    def code(self) -> str:
        """What names it in an address: the comment's public id, or the item's."""
        return self.comment.public_id if self.comment else self.public_id

    @property
    def kinds(self) -> frozenset[ShareKind]:
        """For whom it is asked, by kind."""
        return frozenset(ask.kind for ask in self.asks)

    @property
    def excerpt(self) -> str:
        """A few words that name it; may be empty."""
        return shortened(self.comment.words if self.comment else self.work.title)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a teacher is told beside an entry: who would see it, and who else is in it.

    `looking` are the teachers who see it already, because they may look first. `covered` are the
    children whom its owner says to have covered. `flags` are of an adult's words.
    """

    viewers: Sequence[Face] = ()
    looking: Sequence[Face] = ()
    pictured: Sequence[str] = ()
    covered: Sequence[str] = ()
    group_names: Sequence[str] = ()
    flags: Flags = NONE


class Desk(NamedTuple):
    """All that waits for a teacher: the queue, and what an adult who is in it hides till then."""

    entries: list[Entry]
    to_settle: list[ToSettle]


def queue(db: Session, viewer: Viewer) -> list[Entry]:
    """All that waits for this teacher's look, longest waiting first; at most eight queries."""
    return desk(db, viewer).entries


def desk(db: Session, viewer: Viewer) -> Desk:
    """The same with what is to be settled, the oldest first; at no more cost."""
    asks, to_settle = checks.asks_and_words(db, viewer)
    said = checks.comments(db, viewer)
    revisions = {row.revision_id for row in said}
    revisions |= {number for ask in asks for number in (ask.asked_id, ask.shown_id) if number}
    works = _works(db, revisions, viewer.at)
    spoken = _spoken(db, viewer, said)
    entries = [*_items(asks, works), *(_comment(row, works, spoken) for row in said)]
    return Desk(sorted(entries, key=lambda entry: (entry.since, entry.code)), to_settle)


def _items(asks: Sequence[Ask], works: dict[int, Work]) -> list[Entry]:
    by_item: dict[int, list[Ask]] = {}
    for ask in asks:
        by_item.setdefault(ask.item_id, []).append(ask)
    return [_item(of_item, works) for of_item in by_item.values()]


def _item(asks: Sequence[Ask], works: dict[int, Work]) -> Entry:
    newest = max(ask.asked_id or 0 for ask in asks)
    waiting = tuple(ask for ask in asks if ask.asked_id == newest)
    shown = max((ask.shown_id or 0 for ask in asks), default=0)
    return Entry(
        public_id=asks[0].public_id,
        item_id=asks[0].item_id,
        since=min(ask.since for ask in waiting if ask.since),
        work=works[newest],
        comment=None,
        asks=waiting,
        before=works[shown] if shown not in {0, newest} else None,
    )


def _comment(row: WaitingRow, works: dict[int, Work], spoken: dict[int, Spoken]) -> Entry:
    return Entry(
        public_id=row.public_id,
        item_id=row.item_id,
        since=row.since,
        work=works[row.revision_id],
        comment=spoken[row.comment_id or 0],
        asks=(),
        before=None,
    )


def _works(db: Session, revision_ids: Collection[int], at: Moment) -> dict[int, Work]:
    if not revision_ids:
        return {}
    photos = of_revisions(db, revision_ids)
    found = db.execute(_said(), {"revisions": list(revision_ids), **asked_at(at)})
    return {row.id: Work._make((*row, photos.get(row.id, ()))) for row in found}


@cache
def _said() -> Select[*tuple[Any, ...]]:
    """In the order of `Work`."""
    return (
        select(
            Revision.id,
            Revision.number,
            Revision.title,
            Revision.words,
            Revision.place,
            Revision.happened_on,
            Revision.paper,
            Person.id.label("owner_id"),
            Person.first_name,
            Person.face,
            func.coalesce(circle.class_name(Person.id, WHEN), ""),
        )
        .join(Item, Item.id == Revision.item_id)
        .join(Person, Person.id == Item.owner_id)
        .where(Revision.id.in_(bindparam("revisions", expanding=True)))
    )


def _spoken(db: Session, viewer: Viewer, rows: Sequence[WaitingRow]) -> dict[int, Spoken]:
    """The comments with their authors, named as the child whose item it is calls them."""
    if not rows:
        return {}
    found = db.execute(
        select(
            Comment.id,
            Comment.public_id,
            Comment.words,
            Comment.reply_to_id,
            Person.id.label("person_id"),
            Person.public_id.label("person"),
            Person.kind,
            Person.face,
            Person.first_name,
            FamilyTie.called,
        )
        .join(Item, Item.id == Comment.item_id)
        .join(Person, Person.id == Comment.author_id)
        .outerjoin(
            FamilyTie,
            and_(FamilyTie.adult_id == Person.id, FamilyTie.pupil_id == Item.owner_id),
        )
        .where(Comment.id.in_({row.comment_id for row in rows}))
        .order_by(FamilyTie.id)
    ).all()
    answered = {row.reply_to_id for row in found if row.reply_to_id}
    read = heard_among(db, viewer, answered)
    return {
        row.id: Spoken(
            row.id,
            row.public_id,
            row.words,
            Face(row.person_id, row.person, row.kind, row.called or row.first_name, row.face),
            read[row.reply_to_id].words if row.reply_to_id in read else "",
        )
        for row in found
    }


def facts(db: Session, viewer: Viewer, entry: Entry) -> Facts:
    """What stands beside the chosen entry: two queries, also for words of a family.

    Without children from whom this teacher is kept: they are in no list of hers (decision 20).
    """
    at = viewer.at
    if entry.comment is not None:
        return Facts(flags=_flags(db, entry, entry.comment, at))
    ids = [ask.share_id for ask in entry.asks]
    found = checks.would_see(db, entry.item_id, ids, at, for_whom=viewer.id or 0)
    looking = teachers_among(found)
    owner_id = entry.work.owner_id
    of_work = {"revision_id": entry.work.id, "owner_id": owner_id, "for_whom": viewer.id}
    more = _pictured(), in_this.are_covered()
    known, (pictured, covered) = faces_and_more(
        db, found, more, {**of_work, **asked_at(at)}, owner_id
    )
    return Facts(
        viewers=sorted((known[number] for number in found.keys() - looking), key=_family_first),
        looking=sorted((known[number] for number in looking), key=_family_first),
        pictured=sorted((known[number].name for number in pictured), key=names.in_order),
        covered=sorted((known[number].name for number in covered), key=names.in_order),
        group_names=_groups(entry),
    )


def _flags(db: Session, entry: Entry, said: Spoken, at: Moment) -> Flags:
    """What to look at twice, in the words of a family."""
    if said.who.kind is not PersonKind.FAMILY:
        return NONE
    return flags_of(db, said.words, said.who.id, entry.work.owner_id, at)


def flags_of(db: Session, words: str, author_id: int, owner_id: int, at: Moment) -> Flags:
    """What to look at twice in an adult's words about a thing of that owner: two queries."""
    meant = circle.pupils_named(db, may_be_names(words), at)
    # Of all ties, also under a restriction: a flag more or less must not tell of one.
    ties = roll.ties_of(db, [row.id for row in meant], at)
    own = {tie.pupil_id for tie in ties if tie.adult_id == author_id} | {owner_id}
    theirs = {row.first_name for row in meant if row.id in own}
    return flags(words, [row.first_name for row in meant if row.first_name not in theirs])


def _family_first(face: Face) -> tuple[bool, object]:
    return face.kind is not PersonKind.FAMILY, names.in_order(face.name)


@cache
def _pictured() -> Select[int]:
    """The other children who are said to be in the photos of a revision."""
    return (
        select(Pictured.pupil_id)
        .join(RevisionPhoto, RevisionPhoto.photo_id == Pictured.photo_id)
        .where(
            RevisionPhoto.revision_id == bindparam("revision_id"),
            Pictured.pupil_id != bindparam("owner_id"),
        )
    )


def _groups(entry: Entry) -> list[str]:
    named = {ask.group_id: ask.group_name for ask in entry.asks if ask.group_id}
    return [named[number] for number in sorted(named)]


@dataclass(frozen=True, slots=True)
class Wait:
    """How many wait in one class, and since when the one that waits longest."""

    class_name: str
    number: int
    since: datetime | None


def waits(db: Session, viewer: Viewer, *, of_all: bool) -> list[Wait]:
    """The waiting times of all classes (office, safety lead), or of the teacher's own.

    A teacher's are counted from their own queue: a restriction must not show itself in a number.
    A class that is over is named only while something still waits in it.
    """
    if of_all:
        rows = checks.everything(db, viewer.at, reason="waiting times: numbers of work for staff")
        over = roll.groups_over(db, viewer.at)
        rows = [row for row in rows if row.number or row.id not in over]
        return [Wait(row.name, row.number, row.since) for row in rows]
    by_class: dict[str, list[datetime]] = {
        group.name: []
        for group in circle.groups_of(db, viewer.id or 0, viewer.at, Role.TEACHER)
        if group.kind is GroupKind.CLASS
    }
    for entry in queue(db, viewer):
        by_class.setdefault(entry.work.class_name, []).append(entry.since)
    return [Wait(name, len(found), min(found, default=None)) for name, found in by_class.items()]


def was_taken_back(db: Session, viewer: Viewer, comment_id: str) -> bool:
    """Whether words on what this teacher checks waited, until their author took them back.

    Two questions for whatever is asked about: the time tells nothing (T23).
    """
    found = select(Comment.item_id).where(Comment.public_id == comment_id, talk.is_taken_back())
    sight = reads.sight_of(db, viewer, db.scalars(found).first() or reads.NO_ID)
    return sight is not None and sight.is_checker
