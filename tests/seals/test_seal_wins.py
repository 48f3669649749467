"""F08: whatever is done to a thing while it is being sealed, the seal wins."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from portfolio.checking import actions as checking
from portfolio.core.errors import NotThereError
from portfolio.items.actions import fate, sharing
from portfolio.models import Comment, Item
from portfolio.models.enums import CheckResult
from portfolio.seals import actions
from portfolio.talk import actions as talk
from portfolio.visibility import reads
from portfolio.visibility.sealed import Sealable
from tests.cast import FAMILY

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Thing

    Deed = Callable[[Session, Cast, Thing], object]


def checks(db: Session, cast: Cast, thing: Thing) -> None:
    viewer = cast.teacher.viewer(cast.at)
    sight = reads.item_or_404(db, viewer, thing.public_id)
    look = checking.Look(CheckResult.UP, shares=frozenset(cast.seen(thing)))
    checking.check_item(db, viewer, sight, 1, look)


def puts_up(db: Session, cast: Cast, thing: Thing) -> None:
    sight = reads.item_or_404(db, cast.owner.viewer(cast.at), thing.public_id)
    sharing.put_up(db, sight, [FAMILY, cast.group.children], cast.at)


def says(db: Session, cast: Cast, thing: Thing) -> None:
    viewer = cast.owner.viewer(cast.at)
    sight = reads.item_or_404(db, viewer, thing.public_id)
    talk.say(db, viewer, sight, "Words", None)


def bins(db: Session, cast: Cast, thing: Thing) -> None:
    sight = reads.item_or_404(db, cast.owner.viewer(cast.at), thing.public_id)
    fate.throw_away(db, sight, cast.at)


DEEDS: dict[str, Deed] = {"checks": checks, "puts up": puts_up, "says": says, "bins": bins}


def seals(database: Database, cast: Cast, thing: Thing) -> None:
    with database.unit() as db:
        actions.seal(db, Sealable(thing.id, None), cast.at, by=cast.lead.id)


def is_reached(database: Database, cast: Cast, thing: Thing) -> bool:
    with database.reading() as db:
        assert db.get_one(Item, thing.id).sealed_at is not None
        them = [who.viewer(cast.at) for who in cast.everyone()]
        everybody = [who for who in them if reads.sight_of(db, who, thing.id)]
    return bool(everybody)


@pytest.mark.parametrize("deed", DEEDS)
def test_f08_a_seal_that_came_first_lets_nothing_through(
    deed: str, *, cast: Cast, database: Database
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY], "waiting")
    seals(database, cast, thing)
    with pytest.raises(NotThereError), database.unit() as db:
        DEEDS[deed](db, cast, thing)
    assert not is_reached(database, cast, thing)


@pytest.mark.parametrize("deed", DEEDS)
def test_f08_a_seal_that_comes_while_something_is_done_wins(
    deed: str, *, cast: Cast, database: Database
) -> None:
    """The deed asked the rule and wrote; the seal is pressed before that unit is committed."""
    thing = cast.puts_up(cast.owner, [FAMILY], "waiting")
    sealing = threading.Thread(target=seals, args=(database, cast, thing))
    with database.unit() as db:
        DEEDS[deed](db, cast, thing)
        db.flush()
        sealing.start()
        sealing.join(0.2)  # where the row is not held, it is sealed by now
    sealing.join()
    assert not is_reached(database, cast, thing)


def test_f08_an_undo_of_the_bin_brings_back_nothing_that_is_sealed(
    cast: Cast, database: Database
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    with database.unit() as db:
        bins(db, cast, thing)
    seals(database, cast, thing)
    with database.unit() as db:
        fate.restore(db, cast.owner.viewer(cast.at), thing.public_id, is_undo=True)
    assert not is_reached(database, cast, thing)


def test_f08_a_look_at_words_is_not_undone_once_they_are_sealed(
    cast: Cast, database: Database
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    said = cast.says(cast.gran, thing)
    viewer = cast.teacher.viewer(cast.at)
    with database.unit() as db:
        sight = reads.item_or_404(db, viewer, thing.public_id)
        checking.check_comment(db, viewer, sight, said.id, checking.Look(CheckResult.UP))
    with database.unit() as db:
        actions.seal(db, Sealable(thing.id, said.id), cast.at, by=cast.lead.id)
    with pytest.raises(NotThereError), database.unit() as db:
        checking.undo_comment_check(db, viewer, said.public_id)
    with database.unit() as db:
        sight = reads.item_or_404(db, viewer, thing.public_id)
        with pytest.raises(checking.SettledError):
            checking.check_comment(db, viewer, sight, said.id, checking.Look(CheckResult.UP))
    with database.reading() as db:
        assert db.get_one(Comment, said.id).sealed_at is not None
