"""What an owner has asked for: the live shares of an item, and how the item stands by them.

For the owner's own pages and actions, after the rule has said that they are the owner. It tells
nobody who sees what: `rule.py` does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from sqlalchemy import func, or_, select

from portfolio.core.database import at_most
from portfolio.models import Check, Group, Item, Person, Revision, Share
from portfolio.models.enums import CheckResult, ShareKind
from portfolio.visibility import statements
from portfolio.visibility.proposals import Wish, is_checked_first
from portfolio.visibility.rule import SHARE, by_viewer, is_waiting
from portfolio.visibility.standing import asked_at

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Row
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.models.enums import Checks, PersonKind
    from portfolio.visibility.rule import Reason
    from portfolio.visibility.viewer import Viewer


LiveShares: TypeAlias = "Sequence[Share]"
"""The shares of one item that have not ended, for those who hand them on unread."""


class Standing(StrEnum):
    """How an item stands, for its owner; each has its shape (components/state.html)."""

    KEPT = "kept"
    """Its owner's alone."""
    WAITING = "waiting"
    """A teacher has yet to look at something of it."""
    UP = "up"
    """Others see it as it is now, or as it was."""
    SENT_BACK = "sent_back"
    """A teacher sent the newest that was asked for back, with a note."""


@dataclass(slots=True)
class _Facts:
    """What the shares and the newest check of one item say."""

    up: list[int] = field(default_factory=list)
    waits: bool = False
    ended: list[datetime] = field(default_factory=list)
    check: Row[Any] | None = None

    def standing(self) -> Standing:
        if self.waits:
            return Standing.WAITING
        if self._is_sent_back():
            return Standing.SENT_BACK
        return Standing.UP if self.up else Standing.KEPT

    def _is_sent_back(self) -> bool:
        """A note stands until something newer is up, or its owner took the thing down since."""
        check = self.check
        if check is None or check.result is not CheckResult.SENT_BACK:
            return False
        if self.up:
            return max(self.up) <= int(check.revision_id)
        return all(ended <= check.at for ended in self.ended)


def standings(db: Session, item_ids: Collection[int]) -> dict[int, Standing]:
    """How each of the items stands, for their owner's lists: two questions in all."""
    facts = {item_id: _Facts() for item_id in item_ids}
    if not facts:
        return {}
    for share in db.execute(_shares_of_all(item_ids)):
        _note_share(facts[share.item_id], share)
    for check in db.execute(_checks_of_all(item_ids)):
        facts[check.item_id].check = check
    return {item_id: fact.standing() for item_id, fact in facts.items()}


def _note_share(fact: _Facts, share: Row[Any] | Share) -> None:
    if share.ended_at is not None:
        fact.ended.append(share.ended_at)
        return
    fact.waits = fact.waits or share.waiting_revision_id is not None
    if share.up_revision_id is not None:
        fact.up.append(share.up_revision_id)


def _shares_of_all(item_ids: Collection[int]) -> Any:  # noqa: ANN401 -- a Select of plain columns
    return select(
        Share.item_id, Share.ended_at, Share.waiting_revision_id, Share.up_revision_id
    ).where(Share.item_id.in_(item_ids))


