"""The office keeps somebody from a child: at once, everywhere, and without a trace for others."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.core import clock
from portfolio.jobs import Means
from portfolio.models import Comment, FreshLink, Invitation, LogRow, Restriction, Share, SignIn
from portfolio.office import invitations
from portfolio.roll.actions import apart
from tests.cast import FAMILY, TEACHERS
from tests.rows import fingerprint, how_many
from tests.visibility.sweeping import parts, routes, told

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from flask import Flask

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from portfolio.settings import Settings
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient
    from tests.counting import CountQueries

REASON = "An order of the court, Reason-canary."


@pytest.fixture
def office(cast: Cast, client_of: Callable[[Somebody], SiteClient]) -> SiteClient:
    """The office person's browser."""
    return client_of(cast.office)


def keep(
    office: SiteClient, somebody: Somebody, child: Somebody, status: int = 303, **more: str
) -> None:
    """The office keeps somebody from the child, by the form."""
    path = f"/office/restrictions/{child.public_id}"
    answer = office.fill_in(path, path, person=somebody.public_id, reason=REASON, **more)
    assert answer.status_code == status, answer.text


def end(office: SiteClient, somebody: Somebody, child: Somebody) -> None:
    """The office ends it."""
    path = f"/office/restrictions/{child.public_id}/{somebody.public_id}/end"
    assert office.post(path).status_code == 303


@pytest.mark.parametrize("role", ["owner", "mum", "teacher", "lead", "classmate"])
def test_only_the_office_keeps_apart(
    cast: Cast, client_of: Callable[[Somebody], SiteClient], database: Database, role: str
) -> None:
    client = client_of(getattr(cast, role))
    before = fingerprint(database)
    path = f"/office/restrictions/{cast.owner.public_id}"
    fields = {"person": cast.gran.public_id, "reason": "x", "from_on": str(cast.at.today)}
    assert client.get(path).status_code == 404
    assert client.post(path, data=fields).status_code == 404
    assert client.post(f"{path}/{cast.kept_away.public_id}/end").status_code == 404
    assert fingerprint(database) == before


@pytest.mark.parametrize("role", ["owner", "mum", "kept_away", "teacher", "classmate"])
def test_the_list_and_its_reasons_are_for_office_and_lead_alone(
    cast: Cast, office: SiteClient, client_of: Callable[[Somebody], SiteClient], role: str
) -> None:
    keep(office, cast.gran, cast.owner)
    for reader in (office, client_of(cast.lead)):
        text = reader.get("/office/restrictions").text
        assert REASON in text
        assert "Gran" in text
    assert client_of(getattr(cast, role)).get("/office/restrictions").status_code == 404


def test_it_beats_everything_from_the_next_request_on_and_ends_as_quickly(
    cast: Cast, office: SiteClient, client_of: Callable[[Somebody], SiteClient]
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY, cast.only(cast.gran), cast.group.families])
    gran, mum = client_of(cast.gran), client_of(cast.mum)
    assert gran.get(f"/items/{thing.public_id}").status_code == 200
    keep(office, cast.gran, cast.owner)
    assert gran.get("/shared").status_code == 200, "she has another child here"
    assert gran.get(f"/items/{thing.public_id}").status_code == 404
    assert mum.get(f"/items/{thing.public_id}").status_code == 200
    end(office, cast.gran, cast.owner)
    assert gran.get(f"/items/{thing.public_id}").status_code == 200


def test_a_teacher_and_a_child_can_be_kept_away_too(
    cast: Cast, office: SiteClient, client_of: Callable[[Somebody], SiteClient]
) -> None:
    thing = cast.puts_up(cast.owner, [TEACHERS, cast.group.children])
    for somebody in (cast.teacher, cast.classmate):
        client = client_of(somebody)
        assert client.get(f"/items/{thing.public_id}").status_code == 200
        keep(office, somebody, cast.owner)
        assert client.get(f"/items/{thing.public_id}").status_code == 404
        assert client.get("/people/face").status_code == 200, "the session goes on"


