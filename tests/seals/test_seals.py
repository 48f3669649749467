"""A seal (B08, B09): one press, and nobody reaches it on any road; opened again by two (B11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text

from portfolio.core.mail import mailer_from
from portfolio.core.pictures import RenditionName
from portfolio.deeds import CHORES, DEEDS
from portfolio.jobs import Worker
from portfolio.models import Comment, Item, Seal
from portfolio.models.enums import CommentState
from tests.cast import FAMILY, TEACHERS
from tests.client import client_for
from tests.concerning import raised
from tests.openings.conftest import Powers
from tests.visibility.sweeping import ABSENT, filled, parts, routes, told

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from portfolio.core.database import Database
    from portfolio.settings import Settings
    from tests.cast import Cast
    from tests.circles import Said, Somebody, Thing
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]

ASKED = {"why": "The court asks to see it", "case_reference": "CP-2026-17"}
EVERYBODY = (
    "owner",
    "classmate",
    "sibling",
    "mum",
    "gran",
    "dad",
    "classmates_parent",
    "teacher",
    "second_teacher",
    "other_teacher",
    "office",
    "lead",
)


@pytest.fixture
def powers(cast: Cast, client_of: ClientOf) -> Powers:
    """The safety leads at work."""
    return Powers(cast, client_of)


def shared(cast: Cast) -> tuple[Thing, Said, str]:
    """A thing that everybody of the circle sees, words on it, and the address of its photo."""
    photo = cast.photographs(cast.owner)
    wishes = [FAMILY, TEACHERS, cast.group.children, cast.group.families]
    thing = cast.puts_up(cast.owner, wishes, title="Canary title", words="Canary", photos=[photo])
    return thing, cast.says(cast.teacher, thing, "Canary praise"), photo.public_id


def seal_item(client: SiteClient, thing: Thing) -> int:
    return client.post(f"/safety/seals/items/{thing.public_id}").status_code


def seal_of(database: Database) -> str:
    with database.reading() as db:
        return db.scalars(select(Seal.public_id).order_by(Seal.id.desc())).first() or ""


def everywhere(app: Flask, who: SiteClient, ids: dict[str, str]) -> dict[str, bytes]:
    """What each address that there is answers."""
    found = {}
    for address in routes(app, "GET"):
        if address.startswith(("/static", "/sign-out")):
            continue
        path = filled(address, {**dict.fromkeys(parts(address) - {"rendition"}, ABSENT), **ids})
        found[path] = who.get(path).data
    return found


@pytest.mark.timeout(300)  # everybody on every road: 20 s alone, two minutes beside much other work
def test_b08_no_byte_of_it_reaches_anybody_on_any_road(
    cast: Cast, app: Flask, client_of: ClientOf
) -> None:
    thing, said, photo_id = shared(cast)
    ids = {
        "item_id": thing.public_id,
        "photo_id": photo_id,
        "comment_id": said.public_id,
        "child_id": cast.owner.public_id,
        "person_id": cast.owner.public_id,
        "group_id": cast.group.public_id,
    }
    clients = {role: client_for(app, getattr(cast, role)) for role in EVERYBODY}
    before = everywhere(app, clients["owner"], ids)
    assert sum(b"Canary" in data for data in before.values()) >= 3, "it could leak"
    tag = clients["gran"].get(f"/photos/{photo_id}/320").headers["ETag"]
    assert seal_item(client_of(cast.lead), thing) == 303
    for role, client in clients.items():
        for path, data in everywhere(app, client, ids).items():
            assert b"Canary" not in data, f"{role}: {path}"
        for path in (f"/items/{thing.public_id}", f"/photos/{photo_id}/320"):
            nothing = path.replace(thing.public_id, ABSENT).replace(photo_id, ABSENT)
            for method in ("GET", "HEAD"):
                hidden = client.open(path, method=method)
                assert told(hidden) == told(client.open(nothing, method=method)), f"{role}: {path}"
                assert hidden.status_code == 404
        for name in RenditionName:
            for headers in ({}, {"If-None-Match": tag}, {"Range": "bytes=0-9"}):
                answer = client.get(f"/photos/{photo_id}/{name.value}", headers=headers)
                assert answer.status_code == 404, f"{role}: {name}"


@pytest.mark.parametrize("role", EVERYBODY)
def test_b08_nothing_that_anybody_does_reaches_it(
    role: str, *, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    thing, said, _ = shared(cast)
    seal_item(client_of(cast.lead), thing)
    client = client_of(getattr(cast, role))
    with database.reading() as db:
        before = db.get_one(Item, thing.id).sealed_at
    for path, data in {
        f"/items/{thing.public_id}/comments": {"words": "Hello"},
        f"/items/{thing.public_id}/shares": {"share": ["family"]},
        f"/items/{thing.public_id}/shares/ending": {},
        f"/items/{thing.public_id}/shares/return": {},
        f"/items/{thing.public_id}/bin": {},
        f"/items/{thing.public_id}/concern": {"kind": "other"},
        f"/bin/{thing.public_id}/return": {},
        f"/bin/{thing.public_id}/undo": {},
        f"/comments/{said.public_id}/hiding": {},
        f"/comments/{said.public_id}/checks": {"result": "up"},
    }.items():
        answer = client.post(path, data=data)
        assert b"Canary" not in answer.data, path
        assert answer.status_code in {303, 404}, path
    with database.reading() as db:
        assert db.get_one(Item, thing.id).sealed_at == before is not None


def test_b08_words_alone_are_sealed_and_their_thing_stays(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    thing, said, _ = shared(cast)
    other = cast.says(cast.gran, thing, "Other words", CommentState.UP)
    answer = client_of(cast.lead).post(f"/safety/seals/comments/{said.public_id}")
    assert answer.status_code == 303
    for role in ("owner", "classmate", "gran", "teacher"):
        page = client_of(getattr(cast, role)).get(f"/items/{thing.public_id}").text
        assert "Canary title" in page
        assert "Canary praise" not in page, role
    assert "Canary praise" not in client_of(cast.owner).get("/for-me").text
    assert other.words in client_of(cast.owner).get(f"/items/{thing.public_id}").text
    with database.reading() as db:
        assert db.get_one(Comment, other.id).sealed_at is None


@pytest.mark.parametrize("role", [role for role in EVERYBODY if role != "lead"])
def test_b08_nobody_but_the_lead_seals(
    role: str, *, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    thing, said, _ = shared(cast)
    client = client_of(getattr(cast, role))
    assert seal_item(client, thing) == 404
    assert client.post(f"/safety/seals/comments/{said.public_id}").status_code == 404
    assert client.get("/safety/seals").status_code == 404
    with database.reading() as db:
        assert db.scalars(select(Seal)).all() == []


def test_b08_a_lead_seals_nothing_of_a_child_kept_from_them_and_none_of_their_own_words(
    cast: Cast, app: Flask, client_of: ClientOf, powers: Powers
) -> None:
    thing, said, _ = shared(cast)
    deputy = powers.deputy()
    own = cast.says(deputy, thing, "Mine", CommentState.UP)
    assert client_of(deputy).post(f"/safety/seals/comments/{own.public_id}").status_code == 404
    cast.restricts(cast.lead, cast.owner)
    lead = client_of(cast.lead)
    assert seal_item(lead, thing) == 404
    assert lead.post(f"/safety/seals/comments/{said.public_id}").status_code == 404
    unproved = client_for(app, deputy, is_proved=False)
    assert unproved.post(f"/safety/seals/items/{thing.public_id}").status_code == 403
    assert client_of(cast.gran).get(f"/items/{thing.public_id}").status_code == 200


def test_b09_no_job_and_no_chore_brings_it_back_or_tells_of_it(
    cast: Cast, client_of: ClientOf, database: Database, settings: Settings
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY], "waiting", title="Canary title")
    cast.says(cast.gran, thing, "Canary words")
    seal_item(client_of(cast.lead), thing)
    worker = Worker(
        database, settings, mailer_from(settings.mail, settings.mail_sender), DEEDS, CHORES
    )
    worker.tidy()
    while worker.do_one():
        pass
    for role in ("owner", "gran", "teacher", "lead"):
        client = client_of(getattr(cast, role))
        assert client.get(f"/items/{thing.public_id}").status_code == 404
        for path in ("/waiting-times", "/to-check", "/shared", "/for-me", "/safety/seals"):
            assert "Canary" not in client.get(path).text, (role, path)
    with database.reading() as db:
        about = db.execute(text("SELECT about FROM job")).scalars().all()
    assert "Canary" not in str(about)


def test_b11_opening_again_takes_two_people_and_a_case(
    cast: Cast, client_of: ClientOf, database: Database, powers: Powers
) -> None:
    thing, _, photo_id = shared(cast)
    lead, office, deputy = map(client_of, (cast.lead, cast.office, powers.deputy()))
    seal_item(lead, thing)
    one = f"/safety/seals/{seal_of(database)}"
    assert office.get(one).status_code == office.get("/safety/seals").status_code == 404
    for client in (lead, deputy, office):
        assert client.post(f"{one}/end").status_code == 404, "nobody asked"
    for missing in ("why", "case_reference"):
        assert lead.post(f"{one}/asking", data={**ASKED, missing: ""}).status_code == 422
    assert lead.post(f"{one}/asking", data=ASKED).status_code == 303
    assert lead.post(f"{one}/end").status_code == 404, "never the same person"
    assert deputy.post(f"{one}/asking", data={**ASKED, "why": "Mine"}).status_code == 303
    assert lead.post(f"{one}/end").status_code == 404, "a second asking changes nobody's part"
    page = office.get(one).text
    assert "The court asks to see it" in page
    assert "Canary" not in page
    assert office.fill_in_last(one, f"{one}/end").status_code == 303
    assert office.get("/safety/seals").status_code == 404
    owner = client_of(cast.owner)
    assert "Canary" in owner.get(f"/items/{thing.public_id}").text
    assert owner.get(f"/photos/{photo_id}/320").status_code == 200
    for role in ("gran", "classmate", "classmates_parent", "teacher"):
        client = client_of(getattr(cast, role))
        assert client.get(f"/items/{thing.public_id}").status_code == 404, "it came back kept"
    assert powers.logged("sealed", "unseal_asked", "unsealed") == [
        ("sealed", cast.lead.id),
        ("unseal_asked", cast.lead.id),
        ("unsealed", cast.office.id),
    ]
    assert deputy.post(f"{one}/end").status_code == 404
    assert seal_item(lead, thing) == 303, "and it can be sealed anew"
    assert owner.get(f"/items/{thing.public_id}").status_code == 404


def test_b11_words_stand_where_they_stood(
    cast: Cast, client_of: ClientOf, database: Database, powers: Powers
) -> None:
    thing, said, _ = shared(cast)
    lead, deputy = client_of(cast.lead), client_of(powers.deputy())
    lead.post(f"/safety/seals/comments/{said.public_id}")
    one = f"/safety/seals/{seal_of(database)}"
    deputy.post(f"{one}/asking", data=ASKED)
    assert deputy.post(f"{one}/end").status_code == 404
    assert lead.post(f"{one}/end").status_code == 303
    assert "Canary praise" in client_of(cast.gran).get(f"/items/{thing.public_id}").text


def test_b11_a_second_person_may_say_no(
    cast: Cast, client_of: ClientOf, database: Database, powers: Powers
) -> None:
    thing, _, _ = shared(cast)
    lead, office = client_of(cast.lead), client_of(cast.office)
    seal_item(lead, thing)
    one = f"/safety/seals/{seal_of(database)}"
    lead.post(f"{one}/asking", data=ASKED)
    assert office.post(f"{one}/asking/end").status_code == 303
    assert office.post(f"{one}/end").status_code == 404
    assert client_of(cast.owner).get(f"/items/{thing.public_id}").status_code == 404
    assert powers.logged("unseal_refused") == [("unseal_refused", cast.office.id)]


@pytest.mark.parametrize("role", ["teacher", "owner", "mum", "classmate"])
def test_b11_nobody_else_has_a_part_in_it(
    role: str, *, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    thing, _, _ = shared(cast)
    seal_item(client_of(cast.lead), thing)
    one = f"/safety/seals/{seal_of(database)}"
    client_of(cast.lead).post(f"{one}/asking", data=ASKED)
    client = client_of(getattr(cast, role))
    assert client.get(one).status_code == 404
    for path in ("asking", "asking/end", "end"):
        assert client.post(f"{one}/{path}", data=ASKED).status_code == 404, path


def test_a_second_press_is_the_same_seal(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    thing, said, _ = shared(cast)
    lead = client_of(cast.lead)
    for _ in range(2):
        assert seal_item(lead, thing) == 303
        assert lead.post(f"/safety/seals/comments/{said.public_id}").status_code == 303
    with database.reading() as db:
        assert len(db.scalars(select(Seal)).all()) == 2


@pytest.mark.parametrize("what", ["the words", "the thing"])
def test_b08_words_that_a_lead_had_opened_close_with_the_seal(
    what: str, *, cast: Cast, client_of: ClientOf
) -> None:
    thing, said, _ = shared(cast)
    one = f"/safety/concerns/{raised(cast, cast.mum, thing, said=said)}"
    lead = client_of(cast.lead)
    lead.post(f"{one}/words")
    assert "Canary praise" in lead.get(one).text
    sealing = {
        "the words": f"/safety/seals/comments/{said.public_id}",
        "the thing": f"/safety/seals/items/{thing.public_id}",
    }
    assert lead.fill_in(one, sealing[what]).status_code == 303
    page = lead.get(one).text
    assert "Canary" not in page
    assert "It is sealed." in page


def test_b08_nobody_seals_a_thing_of_their_own(cast: Cast, client_of: ClientOf) -> None:
    thing = cast.keeps(cast.lead)
    assert seal_item(client_of(cast.lead), thing) == 404


def test_b11_nobody_opens_words_of_their_own_again(
    cast: Cast, client_of: ClientOf, database: Database, powers: Powers
) -> None:
    thing, _, _ = shared(cast)
    author, second, lead = powers.deputy(), client_of(cast.office), client_of(cast.lead)
    said = cast.says(author, thing, "Words of a deputy", CommentState.UP)
    lead.post(f"/safety/seals/comments/{said.public_id}")
    one = f"/safety/seals/{seal_of(database)}"
    lead.post(f"{one}/asking", data=ASKED)
    assert client_of(author).post(f"{one}/end").status_code == 404
    assert "Words of a deputy" not in client_of(cast.gran).get(f"/items/{thing.public_id}").text
    assert second.post(f"{one}/end").status_code == 303
