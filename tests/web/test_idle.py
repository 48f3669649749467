"""Away too long is away: no second request brings the session back (product.md, section 6)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient


def test_away_too_long_stays_away_at_the_second_request(
    cast: Cast, client_of: Callable[[Somebody], SiteClient]
) -> None:
    child = client_of(cast.owner)
    assert child.get("/space").status_code == 200
    with child.session_transaction() as kept:
        kept["seen"] = (datetime.now(UTC) - timedelta(minutes=16)).isoformat()
    assert child.get("/space").status_code == 404
    assert child.get("/space").status_code == 404
