"""What the picker offers an owner: only people and groups of their own circle (promise T14)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portfolio.core.errors import NotThereError
from portfolio.models.enums import GroupKind, Role, ShareKind, Stage
from portfolio.visibility import asked, circle
from portfolio.visibility.proposals import Wish

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.visibility.reads import Sight

BY_STAGE: dict[Stage, tuple[ShareKind, ...]] = {
    Stage.EARLY: (ShareKind.FAMILY, ShareKind.CLASS),
    Stage.MIDDLE: (ShareKind.FAMILY, ShareKind.CLASS, ShareKind.PERSON),
    Stage.OLDER: (
        ShareKind.FAMILY,
        ShareKind.CLASS,
        ShareKind.PERSON,
        ShareKind.TEACHERS,
        ShareKind.CLASS_FAMILIES,
        ShareKind.SCREEN,
    ),
}
"""The rows of the picker by stage, in their order (visual.md); *just me* is none of them."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One row or face that may be ticked; `value` is what the form sends for it."""

    wish: Wish
    value: str
    name: str = ""
    """The group's name, or what the child calls the person."""
    face: str = ""
    is_class: bool = False
    """The group is a class on the roll, not a club or a trip."""


def offered(db: Session, sight: Sight, stage: Stage, at: Moment) -> list[Offer]:
    """All that the owner may tick, and what is ticked already even if the stage has no such row."""
    kinds = BY_STAGE[stage]
    live = {asked.wish_of(share) for share in asked.live_shares(db, sight.item_id)}
    all_offers = _all(db, sight.owner_id, at)
    return [offer for offer in all_offers if offer.wish.kind in kinds or offer.wish in live]


def ticked(db: Session, sight: Sight, offers: Iterable[Offer]) -> list[Offer]:
    """The offers that the item has as live shares."""
    live = {asked.wish_of(share) for share in asked.live_shares(db, sight.item_id)}
    return [offer for offer in offers if offer.wish in live]


def chosen(
    db: Session, sight: Sight, offers: Sequence[Offer], values: Iterable[str]
) -> list[Offer]:
    """The offers with those values; `NotThereError` for a value that never was one.

    A value for which the item was asked before, and which is offered no more, is left out: an
    older page that still has it may always make the audience smaller.
    """
    wanted = set(values)
    unknown = wanted - {offer.value for offer in offers}
    if unknown and unknown - _values_before(db, sight.item_id):
        raise NotThereError
    return [offer for offer in offers if offer.value in wanted]


def _values_before(db: Session, item_id: int) -> set[str]:
    asked_before = asked.ever_asked(db, item_id)
    return {f"{kind.value}:{named}" if named else kind.value for kind, named in asked_before}


def _all(db: Session, owner_id: int, at: Moment) -> list[Offer]:
    groups = circle.groups_of(db, owner_id, at, Role.PUPIL)
    family = circle.family_of(db, owner_id, at)
    return [
        Offer(Wish(ShareKind.FAMILY), "family"),
        *(
            Offer(
                Wish(ShareKind.CLASS, group_id=group.id),
                f"class:{group.public_id}",
                group.name,
                is_class=group.kind is GroupKind.CLASS,
            )
            for group in groups
        ),
        *(
            Offer(Wish(ShareKind.PERSON, row.id), f"person:{row.public_id}", row.name, row.face)
            for row in family
        ),
        Offer(Wish(ShareKind.TEACHERS), "teachers"),
        *(
            Offer(
                Wish(ShareKind.CLASS_FAMILIES, group_id=group.id),
                f"class_families:{group.public_id}",
                group.name,
            )
            for group in groups
        ),
        Offer(Wish(ShareKind.SCREEN), "screen"),
    ]


def circle_ids(db: Session, owner_id: int, at: Moment) -> dict[str, int]:
    """Whom the owner may look as: family, children and teachers of their groups; by public id.

    Not whom a restriction keeps from the owner: that they see nothing would tell of it (rule 10).
    """
    rows = [*circle.family_of(db, owner_id, at), *circle.teachers_of(db, owner_id, at)]
    for group in circle.groups_of(db, owner_id, at, Role.PUPIL):
        rows += circle.members_of(db, group.id, at)
        rows += circle.members_of(db, group.id, at, Role.TEACHER)
    away = circle.kept_from_child(db, owner_id, at) | {owner_id}
    return {row.public_id: row.id for row in rows if row.id not in away}
