"""The truth table over HTTP: pages, files and talk, however they are asked for.

What is hidden is not there: the same answer, to the byte, as for an id that never was.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from portfolio.core import clock
from portfolio.core.pictures import RenditionName
from portfolio.models.enums import NoticeKind
from tests.cast import FAMILY, SCREEN, TEACHERS, Cast
from tests.client import client_for, nobody_for
from tests.conftest import TIME_ZONE, app_on, settings_for
from tests.visibility.scenes import CLASSES, cells
from tests.visibility.scenes import rows as cell_rows
from tests.visibility.sweeping import ABSENT, each_way, filled, parts, routes, rows, told

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask
    from werkzeug.test import TestResponse

    from portfolio.core.database import Database
    from tests.circles import Circle, Somebody
    from tests.client import SiteClient
    from tests.visibility.conftest import Stage
    from tests.visibility.scenes import Scene

FRAMES = {"screen", "revoked_screen"}
"""No page is theirs yet: over HTTP they are nobody."""


@pytest.fixture(scope="session")
def visitors(stage: Stage, stage_app: Flask) -> dict[str, dict[str, SiteClient]]:
    """A browser for everybody of each circle, and one for nobody."""
    return {
        circle.group.name: {
            **{role: client_for(stage_app, who) for role, who in circle.people().items()},
            "nobody": nobody_for(stage_app),
        }
        for circle in stage.cast.circles
    }


def page(client: SiteClient, scene: Scene) -> TestResponse:
    return client.get(f"/items/{scene.thing.public_id}")


def file(client: SiteClient, scene: Scene, rendition: str = "320") -> TestResponse:
    return client.get(f"/photos/{scene.photo.public_id}/{rendition}")


def speak(client: SiteClient, scene: Scene) -> TestResponse:
    """Try to say nothing: refused with a sentence by whoever may speak, and nothing is kept."""
    return client.post(f"/items/{scene.thing.public_id}/comments", data={"words": ""})


HTTP_ROADS: dict[str, tuple[Callable[[SiteClient, Scene], TestResponse], int]] = {
    "page": (page, 200),
    **{f"file {name.value}": (partial(file, rendition=name), 200) for name in RenditionName},
    "speak": (speak, 422),
}


WALKED = {
    "file 960": ("class", "family"),
    "file 2048": ("class", "family"),
    "file 960-jpeg": ("class", "family"),
    "speak": ("kept", "asked-c", "family", "class", "class-f", "screen", "bin", "glass"),
}
"""Roads that need not be walked to every scene: the decision is made by the same line."""

OF_EACH_SORT = (
    "owner",
    "classmate",
    "mum",
    "kept_away",
    "classmates_parent",
    "teacher",
    "other_teacher",
    "office",
    "lead",
    "nobody",
)
"""Roles for sweeps of all routes."""


@pytest.mark.parametrize("road", HTTP_ROADS)
@pytest.mark.parametrize("group", CLASSES)
def test_t01_t63_every_road_answers_what_the_table_says(
    stage: Stage, visitors: dict[str, dict[str, SiteClient]], group: str, road: str
) -> None:
    go, welcome = HTTP_ROADS[road]
    wrong = []
    for cell in cells(group):
        if cell.viewer in FRAMES or cell.scene not in WALKED.get(road, cell.scene.split()):
            continue
        expected = welcome if cell.is_yes else 404
        if road == "speak" and (cell.viewer, cell.scene) == ("lead", "glass"):
            expected = 403  # an opening is for looking
        if road == "file 320" and (cell.viewer, cell.scene) == ("owner", "bin"):
            expected = welcome  # the bin shows its owner the photos
        status = go(visitors[group][cell.viewer], stage.scenes[group][cell.scene]).status_code
        if status != expected:
            wrong.append(f"{cell.viewer} × {cell.scene}: {status}, not {expected}")
    assert wrong == []


def test_t09_however_it_is_asked_the_decision_is_the_same(
    stage: Stage, visitors: dict[str, dict[str, SiteClient]]
) -> None:
    for cell in cells("Oak"):
        if cell.viewer not in OF_EACH_SORT or cell.scene not in {"class", "kept"}:
            continue
        scene, client = stage.scenes["Oak"][cell.scene], visitors["Oak"][cell.viewer]
        for address in (
            f"/items/{scene.thing.public_id}",
            f"/photos/{scene.photo.public_id}/960",
        ):
            for way, asked, along in each_way(address):
                status = client.open(asked, **along).status_code
                welcome = {200, 206, 304} if cell.is_yes else {404}
                assert status in welcome, f"{cell.viewer} × {cell.scene}: {way} gives {status}"


ODD = ("//{}", "/{}/", "/./{}", "/%2e/{}", "/{}%00", "/{}.webp", "/{};x", "/{}/../{}", "/static/{}")


@pytest.mark.parametrize("odd", ODD)
def test_t09_t12_odd_addresses_lead_to_no_bytes_for_whoever_may_not_see_them(
    stage: Stage, visitors: dict[str, dict[str, SiteClient]], odd: str
) -> None:
    scene = stage.scenes["Oak"]["kept"]
    photo = f"photos/{scene.photo.public_id}/320"
    for role in ("classmate", "teacher", "gran", "nobody"):
        for target in (photo, f"{scene.photo.key}/320.webp", f"items/{scene.thing.public_id}"):
            answer = visitors["Oak"][role].get(odd.format(target, target))
            assert answer.status_code in {301, 308, 404}
            assert b"Words-Oak-kept" not in answer.data
            assert answer.mimetype == "text/html"


# ---------------------------------------------------------------- hidden and absent


def ids_of(stage: Stage, circle: Circle) -> dict[str, str]:
    """The ids of real things that nobody but their owner may know of, by the parts' names."""
    scene = stage.scenes[circle.group.name]["kept"]
    with stage.database.reading() as db:
        of_hers = {"owner": circle.owner.id}
        tie = db.scalar(
            text("SELECT min(public_id) FROM family_tie WHERE pupil_id = :owner"), of_hers
        )
        concern = db.scalar(
            text("SELECT min(public_id) FROM concern WHERE owner_id = :owner AND about_id = :lead"),
            {**of_hers, "lead": circle.lead.id},  # for whom it is as absent
        )
        share = db.scalar(text("SELECT min(public_id) FROM share WHERE owner_id = :owner"), of_hers)
        check = db.scalar(
            text(
                'SELECT min(c.public_id) FROM "check" c JOIN item i ON i.id = c.item_id '
                "WHERE i.owner_id = :owner"
            ),
            of_hers,
        )
    return {
        "item_id": scene.thing.public_id,
        "photo_id": scene.photo.public_id,
        "comment_id": scene.said.public_id,
        "person_id": circle.owner.public_id,
        "child_id": circle.owner.public_id,
        "group_id": circle.group.public_id,
        "tie_id": str(tie),
        "check_id": str(check),
        "concern_id": str(concern),
        "share_id": str(share),
        "letter_id": ABSENT,
        "run_id": ABSENT,
        "opening_id": ABSENT,
        "seal_id": ABSENT,
        "hold_id": ABSENT,
        "wish_id": ABSENT,
        "tablet_id": ABSENT,
        "notice_id": ABSENT,
        "invitation_id": ABSENT,
        "upload_id": ABSENT,
    }


