"""What becomes of a class's tablets, and what the log keeps of it: asked of the actions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.core.errors import NotThereError
from portfolio.models import Guess, LogRow, Secret, SignIn, Tablet, TabletCode
from portfolio.models.enums import Role, SecretKind
from portfolio.signin import actions as signin
from portfolio.tablets import actions, queries, tries
from portfolio.tablets.actions import Place

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from tests.cast import Cast
    from tests.circles import Somebody, Team

LESSON = timedelta(hours=1)
A_MOMENT = timedelta(microseconds=1)
KEY = "a key of the server's"


def opens(cast: Cast, team: Team, by: Somebody | None) -> int:
    with cast.database.unit() as db:
        place = Place(team.id, by.id if by else None, "Tablet %d", "a test")
        actions.open_on(db, place, cast.at, cast.at.now + LESSON)
        return newest(db)


def newest(db: Session) -> int:
    return db.scalars(select(Tablet.id).order_by(Tablet.id.desc())).first() or 0


def sits_at(cast: Cast, child: Somebody, tablet: int) -> None:
    with cast.database.unit() as db:
        token = signin.begin(db, child.id, cast.at, way="face", device="a test")
        signin.put_on_tablet(db, token, tablet, cast.at)


def there(cast: Cast) -> set[int | None]:
    """The tablets on which somebody is."""
    with cast.database.reading() as db:
        return set(db.scalars(select(SignIn.tablet_id).where(SignIn.ended_at.is_(None))))


def kept(cast: Cast) -> set[int]:
    """The tablets that nobody took out."""
    with cast.database.reading() as db:
        return set(db.scalars(select(Tablet.id).where(Tablet.revoked_at.is_(None))))


def logged(cast: Cast, event: str) -> list[tuple[int | None, dict[str, object]]]:
    with cast.database.reading() as db:
        rows = db.execute(
            select(LogRow.by_id, LogRow.about).where(LogRow.event == event).order_by(LogRow.id)
        )
        return [(row.by_id, dict(row.about)) for row in rows]


def test_the_log_keeps_each_deed_with_who_and_which(cast: Cast) -> None:
    teacher = cast.teacher.id
    tablet = opens(cast, cast.group, cast.teacher)
    with cast.database.unit() as db:
        actions.make_code(db, cast.group.id, KEY, cast.at, by=teacher)
        actions.rename(db, tablet, "Blue", cast.at, by=teacher)
        actions.switch_on(db, [tablet], cast.at.now + LESSON, cast.at, by=teacher)
        actions.switch_off(db, [tablet], cast.at, by=teacher)
        actions.revoke(db, tablet, cast.at, by=None)
        assert db.get_one(Tablet, tablet).name == "Blue"
    assert logged(cast, "tablet_opened") == [(teacher, {"tablet": tablet, "group": cast.group.id})]
    assert logged(cast, "tablet_code_made") == [(teacher, {"group": cast.group.id})]
    for event in ("tablet_named", "tablet_on", "tablet_off"):
        assert logged(cast, event) == [(teacher, {"tablet": tablet})], event
    assert logged(cast, "tablet_revoked") == [(None, {"tablet": tablet})]


def test_a_code_is_used_up_by_itself(cast: Cast) -> None:
    until = cast.at.now + LESSON
    with cast.database.unit() as db:
        for team, teacher in (
            (cast.group, cast.teacher),
            (cast.rowan.group, cast.rowan.teacher),
            (cast.group, cast.second_teacher),
        ):
            actions.make_code(db, team.id, KEY, cast.at, by=teacher.id)
        first, *others = db.execute(select(TabletCode.__table__).order_by(TabletCode.id)).all()
        actions.enrol(db, first, "Tablet %d", "a test", cast.at, until)
        with pytest.raises(NotThereError):
            actions.enrol(db, first, "Tablet %d", "a test", cast.at, until)
        for code in others:
            actions.enrol(db, code, "Tablet %d", "a test", cast.at, until)
        found = select(Tablet.group_id, Tablet.made_by_id, Tablet.name).order_by(Tablet.id)
        assert [tuple(row) for row in db.execute(found)] == [
            (cast.group.id, cast.teacher.id, "Tablet 1"),
            (cast.rowan.group.id, cast.rowan.teacher.id, "Tablet 1"),
            (cast.group.id, cast.second_teacher.id, "Tablet 2"),
        ]


def test_a_new_code_ends_the_one_before_it_of_that_class(cast: Cast) -> None:
    teacher = cast.teacher
    cast.joins(teacher, cast.rowan.group, Role.TEACHER)
    with cast.database.unit() as db:
        codes = [
            actions.make_code(db, team.id, KEY, cast.at, by=teacher.id)
            for team in (cast.group, cast.rowan.group, cast.group)
        ]
        found = [queries.code_by_token(db, one.token, cast.at) is not None for one in codes]
    assert found == [False, True, True]


def test_switched_off_nobody_is_on_it_and_others_stay(cast: Cast) -> None:
    one, other = (opens(cast, cast.group, cast.teacher) for _ in range(2))
    sits_at(cast, cast.owner, one)
    sits_at(cast, cast.classmate, other)
    with cast.database.unit() as db:
        actions.switch_off(db, [one], cast.at, by=cast.teacher.id)
        until = {row.id: row.on_until for row in db.execute(select(Tablet.id, Tablet.on_until))}
    assert until == {one: None, other: cast.at.now + LESSON}
    assert there(cast) == {other}


def test_switched_on_wrong_secrets_count_no_more_on_those_tablets_alone(cast: Cast) -> None:
    one, other = (opens(cast, cast.group, cast.teacher) for _ in range(2))
    elsewhere = opens(cast, cast.rowan.group, cast.rowan.teacher)

    def subjects() -> set[str]:
        with cast.database.reading() as db:
            return set(db.scalars(select(Guess.subject)))

    with cast.database.unit() as db:
        for tablet, child in (
            (one, cast.owner),
            (other, cast.owner),
            (elsewhere, cast.rowan.owner),
        ):
            subject = queries.subject_on_tablet(tablet, child.id)
            signin.note_wrong_guess(db, subject, cast.at)
    before = subjects()
    assert len(before) == 3
    with cast.database.unit() as db:
        actions.switch_on(db, [one], cast.at.now + LESSON, cast.at, by=cast.teacher.id)
    assert len(subjects()) == 2
    assert subjects() < before


def test_whoever_teaches_it_no_more_takes_their_own_tablets_along(cast: Cast) -> None:
    theirs, others, nobodys = (
        opens(cast, cast.group, by) for by in (cast.teacher, cast.second_teacher, None)
    )
    cast.joins(cast.teacher, cast.rowan.group, Role.TEACHER)
    elsewhere = opens(cast, cast.rowan.group, cast.teacher)
    for who in (cast.teacher, cast.second_teacher):
        cast.ends_membership(who, cast.group)
    sits_at(cast, cast.owner, theirs)
    with cast.database.unit() as db:
        actions.revoke_opened_by(db, cast.teacher.id, cast.at, by=cast.office.id)
    assert kept(cast) == {others, nobodys, elsewhere}
    assert there(cast) == set()
    with cast.database.unit() as db:
        actions.revoke_past(db, cast.at, by=None)
        actions.revoke_past(db, cast.at, by=None)
    assert kept(cast) == {nobodys, elsewhere}
    assert logged(cast, "tablet_revoked") == [
        (cast.office.id, {"tablet": theirs}),
        (None, {"tablet": others}),
    ]


def test_a_class_that_is_over_has_no_tablets(cast: Cast) -> None:
    mine, elsewhere = opens(cast, cast.group, None), opens(cast, cast.rowan.group, None)
    with cast.database.unit() as db:
        actions.revoke_past(db, cast.at, by=None)
        place = Place(cast.group.id, None, "Tablet %d", "a test")
        token = actions.open_on(db, place, cast.at, cast.at.now + LESSON)
        other = newest(db)
        assert queries.by_token(db, token, cast.at) is not None
    assert kept(cast) == {mine, elsewhere, other}
    for somebody in cast.everyone():
        cast.ends_membership(somebody, cast.group)
    with cast.database.reading() as db:
        assert queries.by_token(db, token, cast.at) is None
    with cast.database.unit() as db:
        actions.revoke_past(db, cast.at, by=None)
    assert kept(cast) == {elsewhere}


def has_secret(cast: Cast, child: Somebody, since: datetime) -> None:
    with cast.database.unit() as db:
        known = Secret(person_id=child.id, kind=SecretKind.PICTURES, hash="-", set_at=since)
        db.add(known)


def guesses(cast: Cast, child: Somebody, tablet: int, times: int, at: datetime) -> None:
    with cast.database.unit() as db:
        for _ in range(times):
            db.add(Guess(subject=queries.subject_on_tablet(tablet, child.id), at=at))


def waiting(cast: Cast, *children: Somebody, at: Moment | None = None) -> set[int]:
    with cast.database.reading() as db:
        numbers = [child.id for child in children]
        return tries.waiting(db, cast.group.id, numbers, at or cast.at)


def test_who_waits_for_help_waits_on_a_tablet_of_the_class_that_is_on(cast: Cast) -> None:
    tablet, elsewhere = opens(cast, cast.group, None), opens(cast, cast.rowan.group, None)
    both = (cast.owner, cast.classmate)
    for child in both:
        has_secret(cast, child, cast.at.now - timedelta(days=1))
    guesses(cast, cast.owner, tablet, queries.WRONG_ON_A_TABLET - 1, cast.at.now)
    guesses(cast, cast.classmate, elsewhere, queries.WRONG_ON_A_TABLET, cast.at.now)
    with cast.database.unit() as db:  # what else was guessed at counts for nobody here
        for _ in range(queries.WRONG_ON_A_TABLET):
            db.add(Guess(subject="a card", at=cast.at.now))
    assert waiting(cast, *both) == set()
    guesses(cast, cast.owner, tablet, 1, cast.at.now)
    assert waiting(cast, *both) == {cast.owner.id}
    assert waiting(cast, cast.classmate) == set()
    with cast.database.unit() as db:  # still within the window of half an hour
        db.execute(update(Tablet).values(on_until=cast.at.now + timedelta(minutes=1)))
    until = cast.at.now + timedelta(minutes=1)
    assert waiting(cast, *both, at=replace(cast.at, now=until - A_MOMENT)) == {cast.owner.id}
    assert waiting(cast, *both, at=replace(cast.at, now=until)) == set()
    with cast.database.unit() as db:
        db.execute(update(Tablet).values(revoked_at=cast.at.now))
    assert waiting(cast, *both) == set()


def test_wrong_secrets_wait_as_long_as_they_count(cast: Cast) -> None:
    tablet = opens(cast, cast.group, None)
    has_secret(cast, cast.owner, cast.at.now - timedelta(days=1))
    guesses(cast, cast.owner, tablet, queries.WRONG_ON_A_TABLET, cast.at.now)
    end = cast.at.now + queries.WINDOW
    assert waiting(cast, cast.owner, at=replace(cast.at, now=end - A_MOMENT)) == {cast.owner.id}
    assert waiting(cast, cast.owner, at=replace(cast.at, now=end)) == set()


def test_what_was_typed_for_an_older_secret_counts_no_more(cast: Cast) -> None:
    tablet = opens(cast, cast.group, None)
    guesses(cast, cast.owner, tablet, queries.WRONG_ON_A_TABLET, cast.at.now)
    has_secret(cast, cast.owner, cast.at.now)
    assert waiting(cast, cast.owner) == set()
    with cast.database.unit() as db:
        db.execute(update(Secret).values(set_at=cast.at.now - A_MOMENT))
    assert waiting(cast, cast.owner) == {cast.owner.id}


def test_whoever_is_let_try_again_waits_no_more_and_the_log_says_so(cast: Cast) -> None:
    tablets = [opens(cast, cast.group, None) for _ in range(2)]
    for child in (cast.owner, cast.classmate):
        has_secret(cast, child, cast.at.now - timedelta(days=1))
        for tablet in tablets:
            guesses(cast, child, tablet, queries.WRONG_ON_A_TABLET, cast.at.now)
    with cast.database.unit() as db:
        teacher = cast.teacher.id
        tries.let_try_again(db, cast.group.id, cast.owner.id, cast.at, by=teacher)
    assert waiting(cast, cast.owner, cast.classmate) == {cast.classmate.id}
    about = {"pupil": cast.owner.id, "group": cast.group.id}
    assert logged(cast, "tries_cleared") == [(teacher, about)]
