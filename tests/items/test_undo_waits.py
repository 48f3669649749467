"""What comes back after the class began to read less waits for no look that nobody gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portfolio.items.actions import sharing
from portfolio.models import Comment, Group
from portfolio.models.enums import Checks, CommentState
from portfolio.visibility import asked, reads
from portfolio.visibility.asked import Standing
from tests.cast import FAMILY

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cast import Cast
    from tests.circles import Somebody, Thing
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]

AWAY = ("/items/{}/bin", "/bin/{}/undo"), ("/items/{}/shares/ending", "/items/{}/shares/return")
"""Two ways to take a thing from the teacher's list, each with its undo."""


def _comes_back(cast: Cast, client_of: ClientOf, thing: Thing, way: tuple[str, str]) -> str:
    """Away, the office lets the class read less, and back: what the child reads then."""
    child, office = client_of(cast.owner), client_of(cast.office)
    child.post(way[0].format(thing.public_id))
    page = f"/office/classes/{cast.group.public_id}/checks"
    assert office.post(page, data={"checks": "beyond_family"}).status_code == 303
    assert child.post(way[1].format(thing.public_id)).status_code == 303
    return child.get(f"/items/{thing.public_id}").text


def _stands(cast: Cast, thing: Thing) -> Standing:
    with cast.database.reading() as db:
        return asked.standings(db, [thing.id])[thing.id]


def _viewers(cast: Cast, thing: Thing) -> set[int]:
    with cast.database.reading() as db:
        return set(reads.viewers_of(db, thing.id, cast.at))


@pytest.mark.parametrize("way", AWAY)
def test_what_only_waited_is_kept_and_its_owner_is_told(
    cast: Cast, client_of: ClientOf, way: tuple[str, str]
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY], "waiting")
    text = _comes_back(cast, client_of, thing, way)
    assert "Your teacher looks first." not in text
    assert "Only you can see this." in text or "Pick your people again." in text
    assert _stands(cast, thing) is Standing.KEPT
    assert _viewers(cast, thing) == {cast.owner.id}, "nor does it go up unread"
    child = client_of(cast.owner)
    child.post(f"/items/{thing.public_id}/shares/return")
    assert _stands(cast, thing) is Standing.KEPT
    child.post(f"/items/{thing.public_id}/shares", data={"share": "family"})
    assert _stands(cast, thing) is Standing.UP
    assert cast.mum.id in _viewers(cast, thing)


@pytest.mark.parametrize("way", AWAY)
def test_what_was_up_comes_back_without_the_newer_one_that_waited(
    cast: Cast, client_of: ClientOf, way: tuple[str, str]
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    cast.edits(thing, "The newer one", "waiting")
    text = _comes_back(cast, client_of, thing, way)
    assert "can see the old one." in text
    assert "Your teacher looks first." not in text
    assert _stands(cast, thing) is Standing.UP
    assert "The newer one" not in client_of(cast.mum).get(f"/items/{thing.public_id}").text


@pytest.mark.parametrize("way", AWAY)
def test_what_still_has_its_reader_waits_again(
    cast: Cast, client_of: ClientOf, way: tuple[str, str]
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY, cast.group.children], "waiting")
    _comes_back(cast, client_of, thing, way)
    assert _stands(cast, thing) is Standing.WAITING
    assert client_of(cast.teacher).get(f"/items/{thing.public_id}").status_code == 200
    cast.checks(thing)
    assert cast.classmate.id in _viewers(cast, thing)
    assert cast.mum.id not in _viewers(cast, thing), "asked for with a look that nobody gave"


@pytest.mark.parametrize("way", AWAY)
def test_with_the_same_setting_all_of_it_waits_again(
    cast: Cast, client_of: ClientOf, way: tuple[str, str]
) -> None:
    child, thing = client_of(cast.owner), cast.puts_up(cast.owner, [FAMILY], "waiting")
    for path in way:
        child.post(path.format(thing.public_id))
    assert "Your teacher looks first." in child.get(f"/items/{thing.public_id}").text
    assert _stands(cast, thing) is Standing.WAITING


@pytest.mark.parametrize("way", AWAY)
def test_words_that_waited_on_it_are_the_familys_at_once(
    cast: Cast, client_of: ClientOf, way: tuple[str, str]
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    cast.says(cast.gran, thing, "Hello")
    _comes_back(cast, client_of, thing, way)
    with cast.database.reading() as db:
        assert db.scalars(select(Group.checks).where(Group.id == cast.group.id)).one() is (
            Checks.BEYOND_FAMILY
        )
        comment = db.scalars(select(Comment)).one()
    assert (comment.state, comment.family_only) == (CommentState.UP, True)


def test_a_child_who_is_put_back_waits_for_no_look_that_nobody_gives(
    cast: Cast, client_of: ClientOf
) -> None:
    teacher, office = client_of(cast.teacher), client_of(cast.office)
    up = cast.puts_up(cast.owner, [cast.group.children])
    up = cast.puts_up(up, [FAMILY], "waiting")
    only = cast.puts_up(cast.owner, [FAMILY], "waiting")
    child = f"/class/{cast.group.public_id}/children/{cast.owner.public_id}"
    teacher.post(f"{child}/leave")
    checks = f"/office/classes/{cast.group.public_id}/checks"
    assert office.post(checks, data={"checks": "beyond_family"}).status_code == 303
    teacher.post(f"{child}/back")
    assert _stands(cast, up) is Standing.UP
    assert _stands(cast, only) is Standing.KEPT
    assert _viewers(cast, only) == {cast.owner.id}, "nor does it go up unread"
    assert teacher.get("/to-check").status_code == 200


def test_the_chore_settles_such_waits_and_no_others(cast: Cast) -> None:
    """Whatever brought them about: here the setting was changed past every page."""
    thing = cast.puts_up(cast.owner, [FAMILY], "waiting")
    wider = cast.puts_up(cast.owner, [cast.group.children], "waiting")
    cast.sets_checks(cast.group, Checks.BEYOND_FAMILY)
    with cast.database.unit() as db:
        owners = asked.owners_waiting(db)
        assert owners == [cast.owner.id]
        assert [sharing.settle_unread(db, one, cast.at) for one in owners] == [1]
    assert _stands(cast, thing) is Standing.KEPT
    assert _stands(cast, wider) is Standing.WAITING
