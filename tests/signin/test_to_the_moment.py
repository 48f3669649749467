"""What opens, opens to its last moment and for its own person: asked of the queries themselves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from portfolio.core import tokens
from portfolio.models import (
    AddressLink,
    Card,
    FreshLink,
    Guess,
    Invitation,
    Person,
    Secret,
    SignIn,
    Tablet,
)
from portfolio.models.enums import DutyKind, PersonKind, SecretKind, StopKind
from portfolio.office.invitations import StaffPlace
from portfolio.signin import actions, queries
from portfolio.signin.queries import ASKED_AT_MOST, GUESS_WINDOW, WRONG_GUESSES
from tests.concerning import started_again, stopped

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from portfolio.settings import Settings
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.signin.conftest import Doors

A_MOMENT = timedelta(microseconds=1)
GRAN = "gran@example.org"


@dataclass(frozen=True, slots=True)
class Door:
    """Something with a token: how it is asked, its table, and what else it would be taken for."""

    opens: Callable[[Session, str, Moment], object]
    table: type[Invitation | FreshLink | AddressLink | SignIn]
    token: str


def session_of(db: Session, cast: Cast, who: Somebody) -> str:
    return actions.begin(db, who.id, cast.at, way="test", device="a test")


def link(db: Session, cast: Cast, who: Somebody, token: str, **named: datetime) -> None:
    db.add(
        FreshLink(
            person_id=who.id,
            token_hash=tokens.fingerprint(token),
            browser_hash="b" * 64,
            **{"made_at": cast.at.now, "expires_at": cast.at.now, **named},
        )
    )


def address(db: Session, cast: Cast, who: Somebody, token: str, **named: str | datetime) -> None:
    row = AddressLink(
        person_id=who.id,
        email=GRAN,
        token_hash=tokens.fingerprint(token),
        made_at=cast.at.now,
        expires_at=cast.at.now,
    )
    for name, value in named.items():
        setattr(row, name, value)
    db.add(row)


def gives_address(db: Session, who: Somebody, email: str = GRAN) -> None:
    db.execute(update(Person).where(Person.id == who.id).values(email=email))


@pytest.fixture(params=["session", "letter", "invitation", "fresh link", "address link"])
def door(request: pytest.FixtureRequest, cast: Cast, doors: Doors, database: Database) -> Door:
    """Each thing that opens by a token until a moment."""
    if request.param == "letter":
        token = doors.letter(cast.owner).rpartition("/")[2]
        return Door(queries.letter, Invitation, token)
    if request.param == "invitation":
        return Door(queries.staff_invitation, Invitation, doors.first_office().rpartition("/")[2])
    with database.unit() as db:
        if request.param == "session":
            return Door(queries.find, SignIn, session_of(db, cast, cast.gran))
        if request.param == "fresh link":
            link(db, cast, cast.gran, "fresh")
            return Door(queries.fresh_link, FreshLink, "fresh")
        address(db, cast, cast.gran, "address")
        return Door(queries.address_link, AddressLink, "address")


def test_it_opens_to_its_last_moment(door: Door, cast: Cast, database: Database) -> None:
    until = cast.at.now + timedelta(minutes=3)
    with database.unit() as db:
        db.execute(update(door.table).values(expires_at=until))
    with database.reading() as db:
        assert door.opens(db, door.token, replace(cast.at, now=until - A_MOMENT)) is not None
        assert door.opens(db, door.token, replace(cast.at, now=until)) is None
        assert door.opens(db, "another", replace(cast.at, now=until - A_MOMENT)) is None


def test_what_was_used_or_ended_opens_no_more(door: Door, cast: Cast, database: Database) -> None:
    with database.unit() as db:
        db.execute(update(door.table).values(expires_at=cast.at.now + timedelta(minutes=3)))
    for name in ("used_at", "ended_at"):
        column = getattr(door.table, name, None)
        if column is None:
            continue
        with database.unit() as db:
            assert door.opens(db, door.token, cast.at) is not None
            db.execute(update(door.table).values({column: cast.at.now}))
            assert door.opens(db, door.token, cast.at) is None
            db.execute(update(door.table).values({column: None}))


def test_no_door_takes_what_opens_another(cast: Cast, doors: Doors, database: Database) -> None:
    letter = doors.letter(cast.owner).rpartition("/")[2]
    invitation = doors.staff_invitation(StaffPlace(duty=DutyKind.OFFICE)).rpartition("/")[2]
    with database.unit() as db:
        for who in (cast.teacher, cast.owner):
            link(db, cast, who, f"of {who.id}", expires_at=cast.at.now + timedelta(minutes=3))
    with database.reading() as db:
        assert queries.letter(db, letter, cast.at) is not None
        assert queries.staff_invitation(db, invitation, cast.at) is not None
        assert queries.letter(db, invitation, cast.at) is None
        assert queries.staff_invitation(db, letter, cast.at) is None
        for who in (cast.teacher, cast.owner):
            assert queries.fresh_link(db, f"of {who.id}", cast.at) is None


def test_whoever_left_comes_in_by_nothing(cast: Cast, doors: Doors, database: Database) -> None:
    token, path = "t" * 32, doors.card(cast.owner)[0]
    code, letter = path.rpartition("/")[2], doors.letter(cast.owner).rpartition("/")[2]
    with database.unit() as db:
        until = cast.at.now + timedelta(minutes=3)
        link(db, cast, cast.gran, token, expires_at=until)
        address(db, cast, cast.gran, token, expires_at=until)
        gives_address(db, cast.gran)
        session = session_of(db, cast, cast.gran)
    asked: list[Callable[[Session], object]] = [
        lambda db: queries.find(db, session, cast.at),
        lambda db: queries.card(db, code, cast.at),
        lambda db: queries.letter(db, letter, cast.at),
        lambda db: queries.fresh_link(db, token, cast.at),
        lambda db: queries.address_link(db, token, cast.at),
        lambda db: queries.to_be_mailed(db, GRAN, cast.at),
    ]
    with database.reading() as db:
        assert all(ask(db) is not None for ask in asked)
    cast.leaves(cast.gran)
    cast.leaves(cast.owner)
    with database.reading() as db:
        assert [ask(db) for ask in asked] == [None] * len(asked)


def test_a_card_opens_its_own_pupil_until_it_is_ended(
    cast: Cast, doors: Doors, database: Database
) -> None:
    codes = {who.id: doors.card(who)[0].rpartition("/")[2] for who in (cast.owner, cast.classmate)}
    with database.unit() as db:
        for number, code in codes.items():
            found = queries.card(db, code, cast.at)
            assert found is not None
            assert found.person_id == number
        assert queries.card(db, "nobodys", cast.at) is None
        ended = update(Card).where(Card.person_id == cast.owner.id)
        db.execute(ended.values(ended_at=cast.at.now))
        assert queries.card(db, codes[cast.owner.id], cast.at) is None
        theirs = Secret(
            person_id=cast.teacher.id, kind=SecretKind.WORD, hash="-", set_at=cast.at.now
        )
        db.add(theirs)
        moved = update(Card).where(Card.person_id == cast.classmate.id)
        db.execute(moved.values(person_id=cast.teacher.id))
        assert queries.card(db, codes[cast.classmate.id], cast.at) is None


def test_a_session_on_a_tablet_lasts_as_long_as_its_class_is_on(
    cast: Cast, database: Database
) -> None:
    until = cast.at.now + timedelta(minutes=5)
    with database.unit() as db:
        tablet = Tablet(
            public_id=tokens.public_id(),
            group_id=cast.group.id,
            name="Blue",
            token_hash="t" * 64,
            made_at=cast.at.now,
            on_from=cast.at.now,
            on_until=until,
        )
        db.add(tablet)
        db.flush()
        token, elsewhere = (session_of(db, cast, cast.owner) for _ in range(2))
        actions.put_on_tablet(db, token, tablet.id, cast.at)
        number = tablet.id
    late = replace(cast.at, now=until)
    with database.reading() as db:
        found = queries.find(db, token, replace(cast.at, now=until - A_MOMENT))
        assert found is not None
        assert (found.tablet_id, found.on_until) == (number, until)
        assert queries.find(db, token, late) is None
        free = queries.find(db, elsewhere, late)
        assert free is not None
        assert (free.id, free.tablet_id) == (cast.owner.id, None)
    with database.unit() as db:
        db.execute(update(Tablet).values(revoked_at=cast.at.now))
        assert queries.find(db, token, cast.at) is None
        assert queries.find(db, elsewhere, cast.at) is not None


def test_what_a_session_says_of_its_person_is_theirs(cast: Cast, database: Database) -> None:
    people = (cast.owner, cast.gran, cast.teacher, cast.office, cast.lead)
    with database.unit() as db:
        rows = [queries.find(db, session_of(db, cast, who), cast.at) for who in people]
    said = [(row.teaches, row.is_office, row.is_safety_lead) for row in rows if row is not None]
    nothing = (False, False, False)
    teaches, office, lead = (True, False, False), (False, True, False), (False, False, True)
    assert said == [nothing, nothing, teaches, office, lead]
    assert [row.id for row in rows if row is not None] == [who.id for who in people]


def test_a_session_says_what_the_school_has_stopped(cast: Cast, database: Database) -> None:
    with database.unit() as db:
        token = session_of(db, cast, cast.gran)

    def says() -> tuple[bool, bool]:
        with database.reading() as db:
            row = queries.find(db, token, cast.at)
        assert row is not None
        return row.comments_stopped, row.families_stopped

    assert says() == (False, False)
    stopped(cast, StopKind.COMMENTS)
    assert says() == (True, False)
    started_again(cast)
    stopped(cast, StopKind.FAMILIES)
    assert says() == (False, True)


def test_wrong_secrets_count_for_their_own_subject_within_the_window(
    cast: Cast, database: Database
) -> None:
    with database.unit() as db:
        for _ in range(WRONG_GUESSES - 1):
            db.add(Guess(subject="one", at=cast.at.now))
            db.add(Guess(subject="two", at=cast.at.now))
        db.flush()
        assert not queries.is_guessed_out(db, "one", cast.at)
        db.add(Guess(subject="one", at=cast.at.now))
        db.flush()
        end = cast.at.now + GUESS_WINDOW
        assert queries.is_guessed_out(db, "one", replace(cast.at, now=end - A_MOMENT))
        assert not queries.is_guessed_out(db, "one", replace(cast.at, now=end))
        assert not queries.is_guessed_out(db, "two", cast.at)


def test_links_that_were_asked_for_count_for_their_own_person_within_the_window(
    cast: Cast, database: Database
) -> None:
    with database.unit() as db:
        gives_address(db, cast.gran)
        for number in range(ASKED_AT_MOST - 1):
            link(db, cast, cast.gran, f"gran {number}")
            link(db, cast, cast.mum, f"mum {number}")
        db.flush()
        assert queries.to_be_mailed(db, GRAN, cast.at) == cast.gran.id
        link(db, cast, cast.gran, "the last")
        db.flush()
        end = cast.at.now + GUESS_WINDOW
        assert queries.to_be_mailed(db, GRAN, replace(cast.at, now=end - A_MOMENT)) is None
        assert queries.to_be_mailed(db, GRAN, replace(cast.at, now=end)) == cast.gran.id
        for staff in (cast.teacher, cast.owner):
            gives_address(db, staff, f"{staff.id}@example.org")
            assert queries.to_be_mailed(db, f"{staff.id}@example.org", cast.at) is None


@pytest.mark.parametrize("same", ["person", "address", "neither"])
def test_addresses_to_confirm_count_for_the_person_and_for_the_address(
    same: str, *, cast: Cast, database: Database
) -> None:
    who = cast.gran if same == "person" else cast.mum
    email = GRAN if same == "address" else "other@example.org"
    end = cast.at.now + GUESS_WINDOW

    def may(db: Session, now: datetime) -> bool:
        return queries.may_be_confirmed(db, cast.gran.id, GRAN, replace(cast.at, now=now))

    with database.unit() as db:
        for number in range(ASKED_AT_MOST):
            db.flush()
            assert may(db, cast.at.now)
            address(db, cast, who, f"{number}", email=email)
        db.flush()
        assert may(db, end - A_MOMENT) is (same == "neither")
        assert may(db, end)
        gives_address(db, cast.dad)
        assert not may(db, end), "it is somebody's by now"


def test_only_whoever_used_it_up_is_led_home_by_it(
    cast: Cast, doors: Doors, database: Database
) -> None:
    letter = doors.letter(cast.owner).rpartition("/")[2]
    with database.unit() as db:
        link(db, cast, cast.gran, "mine")
        address(db, cast, cast.gran, "mine")
        db.flush()
        asked = (queries.was_letter_of, queries.was_fresh_link_of, queries.was_address_link_of)
        told = dict(zip(asked, (letter, "mine", "mine"), strict=True))
        assert not any(was(db, token, cast.gran.id) for was, token in told.items())
        used = {"used_by_id": cast.gran.id, "used_at": cast.at.now}
        db.execute(update(Invitation).values(**used))
        db.execute(update(FreshLink).values(used_at=cast.at.now))
        db.execute(update(AddressLink).values(used_at=cast.at.now))
        for was, token in told.items():
            assert was(db, token, cast.gran.id)
            assert not was(db, token, cast.mum.id)
            assert not was(db, "another", cast.gran.id)


def test_an_address_is_one_persons(cast: Cast, database: Database) -> None:
    with database.unit() as db:
        gives_address(db, cast.gran)
        assert queries.is_taken(db, GRAN)
        assert queries.is_taken(db, GRAN, but=cast.mum.id)
        assert not queries.is_taken(db, GRAN, but=cast.gran.id)
        assert not queries.is_taken(db, "other@example.org")
        assert not queries.is_taken(db, "other@example.org", but=cast.gran.id)
        assert queries.address_of(db, cast.gran.id) == GRAN
        assert queries.address_of(db, cast.owner.id) == ""


def test_who_had_a_session_was_here_before(cast: Cast, database: Database) -> None:
    with database.unit() as db:
        session_of(db, cast, cast.gran)
        assert queries.was_here_before(db, cast.gran.id)
        assert not queries.was_here_before(db, cast.mum.id)


def test_while_families_are_stopped_or_tied_to_nobody_nobody_of_them_is_let_in(
    cast: Cast, database: Database
) -> None:
    with database.unit() as db:
        gives_address(db, cast.gran)
        gives_address(db, cast.former, "former@example.org")
        assert queries.is_let_in(db, cast.gran.id, cast.at)
        assert not queries.is_let_in(db, cast.former.id, cast.at)
        assert queries.to_be_mailed(db, "former@example.org", cast.at) is None
        assert not queries.may_be_confirmed(db, cast.former.id, "new@example.org", cast.at)
        works = update(Person).where(Person.id == cast.mum.id)
        db.execute(works.values(kind=PersonKind.STAFF, email="mum@example.org"))
        assert queries.to_be_mailed(db, "mum@example.org", cast.at) is None
    stopped(cast, StopKind.COMMENTS)
    with database.reading() as db:
        assert queries.is_let_in(db, cast.gran.id, cast.at)
    stopped(cast, StopKind.FAMILIES)
    with database.reading() as db:
        assert not queries.is_let_in(db, cast.gran.id, cast.at)
        assert queries.to_be_mailed(db, GRAN, cast.at) is None


def test_a_password_is_of_staff_who_are_here(cast: Cast, database: Database) -> None:
    people = (cast.teacher, cast.office, cast.gran)
    with database.unit() as db:
        for who in people:
            gives_address(db, who, f"{who.id}@example.org")
            known = Secret(
                person_id=who.id, kind=SecretKind.WORD, hash=f"of {who.id}", set_at=cast.at.now
            )
            db.add(known)
        db.flush()

        def found(who: Somebody) -> tuple[int, str] | None:
            row = queries.staff_secret(db, f"{who.id}@example.org", cast.at)
            return None if row is None else (row.person_id, row.hash)

        assert [found(who) for who in people] == [
            (cast.teacher.id, f"of {cast.teacher.id}"),
            (cast.office.id, f"of {cast.office.id}"),
            None,
        ]
        assert queries.staff_secret(db, "another@example.org", cast.at) is None
    cast.leaves(cast.teacher)
    with database.reading() as db:
        assert queries.staff_secret(db, f"{cast.teacher.id}@example.org", cast.at) is None


def test_an_invitation_of_the_roll_opens_while_they_are_here_and_have_no_password(
    cast: Cast, doors: Doors, database: Database
) -> None:
    token = doors.first_office().rpartition("/")[2]
    with database.unit() as db:
        db.execute(update(Invitation).values(person_id=cast.teacher.id))
        found = queries.staff_invitation(db, token, cast.at)
        assert found is not None
        assert found.person_id == cast.teacher.id
        others, theirs = (
            Secret(person_id=who.id, kind=SecretKind.WORD, hash="-", set_at=cast.at.now)
            for who in (cast.office, cast.teacher)
        )
        for known, opens in ((others, True), (theirs, False)):
            db.add(known)
            db.flush()
            assert (queries.staff_invitation(db, token, cast.at) is not None) is opens
        db.delete(theirs)
    with database.reading() as db:
        assert queries.staff_invitation(db, token, cast.at) is not None
    cast.leaves(cast.teacher)
    with database.reading() as db:
        assert queries.staff_invitation(db, token, cast.at) is None


def test_a_letter_for_somebody_like_one_who_is_kept_away_waits_for_the_office(
    cast: Cast, doors: Doors, database: Database
) -> None:
    token = doors.letter(cast.owner, "Mum").rpartition("/")[2]
    beside = doors.letter(cast.owner, "Nana").rpartition("/")[2]

    def opens() -> list[bool]:
        with database.reading() as db:
            return [queries.letter(db, one, cast.at) is not None for one in (token, beside)]

    assert opens() == [True, True]
    cast.restricts(cast.mum, cast.owner)
    assert opens() == [False, True]
    with database.unit() as db:
        db.execute(update(Invitation).values(confirmed_at=cast.at.now))
    assert opens() == [True, True]


def test_the_settings_say_how_long_each_kind_may_be_away(settings: Settings) -> None:
    said = queries.limits_by_kind(replace(settings, pupil_idle_minutes=3, family_days=7))
    assert said[PersonKind.PUPIL].idle == timedelta(minutes=3)
    assert said[PersonKind.FAMILY].in_all == timedelta(days=7)
    assert queries.limits_by_kind(settings) == queries.LIMITS
