"""By which names and into which homes somebody who is kept from a child is known to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from portfolio.core import tokens
from portfolio.models import Household
from portfolio.visibility import apart
from tests.counting import counted
from tests.visibility.test_apart import call, home, tie_anew

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.circles import Somebody


def known(cast: Cast, adult: Somebody, child: Somebody) -> list[tuple[str, int]]:
    with cast.database.reading() as db:
        return sorted(apart.known_as(db, adult.id, child.id))


def test_t45_every_name_and_home_that_the_child_ever_had_for_them(cast: Cast) -> None:
    circle = cast.oak
    mums, dads = (home(cast, one, circle.owner) for one in (circle.gran, circle.dad))
    for number in (mums, dads):
        name_home(cast, number, f"Home {number}")
    call(cast, circle.gran, circle.sibling, "Granny")
    assert known(cast, circle.gran, circle.owner) == [("Gran", mums)]
    assert known(cast, circle.gran, circle.sibling) == [("Granny", mums)]
    assert known(cast, circle.gran, circle.classmate) == []
    cast.ends_tie(circle.gran, circle.owner)
    for _ in range(2):  # a tie that began twice
        tie_anew(cast, circle.gran, circle.owner, "Nana", dads)
    assert known(cast, circle.gran, circle.owner) == [("Gran", mums), ("Nana", dads)]


def name_home(cast: Cast, number: int, name: str) -> None:
    with cast.database.unit() as db:
        db.execute(update(Household).where(Household.id == number).values(name=name))


def test_t45_a_home_typed_anew_under_their_homes_name_is_theirs(cast: Cast) -> None:
    circle = cast.oak
    theirs = home(cast, circle.dad, circle.owner)
    name_home(cast, theirs, "Dad\u2019s Home")
    with cast.database.unit() as db:
        anew, other = (
            Household(public_id=tokens.public_id(), name=name)
            for name in ("dad's home.", "Dad's homes")
        )
        db.add_all([anew, other])
        db.flush()
        numbers = anew.id, other.id
    homes = {number for _, number in known(cast, circle.dad, circle.owner)}
    assert {theirs, numbers[0]} <= homes
    assert numbers[1] not in homes


def test_t45_no_home_is_asked_about_where_nobody_is_known(cast: Cast) -> None:
    with counted(cast.database, 1):
        assert known(cast, cast.oak.gran, cast.oak.classmate) == []


def test_t45_words_are_compared_without_case_and_homes_by_number() -> None:
    known_as = [("O\u2019Pa", 7), ("B\u00e0", 8)]
    assert apart.is_like("o'pa", 1, known_as)
    assert apart.is_like("O-Pa.", 1, known_as), "a sign more makes no other word"
    assert not apart.is_like("दादी", 1, [("दादा", 7)]), "a vowel that is a mark makes another"
    assert apart.is_like("Uncle", 8, known_as)
    assert not apart.is_like("Ba", 1, known_as), "another tone is another word"
    assert not apart.is_like("Uncle", None, known_as)
    assert not apart.is_like("Uncle", 7, [])
