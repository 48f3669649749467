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


def test_the_youngest_have_photo_and_words_and_a_fold(cast: Cast, client_of: ClientOf) -> None:
    is_of_the_youngest(cast)
    child = client_of(cast.owner)
    page = page_of(child, "/make")
    for name in ("place", "title", "happened_on", "paper"):
        assert is_folded(page, name), name
    for name in ("photos", "words"):
        assert not is_folded(page, name), name
    assert not [one for one in page.all("button") if one.get("data-does")]
    answer = child.fill_in("/make", "/items", words="A snail")
    assert answer.status_code == 303, "what lies in the fold has a default"


def test_a_fault_in_the_fold_opens_it(cast: Cast, client_of: ClientOf) -> None:
    is_of_the_youngest(cast)
    child = client_of(cast.owner)
    for name, value in (("place", "nowhere"), ("happened_on", "yes"), ("paper", "gold")):
        answer = child.post("/items", data={"words": "A snail", name: value})
        assert answer.status_code == 422
        assert child.last_page is not None
        assert not is_folded(child.last_page, name), name


def places(client: SiteClient, path: str) -> list[str | None]:
    """Where the menu of a page leads."""
    page = page_of(client, path)
    menu = [one for one in page.all("a") if any(x.get("class") == "head-nav" for x in one.around)]
    return [one.get("href") for one in menu]


def test_the_youngest_have_few_places_and_one_on_the_way_through_making(
    cast: Cast, client_of: ClientOf
) -> None:
    thing = cast.keeps(cast.owner)
    child, page = client_of(cast.owner), f"/items/{thing.public_id}"
    all_places = ["/space", "/shared", "/for-me", "/people"]
    for path in ("/space", "/make", f"{page}/edit", f"{page}/shares"):
        assert places(child, path) == all_places, path
    is_of_the_youngest(cast)
    assert places(child, "/space") == places(child, page) == all_places[:3]
    for path in ("/make", f"{page}/kept", f"{page}/shares"):
        assert places(child, path) == ["/space"], path
    assert places(child, f"{page}/edit") == []
    assert "Back" in child.get(f"{page}/edit").text
    foot = page_of(child, "/space").all("a")
    assert {"/people", "/bin"} <= {one.get("href") for one in foot}, "nothing is out of reach"


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
    for words in (
        "Add a photo",
        "What is in the photo?",
        "More",
        "Earlier",
        "Later",
        "Take it off",
    ):
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


def test_the_address_of_a_given_back_form_leads_to_the_form(
    cast: Cast, client_of: ClientOf
) -> None:
    thing = cast.keeps(cast.owner)
    at = f"/items/{thing.public_id}"
    assert client_of(cast.owner).get(f"{at}/draft").location == f"{at}/edit"
    for who in (cast.mum, cast.classmate, cast.teacher):
        assert client_of(who).get(f"{at}/draft").status_code == 404


def test_a_save_by_script_says_where_the_form_is_now(cast: Cast, client_of: ClientOf) -> None:
    child = client_of(cast.owner)
    child.get("/make")
    assert child.last_page is not None
    sent = {**child.last_page.form("/items").filled(), "title": "A kite"}
    said = child.post("/items", data=sent, headers={"Accept": "application/json"}).get_json()
    assert said["edit"] == said["draft"].replace("/draft", "/edit")


def test_up_to_ten_photos_is_what_fits(cast: Cast, client_of: ClientOf) -> None:
    """Ten are kept, the hint stands at the field, and with an eleventh nothing is lost."""
    child = client_of(cast.owner)
    page = page_of(child, "/make")
    field = next(one for one in page.all("input") if one.get("name") == "photos")
    (hint,) = [one for one in page.all("p") if one.get("id") == field.get("aria-describedby")]
    assert hint.text == "Up to ten photos."
    photos = [cast.photographs(cast.owner).public_id for _ in range(11)]
    kept = child.post("/items", data={"photo": photos[:10]})
    assert kept.status_code == 303
    item = kept.location.split("/")[2]
    edit = page_of(child, f"/items/{item}/edit")
    assert edit.form("/draft").filled()["photo"] == photos[:10]
    given_back = child.post("/items", data={"photo": photos, "words": "All of them"})
    assert given_back.status_code == 422
    assert "Ten photos fit in one thing." in given_back.text
    assert all(photo in given_back.text for photo in photos)
    assert "All of them" in given_back.text
