"""Wrong secrets on shared tablets: which children of a class wait for help, and letting them try.

Counted for one child on one tablet, since the child got the secret that is asked for: what was
typed for an older one says nothing about this one. Switching the class on, or helping the child,
takes the wrong ones away.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from portfolio.log import actions as log
from portfolio.models import Guess, Secret, Tablet
from portfolio.tablets.queries import (
    WINDOW,
    WRONG_ON_A_TABLET,
    counted_from,
    numbers_of,
    subject_on_tablet,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment


def waiting(db: Session, group_id: int, pupil_ids: Collection[int], at: Moment) -> set[int]:
    """Which of these children of the class must be helped on one of its tablets that is on."""
    since = _since(db, group_id, pupil_ids, at)
    if not since:
        return set()
    pupil_of = {subject_on_tablet(tablet, pupil): pupil for tablet, pupil in since}
    from_of = {subject_on_tablet(*one): start for one, start in since.items()}
    tried = select(Guess.subject, Guess.at).where(
        Guess.subject.in_(pupil_of), Guess.at > at.now - WINDOW
    )
    wrong = Counter(row.subject for row in db.execute(tried) if row.at > from_of[row.subject])
    return {pupil_of[one] for one, times in wrong.items() if times >= WRONG_ON_A_TABLET}


def _since(
    db: Session, group_id: int, pupil_ids: Collection[int], at: Moment
) -> dict[tuple[int, int], datetime]:
    """From when wrong secrets count, for each (tablet that is on, child)."""
    is_on = Tablet.group_id == group_id, Tablet.revoked_at.is_(None), Tablet.on_until > at.now
    tablets = db.scalars(select(Tablet.id).where(*is_on)).all()
    if not tablets:
        return {}
    known = select(Secret.person_id, Secret.set_at).where(Secret.person_id.in_(pupil_ids))
    return {
        (tablet, child.person_id): counted_from(at, WINDOW, child.set_at)
        for child in db.execute(known).all()
        for tablet in tablets
    }


def let_try_again(db: Session, group_id: int, pupil_id: int, at: Moment, *, by: int) -> None:
    """The child's wrong secrets on the tablets of that class count no more."""
    forget(db, numbers_of(db, group_id), [pupil_id])
    log.write(db, "tries_cleared", at, by, pupil=pupil_id, group=group_id)


def forget(db: Session, tablet_ids: Collection[int], pupil_ids: Collection[int]) -> None:
    """The wrong secrets of these children on these tablets count no more."""
    subjects = [subject_on_tablet(tablet, pupil) for tablet in tablet_ids for pupil in pupil_ids]
    db.execute(delete(Guess).where(Guess.subject.in_(subjects)))
