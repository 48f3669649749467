"""Whoever is not signed in is asked to come in, everywhere alike; what they typed comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

TYPED = "We built a dam & it held"


def test_every_address_says_the_same_to_nobody(cast: Cast, app: Flask, nobody: SiteClient) -> None:
    hidden = cast.keeps(cast.owner).public_id
    views = app.view_functions
    ours = [
        rule.rule.replace("<public_id:item_id>", hidden).replace("<", "").replace(">", "")
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and getattr(views[rule.endpoint], "guard", None) != "anyone"
    ]
    addresses = [*ours, f"/items/{hidden}", f"/items/{'0' * 16}", "/no-such-address"]
    answers = [nobody.get(address) for address in addresses]
    assert len(answers) > 20
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1
    for way in ('href="/card"', 'href="/family"', 'href="/staff"', "Please come in again"):
        assert way in answers[0].text


def test_words_sent_by_nobody_come_back(
    cast: Cast, client_of: Callable[[Somebody], SiteClient]
) -> None:
    mine = cast.keeps(cast.owner)
    child = client_of(cast.owner)
    cast.leaves(cast.owner)
    sent = {"title": "The dam", "words": TYPED, "secret": "sun", "acting": cast.owner.public_id}
    answers = [
        child.post(address, data=sent)
        for address in (
            "/items",
            f"/items/{mine.public_id}/comments",
            f"/items/{'0' * 16}/comments",
            "/no-such-address",
        )
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1
    page = answers[0].text
    assert page.count("readonly") == 2
    assert "The dam</textarea>" in page
    assert "We built a dam &amp; it held</textarea>" in page
    assert "This was not saved." in page
    assert "sun" not in page.split("<main")[1].split("doors")[0]
    assert TYPED[:8] not in child.get("/space").text, "nothing is kept for whoever comes next"
    told = {"line": "I am sad", "reads": "teacher", "acting": cast.owner.public_id}
    assert "I am sad</textarea>" in child.post("/tell", data=told).text


HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.mark.parametrize(
    ("said", "is_shown"),
    [
        ({}, True),
        ({**HERE, "Origin": "null"}, True),  # as browsers send it from our pages: no referrer
        ({"Origin": "http://localhost"}, True),
        ({"Origin": "null"}, False),
        ({"Origin": "https://elsewhere.example"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
    ],
)
def test_words_are_shown_where_our_own_page_sent_them(
    nobody: SiteClient, said: dict[str, str], *, is_shown: bool
) -> None:
    answer = nobody.post("/items", data={"words": TYPED}, headers=said)
    assert answer.status_code == 404
    assert ("readonly" in answer.text) is is_shown


def test_a_form_too_large_to_read_is_asked_to_come_in_all_the_same(nobody: SiteClient) -> None:
    answer = nobody.post("/items", data={"words": "a" * (2 * 1024 * 1024)})
    assert answer.status_code == 404
    assert "Please come in again" in answer.text


def test_an_address_for_anybody_says_that_nothing_is_there(nobody: SiteClient) -> None:
    absent = nobody.get("/tablet/people/0000000000000000")
    assert "There is nothing here" in absent.text


def test_another_persons_page_speaks_of_this_press_alone(
    cast: Cast, client_of: Callable[[Somebody], SiteClient]
) -> None:
    child = client_of(cast.owner)
    sent = {"words": TYPED, "acting": cast.classmate.public_id}
    answer = child.post("/items", data=sent)
    assert answer.status_code == 409
    assert "This was not saved." in answer.text
    assert "Nothing was saved" not in answer.text
    assert TYPED[:8] not in answer.text
