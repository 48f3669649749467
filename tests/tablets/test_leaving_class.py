"""A child who leaves a class is signed out on its tablets, by whatever road they leave."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from portfolio.core import clock
from portfolio.jobs import Means
from portfolio.models import Membership, RollKey
from portfolio.models.enums import RollKeyKind
from portfolio.roll.actions import year
from tests.client import client_for, nobody_for
from tests.roll.conftest import Desk

if TYPE_CHECKING:
    from portfolio.settings import Settings
    from tests.cast import Cast
    from tests.client import SiteClient
    from tests.tablets.conftest import Room

HEAD = "Number,First name,Surname,Class\n"


def on_tablets(room: Room) -> tuple[SiteClient, SiteClient]:
    """Amina and a classmate, each at a tablet of Oak's."""
    browsers = room.tablet(), room.tablet()
    for browser, child in zip(browsers, (room.cast.owner, room.cast.classmate), strict=True):
        _card, word = room.secret(child)
        room.comes_in(browser, child, word)
        assert browser.get("/space").status_code == 200, "so there is something to lose"
    return browsers


def leaves(room: Room, road: str) -> None:
    """Amina leaves Oak: by her teacher's press, or by a list that has her in another class."""
    cast = room.cast
    if road == "by hand":
        path = f"/class/{cast.group.public_id}/children/{cast.owner.public_id}/leave"
        assert room.teacher().post(path).status_code == 303
        return
    with cast.database.unit() as db:
        db.add(RollKey(kind=RollKeyKind.PUPIL, key="p1", person_id=cast.owner.id))
    row = f"p1,Amina,Khan,{cast.other_group.name}\n"
    Desk(client_for(room.app, cast.office)).takes_over((HEAD + row).encode())


@pytest.mark.parametrize("road", ["by hand", "by a list"])
def test_the_child_is_out_and_others_go_on(room: Room, road: str) -> None:
    hers, classmates = on_tablets(room)
    leaves(room, road)
    assert hers.get("/space").status_code == 404
    assert classmates.get("/space").status_code == 200


def test_on_a_tablet_of_another_class_of_hers_she_goes_on(room: Room, cast: Cast) -> None:
    cast.joins(cast.owner, cast.other_group)
    elsewhere = nobody_for(room.app)
    code = room.code(client_for(room.app, cast.other_teacher), cast.other_group)[1]
    assert elsewhere.fill_in("/tablet", code=code).status_code == 303
    _card, word = room.secret(cast.owner)
    room.comes_in(elsewhere, cast.owner, word)
    leaves(room, "by hand")
    assert elsewhere.get("/space").status_code == 200


def test_an_end_that_was_set_before_signs_out_with_its_day(
    room: Room, cast: Cast, settings: Settings
) -> None:
    hers, classmates = on_tablets(room)
    in_oak = Membership.person_id == cast.owner.id, Membership.group_id == cast.group.id
    for until, status in ((cast.at.today + timedelta(days=1), 200), (cast.at.today, 404)):
        with cast.database.unit() as db:
            db.execute(update(Membership).where(*in_oak).values(until_on=until))
            at = clock.moment(settings.time_zone)
            year.arrive(Means(db, at, settings, None))  # type: ignore[arg-type]
        assert hers.get("/space").status_code == status
        assert classmates.get("/space").status_code == 200
