"""Who signed on is one of the staff, by what was kept of them: asked of the queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from portfolio.models import Person, SignOn
from portfolio.sign_on import queries
from portfolio.sign_on.id_tokens import Known
from portfolio.sign_on.queries import Found

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.circles import Somebody

HERE, ELSEWHERE = "https://sso.example", "https://other.example"
THEIRS = "teacher@school.example"


def keeps(cast: Cast, who: Somebody, subject: str, issuer: str = HERE) -> None:
    with cast.database.unit() as db:
        row = SignOn(person_id=who.id, issuer=issuer, subject=subject)
        row.made_at = cast.at.now
        db.add(row)


def has_address(cast: Cast, who: Somebody, email: str = THEIRS) -> None:
    with cast.database.unit() as db:
        db.execute(update(Person).where(Person.id == who.id).values(email=email))


def known(subject: str, email: str | None = None, issuer: str = HERE) -> Known:
    return Known(issuer=issuer, subject=subject, email=email, proved_at=None)


def staff(cast: Cast, one: Known) -> Found | None:
    with cast.database.reading() as db:
        return queries.staff(db, one, cast.at)


def test_a_kept_subject_is_its_person_whatever_address_comes_with_it(cast: Cast) -> None:
    has_address(cast, cast.office)
    keeps(cast, cast.lead, "7")
    keeps(cast, cast.teacher, "8")
    keeps(cast, cast.office, "7", ELSEWHERE)
    assert staff(cast, known("7")) == Found(cast.lead.id, is_new=False)
    assert staff(cast, known("8", THEIRS)) == Found(cast.teacher.id, is_new=False)
    assert staff(cast, known("7", issuer=ELSEWHERE)) == Found(cast.office.id, is_new=False)
    assert staff(cast, known("9")) is None


def test_a_subject_of_somebody_who_left_or_is_no_staff_is_nobodys(cast: Cast) -> None:
    has_address(cast, cast.office)
    keeps(cast, cast.teacher, "8")
    keeps(cast, cast.gran, "9")
    cast.leaves(cast.teacher)
    assert staff(cast, known("8", THEIRS)) is None
    assert staff(cast, known("9", THEIRS)) is None


def test_an_address_finds_staff_once(cast: Cast) -> None:
    has_address(cast, cast.teacher)
    has_address(cast, cast.gran, "g@example.org")
    keeps(cast, cast.teacher, "1", ELSEWHERE)
    keeps(cast, cast.office, "2")
    assert staff(cast, known("8", THEIRS)) == Found(cast.teacher.id, is_new=True)
    assert staff(cast, known("8", "other@school.example")) is None
    assert staff(cast, known("8", "g@example.org")) is None
    keeps(cast, cast.teacher, "3")
    assert staff(cast, known("8", THEIRS)) is None
    has_address(cast, cast.teacher, "old@school.example")
    has_address(cast, cast.lead)
    cast.leaves(cast.lead)
    assert staff(cast, known("8", THEIRS)) is None


def test_a_newcomer_is_one_where_neither_they_nor_the_subject_is_known(cast: Cast) -> None:
    keeps(cast, cast.lead, "7")
    keeps(cast, cast.teacher, "8", ELSEWHERE)

    def new(subject: str) -> Found | None:
        with cast.database.reading() as db:
            return queries.newcomer(db, known(subject), cast.teacher.id)

    assert new("9") == Found(cast.teacher.id, is_new=True)
    assert new("8") == Found(cast.teacher.id, is_new=True)
    assert new("7") is None
    keeps(cast, cast.teacher, "6")
    assert new("9") is None


def test_whoever_has_a_subject_has_it_of_one_issuer(cast: Cast) -> None:
    keeps(cast, cast.teacher, "8")
    with cast.database.reading() as db:
        assert queries.has_one(db, cast.teacher.id, HERE)
        assert not queries.has_one(db, cast.teacher.id, ELSEWHERE)
        assert not queries.has_one(db, cast.lead.id, HERE)
