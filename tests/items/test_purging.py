"""Thirty days in the bin, and a thing is gone for good with all that hangs on it."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.core.clock import Moment
from portfolio.core.mail import mailer_from
from portfolio.core.pictures import RenditionName
from portfolio.deeds import CHORES, DEEDS
from portfolio.erasures import ledger
from portfolio.items import purging
from portfolio.items.actions import fate
from portfolio.jobs import Means, Worker
from portfolio.log import chain
from portfolio.models import (
    BreakGlass,
    Concern,
    Erasure,
    Hold,
    Item,
    Job,
    LogRow,
    Seal,
)
from portfolio.models.enums import ErasureKind
from portfolio.visibility import asked
from portfolio.visibility.rule import BIN_LASTS
from portfolio.visibility.viewer import Viewer
from tests.cast import FAMILY
from tests.concerning import raised, settled
from tests.laden import binned, laden, rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.core.database import Database
    from portfolio.core.storage import Storage
    from portfolio.settings import Settings
    from tests.cast import Cast
    from tests.circles import Photograph, Somebody, Thing
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]


@pytest.fixture
def ours(database: Database, settings: Settings) -> Worker:
    """This school's worker, which does nothing by itself."""
    mailer = mailer_from(settings.mail, settings.mail_sender)
    return Worker(database, settings, mailer, DEEDS, CHORES)


def do_all(ours: Worker) -> None:
    ours.tidy()
    while ours.do_one():
        pass


def things(database: Database) -> set[int]:
    with database.reading() as db:
        return set(db.scalars(select(Item.id)))


def files(storage: Storage, photo: Photograph) -> int:
    return sum(storage.exists(f"{photo.key}/{name.file_name}") for name in RenditionName)


def test_what_lay_in_the_bin_for_31_days_is_gone_in_every_table(
    cast: Cast, ours: Worker, database: Database, storage: Storage
) -> None:
    none = rows(database)
    assert set(none.values()) == {0}
    thing, photos = laden(cast)
    before = rows(database)
    missing = {name for name, number in before.items() if number == 0}
    assert not missing, f"Let tests/laden.py hang a row of each on the thing: {missing}"
    assert all(files(storage, photo) > 1 for photo in photos)
    binned(cast, thing, 31)
    do_all(ours)
    after = rows(database)
    assert {name: number for name, number in after.items() if number} == {"concern": 1}
    assert [files(storage, photo) for photo in photos] == [0, 0]
    with database.reading() as db:
        kept = db.scalars(select(Concern)).one()
        assert (kept.item_id, kept.comment_id, kept.note) == (None, None, "Talked it over")


def test_what_lay_there_for_29_days_is_all_there_and_comes_back(
    cast: Cast, ours: Worker, database: Database, storage: Storage, client_of: ClientOf
) -> None:
    thing, photos = laden(cast)
    before = rows(database)
    binned(cast, thing, 29)
    do_all(ours)
    assert rows(database) == before
    assert all(files(storage, photo) > 1 for photo in photos)
    owner = client_of(cast.owner)
    answer = owner.fill_in("/bin", f"/bin/{thing.public_id}/return")
    assert answer.status_code == 303
    assert owner.get(f"/items/{thing.public_id}").status_code == 200


def test_nothing_of_anything_else_goes_with_it(
    cast: Cast, ours: Worker, database: Database, storage: Storage
) -> None:
    other, kept = laden(cast)
    before = rows(database)
    thing, gone = laden(cast)
    binned(cast, thing, 31)
    do_all(ours)
    after = rows(database)
    assert after.pop("concern") == before.pop("concern") + 1
    assert after == before
    assert things(database) == {other.id}
    assert [files(storage, one) > 1 for one in [*kept, *gone]] == [True, True, False, False]


def test_the_log_stays_says_so_and_holds(cast: Cast, ours: Worker, database: Database) -> None:
    thing, _photos = laden(cast)
    binned(cast, thing, 31)
    do_all(ours)
    with database.reading() as db:
        row = db.scalars(select(LogRow).where(LogRow.event == "item_erased")).one()
        assert (row.about, row.by_id) == ({"item": thing.id}, None)
        assert chain.verify(db).broken_at is None


def test_what_is_gone_is_remembered_without_a_word_in_two_places(
    cast: Cast, ours: Worker, database: Database, storage: Storage
) -> None:
    thing, photos = laden(cast, "Canary")
    binned(cast, thing, 31)
    do_all(ours)
    expected = {
        (ErasureKind.ITEM, thing.public_id),
        *((ErasureKind.PHOTO, photo.key) for photo in photos),
    }
    with database.reading() as db:
        found = db.scalars(select(Erasure)).all()
    assert {(row.kind, row.what) for row in found} == expected
    assert all(row.kept_at for row in found)
    assert {one[:2] for one in ledger.kept(storage)} >= expected
    for one in storage.listed():
        with storage.open(one.key).file as file:
            assert b"Canary" not in file.read()


def holds(cast: Cast, client_of: ClientOf, thing: Thing, how: str) -> None:
    lead = client_of(cast.lead)
    why = {"reason": "The police may ask for it"}
    if how == "a concern":
        raised(cast, cast.mum, thing)
    elif how == "a seal of another thing":
        other = cast.puts_up(cast.owner, [FAMILY])
        assert lead.post(f"/safety/seals/items/{other.public_id}").status_code == 303
    else:
        who = {
            "of its owner": f"children/{cast.owner.public_id}",
            "of the thing": f"items/{thing.public_id}",
            "of a child who is in a picture of it": f"children/{cast.classmate.public_id}",
        }[how]
        path = f"/safety/holds/{who}"
        assert lead.fill_in(path, path, **why).status_code == 303