KEEPING_SCHOOL = {"teacher", "second_teacher", "office"}
"""Who may know some of those ids by their work: children, groups, ties."""

OF_THINGS = {"item_id", "photo_id", "comment_id"}


def strangers(address: str) -> list[str]:
    """The roles to whom nothing at an address of one of the owner's kept things is known."""
    roles = [role for role in OF_EACH_SORT if role != "owner"]
    if address.startswith("/safety/"):
        return [role for role in roles if role != "lead"]  # who may open it (tests/openings)
    if parts(address) & OF_THINGS:
        return roles
    if address.startswith("/let-in/"):
        return [role for role in roles if role != "mum"]  # who may let her own child in
    return [role for role in roles if role not in KEEPING_SCHOOL]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_t13_t23_hidden_and_absent_are_one_answer_everywhere(
    stage: Stage, stage_app: Flask, visitors: dict[str, dict[str, SiteClient]], method: str
) -> None:
    circle = stage.cast.oak
    real = ids_of(stage, circle)
    absent = dict.fromkeys(real, ABSENT)
    before, compared = rows(stage.database), 0
    for address in routes(stage_app, method):
        if not parts(address) & set(real):
            continue
        for role in strangers(address):
            client = visitors["Oak"][role]
            hidden = client.open(filled(address, real), method=method)
            nothing = client.open(filled(address, absent), method=method)
            assert told(hidden) == told(nothing), f"{role}: {method} {address}"
            assert hidden.content_length == nothing.content_length
            assert hidden.status_code == 404, f"{role}: {method} {address}"
            compared += 1
    assert compared > 30
    assert rows(stage.database) == before, "a request of a stranger changed a row"


