"""Making the letters that a list of ties asks for, in the unit of whoever said yes. It ties nobody.

The caller has compared the plan under the roll's lock (`taking_over.hold`) in the same unit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.core.words import alike
from portfolio.log import actions as log
from portfolio.paper import actions as paper

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.roll.planning.letters import LettersPlan, NewLetter


def ask(db: Session, plan: LettersPlan, digest: str, at: Moment, *, by: int) -> list[str]:
    """Begin the letters of each class; gives the public ids of the runs, in the plan's order."""
    log.write(db, "letters_asked_for", at, by, file=digest, letters=len(plan.letters))
    return [
        paper.begin_letters(db, group_id, list(_wishes(letters)), "", at, by)
        for group_id, letters in plan.by_class().items()
    ]


def _wishes(letters: list[NewLetter]) -> Iterable[paper.LetterWish]:
    """What paper makes of them: a second letter into one new home says so."""
    for before, letter in zip([None, *letters], letters, strict=False):
        yield paper.LetterWish(
            letter.child.id,
            letter.called,
            letter.home_id,
            letter.home,
            is_same=before is not None and _is_one_home(before, letter),
            language=letter.language,
        )


def _is_one_home(before: NewLetter, letter: NewLetter) -> bool:
    are_new = before.home_id is None and letter.home_id is None
    is_same_child = before.child.id == letter.child.id
    return are_new and is_same_child and alike(before.home) == alike(letter.home)
