"""Who has looked: by name, to the child alone, and nothing else changes for anybody."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, text, update

from portfolio.looks import actions, queries
from portfolio.looks.queries import Looker
from portfolio.models import Look, Notice
from portfolio.models.enums import CommentState, NoticeKind
from portfolio.visibility import reads
from tests.cast import FAMILY, TEACHERS
from tests.client import client_for
from tests.visibility.sweeping import told

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from flask import Flask

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody, Thing
    from tests.client import SiteClient
    from tests.counting import CountQueries

    ClientOf = Callable[[Somebody], SiteClient]
    Counting = Callable[..., AbstractContextManager[CountQueries]]

FOLD = "Who has looked"


def opens(client_of: ClientOf, who: Somebody, thing: Thing, **more: Any) -> int:  # noqa: ANN401 -- what the client takes
    asked = {"method": "GET", **more}
    return client_of(who).open(f"/items/{thing.public_id}", **asked).status_code


def lookers(database: Database, thing: Thing) -> list[int]:
    with database.reading() as db:
        noted = select(Look.viewer_id).where(Look.item_id == thing.id).order_by(Look.id)
        return list(db.scalars(noted))


def fold(client_of: ClientOf, owner: Somebody, thing: Thing) -> str:
    """What stands in the fold on the owner's page; empty where there is none."""
    page = client_of(owner).get(f"/items/{thing.public_id}").text
    return page.split(FOLD)[1].split("</details>")[0] if FOLD in page else ""


def shared_with_all(cast: Cast) -> Thing:
    return cast.puts_up(cast.owner, [FAMILY, cast.group.children, cast.group.families])


