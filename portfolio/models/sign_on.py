"""Who somebody of the staff is at the school's own sign-on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.models.base import Base, Id, to


class SignOn(Base):
    """An issuer's subject and its person here: one person a subject, one subject a person.

    Kept when they first came in that way; from then on their e-mail address there means nothing.
    """

    __tablename__ = "sign_on"
    __table_args__ = (
        UniqueConstraint("issuer", "subject"),
        UniqueConstraint("issuer", "person_id"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = to("person")
    issuer: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(255))
    """The issuer's own name for them, at most 255 ASCII signs (OpenID Connect Core, section 2)."""
    made_at: Mapped[datetime]
