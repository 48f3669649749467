"""What an owner has asked for, and how their item stands by it: for the owner's own pages."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from portfolio.models import Check, Revision, Share
from portfolio.models.enums import ShareKind
from portfolio.visibility import asked, checks, reads
from portfolio.visibility.asked import Standing
from portfolio.visibility.proposals import Wish
from tests.cast import FAMILY, TEACHERS, Cast

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tests.circles import Somebody, Thing


def stands(cast: Cast, thing: Thing) -> Standing:
    """How it stands, which an item beside it must not change."""
    with cast.database.reading() as db:
        return asked.standings(db, [thing.id, 10**6])[thing.id]


def shares(cast: Cast, thing: Thing) -> Sequence[Share]:
    with cast.database.reading() as db:
        return asked.live_shares(db, thing.id)


def test_how_an_item_stands_through_its_life(cast: Cast) -> None:
    other = cast.puts_up(cast.oak.owner, [FAMILY])
    thing = cast.keeps(cast.oak.owner)
    assert stands(cast, thing) is Standing.KEPT
    thing = cast.puts_up(thing, [FAMILY], "waiting")
    assert stands(cast, thing) is Standing.WAITING
    cast.sends_back(thing)
    assert stands(cast, thing) is Standing.SENT_BACK
    assert stands(cast, other) is Standing.UP
    thing = cast.edits(thing, state="up")
    assert stands(cast, thing) is Standing.UP
    thing = cast.edits(thing, state="waiting")
    assert stands(cast, thing) is Standing.WAITING
    cast.sends_back(thing)
    assert stands(cast, thing) is Standing.SENT_BACK
    cast.takes_down(thing)
    assert stands(cast, thing) is Standing.KEPT
    with cast.database.reading() as db:
        assert asked.standings(db, []) == {}


def test_a_look_that_was_undone_says_nothing(cast: Cast) -> None:
    thing = cast.puts_up(cast.oak.owner, [FAMILY], "waiting")
    cast.sends_back(thing, note="Nearly")
    with cast.database.reading() as db:
        assert asked.asked_of(db, thing.id).note == "Nearly"
        assert asked.asked_of(db, 10**6).note == ""
    with cast.database.unit() as db:
        db.execute(update(Check).values(undone_at=cast.at.now))
    assert stands(cast, thing) is Standing.KEPT
    with cast.database.reading() as db:
        assert asked.asked_of(db, thing.id).note == ""


def test_a_note_is_old_once_something_newer_is_up(cast: Cast) -> None:
    thing = cast.puts_up(cast.oak.owner, [FAMILY], "waiting")
    cast.sends_back(thing, note="Nearly")
    cast.edits(thing, state="up")
    with cast.database.reading() as db:
        assert asked.asked_of(db, thing.id).note == ""


def test_the_lines_that_are_up_and_whether_they_show_the_newest(cast: Cast) -> None:
    circle = cast.oak
    wishes = [FAMILY, TEACHERS, circle.group.children]
    thing = cast.puts_up(circle.owner, wishes[:2])
    cast.puts_up(thing, wishes[2:], "waiting")
    found = shares(cast, thing)
    assert [asked.wish_of(share) for share in found] == wishes
    first = thing.revision_id
    assert asked.showing(found, first) == {FAMILY: True, TEACHERS: True}
    assert not asked.shows_older(found, first)
    draft = cast.edits(thing)
    found = shares(cast, thing)
    assert asked.showing(found, draft.revision_id) == {FAMILY: False, TEACHERS: False}
    assert asked.shows_older(found, draft.revision_id)
    cast.takes_down(thing, FAMILY)
    assert [asked.wish_of(share) for share in shares(cast, thing)] == wishes[1:]


def test_what_waits_already_is_not_asked_for_again(cast: Cast) -> None:
    thing = cast.puts_up(cast.oak.owner, [FAMILY])
    newer = cast.edits(thing, state="waiting")
    assert not asked.shows_older(shares(cast, thing), newer.revision_id)


def test_an_undo_brings_back_what_ended_together_last(cast: Cast) -> None:
    circle = cast.oak
    thing = cast.puts_up(circle.owner, [FAMILY, TEACHERS, circle.group.children])
    other = cast.puts_up(circle.owner, [FAMILY])
    cast.takes_down(thing, FAMILY)
    with cast.database.unit() as db:
        now = cast.at.now
        open_still = update(Share).where(Share.item_id == thing.id, Share.ended_at.is_(None))
        db.execute(open_still.values(ended_at=now))
        db.execute(update(Share).where(Share.item_id == other.id).values(ended_at=now))
    with cast.database.reading() as db:
        ended = asked.last_ended(db, thing.id, now - timedelta(seconds=1))
        together = [thing.shares[wish] for wish in (TEACHERS, circle.group.children)]
        assert [share.id for share in ended] == together
        assert asked.last_ended(db, thing.id, now) == []
        ended = asked.last_ended(db, thing.id, now - timedelta(days=9))
        assert len(ended) == 2


def test_one_line_that_waits_is_enough(cast: Cast) -> None:
    """Whichever of the lines it is, the first that was asked for or the last."""
    circle = cast.oak
    for wishes in ([FAMILY, TEACHERS], [TEACHERS, FAMILY]):
        thing = cast.puts_up(circle.owner, wishes)
        with cast.database.unit() as db:
            waits = update(Share).where(Share.id == thing.shares[FAMILY])
            db.execute(waits.values(waiting_revision_id=thing.revision_id, up_revision_id=None))
        assert stands(cast, thing) is Standing.WAITING


def test_asked_since_is_of_this_thing_and_after_that_moment(cast: Cast) -> None:
    owner, now = cast.oak.owner, cast.at.now
    before, later = now - timedelta(days=2), now
    thing, kept = cast.puts_up(owner, [FAMILY]), cast.keeps(owner)

    def is_asked(one: Thing, since: datetime | None) -> bool:
        with cast.database.reading() as db:
            return asked.is_asked_since(db, one.id, since)

    assert is_asked(thing, before)
    assert not is_asked(thing, later)
    assert not is_asked(thing, None)
    assert not is_asked(kept, before)
    with cast.database.unit() as db:  # the line is old, the revision was sent since
        old = update(Share).where(Share.item_id == thing.id)
        db.execute(old.values(asked_at=before))
    assert is_asked(thing, before)
    with cast.database.unit() as db:  # and the other way round
        db.execute(update(Share).where(Share.item_id == thing.id).values(asked_at=now))
        old_words = update(Revision).where(Revision.item_id == thing.id)
        db.execute(old_words.values(sent_at=before))
    assert is_asked(thing, before)
    with cast.database.unit() as db:
        db.execute(update(Share).where(Share.item_id == thing.id).values(asked_at=before))
    assert not is_asked(thing, before)


def test_what_waits_is_older_once_a_newer_one_was_sent(cast: Cast) -> None:
    owner = cast.oak.owner
    thing = cast.puts_up(owner, [FAMILY], "waiting")

    def is_older() -> bool:
        with cast.database.reading() as db:
            return asked.waits_for_older(db, asked.live_shares(db, thing.id)[0])

    assert not is_older()
    cast.puts_up(owner, [FAMILY], "waiting")  # another thing, sent later
    cast.edits(thing)  # a draft that nobody sent
    assert not is_older()
    with cast.database.unit() as db:
        sent = update(Revision).where(Revision.item_id == thing.id)
        db.execute(sent.values(sent_at=cast.at.now))
    assert is_older()
    cast.takes_down(thing)
    other = cast.puts_up(owner, [TEACHERS])
    with cast.database.reading() as db:
        assert not asked.waits_for_older(db, asked.live_shares(db, other.id)[0])


def test_a_revision_is_a_draft_until_it_is_sent(cast: Cast) -> None:
    thing = cast.puts_up(cast.oak.owner, [FAMILY])
    draft = cast.edits(thing)
    with cast.database.reading() as db:
        found = {row.id: row for row in db.scalars(select(Revision))}
    assert asked.is_draft(found[draft.revision_id])
    assert not asked.is_draft(found[thing.revision_id])


def test_only_its_owner_finds_it_in_the_bin(cast: Cast) -> None:
    circle = cast.oak
    thing, sealed, kept = (cast.keeps(circle.owner) for _ in range(3))
    for one in (thing, sealed):
        cast.deletes(one)
    cast.seals(sealed)
    viewer, other = circle.owner.viewer(cast.at), circle.classmate.viewer(cast.at)
    since = cast.at.now - timedelta(days=30)
    with cast.database.reading() as db:
        found = asked.binned(db, viewer, thing.public_id, since)
        assert found is not None
        assert found.id == thing.id
        assert asked.binned(db, other, thing.public_id, since) is None
        assert asked.binned(db, viewer, thing.public_id, cast.at.now) is None
        for one in (sealed, kept):
            assert asked.binned(db, viewer, one.public_id, since) is None


# ---------------------------------------------------------------- for a teacher's look


def test_what_a_look_is_about(cast: Cast) -> None:
    circle = cast.oak
    thing = cast.puts_up(circle.owner, [FAMILY])
    cast.puts_up(circle.owner, [FAMILY])
    cast.puts_up(thing, [circle.only(circle.gran)], "waiting")
    with cast.database.reading() as db:
        found = checks.asks(db, circle.teacher.viewer(cast.at))
    assert {ask.item_id for ask in found} == {thing.id}
    assert [(ask.kind.value, ask.asked_id, ask.shown_id) for ask in found] == [
        ("family", None, thing.revision_id),
        ("person", thing.revision_id, None),
    ]
    assert found[1].person_id == circle.gran.id
    assert found[1].owner_id == circle.owner.id
    with cast.database.reading() as db:
        assert checks.asks(db, circle.other_teacher.viewer(cast.at)) == []
        assert checks.asks(db, circle.gran.viewer(cast.at)) == []


def test_f08_what_somebody_settled_waits_no_more(cast: Cast) -> None:
    thing = cast.puts_up(cast.oak.owner, [FAMILY, cast.oak.group.children], "waiting")
    both = list(thing.shares.values())
    with cast.database.unit() as db:
        assert [one.id for one in db.scalars(checks.still_waiting(both))] == sorted(both)
        assert [one.id for one in db.scalars(checks.still_waiting(both[:1]))] == both[:1]
    cast.takes_down(thing, FAMILY)
    with cast.database.unit() as db:
        assert [one.id for one in db.scalars(checks.still_waiting(both))] == both[1:]
    cast.checks(thing)
    with cast.database.unit() as db:
        assert db.scalars(checks.still_waiting(both)).all() == []


def test_a_look_can_be_undone_while_all_is_as_it_left_it(cast: Cast) -> None:
    thing = cast.puts_up(cast.oak.owner, [FAMILY, cast.oak.group.children])
    both = list(thing.shares.values())

    def as_left(shown_id: int | None) -> int:
        with cast.database.reading() as db:
            left = checks.as_left(both, shown_id)
            return len(db.scalars(select(Share.id).where(left)).all())

    cast.puts_up(cast.oak.owner, [FAMILY])
    assert as_left(thing.revision_id) == 2
    assert as_left(None) == as_left(thing.revision_id + 1) == 0
    cast.edits(thing, state="waiting")
    assert as_left(thing.revision_id) == 0
    cast.sends_back(thing)
    assert as_left(thing.revision_id) == 2
    cast.takes_down(thing, FAMILY)
    assert as_left(thing.revision_id) == 1
    back = cast.puts_up(cast.oak.owner, [FAMILY], "waiting")
    cast.sends_back(back)
    both = list(back.shares.values())
    assert as_left(None) == 1


def test_b07_the_school_counts_what_waits_in_each_class(cast: Cast) -> None:
    """Numbers of work and nothing else: what is hidden, gone or kept is in none of them."""
    circle = cast.oak

    def counted() -> dict[str, int]:
        with cast.database.reading() as db:
            rows = checks.everything(db, cast.at, reason="a test")
            assert all((row.number == 0) is (row.since is None) for row in rows)
            return {row.name: row.number for row in rows}

    assert counted() == {"Oak": 0, "Rowan": 0}
    thing = cast.puts_up(circle.owner, [FAMILY, circle.group.children], "waiting")
    up = cast.puts_up(circle.owner, [FAMILY])
    said = cast.says(circle.gran, up)
    assert counted() == {"Oak": 2, "Rowan": 0}
    cast.says(circle.gran, cast.keeps(circle.owner))  # on a kept thing: nobody could read it
    cast.says(circle.teacher, up)
    hidden = cast.puts_up(circle.owner, [FAMILY], "waiting")
    cast.deletes(hidden)
    sealed = cast.puts_up(circle.owner, [FAMILY], "waiting")
    cast.seals(sealed)
    cast.puts_up(circle.left, [FAMILY], "waiting")
    cast.puts_up(circle.moved, [FAMILY], "waiting")
    assert counted() == {"Oak": 2, "Rowan": 0}
    cast.seals(said)
    assert counted() == {"Oak": 1, "Rowan": 0}
    cast.checks(thing)
    assert counted() == {"Oak": 0, "Rowan": 0}


def lines_of(cast: Cast, thing: Thing) -> asked.Lines:
    with cast.database.reading() as db:
        return asked.lines_of(asked.live_shares(db, thing.id))


def test_what_the_lines_of_a_thing_do(cast: Cast) -> None:
    circle, screen = cast.oak, Wish(ShareKind.SCREEN)
    kept = lines_of(cast, cast.keeps(circle.owner))
    assert kept == asked.Lines(
        shows=False, waiting_ids=(), waits_over_older=False, on_screen=False, to_screen=False
    )
    thing = cast.puts_up(circle.owner, [FAMILY, screen])
    up = lines_of(cast, thing)
    assert (up.shows, up.waiting_ids, up.on_screen, up.to_screen) == (True, (), True, False)
    cast.puts_up(thing, [circle.group.children], "waiting")
    mixed = lines_of(cast, thing)
    assert len(mixed.waiting_ids) == 1
    assert not mixed.waits_over_older
    sent = lines_of(cast, cast.edits(cast.puts_up(circle.owner, [FAMILY, screen]), state="waiting"))
    assert sent.waits_over_older
    assert (sent.on_screen, sent.to_screen) == (True, False)


def test_what_waits_or_came_back_shows_nothing(cast: Cast) -> None:
    circle, screen = cast.oak, Wish(ShareKind.SCREEN)
    first = lines_of(cast, cast.puts_up(circle.owner, [screen], "waiting"))
    assert (first.shows, first.on_screen, first.to_screen) == (False, False, True)
    back = cast.puts_up(circle.owner, [FAMILY], "waiting")
    cast.sends_back(back)
    assert not lines_of(cast, back).shows
    assert lines_of(cast, back).waiting_ids == ()


def test_who_is_shown_which_revision_and_why(cast: Cast) -> None:
    circle = cast.rowan
    old = cast.puts_up(circle.owner, [FAMILY, circle.group.children])
    new = cast.edits(old, state="waiting")  # up at once for the family; the class waits
    with cast.database.reading() as db:
        found = asked.shown_to(db, old.id, cast.at)
        assert {who: one.why for who, one in found.items()} == reads.viewers_of(db, old.id, cast.at)
    for who in (circle.owner, circle.mum, circle.teacher):
        assert found[who.id].revision_id == new.revision_id
    assert found[circle.classmate.id].revision_id == old.revision_id


def test_who_sees_it_in_two_groups_is_shown_the_newest_of_both(cast: Cast) -> None:
    circle = cast.oak
    cast.joins(circle.classmate, circle.club)
    old = cast.puts_up(circle.owner, [circle.group.children])
    new = cast.puts_up(cast.edits(old), [circle.club.children])
    with cast.database.reading() as db:
        found = asked.shown_to(db, old.id, cast.at)
    assert found[circle.classmate.id].revision_id == new.revision_id
    assert found[circle.club_mate.id].revision_id == new.revision_id
    assert found[cast.rowan.other_child.id].revision_id == old.revision_id


def test_nothing_is_left_to_ask_only_where_all_of_it_is_so(cast: Cast) -> None:
    circle = cast.oak
    wishes = [FAMILY, circle.group.children]
    up = cast.puts_up(circle.owner, wishes[:1])
    thing = cast.puts_up(up, wishes[1:], "waiting")

    def is_so(wished: Sequence[Wish], revision_id: int = thing.revision_id) -> bool:
        with cast.database.reading() as db:
            return asked.is_so(asked.live_shares(db, thing.id), wished, revision_id)

    assert is_so(wishes)
    assert not is_so(wishes[:1])
    assert not is_so([*wishes, TEACHERS])
    draft = cast.edits(thing)
    assert not is_so(wishes, draft.revision_id)


def test_what_waits_of_one_owner_and_of_whom_something_waits(cast: Cast) -> None:
    circle = cast.oak
    up = cast.puts_up(circle.owner, [FAMILY])
    mixed = cast.puts_up(up, [circle.group.children], "waiting")
    theirs = cast.puts_up(circle.classmate, [FAMILY], "waiting")
    gone = cast.puts_up(circle.sibling, [FAMILY], "waiting")
    cast.takes_down(gone)
    cast.keeps(circle.other_child)

    def waits(who: Somebody) -> list[int]:
        with cast.database.reading() as db:
            return [share.id for share in asked.waiting_of(db, who.id)]

    def owners() -> list[int]:
        with cast.database.reading() as db:
            return sorted(asked.owners_waiting(db))

    assert waits(circle.owner) == [mixed.shares[circle.group.children]]
    assert waits(circle.classmate) == [theirs.shares[FAMILY]]
    assert waits(circle.sibling) == waits(circle.other_child) == []
    cast.puts_up(circle.owner, [TEACHERS, circle.group.children], "waiting")
    assert owners() == sorted([circle.owner.id, circle.classmate.id]), "each once"
    cast.checks(theirs)
    assert owners() == [circle.owner.id]
