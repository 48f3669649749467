"""How much photos take in the store, and how many more fit.

What is counted is every photo that lies there, be it in a thing, in the bin or under a hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from portfolio.models import Photo

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portfolio.settings import Settings

MEGABYTE: Final = 1_000_000

USUAL: Final = 650_000
"""Bytes of the four renditions of one photo, measured on phones' photos of 12 megapixels."""

LOW: Final = 0.1
"""The part of a limit under which whoever sends photos is told how many fit."""


@dataclass(frozen=True, slots=True)
class Room:
    """How many more photos fit, about, and whether that is worth saying."""

    photos: int
    is_low: bool


def used(db: Session, person_id: int | None = None) -> int:
    """Bytes of that person's photos, or of all; older ones count once they were weighed."""
    total = select(func.sum(Photo.bytes))
    if person_id is not None:
        total = total.where(Photo.uploader_id == person_id)
    return db.scalar(total) or 0


def room(db: Session, person_id: int, settings: Settings) -> Room | None:
    """What fits by the narrower of the two limits; None where there is none."""
    found = []
    if settings.space_per_child_mb:
        found.append(_room(settings.space_per_child_mb, used(db, person_id)))
    if settings.space_mb:
        found.append(_room(settings.space_mb, used(db)))
    return min(found, key=lambda one: one.photos, default=None)


def is_low(most_mb: int, taken: int) -> bool:
    """Whether less than a tenth of the limit is left; never where there is none (0)."""
    return most_mb > 0 and most_mb * MEGABYTE - taken < most_mb * MEGABYTE * LOW


def _room(most_mb: int, taken: int) -> Room:
    left = max(0, most_mb * MEGABYTE - taken)
    return Room(left // USUAL, is_low(most_mb, taken))
