"""Tablets, their codes and tries, to the moment and each for its own: asked of the queries."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from portfolio.core import tokens
from portfolio.core.errors import NotThereError
from portfolio.models import Card, Guess, SignIn, Tablet, TabletCode
from portfolio.signin import actions as signin
from portfolio.tablets import actions, queries

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from portfolio.tablets.queries import KnownSecret, ThisTablet
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.tablets.conftest import Room

A_MOMENT = timedelta(microseconds=1)
KEY = "a key of the server's"


def opened(db: Session, cast: Cast, by: Somebody | None = None) -> str:
    """A tablet of the class that is on for an hour; gives its token."""
    place = actions.Place(cast.group.id, by.id if by else None, "Tablet %d", "a test")
    return actions.open_on(db, place, cast.at, cast.at.now + timedelta(hours=1))


def found(db: Session, token: str, at: Moment) -> ThisTablet:
    tablet = queries.by_token(db, token, at)
    assert tablet is not None
    return tablet


def test_a_tablet_is_on_to_the_last_moment_and_none_once_taken_out(
    cast: Cast, database: Database
) -> None:
    with database.unit() as db:
        token, other = opened(db, cast), opened(db, cast, cast.teacher)
        until = cast.at.now + timedelta(hours=1)
        assert found(db, token, replace(cast.at, now=until - A_MOMENT)).is_on
        assert not found(db, token, replace(cast.at, now=until)).is_on
        assert (found(db, other, cast.at).name, found(db, token, cast.at).name) == (
            "Tablet 2",
            "Tablet 1",
        )
        assert found(db, other, cast.at).made_by_id == cast.teacher.id
        assert queries.by_token(db, "another", cast.at) is None
        db.execute(update(Tablet).where(Tablet.made_by_id.is_(None)).values(on_until=None))
        assert not found(db, token, cast.at).is_on
        db.execute(update(Tablet).where(Tablet.made_by_id.is_(None)).values(revoked_at=cast.at.now))
        assert queries.by_token(db, token, cast.at) is None
        assert queries.by_token(db, other, cast.at) is not None


def test_a_tablet_is_none_where_its_opener_teaches_the_class_no_more(
    cast: Cast, database: Database
) -> None:
    with database.unit() as db:
        theirs, nobodys = opened(db, cast, cast.teacher), opened(db, cast)
    cast.ends_membership(cast.teacher, cast.group)
    with database.reading() as db:
        assert queries.by_token(db, theirs, cast.at) is None
        assert queries.by_token(db, nobodys, cast.at) is not None


def test_a_code_opens_to_its_last_moment_once_and_while_its_maker_teaches(
    cast: Cast, database: Database
) -> None:
    with database.unit() as db:
        new = actions.make_code(db, cast.group.id, KEY, cast.at, by=cast.teacher.id)
        ways: list[Callable[[Moment], object]] = [
            lambda at: queries.code_by_token(db, new.token, at),
            lambda at: queries.code_by_code(db, new.code, KEY, at),
        ]
        until = cast.at.now + actions.CODE_LASTS
        for way in ways:
            assert way(replace(cast.at, now=until - A_MOMENT)) is not None
            assert way(replace(cast.at, now=until)) is None
        assert queries.code_by_token(db, "another", cast.at) is None
        assert queries.code_by_code(db, new.code, "another key", cast.at) is None
        assert queries.code_by_code(db, "AAAA-AAAA", KEY, cast.at) is None
        db.execute(update(TabletCode).values(used_at=cast.at.now))
        assert [way(cast.at) for way in ways] == [None, None]
        db.execute(update(TabletCode).values(used_at=None))
        assert None not in [way(cast.at) for way in ways]
    cast.ends_membership(cast.teacher, cast.group)
    with database.reading() as db:
        assert queries.code_by_token(db, new.token, cast.at) is None


def test_a_new_code_ends_the_makers_own_of_that_class_alone(cast: Cast, database: Database) -> None:
    with database.unit() as db:
        first = actions.make_code(db, cast.group.id, KEY, cast.at, by=cast.teacher.id)
        beside = actions.make_code(db, cast.group.id, KEY, cast.at, by=cast.second_teacher.id)
        second = actions.make_code(db, cast.group.id, KEY, cast.at, by=cast.teacher.id)
        opens = [
            queries.code_by_token(db, one.token, cast.at) is not None
            for one in (first, beside, second)
        ]
    assert opens == [False, True, True]


def test_a_device_that_comes_second_opens_nothing(cast: Cast, database: Database) -> None:
    with database.unit() as db:
        new = actions.make_code(db, cast.group.id, KEY, cast.at, by=cast.teacher.id)
        code = queries.code_by_token(db, new.token, cast.at)
        assert code is not None
        until = cast.at.now + timedelta(hours=1)
        token = actions.enrol(db, code, "Tablet %d", "a test", cast.at, until)
        assert found(db, token, cast.at).is_on
        with pytest.raises(NotThereError):
            actions.enrol(db, code, "Tablet %d", "a test", cast.at, until)


def test_a_face_is_one_of_the_class_while_it_is_on(cast: Cast, database: Database) -> None:
    with database.unit() as db:
        tablet = found(db, opened(db, cast, cast.teacher), cast.at)
        child = queries.face_or_404(db, tablet, cast.owner.public_id, cast.at)
        assert child.id == cast.owner.id
        off = replace(tablet, is_on=False)
        for which, who in ((tablet, cast.other_child), (off, cast.owner), (None, cast.owner)):
            with pytest.raises(NotThereError):
                queries.face_or_404(db, which, who.public_id, cast.at)
    cast.restricts(cast.teacher, cast.owner)
    with database.unit() as db:
        with pytest.raises(NotThereError):
            queries.face_or_404(db, tablet, cast.owner.public_id, cast.at)
        nobodys = found(db, opened(db, cast), cast.at)
        assert queries.face_or_404(db, nobodys, cast.owner.public_id, cast.at).id == cast.owner.id


def test_a_tablet_is_found_by_its_own_class_alone(cast: Cast, database: Database) -> None:
    with database.unit() as db:
        tablet = found(db, opened(db, cast), cast.at)
        mine = cast.group.id, tablet.public_id
        assert queries.tablet_or_404(db, *mine).id == tablet.id
        assert list(queries.numbers_of(db, cast.group.id)) == [tablet.id]
        assert list(queries.numbers_of(db, cast.club.id)) == []
        for group, public_id in ((cast.club.id, tablet.public_id), (cast.group.id, "0" * 16)):
            with pytest.raises(NotThereError):
                queries.tablet_or_404(db, group, public_id)
        db.execute(update(Tablet).values(revoked_at=cast.at.now))
        assert list(queries.numbers_of(db, cast.group.id)) == []
        with pytest.raises(NotThereError):
            queries.tablet_or_404(db, *mine)


def test_a_card_is_its_own_childs_until_it_is_ended(
    cast: Cast, database: Database, room: Room
) -> None:
    code = room.secret(cast.owner)[0]
    room.secret(cast.classmate)
    with database.unit() as db:
        assert queries.owner_of_card(db, code) == cast.owner.id
        assert queries.is_card_of(db, code, cast.owner.id)
        assert not queries.is_card_of(db, code, cast.classmate.id)
        assert queries.owner_of_card(db, "another") is None
        db.execute(update(Card).values(ended_at=cast.at.now))
        assert queries.owner_of_card(db, code) is None


@pytest.mark.parametrize(
    ("times", "window", "where"),
    [
        (queries.WRONG_ON_A_TABLET, queries.WINDOW, "tablet"),
        (queries.WRONG_AT_HOME, queries.A_DAY, "home"),
        (queries.WRONG_CODES, queries.CODE_WINDOW, "codes"),
    ],
)
def test_wrong_secrets_count_within_their_window_and_for_that_child_alone(
    times: int, window: timedelta, where: str, *, cast: Cast, database: Database, room: Room
) -> None:
    room.secret(cast.owner)
    with database.unit() as db:
        tablet, other = (found(db, opened(db, cast), cast.at) for _ in range(2))
        secret = queries.secret_of(db, cast.owner.id)
        assert secret is not None
        assert queries.secret_of(db, cast.other_child.id) is None
        old = replace(secret, set_at=cast.at.now - timedelta(days=9))

        def is_out(pupil: Somebody, on: ThisTablet, known: KnownSecret | None, at: Moment) -> bool:
            if where == "codes":
                return queries.are_codes_guessed_out(db, at)
            if where == "home":
                adult = cast.mum.id if on is tablet else cast.dad.id
                return queries.is_guessed_out_at_home(db, adult, pupil.id, known, at)
            return queries.is_guessed_out_on(db, on, pupil.id, known, at)

        subject = {
            "tablet": queries.subject_on_tablet(tablet.id, cast.owner.id),
            "home": queries.subject_at_home(cast.mum.id, cast.owner.id),
            "codes": queries.SUBJECT_OF_CODES,
        }[where]
        for _ in range(times):
            db.flush()
            assert not is_out(cast.owner, tablet, old, cast.at)
            db.add(Guess(subject=subject, at=cast.at.now))
        db.flush()
        end = cast.at.now + window
        assert is_out(cast.owner, tablet, old, replace(cast.at, now=end - A_MOMENT))
        assert not is_out(cast.owner, tablet, old, replace(cast.at, now=end))
        if where != "codes":
            assert not is_out(cast.owner, other, old, cast.at)
            assert not is_out(cast.classmate, tablet, old, cast.at)
            assert not is_out(cast.owner, tablet, None, cast.at)
            newer = replace(old, set_at=cast.at.now)
            assert not is_out(cast.owner, tablet, newer, cast.at), "a new secret begins anew"


def test_an_adult_lets_a_child_in_within_minutes_of_leaving(cast: Cast, database: Database) -> None:
    with database.unit() as db:
        token, other = (
            signin.begin(db, who.id, cast.at, way="test", device="a test")
            for who in (cast.mum, cast.dad)
        )
        assert queries.let_in_by(db, token, cast.at) is None
        mine = update(SignIn).where(SignIn.token_hash == tokens.fingerprint(token))
        db.execute(mine.values(ended_at=cast.at.now))
        end = cast.at.now + queries.LET_IN_LASTS
        assert queries.let_in_by(db, token, replace(cast.at, now=end - A_MOMENT)) == cast.mum.id
        assert queries.let_in_by(db, token, replace(cast.at, now=end)) is None
        assert queries.let_in_by(db, other, cast.at) is None
