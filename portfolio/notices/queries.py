"""Reading the cards; what a card is about is asked of the rule each time.

A card about something that its reader cannot see any more is not there: nor in the menu's dot.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from portfolio.core.database import at_most
from portfolio.items.queries import said
from portfolio.models import Check, Notice
from portfolio.models.enums import NoticeKind
from portfolio.people.queries import faces
from portfolio.photos.queries import of_revisions
from portfolio.visibility import of_me
from portfolio.visibility.cards import tellable
from portfolio.visibility.heard import has_new_card, heard_among
from portfolio.visibility.reads import seen
from portfolio.visibility.viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Row
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.items.queries import Said
    from portfolio.people.queries import Face
    from portfolio.photos.queries import Shown
    from portfolio.visibility.heard import Heard
    from portfolio.visibility.reads import Sight

MOST_NEW = 60
"""Cards on one page that were not put away; older ones come up as these are put away."""

MOST_SEEN = 6
"""Cards beneath them that were."""

WITH_COMMENT = {NoticeKind.COMMENT, NoticeKind.REPLY, NoticeKind.COMMENT_SENT_BACK}
"""Kinds of card that are about a comment."""


WITHOUT_ITEM = {NoticeKind.KEPT_SAFE}
"""Kinds of card that are told also where their item is gone: what was done was done."""


@dataclass(frozen=True, slots=True)
class Card:
    """One card in *For me*. `who` spoke or looked; `words` are theirs; `photo` the item's first.

    A card about a person alone has no item.
    """

    public_id: str
    kind: NoticeKind
    item_id: str | None
    comment_id: str | None
    title: str
    photo: Shown | None
    who: Face | None
    words: str
    when: datetime
    is_new: bool


@dataclass(frozen=True, slots=True)
class _About:
    """What the cards are about, as far as their reader may see it."""

    sights: dict[int, Sight]
    comments: dict[int, Heard]
    checks: dict[int, Row[*tuple[int, str, int]]]
    items: dict[int, Said]
    photos: dict[int, list[Shown]]
    people: dict[int, Face]


def has_new(db: Session, person_id: int, at: Moment) -> bool:
    """Whether a card lies there that they have not put away and may still read, or a question."""
    viewer = Viewer.person(person_id, at)
    return has_new_card(db, viewer) or of_me.is_asked(db, viewer)


def cards(db: Session, viewer: Viewer) -> list[Card]:
    """The viewer's cards, newest first: those to be put away, then the last that were.

    Ten queries at most, whatever the number of cards.
    """
    mine = select(Notice).where(Notice.person_id == viewer.id).order_by(Notice.id.desc())
    new = db.scalars(mine.where(Notice.seen_at.is_(None)).limit(at_most(MOST_NEW))).all()
    old = db.scalars(mine.where(Notice.seen_at.is_not(None)).limit(at_most(MOST_SEEN))).all()
    rows, sights, comments = _readable(db, viewer, [*new, *old])
    about = _about(db, viewer, rows, sights, comments)
    return [_card(row, about) for row in rows]


def _readable(
    db: Session, viewer: Viewer, rows: Sequence[Notice]
) -> tuple[list[Notice], dict[int, Sight], dict[int, Heard]]:
    """Those of the cards whose item, comment and person, if any, the viewer may know of.

    A comment that the viewer hid is not brought back to them here.
    """
    if not rows:
        return [], {}, {}
    tell = tellable(db, viewer, {row.id for row in rows})
    sights = seen(db, viewer, {row.item_id for row in rows if row.item_id})
    heard = heard_among(db, viewer, {row.comment_id for row in rows if row.comment_id})
    comments = {number: one for number, one in heard.items() if not one.hidden}
    readable = [
        row
        for row in rows
        if row.id in tell
        and (row.item_id is None or row.item_id in sights or row.kind in WITHOUT_ITEM)
        and (row.kind not in WITH_COMMENT or row.comment_id in comments)
    ]
    return readable, sights, comments


def _about(
    db: Session,
    viewer: Viewer,
    rows: Sequence[Notice],
    sights: dict[int, Sight],
    comments: dict[int, Heard],
) -> _About:
    checks = db.execute(
        select(Check.id, Check.note, Check.checker_id).where(
            Check.id.in_({row.check_id for row in rows if row.check_id})
        )
    )
    by_id = {check.id: check for check in checks}
    revisions = {sight.revision_id for sight in sights.values()}
    people = {check.checker_id for check in by_id.values()}
    people |= {comment.author_id for comment in comments.values()}
    people |= {row.who_id for row in rows if row.who_id}
    return _About(
        sights=sights,
        comments=comments,
        checks=by_id,
        items=said(db, revisions),
        photos=of_revisions(db, revisions),
        people=faces(db, people, child_id=viewer.id),
    )


def _card(row: Notice, about: _About) -> Card:
    sight = about.sights.get(row.item_id or 0)
    comment = about.comments.get(row.comment_id or 0)
    check = about.checks.get(row.check_id or 0)
    words, who = "", about.people.get(row.who_id or 0)
    if comment is not None:
        words = comment.note if row.kind is NoticeKind.COMMENT_SENT_BACK else comment.words
        who = about.people[comment.author_id]
    elif check is not None:
        words, who = check.note, about.people[check.checker_id]
    photos = about.photos.get(sight.revision_id) if sight else None
    return Card(
        public_id=row.public_id,
        kind=row.kind,
        item_id=sight.public_id if sight else None,
        comment_id=comment.public_id if comment else None,
        title=about.items[sight.revision_id].name if sight else "",
        photo=photos[0] if photos else None,
        who=who,
        words=words,
        when=row.made_at,
        is_new=row.seen_at is None,
    )
