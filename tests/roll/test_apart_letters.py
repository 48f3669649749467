"""Keeping somebody away ends every letter by which they could come back as somebody new (T45)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select, update

from portfolio.core import clock, passwords
from portfolio.family_cards import actions as family_cards
from portfolio.jobs import Means
from portfolio.models import (
    FamilyCard,
    FamilyTie,
    Invitation,
    PaperRun,
    Restriction,
    SignIn,
    Tablet,
)
from portfolio.models.enums import PaperKind
from portfolio.office import actions as staff
from portfolio.office import invitations
from portfolio.paper import actions as paper
from portfolio.paper.queries import progress
from portfolio.roll.actions import apart
from portfolio.signin import actions as signin
from portfolio.tablets import actions as tablets
from tests.client import nobody_for
from tests.roll.test_apart import keep

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from portfolio.core.database import Database
    from portfolio.settings import Settings
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient


@pytest.fixture
def office(cast: Cast, client_of: Callable[[Somebody], SiteClient]) -> SiteClient:
    """The office person's browser."""
    return client_of(cast.office)


@pytest.fixture
def opens(app: Flask) -> Callable[[str], bool]:
    """Whether a letter opens, for somebody who was never here."""
    return lambda code: nobody_for(app).get(f"/letters/{code}").status_code == 200


def home_of(cast: Cast, adult: Somebody, child: Somebody) -> int:
    """The home in which that adult belongs to the child."""
    tie = FamilyTie.adult_id == adult.id, FamilyTie.pupil_id == child.id
    with cast.database.reading() as db:
        return db.scalars(select(FamilyTie.household_id).where(*tie)).one()


def letter(cast: Cast, child: Somebody, called: str, home: int | None = None) -> str:
    """An unused letter; gives its code."""
    place = invitations.FamilyPlace(child.id, called, home, f"{called}'s home")
    with cast.database.unit() as db:
        return invitations.invite_family(db, place, cast.at, by=cast.office.id)


def called_now(cast: Cast, adult: Somebody, child: Somebody, name: str) -> None:
    """The child calls them so."""
    tie = FamilyTie.adult_id == adult.id, FamilyTie.pupil_id == child.id
    with cast.database.unit() as db:
        db.execute(update(FamilyTie).where(*tie).values(called=name))


def test_t45_letters_into_their_home_or_under_their_name_end_and_no_other(
    cast: Cast, office: SiteClient, opens: Callable[[str], bool]
) -> None:
    called_now(cast, cast.dad, cast.owner, "Öpa")
    dads, mums = (home_of(cast, one, cast.owner) for one in (cast.dad, cast.mum))
    assert dads != mums
    ended = letter(cast, cast.owner, "Stepmum", dads), letter(cast, cast.owner, "öPA")
    stay = (
        letter(cast, cast.owner, "Auntie", mums),
        letter(cast, cast.owner, "Uncle"),
        letter(cast, cast.classmate, "Öpa"),
    )
    assert all(opens(code) for code in (*ended, *stay))
    keep(office, cast.dad, cast.owner)
    assert not any(opens(code) for code in ended)
    assert all(opens(code) for code in stay)
    told = office.get(f"/office/restrictions/{cast.owner.public_id}").text
    assert "2 unused letters ended." in told


def test_t45_a_name_and_a_home_of_before_count_too(
    cast: Cast, office: SiteClient, opens: Callable[[str], bool]
) -> None:
    called_now(cast, cast.former, cast.owner, "Nana")
    home = home_of(cast, cast.former, cast.owner)
    ended = letter(cast, cast.owner, "NANA"), letter(cast, cast.owner, "Aunt", home)
    with cast.database.reading() as db:
        assert db.scalars(
            select(FamilyTie.until_on).where(FamilyTie.adult_id == cast.former.id)
        ).all() != [None]
    keep(office, cast.former, cast.owner)
    assert not any(opens(code) for code in ended)


