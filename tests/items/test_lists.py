"""Lists of things: the same number of questions however long, pages that go on, and the bin."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from portfolio.models import Item, Revision, Share
from portfolio.visibility import reads
from tests.cast import FAMILY

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from datetime import date

    from tests.cast import Cast
    from tests.circles import Somebody, Thing
    from tests.client import SiteClient
    from tests.counting import CountQueries

    ClientOf = Callable[[Somebody], SiteClient]
    Counting = Callable[..., AbstractContextManager[CountQueries]]

AT_MOST = 8
"""Questions to the database for one page of the feed (issue 2)."""


def asked(client: SiteClient, path: str, count_queries: Counting) -> int:
    with count_queries() as count:
        assert client.get(path).status_code == 200
    return count.number


@pytest.mark.parametrize("role", ["mum", "classmate", "teacher"])
def test_a_page_of_the_feed_asks_as_often_for_one_as_for_twenty(
    cast: Cast, client_of: ClientOf, count_queries: Counting, role: str
) -> None:
    numbers = []
    client = client_of(getattr(cast, role))
    for more in (1, 2, 17):
        for _ in range(more):
            photo = cast.photographs(cast.owner)
            cast.puts_up(cast.owner, [FAMILY, cast.group.children], photos=[photo])
        numbers.append(asked(client, "/shared", count_queries))
    assert numbers[0] == numbers[1]
    assert numbers[2] <= numbers[0]
    cast.puts_up(cast.owner, [FAMILY, cast.group.children])
    assert asked(client, "/shared", count_queries) <= AT_MOST


def test_my_space_asks_as_often_for_one_as_for_three(
    cast: Cast, client_of: ClientOf, count_queries: Counting
) -> None:
    child = client_of(cast.owner)
    cast.keeps(cast.owner)
    one = asked(child, "/space", count_queries)
    cast.puts_up(cast.owner, [FAMILY], photos=[cast.photographs(cast.owner)])
    cast.puts_up(cast.owner, [FAMILY], "waiting")
    assert asked(child, "/space", count_queries) == one


def titles(client: SiteClient, path: str) -> tuple[list[str], str | None]:
    """The titles on a page of a list, and the address of the older one."""
    page = client.get(path).get_data(as_text=True)
    found = [part.split("</a>")[0].rsplit(">", 1)[1] for part in page.split('class="cover"')[1:]]
    older = [part for part in page.split('href="') if part.startswith(f"{path}?after=")]
    return found, older[-1].split('"')[0] if older else None


@pytest.mark.parametrize(("path", "role"), [("/shared", "mum"), ("/space", "owner")])
def test_older_goes_on_where_the_page_ended(
    cast: Cast, client_of: ClientOf, path: str, role: str
) -> None:
    for number in range(23):
        cast.puts_up(cast.owner, [FAMILY], title=f"Thing {number}")
    client = client_of(getattr(cast, role))
    first, older = titles(client, path)
    assert older is not None
    second, _end = titles_of_older(client, older)
    assert [*first, *second] == [f"Thing {number}" for number in reversed(range(23))]


def titles_of_older(client: SiteClient, address: str) -> tuple[list[str], str | None]:
    page = client.get(address).get_data(as_text=True)
    return [
        part.split("</a>")[0].rsplit(">", 1)[1] for part in page.split('class="cover"')[1:]
    ], None


@pytest.mark.parametrize("path", ["/shared", "/space"])
def test_a_cursor_that_is_not_ours_begins_anew(cast: Cast, client_of: ClientOf, path: str) -> None:
    cast.puts_up(cast.owner, [FAMILY, cast.group.children], title="Mine")
    cast.puts_up(cast.classmate, [cast.group.children], title="Ben's")
    child = client_of(cast.owner)
    first = titles(child, path)[0]
    assert len(first) == 1
    for wrong in ("x", "0000000000000000", "W10.a", "-1", "'"):
        assert titles_of_older(child, f"{path}?after={wrong}")[0] == first


def test_my_list_goes_on_by_no_day_of_somebody_elses_thing(cast: Cast, client_of: ClientOf) -> None:
    """Otherwise one's own list would tell the day in a draft that nobody was shown."""
    theirs = cast.puts_up(cast.classmate, [cast.group.children])
    cast.keeps(cast.owner, title="Mine")
    child = client_of(cast.owner)
    assert child.get(f"/items/{theirs.public_id}").status_code == 200
    _on_day(cast, theirs, cast.at.today - timedelta(days=400))
    assert (
        titles_of_older(child, f"/space?after={theirs.public_id}")[0] == titles(child, "/space")[0]
    )


