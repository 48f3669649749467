"""The safety lead's desk: who comes, what it shows, and what each press does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portfolio.models import Comment, Concern, LogRow
from portfolio.models.enums import CommentState, ConcernKind
from tests.cast import FAMILY, TEACHERS
from tests.client import client_for
from tests.concerning import raised, settled, told
from tests.rows import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from flask import Flask

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Said, Somebody, Thing
    from tests.client import SiteClient
    from tests.counting import CountQueries

    ClientOf = Callable[[Somebody], SiteClient]

PRESSES = (
    "reading",
    "words",
    "holding/end",
    "holding",
    "removal",
    "removal/end",
    "putting-up",
    "sending-back",
    "settling",
    "settling/end",
)


def up(cast: Cast, title: str = "A kite") -> Thing:
    return cast.puts_up(cast.owner, [TEACHERS, FAMILY], title=title)


def words_of(cast: Cast, kind: ConcernKind = ConcernKind.OTHER) -> tuple[Thing, Said, str]:
    """Mum's words on a thing, and the page of a concern about them."""
    thing = up(cast)
    said = cast.says(cast.mum, thing, "Quagga", CommentState.UP)
    return thing, said, f"/safety/concerns/{raised(cast, cast.owner, thing, kind, said)}"


def events(database: Database) -> list[str]:
    with database.reading() as db:
        return list(db.scalars(select(LogRow.event).order_by(LogRow.id)))


def test_the_list_says_what_when_who_and_whose_and_nothing_of_the_thing(
    cast: Cast, client_of: ClientOf
) -> None:
    raised(cast, cast.classmate, up(cast), ConcernKind.HURT, line="Look at the back")
    told(cast, cast.owner, line="I am sad")
    page = client_of(cast.lead).get("/safety").text
    for shown in ("Somebody may be hurt", "Look at the back", "About a thing of Amina", "I am sad"):
        assert shown in page
    assert page.index("Look at the back") < page.index("I am sad")
    assert "kite" not in page


