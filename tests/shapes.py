"""Rows in the shape that the application gives them, for the cast's deeds."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, Any

from PIL import Image
from sqlalchemy import select

from portfolio.core.pictures import Limits, Picture, read_picture
from portfolio.models import (
    Check,
    CheckedShare,
    Revision,
    RevisionPhoto,
    Share,
)
from portfolio.models.enums import (
    CheckResult,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.orm import Session

    from tests.circles import (
        Photograph,
        Thing,
    )


def live_shares(thing: Thing) -> Any:  # noqa: ANN401 -- a Select, to be narrowed
    return select(Share).where(Share.item_id == thing.id, Share.ended_at.is_(None))


def checked(check: Check, share: Share) -> CheckedShare:
    assert share.waiting_since is not None
    return CheckedShare(
        check_id=check.id,
        share_id=share.id,
        before_revision_id=share.up_revision_id,
        before_up_at=share.up_at,
        waiting_since=share.waiting_since,
    )


def settle(share: Share, result: CheckResult, now: datetime) -> None:
    if result is CheckResult.UP:
        share.up_revision_id, share.up_at = share.waiting_revision_id, share.up_at or now
    share.waiting_revision_id, share.waiting_since = None, None


def new_revision(item_id: int, number: int, now: datetime, **said: str) -> Revision:
    return Revision(item_id=item_id, number=number, made_at=now, saved_at=now, **said)


def hang(db: Session, revision_id: int, photos: Iterable[Photograph]) -> None:
    for position, photo in enumerate(photos):
        db.add(
            RevisionPhoto(
                revision_id=revision_id, photo_id=photo.id, position=position, alt="A photo"
            )
        )


@cache
def tiny(colour: str) -> Picture:
    file = io.BytesIO()
    Image.new("RGB", (48, 32), colour).save(file, "PNG")
    return read_picture(file, Limits())
