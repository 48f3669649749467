"""A thing on which hangs a row of every kind that can hang on one, all of it over by now.

A purge leaves nothing of it. It knows no purge: which tables there are it reads from the schema.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from portfolio.core import tokens
from portfolio.models import (
    Base,
    BreakGlass,
    Check,
    Concern,
    Hold,
    InThis,
    Item,
    Look,
    Notice,
    Seal,
    Upload,
    UploadPart,
    WordsOpening,
)
from portfolio.models.enums import Answer, ConcernFor, ConcernKind, NoticeKind
from tests.cast import FAMILY

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Photograph, Said, Thing

LONG_AGO = timedelta(days=90)


def hanging() -> set[str]:
    """Every table of which a row can hang on a thing or on a photo, however far down."""
    found = {"item", "photo"}
    while new := {name for name in Base.metadata.tables if _points_at(name, found)} - found:
        found |= new
    return found


def _points_at(name: str, tables: set[str]) -> bool:
    keys = Base.metadata.tables[name].foreign_keys
    return any(key.column.table.name in tables for key in keys)


def rows(database: Database) -> dict[str, int]:
    """How many rows each of those tables has."""
    with database.reading() as db:
        return {
            name: db.scalar(select(func.count()).select_from(Base.metadata.tables[name])) or 0
            for name in sorted(hanging())
        }


def laden(cast: Cast, words: str = "A word of a laden thing") -> tuple[Thing, list[Photograph]]:
    """The owner's thing with everything on it, and its photos: of now and of a revision before."""
    photos = [cast.photographs(cast.owner, colour) for colour in ("red", "blue")]
    for photo in photos:
        cast.is_in(cast.classmate, photo)
    children = cast.group.children
    thing = cast.puts_up(cast.owner, [FAMILY, children], words=words, photos=photos[:1])
    cast.answers(cast.classmate, thing, children, Answer.YES)
    cast.edits(thing, "Newer " + words, "up", photos=photos[1:])
    said = cast.says(cast.mum, thing, words)
    cast.says(cast.owner, thing, words, reply_to=said)
    with cast.database.unit() as db:
        for row in _what_is_over(db, cast, thing, said, photos[0]):
            db.add(row)
            db.flush()
        _came_in_parts(db, cast, photos[0])
    return thing, photos


def _what_is_over(
    db: Session, cast: Cast, thing: Thing, said: Said, photo: Photograph
) -> list[Any]:
    ago, lead = cast.at.now - LONG_AGO, cast.lead.id
    check = db.scalars(select(Check.id).where(Check.item_id == thing.id)).first()
    about: list[dict[str, Any]] = [
        {"item_id": thing.id},
        {"comment_id": said.id},
        {"check_id": check},
    ]
    return [
        *(_notice(cast, one) for one in about),
        Look(item_id=thing.id, viewer_id=cast.mum.id, once="", at=ago),
        WordsOpening(comment_id=said.id, lead_id=lead, at=ago),
        InThis(photo_id=photo.id, by_id=cast.mum.id, at=ago, settled_at=ago, settled_by_id=lead),
        _opening(cast, thing),
        Seal(
            public_id=tokens.public_id(),
            item_id=thing.id,
            comment_id=said.id,
            at=ago,
            by_id=lead,
            ended_at=ago,
        ),
        Hold(
            public_id=tokens.public_id(),
            pupil_id=cast.owner.id,
            item_id=thing.id,
            reason="Over by now",
            by_id=lead,
            from_at=ago,
            ended_at=ago,
        ),
        _concern(cast, thing, said),
    ]


def _came_in_parts(db: Session, cast: Cast, photo: Photograph) -> None:
    way = Upload(
        public_id=tokens.public_id(),
        person_id=cast.owner.id,
        key=tokens.public_id(),
        size=1,
        digest="",
        made_at=cast.at.now,
        photo_id=photo.id,
    )
    db.add(way)
    db.flush()
    db.add(UploadPart(upload_id=way.id, begins=0, size=1, digest="", data=b"x"))


def _notice(cast: Cast, about: dict[str, Any]) -> Notice:
    return Notice(
        public_id=tokens.public_id(),
        person_id=cast.owner.id,
        kind=NoticeKind.COMMENT,
        made_at=cast.at.now,
        **about,
    )


def _opening(cast: Cast, thing: Thing) -> BreakGlass:
    ago = cast.at.now - LONG_AGO
    return BreakGlass(
        public_id=tokens.public_id(),
        item_id=thing.id,
        lead_id=cast.lead.id,
        reason="A worry",
        from_at=ago,
        until_at=ago,
        reviewed_by_id=cast.office.id,
        reviewed_at=ago,
        told_at=ago,
    )


def _concern(cast: Cast, thing: Thing, said: Said) -> Concern:
    ago = cast.at.now - LONG_AGO
    return Concern(
        public_id=tokens.public_id(),
        kind=ConcernKind.UNKIND,
        reads=ConcernFor.LEAD,
        item_id=thing.id,
        comment_id=said.id,
        reporter_id=cast.classmate.id,
        owner_id=cast.owner.id,
        line="It was unkind",
        made_at=ago,
        settled_at=ago,
        settled_by_id=cast.lead.id,
        note="Talked it over",
    )


def binned(cast: Cast, thing: Thing, days: float) -> Thing:
    """The thing, as if its owner had put it into the bin so many days ago."""
    ago = cast.at.now - timedelta(days=days)
    with cast.database.unit() as db:
        db.execute(update(Item).where(Item.id == thing.id).values(deleted_at=ago))
    return thing
