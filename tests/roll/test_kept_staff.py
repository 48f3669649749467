"""Who works here and is kept from a child gets no card, secret or letter of that child."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from portfolio.core import tokens
from portfolio.jobs import Means
from portfolio.models import Card, Invitation, Membership, PaperRun, Secret, SignIn, Tablet
from portfolio.models.enums import Stage
from portfolio.paper import actions as paper
from portfolio.paper import queries as printed
from portfolio.roll.actions import apart
from portfolio.tablets import actions as tablets
from portfolio.visibility import circle
from tests.rows import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.settings import Settings
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

CODE = re.compile(r"/(?:card|letters)/([0-9A-Z]{26})")


@pytest.fixture
def teacher(cast: Cast, client_of: Callable[[Somebody], SiteClient]) -> SiteClient:
    """The browser of the teacher who will be kept from the owner."""
    return client_of(cast.teacher)


def keeps(cast: Cast, somebody: Somebody) -> None:
    """The office keeps somebody from the owner."""
    new = apart.Keeping(somebody.id, cast.owner.id, "An order", cast.at.today, None)
    with cast.database.unit() as db:
        apart.keep_apart(db, new, cast.at, by=cast.office.id)


def roads(cast: Cast, child: str, letter: str, tie: str) -> list[tuple[str, str, dict[str, str]]]:
    """Each address about one child: method, path, fields that would do something."""
    room, home = f"/class/{cast.group.public_id}", f"/families/{child}"
    told = {"called": "Me", "home": "new", "new_home": "Mine"}
    code = {"code": "0" * 26}
    printing = f"/paper/cards/{cast.group.public_id}/children/{child}"
    return [
        ("POST", f"{room}/children/{child}/card", {}),
        ("POST", f"{room}/children/{child}/leave", {}),
        ("POST", f"{room}/children/{child}/back", {}),
        ("POST", f"{room}/tablets/children/{child}/again", {}),
        ("GET", home, {}),
        ("GET", f"{home}/letters", {}),
        ("POST", f"{home}/letters", told),
        ("POST", f"{home}/letters/{letter}/end", {}),
        ("POST", f"{home}/ties/{tie}/end", {}),
        ("POST", f"{home}/ties/{tie}/back", {}),
        ("POST", printing, code),
        ("POST", f"/paper/letters/children/{child}", code),
    ]


def ask(client: SiteClient, method: str, path: str, fields: dict[str, str]) -> Any:  # noqa: ANN401
    """The answer."""
    return client.get(path) if method == "GET" else client.post(path, data=fields)


def test_for_a_teacher_who_is_kept_away_the_child_is_not_there(
    cast: Cast, teacher: SiteClient
) -> None:
    path = f"/class/{cast.group.public_id}/children/{cast.owner.public_id}/card"
    assert teacher.post(path).status_code == 200, "so there is something to lose"
    keeps(cast, cast.teacher)
    before = fingerprint(cast.database)
    absent = tokens.public_id()
    hers = roads(cast, cast.owner.public_id, absent, absent)
    for road, unknown in zip(hers, roads(cast, absent, absent, absent), strict=True):
        answer, other = (ask(teacher, *one) for one in (road, unknown))
        assert answer.status_code == other.status_code == 404, road
        assert answer.text.replace(road[1], "") == other.text.replace(unknown[1], ""), road
    assert fingerprint(cast.database) == before


def test_no_list_of_hers_has_the_child_and_every_list_of_others_has(
    cast: Cast, teacher: SiteClient, client_of: Callable[[Somebody], SiteClient]
) -> None:
    room = cast.group.public_id
    pages = ["/class", f"/class/{room}", "/families", f"/letters-of/{room}"]
    pages += [f"/paper/letters/{room}"]
    keeps(cast, cast.teacher)
    second = client_of(cast.second_teacher)
    for path in pages:
        hers = teacher.get(path).text
        assert cast.owner.name not in hers, path
        assert cast.classmate.name in hers, path
        assert cast.owner.name in second.get(path).text, path


def test_her_list_of_tablets_names_no_child_from_whom_she_is_kept(
    cast: Cast, teacher: SiteClient, client_of: Callable[[Somebody], SiteClient]
) -> None:
    until = cast.at.now.replace(year=cast.at.now.year + 1)
    with cast.database.unit() as db:
        place = tablets.Place(cast.group.id, cast.second_teacher.id, "Tablet %d", "a tablet")
        tablets.open_on(db, place, cast.at, until)
        on = db.scalars(select(Tablet.id)).one()
        came = SignIn(public_id=tokens.public_id(), token_hash="t" * 64, tablet_id=on)
        came.person_id, came.made_at, came.expires_at = cast.owner.id, cast.at.now, until
        db.add(came)
    path = f"/class/{cast.group.public_id}/tablets"
    assert cast.owner.name in teacher.get(path).text
    keeps(cast, cast.teacher)
    assert cast.owner.name not in teacher.get(path).text
    assert cast.owner.name in client_of(cast.second_teacher).get(path).text


@pytest.mark.parametrize("kind", ["cards", "letters"])
def test_a_class_set_leaves_the_child_out_also_where_it_was_begun_before(
    cast: Cast, settings: Settings, kind: str
) -> None:
    children = [cast.owner.id, cast.classmate.id]
    with cast.database.unit() as db:
        if kind == "cards":
            begun = (cast.group.id, Stage.OLDER, children, cast.at, cast.teacher.id)
            paper.begin_cards(db, *begun)
        else:
            wishes = [paper.LetterWish(one, "Aunt", None, "Hers") for one in children]
            paper.begin_letters(db, cast.group.id, wishes, "", cast.at, cast.teacher.id)
    keeps(cast, cast.teacher)
    with cast.database.unit() as db:
        (run,) = db.scalars(select(PaperRun.id))
        paper.make(Means(db, cast.at, settings, None), {"run": run})  # type: ignore[arg-type]
        assert printed.progress(db, run).left_out == 1
        assert [one.pupil_id for one in printed.made_lines(db, run)] == [cast.classmate.id]
        made = Card.person_id if kind == "cards" else Invitation.pupil_id
        assert list(db.scalars(select(made))) == [cast.classmate.id]
        secrets = db.scalars(select(Secret.person_id).where(Secret.person_id == cast.owner.id))
        assert list(secrets) == []


def test_what_a_set_had_made_by_then_is_drawn_without_the_child(
    cast: Cast, settings: Settings
) -> None:
    with cast.database.unit() as db:
        children = [cast.owner.id, cast.classmate.id]
        paper.begin_cards(db, cast.group.id, Stage.OLDER, children, cast.at, cast.teacher.id)
        (number,) = db.scalars(select(PaperRun.id))
        paper.make(Means(db, cast.at, settings, None), {"run": number})  # type: ignore[arg-type]
        run = printed.run(db, number, cast.at)
        assert run is not None
        assert {*children} <= printed.may_print_for(db, run, cast.at)
    keeps(cast, cast.teacher)
    with cast.database.reading() as db:
        allowed = printed.may_print_for(db, run, cast.at)
        assert cast.owner.id not in allowed
        assert cast.classmate.id in allowed


def test_new_cards_for_the_class_are_for_the_others(cast: Cast, teacher: SiteClient) -> None:
    keeps(cast, cast.teacher)
    assert teacher.post(f"/paper/cards/{cast.group.public_id}", data={"key": "k" * 16}).status_code
    with cast.database.reading() as db:
        (run,) = db.scalars(select(PaperRun.id))
        assert printed.progress(db, run).total == len(_others(cast))


def _others(cast: Cast) -> list[int]:
    """The children of the class today but the owner."""
    with cast.database.reading() as db:
        rows = circle.members_of(db, cast.group.id, cast.at)
    return [row.id for row in rows if row.id != cast.owner.id]


def test_a_letter_that_she_made_before_opens_no_more_and_others_do(
    cast: Cast, teacher: SiteClient, client_of: Callable[[Somebody], SiteClient], nobody: SiteClient
) -> None:
    path = f"/families/{cast.owner.public_id}/letters"
    codes = []
    for client, called in ((teacher, "Uncle"), (client_of(cast.second_teacher), "Aunt")):
        told = {"called": called, "home": "new", "new_home": "His", "key": tokens.public_id()}
        found = CODE.search(client.post(path, data=told).text)
        assert found is not None
        codes.append(found[1])
    assert [nobody.get(f"/letters/{code}").status_code for code in codes] == [200, 200]
    keeps(cast, cast.teacher)
    assert [nobody.get(f"/letters/{code}").status_code for code in codes] == [404, 200]


def test_an_office_person_who_is_kept_away_makes_no_letter_for_the_child_either(
    cast: Cast, client_of: Callable[[Somebody], SiteClient], settings: Settings
) -> None:
    office = client_of(cast.office)
    path = f"/families/{cast.owner.public_id}"
    wishes = [paper.LetterWish(cast.owner.id, "Aunt", None, "Hers")]
    assert office.get(path).status_code == 200
    with cast.database.unit() as db:
        paper.begin_letters(db, cast.group.id, wishes, "", cast.at, cast.office.id)
    keeps(cast, cast.office)
    assert office.get(path).status_code == 404
    told = {"called": "Me", "home": "new", "new_home": "Mine"}
    assert office.post(f"{path}/letters", data=told).status_code == 404
    assert cast.owner.name not in office.get("/families").text
    assert cast.classmate.name in office.get("/families").text
    with cast.database.unit() as db:
        (run,) = db.scalars(select(PaperRun.id))
        paper.make(Means(db, cast.at, settings, None), {"run": run})  # type: ignore[arg-type]
        assert list(db.scalars(select(Invitation.id))) == []


def test_all_is_as_before_once_it_is_over(cast: Cast, teacher: SiteClient) -> None:
    path = f"/class/{cast.group.public_id}/children/{cast.owner.public_id}/card"
    keeps(cast, cast.teacher)
    assert teacher.post(path).status_code == 404
    cast.lifts_restrictions(cast.teacher)
    assert teacher.post(path).status_code == 200
    with cast.database.reading() as db:
        mine = Membership.person_id == cast.owner.id, Membership.group_id == cast.group.id
        assert db.scalars(select(Membership.until_on).where(*mine)).all() == [None]