def test_t45_what_leads_to_that_child_alone_is_dead_at_once(
    cast: Cast,
    office: SiteClient,
    client_of: Callable[[Somebody], SiteClient],
    database: Database,
    moment: Moment,
) -> None:
    dad, mum = client_of(cast.dad), client_of(cast.mum)
    with database.unit() as db:
        link = FreshLink(person_id=cast.dad.id, token_hash="d" * 64, browser_hash="b" * 64)
        link.made_at, link.expires_at = moment.now, moment.now + timedelta(minutes=10)
        db.add(link)
        for called in ("dad", "Auntie"):
            place = invitations.FamilyPlace(cast.owner.id, called, None, called)
            invitations.invite_family(db, place, moment, by=cast.office.id)
        other = invitations.FamilyPlace(cast.classmate.id, "dad", None, "dad")
        invitations.invite_family(db, other, moment, by=cast.office.id)
    keep(office, cast.dad, cast.owner)
    assert dad.get("/shared").status_code == 404
    assert mum.get("/shared").status_code == 200
    with database.reading() as db:
        assert db.scalars(select(FreshLink.expires_at)).one() <= moment.now + timedelta(minutes=1)
        kept = Invitation.pupil_id, Invitation.called
        ended = db.execute(select(*kept).where(Invitation.ended_at.is_not(None))).all()
        assert [tuple(row) for row in ended] == [(cast.owner.id, "dad")], "as somebody new he would"


def test_one_that_begins_later_holds_with_its_day(
    cast: Cast,
    office: SiteClient,
    client_of: Callable[[Somebody], SiteClient],
    database: Database,
    settings: Settings,
    moment: Moment,
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    dad, day = client_of(cast.dad), moment.today + timedelta(days=3)
    keep(office, cast.dad, cast.owner, from_on=day.isoformat())
    assert dad.get(f"/items/{thing.public_id}").status_code == 200
    for days, is_over in ((2, False), (3, True)):
        later = clock.Moment(moment.now + timedelta(days=days), moment.today + timedelta(days=days))
        with database.unit() as db:
            apart.begin(Means(db, later, settings, None))  # type: ignore[arg-type]
        with database.reading() as db:
            ends = select(SignIn.ended_at).where(SignIn.person_id == cast.dad.id)
            assert (db.scalars(ends).one() is not None) is is_over


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": "  "},
        {"reason": "x" * 1001},
        {"from_on": "2020-01-01"},
        {"from_on": ""},
        {"from_on": "2090-01-02", "until_on": "2090-01-02"},
        {"person": ""},
        {"person": "0" * 16},
    ],
)
def test_what_does_not_fit_is_not_kept_and_the_words_stay(
    cast: Cast, office: SiteClient, database: Database, wrong: dict[str, str]
) -> None:
    before = fingerprint(database)
    fields = {
        "person": cast.gran.public_id,
        "reason": "Stays",
        "from_on": str(cast.at.today),
        **wrong,
    }
    answer = office.post(f"/office/restrictions/{cast.owner.public_id}", data=fields)
    assert answer.status_code == 422
    assert wrong.get("reason", "Stays").strip() in answer.text
    assert fingerprint(database) == before


def test_the_same_two_are_kept_apart_once(
    cast: Cast, office: SiteClient, database: Database
) -> None:
    keep(office, cast.gran, cast.owner)
    number = how_many(database, Restriction)
    keep(office, cast.gran, cast.owner, status=422)
    assert how_many(database, Restriction) == number


def test_nobody_is_kept_from_themselves_nor_from_who_is_no_child(
    cast: Cast, office: SiteClient, database: Database
) -> None:
    before = fingerprint(database)
    fields = {"person": cast.owner.public_id, "reason": "x", "from_on": str(cast.at.today)}
    path = f"/office/restrictions/{cast.owner.public_id}"
    assert office.post(path, data=fields).status_code == 422
    for who in (cast.teacher, cast.mum, cast.left):
        assert office.get(f"/office/restrictions/{who.public_id}").status_code == 404
    assert fingerprint(database) == before