@pytest.mark.parametrize(
    ("role", "name"),
    [
        ("gran", "Gran"),
        ("dad", "Dad"),
        ("classmate", "Ben"),
        ("classmates_parent", "Beth"),
        ("teacher", "Teacher Ada"),
    ],
)
def test_the_owner_is_told_by_name_and_once(
    role: str, name: str, *, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    thing, other = shared_with_all(cast), shared_with_all(cast)
    who = getattr(cast, role)
    assert not fold(client_of, cast.owner, thing)
    for _ in range(2):
        assert opens(client_of, who, thing) == 200
    assert lookers(database, thing) == [who.id]
    told_of = fold(client_of, cast.owner, thing)
    assert name in told_of
    assert "today" in told_of
    assert not fold(client_of, cast.owner, other)


@pytest.mark.parametrize(
    "role", ["classmate", "gran", "mum", "dad", "classmates_parent", "teacher", "second_teacher"]
)
def test_nobody_else_learns_of_it(role: str, *, cast: Cast, client_of: ClientOf) -> None:
    """The page of everybody else is the same to the byte, whoever has looked."""
    thing = shared_with_all(cast)
    who = client_of(getattr(cast, role))
    address = f"/items/{thing.public_id}"
    who.get(address)
    before = told(who.get(address))
    for other in ("sibling", "mum", "gran", "dad", "classmate", "teacher", "classmates_parent"):
        opens(client_of, getattr(cast, other), thing)
    assert told(who.get(address)) == before
    assert FOLD not in before[2]


@pytest.mark.parametrize("role", ["other_child", "kept_away", "former", "office", "lead"])
def test_who_sees_nothing_leaves_nothing(
    role: str, *, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    thing = shared_with_all(cast)
    assert opens(client_of, getattr(cast, role), thing) == 404
    assert lookers(database, thing) == []


def test_the_owners_own_looks_are_none(cast: Cast, client_of: ClientOf, database: Database) -> None:
    thing = shared_with_all(cast)
    assert opens(client_of, cast.owner, thing) == 200
    assert lookers(database, thing) == []


def test_staff_are_noted_each_day_unless_it_is_for_teachers(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    not_theirs = cast.puts_up(cast.owner, [FAMILY])  # the class's teacher reads it all the same
    theirs = cast.puts_up(cast.owner, [FAMILY, TEACHERS])
    yesterday = (cast.at.today - timedelta(days=1)).isoformat()
    for thing in (not_theirs, theirs):
        opens(client_of, cast.teacher, thing)
    with database.unit() as db:  # as if that had been the day before
        dated = update(Look).where(Look.once != "")
        db.execute(dated.values(once=yesterday, at=cast.at.now - timedelta(days=1)))
    for thing in (not_theirs, theirs, not_theirs):
        opens(client_of, cast.teacher, thing)
    assert lookers(database, not_theirs) == [cast.teacher.id] * 2
    assert lookers(database, theirs) == [cast.teacher.id]
    told_of = fold(client_of, cast.owner, not_theirs)
    assert told_of.index("today") < told_of.index("yesterday")


def test_a_list_and_see_it_as_are_no_looks(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    thing = shared_with_all(cast)
    for who in (cast.gran, cast.classmate):
        assert thing.public_id in client_of(who).get("/shared").text
    as_gran = f"/items/{thing.public_id}/as/{cast.gran.public_id}?share=family"
    assert client_of(cast.owner).get(as_gran).status_code == 200
    assert lookers(database, thing) == []


@pytest.mark.parametrize(
    "more",
    [
        {"method": "HEAD"},
        {"headers": {"Sec-Purpose": "prefetch;prerender"}},
        {"headers": {"Purpose": "prefetch"}},
    ],
    ids=["HEAD", "Sec-Purpose", "Purpose"],
)
def test_what_nobody_asked_to_see_is_no_look(
    more: dict[str, Any], *, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    thing = shared_with_all(cast)
    assert opens(client_of, cast.gran, thing, **more) == 200
    assert lookers(database, thing) == []


def test_the_page_of_i_am_in_this_is_a_look_for_it_shows_the_photos(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY], photos=[cast.photographs(cast.owner)])
    gran = client_of(cast.gran)
    for _ in range(2):
        assert gran.get(f"/items/{thing.public_id}/in-this").status_code == 200
        gran.get(f"/items/{thing.public_id}")
    with database.reading() as db:
        assert db.scalars(select(Look.viewer_id)).all() == [cast.gran.id]


def test_staff_are_told_of_nobodys_looks(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    """What one of the staff shows with families is read by nobody who could be written down."""
    thing = cast.puts_up(cast.teacher, [cast.group.families])
    cast.checks(thing)
    assert opens(client_of, cast.gran, thing) == 200
    assert lookers(database, thing) == []


def test_the_first_look_of_the_family_is_a_card_and_no_other(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    thing = shared_with_all(cast)
    for role in ("gran", "gran", "classmate", "classmates_parent", "teacher", "mum"):
        opens(client_of, getattr(cast, role), thing)
    with database.reading() as db:
        cards = db.execute(select(Notice.person_id, Notice.kind, Notice.who_id)).all()
    assert [tuple(card) for card in cards] == [
        (cast.owner.id, NoticeKind.LOOKED, who.id) for who in (cast.gran, cast.mum)
    ]
    page = client_of(cast.owner).get("/for-me").text
    assert "Gran looked at your thing" in page
    assert f"/items/{thing.public_id}" in page


def test_that_they_looked_goes_without_saying_once_they_said_something(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    thing, other = shared_with_all(cast), shared_with_all(cast)
    for one in (thing, other):
        opens(client_of, cast.gran, one)
    said = cast.says(cast.gran, thing, "I wonder")
    client_of(cast.teacher).post(f"/comments/{said.public_id}/checks", data={"result": "up"})
    with database.reading() as db:
        cards = db.execute(select(Notice.item_id, Notice.kind).order_by(Notice.id)).all()
    assert [tuple(card) for card in cards] == [
        (other.id, NoticeKind.LOOKED),
        (thing.id, NoticeKind.COMMENT),
    ]


def test_a_look_stays_told_and_its_card_goes_with_a_restriction(
    cast: Cast, client_of: ClientOf
) -> None:
    """Decision 31: what was done was done; nobody is called to mind who is kept away."""
    thing = shared_with_all(cast)
    for who in (cast.dad, cast.gran):
        opens(client_of, who, thing)
    owner = client_of(cast.owner)
    cast.restricts(cast.dad, cast.owner)
    cast.ends_tie(cast.gran, cast.owner)
    told_of = fold(client_of, cast.owner, thing)
    assert "Dad" in told_of
    assert "Gran" in told_of
    assert "href" not in told_of
    page = owner.get("/for-me").text
    assert "Gran looked at your thing" in page
    assert "Dad" not in page
    for path in ("/people", f"/items/{thing.public_id}/shares"):
        assert "Dad" not in owner.get(path).text, path


def test_of_two_at_once_one_line_and_one_card(
    cast: Cast, database: Database, moment: Moment
) -> None:
    """Both asked before either wrote."""
    thing = shared_with_all(cast)
    gran = Looker(cast.gran.id, cast.gran.kind)
    with database.reading() as db:
        sight = reads.item_or_404(db, cast.gran.viewer(moment), thing.public_id)
        asked = [queries.line_to_write(db, sight, gran, moment) for _ in range(2)]
    for once in asked:
        assert once == queries.FIRST
        with database.unit() as db:
            actions.note(db, sight, gran, once, moment)
    assert lookers(database, thing) == [cast.gran.id]
    with database.reading() as db:
        assert len(db.scalars(select(Notice)).all()) == 1


def test_a_look_that_cannot_be_noted_keeps_the_page_from_nobody(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    thing = shared_with_all(cast)
    gran, teacher = client_of(cast.gran), client_of(cast.teacher)
    with database.unit() as db:
        db.execute(text("ALTER TABLE look RENAME COLUMN at TO gone"))
    try:
        for client in (gran, teacher):
            assert client.get(f"/items/{thing.public_id}").status_code == 200
    finally:
        with database.unit() as db:
            db.execute(text("ALTER TABLE look RENAME COLUMN gone TO at"))
    assert lookers(database, thing) == []


def test_many_looks_cost_the_owners_page_no_question(
    cast: Cast, client_of: ClientOf, count_queries: Counting
) -> None:
    thing = shared_with_all(cast)
    owner = client_of(cast.owner)
    counts = []
    for role in ("gran", "mum", "dad"):
        opens(client_of, getattr(cast, role), thing)
        with count_queries() as count:
            owner.get(f"/items/{thing.public_id}")
        counts.append(count.number)
    assert counts[0] == counts[2]


def test_a_look_changes_nothing_that_anybody_is_shown(
    cast: Cast, app: Flask, client_of: ClientOf, moment: Moment
) -> None:
    """The lists, the queue and the page of everybody else: before and after Gran's look."""
    del moment
    thing = shared_with_all(cast)
    cast.says(cast.gran, thing, "I wonder", CommentState.UP)
    places = {
        role: (client_for(app, getattr(cast, role)), paths)
        for role, paths in {
            "mum": ["/shared"],
            "classmate": ["/shared", "/for-me"],
            "teacher": ["/shared", "/to-check", "/class"],
            "office": ["/waiting-times"],
            "gran": ["/shared"],
        }.items()
    }

    def all_told() -> dict[tuple[str, str], object]:
        return {
            (role, path): told(client.get(path))
            for role, (client, paths) in places.items()
            for path in paths
        }

    all_told()
    before = all_told()
    opens(client_of, cast.gran, thing)
    assert all_told() == before


def test_the_lines_are_for_the_owners_sight_alone(
    cast: Cast, client_of: ClientOf, database: Database, moment: Moment
) -> None:
    thing = shared_with_all(cast)
    opens(client_of, cast.gran, thing)
    for who, number in ((cast.owner, 1), (cast.gran, 0), (cast.teacher, 0)):
        with database.reading() as db:
            sight = reads.item_or_404(db, who.viewer(moment), thing.public_id)
            assert len(queries.lines(db, sight)) == number
