"""A code is typed as it stands on paper: in fours, with hyphens, in any case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portfolio.core.tokens import grouped

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cast import Cast
    from tests.client import SiteClient
    from tests.signin.conftest import Doors

WAYS: list[Callable[[str], str]] = [
    lambda printed: printed,
    str.lower,
    lambda printed: printed.replace("-", " "),
    lambda printed: printed.replace("-", " - "),
    lambda printed: printed.replace("-", ""),
]


def typed(browser: SiteClient, path: str, text: str) -> str:
    """What a browser lets somebody type into the page's box: not a sign over its maxlength."""
    browser.get(path)
    assert browser.last_page is not None
    box = next(one for one in browser.last_page.all("input") if one.get("name") == "code")
    return text[: int(box.get("maxlength") or len(text))]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("door", ["/card", "/family"])
def test_a_code_can_be_typed_as_it_is_printed(
    doors: Doors, cast: Cast, nobody: SiteClient, door: str, way: Callable[[str], str]
) -> None:
    address = doors.card(cast.owner)[0] if door == "/card" else doors.letter(cast.owner)
    code = typed(nobody, door, way(grouped(address.rpartition("/")[2])))
    answer = nobody.fill_in(door, door, code=code)
    assert (answer.status_code, answer.location) == (303, address)


@pytest.mark.parametrize("door", ["/card", "/family"])
def test_a_code_of_too_few_signs_is_told_so(nobody: SiteClient, door: str) -> None:
    answer = nobody.fill_in(door, door, code="AQ3A-W7T8")
    assert answer.status_code == 422
    assert "That code is not whole." in answer.text
    assert "AQ3AW7T8" in answer.text
