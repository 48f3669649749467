"""The office keeps how far pictures of a child may go; a no holds at once (promise T67)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portfolio.models import LogRow, PhotoPermission
from portfolio.models.enums import ShareKind
from portfolio.visibility import permits
from tests.visibility.roads import sees

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]

NAMES = ("of_class", "of_families", "on_screen")


def path(child: Somebody) -> str:
    return f"/office/children/{child.public_id}/photos"


def says(client: SiteClient, child: Somebody, *answers: str) -> int:
    return client.post(path(child), data=dict(zip(NAMES, answers, strict=True))).status_code


def holds(cast: Cast, child: Somebody) -> list[bool]:
    with cast.database.reading() as db:
        return list(permits.permits(db, child.id, cast.at).values())


def test_without_a_word_of_the_office_it_is_the_class_alone(
    cast: Cast, client_of: ClientOf
) -> None:
    assert holds(cast, cast.owner) == [True, False, False]
    page = client_of(cast.office).get(path(cast.owner))
    assert page.status_code == 200
    assert page.text.count("checked") == 3


def test_t67_a_no_holds_from_the_next_request_on_and_a_yes_shows_it_again(
    cast: Cast, client_of: ClientOf
) -> None:
    photo = cast.photographs(cast.owner)
    cast.is_in(cast.owner, photo)
    wishes = [cast.group.children, cast.group.families]
    thing = cast.puts_up(cast.owner, wishes, photos=[photo])
    office = client_of(cast.office)
    steps = [
        (("yes", "yes", "no"), True, True),
        (("yes", "no", "no"), True, False),
        (("no", "no", "no"), False, False),
        (("no", "yes", "yes"), False, True),
        (("yes", "yes", "yes"), True, True),
    ]
    for answers, to_class, to_families in steps:
        assert says(office, cast.owner, *answers) == 303
        assert sees(cast, cast.classmate, thing) is to_class, answers
        assert sees(cast, cast.classmates_parent, thing) is to_families, answers
        assert holds(cast, cast.owner) == [answer == "yes" for answer in answers]


def test_only_what_is_new_is_written_and_logged(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    office = client_of(cast.office)
    says(office, cast.owner, "yes", "no", "no")
    says(office, cast.owner, "yes", "yes", "no")
    says(office, cast.owner, "yes", "yes", "no")
    says(office, cast.owner, "yes", "no", "no")
    with database.reading() as db:
        rows = db.scalars(select(PhotoPermission).order_by(PhotoPermission.id)).all()
        assert [(row.kind, row.allowed, row.until_on) for row in rows] == [
            (ShareKind.CLASS_FAMILIES, True, cast.at.today),
            (ShareKind.CLASS_FAMILIES, False, None),
        ]
        told = db.scalars(select(LogRow.about).where(LogRow.event == "photos_allowed")).all()
    about = {"pupil": cast.owner.id, "kind": "class_families"}
    assert told == [{**about, "allowed": "yes"}, {**about, "allowed": "no"}]


def test_what_ended_or_has_not_begun_holds_nothing(cast: Cast) -> None:
    day = timedelta(days=1)
    cast.permits(cast.owner, ShareKind.SCREEN, from_on=cast.at.today + day)
    cast.permits(
        cast.owner,
        ShareKind.CLASS,
        allowed=False,
        from_on=cast.at.today - day * 2,
        until_on=cast.at.today,
    )
    assert holds(cast, cast.owner) == [True, False, False]
    cast.permits(cast.owner, ShareKind.SCREEN)
    cast.permits(cast.owner, ShareKind.SCREEN, allowed=False)
    assert holds(cast, cast.owner) == [True, False, False]


def test_what_is_said_of_one_child_is_said_of_no_other(cast: Cast, client_of: ClientOf) -> None:
    office = client_of(cast.office)
    assert says(office, cast.owner, "no", "no", "no") == 303
    assert says(office, cast.classmate, "yes", "yes", "yes") == 303
    assert holds(cast, cast.owner) == [False, False, False]
    assert holds(cast, cast.classmate) == [True, True, True]
    assert holds(cast, cast.sibling) == [True, False, False]


@pytest.mark.parametrize("role", ["teacher", "lead", "mum", "owner", "classmate", "second_teacher"])
def test_nobody_but_the_office_keeps_it(cast: Cast, client_of: ClientOf, role: str) -> None:
    client = client_of(getattr(cast, role))
    assert client.get(path(cast.owner)).status_code == 404
    assert says(client, cast.owner, "yes", "yes", "yes") == 404
    assert holds(cast, cast.owner) == [True, False, False]


def test_t13_only_for_a_child_who_is_here_and_not_kept_from_them(
    cast: Cast, client_of: ClientOf
) -> None:
    office = client_of(cast.office)
    for who in (cast.left, cast.mum, cast.teacher):
        assert office.get(path(who)).status_code == 404
        assert says(office, who, "yes", "yes", "yes") == 404
    cast.restricts(cast.office, cast.owner)
    assert office.get(path(cast.owner)).status_code == 404
    assert says(office, cast.owner, "yes", "yes", "yes") == 404
    assert holds(cast, cast.owner) == [True, False, False]


def test_an_answer_that_is_none_is_given_back(cast: Cast, client_of: ClientOf) -> None:
    office = client_of(cast.office)
    assert says(office, cast.owner, "yes", "perhaps", "yes") == 422
    assert office.post(path(cast.owner), data={"of_class": "no"}).status_code == 422
    assert holds(cast, cast.owner) == [True, False, False]