def test_t45_for_a_teacher_no_letter_ends(
    cast: Cast, office: SiteClient, opens: Callable[[str], bool]
) -> None:
    code = letter(cast, cast.owner, "Auntie", home_of(cast, cast.mum, cast.owner))
    keep(office, cast.teacher, cast.owner)
    assert opens(code)
    path = f"/office/restrictions/{cast.owner.public_id}"
    assert "unused letter ended" not in office.get(path).text


def test_t45_what_a_printer_has_still_to_make_is_left_out(
    cast: Cast, office: SiteClient, settings: Settings
) -> None:
    home = home_of(cast, cast.dad, cast.owner)
    wishes = [
        paper.LetterWish(cast.owner.id, "Stepmum", home),
        paper.LetterWish(cast.owner.id, "Uncle", None, "His"),
    ]
    with cast.database.unit() as db:
        paper.begin_letters(db, cast.group.id, wishes, "", cast.at, cast.office.id)
    keep(office, cast.dad, cast.owner)
    with cast.database.unit() as db:
        (run,) = db.scalars(select(PaperRun.id).where(PaperRun.kind == PaperKind.LETTERS))
        paper.make(Means(db, cast.at, settings, None), {"run": run})  # type: ignore[arg-type]
        assert progress(db, run).left_out == 1
        assert [one.called for one in db.scalars(select(Invitation))] == ["Uncle"]


def test_t45_another_name_and_home_cannot_be_told_apart_so_the_office_ends_it_there(
    cast: Cast, office: SiteClient, opens: Callable[[str], bool]
) -> None:
    codes = {name: letter(cast, cast.owner, name) for name in ("Auntie", "Uncle")}
    other = letter(cast, cast.classmate, "Stranger")
    keep(office, cast.dad, cast.owner)
    path = f"/office/restrictions/{cast.owner.public_id}"
    page = office.get(path).text
    assert "Auntie" in page
    assert "Stranger" not in page
    ids = _public_ids(cast)
    assert office.post(f"{path}/letters/{ids['Stranger']}/end").status_code == 404
    answer = office.post(f"{path}/letters/{ids['Auntie']}/end")
    assert (answer.status_code, answer.location) == (303, path)
    assert not opens(codes["Auntie"])
    assert opens(codes["Uncle"])
    assert opens(other)


@pytest.mark.parametrize("role", ["teacher", "lead", "mum", "owner"])
def test_t45_nobody_but_the_office_ends_it_there(
    cast: Cast,
    client_of: Callable[[Somebody], SiteClient],
    opens: Callable[[str], bool],
    role: str,
) -> None:
    code = letter(cast, cast.owner, "Auntie")
    path = f"/office/restrictions/{cast.owner.public_id}/letters/{_public_ids(cast)['Auntie']}/end"
    assert client_of(getattr(cast, role)).post(path).status_code == 404
    assert opens(code)


def _public_ids(cast: Cast) -> dict[str, str]:
    with cast.database.reading() as db:
        rows = db.execute(select(Invitation.called, Invitation.public_id))
        return {row.called: row.public_id for row in rows}


@pytest.mark.parametrize("who", ["dad", "gran"])
def test_t45_the_card_of_their_own_dies_unless_they_have_another_child_here(
    cast: Cast, office: SiteClient, database: Database, who: str
) -> None:
    adult: Somebody = getattr(cast, who)
    with database.unit() as db:
        figures = passwords.hash_secret("274913")
        family_cards.make(db, adult.id, figures, "browser", cast.at)
    keep(office, adult, cast.owner)
    with database.reading() as db:
        has_ended = db.scalars(select(FamilyCard.ended_at)).one() is not None
    assert has_ended is (who == "dad")