@pytest.mark.parametrize("role", ["teacher", "owner", "mum", "office", "second_teacher"])
def test_nobody_else_reads_or_presses_anything(
    role: str, *, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    _thing, _said, path = words_of(cast)
    client = client_of(getattr(cast, role))
    before = fingerprint(database)
    assert client.get(path).status_code == 404
    assert [one for one in PRESSES if client.post(f"{path}/{one}").status_code != 404] == []
    assert client.get("/safety").status_code == (200 if role == "office" else 404)
    assert fingerprint(database) == before


def test_a_lead_presses_nothing_about_themselves(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    thing = up(cast)
    said = cast.says(cast.lead, thing, "Quagga")
    path = f"/safety/concerns/{raised(cast, cast.owner, thing, said=said)}"
    lead = client_of(cast.lead)
    before = fingerprint(database)
    assert "Quagga" not in lead.get("/safety").text
    assert lead.get(path).status_code == 404
    assert [one for one in PRESSES if lead.post(f"{path}/{one}").status_code != 404] == []
    assert fingerprint(database) == before
    office = client_of(cast.office).get("/safety").text
    assert "A concern waits that no safety lead may read." in office
    assert "Quagga" not in office


def test_the_office_is_told_nothing_where_a_lead_reads(cast: Cast, client_of: ClientOf) -> None:
    raised(cast, cast.gran, up(cast), line="Secret line")
    page = client_of(cast.office).get("/safety").text
    assert "no safety lead may read" not in page
    assert "Secret line" not in page


def test_it_asks_for_a_second_factor_of_late(cast: Cast, app: Flask) -> None:
    _thing, _said, path = words_of(cast)
    lead = client_for(app, cast.lead, is_proved=False)
    for address in (path, "/safety"):
        assert "Quagga" not in lead.get(address).text
        assert lead.get(address).status_code != 200 or "second" in lead.get(address).text


def test_words_are_shown_after_a_press_that_is_in_the_log_and_by_no_get(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    _thing, _said, path = words_of(cast)
    lead = client_of(cast.lead)
    before = fingerprint(database)
    assert "Quagga" not in lead.get(path).text
    assert fingerprint(database) == before
    assert lead.fill_in(path, "/words").status_code == 303
    assert events(database)[-1] == "words_opened"
    assert "Quagga" in lead.get(path).text


def test_put_back_it_is_seen_by_whom_its_owner_asked_and_nobody_more(
    cast: Cast, client_of: ClientOf
) -> None:
    thing = up(cast)
    path = f"/safety/concerns/{raised(cast, cast.mum, thing, ConcernKind.HURT)}"
    address, lead = f"/items/{thing.public_id}", client_of(cast.lead)
    looking = {role: client_of(getattr(cast, role)) for role in ("gran", "teacher", "classmate")}
    assert {one.get(address).status_code for one in looking.values()} == {404}
    assert lead.fill_in(path, "/holding/end").status_code == 303
    found = {role: one.get(address).status_code for role, one in looking.items()}
    assert found == {"gran": 200, "teacher": 200, "classmate": 404}
    assert lead.fill_in(path, "/holding").status_code == 303  # which is the undo
    assert {one.get(address).status_code for one in looking.values()} == {404}


def test_removed_words_are_nobodys_until_they_are_brought_back(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    thing, said, path = words_of(cast)
    lead, address = client_of(cast.lead), f"/items/{thing.public_id}"
    readers = [client_of(getattr(cast, role)) for role in ("owner", "mum", "gran", "teacher")]
    lead.fill_in(path, "/words")
    assert lead.fill_in(path, "/removal").status_code == 303
    assert not any("Quagga" in one.get(address).text for one in readers)
    assert lead.post(f"{path}/removal").status_code == 303  # pressed twice
    assert lead.fill_in(path, "/removal/end").status_code == 303
    assert all("Quagga" in one.get(address).text for one in readers)
    assert lead.post(f"{path}/removal/end").status_code == 303
    with database.reading() as db:
        assert db.get_one(Comment, said.id).state is CommentState.UP


def test_settled_it_is_in_the_list_no_more_and_what_is_hidden_is_in_another(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    _thing, _said, path = words_of(cast, ConcernKind.UNSEEN)
    lead = client_of(cast.lead)
    assert lead.fill_in(path, "/settling", note="x" * 1001).status_code == 422
    assert lead.fill_in(path, "/settling", note="Spoke with Mum").location == "/safety"
    assert "Settled." in lead.get("/safety").text
    page = lead.get("/safety").text  # without the sentence, whose undo names it
    assert page.index("Settled, and still hidden") < page.index(path)
    assert "Spoke with Mum" in lead.get(path).text
    assert lead.fill_in(path, "/holding/end").status_code == 303
    lead.get(path)
    assert path not in lead.get("/safety").text
    assert lead.fill_in(path, "/settling/end").status_code == 303
    assert path in lead.get("/safety").text
    with database.reading() as db:
        assert db.scalars(select(Concern.settled_at)).one() is None


def test_the_menus_dot_is_for_what_nobody_has_read(cast: Cast, client_of: ClientOf) -> None:
    lead = client_of(cast.lead)
    assert "(new)" not in lead.get("/waiting-times").text
    concern = raised(cast, cast.gran, up(cast))
    about = raised(cast, cast.owner, up(cast), said=cast.says(cast.lead, up(cast)))
    assert "(new)" in lead.get("/waiting-times").text
    assert "(new)" not in client_of(cast.office).get("/waiting-times").text
    lead.fill_in(f"/safety/concerns/{concern}", "/reading")
    assert "(new)" not in lead.get("/waiting-times").text, about


def test_the_menus_dot_tells_of_no_child_from_whom_the_lead_is_kept(
    cast: Cast, client_of: ClientOf
) -> None:
    lead = client_of(cast.lead)
    raised(cast, cast.gran, up(cast))
    assert "(new)" in lead.get("/waiting-times").text
    cast.restricts(cast.lead, cast.owner)
    assert "(new)" not in lead.get("/waiting-times").text


def test_the_list_costs_the_same_for_one_and_for_three(
    cast: Cast,
    client_of: ClientOf,
    count_queries: Callable[..., AbstractContextManager[CountQueries]],
) -> None:
    lead, found = client_of(cast.lead), []
    for number in (1, 2):
        for _ in range(number):
            raised(cast, cast.gran, up(cast))
            settled(cast, raised(cast, cast.gran, up(cast), ConcernKind.HURT))
        with count_queries() as count:
            assert lead.get("/safety").status_code == 200
        found.append(count.number)
    assert found[0] == found[1]


def test_a_teacher_says_it_from_the_queue_too(cast: Cast, client_of: ClientOf) -> None:
    teacher = client_of(cast.teacher)
    waits = cast.puts_up(cast.owner, [TEACHERS, cast.group.children], "waiting")
    assert f'href="/items/{waits.public_id}/concern"' in teacher.get("/to-check").text
    cast.checks(waits)
    said = cast.says(cast.mum, up(cast))
    assert f'href="/comments/{said.public_id}/concern"' in teacher.get("/to-check").text


def test_who_may_be_hurt_and_what_a_child_told_stand_first(cast: Cast, client_of: ClientOf) -> None:
    routine = raised(cast, cast.gran, up(cast), line="Routine")
    child = told(cast, cast.owner, line="Help me")
    hurt = raised(cast, cast.gran, up(cast), ConcernKind.HURT, line="Hurt")
    page = client_of(cast.lead).get("/safety").text
    places = [page.index(f"/safety/concerns/{one}") for one in (child, hurt, routine)]
    assert places == sorted(places)
    assert page.count("Read this first.") == 2


def test_the_office_has_a_dot_while_an_opening_waits_for_its_review(
    cast: Cast, client_of: ClientOf
) -> None:
    office, lead = client_of(cast.office), client_of(cast.lead)
    assert "(new)" not in office.get("/office").text
    cast.breaks_glass(cast.keeps(cast.owner), cast.lead)
    assert "(new)" in office.get("/office").text
    assert "(new)" not in lead.get("/waiting-times").text  # nobody reviews their own
    assert "(new)" not in client_of(cast.teacher).get("/waiting-times").text
