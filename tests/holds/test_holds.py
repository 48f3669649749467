"""B06: a purge stops under a hold, an open concern and a seal; hiding never does."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import literal, select, update

from portfolio.core.errors import NotThereError
from portfolio.core.mail import mailer_from
from portfolio.core.pictures import RenditionName
from portfolio.deeds import CHORES, DEEDS
from portfolio.jobs import Worker
from portfolio.models import Concern, Hold, Item, Photo, Seal
from portfolio.visibility import held
from tests.cast import FAMILY
from tests.client import client_for
from tests.concerning import raised
from tests.openings.conftest import Powers, whole_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from portfolio.core.database import Database
    from portfolio.core.storage import Storage
    from portfolio.settings import Settings
    from tests.cast import Cast
    from tests.circles import Photograph, Somebody, Thing
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]

WHY = {"reason": "The police may ask for it"}


@pytest.fixture
def powers(cast: Cast, client_of: ClientOf) -> Powers:
    """The safety leads at work."""
    return Powers(cast, client_of)


def unused(cast: Cast, who: Somebody) -> Photograph:
    """A photo that no thing has, sent three days ago: a purge takes it."""
    photo = cast.photographs(who)
    with cast.database.unit() as db:
        ago = cast.at.now - timedelta(days=3)
        db.execute(update(Photo).where(Photo.id == photo.id).values(made_at=ago))
    return photo


def purge(database: Database, settings: Settings) -> None:
    mailer = mailer_from(settings.mail, settings.mail_sender)
    worker = Worker(database, settings, mailer, DEEDS, CHORES)
    worker.tidy()
    while worker.do_one():
        pass


def is_there(database: Database, storage: Storage, photo: Photograph) -> bool:
    with database.reading() as db:
        row = db.scalars(select(Photo.id).where(Photo.id == photo.id)).first() is not None
    files = {storage.exists(f"{photo.key}/{name.file_name}") for name in RenditionName}
    assert files == {row}, "a row without its files, or files without their row"
    return row


def holds(cast: Cast, client_of: ClientOf, thing: Thing, how: str) -> None:
    """Something keeps the thing, or all of its owner's, from being purged."""
    lead = client_of(cast.lead)
    paths = {
        "of the child": f"/safety/holds/children/{cast.owner.public_id}",
        "of a thing": f"/safety/holds/items/{thing.public_id}",
    }
    if how in paths:
        assert lead.fill_in(paths[how], paths[how], **WHY).status_code == 303
    elif how == "a seal":
        assert lead.post(f"/safety/seals/items/{thing.public_id}").status_code == 303
    else:
        raised(cast, cast.mum, thing)


KINDS = ["of the child", "of a thing", "a concern", "a seal"]


@pytest.mark.parametrize("how", KINDS)
def test_b06_a_purge_stops_and_goes_on_for_everybody_else(
    how: str,
    *,
    cast: Cast,
    client_of: ClientOf,
    database: Database,
    storage: Storage,
    settings: Settings,
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    holds(cast, client_of, thing, how)
    mine, others = unused(cast, cast.owner), unused(cast, cast.classmate)
    purge(database, settings)
    assert is_there(database, storage, mine)
    assert not is_there(database, storage, others)


@pytest.mark.parametrize("how", KINDS)
def test_b06_what_is_held_stays_hidden_from_everybody(
    how: str, *, cast: Cast, client_of: ClientOf, database: Database, settings: Settings
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY, cast.group.children], title="Canary")
    cast.deletes(thing)
    holds(cast, client_of, thing, how)
    purge(database, settings)
    for role in ("owner", "classmate", "gran", "teacher", "office", "lead"):
        client = client_of(getattr(cast, role))
        assert client.get(f"/items/{thing.public_id}").status_code == 404, role
        for path in ("/shared", "/space", "/safety/holds", "/safety/openings", "/for-me"):
            assert "Canary" not in client.get(path).text, (role, path)


def test_b06_once_it_is_over_the_purge_goes_on(
    cast: Cast,
    client_of: ClientOf,
    database: Database,
    storage: Storage,
    settings: Settings,
    powers: Powers,
) -> None:
    holds(cast, client_of, cast.keeps(cast.owner), "of the child")
    photo = unused(cast, cast.owner)
    purge(database, settings)
    assert is_there(database, storage, photo)
    lead = client_of(cast.lead)
    page = lead.get("/safety/holds").text
    assert "The police may ask for it" in page
    with database.reading() as db:
        one = db.scalars(select(Hold.public_id)).one()
    for _ in range(2):
        lead.post(f"/safety/holds/{one}/end")
    purge(database, settings)
    assert not is_there(database, storage, photo)
    assert powers.logged("held", "hold_ended") == [
        ("held", cast.lead.id),
        ("hold_ended", cast.lead.id),
    ]