def test_the_log_holds_its_number_and_no_reason(
    cast: Cast, office: SiteClient, database: Database
) -> None:
    keep(office, cast.gran, cast.owner)
    end(office, cast.gran, cast.owner)
    with database.reading() as db:
        rows = db.scalars(select(LogRow).where(LogRow.event.like("kept_apart%"))).all()
        assert [row.event for row in rows] == ["kept_apart", "kept_apart_ended"]
        assert all(set(row.about) == {"restriction"} for row in rows)
        assert "canary" not in repr([row.about for row in db.scalars(select(LogRow))])


# ---------------------------------------------------------------- it shows nowhere

DESK = {"teacher": ("/to-check", "/items/")}
"""The checker is told by name whom a thing reaches, so that is what they read: as if the tie had
ended, as the child does."""

OTHERS = ("mum", "dad", "classmate", "classmates_parent", "teacher", "other_teacher", "kept_away")


def _pages(app: Flask, client: SiteClient, *more: str) -> dict[str, object]:
    plain = [path for path in routes(app, "GET") if not parts(path) and path != "/demo"]
    return {path: told(client.get(path)) for path in (*plain, *more)}


def test_t23_t24_for_everybody_else_each_page_is_the_same_to_the_byte(
    cast: Cast,
    app: Flask,
    office: SiteClient,
    client_of: Callable[[Somebody], SiteClient],
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY, cast.group.children, cast.group.families])
    waiting = cast.puts_up(cast.owner, [FAMILY], state="waiting")
    cast.says(cast.mum, thing)
    with cast.database.unit() as db:  # no page may change for its hour's sake while this runs
        since = cast.at.now - timedelta(hours=36)
        waits = update(Share).where(Share.waiting_since.is_not(None))
        db.execute(waits.values(waiting_since=since))
        db.execute(update(Comment).values(written_at=since))
    more = [f"/items/{one.public_id}" for one in (thing, waiting)]
    more += [f"/to-check?item={waiting.public_id}", f"/families/{cast.owner.public_id}"]
    clients = {role: client_of(getattr(cast, role)) for role in OTHERS}
    before = {role: _pages(app, client, *more) for role, client in clients.items()}
    again = {role: _pages(app, client, *more) for role, client in clients.items()}
    keep(office, cast.gran, cast.owner)
    for role, client in clients.items():
        after = _pages(app, client, *more)
        # A page with a challenge for a passkey is another one each time.
        same = {path for path in after if again[role][path] == before[role][path]}
        assert len(same) > len(after) / 2
        changed = {path for path in same if after[path] != before[role][path]}
        assert {path for path in changed if not path.startswith(DESK.get(role, "-"))} == set(), role


def test_t23_for_the_two_it_is_as_if_the_tie_had_ended(
    cast: Cast,
    app: Flask,
    office: SiteClient,
    client_of: Callable[[Somebody], SiteClient],
    database: Database,
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY, cast.only(cast.gran)])
    more = (f"/items/{thing.public_id}", f"/items/{thing.public_id}/shares")
    clients = [client_of(cast.gran), client_of(cast.owner)]
    keep(office, cast.gran, cast.owner)
    kept = [_pages(app, client, *more) for client in clients]
    end(office, cast.gran, cast.owner)
    with database.unit() as db:
        db.execute(
            update(Restriction)
            .where(Restriction.person_id == cast.gran.id)
            .values(from_on=cast.at.today + timedelta(days=9), until_on=cast.at.today)
        )
    cast.ends_tie(cast.gran, cast.owner)
    for client, pages in zip(clients, kept, strict=True):
        after, again = (_pages(app, client, *more) for _ in range(2))
        same = {path for path in after if again[path] == after[path]}
        assert set(more) <= same
        assert [path for path in same if after[path] != pages[path]] == []


def test_the_list_asks_as_often_for_three_as_for_one(
    cast: Cast,
    office: SiteClient,
    count_queries: Callable[..., AbstractContextManager[CountQueries]],
) -> None:
    paths = ("/office/restrictions", f"/office/restrictions/{cast.owner.public_id}")
    counted = {}
    for path in paths:
        office.get(path)
        with count_queries() as few:
            office.get(path)
        counted[path] = few.number
    for somebody in (cast.gran, cast.dad, cast.teacher):
        keep(office, somebody, cast.owner)
    for path in paths:
        office.get(path)
        with count_queries(counted[path]):
            office.get(path)