def test_t23_in_every_language(stage: Stage, visitors: dict[str, dict[str, SiteClient]]) -> None:
    scene = stage.scenes["Oak"]["kept"]
    client = visitors["Oak"]["classmate"]
    for language in ("en", "cy", "ar", "de;q=0.5, *", "", "x" * 300):
        headers = {"Accept-Language": language}
        hidden = client.get(f"/items/{scene.thing.public_id}", headers=headers)
        assert told(hidden) == told(client.get(f"/items/{ABSENT}", headers=headers))


def test_t05_a_refusal_names_nothing(
    stage: Stage, visitors: dict[str, dict[str, SiteClient]]
) -> None:
    scene = stage.scenes["Oak"]["kept"]
    for role in ("classmate", "gran", "teacher", "nobody"):
        client = visitors["Oak"][role]
        for address in (
            f"/items/{scene.thing.public_id}",
            f"/photos/{scene.photo.public_id}/320",
        ):
            for _, asked, along in each_way(address):
                answer = client.open(asked, **along)
                assert answer.status_code == 404
                assert {"ETag", "Last-Modified", "Content-Range", "Accept-Ranges"}.isdisjoint(
                    answer.headers.keys()
                )
                for told_of in (scene.thing.public_id, scene.photo.key, "kept.", "Amina"):
                    assert told_of.encode() not in answer.data


# ---------------------------------------------------------------- nothing of the hidden anywhere


@pytest.mark.parametrize("group", CLASSES)
def test_t24_no_page_holds_a_word_of_what_its_viewer_does_not_see(
    stage: Stage, stage_app: Flask, visitors: dict[str, dict[str, SiteClient]], group: str
) -> None:
    plain = [address for address in routes(stage_app, "GET") if not parts(address)]
    found_something = 0
    for role, row in cell_rows(group).items():
        if role not in OF_EACH_SORT:
            continue
        client = visitors[group][role]
        pages = [client.get(address).get_data(as_text=True) for address in plain]
        pages += [
            client.get(f"/items/{scene.thing.public_id}").get_data(as_text=True)
            for scene in stage.scenes[group].values()
        ]
        everything = "".join(pages)
        for cell in row:
            canaries = [f"{kind}-{group}-{cell.scene}." for kind in ("Title", "Words", "Praise")]
            present = [canary for canary in canaries if canary in everything]
            # The bin shows its owner what they deleted, and the frames of others are no pages.
            if cell.is_yes or (role == "owner" and cell.scene == "bin"):
                found_something += bool(present)
            else:
                assert present == [], f"{role} reads {present}"
    assert found_something > 20


# ---------------------------------------------------------------- a GET changes nothing


ONLY_ADDED_TO = frozenset({"look", "log_row", "notice"})
"""What a GET may leave behind (decision 31): who has looked, the log of an exceptional opening's
reads, and the owner's card about a first look. Nothing that stood there before is changed."""


def test_t77_no_get_changes_a_row_but_the_record_of_a_look(
    stage: Stage, stage_app: Flask, visitors: dict[str, dict[str, SiteClient]]
) -> None:
    real = ids_of(stage, stage.cast.oak)
    before = rows(stage.database)
    for role in OF_EACH_SORT:
        for address in routes(stage_app, "GET"):
            answer = visitors["Oak"][role].get(filled(address, real))
            assert answer.status_code < 500, f"{role}: {address}"
    after = rows(stage.database)
    for table, stood in before.items():
        added = after[table][len(stood) :]
        assert after[table][: len(stood)] == stood, table
        assert not added or table in ONLY_ADDED_TO, table
    assert {row.kind for row in after["notice"][len(before["notice"]) :]} <= {NoticeKind.LOOKED}


# ---------------------------------------------------------------- from one request to the next


def test_t20_from_the_next_request_on_it_is_gone_everywhere(
    cast: Cast, client_of: Callable[[Somebody], SiteClient]
) -> None:
    circle = cast.oak
    photo = cast.photographs(circle.owner)
    wishes = [circle.group.children, FAMILY, TEACHERS]
    thing = cast.puts_up(circle.owner, wishes, title="A red kite", photos=[photo])
    roles = ("classmate", "gran", "teacher")
    clients = {role: client_of(getattr(circle, role)) for role in roles}
    places = ("/shared", f"/items/{thing.public_id}", f"/photos/{photo.public_id}/320")
    tags = {}
    for role, client in clients.items():
        assert b"A red kite" in client.get(places[0]).data, role
        assert client.get(places[1]).status_code == 200
        tags[role] = client.get(places[2]).headers["ETag"]
    owner = client_of(circle.owner)
    answer = owner.post(f"/items/{thing.public_id}/shares/ending")
    assert answer.status_code == 303
    for role, client in clients.items():
        assert b"A red kite" not in client.get(places[0]).data, role
        assert client.get(places[1]).status_code == 404
        cached = client.get(places[2], headers={"If-None-Match": tags[role]})
        assert cached.status_code == 404
        said = client.post(f"{places[1]}/comments", data={"words": "Still here?"})
        assert said.status_code == 404


