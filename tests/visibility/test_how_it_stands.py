"""The corners of how a thing stands by what was asked: each condition of asked.py by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from portfolio.models import Check, Group, Item, Share
from portfolio.models.enums import Checks, PersonKind, ShareKind
from portfolio.visibility import asked
from portfolio.visibility.asked import Standing
from tests.cast import FAMILY, TEACHERS, Cast

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.circles import Thing


def of(cast: Cast, item_id: int) -> asked.Asked:
    with cast.database.reading() as db:
        return asked.asked_of(db, item_id)


def set_share(cast: Cast, share_id: int, **values: object) -> None:
    with cast.database.unit() as db:
        db.execute(update(Share).where(Share.id == share_id).values(**values))


def kinds(shares: Sequence[Share]) -> list[ShareKind]:
    return [share.kind for share in shares]


def test_an_owners_page_has_the_live_lines_of_its_thing_alone(cast: Cast) -> None:
    cast.puts_up(cast.oak.owner, [cast.oak.group.children])
    thing = cast.puts_up(cast.oak.owner, [FAMILY, TEACHERS])
    cast.takes_down(thing, FAMILY)
    assert kinds(of(cast, thing.id).shares) == [ShareKind.TEACHERS]
    assert of(cast, thing.id).standing is Standing.UP
    assert of(cast, 10**6) == asked.Asked([], Standing.KEPT, "")


def test_a_note_goes_with_the_taking_down(cast: Cast) -> None:
    thing = cast.puts_up(cast.oak.owner, [FAMILY], "waiting")
    cast.sends_back(thing, note="Nearly")
    assert of(cast, thing.id).note == "Nearly"
    cast.takes_down(thing)
    assert of(cast, thing.id) == asked.Asked([], Standing.KEPT, "")


def test_taken_down_in_the_moment_of_the_look_it_is_still_sent_back(cast: Cast) -> None:
    thing = cast.puts_up(cast.oak.owner, [FAMILY], "waiting")
    cast.sends_back(thing)
    with cast.database.reading() as db:
        looked_at = db.scalar(select(Check.at).where(Check.item_id == thing.id))
    set_share(cast, thing.shares[FAMILY], ended_at=looked_at)
    assert of(cast, thing.id).standing is Standing.SENT_BACK


def test_what_is_up_for_some_and_sent_back_for_others_is_sent_back(cast: Cast) -> None:
    thing = cast.puts_up(cast.oak.owner, [FAMILY])
    thing = cast.puts_up(thing, [cast.oak.group.children], "waiting")
    cast.sends_back(thing)
    assert of(cast, thing.id).standing is Standing.SENT_BACK


def test_something_newer_for_one_of_them_is_enough(cast: Cast) -> None:
    thing = cast.puts_up(cast.oak.owner, [FAMILY, TEACHERS])
    thing = cast.puts_up(thing, [cast.oak.group.children], "waiting")
    cast.sends_back(thing)
    newer = cast.edits(thing)
    set_share(cast, thing.shares[FAMILY], up_revision_id=newer.revision_id)
    assert of(cast, thing.id).standing is Standing.UP


def test_for_whom_it_was_ever_asked_by_kind_and_name(cast: Cast) -> None:
    circle = cast.oak
    cast.puts_up(circle.owner, [circle.club.children])
    wishes = [TEACHERS, circle.only(circle.gran), circle.group.families]
    thing = cast.puts_up(circle.owner, wishes)
    cast.takes_down(thing)
    with cast.database.reading() as db:
        found = asked.ever_asked(db, thing.id)
        group = db.get_one(Group, circle.group.id)
    assert found == {
        (ShareKind.TEACHERS, None),
        (ShareKind.PERSON, circle.gran.public_id),
        (ShareKind.CLASS_FAMILIES, group.public_id),
    }


def test_all_of_the_lines_must_have_the_revision_not_one(cast: Cast) -> None:
    children = cast.oak.group.children
    thing = cast.puts_up(cast.oak.owner, [FAMILY, children])
    newer = cast.edits(thing)
    set_share(cast, thing.shares[children], waiting_revision_id=newer.revision_id)
    assert not is_so(cast, thing, newer.revision_id)
    set_share(cast, thing.shares[FAMILY], up_revision_id=newer.revision_id)
    assert is_so(cast, thing, newer.revision_id)


def is_so(cast: Cast, thing: Thing, revision_id: int) -> bool:
    with cast.database.reading() as db:
        shares = asked.live_shares(db, thing.id)
        return asked.is_so(shares, [FAMILY, cast.oak.group.children], revision_id)


def test_what_waits_needs_somebody_who_looks(cast: Cast) -> None:
    thing = cast.puts_up(cast.oak.owner, [FAMILY], "waiting")
    up = cast.puts_up(cast.oak.owner, [FAMILY])

    def waits(one: Thing, checks: Checks) -> bool:
        with cast.database.reading() as db:
            share = asked.live_shares(db, one.id)[0]
            return asked.waits_for_nobody(share, checks, PersonKind.PUPIL)

    assert waits(thing, Checks.BEYOND_FAMILY)
    assert not waits(thing, Checks.EVERYTHING)
    assert not waits(up, Checks.BEYOND_FAMILY)


def test_the_bin_is_asked_for_what_was_deleted_after_a_moment(cast: Cast) -> None:
    thing = cast.keeps(cast.oak.owner)
    cast.deletes(thing)
    viewer = cast.oak.owner.viewer(cast.at)
    with cast.database.reading() as db:
        deleted_at = db.get_one(Item, thing.id).deleted_at
        assert deleted_at is not None
        assert asked.binned(db, viewer, thing.public_id, deleted_at) is None
