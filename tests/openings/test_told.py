"""The child is told, at once or on a day that was set (B03, B04); a second person reviews (B05)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portfolio.models import Notice
from portfolio.notices import queries
from portfolio.openings import actions
from portfolio.visibility import openings

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient
    from tests.openings.conftest import Powers

    ClientOf = Callable[[Somebody], SiteClient]

CARD = "Teacher Sofia opened your thing to keep you safe"
LINE = "to keep you safe"


def later(cast: Cast, days: int = 7) -> dict[str, str]:
    on = cast.at.today + timedelta(days=days)
    return {"telling": "later", "why_later": "The police ask us to", "tell_on": on.isoformat()}


def has_dot(database: Database, who: Somebody, at: Moment) -> bool:
    with database.reading() as db:
        return queries.has_new(db, who.id, at)


def test_b03_the_child_is_told_by_name_and_nobody_else(
    cast: Cast, client_of: ClientOf, powers: Powers, database: Database, moment: Moment
) -> None:
    thing = cast.keeps(cast.owner, "Canary")
    assert not has_dot(database, cast.owner, moment)
    powers.opens(thing)
    owner = client_of(cast.owner)
    assert has_dot(database, cast.owner, moment)
    page = owner.get("/for-me").text
    assert CARD in page
    assert "You did nothing wrong." in page
    assert LINE in owner.get(f"/items/{thing.public_id}").text
    with database.reading() as db:
        assert db.scalars(select(Notice.person_id)).all() == [cast.owner.id]
    assert powers.logged("opening_told") == [("opening_told", cast.lead.id)]


@pytest.mark.parametrize("deed", ["deletes", "seals"])
def test_b03_the_child_is_told_also_where_the_thing_is_gone(
    deed: str, *, cast: Cast, client_of: ClientOf, powers: Powers
) -> None:
    thing = cast.keeps(cast.owner, "Canary", title="Canary title")
    powers.opens(thing)
    getattr(cast, deed)(thing)
    cast.restricts(cast.lead, cast.owner)
    page = client_of(cast.owner).get("/for-me").text
    assert CARD in page
    assert "Canary" not in page
    assert has_dot(cast.database, cast.owner, cast.at)


@pytest.mark.parametrize(
    "wrong",
    [
        {"why_later": ""},
        {"tell_on": ""},
        {"days": 0},
        {"days": -1},
        {"days": 29},
    ],
    ids=["no reason", "no day", "today", "yesterday", "too late"],
)
def test_b04_it_is_put_off_only_with_a_reason_and_a_day(
    wrong: dict[str, str | int], *, cast: Cast, client_of: ClientOf, powers: Powers
) -> None:
    thing = cast.keeps(cast.owner)
    days = wrong.get("days", 7)
    said = {**later(cast, int(days)), **{k: str(v) for k, v in wrong.items() if k != "days"}}
    assert powers.opens(thing, said) == 422
    assert client_of(cast.lead).get(f"/items/{thing.public_id}").status_code == 404
    assert powers.opens(thing, later(cast)) == 303


def test_b04_put_off_the_child_reads_nothing_of_it_until_told(
    cast: Cast, client_of: ClientOf, powers: Powers, database: Database, moment: Moment
) -> None:
    thing = cast.keeps(cast.owner)
    owner, lead = client_of(cast.owner), client_of(cast.lead)
    powers.opens(thing, later(cast))
    lead.get(f"/items/{thing.public_id}")
    one = f"/safety/openings/{powers.opening().public_id}"
    assert not has_dot(database, cast.owner, moment)
    assert "Sofia" not in owner.get("/for-me").text
    assert "Sofia" not in owner.get(f"/items/{thing.public_id}").text
    assert "The child is not told yet" in lead.get("/safety/openings").text
    assert lead.post(f"{one}/telling", data=later(cast, 14)).status_code == 422
    assert powers.opening().tell_on == cast.at.today + timedelta(days=7)
    other = client_of(powers.deputy())
    assert other.post(f"{one}/telling", data=later(cast, 14)).status_code == 303
    assert powers.opening().tell_on == cast.at.today + timedelta(days=14)
    assert not has_dot(database, cast.owner, moment)
    assert lead.fill_in(one, "/telling", telling="now").status_code == 303
    assert CARD in owner.get("/for-me").text
    assert LINE in owner.get(f"/items/{thing.public_id}").text
    assert lead.post(f"{one}/telling", data=later(cast)).status_code == 303
    assert lead.post(f"{one}/telling", data={"telling": "now"}).status_code == 303
    with database.reading() as db:
        assert len(db.scalars(select(Notice)).all()) == 1, "told once"


@pytest.mark.parametrize(("days", "told"), [(1, 0), (0, 0), (-2, 0), (-3, 1), (-9, 1)])
def test_b04_where_nobody_says_anything_the_child_is_told(
    days: int, told: int, *, cast: Cast, powers: Powers, database: Database, moment: Moment
) -> None:
    powers.opens(cast.keeps(cast.owner), later(cast))
    powers.due(days)
    with database.unit() as db:
        assert actions.tell_overdue(db, moment) == told
    with database.unit() as db:
        assert actions.tell_overdue(db, moment) == 0, "not twice"
    assert has_dot(database, cast.owner, moment) is bool(told)


@pytest.mark.parametrize(("days", "is_due"), [(1, False), (0, True), (-1, True)])
def test_b04_on_that_day_the_leads_are_asked_again(
    days: int, *, is_due: bool, cast: Cast, client_of: ClientOf, powers: Powers
) -> None:
    deputy = powers.deputy()
    powers.opens(cast.keeps(cast.owner), later(cast))
    powers.due(days)
    for who in (cast.lead, deputy):
        client = client_of(who)
        assert ("whether a child is told" in client.get("/safety").text) is is_due
        assert ("Say today" in client.get("/safety/openings").text) is is_due
    assert "Say today" not in client_of(cast.office).get("/safety").text


def test_b05_a_second_person_reviews_and_never_the_same(
    cast: Cast, client_of: ClientOf, powers: Powers, database: Database
) -> None:
    deputy = powers.deputy()
    powers.opens(cast.keeps(cast.owner, "Canary", title="Canary title"))
    one = f"/safety/openings/{powers.opening().public_id}"
    lead, second, office = map(client_of, (cast.lead, deputy, cast.office))
    assert f"{one}/review" not in lead.get(one).text
    assert lead.post(f"{one}/review").status_code == 404
    assert office.get(one).status_code == 404, "there is another lead"
    assert office.post(f"{one}/review").status_code == 404
    assert one in second.get("/safety/openings").text
    page = second.get(one).text
    assert "She said something at lunch" in page
    assert "Canary" not in page
    assert second.fill_in_last(one, "/review").status_code == 303
    assert powers.opening().reviewed_by_id == deputy.id
    assert powers.logged("opening_reviewed") == [("opening_reviewed", deputy.id)]
    assert second.post(f"{one}/review").status_code == 404
    del database


def test_b05_where_there_is_one_lead_the_office_reviews(
    cast: Cast, client_of: ClientOf, powers: Powers
) -> None:
    office = client_of(cast.office)
    assert office.get("/safety/openings").status_code == 404
    powers.opens(cast.keeps(cast.owner, "Canary", title="Canary title"))
    one = f"/safety/openings/{powers.opening().public_id}"
    page = office.get("/safety/openings").text
    assert one in page
    assert "Open a thing" not in page
    assert f"{one}/telling" not in office.get(one).text
    assert office.fill_in_last(one, "/review").status_code == 303
    assert office.get(one).status_code == 404
    assert office.get("/safety/openings").status_code == 404


def test_b05_a_deputy_who_is_kept_from_the_child_reviews_nothing(
    cast: Cast, client_of: ClientOf, powers: Powers, database: Database, moment: Moment
) -> None:
    """Then the office does, as where there is none."""
    deputy = powers.deputy()
    cast.restricts(deputy, cast.owner)
    powers.opens(cast.keeps(cast.owner))
    one = f"/safety/openings/{powers.opening().public_id}"
    assert client_of(deputy).get(one).status_code == 404
    assert client_of(deputy).post(f"{one}/review").status_code == 404
    with database.reading() as db:
        assert len(openings.to_review(db, cast.office.id, moment)) == 1
    assert client_of(cast.office).post(f"{one}/review").status_code == 303
