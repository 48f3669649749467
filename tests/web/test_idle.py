"""Away too long is away: no second request brings the session back (product.md, section 6)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tests.cast import FAMILY

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


PRIVATE = "/space", "/for-me", "/office", "/no-such-address", "/photos/0123456789abcdef"


def leaves(browser: SiteClient, minutes: int) -> None:
    with browser.session_transaction() as kept:
        kept["seen"] = (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat()


def test_who_was_away_is_told_so_at_every_address_alike(
    cast: Cast, client_of: Callable[[Somebody], SiteClient]
) -> None:
    mine, others = cast.keeps(cast.owner), cast.keeps(cast.classmate)
    child = client_of(cast.owner)
    leaves(child, 16)
    addresses = [f"/items/{one}" for one in (mine.public_id, others.public_id, "0" * 16)]
    answers = [child.get(one) for one in (*addresses, *PRIVATE)]
    assert {answer.status_code for answer in answers} == {404}
    assert "You were away a while" in answers[0].text
    assert "Please come in again" in answers[0].text
    assert len({answer.text for answer in answers}) == 1


def test_who_was_never_here_or_said_goodbye_was_not_away(
    cast: Cast, client_of: Callable[[Somebody], SiteClient], nobody: SiteClient
) -> None:
    assert "away" not in nobody.get("/space").text
    child = client_of(cast.owner)
    leaves(child, 16)
    child.get("/space")
    child.post("/sign-out", data={"acting": ""})
    assert "away" not in child.get("/space").text


def test_a_session_that_ended_while_one_was_here_was_not_left(
    cast: Cast, client_of: Callable[[Somebody], SiteClient]
) -> None:
    child = client_of(cast.owner)
    cast.leaves(cast.owner)
    page = child.get("/space").text
    assert "Please come in again" in page
    assert "away" not in page


def test_t36_the_next_at_the_door_reads_no_sentence_meant_for_the_last(
    cast: Cast, client_of: Callable[[Somebody], SiteClient]
) -> None:
    child = client_of(cast.owner)
    thing = cast.puts_up(cast.owner, [FAMILY])
    child.post(f"/items/{thing.public_id}/shares/ending")  # whose answer is never followed
    leaves(child, 16)
    assert "It is down." not in child.get("/").text
    with child.session_transaction() as kept:
        assert set(kept) <= {"browser", "csrf_token", "was_away", "_permanent"}
