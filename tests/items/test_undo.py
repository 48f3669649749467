"""Undoing a taking down never outruns what the owner chose since (rules 2 and 4)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from portfolio.models import Item
from portfolio.visibility import reads
from tests.cast import FAMILY

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cast import Cast
    from tests.circles import Somebody, Thing
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]

NEW = {"title": "A thing", "words": "Not for Mum", "place": "home", "paper": "sky"}


def viewers(cast: Cast, thing: Thing) -> set[int]:
    with cast.database.reading() as db:
        return set(reads.viewers_of(db, thing.id, cast.at))


def test_an_old_tab_does_not_show_the_new_one_to_those_of_the_old(
    cast: Cast, client_of: ClientOf
) -> None:
    child, teacher = client_of(cast.owner), client_of(cast.teacher)
    thing = cast.keeps(cast.owner, words="For Mum")
    page = f"/items/{thing.public_id}"
    child.post(f"{page}/shares", data={"share": "family"})
    child.post(f"{page}/shares/ending")
    child.fill_in(f"{page}/edit", "/draft", **NEW)
    child.post(f"{page}/shares", data={"share": f"class:{cast.group.public_id}"})
    assert "Pick your people again." in child.get(child.post(f"{page}/shares/return").location).text
    look = teacher.post(
        f"{page}/checks", data={"result": "up", "revision": "2", "share": cast.seen(thing)}
    )
    assert look.status_code == 303
    assert cast.classmate.id in viewers(cast, thing)
    assert not {cast.mum.id, cast.gran.id} & viewers(cast, thing)


def test_choosing_the_same_fewer_people_again_ends_the_undo(
    cast: Cast, client_of: ClientOf
) -> None:
    child = client_of(cast.owner)
    thing = cast.puts_up(cast.owner, [FAMILY, cast.group.children])
    fewer = {"share": f"class:{cast.group.public_id}"}
    page = f"/items/{thing.public_id}/shares"
    child.post(page, data=fewer)
    child.post(page, data=fewer)
    child.post(f"{page}/return")
    assert cast.mum.id not in viewers(cast, thing)


@pytest.mark.parametrize("state", ["waiting", "up"])
def test_fewer_people_and_a_newer_one_at_once_bring_back_no_old_wait(
    cast: Cast, client_of: ClientOf, state: str
) -> None:
    child, teacher = client_of(cast.owner), client_of(cast.teacher)
    thing = cast.puts_up(cast.owner, [FAMILY, cast.group.children], state)
    thing = cast.edits(thing, "The second", "waiting")
    page = f"/items/{thing.public_id}"
    child.fill_in(f"{page}/edit", "/draft", **NEW)
    child.post(f"{page}/shares", data={"share": f"class:{cast.group.public_id}"})
    child.post(f"{page}/shares/return")
    desk = teacher.get("/to-check").text
    assert "Gran" not in desk
    teacher.post(
        f"{page}/checks", data={"result": "up", "revision": "3", "share": cast.seen(thing)}
    )
    assert (cast.mum.id in viewers(cast, thing)) == (state == "up")
    shown = client_of(cast.mum).get(page).text
    assert "Not for Mum" not in shown
    assert "The second" not in shown


def test_what_ended_in_the_bin_is_not_put_up_again_by_an_undo(
    cast: Cast, client_of: ClientOf
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    cast.deletes(thing)
    with cast.database.unit() as db:
        ago = cast.at.now - timedelta(days=3)
        db.execute(update(Item).where(Item.id == thing.id).values(deleted_at=ago))
    child = client_of(cast.owner)
    assert child.post(f"/bin/{thing.public_id}/undo").status_code == 303
    child.post(f"/items/{thing.public_id}/shares/return")
    assert viewers(cast, thing) == {cast.owner.id}


def test_t21_an_undo_pressed_twice_reaches_no_older_choice(cast: Cast, client_of: ClientOf) -> None:
    """Family and class; then the family alone; then nobody: two presses bring back one choice."""
    child = client_of(cast.owner)
    thing = cast.puts_up(cast.owner, [FAMILY, cast.group.children])
    page = f"/items/{thing.public_id}/shares"
    child.post(page, data={"share": "family"})
    assert cast.classmate.id not in viewers(cast, thing)
    child.post(f"{page}/ending")
    assert cast.mum.id not in viewers(cast, thing)
    child.post(f"{page}/return")
    assert cast.mum.id in viewers(cast, thing)
    again = child.post(f"{page}/return")
    assert "We can not undo that now." in child.get(again.location).text
    assert cast.mum.id in viewers(cast, thing)
    assert cast.classmate.id not in viewers(cast, thing)


def test_an_undo_is_of_the_ending_that_its_page_spoke_of(cast: Cast, client_of: ClientOf) -> None:
    child = client_of(cast.owner)
    thing = cast.puts_up(cast.owner, [FAMILY, cast.group.children])
    page = f"/items/{thing.public_id}"
    first = undo_address(child, child.post(f"{page}/shares", data={"share": "family"}).location)
    last = undo_address(child, child.post(f"{page}/shares/ending").location)
    assert first != last
    child.post(first)
    assert viewers(cast, thing) == {cast.owner.id}
    child.post(last)
    assert cast.mum.id in viewers(cast, thing)
    assert cast.classmate.id not in viewers(cast, thing)


def undo_address(child: SiteClient, page: str) -> str:
    """The address of the Undo on that page."""
    form = child.get(page).text.split('class="toast')[1].split('action="')[1]
    return form.split('"')[0].replace("&amp;", "&")


def test_thrown_away_twice_is_thrown_away(cast: Cast, client_of: ClientOf) -> None:
    child = client_of(cast.owner)
    thing = cast.puts_up(cast.owner, [FAMILY])
    first = child.post(f"/items/{thing.public_id}/bin")
    again = child.post(f"/items/{thing.public_id}/bin")
    assert first.location == again.location
    assert again.status_code == 303
    other = client_of(cast.classmate).post(f"/items/{thing.public_id}/bin")
    assert other.status_code == 404


def test_out_of_the_bin_it_is_kept_and_only_the_undo_at_once_brings_its_people_back(
    cast: Cast, client_of: ClientOf
) -> None:
    """*Take it back* in the bin does not say who saw it, so it shows it to nobody (decision 22)."""
    child = client_of(cast.owner)
    thing = cast.puts_up(cast.owner, [FAMILY])
    page = f"/items/{thing.public_id}"
    child.post(f"{page}/bin")
    assert f'action="/bin/{thing.public_id}/undo"' in child.get("/space").text
    bin_page = child.get("/bin").text
    assert f'action="/bin/{thing.public_id}/return"' in bin_page
    assert f'action="/bin/{thing.public_id}/undo"' not in bin_page
    child.post(f"/bin/{thing.public_id}/return")
    assert viewers(cast, thing) == {cast.owner.id}
    assert client_of(cast.mum).get(page).status_code == 404
    assert "It is back. Only you can see this." in child.get(page).text
    other = cast.puts_up(cast.owner, [FAMILY])
    child.post(f"/items/{other.public_id}/bin")
    child.post(f"/bin/{other.public_id}/undo")
    assert cast.mum.id in viewers(cast, other)
