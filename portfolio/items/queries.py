"""What items say, by the numbers of items and revisions that the rule gave."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from portfolio.core import words
from portfolio.items.content import Content, Placed
from portfolio.models import Item, Revision, RevisionPhoto
from portfolio.photos import queries as photos

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from portfolio.models.enums import Paper, Place

EXCERPT_CHARACTERS = 90
"""About two lines of a card, and a description of a photo that has none of its own."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a revision says. `words` is clean rich text."""

    id: int
    item_id: int
    title: str
    words: str
    place: Place
    happened_on: date
    paper: Paper
    made_at: datetime

    @property
    def excerpt(self) -> str:
        """The first words, plain, on one line."""
        return shortened(words.to_plain(self.words))

    @property
    def name(self) -> str:
        """What to call it in a list and to describe its photos by; may be empty."""
        return self.title or self.excerpt


def said(db: Session, revision_ids: Collection[int]) -> dict[int, Said]:
    """What each of the revisions says, by its number."""
    if not revision_ids:
        return {}
    rows = db.execute(_said(), {"revisions": list(revision_ids)})
    return {row.id: Said(*row) for row in rows}


@cache
def _said() -> Select[*tuple[Any, ...]]:
    return select(
        Revision.id,
        Revision.item_id,
        Revision.title,
        Revision.words,
        Revision.place,
        Revision.happened_on,
        Revision.paper,
        Revision.made_at,
    ).where(Revision.id.in_(bindparam("revisions", expanding=True)))


def standing(db: Session, revision_id: int) -> Content:
    """All that the revision says, with its photos, as a form would send it."""
    now = said(db, [revision_id])[revision_id]
    shown = photos.of_revisions(db, [revision_id]).get(revision_id, [])
    placed = tuple(Placed(photo.public_id, photo.alt) for photo in shown)
    return Content(now.title, now.words, now.place, now.happened_on, now.paper, placed)


def shortened(text: str) -> str:
    """The text on one line, cut after a word near `EXCERPT_CHARACTERS`."""
    line = " ".join(text.split())
    if len(line) <= EXCERPT_CHARACTERS:
        return line
    return f"{line[:EXCERPT_CHARACTERS].rsplit(' ', 1)[0]}…"


def number_of(db: Session, public_id: str) -> int | None:
    """An item's number, to go on after it in a list; says nothing about who sees it."""
    return db.scalars(select(Item.id).where(Item.public_id == public_id)).first()


def photo_count(db: Session, revision_id: int) -> int:
    """How many photos the revision holds."""
    held = select(RevisionPhoto.id).where(RevisionPhoto.revision_id == revision_id)
    return len(db.scalars(held).all())
