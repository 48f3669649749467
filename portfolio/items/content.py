"""What an item is to say, cleaned and checked: what a form gives and an action takes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portfolio.models.items import PHOTOS_AT_MOST

if TYPE_CHECKING:
    from datetime import date

    from portfolio.models.enums import Paper, Place


@dataclass(frozen=True, slots=True)
class Placed:
    """A photo by its public id, and its description (empty: the item's own words stand in)."""

    public_id: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """One item's say. `words` is clean rich text; `photos` None leaves the photos as they are."""

    title: str
    words: str
    place: Place
    happened_on: date
    paper: Paper
    photos: tuple[Placed, ...] | None = ()


def stamp(content: Content) -> str:
    """What tells one say from another, in 32 letters: a page sends back the one it began from.

    Of the say itself and not of when it was saved, so that what says the same is never two.
    """
    photos = [(photo.public_id, photo.alt) for photo in content.photos or ()]
    day = content.happened_on.isoformat()
    said = [content.title, content.words, content.place.value, day, content.paper.value, photos]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]


def room_beside(photos: int) -> int:
    """How many more photos an item takes that has so many."""
    return PHOTOS_AT_MOST - photos
