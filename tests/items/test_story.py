"""One thing's life, as its owner lives it in a browser without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.core.errors import NotThereError
from portfolio.visibility import reads
from portfolio.visibility.viewer import Viewer
from tests.cast import FAMILY

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient


def made(child: SiteClient, **fields: str) -> str:
    """Keep a new thing by the form; its public id."""
    answer = child.fill_in("/make", "/items", **{"title": "My owl", **fields})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.location.split("/")[2]


def sees(cast: Cast, who: Somebody, item_id: str) -> bool:
    with cast.database.reading() as db:
        try:
            reads.item_or_404(db, Viewer.person(who.id, cast.at), item_id)
        except NotThereError:
            return False
    return True


def text(client: SiteClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def test_kept_first_and_only_its_owners(
    cast: Cast, client_of: Callable[[Somebody], SiteClient]
) -> None:
    child = client_of(cast.owner)
    item = made(child, words="She sees in the dark.\n\nReally!")
    kept = text(child, f"/items/{item}/kept")
    assert "Only you can open it." in kept
    assert "Show someone" in kept
    assert "My owl" in text(child, "/space")
    for other in (cast.mum, cast.teacher, cast.classmate):
        assert client_of(other).get(f"/items/{item}").status_code == 404


def test_put_up_waits_for_the_teacher_where_everything_is_checked(
    cast: Cast, client_of: Callable[[Somebody], SiteClient]
) -> None:
    child = client_of(cast.owner)
    item = made(child)
    answer = child.post(f"/items/{item}/shares", data={"share": "family"})
    assert answer.status_code == 303
    shown = text(child, f"/items/{item}")
    assert "Your teacher looks first. Then Mum" in shown
    assert sees(cast, cast.teacher, item)
    assert not sees(cast, cast.mum, item)


def test_put_up_is_at_once_where_family_is_not_checked(
    cast: Cast, client_of: Callable[[Somebody], SiteClient]
) -> None:
    circle = cast.rowan
    child = client_of(circle.owner)
    item = made(child)
    child.post(f"/items/{item}/shares", data={"share": "family"})
    assert sees(cast, circle.mum, item)
    assert not sees(cast, circle.teacher, item)
    assert "From home" in text(client_of(circle.mum), f"/items/{item}")


def test_a_new_revision_waits_while_the_old_one_stays_up(
    cast: Cast, client_of: Callable[[Somebody], SiteClient]
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY], words="The first")
    child, mum = client_of(cast.owner), client_of(cast.mum)
    answer = child.fill_in(f"/items/{thing.public_id}/edit", "/draft", words="The second")
    assert answer.location.endswith(thing.public_id)
    shown = text(child, f"/items/{thing.public_id}")
    assert "Others see the old one" in shown
    child.post(f"/items/{thing.public_id}/revisions")
    assert "The first" in text(mum, f"/items/{thing.public_id}")
    assert "The second" not in text(mum, f"/items/{thing.public_id}")
    assert "The second" in text(client_of(cast.teacher), f"/items/{thing.public_id}")


def test_taking_down_is_at_once_and_undo_restores_exactly_that(
    cast: Cast, client_of: Callable[[Somebody], SiteClient]
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    cast.takes_down(cast.puts_up(thing, [cast.group.children]), cast.group.children)
    child = client_of(cast.owner)
    assert sees(cast, cast.mum, thing.public_id)
    child.post(f"/items/{thing.public_id}/shares/ending")
    assert not sees(cast, cast.mum, thing.public_id)
    child.post(f"/items/{thing.public_id}/shares/return")
    assert sees(cast, cast.mum, thing.public_id)
    assert not sees(cast, cast.classmate, thing.public_id)


def test_deleted_is_gone_for_everyone_and_comes_back(
    cast: Cast, client_of: Callable[[Somebody], SiteClient]
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY])
    child = client_of(cast.owner)
    assert child.post(f"/items/{thing.public_id}/bin").location == "/space"
    assert child.get(f"/items/{thing.public_id}").status_code == 404
    assert not sees(cast, cast.mum, thing.public_id)
    assert "A thing" in text(child, "/bin")
    assert child.post(f"/bin/{thing.public_id}/undo").status_code == 303
    assert sees(cast, cast.mum, thing.public_id)
