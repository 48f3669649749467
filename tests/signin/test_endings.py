"""What ends, and what goes on: each ending asked of the actions, beside others that it spares."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.core import tokens
from portfolio.models import (
    AddressLink,
    FamilyCard,
    FamilyDevice,
    FreshLink,
    Guess,
    LogRow,
    Membership,
    PasswordReset,
    SignIn,
    Tablet,
    Threshold,
)
from portfolio.signin import actions
from portfolio.signin.queries import ON_A_TABLET

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody, Team

LINKS = (FreshLink, AddressLink, Threshold, PasswordReset)


def begins(cast: Cast, who: Somebody, device: str = "a test", way: str = "card") -> int:
    """Somebody comes in; gives the session's number."""
    with cast.database.unit() as db:
        token = actions.begin(db, who.id, cast.at, way=way, device=device)
        found = select(SignIn.id).where(SignIn.token_hash == tokens.fingerprint(token))
        return db.scalars(found).one()


def live(database: Database) -> set[int]:
    """The sessions that nobody ended."""
    with database.reading() as db:
        return set(db.scalars(select(SignIn.id).where(SignIn.ended_at.is_(None))))


def opened(cast: Cast, team: Team, by: Somebody) -> int:
    """A tablet of that class, opened with their code."""
    with cast.database.unit() as db:
        row = Tablet(
            public_id=tokens.public_id(),
            group_id=team.id,
            name="Blue",
            token_hash=tokens.fingerprint(tokens.new_token()),
            made_by_id=by.id,
            made_at=cast.at.now,
        )
        db.add(row)
        db.flush()
        return row.id


def on_tablet(cast: Cast, who: Somebody, tablet: int) -> int:
    """Somebody comes in on that tablet."""
    number = begins(cast, who)
    with cast.database.unit() as db:
        db.execute(update(SignIn).where(SignIn.id == number).values(tablet_id=tablet))
    return number


def ended_before(cast: Cast, number: int) -> None:
    """The session had ended an hour before, and must be left as it is."""
    with cast.database.unit() as db:
        before = cast.at.now - timedelta(hours=1)
        db.execute(update(SignIn).where(SignIn.id == number).values(ended_at=before))


def keeps_its_hour(cast: Cast, number: int) -> bool:
    with cast.database.reading() as db:
        ended = db.scalars(select(SignIn.ended_at).where(SignIn.id == number)).one()
    return ended == cast.at.now - timedelta(hours=1)


def does(cast: Cast, act: Callable[[Session], object]) -> None:
    with cast.database.unit() as db:
        act(db)


def logged(cast: Cast) -> list[tuple[str, int | None]]:
    """What the log says, and of whom."""
    with cast.database.reading() as db:
        rows = db.execute(select(LogRow.event, LogRow.by_id).order_by(LogRow.id))
        return [(row.event, row.by_id) for row in rows]


def test_one_session_ends_alone_and_the_log_says_whose(cast: Cast) -> None:
    mine, other, theirs = begins(cast, cast.gran), begins(cast, cast.gran), begins(cast, cast.mum)
    does(cast, lambda db: actions.end(db, other, cast.at))
    assert live(cast.database) == {mine, theirs}
    assert logged(cast) == [
        *(("signed_in", who.id) for who in (cast.gran, cast.gran, cast.mum)),
        ("signed_out", cast.gran.id),
    ]


def test_to_prove_again_renews_one_session_and_the_log_says_so(cast: Cast) -> None:
    mine, other = begins(cast, cast.teacher), begins(cast, cast.teacher)
    begins(cast, cast.mum)

    def proved() -> dict[int, bool]:
        with cast.database.reading() as db:
            rows = db.execute(select(SignIn.id, SignIn.proved_at))
            return {row.id: row.proved_at is not None for row in rows}

    assert not any(proved().values())
    does(cast, lambda db: actions.prove(db, mine, cast.at))
    assert proved() == {one: one == mine for one in proved()}
    assert logged(cast)[-1] == ("proved_again", cast.teacher.id)
    assert live(cast.database) >= {mine, other}


def test_to_be_seen_is_noted_of_one_session(cast: Cast) -> None:
    mine, other = begins(cast, cast.gran), begins(cast, cast.gran)
    later = replace(cast.at, today=cast.at.today + timedelta(days=1))
    does(cast, lambda db: actions.note_seen(db, mine, later))
    with cast.database.reading() as db:
        seen = {row.id: row.seen_on for row in db.execute(select(SignIn.id, SignIn.seen_on))}
    assert seen == {mine: later.today, other: cast.at.today}


def test_what_began_on_a_device_ends_there_and_since_then_alone(cast: Cast) -> None:
    long = "x" * 130
    mine, before = begins(cast, cast.owner, long), begins(cast, cast.owner, long)
    spared = {begins(cast, cast.owner, "another"), begins(cast, cast.sibling, long)}
    ended_before(cast, old := begins(cast, cast.owner, long))
    since = cast.at.now
    with cast.database.unit() as db:
        early = update(SignIn).where(SignIn.id == before)
        db.execute(early.values(made_at=since - timedelta(seconds=1)))
        assert actions.end_begun(db, cast.owner.id, long, since, cast.at)
        assert not actions.end_begun(db, cast.owner.id, long, since, cast.at)
    assert live(cast.database) == {before, *spared}
    assert mine not in live(cast.database)
    assert keeps_its_hour(cast, old)


