"""What ends between being read and being used up is not used up: others may write just then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, select, update

from portfolio.core import tokens
from portfolio.core.errors import NotThereError
from portfolio.models import AddressLink, FreshLink, Invitation
from portfolio.models.enums import PersonKind
from portfolio.office.invitations import StaffPlace
from portfolio.signin import actions, links
from portfolio.signin.actions import Newcomer

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import ORMExecuteState, Session

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.signin.conftest import Doors

BROWSER = "a browser"
FACE = "s0h0c0p0k0w0a1m0"


def meanwhile(db: Session, deed: Callable[[], object]) -> None:
    """Do it after all reading, right before the first change in that unit."""
    done: list[object] = []

    def look(state: ORMExecuteState) -> None:
        if state.is_update and not done:
            done.append(True)
            deed()

    event.listen(db, "do_orm_execute", look)


@pytest.mark.parametrize("is_ended", [True, False])
def test_a_familys_letter(doors: Doors, database: Database, moment: Moment, is_ended: bool) -> None:
    token = doors.letter(doors.cast.owner, "Nana").rpartition("/")[2]
    with database.unit() as db:
        if is_ended:
            meanwhile(db, lambda: _end_letter(db, token, moment))
            with pytest.raises(NotThereError):
                actions.open_letter(db, token, moment, face=FACE)
        else:
            assert actions.open_letter(db, token, moment, face=FACE)


def test_a_staff_invitation(doors: Doors, database: Database, moment: Moment) -> None:
    path = doors.staff_invitation(StaffPlace("Mrs Lin"))
    token = path.rpartition("/")[2]
    newcomer = Newcomer(PersonKind.STAFF, "Maya", FACE, "Mrs Lin", "maya@example.org")
    with database.unit() as db:
        meanwhile(db, lambda: _end_letter(db, token, moment))
        with pytest.raises(NotThereError):
            actions.open_staff_invitation(db, token, moment, newcomer, "no hash")


def _end_letter(db: Session, token: str, at: Moment) -> None:
    is_it = Invitation.token_hash == tokens.fingerprint(token)
    db.execute(update(Invitation).where(is_it).values(ended_at=at.now))


@pytest.mark.parametrize("is_ended", [True, False])
def test_a_mailed_link(cast: Cast, database: Database, moment: Moment, is_ended: bool) -> None:
    token = tokens.new_token()
    with database.unit() as db:
        row = FreshLink(person_id=cast.gran.id, token_hash=tokens.fingerprint(token))
        row.browser_hash, row.made_at = tokens.fingerprint(BROWSER), moment.now
        row.expires_at = moment.now + timedelta(minutes=10)
        db.add(row)
    later = _later(moment)
    with database.unit() as db:
        if is_ended:
            meanwhile(db, lambda: actions.end_links(db, cast.gran.id, later))
            with pytest.raises(NotThereError):
                actions.use_fresh_link(db, token, BROWSER, moment)
        else:
            assert actions.use_fresh_link(db, token, BROWSER, moment) == cast.gran.id


def test_a_link_that_confirms_an_address(cast: Cast, database: Database, moment: Moment) -> None:
    token = tokens.new_token()
    with database.unit() as db:
        row = AddressLink(person_id=cast.gran.id, token_hash=tokens.fingerprint(token))
        row.email, row.made_at = "gran@example.org", moment.now
        row.expires_at = moment.now + links.ADDRESS_LASTS
        db.add(row)
    with database.unit() as db:
        meanwhile(db, lambda: actions.end_links(db, cast.gran.id, _later(moment)))
        with pytest.raises(NotThereError):
            actions.confirm_address(db, token, cast.gran.id, 0, moment)
        assert db.scalars(select(AddressLink.used_at)).all() == [None]


def _later(at: Moment) -> Moment:
    """Whoever ended it came after the unit began, so the new last moment lies before neither."""
    return replace(at, now=at.now + timedelta(seconds=1))
