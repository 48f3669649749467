"""Items as cards: what a list of them shows, fetched for all of them at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from flask import url_for

from portfolio.items import queries
from portfolio.photos import queries as photos
from portfolio.web.here import here
from portfolio.web.languages import written
from portfolio.web.pictures import picture

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from portfolio.items.queries import Said
    from portfolio.visibility.reads import FeedRow, MineRow
    from portfolio.web.pictures import Picture


Row = TypeVar("Row", "FeedRow", "MineRow")


@dataclass(frozen=True, slots=True)
class Card:
    """What components/card_item.html and weave.html ask for."""

    public_id: str
    href: str
    title: str
    words: str
    picture: Picture | None
    place: str
    when: str
    month: str
    paper: str
    state: str | None = None
    is_new: bool = False


def cards(
    rows: Sequence[Row],
    when: Callable[[Row, Said], str],
    states: dict[int, str] | None = None,
) -> list[Card]:
    """The rows as cards, in their order: two questions, however many there are.

    With `states` they are their owner's, who knows them by their title alone.
    """
    ids = [row.revision_id for row in rows]
    said = queries.said(here.db, ids)
    shown = photos.of_revisions(here.db, ids)
    return [
        _card(row, said[row.revision_id], shown.get(row.revision_id, []), when, states or {})
        for row in rows
    ]


def _month(day: date) -> str:
    """The month by its name; with the year where that is another than today's."""
    return written(day, "MMMM" if day.year == here.at.today.year else "MMMM y")


def _card(
    row: Row,
    said: Said,
    shown: Sequence[photos.Shown],
    when: Callable[[Row, Said], str],
    states: dict[int, str],
) -> Card:
    return Card(
        public_id=row.public_id,
        href=url_for("items.show", item_id=row.public_id),
        title=said.title,
        words="" if said.title and states else said.excerpt,
        picture=picture(shown[0], said.name) if shown else None,
        place=said.place.value,
        when=when(row, said),
        month=_month(said.happened_on),
        paper=said.paper.value,
        state=states.get(row.item_id),
    )
