"""Two presses at one moment: one concern, one opening that the child is told of once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

from sqlalchemy import select

from portfolio.models import BreakGlass, Concern, Notice
from tests.cast import FAMILY
from tests.openings.conftest import TOLD_NOW

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]

ROUNDS = 4


def twice(clients: tuple[SiteClient, SiteClient], path: str, data: dict[str, str]) -> None:
    barrier = Barrier(2)

    def press(client: SiteClient) -> int:
        sent = {"csrf_token": client.csrf_token(), "acting": client.acting, **data}
        barrier.wait(timeout=10)
        return client.post(path, data=sent, bare=True).status_code

    with ThreadPoolExecutor(2) as both:
        codes = {one.result(timeout=30) for one in [both.submit(press, c) for c in clients]}
    assert 303 in codes
    assert codes <= {303, 404}  # to whoever comes second it may be hidden by now


def test_one_concern(cast: Cast, client_of: ClientOf, database: Database) -> None:
    gran = client_of(cast.gran), client_of(cast.gran)
    for _ in range(ROUNDS):
        thing = cast.puts_up(cast.owner, [FAMILY])
        data = {"kind": "hurt", "line": "Look"}
        twice(gran, f"/items/{thing.public_id}/concern", data)
        with database.reading() as db:
            db.scalars(select(Concern.id).where(Concern.item_id == thing.id)).one()


def test_one_opening_and_one_card(cast: Cast, client_of: ClientOf, database: Database) -> None:
    lead = client_of(cast.lead), client_of(cast.lead)
    for _ in range(ROUNDS):
        thing = cast.keeps(cast.owner)
        twice(lead, f"/safety/openings/items/{thing.public_id}", TOLD_NOW)
        with database.reading() as db:
            db.scalars(select(BreakGlass.id).where(BreakGlass.item_id == thing.id)).one()
            db.scalars(select(Notice.id).where(Notice.item_id == thing.id)).one()
