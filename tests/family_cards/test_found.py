"""An adult's own card: whose it is, on which browser it opens: asked of the queries themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from portfolio.family_cards import actions, queries
from portfolio.models import FamilyCard, LogRow, Person
from portfolio.models.enums import PersonKind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody


def make(db: Session, cast: Cast, who: Somebody, device: str) -> str:
    return actions.make(db, who.id, "a hash", device, cast.at)


def ends(db: Session, cast: Cast, who: Somebody) -> None:
    theirs = update(FamilyCard).where(FamilyCard.person_id == who.id)
    db.execute(theirs.values(ended_at=cast.at.now))


def test_a_card_opens_its_own_adult_until_it_is_ended(cast: Cast, database: Database) -> None:
    with database.unit() as db:
        codes = {who.id: make(db, cast, who, "phone") for who in (cast.mum, cast.gran)}
        for number, code in codes.items():
            found = queries.card(db, code, cast.at)
            assert found is not None
            assert found.person_id == number
        assert queries.card(db, "another", cast.at) is None
        assert queries.is_card_of(db, codes[cast.mum.id], cast.mum.id)
        assert not queries.is_card_of(db, codes[cast.mum.id], cast.gran.id)
        assert not queries.is_card_of(db, "another", cast.mum.id)
        ends(db, cast, cast.mum)
        assert queries.card(db, codes[cast.mum.id], cast.at) is None
        assert not queries.is_card_of(db, codes[cast.mum.id], cast.mum.id)
        assert queries.card(db, codes[cast.gran.id], cast.at) is not None


def test_it_opens_nothing_for_who_left_is_tied_to_nobody_or_is_no_family(
    cast: Cast, database: Database
) -> None:
    with database.unit() as db:
        mum, gran, dad = (make(db, cast, who, "phone") for who in (cast.mum, cast.gran, cast.dad))
        assert None not in [queries.card(db, one, cast.at) for one in (mum, gran, dad)]
        odd = update(Person).where(Person.id == cast.dad.id)
        db.execute(odd.values(kind=PersonKind.STAFF))
        assert queries.card(db, dad, cast.at) is None
    cast.leaves(cast.mum)
    cast.ends_tie(cast.gran, cast.owner)
    cast.ends_tie(cast.gran, cast.sibling)
    with database.reading() as db:
        assert [queries.card(db, one, cast.at) for one in (mum, gran)] == [None, None]


def test_it_is_used_where_it_was_made_and_nowhere_else(cast: Cast, database: Database) -> None:
    with database.unit() as db:
        code, _ = make(db, cast, cast.mum, "phone"), make(db, cast, cast.gran, "laptop")
        card = queries.card(db, code, cast.at)
        assert card is not None
        used = {one: queries.is_used_here(db, card.card_id, one) for one in ("phone", "laptop", "")}
        assert used == {"phone": True, "laptop": False, "": False}
        known = {one: queries.is_known(db, one) for one in ("phone", "laptop", "another", "")}
        assert known == {"phone": True, "laptop": True, "another": False, "": False}
        ends(db, cast, cast.mum)
        assert not queries.is_known(db, "phone")
        assert queries.is_known(db, "laptop")


def test_an_adult_reads_of_their_own_card_alone(cast: Cast, database: Database) -> None:
    with database.unit() as db:
        make(db, cast, cast.mum, "phone")
        here, elsewhere = (queries.own(db, cast.mum.id, one) for one in ("phone", "laptop"))
        assert here is not None
        assert elsewhere is not None
        assert (here.is_here, elsewhere.is_here) == (True, False)
        assert here.made_at == cast.at.now
        assert queries.own(db, cast.gran.id, "phone") is None
        has = [queries.has_card(db, who.id) for who in (cast.mum, cast.gran)]
        assert has == [True, False]
        ends(db, cast, cast.mum)
        assert queries.own(db, cast.mum.id, "phone") is None
        assert not queries.has_card(db, cast.mum.id)


def test_a_new_card_ends_the_old_one_and_nobody_elses(cast: Cast, database: Database) -> None:
    with database.unit() as db:
        old, grans = make(db, cast, cast.mum, "phone"), make(db, cast, cast.gran, "laptop")
        new = make(db, cast, cast.mum, "phone")
        opens = [queries.card(db, one, cast.at) is not None for one in (old, grans, new)]
    assert opens == [False, True, True]


def test_a_browser_that_says_nothing_is_no_device_even_of_a_card_made_without_one(
    cast: Cast, database: Database
) -> None:
    with database.unit() as db:
        make(db, cast, cast.mum, "")
        card = db.scalars(select(FamilyCard.id)).one()
        assert not queries.is_used_here(db, card, "")
        assert not queries.is_known(db, "")


def test_a_new_card_ends_the_one_before_and_the_log_keeps_each(
    cast: Cast, database: Database
) -> None:
    before = cast.at.now - timedelta(hours=1)
    with database.unit() as db:
        make(db, cast, cast.mum, "phone")
        make(db, cast, cast.gran, "phone")
        old = update(FamilyCard).where(FamilyCard.person_id == cast.mum.id)
        db.execute(old.values(ended_at=before))
        make(db, cast, cast.mum, "phone")
        make(db, cast, cast.mum, "phone")
        cards = db.execute(select(FamilyCard.__table__).order_by(FamilyCard.id)).all()
        ended = [(row.person_id, row.ended_at) for row in cards]
        mum, gran, now = cast.mum.id, cast.gran.id, cast.at.now
        assert ended == [(mum, before), (gran, None), (mum, now), (mum, None)]
        rows = db.execute(select(LogRow.by_id, LogRow.about).order_by(LogRow.id))
        logged = [(row.by_id, dict(row.about)) for row in rows]
    assert logged == [(row.person_id, {"card": row.id}) for row in cards]
