"""What pages show of pictures that a child is in: cards, in *For me* and in a list of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portfolio.models.enums import Answer
from portfolio.people import queries as people
from portfolio.pictured import queries
from portfolio.visibility import of_me
from portfolio.web.here import here
from portfolio.web.pictures import Picture, picture

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from portfolio.people.queries import Face
    from portfolio.photos.queries import Shown
    from portfolio.visibility.of_me import Asking


@dataclass(frozen=True, slots=True)
class Card:
    """One asking: its share, whose picture it is, the picture if it was checked, and the answer."""

    share: str
    who: Face
    picture: Picture | None
    answer: str

    @property
    def is_open(self) -> bool:
        """Whether it waits for the child's word."""
        return self.answer == Answer.ASKED.value


def cards() -> list[Card]:
    """The askings of the child who is here, one for each share: the open ones first."""
    by_share: dict[str, list[Asking]] = {}
    for row in of_me.askings(here.db, here.viewer):
        by_share.setdefault(row.share, []).append(row)
    if not by_share:
        return []
    rows = [row for of_share in by_share.values() for row in of_share]
    faces = people.faces(here.db, {row.owner_id for row in rows})
    shown = queries.shown(here.db, {row.photo_id for row in rows if row.is_looked_at})
    drawn = [_card(share, of_share, faces, shown) for share, of_share in by_share.items()]
    return sorted(drawn, key=lambda card: not card.is_open)


def _card(
    share: str, rows: Sequence[Asking], faces: Mapping[int, Face], shown: Mapping[int, Shown]
) -> Card:
    owner = faces[rows[0].owner_id]
    first = next((shown[row.photo_id] for row in rows if row.photo_id in shown), None)
    drawn = picture(first, alt(owner)) if first else None
    return Card(share, owner, drawn, of_me.answered(rows).value)


def alt(owner: Face) -> str:
    """What a picture of oneself is called: the words of its item are not for whoever is in it."""
    return _("A picture of you, from %(name)s", name=owner.name)
