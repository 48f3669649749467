"""Finding tablets, the codes that open one, and the children who may come in on one.

Which child is in a class today is asked of `visibility.circle`; no surname leaves this file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import func, or_, select

from portfolio.core import tokens
from portfolio.core.errors import NotThereError
from portfolio.models import Card, Group, Guess, Secret, SignIn, Tablet, TabletCode
from portfolio.tablets import naming
from portfolio.visibility import circle, roll
from portfolio.visibility.standing import teaches_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Row
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.models.enums import SecretKind, Stage

AnyRow: TypeAlias = "Row[*tuple[Any, ...]]"
"""A row whose columns each function names; views know it by this name, and no SQLAlchemy."""

Unit: TypeAlias = "Session"
"""A unit of work, by the name under which views know it."""

WRONG_ON_A_TABLET = 5
"""Wrong secrets for one child on one tablet within `WINDOW`; then the teacher helps, or the card.

Of 504 orders of three pictures that is one in a hundred. Counted for that child on that tablet
alone: whoever sits elsewhere locks nobody out (T52)."""

WINDOW = timedelta(minutes=30)

WRONG_AT_HOME = 10
"""Wrong secrets for one child by one family member within a day: the adult knows the child."""

A_DAY = timedelta(days=1)

WRONG_CODES = 200
"""Typed codes that open nothing, from everybody together within `CODE_WINDOW`: of 40 bits that is
less than one in 10^9. Then only the QR opens, so that no guesser stops a lesson."""

CODE_WINDOW = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class ThisTablet:
    """The tablet that a browser is, by its own cookie."""

    id: int
    public_id: str
    name: str
    group_id: int
    group_name: str
    stage: Stage
    made_by_id: int | None
    """Whose code opened it."""
    is_on: bool
    """Whether its class is on: children may come in."""


@dataclass(frozen=True, slots=True)
class TabletLine:
    """A tablet in its teacher's list."""

    public_id: str
    name: str
    device: str
    made_at: datetime
    on_until: datetime | None
    """None where the class is off."""
    who: str
    """The first name of the child whose session is on it; empty where there is none."""
    since: datetime | None
    """Since when: a child who was away too long may be gone, which only their browser knows."""


@dataclass(frozen=True, slots=True)
class FaceOfClass:
    """A child as a shared tablet shows them."""

    id: int
    public_id: str
    name: str
    face: str


@dataclass(frozen=True, slots=True)
class KnownSecret:
    """What a child knows: of which kind, its hash, and since when."""

    kind: SecretKind
    hash: str
    set_at: datetime


def by_token(db: Session, token: str, at: Moment) -> ThisTablet | None:
    """The tablet with that token.

    None once it was taken out, its class is over, or whoever opened it teaches the class no more.
    """
    row = db.execute(
        select(
            Tablet.id,
            Tablet.public_id,
            Tablet.name,
            Tablet.group_id,
            Group.name.label("group_name"),
            Group.stage,
            Tablet.made_by_id,
            Tablet.on_until,
        )
        .join(Group, Group.id == Tablet.group_id)
        .where(
            Tablet.token_hash == tokens.fingerprint(token),
            Tablet.revoked_at.is_(None),
            ~roll.is_over(at),
            or_(Tablet.made_by_id.is_(None), teaches_in(Tablet.made_by_id, Tablet.group_id, at)),
        )
    ).first()
    if row is None:
        return None
    return ThisTablet(*row[:7], is_on=row.on_until is not None and row.on_until > at.now)


