"""Comments on items."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.models.base import Base, Id, PublicId, choice, to
from portfolio.models.enums import CommentState
from portfolio.models.items import NOTE_CHARACTERS

COMMENT_CHARACTERS = 2000
"""The longest comment."""


class Comment(Base):
    """Words on an item by someone who can see it."""

    __tablename__ = "comment"
    __table_args__ = (
        Index("ix_comment_item_id_id", "item_id", "id"),
        Index("ix_comment_state_id", "state", "id"),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    item_id: Mapped[int] = to("item")
    author_id: Mapped[int] = to("person")
    reply_to_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    """Set where only one household (with the child and the teachers) may read it: a family
    member's words, and every answer to them."""
    family_only: Mapped[bool] = mapped_column(default=False)
    """Talk that no teacher reads (product.md, rule 7)."""
    words: Mapped[str] = mapped_column(Text)
    """Plain text."""
    state: Mapped[CommentState] = mapped_column(choice(CommentState))
    written_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(String(NOTE_CHARACTERS), default="")
    hidden_at: Mapped[datetime | None]
    """The owner of the item hid it."""
    sealed_at: Mapped[datetime | None]
    held_back_at: Mapped[datetime | None]
    """An urgent concern: for its author alone until the safety lead settles it."""
