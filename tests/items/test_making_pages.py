"""The pages on which a child makes and looks at their own: what stands where, for which stage."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import update

from portfolio.items.views import space
from portfolio.models import Group, Person, Revision
from portfolio.models.enums import Paper, Stage
from portfolio.web import faces
from tests.cast import FAMILY

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient
    from tests.inspecting import Page

    ClientOf = Callable[[Somebody], SiteClient]


def is_of_the_youngest(cast: Cast) -> None:
    with cast.database.unit() as db:
        db.execute(update(Group).where(Group.id == cast.group.id).values(stage=Stage.EARLY))


def page_of(client: SiteClient, path: str) -> Page:
    assert client.get(path).status_code == 200
    assert client.last_page is not None
    return client.last_page


def is_folded(page: Page, name: str) -> bool:
    """Whether the field lies in a fold that is closed."""
    found = next(one for one in page.all("input", "textarea") if one.get("name") == name)
    return any(one.tag == "details" and "open" not in one.attributes for one in found.around)


def test_the_youngest_have_photo_words_and_place_and_a_fold(
    cast: Cast, client_of: ClientOf
) -> None:
    is_of_the_youngest(cast)
    child = client_of(cast.owner)
    page = page_of(child, "/make")
    folded = {name for name in ("title", "happened_on", "paper") if is_folded(page, name)}
    assert folded == {"title", "happened_on", "paper"}
    for name in ("photos", "words", "place"):
        assert not is_folded(page, name), name
    assert not [one for one in page.all("button") if one.get("data-does")]
    answer = child.fill_in("/make", "/items", words="A snail")
    assert answer.status_code == 303, "what lies in the fold has a default"


def test_a_fold_with_a_fault_is_open(cast: Cast, client_of: ClientOf) -> None:
    is_of_the_youngest(cast)
    child = client_of(cast.owner)
    answer = child.fill_in("/make", "/items", words="A snail", title="x" * 121)
    assert answer.status_code == 422
    assert child.last_page is not None
    assert not is_folded(child.last_page, "title")


def test_older_children_have_everything_at_once(cast: Cast, client_of: ClientOf) -> None:
    page = page_of(client_of(cast.owner), "/make")
    for name in ("photos", "title", "words", "place", "happened_on", "paper"):
        assert not is_folded(page, name), name


def test_the_buttons_of_a_photo_say_what_they_do(cast: Cast, client_of: ClientOf) -> None:
    photos = [cast.photographs(cast.owner, colour) for colour in ("red", "blue")]
    thing = cast.keeps(cast.owner, photos=photos)
    text = client_of(cast.owner).get(f"/items/{thing.public_id}/edit").text
    for words in ("Add a photo", "What is in the photo?", "Move up", "Move down", "Take it off"):
        assert f"{words}<" in text, words


def happens(cast: Cast, revision_id: int, day: date) -> None:
    with cast.database.unit() as db:
        db.execute(update(Revision).where(Revision.id == revision_id).values(happened_on=day))


def test_my_space_has_its_months_in_order_over_its_pages(
    cast: Cast, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = [date(2020, 3, 9), date(2020, 5, 1), date(2019, 12, 31), date(2020, 5, 1)]
    for number, day in enumerate(days):
        happens(cast, cast.keeps(cast.owner, title=f"Thing {number}").revision_id, day)
    monkeypatch.setattr(space, "SIZE", 3)
    child = client_of(cast.owner)
    page = page_of(child, "/space")
    assert titles(page) == ["Thing 3", "Thing 1", "Thing 0"]
    months = [one.text for one in page.all("p") if one.get("class") == "lobe-when"]
    assert months == ["May 2020", "March 2020"]
    older = next(one for one in page.all("a") if "after=" in (one.get("href") or ""))
    assert titles(page_of(child, str(older.get("href")))) == ["Thing 2"]


def titles(page: Page) -> list[str]:
    return [one.text for one in page.all("a") if one.get("class") == "cover"]


def test_the_paper_that_a_child_chose_is_under_their_thing(cast: Cast, client_of: ClientOf) -> None:
    thing = cast.keeps(cast.owner)
    with cast.database.unit() as db:
        which = update(Revision).where(Revision.id == thing.revision_id)
        db.execute(which.values(paper=Paper.LILAC))
    child = client_of(cast.owner)
    for path in ("/space", f"/items/{thing.public_id}"):
        mounts = [one for one in page_of(child, path).all("div", "article") if is_mount(one.get)]
        assert [one.get("data-paper") for one in mounts] == ["lilac"], path


def is_mount(get: Callable[[str], str | None]) -> bool:
    return "mount" in (get("class") or "").split()


def test_how_it_stands_comes_before_the_talk(cast: Cast, client_of: ClientOf) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    page = page_of(client_of(cast.owner), f"/items/{thing.public_id}")
    classes = [one.get("class") or "" for one in page.all("div", "section")]
    order = [
        next(nth for nth, one in enumerate(classes) if name in one.split())
        for name in ("item-work", "item-owner", "item-talk")
    ]
    assert order == sorted(order)
    assert "item-owner" not in client_of(cast.gran).get(f"/items/{thing.public_id}").text


def test_picking_people_says_that_they_are_in_my_family(cast: Cast, client_of: ClientOf) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    with cast.database.unit() as db:
        db.execute(update(Person).values(face=faces.choose(7, faces.ADULT)))
    text = client_of(cast.owner).get(f"/items/{thing.public_id}/shares").text
    assert "They are all in My family." in text