def of_class(db: Session, teacher_id: int, group_id: int, at: Moment) -> list[TabletLine]:
    """The tablets of a class, oldest first, each with who is on it: no child they are kept from."""
    rows = db.execute(
        select(
            Tablet.id,
            Tablet.public_id,
            Tablet.name,
            Tablet.device,
            Tablet.made_at,
            Tablet.on_until,
        )
        .where(Tablet.group_id == group_id, Tablet.revoked_at.is_(None))
        .order_by(Tablet.id)
    ).all()
    there = _on_tablets(db, teacher_id, group_id, at)
    return [
        TabletLine(
            *row[1:5],
            on_until=row.on_until if row.on_until and row.on_until > at.now else None,
            who=there[row.id][0] if row.id in there else "",
            since=there[row.id][1] if row.id in there else None,
        )
        for row in rows
    ]


def _on_tablets(
    db: Session, teacher_id: int, group_id: int, at: Moment
) -> dict[int, tuple[str, datetime]]:
    """Which tablet of the class has which of its children on it, and since when."""
    mine = circle.children_for(db, teacher_id, group_id, at)
    children = {child.id: child.name for child in _as_faces(mine)}
    rows = db.execute(
        select(SignIn.tablet_id, SignIn.person_id, SignIn.made_at)
        .join(Tablet, Tablet.id == SignIn.tablet_id)
        .where(
            Tablet.group_id == group_id,
            Tablet.on_until > at.now,
            SignIn.ended_at.is_(None),
            SignIn.expires_at > at.now,
        )
        .order_by(SignIn.id)
    )
    return {
        row.tablet_id: (children[row.person_id], row.made_at)
        for row in rows
        if row.person_id in children
    }


def numbers_of(db: Session, group_id: int) -> Sequence[int]:
    """The numbers of the class's tablets."""
    mine = (Tablet.group_id == group_id, Tablet.revoked_at.is_(None))
    return db.scalars(select(Tablet.id).where(*mine).order_by(Tablet.id)).all()


def tablet_or_404(db: Session, group_id: int, public_id: str) -> AnyRow:
    """A tablet of that class: (id, name); `NotThereError` otherwise."""
    row = db.execute(
        select(Tablet.id, Tablet.name).where(
            Tablet.public_id == public_id,
            Tablet.group_id == group_id,
            Tablet.revoked_at.is_(None),
        )
    ).first()
    if row is None:
        raise NotThereError
    return row


def code_by_token(db: Session, token: str, at: Moment) -> AnyRow | None:
    """The code whose QR that is, while it opens: (id, group_id, made_by_id, group_name)."""
    return _code(db, TabletCode.token_hash == tokens.fingerprint(token), at)


def code_by_code(db: Session, code: str, key: str, at: Moment) -> AnyRow | None:
    """The same by the short code; `key` is the server's."""
    return _code(db, TabletCode.code_hash == tokens.keyed_fingerprint(code, key), at)


def _code(db: Session, is_it: ColumnElement[bool], at: Moment) -> AnyRow | None:
    row: AnyRow | None = db.execute(
        select(
            TabletCode.id,
            TabletCode.group_id,
            TabletCode.made_by_id,
            Group.name.label("group_name"),
        )
        .join(Group, Group.id == TabletCode.group_id)
        .where(
            is_it,
            TabletCode.used_at.is_(None),
            TabletCode.expires_at > at.now,
            teaches_in(TabletCode.made_by_id, TabletCode.group_id, at),
        )
    ).first()
    return row


def faces(db: Session, tablet: ThisTablet, at: Moment) -> list[FaceOfClass]:
    """The children of the class today as that tablet shows them; no surname leaves.

    It may be a phone of whoever opened it: a child from whom they are kept is not on it.
    """
    if tablet.made_by_id is None:
        return _as_faces(circle.members_of(db, tablet.group_id, at))
    return _as_faces(circle.children_for(db, tablet.made_by_id, tablet.group_id, at))


def _as_faces(rows: Sequence[AnyRow]) -> list[FaceOfClass]:
    called = naming.shown((row.id, row.name, row.surname) for row in rows)
    return [FaceOfClass(row.id, row.public_id, called[row.id], row.face) for row in rows]


