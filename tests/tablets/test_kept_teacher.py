"""A teacher who is kept from a child of her class: no tablet lets her come in as that child."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from portfolio.core import clock, tokens
from portfolio.jobs import Means
from portfolio.models import Guess
from portfolio.roll.actions import apart
from portfolio.tablets.queries import WRONG_ON_A_TABLET
from tests.client import client_for
from tests.rows import fingerprint, how_many
from tests.tablets.conftest import door
from tests.tablets.test_tries import WAITS, lock

if TYPE_CHECKING:
    from portfolio.settings import Settings
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.tablets.conftest import Room


def keeps(cast: Cast, somebody: Somebody, days: int = 0) -> None:
    """The office keeps somebody from the owner, from today or so many days on."""
    on = cast.at.today + timedelta(days=days)
    new = apart.Keeping(somebody.id, cast.owner.id, "An order", on, None)
    with cast.database.unit() as db:
        apart.keep_apart(db, new, cast.at, by=cast.office.id)


def switch_on(room: Room, who: Somebody, *, is_all: bool) -> None:
    """One who teaches Oak switches it on, on all its tablets or on the newest."""
    path = f"/class/{room.cast.group.public_id}/tablets"
    teacher = client_for(room.app, who)
    one = f"{path}/{room.last().public_id}/on"
    sent = teacher.post(f"{path}/on", data={"until": "23:59"}) if is_all else teacher.post(one)
    assert sent.status_code == 303


@pytest.mark.parametrize("is_before", [True, False])
def test_on_a_tablet_that_she_opened_the_child_is_absent(
    room: Room, cast: Cast, *, is_before: bool
) -> None:
    card, word = room.secret(cast.owner)
    phone = room.tablet(cast.second_teacher) if is_before else None
    if phone is not None:
        assert cast.owner.name in phone.get("/tablet").text
        assert phone.get(door(cast.owner)).status_code == 200, "so there is something to lose"
    keeps(cast, cast.second_teacher)
    phone = phone or room.tablet(cast.second_teacher)
    before = fingerprint(cast.database)
    faces = phone.get("/tablet").text
    assert cast.owner.name not in faces
    assert cast.classmate.name in faces
    unknown = tokens.public_id()
    for end, sent in (("", None), ("/secret", None), ("/secret", word), ("/card", card)):
        answers = []
        for child in (cast.owner.public_id, unknown):
            path = f"/tablet/people/{child}{end}"
            said = {"secret": word, "code": card}
            answer = phone.get(path) if sent is None else phone.post(path, data=said)
            assert answer.status_code == 404, path
            answers.append(answer.text.replace(child, ""))
        assert answers[0] == answers[1], end
    assert phone.get(f"/tablet/card/{card}").status_code == 404
    assert fingerprint(cast.database) == before


def test_what_others_opened_has_the_child_and_hers_has_it_again_once_it_is_over(
    room: Room, cast: Cast
) -> None:
    hers, others = room.tablet(cast.second_teacher), room.tablet()
    _card, word = room.secret(cast.owner)
    keeps(cast, cast.second_teacher)
    assert hers.get(door(cast.owner)).status_code == 404
    room.comes_in(others, cast.owner, word)
    cast.lifts_restrictions(cast.second_teacher)
    room.comes_in(hers, cast.owner, word)


@pytest.mark.parametrize("is_all", [True, False])
def test_switching_on_gives_her_no_new_guesses_for_the_child(
    room: Room, cast: Cast, *, is_all: bool
) -> None:
    tablet = room.tablet()
    _card, word = room.secret(cast.owner)
    _card, others = room.secret(cast.classmate)
    keeps(cast, cast.second_teacher)
    lock(tablet, cast.owner)
    lock(tablet, cast.classmate)
    switch_on(room, cast.second_teacher, is_all=is_all)
    assert tablet.post(door(cast.owner), data={"secret": word}).status_code == 429
    assert how_many(cast.database, Guess) == WRONG_ON_A_TABLET
    assert room.teacher().get("/class").text.count(WAITS) == 1
    room.comes_in(tablet, cast.classmate, others)
    room.finishes(tablet)
    switch_on(room, cast.teacher, is_all=is_all)
    room.comes_in(tablet, cast.owner, word)


def test_what_the_child_does_on_her_tablet_ends_and_elsewhere_goes_on(
    room: Room, cast: Cast
) -> None:
    hers, others, classmates = (
        room.tablet(cast.second_teacher),
        room.tablet(),
        room.tablet(cast.second_teacher),
    )
    _card, word = room.secret(cast.owner)
    room.comes_in(hers, cast.owner, word)
    room.comes_in(others, cast.owner, word)
    _card, word = room.secret(cast.classmate)
    room.comes_in(classmates, cast.classmate, word)
    keeps(cast, cast.second_teacher, days=1)
    browsers = (hers, others, classmates)
    assert [one.get("/space").status_code for one in browsers] == [200, 200, 200], "not yet"
    cast.lifts_restrictions(cast.second_teacher)
    keeps(cast, cast.second_teacher)
    assert [one.get("/space").status_code for one in browsers] == [404, 200, 200]
    assert cast.owner.name not in hers.get("/tablet").text


def test_one_that_was_set_before_ends_it_on_its_day(
    room: Room, cast: Cast, settings: Settings
) -> None:
    hers = room.tablet(cast.second_teacher)
    _card, word = room.secret(cast.owner)
    room.comes_in(hers, cast.owner, word)
    keeps(cast, cast.second_teacher, days=1)
    on = timedelta(days=1)
    later = clock.Moment(cast.at.now + on, cast.at.today + on)
    with cast.database.unit() as db:
        apart.begin(Means(db, later, settings, None))  # type: ignore[arg-type]
    assert hers.get("/space").status_code == 404