def _checks_of_all(item_ids: Collection[int]) -> Any:  # noqa: ANN401 -- a Select of plain columns
    return (
        select(Check.item_id, Check.revision_id, Check.result, Check.at)
        .where(Check.item_id.in_(item_ids), Check.undone_at.is_(None))
        .order_by(Check.id)
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """All that an owner's page of one item needs: its live shares, how it stands, the note.

    `note` is the teacher's where the item was sent back; else empty.
    """

    shares: list[Share]
    standing: Standing
    note: str


def asked_of(db: Session, item_id: int) -> Asked:
    """How one item stands, for its owner's page: two questions in all."""
    facts = _Facts()
    shares = db.scalars(select(Share).where(Share.item_id == item_id).order_by(Share.id)).all()
    for share in shares:
        _note_share(facts, share)
    facts.check = db.execute(_newest_check(item_id)).first()
    standing = facts.standing()
    note = facts.check.note if facts.check and standing is Standing.SENT_BACK else ""
    return Asked([share for share in shares if share.ended_at is None], standing, note)


def _newest_check(item_id: int) -> Any:  # noqa: ANN401 -- a Select of plain columns
    return (
        select(Check.revision_id, Check.result, Check.at, Check.note)
        .where(Check.item_id == item_id, Check.undone_at.is_(None))
        .order_by(Check.id.desc())
        .limit(at_most(1))
    )


def live_shares(db: Session, item_id: int) -> Sequence[Share]:
    """The shares of an item that have not ended, whether up, waiting or neither."""
    return db.scalars(
        select(Share).where(Share.item_id == item_id, Share.ended_at.is_(None)).order_by(Share.id)
    ).all()


def waiting_of(db: Session, owner_id: int) -> Sequence[Share]:
    """The owner's live shares in which something waits for a look."""
    waits = is_waiting(SHARE)
    return db.scalars(select(Share).where(Share.owner_id == owner_id, waits)).all()


def owners_waiting(db: Session) -> Sequence[int]:
    """Everybody of whom something waits for a look."""
    return db.scalars(select(Share.owner_id).where(is_waiting(SHARE)).distinct()).all()


def ever_asked(db: Session, item_id: int) -> set[tuple[ShareKind, str | None]]:
    """For whom an item was ever asked: kinds, with the person's or the group's public id."""
    named = func.coalesce(Person.public_id, Group.public_id)
    rows = db.execute(
        select(Share.kind, named)
        .outerjoin(Person, Person.id == Share.person_id)
        .outerjoin(Group, Group.id == Share.group_id)
        .where(Share.item_id == item_id)
    )
    return {(kind, public_id) for kind, public_id in rows}


def wish_of(share: Share) -> Wish:
    """The share as what was wished for."""
    return Wish(share.kind, share.person_id, share.group_id)


def showing(shares: Iterable[Share], revision_id: int) -> dict[Wish, bool]:
    """The lines that are up, and whether what they show is this very revision."""
    return {
        wish_of(share): share.up_revision_id == revision_id
        for share in shares
        if share.up_revision_id is not None
    }


class Shown(NamedTuple):
    """Why somebody sees an item, and the newest revision that they see of it."""

    why: frozenset[Reason]
    revision_id: int


def shown_to(db: Session, item_id: int, at: Moment) -> dict[int, Shown]:
    """Everybody who sees the item at that moment, by number: for its owner's page."""
    asks = {"which": item_id, "for_whom": 0, **asked_at(at)}
    rows = db.execute(statements.viewers(None), asks).all()
    newest: dict[int, int] = {}
    for row in rows:
        newest[row.viewer_id] = max(row.revision_id, newest.get(row.viewer_id, 0))
    return {number: Shown(why, newest[number]) for number, why in by_viewer(rows).items()}


@dataclass(frozen=True, slots=True)
class Lines:
    """What the live shares of one item do today: show something, wait for a look, or neither."""

    shows: bool
    waiting_ids: tuple[int, ...]
    waits_over_older: bool
    """Some who wait for the new one see an older one meanwhile."""
    on_screen: bool
    to_screen: bool
    """The screen waits for its first look."""


def lines_of(shares: Iterable[Share]) -> Lines:
    """The shares by what they do."""
    live = list(shares)
    shown = [share for share in live if share.up_revision_id is not None]
    waiting = [share for share in live if share.waiting_revision_id is not None]
    return Lines(
        shows=bool(shown),
        waiting_ids=tuple(share.id for share in waiting),
        waits_over_older=any(share in shown for share in waiting),
        on_screen=_has_screen(shown),
        to_screen=_has_screen(share for share in waiting if share not in shown),
    )


def _has_screen(shares: Iterable[Share]) -> bool:
    return any(share.kind is ShareKind.SCREEN for share in shares)


def is_so(shares: Iterable[Share], wishes: Collection[Wish], revision_id: int) -> bool:
    """Whether the live shares are those wishes, each with this revision up or waiting."""
    live = {wish_of(share): share for share in shares}
    return set(live) == set(wishes) and all(
        revision_id in {share.up_revision_id, share.waiting_revision_id} for share in live.values()
    )


def last_ended(db: Session, item_id: int, since: datetime) -> Sequence[Share]:
    """The shares that ended together last, if that was after `since`: what an undo brings back."""
    ended = db.scalars(
        select(Share)
        .where(Share.item_id == item_id, Share.ended_at > since)
        .order_by(Share.ended_at.desc(), Share.id)
    ).all()
    return [share for share in ended if share.ended_at == ended[0].ended_at]


def is_asked_since(db: Session, item_id: int, since: datetime | None) -> bool:
    """Whether the owner asked for anybody, or sent a revision, after that moment (None: never)."""
    if since is None:
        return False
    asked = select(Share.id).where(Share.item_id == item_id, Share.asked_at > since)
    sent = select(Revision.id).where(Revision.item_id == item_id, Revision.sent_at > since)
    return bool(db.scalar(select(or_(asked.exists(), sent.exists()))))


def waits_for_older(db: Session, share: Share) -> bool:
    """Whether what waits in the share was replaced by a newer revision that was sent."""
    sent = select(func.max(Revision.id)).where(
        Revision.item_id == share.item_id, Revision.sent_at.is_not(None)
    )
    return share.waiting_revision_id not in {None, db.scalar(sent)}


def waits_for_nobody(share: Share, checks: Checks, owner: PersonKind) -> bool:
    """Whether something waits in the share that needs no look any more: nobody would give it."""
    is_looked_at = is_checked_first(share.kind, checks, owner)
    return share.waiting_revision_id is not None and not is_looked_at


def is_draft(revision: Revision) -> bool:
    """Whether the revision was never sent, so that it may still be changed."""
    return revision.sent_at is None


def shows_older(shares: Iterable[Share], revision_id: int) -> bool:
    """Whether others see an older revision while nobody was asked to look at this one."""
    return any(
        share.up_revision_id not in {None, revision_id} and share.waiting_revision_id != revision_id
        for share in shares
    )


def binned(db: Session, viewer: Viewer, public_id: str, since: datetime) -> Item | None:
    """The viewer's own item that lies in the bin since a time after `since`, or None."""
    return db.scalars(
        select(Item).where(
            Item.public_id == public_id,
            Item.owner_id == viewer.id,
            Item.deleted_at > since,
            Item.sealed_at.is_(None),
        )
    ).first()