def face_or_404(db: Session, tablet: ThisTablet | None, public_id: str, at: Moment) -> FaceOfClass:
    """A child of the tablet's class while it is on; `NotThereError` for everybody else."""
    if tablet is not None and tablet.is_on:
        for child in faces(db, tablet, at):
            if child.public_id == public_id:
                return child
    raise NotThereError


def my_child_or_404(db: Session, adult_id: int, public_id: str, at: Moment) -> FaceOfClass:
    """A child tied to the family member today and not kept from them; `NotThereError` otherwise."""
    for row in circle.children_of(db, adult_id, at):
        if row.public_id == public_id:
            return FaceOfClass(row.id, row.public_id, row.name, row.face)
    raise NotThereError


def secret_of(db: Session, pupil_id: int) -> KnownSecret | None:
    """The child's secret; None before they got one."""
    known = select(Secret.kind, Secret.hash, Secret.set_at).where(Secret.person_id == pupil_id)
    row = db.execute(known).first()
    return None if row is None else KnownSecret(*row)


def is_card_of(db: Session, code: str, pupil_id: int) -> bool:
    """Whether that is the code of that very child's card, and it has not been replaced."""
    return pupil_id == owner_of_card(db, code)


def owner_of_card(db: Session, code: str) -> int | None:
    """Whose card that is; None for one that opens nothing."""
    mine = (Card.token_hash == tokens.fingerprint(code), Card.ended_at.is_(None))
    return db.scalars(select(Card.person_id).where(*mine)).first()


def subject_on_tablet(tablet_id: int, pupil_id: int) -> str:
    """Against what a wrong secret is counted: that child on that tablet, and nowhere else."""
    return "tablet:" + tokens.fingerprint(f"{tablet_id} {pupil_id}")


def subject_at_home(adult_id: int, pupil_id: int) -> str:
    """The same where a family member let the child in."""
    return "home:" + tokens.fingerprint(f"{adult_id} {pupil_id}")


SUBJECT_OF_CODES = "tablet-code"


def counted_from(at: Moment, window: timedelta, set_at: datetime) -> datetime:
    """From when wrong secrets count: the window, or the secret if it is newer."""
    return max(at.now - window, set_at)


def is_guessed_out_on(
    db: Session, tablet: ThisTablet, pupil_id: int, secret: KnownSecret | None, at: Moment
) -> bool:
    """Whether the child must be helped on that tablet.

    A new secret begins anew; whoever switches the class on takes back what was wrong before.
    """
    if secret is None:
        return False
    since = counted_from(at, WINDOW, secret.set_at)
    return _wrong(db, subject_on_tablet(tablet.id, pupil_id), since) >= WRONG_ON_A_TABLET


def is_guessed_out_at_home(
    db: Session, adult_id: int, pupil_id: int, secret: KnownSecret | None, at: Moment
) -> bool:
    """Whether the family member tried too often for that child's secret."""
    if secret is None:
        return False
    since = counted_from(at, A_DAY, secret.set_at)
    return _wrong(db, subject_at_home(adult_id, pupil_id), since) >= WRONG_AT_HOME


def are_codes_guessed_out(db: Session, at: Moment) -> bool:
    """Whether too many typed codes opened nothing."""
    return _wrong(db, SUBJECT_OF_CODES, at.now - CODE_WINDOW) >= WRONG_CODES


def _wrong(db: Session, subject: str, since: datetime) -> int:
    return db.scalar(select(func.count()).where(Guess.subject == subject, Guess.at > since)) or 0


LET_IN_LASTS = timedelta(minutes=10)
"""How long a browser may ask for the secret of a child who was let in there."""


def let_in_by(db: Session, token: str, at: Moment) -> int | None:
    """The adult whose session with that token ended just now, to let a child in."""
    ended = (
        SignIn.token_hash == tokens.fingerprint(token),
        SignIn.ended_at > at.now - LET_IN_LASTS,
    )
    return db.scalars(select(SignIn.person_id).where(*ended)).first()
