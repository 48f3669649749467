"""Opening a class on a tablet, switching it on and off, and taking a tablet out for good.

Whatever ends here ends in the same unit: whoever is signed in on the tablet is signed out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select, update

from portfolio.core import tokens
from portfolio.core.errors import NotThereError
from portfolio.log import actions as log
from portfolio.models import Tablet, TabletCode
from portfolio.signin import actions as signin
from portfolio.tablets import tries
from portfolio.visibility import circle, roll
from portfolio.visibility.standing import teaches_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.tablets.queries import AnyRow

CODE_LASTS = timedelta(minutes=5)
"""The issue's figure: as long as it takes to walk to a tablet."""


@dataclass(frozen=True, slots=True)
class NewCode:
    """What the teacher shows to a tablet, once: the long token of the QR, and what is typed."""

    token: str
    code: str


def make_code(db: Session, group_id: int, key: str, at: Moment, *, by: int) -> NewCode:
    """A code that opens the class on one tablet; the one before it opens nothing any more.

    `key` is the server's (see `tokens.keyed_fingerprint`).
    """
    unused = update(TabletCode).where(TabletCode.group_id == group_id, TabletCode.made_by_id == by)
    db.execute(unused.where(TabletCode.used_at.is_(None)).values(expires_at=at.now))
    new = NewCode(tokens.new_token(), tokens.new_code(tokens.SHORTEST_CODE))
    db.add(
        TabletCode(
            group_id=group_id,
            made_by_id=by,
            token_hash=tokens.fingerprint(new.token),
            code_hash=tokens.keyed_fingerprint(new.code, key),
            made_at=at.now,
            expires_at=at.now + CODE_LASTS,
        )
    )
    log.write(db, "tablet_code_made", at, by, group=group_id)
    return new


def enrol(db: Session, code: AnyRow, name: str, device: str, at: Moment, until: datetime) -> str:
    """Use the code up: this device is a tablet of its class from now on, and the class is on.

    Gives the device's token, which is kept nowhere else; `NotThereError` where another device was
    first. `name` with "%d" in it is numbered.
    """
    claim = update(TabletCode).where(TabletCode.id == code.id, TabletCode.used_at.is_(None))
    if db.execute(claim.values(used_at=at.now).returning(TabletCode.id)).first() is None:
        raise NotThereError
    return open_on(db, Place(code.group_id, code.made_by_id, name, device), at, until)


@dataclass(frozen=True, slots=True)
class Place:
    """A tablet to be: for which class, opened by whom, its name with "%d" for its number."""

    group_id: int
    by: int | None
    name: str
    device: str


def open_on(db: Session, place: Place, at: Moment, until: datetime) -> str:
    """Make the tablet; gives its token."""
    token = tokens.new_token()
    before = select(func.count()).where(Tablet.group_id == place.group_id)
    tablet = Tablet(
        public_id=tokens.public_id(),
        group_id=place.group_id,
        name=place.name.replace("%d", str((db.scalar(before) or 0) + 1)),
        token_hash=tokens.fingerprint(token),
        device=place.device[:120],
        made_by_id=place.by,
        made_at=at.now,
        on_from=at.now,
        on_until=until,
    )
    db.add(tablet)
    db.flush()
    log.write(db, "tablet_opened", at, place.by, tablet=tablet.id, group=place.group_id)
    return token


def rename(db: Session, tablet_id: int, name: str, at: Moment, *, by: int) -> None:
    """What the teacher calls it from now on."""
    db.get_one(Tablet, tablet_id).name = name
    log.write(db, "tablet_named", at, by, tablet=tablet_id)


def switch_on(
    db: Session, tablet_ids: Sequence[int], until: datetime, at: Moment, *, by: int
) -> None:
    """The class is on until then; wrong secrets of before count no more.

    Save for a child from whom `by` is kept: a teacher could else begin her guesses anew.
    """
    for tablet_id in tablet_ids:
        tablet = db.get_one(Tablet, tablet_id)
        tablet.on_from, tablet.on_until = at.now, until
        log.write(db, "tablet_on", at, by, tablet=tablet_id)
    groups = select(Tablet.group_id).where(Tablet.id.in_(tablet_ids)).distinct()
    for group_id in db.scalars(groups).all():
        children = circle.children_for(db, by, group_id, at)
        tries.forget(db, tablet_ids, [child.id for child in children])


def switch_off(db: Session, tablet_ids: Sequence[int], at: Moment, *, by: int) -> None:
    """The class is off: nobody comes in, and whoever is signed in is signed out."""
    for tablet_id in tablet_ids:
        db.get_one(Tablet, tablet_id).on_until = None
        signin.end_on_tablet(db, tablet_id, at)
        log.write(db, "tablet_off", at, by, tablet=tablet_id)


def revoke(db: Session, tablet_id: int, at: Moment, *, by: int | None) -> None:
    """The device is no tablet of the class any more; whoever is signed in is signed out."""
    tablet = db.get_one(Tablet, tablet_id)
    tablet.revoked_at, tablet.on_until = at.now, None
    signin.end_on_tablet(db, tablet_id, at)
    log.write(db, "tablet_revoked", at, by, tablet=tablet_id)


def revoke_opened_by(db: Session, person_id: int, at: Moment, *, by: int) -> None:
    """Somebody teaches a class no more: the tablets that they opened for it may be their own."""
    _revoke_all(db, and_(Tablet.made_by_id == person_id, _is_left(at)), at, by)


def revoke_past(db: Session, at: Moment, *, by: int | None) -> None:
    """A class that has nobody any more, such as last year's, has no tablets either.

    Nor has any class those that were opened by somebody who teaches it no more.
    """
    is_over = Tablet.group_id.in_(roll.groups_over(db, at))
    _revoke_all(db, or_(is_over, _is_left(at)), at, by)


def _is_left(at: Moment) -> ColumnElement[bool]:
    teaches = teaches_in(Tablet.made_by_id, Tablet.group_id, at)
    return and_(Tablet.made_by_id.is_not(None), ~teaches)


def _revoke_all(db: Session, which: ColumnElement[bool], at: Moment, by: int | None) -> None:
    found = select(Tablet.id).where(which, Tablet.revoked_at.is_(None)).order_by(Tablet.id)
    for tablet_id in db.scalars(found).all():
        revoke(db, tablet_id, at, by=by)
