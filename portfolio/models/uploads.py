"""A photo on its way: what has come of its file so far, in parts, until it is one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.models.base import Base, Id, PublicId, to

KEY_CHARACTERS = 64
DIGEST_CHARACTERS = 64


class Upload(Base):
    """One file that a child's browser sends; the child's alone, like the photo that it becomes."""

    __tablename__ = "upload"
    __table_args__ = (
        UniqueConstraint("person_id", "key"),
        Index("ix_upload_made_at", "made_at"),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = to("person")
    key: Mapped[str] = mapped_column(String(KEY_CHARACTERS))
    """By which the browser begins the same one again after an answer was lost."""
    size: Mapped[int]
    """Bytes of the whole file."""
    digest: Mapped[str] = mapped_column(String(DIGEST_CHARACTERS))
    """SHA-256 of the whole file, as hexadecimal digits."""
    made_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    """While somebody reads the file into a photo; whoever dies of it is waited for so long."""
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photo.id"), index=True)
    """What it became; then it has no parts any more."""


class UploadPart(Base):
    """Some bytes of the file, as they came; gone as soon as the photo is there."""

    __tablename__ = "upload_part"
    __table_args__ = (UniqueConstraint("upload_id", "begins"),)

    id: Mapped[Id]
    upload_id: Mapped[int] = to("upload")
    begins: Mapped[int]
    """How many bytes of the file come before it."""
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(DIGEST_CHARACTERS))
    data: Mapped[bytes] = mapped_column(LargeBinary)