@pytest.mark.parametrize("way", [signin.LET_IN, "card"])
@pytest.mark.parametrize(
    ("role", "is_out"), [("dad", True), ("teacher", True), ("classmate", False)]
)
def test_t45_a_child_signed_in_on_a_device_of_theirs_is_out_of_it(
    cast: Cast, office: SiteClient, database: Database, *, way: str, role: str, is_out: bool
) -> None:
    with database.unit() as db:
        for child in (cast.owner, cast.sibling):
            signin.begin(db, child.id, cast.at, way=way, device="a phone")
        place = tablets.Place(cast.group.id, None, "Tablet", "a tablet")
        tablets.open_on(db, place, cast.at, cast.at.now + timedelta(hours=1))
        token = signin.begin(db, cast.owner.id, cast.at, way="tablet", device="a tablet")
        signin.put_on_tablet(db, token, db.scalars(select(Tablet.id)).one(), cast.at)
    keep(office, getattr(cast, role), cast.owner)
    with database.reading() as db:
        over = select(SignIn.person_id, SignIn.way).where(SignIn.ended_at.is_not(None))
        out = [tuple(row) for row in db.execute(over) if row.person_id != cast.dad.id]
    assert out == ([(cast.owner.id, way)] if is_out else [])


def test_the_office_is_told_that_they_may_have_the_card_until_there_is_a_new_one(
    cast: Cast, office: SiteClient, database: Database
) -> None:
    sentence = "They may have the card of Amina: have a new one made."
    path = f"/office/restrictions/{cast.owner.public_id}"
    with database.unit() as db:
        db.execute(delete(Restriction))
    keep(office, cast.dad, cast.owner)
    assert sentence not in office.get(path).text, "she has none"
    with database.unit() as db:
        staff.make_card(db, cast.owner.id, None, _moment(cast, -1), by=cast.teacher.id)
    page = office.get(path).text
    assert page.count(sentence) == 1
    assert f'href="/office/classes/{cast.group.public_id}"' in page
    with database.unit() as db:
        staff.make_card(db, cast.owner.id, None, _moment(cast, 1), by=cast.teacher.id)
    assert sentence not in office.get(path).text


def _moment(cast: Cast, hours: int) -> clock.Moment:
    return clock.Moment(cast.at.now + timedelta(hours=hours), cast.at.today)


def test_the_office_is_told_where_nobody_looks_at_what_the_child_shows(
    cast: Cast, office: SiteClient
) -> None:
    sentence = "Nobody looks at what Amina shows: give the class another teacher."
    path = f"/office/restrictions/{cast.owner.public_id}"
    keep(office, cast.teacher, cast.owner)
    assert sentence not in office.get(path).text, "the second teacher looks"
    keep(office, cast.second_teacher, cast.owner)
    assert sentence in office.get(path).text


def test_t45_one_that_begins_later_ends_what_was_made_before_its_day_with_it(
    cast: Cast, office: SiteClient, settings: Settings, opens: Callable[[str], bool]
) -> None:
    day = cast.at.today + timedelta(days=3)
    keep(office, cast.dad, cast.owner, from_on=day.isoformat())
    between, on_the_day = letter(cast, cast.owner, "dad"), letter(cast, cast.owner, "dad")
    begins = clock.beginning(day, settings.time_zone)
    ids = [f"{one.id}" for one in _letters(cast)]
    assert len(ids) == 2
    with cast.database.unit() as db:
        newest = max(one.id for one in _letters(cast))
        db.execute(update(Invitation).where(Invitation.id == newest).values(made_at=begins))
        later = clock.Moment(begins + timedelta(hours=9), day)
        assert (
            db.scalars(select(Restriction.from_on).order_by(Restriction.id.desc())).first() == day
        )
        apart.begin(Means(db, later, settings, None))  # type: ignore[arg-type]
    assert not opens(between)
    assert not opens(on_the_day), "it waits for the office"
    with cast.database.unit() as db:
        assert [one.ended_at is None for one in _letters(cast)] == [False, True]
        invitations.confirm(db, newest, cast.at, by=cast.office.id)
    assert opens(on_the_day)


def _letters(cast: Cast) -> list[Invitation]:
    with cast.database.reading() as db:
        return list(db.scalars(select(Invitation).order_by(Invitation.id)))
