"""Concerns as rows: what stands after somebody said that something is not right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from portfolio.core import tokens
from portfolio.models import Comment, Concern, Item, Stop
from portfolio.models.enums import ConcernFor, ConcernKind, StopKind

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.circles import Said, Somebody, Thing

LIKELY = ConcernKind.OTHER


def raised(
    cast: Cast,
    by: Somebody | None,
    thing: Thing,
    kind: ConcernKind = LIKELY,
    said: Said | None = None,
    line: str = "",
) -> str:
    """Somebody says that a thing, or words on it, are not right: the concern's public id.

    An urgent kind holds back what it is about, as pressing it does.
    """
    concern = Concern(
        public_id=tokens.public_id(),
        kind=kind,
        reads=ConcernFor.LEAD,
        item_id=thing.id,
        comment_id=said.id if said else None,
        reporter_id=by.id if by else None,
        about_id=said.author.id if said else thing.owner.id,
        owner_id=thing.owner.id,
        line=line,
        made_at=cast.at.now,
        note="",
    )
    with cast.database.unit() as db:
        db.add(concern)
        public_id = concern.public_id
    if kind in {ConcernKind.HURT, ConcernKind.UNSEEN}:
        held_back(cast, said or thing)
    return public_id


def told(
    cast: Cast, by: Somebody, reads: ConcernFor = ConcernFor.LEAD, line: str = "Help me"
) -> str:
    """A child tells something: the concern's public id."""
    concern = Concern(
        public_id=tokens.public_id(),
        kind=ConcernKind.TOLD,
        reads=reads,
        reporter_id=by.id,
        owner_id=by.id,
        line=line,
        made_at=cast.at.now,
        note="",
    )
    with cast.database.unit() as db:
        db.add(concern)
        return concern.public_id


def held_back(cast: Cast, what: Thing | Said) -> None:
    """It is held back, whatever anybody said of it."""
    table: type[Item | Comment] = Comment if hasattr(what, "author") else Item
    with cast.database.unit() as db:
        db.execute(update(table).where(table.id == what.id).values(held_back_at=cast.at.now))


def settled(cast: Cast, public_id: str) -> None:
    """A safety lead settled it."""
    with cast.database.unit() as db:
        done = update(Concern).where(Concern.public_id == public_id)
        db.execute(done.values(settled_at=cast.at.now))


def stopped(cast: Cast, kind: StopKind) -> None:
    """The school stopped it."""
    with cast.database.unit() as db:
        db.add(
            Stop(
                public_id=tokens.public_id(),
                kind=kind,
                begun_at=cast.at.now,
                begun_by_id=cast.oak.lead.id,
            )
        )


def started_again(cast: Cast) -> None:
    """Every stop is ended."""
    with cast.database.unit() as db:
        db.execute(update(Stop).values(ended_at=cast.at.now, ended_by_id=cast.oak.office.id))
