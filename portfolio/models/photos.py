"""Photos, who is in them, and what those children and the school say."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.models.base import Base, Id, PublicId, choice, to
from portfolio.models.enums import Answer, ShareKind
from portfolio.models.items import ALT_CHARACTERS


class Photo(Base):
    """A photo whose renditions lie in the store under `key`; its uploader's alone until used."""

    __tablename__ = "photo"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    uploader_id: Mapped[int] = to("person")
    made_at: Mapped[datetime]
    width: Mapped[int]
    """Pixels of the upright picture as it came."""
    height: Mapped[int]
    thumbhash: Mapped[str] = mapped_column(String(64))
    """Base64 of some 25 bytes: the blur while it loads."""
    key: Mapped[str] = mapped_column(String(64), unique=True)
    """The store's folder of its renditions; never shown."""
    bytes: Mapped[int | None]
    """What its renditions take in the store; None until a chore has looked at an older one's."""
    who_said_at: Mapped[datetime | None]
    """When its owner said who is in it, somebody or nobody; None: still to be asked."""
    covered_at: Mapped[datetime | None]
    """When a covered one took its place: it is nobody's to see, and goes for good."""


class RevisionPhoto(Base):
    """A photo stands in a revision, at a position, with a description."""

    __tablename__ = "revision_photo"
    __table_args__ = (UniqueConstraint("revision_id", "photo_id"),)

    id: Mapped[Id]
    revision_id: Mapped[int] = to("revision")
    photo_id: Mapped[int] = to("photo")
    position: Mapped[int]
    alt: Mapped[str] = mapped_column(String(ALT_CHARACTERS), default="")


class Pictured(Base):
    """A child is in a photo; taken off again, the row goes, and with it all its says."""

    __tablename__ = "pictured"
    __table_args__ = (UniqueConstraint("photo_id", "pupil_id"),)

    id: Mapped[Id]
    photo_id: Mapped[int] = to("photo")
    pupil_id: Mapped[int] = to("person")
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class PictureSay(Base):
    """The answer of one pictured child to one share; no row is no."""

    __tablename__ = "picture_say"
    __table_args__ = (UniqueConstraint("pictured_id", "share_id"),)

    id: Mapped[Id]
    pictured_id: Mapped[int] = to("pictured")
    share_id: Mapped[int] = to("share")
    answer: Mapped[Answer] = mapped_column(choice(Answer))
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


class InThis(Base):
    """Somebody said of a photo who is in it: mostly "I am in this", or a child of theirs (T68).

    With `pupil_id` it only keeps who said so: that the child is in it stands in `Pictured`, and
    what comes of it is the child's to say. By the photo's owner it is a child whom they say to
    have covered: the child is in it no more, and a teacher looks whether that is so. Without one
    it is an adult who is in it themself, and the photo is shown to nobody beyond teachers until
    one of them settles it.
    """

    __tablename__ = "in_this"

    id: Mapped[Id]
    photo_id: Mapped[int] = to("photo")
    by_id: Mapped[int] = to("person")
    pupil_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class PhotoPermission(Base):
    """The school's standing permission for pictures of a child, per kind of share.

    No row means yes for `class` and no for `class_families` and `screen` (issue 4).
    """

    __tablename__ = "photo_permission"

    id: Mapped[Id]
    pupil_id: Mapped[int] = to("person")
    kind: Mapped[ShareKind] = mapped_column(choice(ShareKind))
    allowed: Mapped[bool]
    from_on: Mapped[date]
    until_on: Mapped[date | None]