def ends(cast: Cast) -> None:
    now = cast.at.now
    with cast.database.unit() as db:
        for table in (Hold, Seal):
            db.execute(update(table).where(table.ended_at.is_(None)).values(ended_at=now))
        open_ones = select(Concern.public_id).where(Concern.settled_at.is_(None))
        waiting = list(db.scalars(open_ones))
    for concern in waiting:
        settled(cast, concern)


HOW = [
    "of its owner",
    "of the thing",
    "of a child who is in a picture of it",
    "a concern",
    "a seal of another thing",
]


@pytest.mark.parametrize("how", HOW)
def test_b06_what_is_held_waits_hidden_and_goes_after_the_hold(
    how: str, *, cast: Cast, ours: Worker, database: Database, client_of: ClientOf
) -> None:
    thing, _photos = laden(cast, "Canary")
    holds(cast, client_of, thing, how)
    binned(cast, thing, 31)
    do_all(ours)
    assert thing.id in things(database)
    for role in ("owner", "mum", "classmate", "teacher", "lead"):
        assert client_of(getattr(cast, role)).get(f"/items/{thing.public_id}").status_code == 404
    assert "Canary" not in client_of(cast.owner).get("/bin").text
    ends(cast)
    do_all(ours)
    assert thing.id not in things(database)


def test_b06_words_of_a_child_who_is_held_keep_the_thing_that_they_are_on(
    cast: Cast, ours: Worker, database: Database, client_of: ClientOf
) -> None:
    thing = cast.puts_up(cast.owner, [cast.group.children])
    cast.says(cast.classmate, thing, "Canary")
    holds(cast, client_of, thing, "of a child who is in a picture of it")
    others = binned(cast, cast.puts_up(cast.owner, [FAMILY]), 31)
    binned(cast, thing, 31)
    do_all(ours)
    assert (thing.id in things(database), others.id in things(database)) == (True, False)


@pytest.mark.parametrize("lacks", ["reviewed_at", "told_at"])
def test_an_opening_that_is_not_settled_keeps_the_thing(
    lacks: str, *, cast: Cast, ours: Worker, database: Database
) -> None:
    thing, _photos = laden(cast)
    with database.unit() as db:
        later = {"tell_on": cast.at.today + timedelta(days=9)} if lacks == "told_at" else {}
        db.execute(update(BreakGlass).values({lacks: None, **later}))
    binned(cast, thing, 31)
    do_all(ours)
    assert things(database) == {thing.id}
    with database.unit() as db:
        ago = cast.at.now - timedelta(days=31)
        db.execute(update(BreakGlass).values({lacks: ago, "tell_on": None}))
    do_all(ours)
    assert things(database) == set()


def test_many_go_by_units_of_their_own(
    cast: Cast, ours: Worker, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "AT_A_TIME", 2)
    for _ in range(5):
        binned(cast, cast.keeps(cast.owner), 31)
    ours.tidy()
    assert len(things(database)) == 3
    do_all(ours)
    assert things(database) == set()
    with database.reading() as db:
        assert all(job.done_at for job in db.scalars(select(Job)))


def test_an_undo_at_the_same_moment_comes_before_or_after_and_halves_nothing(
    cast: Cast, ours: Worker, database: Database
) -> None:
    """The undo came while the thing might still come back; the purge's clock is a day ahead."""
    ends = set()
    for _ in range(12):
        none = rows(database)
        thing, _photos = laden(cast)
        whole = rows(database)
        binned(cast, thing, 29.5)
        both = Barrier(2)
        presses = [Thread(target=one, args=(cast, ours, thing, both)) for one in (undo, purge)]
        for press in presses:
            press.start()
        for press in presses:
            press.join()
        after = rows(database)
        is_back = thing.id in things(database)
        ends.add(is_back)
        if is_back:
            assert after == whole
            with database.unit() as db:
                assert db.get_one(Item, thing.id).deleted_at is None
        else:
            assert after == none | {"concern": none["concern"] + 1}
    assert ends


def undo(cast: Cast, _ours: Worker, thing: Thing, both: Barrier) -> None:
    both.wait()
    with cast.database.unit() as db:
        fate.restore(db, Viewer.person(cast.owner.id, cast.at), thing.public_id)


def purge(cast: Cast, ours: Worker, _thing: Thing, both: Barrier) -> None:
    tomorrow = Moment(cast.at.now + timedelta(days=1), cast.at.today + timedelta(days=1))
    both.wait()
    with cast.database.unit() as db:
        purging.purge(Means(db, tomorrow, ours.settings, ours.mailer))


def test_an_undo_that_waited_for_the_purge_finds_nothing_and_breaks_nothing(
    cast: Cast, ours: Worker, database: Database
) -> None:
    if database.is_sqlite:
        return  # one writer: an undo that has begun keeps the purge out until it is over
    thing, _photos = laden(cast)
    binned(cast, thing, 29.5)
    viewer = Viewer.person(cast.owner.id, cast.at)
    with database.unit() as undoing:
        assert asked.binned(undoing, viewer, thing.public_id, cast.at.now - BIN_LASTS)
        purge(cast, ours, thing, Barrier(1))
        fate.restore(undoing, viewer, thing.public_id)
    assert things(database) == set()
