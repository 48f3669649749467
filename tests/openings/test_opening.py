"""Break-glass (B01, B02, T72): by the safety lead alone, for an hour, written down first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, text

from portfolio.core.errors import NotThereError
from portfolio.models import BreakGlass, LogRow
from portfolio.openings import actions
from portfolio.visibility import openings
from tests.cast import FAMILY
from tests.client import client_for
from tests.concerning import raised
from tests.openings.conftest import TOLD_NOW
from tests.visibility.sweeping import ABSENT, filled, parts, routes

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody, Thing
    from tests.client import SiteClient
    from tests.openings.conftest import Powers

    ClientOf = Callable[[Somebody], SiteClient]

NOBODY_ELSE = ("owner", "classmate", "mum", "kept_away", "teacher", "club_leader", "office")


def kept(cast: Cast) -> Thing:
    photo = cast.photographs(cast.owner)
    return cast.keeps(cast.owner, "Canary words", title="Canary title", photos=[photo])


def photo_of(database: Database, thing: Thing) -> str:
    with database.reading() as db:
        found = text(
            "SELECT p.public_id FROM photo p JOIN revision_photo r ON r.photo_id = p.id "
            "WHERE r.revision_id = :which"
        )
        return str(db.scalar(found, {"which": thing.revision_id}))


def log_rows(database: Database) -> int:
    with database.reading() as db:
        return db.scalar(select(func.count()).select_from(LogRow)) or 0


def test_b01_the_lead_finds_a_thing_without_a_word_of_it_and_reads_it_for_an_hour(
    cast: Cast, client_of: ClientOf, powers: Powers, database: Database
) -> None:
    thing = kept(cast)
    lead = client_of(cast.lead)
    pages = [
        "/safety/openings",
        f"/safety/openings/children/{cast.owner.public_id}",
        f"/safety/openings/items/{thing.public_id}",
    ]
    address, photo = f"/items/{thing.public_id}", f"/photos/{photo_of(database, thing)}/320"
    for path in pages:
        assert "Canary" not in lead.get(path).text
    assert thing.public_id in lead.get(pages[1]).text
    assert (lead.get(address).status_code, lead.get(photo).status_code) == (404, 404)
    lead.get(pages[2])
    assert lead.fill_in_last(pages[2], pages[2], **TOLD_NOW).location == address
    page = lead.get(address)
    assert "Canary words" in page.text
    assert "You opened this to keep a child safe." in page.text
    assert lead.get(photo).status_code == 200
    powers.later(minutes=61)
    assert (lead.get(address).status_code, lead.get(photo).status_code) == (404, 404)


@pytest.mark.parametrize("role", NOBODY_ELSE)
def test_b01_for_everybody_else_there_is_no_such_page(
    role: str, *, cast: Cast, client_of: ClientOf, powers: Powers
) -> None:
    thing, other = kept(cast), kept(cast)
    assert powers.opens(thing) == 303
    client = client_of(getattr(cast, role))
    one = f"/safety/openings/{powers.opening().public_id}"
    if role != "office":  # who reviews where there is no other lead
        assert client.get("/safety/openings").status_code == 404
        assert client.get(one).status_code == 404
        assert client.post(f"{one}/review").status_code == 404
    for path in (
        f"/safety/openings/children/{cast.owner.public_id}",
        f"/safety/openings/items/{other.public_id}",
    ):
        assert client.get(path).status_code == 404, path
    posts = (f"/safety/openings/items/{other.public_id}", f"{one}/telling")
    for path in posts:
        assert client.post(path, data=TOLD_NOW).status_code == 404, path
    if role != "owner":
        assert client.get(f"/items/{thing.public_id}").status_code == 404


def test_b01_another_lead_cannot_use_it(cast: Cast, client_of: ClientOf, powers: Powers) -> None:
    thing = kept(cast)
    deputy = powers.deputy()
    assert powers.opens(thing) == 303
    assert client_of(deputy).get(f"/items/{thing.public_id}").status_code == 404
    assert powers.opens(thing, who=deputy) == 303
    assert client_of(deputy).get(f"/items/{thing.public_id}").status_code == 200


def test_b01_without_a_fresh_second_factor_it_is_asked_for(
    cast: Cast, app: Flask, database: Database
) -> None:
    thing = kept(cast)
    lead = client_for(app, cast.lead, is_proved=False)
    child = cast.owner.public_id
    for path in ("", f"/children/{child}", f"/items/{thing.public_id}"):
        answer = lead.get(f"/safety/openings{path}")
        assert answer.location == "/staff/again", path
    answer = lead.post(f"/safety/openings/items/{thing.public_id}", data=TOLD_NOW)
    assert answer.status_code == 403
    with database.reading() as db:
        assert db.scalars(select(BreakGlass)).all() == []


@pytest.mark.parametrize("field", ["reason", "case_reference"])
@pytest.mark.parametrize("unseen", ["\u200b", "\u2060 \u200d", "\u3164"])
def test_a_reason_that_nobody_could_read_is_none(
    field: str, unseen: str, *, cast: Cast, powers: Powers
) -> None:
    thing = cast.keeps(cast.owner)
    assert powers.opens(thing, {field: unseen}) == 422
    assert powers.opens(thing, {field: f"{unseen}A"}) == 303


@pytest.mark.parametrize("missing", ["reason", "case_reference", "telling"])
def test_b01_a_reason_a_case_and_whether_the_child_is_told_are_needed(
    missing: str, *, cast: Cast, client_of: ClientOf, powers: Powers
) -> None:
    thing = kept(cast)
    assert powers.opens(thing, {missing: ""}) == 422
    assert client_of(cast.lead).get(f"/items/{thing.public_id}").status_code == 404


def test_b01_what_others_were_shown_and_what_is_gone_is_not_opened(
    cast: Cast, powers: Powers
) -> None:
    up, gone, sealed = cast.puts_up(cast.owner, [FAMILY]), kept(cast), kept(cast)
    cast.deletes(gone)
    cast.seals(sealed)
    for thing in (up, gone, sealed):
        assert powers.opens(thing) == 404
    waiting = cast.puts_up(cast.owner, [FAMILY], "waiting")
    assert powers.opens(waiting) == 303


def test_a_lead_who_is_kept_from_the_child_finds_and_opens_nothing(
    cast: Cast, client_of: ClientOf, powers: Powers
) -> None:
    thing = kept(cast)
    cast.restricts(cast.lead, cast.owner)
    lead = client_of(cast.lead)
    assert (
        "Amina" not in lead.get("/safety/openings").text.split("Open a thing")[1].split("Rowan")[0]
    )
    assert lead.get(f"/safety/openings/children/{cast.owner.public_id}").status_code == 404
    assert lead.get(f"/safety/openings/items/{thing.public_id}").status_code == 404
    assert powers.opens(thing) == 404


def test_an_opening_is_for_looking_and_stands_in_no_list(
    cast: Cast, client_of: ClientOf, powers: Powers
) -> None:
    thing = kept(cast)
    powers.opens(thing)
    lead = client_of(cast.lead)
    for path in ("/waiting-times", "/safety/openings", "/shared"):
        assert "Canary" not in lead.get(path).text, path
    said = lead.post(f"/items/{thing.public_id}/comments", data={"words": "Hello"})
    assert said.status_code == 403
    for path in ("bin", "draft", "shares", "talk/closing"):
        assert lead.post(f"/items/{thing.public_id}/{path}").status_code in {403, 404}, path


def test_a_second_press_is_the_same_opening(cast: Cast, powers: Powers, database: Database) -> None:
    thing = kept(cast)
    assert [powers.opens(thing), powers.opens(thing)] == [303, 303]
    with database.reading() as db:
        assert len(db.scalars(select(BreakGlass)).all()) == 1


def test_t72_each_read_writes_one_row_however_it_is_asked_for(
    cast: Cast, client_of: ClientOf, powers: Powers, database: Database
) -> None:
    thing = kept(cast)
    photo = f"/photos/{photo_of(database, thing)}/320"
    powers.opens(thing)
    lead = client_of(cast.lead)
    tag = lead.get(photo).headers["ETag"]
    asked = (
        (f"/items/{thing.public_id}", {"method": "GET"}),
        (f"/items/{thing.public_id}", {"method": "HEAD"}),
        (f"/items/{thing.public_id}", {"method": "GET", "headers": {"Purpose": "prefetch"}}),
        (photo, {"method": "GET"}),
        (photo, {"method": "HEAD"}),
        (photo, {"method": "GET", "headers": {"Range": "bytes=0-9"}}),
        (photo, {"method": "GET", "headers": {"If-None-Match": tag}}),
    )
    for path, along in asked:
        before = log_rows(database)
        assert lead.open(path, **along).status_code in {200, 206, 304}
        assert log_rows(database) == before + 1, (path, along)
    assert {by for _, by in powers.logged("opening_read", "opening_photo_read")} == {cast.lead.id}
    before = log_rows(database)
    lead.get(f"/safety/openings/children/{cast.owner.public_id}")
    assert powers.logged("things_listed") == [("things_listed", cast.lead.id)]
    assert log_rows(database) == before + 1


def test_t72_what_cannot_be_logged_is_not_read(
    cast: Cast, client_of: ClientOf, powers: Powers, database: Database
) -> None:
    thing, other = kept(cast), kept(cast)
    powers.opens(thing)
    lead, owner = client_of(cast.lead), client_of(cast.owner)
    photo = f"/photos/{photo_of(database, thing)}/320"
    paths = (
        f"/items/{thing.public_id}",
        photo,
        f"/safety/openings/children/{cast.owner.public_id}",
    )
    for path in paths:
        assert lead.get(path).status_code == 200, path
    with database.unit() as db:
        db.execute(text("ALTER TABLE log_row RENAME COLUMN event TO gone"))
    try:
        for path in paths:
            answer = lead.get(path)
            assert answer.status_code == 404, path
            assert b"Canary" not in answer.data
            assert "ETag" not in answer.headers
        asked = lead.post(f"/safety/openings/items/{other.public_id}", data=TOLD_NOW)
        assert asked.status_code == 503
        assert owner.get(f"/items/{thing.public_id}").status_code == 200
    finally:
        with database.unit() as db:
            db.execute(text("ALTER TABLE log_row RENAME COLUMN gone TO event"))
    assert lead.get(f"/items/{other.public_id}").status_code == 404


def test_t72_no_route_at_all_shows_an_opened_thing_without_a_row(
    cast: Cast, app: Flask, client_of: ClientOf, powers: Powers, database: Database
) -> None:
    """Every address that there is, also those that come after this test was written."""
    thing = kept(cast)
    powers.opens(thing)
    lead = client_of(cast.lead)
    ids = {
        "item_id": thing.public_id,
        "photo_id": photo_of(database, thing),
        "child_id": cast.owner.public_id,
        "person_id": cast.owner.public_id,
        "group_id": cast.group.public_id,
        "opening_id": powers.opening().public_id,
    }
    shown = 0
    for address in routes(app, "GET"):
        before = log_rows(database)
        path = filled(address, {**dict.fromkeys(parts(address) - {"rendition"}, ABSENT), **ids})
        answer = lead.get(path)
        is_shown = b"Canary" in answer.data or str(answer.mimetype).startswith("image/")
        if answer.status_code == 200 and is_shown and "/static" not in path:
            shown += 1
            assert log_rows(database) > before, path
    assert shown >= 2


def test_t72_each_look_at_opened_words_writes_a_row_too(
    cast: Cast, client_of: ClientOf, powers: Powers, database: Database
) -> None:
    """Words that somebody is concerned about, opened by the safety lead (decision 32)."""
    thing = cast.puts_up(cast.owner, [FAMILY])
    said = cast.says(cast.gran, thing, "Canary words")
    one = f"/safety/concerns/{raised(cast, cast.mum, thing, said=said)}"
    lead = client_of(cast.lead)
    assert "Canary" not in lead.get(one).text
    assert powers.logged("words_read") == []
    lead.post(f"{one}/words")
    for times in (1, 2):
        assert "Canary" in lead.get(one).text
        assert len(powers.logged("words_read")) == times
    with database.unit() as db:
        db.execute(text("ALTER TABLE log_row RENAME COLUMN event TO gone"))
    try:
        assert lead.get(one).status_code == 404
    finally:
        with database.unit() as db:
            db.execute(text("ALTER TABLE log_row RENAME COLUMN gone TO event"))


def test_b01_what_goes_up_while_it_is_asked_for_is_not_opened(
    cast: Cast, database: Database
) -> None:
    """The page was made for a kept thing; its owner put it up before the press."""
    thing = kept(cast)
    lead = cast.lead.viewer(cast.at)
    with database.reading() as db:
        found = openings.thing_or_404(db, cast.lead.id, thing.public_id, cast.at)
    cast.puts_up(thing, [FAMILY])
    with pytest.raises(NotThereError), database.unit() as db:
        actions.open_thing(db, lead, found, actions.Asked("A worry", "CP-1"))
    with database.reading() as db:
        assert db.scalars(select(BreakGlass)).all() == []
