"""What a look is to its owner: of a thing for teachers once, of any other each day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import literal, select

from portfolio.visibility import looked
from tests.cast import FAMILY, SCREEN, TEACHERS

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.circles import Thing


def is_for_teachers(cast: Cast, thing: Thing) -> bool:
    with cast.database.reading() as db:
        return bool(db.scalar(select(looked.is_for_teachers(literal(thing.id)))))


@pytest.mark.parametrize("state", ["up", "waiting"])
def test_it_is_where_teachers_are_asked_for(cast: Cast, state: str) -> None:
    thing = cast.puts_up(cast.owner, [TEACHERS, FAMILY], state)
    cast.puts_up(cast.owner, [FAMILY])
    assert is_for_teachers(cast, thing)


def test_it_is_not_where_a_teacher_only_looks_first(cast: Cast) -> None:
    cast.puts_up(cast.owner, [TEACHERS])
    thing = cast.puts_up(cast.owner, [FAMILY, SCREEN, cast.group.children])
    assert not is_for_teachers(cast, thing)
    assert not is_for_teachers(cast, cast.keeps(cast.owner))


def test_what_was_taken_down_is_for_teachers_no_more(cast: Cast) -> None:
    thing = cast.puts_up(cast.owner, [TEACHERS, FAMILY])
    cast.takes_down(thing, TEACHERS)
    assert not is_for_teachers(cast, thing)
