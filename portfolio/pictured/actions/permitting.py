"""The office keeps how far pictures of a child may go. A no holds from the next request on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.log import actions as log
from portfolio.models import PhotoPermission
from portfolio.visibility import permits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.models.enums import ShareKind


def permit(
    db: Session, pupil_id: int, said: Mapping[ShareKind, bool], at: Moment, *, by: int
) -> bool:
    """Pictures of the child may go so far from today on; whether anything is new.

    What held before ends today: the first day without it is this one.
    """
    holds = permits.permits(db, pupil_id, at)
    new = {kind: allowed for kind, allowed in said.items() if holds[kind] is not allowed}
    for kind, allowed in new.items():
        for row in permits.live_rows(db, pupil_id, kind, at):
            row.until_on = at.today
        db.add(PhotoPermission(pupil_id=pupil_id, kind=kind, allowed=allowed, from_on=at.today))
        word = "yes" if allowed else "no"
        log.write(db, "photos_allowed", at, by, pupil=pupil_id, kind=kind.value, allowed=word)
    db.flush()
    return bool(new)