# ---------------------------------------------------------------- only the owner widens


@pytest.mark.parametrize("is_shared", [False, True], ids=["kept", "up for family and class"])
def test_t21_nobody_but_the_owner_makes_anything_seen_by_more(
    cast: Cast,
    app: Flask,
    client_of: Callable[[Somebody], SiteClient],
    database: Database,
    *,
    is_shared: bool,
) -> None:
    """Every writing route, as everybody else, with every field that could widen."""
    circle = cast.oak
    photo = cast.photographs(circle.owner)
    thing = cast.keeps(circle.owner, photos=[photo])
    if is_shared:
        thing = cast.puts_up(thing, [FAMILY, circle.group.children])
    ids = {
        "item_id": thing.public_id,
        "photo_id": photo.public_id,
        "person_id": circle.owner.public_id,
        "child_id": circle.owner.public_id,
        "group_id": circle.group.public_id,
    }
    ids = {**dict.fromkeys(all_parts(app), ABSENT), **ids}
    fields = {
        "owner_id": "1",
        "approved": "1",
        "result": "up",
        "state": "up",
        "then": "put-up",
        "photo": photo.public_id,
        "revision": "1",
        "share": ["family", f"class:{circle.group.public_id}", "teachers", "screen"],
        "shares": ["family", "class", "teachers", "screen"],
        "wishes": "family",
        "revision_id": str(thing.revision_id),
        "words": "Words",
    }
    # They end things, a seal all of them, and would end the sweep.
    leaving = ("/class/", "/sign-out", "/office/staff", "/safety/seals/")
    tables = frozenset({"item", "revision", "share", "revision_photo", "check", "picture_say"})
    kept = {name: found for name, found in rows(database).items() if name in tables}
    for role in (*OF_EACH_SORT[1:-1], "gran", "other_child"):
        client = client_of(getattr(circle, role))
        for address in routes(app, "POST"):
            if parts(address) and not address.startswith(leaving):
                client.post(filled(address, ids), data=fields)
        found = {name: some for name, some in rows(database).items() if name in tables}
        assert found == kept, role


def all_parts(app: Flask) -> set[str]:
    found = {part for address in routes(app, "POST") for part in parts(address)}
    return found - {"token", "name", "kind"}


# ---------------------------------------------------------------- when the rule cannot be asked


@pytest.mark.parametrize("table", ["share", "item", "restriction", "membership", "sign_in"])
def test_t78_where_the_rule_cannot_be_asked_nothing_is_there(
    new_database: Callable[[str], Database], tmp_path: Path, table: str
) -> None:
    database = new_database(f"broken_{table}")
    settings = settings_for(database, tmp_path)
    broken = app_on(database, settings)
    cast = _cast_on(database, broken)
    photo = cast.photographs(cast.oak.owner)
    thing = cast.puts_up(cast.oak.owner, [FAMILY, SCREEN], photos=[photo])
    gran = client_for(broken, cast.oak.gran)
    addresses = (
        f"/items/{thing.public_id}",
        f"/photos/{photo.public_id}/320",
        "/shared",
    )
    assert [gran.get(address).status_code for address in addresses] == [200, 200, 200]
    _rename(database, table, "gone")
    absent = gran.get(f"/items/{'0' * len(thing.public_id)}")
    assert "There is nothing here" in absent.text
    for address in addresses:
        answer = gran.get(address)
        assert answer.status_code == absent.status_code == 404
        assert told(answer)[2] == told(absent)[2]
    said = gran.post(f"{addresses[0]}/comments", data={"words": "Well done"})
    assert said.status_code in {404, 503}
    _rename(database, "gone", table)
    assert [gran.get(address).status_code for address in addresses] == [200, 200, 200]
    database.close()


def _cast_on(database: Database, app: Flask) -> Cast:
    at = clock.moment(TIME_ZONE)
    Cast.write(database, at)
    return Cast(database, app.extensions["storage"], at)


def _rename(database: Database, old: str, new: str) -> None:
    with database.engine.connect() as connection:
        connection.execute(text(f'ALTER TABLE "{old}" RENAME TO "{new}"'))
        connection.commit()
    database.close()
