"""Fewer people takes no more presses than more people (visual.md, picker 5; T74)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cast import FAMILY

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]


def test_t74_narrowing_takes_no_more_presses_than_widening(cast: Cast, client_of: ClientOf) -> None:
    """From the page of the thing: to one line more, to one line less, and to nobody at all."""
    child = client_of(cast.owner)
    thing = cast.puts_up(cast.owner, [FAMILY])
    page, picker = f"/items/{thing.public_id}", f"/items/{thing.public_id}/shares"
    shown = child.get(page)
    assert f'href="{picker}"' in shown.text  # one press: the picker
    assert child.last_page is not None
    assert child.last_page.form(f"{picker}/ending").fields  # one press: nobody sees it any more

    child.get(picker)  # a second: one line is ticked, or not; the third is the same button
    values = child.last_page.form(picker).fields["share"]
    both = ["family", f"class:{cast.oak.group.public_id}"]
    more = child.fill_in(picker, picker, share=both, said=" ".join(both))
    less = child.fill_in(picker, picker, share=["family"], said="family")
    assert values == ["family"]
    assert (more.status_code, less.status_code) == (303, 303)
    assert cast.seen(thing) == []  # what was added went again before anybody looked


def test_t74_the_last_step_to_fewer_people_is_never_asked_about(
    cast: Cast, client_of: ClientOf
) -> None:
    child = client_of(cast.owner)
    thing = cast.puts_up(cast.owner, [FAMILY, cast.oak.group.children])
    gran, classmate = client_of(cast.oak.gran), client_of(cast.classmate)
    page = f"/items/{thing.public_id}"
    assert (gran.get(page).status_code, classmate.get(page).status_code) == (200, 200)
    assert child.post(f"{page}/shares", data={"share": ["family"]}).status_code == 303
    assert (gran.get(page).status_code, classmate.get(page).status_code) == (200, 404)
    assert child.post(f"{page}/shares/ending").status_code == 303
    assert gran.get(page).status_code == 404
