"""Somebody says that something is not right: who may, what it hides, and from whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portfolio.models import Comment, Concern, Item, LogRow
from portfolio.models.enums import CommentState, ConcernKind
from tests.cast import FAMILY, TEACHERS
from tests.rows import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody, Thing
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]

VIEWERS = ("mum", "gran", "dad", "classmate", "classmates_parent", "teacher", "second_teacher")


def up_for_all(cast: Cast, words: str = "A zebra") -> Thing:
    group = cast.oak.group
    return cast.puts_up(cast.owner, [TEACHERS, FAMILY, group.children, group.families], words=words)


def raises(client: SiteClient, path: str, kind: str, line: str = "") -> int:
    return client.post(f"{path}/concern", data={"kind": kind, "line": line}).status_code


@pytest.mark.parametrize("kind", ["hurt", "unseen"])
def test_an_urgent_one_hides_a_thing_from_all_but_its_owner(
    kind: str, *, cast: Cast, client_of: ClientOf
) -> None:
    thing = up_for_all(cast)
    address = f"/items/{thing.public_id}"
    clients = {role: client_of(getattr(cast, role)) for role in VIEWERS}
    assert {one.get(address).status_code for one in clients.values()} == {200}
    assert raises(client_of(cast.classmate), address, kind) == 303
    for role, client in clients.items():
        assert client.get(address).status_code == 404, role
        assert "zebra" not in client.get("/shared").text, role
    owner = client_of(cast.owner).get(address)
    assert owner.status_code == 200
    assert "concern" not in owner.text


@pytest.mark.parametrize("kind", ["unkind", "other"])
def test_an_ordinary_one_hides_nothing(kind: str, *, cast: Cast, client_of: ClientOf) -> None:
    thing = up_for_all(cast)
    assert raises(client_of(cast.mum), f"/items/{thing.public_id}", kind) == 303
    for role in VIEWERS:
        assert client_of(getattr(cast, role)).get(f"/items/{thing.public_id}").status_code == 200


def test_urgent_words_are_their_authors_alone(cast: Cast, client_of: ClientOf) -> None:
    thing = up_for_all(cast)
    said = cast.says(cast.mum, thing, "Quagga", CommentState.UP)
    readers = ("owner", "gran", "teacher")
    address = f"/items/{thing.public_id}"
    assert all("Quagga" in client_of(getattr(cast, one)).get(address).text for one in readers)
    assert raises(client_of(cast.owner), f"/comments/{said.public_id}", "hurt") == 303
    for one in readers:
        assert "Quagga" not in client_of(getattr(cast, one)).get(address).text, one
        again = client_of(getattr(cast, one)).get(f"/comments/{said.public_id}/concern")
        assert again.status_code == 404
    assert "Quagga" in client_of(cast.mum).get(address).text


@pytest.mark.parametrize("role", ["other_child", "kept_away", "office", "lead", "other_teacher"])
def test_t13_whoever_does_not_see_it_says_nothing_about_it(
    role: str, *, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    thing = up_for_all(cast)
    said = cast.says(cast.teacher, thing, "Well done")
    client = client_of(getattr(cast, role))
    before = fingerprint(database)
    for path in (f"/items/{thing.public_id}", f"/comments/{said.public_id}"):
        assert client.get(f"{path}/concern").status_code == 404
        assert raises(client, path, "hurt") == 404
    assert fingerprint(database) == before


def test_pressed_twice_it_is_one_and_a_worse_kind_is_one_more(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    thing, mum = up_for_all(cast), client_of(cast.mum)
    path = f"/items/{thing.public_id}"
    for kind, line in (
        *(("unkind", "Look at the name"), ("unkind", ""), ("unkind", "Look at the name")),
        *(("hurt", ""), ("hurt", ""), ("other", ""), ("unkind", "Look at the name")),
    ):
        raises(mum, path, kind, line)
    with database.reading() as db:
        found = db.scalars(select(Concern).order_by(Concern.id)).all()
        kinds = [(one.kind, one.line) for one in found]
        assert kinds == [(ConcernKind.UNKIND, "Look at the name"), (ConcernKind.HURT, "")]
        assert db.get_one(Item, thing.id).held_back_at is not None


@pytest.mark.parametrize("kind", ["other", "hurt"])
def test_words_that_come_after_a_lead_has_read_it_wait_to_be_read(
    cast: Cast, client_of: ClientOf, database: Database, kind: str
) -> None:
    thing, dad, lead = up_for_all(cast), client_of(cast.dad), client_of(cast.lead)
    raises(dad, f"/items/{thing.public_id}", "other")
    with database.reading() as db:
        first = db.scalars(select(Concern.public_id)).one()
    page = f"/safety/concerns/{first}"
    assert "No words came with it." in lead.get(page).text
    lead.post(f"{page}/reading")
    raises(dad, f"/items/{thing.public_id}", kind, "Quagga")
    assert "Quagga" in lead.get("/safety").text
    lead.fill_in(page, "/settling")  # the first alone: of the second she has read nothing
    assert "Quagga" in lead.get("/safety").text
    with database.reading() as db:
        second = db.scalars(select(Concern).where(Concern.line == "Quagga")).one()
        assert (second.read_at, second.settled_at) == (None, None)


def test_other_words_are_one_more_so_that_none_get_lost(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    thing, mum = up_for_all(cast), client_of(cast.mum)
    for line in ("Look at the name", "And at the street", "And at the street"):
        raises(mum, f"/items/{thing.public_id}", "other", line)
    with database.reading() as db:
        found = db.scalars(select(Concern).order_by(Concern.id)).all()
        assert [one.line for one in found] == ["Look at the name", "And at the street"]


def test_another_kind_than_those_offered_is_no_concern(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    thing, mum = up_for_all(cast), client_of(cast.mum)
    for kind in ("", "flagged", "told", "nonsense"):
        assert raises(mum, f"/items/{thing.public_id}", kind) == 422
    assert raises(mum, f"/items/{thing.public_id}", "other", "x" * 301) == 422
    with database.reading() as db:
        assert db.scalars(select(Concern)).all() == []


def test_the_log_holds_numbers_and_no_words(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    thing = up_for_all(cast)
    raises(client_of(cast.mum), f"/items/{thing.public_id}", "hurt", "Quagga")
    with database.reading() as db:
        rows = db.scalars(select(LogRow).where(LogRow.event.in_(["concern_raised", "held_back"])))
        about = [(row.event, row.by_id, row.about) for row in rows]
        number = db.scalars(select(Concern.id)).one()
    said = {"concern": number}
    assert about == [("concern_raised", cast.mum.id, said), ("held_back", cast.mum.id, said)]


def test_waiting_words_are_held_back_from_the_teachers_queue(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    thing = up_for_all(cast)
    said = cast.says(cast.mum, thing, "Quagga")
    teacher = client_of(cast.teacher)
    assert "Quagga" in teacher.get("/to-check").text
    assert raises(teacher, f"/comments/{said.public_id}", "unseen") == 303
    assert "Quagga" not in teacher.get("/to-check").text
    with database.reading() as db:
        assert db.get_one(Comment, said.id).state is CommentState.WAITING


@pytest.mark.parametrize(
    ("kind", "is_hidden"), [("hurt", True), ("unseen", True), ("unkind", False), ("other", False)]
)
def test_whoever_says_so_reads_whether_it_is_hidden_now(
    cast: Cast, client_of: ClientOf, kind: str, *, is_hidden: bool
) -> None:
    thing, mum = up_for_all(cast), client_of(cast.mum)
    raises(mum, f"/items/{thing.public_id}", kind)
    page = mum.get("/concerns").text
    assert "Thank you for saying so." in page
    assert ("It is hidden until a grown-up has looked." in page) is is_hidden