def test_a_day_changed_meanwhile_skips_no_page(cast: Cast, client_of: ClientOf) -> None:
    things = [cast.keeps(cast.owner, title=f"Thing {number}") for number in range(23)]
    child = client_of(cast.owner)
    first, older = titles(child, "/space")
    assert older is not None
    last = next(thing for thing in things if first[-1] == f"Thing {things.index(thing)}")
    _on_day(cast, last, cast.at.today - timedelta(days=9000))
    rest = titles_of_older(child, older)[0]
    assert {*first, *rest} == {f"Thing {number}" for number in range(23)}


def _on_day(cast: Cast, thing: Thing, day: date) -> None:
    with cast.database.unit() as db:
        db.execute(update(Revision).where(Revision.item_id == thing.id).values(happened_on=day))


def test_states_are_said_by_word(cast: Cast, client_of: ClientOf) -> None:
    child = client_of(cast.owner)
    things = {
        "kept": cast.keeps(cast.owner),
        "waiting": cast.puts_up(cast.owner, [FAMILY], "waiting"),
        "up": cast.puts_up(cast.owner, [FAMILY]),
        "sent_back": cast.puts_up(cast.owner, [FAMILY], "waiting"),
    }
    cast.sends_back(things["sent_back"], note="Try a bigger photo")
    for state, thing in things.items():
        page = child.get(f"/items/{thing.public_id}").get_data(as_text=True)
        assert f"state-{state}" in page, state
        assert ("Try a bigger photo" in page) is (state == "sent_back")


def test_a_note_is_gone_once_the_thing_was_sent_again(cast: Cast, client_of: ClientOf) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY], "waiting")
    cast.sends_back(thing, note="Nearly there")
    child = client_of(cast.owner)
    child.post(f"/items/{thing.public_id}/shares", data={"share": "family"})
    page = child.get(f"/items/{thing.public_id}").get_data(as_text=True)
    assert "state-waiting" in page
    assert "Nearly there" not in page


def test_only_owner_and_checker_are_told_who_sees_it(cast: Cast, client_of: ClientOf) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY, cast.group.children])
    for who, is_told in (
        (cast.owner, True),
        (cast.teacher, True),
        (cast.mum, False),
        (cast.classmate, False),
    ):
        page = client_of(who).get(f"/items/{thing.public_id}").get_data(as_text=True)
        assert ('class="strip' in page) is is_told, who.role
        assert ("Gran" in page) is is_told, who.role


def test_back_from_the_bin_late_is_kept_for_oneself(cast: Cast, client_of: ClientOf) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    cast.deletes(thing)
    with cast.database.unit() as db:
        ago = cast.at.now - timedelta(days=3)
        db.execute(update(Item).where(Item.id == thing.id).values(deleted_at=ago))
    child = client_of(cast.owner)
    assert child.post(f"/bin/{thing.public_id}/undo").status_code == 303
    with cast.database.reading() as db:
        assert set(reads.viewers_of(db, thing.id, cast.at)) == {cast.owner.id}


def test_the_bin_forgets_after_thirty_days(cast: Cast, client_of: ClientOf) -> None:
    thing = cast.keeps(cast.owner)
    with cast.database.unit() as db:
        ago = cast.at.now - timedelta(days=31)
        db.execute(update(Item).where(Item.id == thing.id).values(deleted_at=ago))
    child = client_of(cast.owner)
    assert "A thing" not in child.get("/bin").get_data(as_text=True)
    assert child.post(f"/bin/{thing.public_id}/return").status_code == 404


def test_undo_ends_after_ten_minutes(cast: Cast, client_of: ClientOf) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    child = client_of(cast.owner)
    child.post(f"/items/{thing.public_id}/shares/ending")
    with cast.database.unit() as db:
        ago = cast.at.now - timedelta(minutes=11)
        db.execute(update(Share).where(Share.item_id == thing.id).values(ended_at=ago))
    child.post(f"/items/{thing.public_id}/shares/return")
    with cast.database.reading() as db:
        assert set(reads.viewers_of(db, thing.id, cast.at)) == {cast.owner.id}
