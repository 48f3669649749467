"""The letters of the demonstration school: who was asked, who came, who never did.

Invented, as data. Their codes are made by chance and kept nowhere: nobody comes in by one of these.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from portfolio.core import tokens
from portfolio.models import FamilyWish, Household, Invitation
from portfolio.models.enums import InvitationKind
from portfolio.office.invitations import LASTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to `called`; of a family member by key where one came by it.

    `days_ago` is when it was made, `ended` that the school ended it, `tried` that somebody opened
    it again after its use.
    """

    pupil: str
    called: str
    days_ago: int
    came: str = ""
    ended: bool = False
    tried: bool = False


LETTERS = (
    Letter("amina", "Gran", 90, came="amina-gran"),
    Letter("amina", "Nanu", 3),
    Letter("ben", "Taid", 80, came="ben-taid", tried=True),
    Letter("zofia", "Babcia", 70, came="zofia-babcia"),
    Letter("zofia", "Dziadek", 40),
    Letter("tobi", "Grandma Bisi", 5),
    Letter("isla", "Craig", 60, ended=True),
    Letter("mei", "Nai Nai", 30),
    Letter("grace", "Grandma", 85, came="grace-grandma"),
    Letter("nia", "Taid", 2),
    Letter("freya", "Grandpa", 33),
    Letter("theo", "Pappous", 6),
    Letter("kwame", "Uncle Kofi", 75, came="kwame-uncle"),
)


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody who is asked for: by the pupil themself, or by one of the family by key."""

    pupil: str
    by: str
    called: str
    days_ago: int
    is_granted: bool | None = None


WISHES = (
    Wish("finn", "finn", "Grandpa Joe", 1),
    Wish("poppy", "ben-mum", "Auntie Cerys", 2),
    Wish("amina", "amina", "Nanu", 5, is_granted=True),
    Wish("chloe", "chloe-mum", "Uncle Pete", 9, is_granted=False),
)


def write_wishes(db: Session, people: Mapping[str, int], office: str, at: Moment) -> None:
    """Write who is asked for; `office` is the key of whoever answers."""
    for wish in WISHES:
        made = at.now - timedelta(days=wish.days_ago)
        is_answered = wish.is_granted is not None
        db.add(
            FamilyWish(
                public_id=tokens.public_id(),
                pupil_id=people[wish.pupil],
                asked_by_id=people[wish.by],
                called=wish.called,
                made_at=made,
                is_granted=wish.is_granted,
                answered_at=made + timedelta(days=1) if is_answered else None,
                answered_by_id=people[office] if is_answered else None,
            )
        )


def write(db: Session, people: Mapping[str, int], maker: str, at: Moment) -> None:
    """Write them; `people` are row numbers by key, `maker` is the key of whoever made them all."""
    for letter in LETTERS:
        made = at.now - timedelta(days=letter.days_ago)
        home = Household(public_id=tokens.public_id(), name=f"Home of {letter.called}")
        db.add(home)
        db.flush()
        used = made + timedelta(days=2) if letter.came else None
        db.add(
            Invitation(
                public_id=tokens.public_id(),
                kind=InvitationKind.FAMILY,
                token_hash=tokens.fingerprint(tokens.new_code()),
                pupil_id=people[letter.pupil],
                called=letter.called,
                household_id=home.id,
                made_by_id=people[maker],
                made_at=made,
                expires_at=made + LASTS,
                used_at=used,
                used_by_id=people[letter.came] if letter.came else None,
                ended_at=made + timedelta(days=1) if letter.ended else None,
                tried_at=at.now - timedelta(hours=20) if letter.tried else None,
            )
        )
