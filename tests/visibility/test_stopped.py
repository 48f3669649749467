"""What the school has stopped, as far as the rule goes: each kind alone, on every road."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portfolio.models.enums import CommentState, PersonKind, StopKind
from portfolio.visibility import reads, rights, stopped
from portfolio.visibility.rights import Right
from tests.cast import FAMILY, TEACHERS
from tests.concerning import started_again
from tests.concerning import stopped as stop
from tests.openings.conftest import whole_name
from tests.visibility.roads import heard_ids, sees

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.circles import Somebody, Thing

UP = CommentState.UP


def up(cast: Cast) -> Thing:
    return cast.puts_up(cast.oak.owner, [TEACHERS, FAMILY, cast.oak.group.families])


def hears(cast: Cast, who: Somebody, thing: Thing) -> list[int]:
    viewer = who.viewer(cast.at)
    with cast.database.reading() as db:
        sight = reads.sight_of(db, viewer, thing.id)
        assert sight is not None
        return heard_ids(db, viewer, sight)


def may_say(cast: Cast, who: Somebody, thing: Thing) -> bool:
    with cast.database.reading() as db:
        return rights.may(Right.COMMENT, reads.sight_of(db, who.viewer(cast.at), thing.id))


def test_t69_while_families_are_stopped_none_of_them_sees_anything(cast: Cast) -> None:
    thing = up(cast)
    before = {role for role, who in cast.oak.people().items() if sees(cast, who, thing)}
    families = {
        role for role, who in cast.oak.people().items() if who.kind is PersonKind.FAMILY
    } & before
    assert {"mum", "gran", "dad", "classmates_parent"} <= families
    stop(cast, StopKind.FAMILIES)
    found = {role for role, who in cast.oak.people().items() if sees(cast, who, thing)}
    assert found == before - families
    started_again(cast)
    assert {role for role, who in cast.oak.people().items() if sees(cast, who, thing)} == before


def test_t69_while_families_are_stopped_no_list_leads_to_anything(cast: Cast) -> None:
    thing, gran = up(cast), cast.oak.gran.viewer(cast.at)
    with cast.database.reading() as db:
        assert [row.item_id for row in reads.feed(db, gran)] == [thing.id]
    stop(cast, StopKind.FAMILIES)
    with cast.database.reading() as db:
        assert reads.feed(db, gran) == []
        assert reads.seen(db, gran, [thing.id]) == {}


def test_t69_while_talk_is_stopped_its_author_and_teachers_alone_read_it(cast: Cast) -> None:
    thing = up(cast)
    of_mum = cast.says(cast.oak.mum, thing, state=UP)
    of_owner = cast.says(cast.oak.owner, thing, state=UP)
    waits = cast.says(cast.oak.gran, thing)
    both = [of_mum.id, of_owner.id]
    assert hears(cast, cast.oak.owner, thing) == both
    assert hears(cast, cast.oak.gran, thing) == [*both, waits.id]
    stop(cast, StopKind.COMMENTS)
    assert hears(cast, cast.oak.owner, thing) == [of_owner.id]
    assert hears(cast, cast.oak.mum, thing) == [of_mum.id]
    assert hears(cast, cast.oak.gran, thing) == [waits.id]
    assert hears(cast, cast.oak.dad, thing) == []
    assert hears(cast, cast.oak.teacher, thing) == [*both, waits.id]
    started_again(cast)
    assert hears(cast, cast.oak.owner, thing) == both


def test_t69_while_talk_is_stopped_no_sight_allows_a_word(cast: Cast) -> None:
    thing = up(cast)
    roles = ("owner", "mum", "teacher")
    assert all(may_say(cast, getattr(cast.oak, role), thing) for role in roles)
    stop(cast, StopKind.FAMILIES)
    assert may_say(cast, cast.oak.owner, thing)
    stop(cast, StopKind.COMMENTS)
    assert not any(may_say(cast, getattr(cast.oak, role), thing) for role in roles)
    started_again(cast)
    cast.closes(thing)
    assert not any(may_say(cast, getattr(cast.oak, role), thing) for role in roles)


@pytest.mark.parametrize("kind", list(StopKind))
def test_what_is_on_is_known_by_its_kind(cast: Cast, kind: StopKind) -> None:
    with cast.database.reading() as db:
        assert [one for one in StopKind if stopped.is_on(db, one)] == []
    stop(cast, kind)
    with cast.database.reading() as db:
        assert [one for one in StopKind if stopped.is_on(db, one)] == [kind]
    started_again(cast)
    with cast.database.reading() as db:
        assert [one for one in StopKind if stopped.is_on(db, one)] == []


def test_the_newest_stops_are_listed_with_who_began_and_ended_them(cast: Cast) -> None:
    for _ in range(stopped.SHOWN + 1):
        stop(cast, StopKind.COMMENTS)
        started_again(cast)
    stop(cast, StopKind.FAMILIES)
    with cast.database.reading() as db:
        first, *others = stopped.latest(db)
        lead, office = (whole_name(db, who) for who in (cast.oak.lead, cast.oak.office))
    assert (first.kind, first.ended_at, first.ended_by) == (StopKind.FAMILIES, None, "")
    assert len(others) == stopped.SHOWN - 1
    assert {one.kind for one in others} == {StopKind.COMMENTS}
    assert all(one.ended_at for one in others)
    assert {one.begun_by for one in (first, *others)} == {lead}
    assert {one.ended_by for one in others} == {office}


def test_ending_ends_the_one_that_holds_and_no_other(cast: Cast) -> None:
    for kind in StopKind:
        stop(cast, kind)
    with cast.database.unit() as db:
        db.execute(stopped.ending(StopKind.COMMENTS, cast.oak.office.id, cast.at))
    with cast.database.reading() as db:
        assert [one for one in StopKind if stopped.is_on(db, one)] == [StopKind.FAMILIES]