@pytest.mark.parametrize("keeps", ["a session", "the card", "nothing"])
def test_t45_everything_of_one_person_ends_but_what_they_keep(cast: Cast, keeps: str) -> None:
    mine, other, theirs = begins(cast, cast.gran), begins(cast, cast.gran), begins(cast, cast.mum)
    ended_before(cast, old := begins(cast, cast.gran))
    carries(cast, cast.gran)
    has_links(cast, cast.gran)
    but, keeps_card = mine if keeps == "a session" else None, keeps == "the card"
    with cast.database.unit() as db:
        if keeps == "nothing":
            actions.end_all(db, cast.gran.id, cast.at)
        else:
            actions.end_all(db, cast.gran.id, cast.at, but=but, keeps_card=keeps_card)
    assert live(cast.database) == {theirs} | ({mine} if keeps == "a session" else set())
    assert other not in live(cast.database)
    assert has_card(cast, cast.gran) is (keeps == "the card")
    assert open_links(cast, cast.gran) == set()
    assert keeps_its_hour(cast, old)


def carries(cast: Cast, who: Somebody, *, ended: bool = False) -> int:
    """They have a card of their own, used on one device."""
    with cast.database.unit() as db:
        card = FamilyCard(
            person_id=who.id,
            token_hash=tokens.fingerprint(tokens.new_token()),
            figures_hash="-",
            made_at=cast.at.now,
            ended_at=cast.at.now - timedelta(hours=1) if ended else None,
        )
        db.add(card)
        db.flush()
        device = tokens.fingerprint(tokens.new_token())
        db.add(FamilyDevice(card_id=card.id, token_hash=device, made_at=cast.at.now))
        return card.id


def has_card(cast: Cast, who: Somebody) -> bool:
    with cast.database.reading() as db:
        mine = FamilyCard.person_id == who.id, FamilyCard.ended_at.is_(None)
        return db.scalars(select(FamilyCard.id).where(*mine)).first() is not None


def test_a_card_ends_with_its_devices_and_no_other_does(cast: Cast) -> None:
    old, mine = carries(cast, cast.gran, ended=True), carries(cast, cast.gran)
    theirs = carries(cast, cast.mum)
    with cast.database.unit() as db:
        assert actions.end_card(db, cast.gran.id, cast.at)
        assert not actions.end_card(db, cast.gran.id, cast.at)
        assert not actions.end_card(db, cast.dad.id, cast.at)
        assert set(db.scalars(select(FamilyDevice.card_id))) == {old, theirs}
        ended = {
            row.id: row.ended_at for row in db.execute(select(FamilyCard.id, FamilyCard.ended_at))
        }
    hour = cast.at.now - timedelta(hours=1)
    assert ended == {old: hour, mine: cast.at.now, theirs: None}


def has_links(cast: Cast, who: Somebody, maker: Somebody | None = None) -> None:
    """One of each that is on its way to them, and one that was used."""
    with cast.database.unit() as db:
        for table in LINKS:
            for used in (None, cast.at.now):
                row = table(person_id=who.id, made_at=cast.at.now, used_at=used)
                row.token_hash = tokens.fingerprint(tokens.new_token())
                row.expires_at = cast.at.now + timedelta(minutes=5)
                also: dict[str, str | int] = {"browser_hash": "b" * 64, "way": "word"}
                also |= {"email": "a@example.org"} | ({"made_by_id": maker.id} if maker else {})
                for name in also.keys() & set(table.__table__.columns.keys()):
                    setattr(row, name, also[name])
                db.add(row)


def open_links(cast: Cast, who: Somebody) -> set[type]:
    """Of which kinds they have one that would open; what was used must say so as it did."""
    found: set[type] = set()
    with cast.database.reading() as db:
        for table in LINKS:
            rows = db.execute(
                select(table.used_at, table.expires_at).where(table.person_id == who.id)
            )
            for row in rows:
                if row.used_at is not None:
                    assert row.expires_at > cast.at.now
                elif row.expires_at > cast.at.now:
                    found.add(table)
    return found


def test_whatever_is_on_its_way_to_one_person_ends(cast: Cast) -> None:
    for who in (cast.gran, cast.mum):
        has_links(cast, who)
    assert open_links(cast, cast.gran) == set(LINKS)
    does(cast, lambda db: actions.end_links(db, cast.gran.id, cast.at))
    assert open_links(cast, cast.gran) == set()
    assert open_links(cast, cast.mum) == set(LINKS)


def test_what_one_of_the_office_made_for_others_ends(cast: Cast) -> None:
    has_links(cast, cast.teacher, cast.office)
    has_links(cast, cast.second_teacher, cast.lead)
    does(cast, lambda db: actions.end_resets_by(db, cast.office.id, cast.at))
    assert open_links(cast, cast.teacher) == set(LINKS) - {PasswordReset}
    assert open_links(cast, cast.second_teacher) == set(LINKS)


