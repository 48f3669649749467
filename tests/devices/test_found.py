"""Where one is signed in, and what ends with a word: asked of the queries and the actions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.core.errors import NotThereError
from portfolio.devices import actions, queries
from portfolio.devices.queries import Came
from portfolio.models import FamilyCard, LogRow, Passkey, SignIn
from tests.signin.test_endings import begins, ended_before, keeps_its_hour, live
from tests.ways_in import has_card, has_passkey

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.circles import Somebody


def public(cast: Cast, number: int) -> str:
    with cast.database.reading() as db:
        return db.scalars(select(SignIn.public_id).where(SignIn.id == number)).one()


def found(cast: Cast, who: Somebody, this: int) -> list[tuple[str, bool]]:
    with cast.database.reading() as db:
        rows = queries.devices(db, who.id, this, cast.at)
    return [(row.public_id, row.is_this) for row in rows]


def test_ones_own_sessions_that_go_on_are_found_the_newest_first(cast: Cast) -> None:
    first, theirs, second = (begins(cast, who) for who in (cast.gran, cast.mum, cast.gran))
    ended_before(cast, begins(cast, cast.gran))
    run_out = begins(cast, cast.gran)
    with cast.database.unit() as db:
        late = update(SignIn).where(SignIn.id == run_out)
        db.execute(late.values(expires_at=cast.at.now))
    expected = [(public(cast, second), False), (public(cast, first), True)]
    assert found(cast, cast.gran, first) == expected
    assert found(cast, cast.mum, theirs) == [(public(cast, theirs), True)]
    with cast.database.unit() as db:
        db.execute(update(SignIn).values(expires_at=cast.at.now + timedelta(microseconds=1)))
    assert (public(cast, run_out), False) in found(cast, cast.gran, first)


def test_how_one_began_is_told_of_ones_own_that_go_on(cast: Cast) -> None:
    mine, beside = begins(cast, cast.gran, way="letter"), begins(cast, cast.gran)
    theirs, ended = begins(cast, cast.mum), begins(cast, cast.gran)
    ended_before(cast, ended)
    with cast.database.reading() as db:
        came = queries.came_or_404(db, cast.gran.id, public(cast, mine), cast.at)
        other = queries.came_or_404(db, cast.gran.id, public(cast, beside), cast.at)
        assert (came, other) == (Came(mine, "letter", None), Came(beside, "card", None))
        for number in (theirs, ended):
            with pytest.raises(NotThereError):
                queries.came_or_404(db, cast.gran.id, public(cast, number), cast.at)


def says_not_mine(cast: Cast, came: Came, this: int) -> bool:
    with cast.database.unit() as db:
        return actions.not_mine(db, cast.gran.id, came, cast.at, but=this)


@pytest.mark.parametrize("way", [*actions.KNOWN_WAYS, "letter"])
def test_what_came_by_a_way_that_is_known_ends_all_of_that_way(cast: Cast, way: str) -> None:
    this, strange, same, other = (
        begins(cast, cast.gran, way=one) for one in (way, way, way, "another")
    )
    theirs = begins(cast, cast.mum, way=way)
    ended_before(cast, old := begins(cast, cast.gran, way=way))
    assert not says_not_mine(cast, Came(strange, way, None), this)
    spared = {this, other, theirs} | ({same} if way == "letter" else set())
    assert live(cast.database) == spared
    assert keeps_its_hour(cast, old)
    with cast.database.reading() as db:
        rows = db.execute(select(LogRow.by_id, LogRow.about).where(LogRow.event == "not_mine"))
        assert [(row.by_id, row.about) for row in rows] == [(cast.gran.id, {"sign_in": strange})]


def test_a_passkey_and_the_own_card_end_with_it(cast: Cast) -> None:
    this, strange = begins(cast, cast.gran), begins(cast, cast.gran, way="passkey")
    for who in (cast.gran, cast.mum):
        has_card(cast, who)
        has_passkey(cast, who)
    with cast.database.reading() as db:
        mine = db.scalars(select(Passkey.id).where(Passkey.person_id == cast.gran.id)).one()
    assert says_not_mine(cast, Came(strange, "passkey", mine), this)
    with cast.database.reading() as db:
        for table in (Passkey, FamilyCard):
            goes_on = select(table.person_id).where(table.ended_at.is_(None))
            assert db.scalars(goes_on).all() == [cast.mum.id]


@pytest.mark.parametrize("where", ["here", "elsewhere", "no card"])
def test_signed_out_elsewhere_a_card_that_opens_here_stays(cast: Cast, where: str) -> None:
    if where != "no card":
        has_card(cast, cast.gran, "this browser" if where == "here" else "another")
    has_card(cast, cast.mum, "this browser")
    this, other = begins(cast, cast.gran), begins(cast, cast.gran)
    theirs = begins(cast, cast.mum)
    with cast.database.unit() as db:
        ended = actions.end_others(db, cast.gran.id, cast.at, but=this, device="this browser")
        cards = set(db.scalars(select(FamilyCard.person_id).where(FamilyCard.ended_at.is_(None))))
        events = db.execute(select(LogRow.event, LogRow.by_id).order_by(LogRow.id.desc())).first()
    assert ended is (where == "elsewhere")
    assert live(cast.database) == {this, theirs}
    assert other not in live(cast.database)
    assert cards == {cast.mum.id} | ({cast.gran.id} if where == "here" else set())
    assert tuple(events or ()) == ("signed_out_elsewhere", cast.gran.id)


def test_a_session_that_began_later_is_there_at_its_moment(cast: Cast) -> None:
    number = begins(cast, cast.gran)
    until = cast.at.now + timedelta(days=400)
    with cast.database.reading() as db:
        late = replace(cast.at, now=until)
        assert queries.devices(db, cast.gran.id, number, late) == []