@pytest.mark.parametrize("how", KINDS)
def test_b06_what_is_over_holds_nothing(
    how: str, *, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    holds(cast, client_of, cast.puts_up(cast.owner, [FAMILY]), how)
    owners = held.is_held(literal(cast.owner.id)), held.is_held(literal(cast.classmate.id))
    with database.unit() as db:
        assert list(db.execute(select(*owners)).one()) == [True, False]
        for over in (Hold.ended_at, Seal.ended_at, Concern.settled_at):
            db.execute(update(over.class_).values({over: cast.at.now}))
        assert list(db.execute(select(*owners)).one()) == [False, False]


def test_each_question_asks_itself_whether_a_lead_asks(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    thing = cast.keeps(cast.owner)
    holds(cast, client_of, thing, "of a thing")
    with database.reading() as db:
        assert len(held.holds(db, cast.lead.id, cast.at)) == 1
        assert held.item_or_404(db, cast.lead.id, thing.public_id, cast.at).item_id == thing.id
        for who in (cast.office, cast.teacher, cast.owner):
            assert held.holds(db, who.id, cast.at) == []
            with pytest.raises(NotThereError):
                held.item_or_404(db, who.id, thing.public_id, cast.at)


@pytest.mark.parametrize("role", ["owner", "classmate", "mum", "teacher", "office", "club_leader"])
def test_nobody_but_the_lead_holds_or_learns_of_it(
    role: str, *, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    thing = cast.keeps(cast.owner)
    holds(cast, client_of, thing, "of a thing")
    with database.reading() as db:
        one = db.scalars(select(Hold.public_id)).one()
    client = client_of(getattr(cast, role))
    paths = (
        f"/safety/holds/children/{cast.owner.public_id}",
        f"/safety/holds/items/{thing.public_id}",
    )
    for path in ("/safety/holds", *paths):
        assert client.get(path).status_code == 404, path
    for path in (*paths, f"/safety/holds/{one}/end"):
        assert client.post(path, data=WHY).status_code == 404, path
    with database.reading() as db:
        assert db.scalars(select(Hold.ended_at)).all() == [None]


def test_a_lead_needs_a_reason_a_fresh_factor_and_no_restriction(
    cast: Cast, app: Flask, client_of: ClientOf, database: Database
) -> None:
    thing = cast.keeps(cast.owner, title="Canary")
    path = f"/safety/holds/items/{thing.public_id}"
    lead = client_of(cast.lead)
    assert "Canary" not in lead.get(path).text
    assert lead.post(path, data={"reason": ""}).status_code == 422
    assert client_for(app, cast.lead, is_proved=False).post(path, data=WHY).status_code == 403
    cast.restricts(cast.lead, cast.owner)
    for one in (path, f"/safety/holds/children/{cast.owner.public_id}"):
        assert lead.get(one).status_code == lead.post(one, data=WHY).status_code == 404
    with database.reading() as db:
        assert db.scalars(select(Hold)).all() == []


def test_the_same_form_twice_is_one_hold(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    path = f"/safety/holds/children/{cast.owner.public_id}"
    lead = client_of(cast.lead)
    for _ in range(2):
        assert lead.post(path, data={**WHY, "key": "samekeysamekey12"}).status_code == 303
    with database.reading() as db:
        assert len(db.scalars(select(Hold)).all()) == 1


def test_one_hold_is_ended_and_the_other_lasts(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    first, second = cast.keeps(cast.owner), cast.keeps(cast.classmate)
    for thing in (first, second):
        holds(cast, client_of, thing, "of a thing")
    with database.reading() as db:
        found = db.execute(select(Hold.item_id, Hold.public_id).order_by(Hold.id)).all()
    assert [row.item_id for row in found] == [first.id, second.id]
    lead, (ended, lasting) = client_of(cast.lead), [row.public_id for row in found]
    page = lead.get("/safety/holds").text
    assert page.index(lasting) < page.index(ended), "the newest first"
    assert lead.post(f"/safety/holds/{ended}/end").status_code == 303
    assert lead.post(f"/safety/holds/{ended}/end").status_code == 404
    page = lead.get("/safety/holds").text
    assert lasting in page
    assert ended not in page
    with database.reading() as db:
        assert db.scalars(select(Hold.item_id).where(Hold.ended_at.is_(None))).all() == [second.id]


def test_a_lead_who_is_kept_from_the_child_reads_and_ends_no_hold(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    holds(cast, client_of, cast.keeps(cast.owner), "of a thing")
    with database.reading() as db:
        one = db.scalars(select(Hold.public_id)).one()
    lead = client_of(cast.lead)
    assert one in lead.get("/safety/holds").text
    cast.restricts(cast.lead, cast.owner)
    assert one not in lead.get("/safety/holds").text
    assert lead.post(f"/safety/holds/{one}/end").status_code == 404


def test_a_hold_says_whose_it_is_of_when_and_by_whom(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    things = [cast.keeps(cast.owner), cast.keeps(cast.classmate)]
    for thing in things:
        holds(cast, client_of, thing, "of a thing")
    holds(cast, client_of, things[0], "of the child")
    with database.reading() as db:
        mine, his = (whole_name(db, who) for who in (cast.owner, cast.classmate))
        made = [db.get_one(Item, thing.id).made_at for thing in things]
        found = held.holds(db, cast.lead.id, cast.at)
        assert [(one.child, one.made_at) for one in found] == [
            (mine, None),
            (his, made[1]),
            (mine, made[0]),
        ]
        assert {one.by for one in found} == {whole_name(db, cast.lead)}
        for thing, name in zip(things, (mine, his), strict=True):
            one = held.item_or_404(db, cast.lead.id, thing.public_id, cast.at)
            assert (one.item_id, one.child) == (thing.id, name)


def test_only_what_a_child_made_is_held(cast: Cast, client_of: ClientOf) -> None:
    lead, theirs = client_of(cast.lead), cast.keeps(cast.teacher)
    path = f"/safety/holds/items/{theirs.public_id}"
    assert lead.get(path).status_code == lead.post(path, data=WHY).status_code == 404