def test_only_what_a_child_does_where_they_were_let_in_ends(cast: Cast) -> None:
    let_in = begins(cast, cast.owner, way=actions.LET_IN)
    spared = {begins(cast, cast.owner), begins(cast, cast.sibling, way=actions.LET_IN)}
    ended_before(cast, old := begins(cast, cast.owner, way=actions.LET_IN))
    does(cast, lambda db: actions.end_let_in(db, cast.owner.id, cast.at))
    assert live(cast.database) == spared
    assert let_in not in spared
    assert keeps_its_hour(cast, old)


def test_what_is_within_the_reach_of_whom_a_child_is_kept_from_ends(cast: Cast) -> None:
    theirs = opened(cast, cast.group, cast.teacher)
    others = opened(cast, cast.group, cast.second_teacher)
    begins(cast, cast.owner)
    on_tablet(cast, cast.owner, theirs)
    spared = {on_tablet(cast, cast.owner, others), begins(cast, cast.sibling)}
    spared.add(on_tablet(cast, cast.classmate, theirs))
    ended_before(cast, old := begins(cast, cast.owner))
    does(
        cast,
        lambda db: actions.end_within_reach(db, cast.owner.id, cast.teacher.id, cast.at),
    )
    assert live(cast.database) == spared
    assert keeps_its_hour(cast, old)


def test_whatever_goes_on_on_one_tablet_ends(cast: Cast) -> None:
    mine, other = (opened(cast, cast.group, cast.teacher) for _ in range(2))
    on_tablet(cast, cast.owner, mine)
    spared = {on_tablet(cast, cast.classmate, other), begins(cast, cast.owner)}
    ended_before(cast, old := on_tablet(cast, cast.owner, mine))
    does(cast, lambda db: actions.end_on_tablet(db, mine, cast.at))
    assert live(cast.database) == spared
    assert keeps_its_hour(cast, old)


def test_a_session_goes_onto_one_tablet_with_its_limit(cast: Cast) -> None:
    tablet, beside = opened(cast, cast.group, cast.teacher), begins(cast, cast.classmate)
    with cast.database.unit() as db:
        token = actions.begin(db, cast.owner.id, cast.at, way="face", device="a tablet")
        actions.put_on_tablet(db, token, tablet, cast.at)
        rows = {
            row.person_id: (row.tablet_id, row.expires_at)
            for row in db.execute(select(SignIn.person_id, SignIn.tablet_id, SignIn.expires_at))
        }
    assert rows[cast.owner.id] == (tablet, cast.at.now + ON_A_TABLET.in_all)
    assert rows[cast.classmate.id][0] is None
    assert beside in live(cast.database)


@pytest.mark.parametrize("whose", ["one child's", "any child's"])
def test_whoever_left_the_class_is_off_its_tablets(cast: Cast, whose: str) -> None:
    tablet = opened(cast, cast.group, cast.teacher)
    mine, theirs, stays = (
        on_tablet(cast, who, tablet) for who in (cast.owner, cast.classmate, cast.sibling)
    )
    home, run_out = begins(cast, cast.owner), on_tablet(cast, cast.owner, tablet)
    ended_before(cast, old := on_tablet(cast, cast.owner, tablet))
    with cast.database.unit() as db:
        late = update(SignIn).where(SignIn.id == run_out)
        db.execute(late.values(expires_at=cast.at.now))
        in_class = {cast.sibling.id}
        for row in db.scalars(select(Membership).where(Membership.group_id == cast.group.id)):
            if row.person_id in {cast.owner.id, cast.classmate.id}:
                row.until_on = cast.at.today
            in_class.discard(row.person_id)
        if in_class:  # the sibling is of another class: they join this one
            db.add(
                Membership(
                    person_id=cast.sibling.id,
                    group_id=cast.group.id,
                    role="pupil",
                    from_on=cast.at.today,
                )
            )
    only = cast.owner.id if whose == "one child's" else None
    does(cast, lambda db: actions.end_out_of_class(db, cast.at, pupil_id=only))
    expected = {stays, home, run_out} | ({theirs} if only else set())
    assert live(cast.database) == expected
    assert mine not in expected
    assert keeps_its_hour(cast, old)
    does(cast, lambda db: actions.end_out_of_class(db, cast.at))
    assert live(cast.database) == {stays, home, run_out}


def test_wrong_secrets_of_the_day_before_are_thrown_away(cast: Cast) -> None:
    def guessed(at: Moment, subject: str) -> None:
        does(cast, lambda db: actions.note_wrong_guess(db, subject, at))

    day = actions.GUESSES_KEPT
    guessed(replace(cast.at, now=cast.at.now - day - timedelta(microseconds=1)), "older")
    guessed(replace(cast.at, now=cast.at.now - day), "old")
    guessed(cast.at, "new")
    with cast.database.reading() as db:
        assert set(db.scalars(select(Guess.subject))) == {"old", "new"}
