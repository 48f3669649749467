"""Cards about people: who is one of the child's people now, and who made them a new card."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portfolio.models import FamilyTie, Notice, Person
from portfolio.models.enums import NoticeKind
from portfolio.notices import queries
from portfolio.office import invitations
from portfolio.signin import actions as signin
from tests.cast import FAMILY
from tests.counting import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]


def opens_letter(cast: Cast, called: str, adult: Somebody | None = None) -> int:
    """A letter for Amina is opened, by somebody new or by `adult`; the number of who it is."""
    place = invitations.FamilyPlace(cast.owner.id, called, None, f"{called}'s home")
    with cast.database.unit() as db:
        token = invitations.invite_family(db, place, cast.at, by=cast.office.id)
        adult_id = adult.id if adult else None
        return signin.open_letter(db, token, cast.at, face="", adult_id=adult_id)


def has_dot(database: Database, who: Somebody, at: Moment) -> bool:
    with database.reading() as db:
        return queries.has_new(db, who.id, at)


def kinds(database: Database) -> list[tuple[int, NoticeKind]]:
    with database.reading() as db:
        found = db.execute(select(Notice.person_id, Notice.kind).order_by(Notice.id))
        return [(person_id, kind) for person_id, kind in found]


def test_a_new_person_is_told_and_what_they_see(
    cast: Cast, client_of: ClientOf, database: Database, moment: Moment
) -> None:
    """It is true, too: Nan sees what is up for family already, and nothing that is kept."""
    up, kept = cast.puts_up(cast.owner, [FAMILY]), cast.keeps(cast.owner)
    assert not has_dot(database, cast.owner, moment)
    nan_id = opens_letter(cast, "Nan")
    assert kinds(database) == [(cast.owner.id, NoticeKind.NEW_PERSON)]
    assert has_dot(database, cast.owner, moment)
    page = client_of(cast.owner).get("/for-me").text
    assert "Nan is one of your people now" in page
    assert "Nan can see what you show your family." in page
    assert "That is also what is up already." in page
    with database.reading() as db:
        person = db.get_one(Person, nan_id)
    nan = client_of(
        type(cast.gran)(nan_id, person.public_id, person.kind, person.first_name, "nan")
    )
    assert nan.get(f"/items/{up.public_id}").status_code == 200
    assert nan.get(f"/items/{kept.public_id}").status_code == 404


@pytest.mark.parametrize("deed", ["ends_tie", "restricts"])
def test_the_card_goes_when_they_are_no_more_one_of_the_childs_people(
    deed: str, *, cast: Cast, client_of: ClientOf, database: Database, moment: Moment
) -> None:
    opens_letter(cast, "Pop", cast.classmates_parent)
    assert has_dot(database, cast.owner, moment)
    deeds: dict[str, Callable[[Somebody, Somebody], None]] = {
        "ends_tie": cast.ends_tie,
        "restricts": cast.restricts,
    }
    deeds[deed](cast.classmates_parent, cast.owner)
    assert not has_dot(database, cast.owner, moment)
    assert "Pop" not in client_of(cast.owner).get("/for-me").text


def test_a_letter_for_somebody_kept_away_tells_nothing(cast: Cast, database: Database) -> None:
    """They are tied and restricted already: the letter is used up and nothing comes of it."""
    with database.reading() as db:
        before = len(db.scalars(select(FamilyTie)).all())
    opens_letter(cast, "Grandpa", cast.kept_away)
    with database.reading() as db:
        assert len(db.scalars(select(FamilyTie)).all()) == before
    assert kinds(database) == []


def test_a_new_card_is_told_with_who_made_it_and_the_first_is_not(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    path = f"/class/{cast.group.public_id}/children/{cast.owner.public_id}/card"
    teacher = client_of(cast.teacher)
    assert teacher.post(path).status_code == 200
    assert kinds(database) == []
    assert client_of(cast.second_teacher).post(path).status_code == 200
    assert kinds(database) == [(cast.owner.id, NoticeKind.NEW_CARD)]
    page = client_of(cast.owner).get("/for-me").text
    assert "Teacher Ines made a new card for you" in page
    assert "Your old card does not work any more." in page


def test_each_is_put_away_by_its_child_alone(
    cast: Cast, client_of: ClientOf, database: Database, moment: Moment
) -> None:
    opens_letter(cast, "Nan")
    with database.reading() as db:
        public_id = db.scalars(select(Notice.public_id)).one()
    for role in ("classmate", "gran", "teacher"):
        answer = client_of(getattr(cast, role)).post(f"/for-me/{public_id}/seen")
        assert answer.status_code == 404, role
    assert client_of(cast.owner).fill_in("/for-me", "/seen").status_code == 303
    assert not has_dot(database, cast.owner, moment)
    assert "Nan is one of your people now" in client_of(cast.owner).get("/for-me").text


def test_their_number_costs_no_query(cast: Cast, database: Database, moment: Moment) -> None:
    counts = []
    for called in ("Nan", "Pop", "Auntie"):
        opens_letter(cast, called)
        with database.reading() as db, counted(database) as count:
            queries.cards(db, cast.owner.viewer(moment))
        counts.append(count.number)
    assert counts[0] == counts[2] <= 10
    with database.reading() as db, counted(database, 1):
        assert queries.has_new(db, cast.owner.id, moment)
