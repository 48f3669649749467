"""What one page of one thing costs: as many questions for three of everything as for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portfolio.models.enums import CommentState
from tests.cast import FAMILY

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from tests.cast import Cast
    from tests.circles import Somebody, Thing
    from tests.client import SiteClient
    from tests.counting import CountQueries

    ClientOf = Callable[[Somebody], SiteClient]
    Counting = Callable[..., AbstractContextManager[CountQueries]]

AT_MOST = {"owner": 16, "mum": 9, "gran": 9, "dad": 9, "classmate": 9, "teacher": 9}
"""Questions to the database for the page of one thing, by who looks."""

TO_NOTE_A_LOOK = {"mum": 5, "gran": 5, "dad": 5, "classmate": 3, "teacher": 3}
"""What the first opening costs more: a row, and for family the owner's card (decision 31)."""

STANDSTILL = {True: 1, False: 2}
"""What a unit asks before it writes, on SQLite (True) and on PostgreSQL (decision 41)."""


def a_thing_with(cast: Cast, number: int) -> Thing:
    """A thing with so many photos, and so many comments of each kind."""
    photos = [cast.photographs(cast.owner) for _ in range(number)]
    thing = cast.puts_up(cast.owner, [FAMILY, cast.group.children], photos=photos)
    for _ in range(number):
        said = cast.says(cast.gran, thing, state=CommentState.UP)
        cast.says(cast.owner, thing, reply_to=said)
        cast.says(cast.dad, thing)
        cast.says(cast.teacher, thing)
    return thing


def cost(client: SiteClient, thing: Thing, count_queries: Counting) -> int:
    with count_queries() as count:
        assert client.get(f"/items/{thing.public_id}").status_code == 200
    return count.number


@pytest.mark.parametrize("role", sorted(AT_MOST))
def test_the_page_of_a_thing(
    cast: Cast, client_of: ClientOf, count_queries: Counting, role: str
) -> None:
    client = client_of(getattr(cast, role))
    things = [a_thing_with(cast, number) for number in (1, 3)]
    first = {cost(client, thing, count_queries) for thing in things}
    one, three = (cost(client, thing, count_queries) for thing in things)
    assert one == three <= AT_MOST[role]
    noted = TO_NOTE_A_LOOK.get(role, 0)
    assert first == {one + noted + (STANDSTILL[cast.database.is_sqlite] if noted else 0)}


@pytest.mark.parametrize("state", ["kept", "waiting", "sent_back", "changed", "some_waiting"])
def test_the_owners_page_in_every_state(
    cast: Cast, client_of: ClientOf, count_queries: Counting, state: str
) -> None:
    owner = cast.rowan.owner
    thing = cast.keeps(owner)
    if state != "kept":
        wishes = [FAMILY, cast.rowan.group.children]
        thing = cast.puts_up(thing, wishes, "up" if state == "changed" else "waiting")
    if state == "sent_back":
        cast.sends_back(thing, note="Nearly")
    if state in {"changed", "some_waiting"}:
        cast.edits(thing, state="draft" if state == "changed" else "waiting")
    assert cost(client_of(owner), thing, count_queries) <= AT_MOST["owner"]
