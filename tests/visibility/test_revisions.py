"""Viewers see only what was checked: the old stays up while the new waits (rule 4)."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from portfolio.core.errors import NotThereError
from portfolio.models import Item, Photo
from portfolio.visibility import reads
from portfolio.visibility.viewer import Viewer
from tests.cast import FAMILY, SCREEN, TEACHERS, Cast
from tests.counting import counted
from tests.visibility.roads import sees

if TYPE_CHECKING:
    from portfolio.visibility.reads import Sight
    from tests.circles import Photograph, Somebody, Thing


def sight(cast: Cast, who: Somebody, thing: Thing) -> Sight:
    with cast.database.reading() as db:
        return reads.item_or_404(db, who.viewer(cast.at), thing.public_id)


def revision(cast: Cast, who: Somebody, thing: Thing) -> int:
    """The revision that the page shows them; that of the list must be the same."""
    viewer = who.viewer(cast.at)
    found = sight(cast, who, thing)
    with cast.database.reading() as db:
        assert reads.seen(db, viewer, [thing.id])[thing.id].revision_id == found.revision_id
        rows = reads.mine(db, viewer) if found.is_owner else reads.feed(db, viewer)
        assert {row.revision_id for row in rows if row.item_id == thing.id} <= {found.revision_id}
    return found.revision_id


def has_photo(cast: Cast, who: Somebody | Viewer, photo: Photograph) -> bool:
    viewer = who if isinstance(who, Viewer) else who.viewer(cast.at)
    with cast.database.reading() as db:
        try:
            found = reads.photo_or_404(db, viewer, photo.public_id)
        except NotThereError:
            return False
    return bool(found.key == photo.key and found.id == photo.id)


def test_t10_a_new_revision_waits_while_the_old_stays_up(cast: Cast) -> None:
    circle = cast.oak
    thing = cast.puts_up(circle.owner, [FAMILY, circle.group.children])
    first = thing.revision_id
    for who in (circle.owner, circle.gran, circle.classmate, circle.teacher):
        assert revision(cast, who, thing) == first
    draft = cast.edits(thing)
    assert revision(cast, circle.owner, thing) == draft.revision_id
    for who in (circle.gran, circle.classmate, circle.teacher):
        assert revision(cast, who, thing) == first
    sent = cast.edits(thing, state="waiting")
    for who in (circle.gran, circle.classmate):
        assert revision(cast, who, thing) == first
    assert revision(cast, circle.teacher, thing) == sent.revision_id
    cast.checks(sent)
    for who in (circle.owner, circle.gran, circle.classmate, circle.teacher):
        assert revision(cast, who, thing) == sent.revision_id


def test_a_revision_that_was_sent_back_is_its_owners_again(cast: Cast) -> None:
    circle = cast.oak
    thing = cast.puts_up(circle.owner, [FAMILY])
    sent = cast.edits(thing, state="waiting")
    cast.sends_back(sent)
    assert revision(cast, circle.owner, thing) == sent.revision_id
    for who in (circle.gran, circle.teacher):
        assert revision(cast, who, thing) == thing.revision_id


def test_a_wider_share_is_checked_again_and_shows_only_its_own(cast: Cast) -> None:
    circle = cast.oak
    thing = cast.puts_up(circle.owner, [FAMILY])
    wider = cast.puts_up(thing, [circle.group.children], "waiting")
    assert not sees(cast, circle.classmate, wider)
    assert sees(cast, circle.gran, wider)
    cast.checks(wider)
    assert sees(cast, circle.classmate, wider)


def test_rule_7_beyond_family_the_teacher_sees_no_newer_words_than_were_asked(
    cast: Cast,
) -> None:
    circle = cast.rowan
    thing = cast.puts_up(circle.owner, [TEACHERS, FAMILY])
    assert revision(cast, circle.teacher, thing) == thing.revision_id
    cast.takes_down(thing, TEACHERS)
    newer = cast.edits(thing, state="up")
    assert not sees(cast, circle.teacher, thing)
    assert revision(cast, circle.gran, thing) == newer.revision_id


def test_shares_that_wait_are_named_to_those_who_check_alone(cast: Cast) -> None:
    circle = cast.oak
    wishes = [FAMILY, circle.group.children, TEACHERS]
    thing = cast.puts_up(circle.owner, wishes, "waiting")
    waiting = tuple(sorted(thing.shares[wish] for wish in wishes[:2]))
    assert sight(cast, circle.teacher, thing).waiting_share_ids == waiting
    assert sight(cast, circle.owner, thing).waiting_share_ids == ()
    cast.takes_down(thing, FAMILY)
    assert sight(cast, circle.teacher, thing).waiting_share_ids == waiting[1:]
    cast.checks(thing)
    assert sight(cast, circle.teacher, thing).waiting_share_ids == ()
    assert sight(cast, circle.classmate, thing).waiting_share_ids == ()


def test_a_sight_says_what_it_is(cast: Cast) -> None:
    circle = cast.oak
    thing = cast.puts_up(circle.owner, [FAMILY])
    for who, is_owner, is_checker in (
        (circle.owner, True, False),
        (circle.gran, False, False),
        (circle.teacher, False, True),
    ):
        found = sight(cast, who, thing)
        assert (found.is_owner, found.is_checker) == (is_owner, is_checker)
        assert (found.public_id, found.owner_id) == (thing.public_id, circle.owner.id)
        assert found.comments_open
    cast.closes(thing)
    assert not sight(cast, circle.gran, thing).comments_open


# ---------------------------------------------------------------- files


def test_t01_t10_photos_of_other_revisions_are_the_owners_alone(cast: Cast) -> None:
    circle = cast.oak
    first, second, third = (cast.photographs(circle.owner) for _ in range(3))
    thing = cast.puts_up(circle.owner, [FAMILY, SCREEN], photos=[first])
    cast.permits(circle.owner, SCREEN.kind)
    cast.edits(thing, state="up", photos=[second])
    cast.edits(thing, photos=[third])
    frame = Viewer.screen(cast.screen, cast.at)
    for photo, others in ((first, False), (second, True), (third, False)):
        assert has_photo(cast, circle.owner, photo)
        for who in (circle.gran, circle.teacher, frame):
            assert has_photo(cast, who, photo) is others
        assert not has_photo(cast, circle.classmate, photo)
        assert not has_photo(cast, Viewer.nobody(cast.at), photo)


def test_t10_who_sees_it_by_two_shares_has_the_photos_of_the_newest_alone(cast: Cast) -> None:
    circle = cast.oak
    first, second = (cast.photographs(circle.owner) for _ in range(2))
    thing = cast.puts_up(circle.owner, [FAMILY], photos=[first])
    newer = cast.edits(thing, photos=[second])
    cast.puts_up(newer, [circle.only(circle.gran)])
    for who, photos in ((circle.gran, (False, True)), (circle.mum, (True, False))):
        assert (has_photo(cast, who, first), has_photo(cast, who, second)) == photos
    assert revision(cast, circle.gran, thing) == newer.revision_id
    assert revision(cast, circle.mum, thing) == thing.revision_id


def test_t57_a_photo_that_was_covered_is_nobodys_any_more(cast: Cast) -> None:
    circle = cast.oak
    photo, loose = (cast.photographs(circle.owner) for _ in range(2))
    cast.puts_up(circle.owner, [FAMILY], photos=[photo])
    for who, seen in ((circle.owner, (photo, loose)), (circle.gran, (photo,))):
        assert all(has_photo(cast, who, one) for one in seen)
    with cast.database.unit() as db:
        db.execute(update(Photo).values(covered_at=cast.at.now))
    for who in (circle.owner, circle.gran, circle.teacher):
        assert not has_photo(cast, who, photo)
        assert not has_photo(cast, who, loose)


def test_t06_a_photo_in_no_revision_is_its_uploaders(cast: Cast) -> None:
    circle = cast.oak
    photo = cast.photographs(circle.owner)
    assert has_photo(cast, circle.owner, photo)
    for who in (circle.classmate, circle.teacher, circle.gran):
        assert not has_photo(cast, who, photo)
    assert not has_photo(cast, Viewer.nobody(cast.at), photo)
    assert circle.owner.id == cast.screen
    assert not has_photo(cast, Viewer.screen(cast.screen, cast.at), photo)


def test_t02_a_photo_in_two_items_is_seen_by_those_who_see_either(cast: Cast) -> None:
    circle = cast.oak
    photo = cast.photographs(circle.owner)
    kept = cast.keeps(circle.owner, photos=[photo])
    assert not has_photo(cast, circle.gran, photo)
    up = cast.puts_up(circle.owner, [FAMILY], photos=[photo])
    assert has_photo(cast, circle.gran, photo)
    assert not has_photo(cast, circle.classmate, photo)
    cast.takes_down(up)
    assert not has_photo(cast, circle.gran, photo)
    cast.deletes(up)
    assert has_photo(cast, circle.owner, photo)
    cast.deletes(kept)
    assert has_photo(cast, circle.owner, photo)  # from the bin
    assert not has_photo(cast, circle.gran, photo)
    cast.seals(kept)
    assert has_photo(cast, circle.owner, photo)
    cast.seals(up)
    assert not has_photo(cast, circle.owner, photo)


def test_t02_a_photo_is_its_owners_from_the_bin_for_as_long_as_the_bin_lasts(cast: Cast) -> None:
    circle = cast.oak
    photo, lasts = cast.photographs(circle.owner), timedelta(days=30)
    gone = cast.puts_up(circle.owner, [FAMILY], photos=[photo])
    cast.deletes(cast.keeps(circle.owner))  # which lies there, too, and has nothing to do with it
    for since, is_there in ((lasts - timedelta(seconds=1), True), (lasts, False)):
        with cast.database.unit() as db:
            one = update(Item).where(Item.id == gone.id)
            db.execute(one.values(deleted_at=cast.at.now - since))
        assert has_photo(cast, circle.owner, photo) is is_there
        assert not has_photo(cast, circle.gran, photo)


@pytest.mark.parametrize("unknown", ["0" * 16, "", "../../x", "1"])
def test_t23_what_is_not_there_is_not_there(cast: Cast, unknown: str) -> None:
    viewer = cast.oak.owner.viewer(cast.at)
    cast.keeps(cast.oak.owner)
    with cast.database.reading() as db:
        for read in (reads.item_or_404, reads.photo_or_404, reads.comment_or_404):
            with pytest.raises(NotThereError):
                read(db, viewer, unknown)


def test_t23_an_absent_photo_is_asked_about_as_often_as_a_hidden_one(cast: Cast) -> None:
    """Otherwise the time of the answer would tell that there is a photo."""
    circle = cast.oak
    kept, shown, loose = (
        cast.photographs(circle.owner, colour) for colour in ("red", "green", "blue")
    )
    cast.keeps(circle.owner, photos=[kept])
    cast.puts_up(circle.owner, [FAMILY], photos=[shown])

    def questions(who: Somebody, public_id: str) -> int:
        with (
            counted(cast.database) as count,
            cast.database.reading() as db,
            suppress(NotThereError),
        ):
            reads.photo_or_404(db, who.viewer(cast.at), public_id)
        return count.number

    refused = {
        questions(circle.mum, which) for which in ("0" * 16, kept.public_id, loose.public_id)
    }
    served = questions(circle.mum, shown.public_id)
    assert refused == {served} == {1}
    assert questions(circle.owner, loose.public_id) == 1
