"""The tests' own ground: the cast stands, each test begins anew, clients read their pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, text

from portfolio.models import Item, Person
from portfolio.web.here import here
from tests.cast import FAMILY
from tests.inspecting import read

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient
    from tests.counting import CountQueries

GOOD = (
    '<!doctype html><html lang="en"><head><title>Hello · Space</title></head><body><h1>Hello</h1>'
)


@pytest.mark.parametrize("time", ["first", "second"])
def test_each_test_begins_with_the_cast_and_no_items(
    cast: Cast, database: Database, time: str
) -> None:
    with database.reading() as db:
        assert db.scalar(select(func.count()).select_from(Item)) == 0
        people = db.scalar(select(func.count()).select_from(Person))
    cast.puts_up(cast.owner, [FAMILY], words=time)
    assert people == len(cast.everyone())


def test_somebody_signed_in_is_known_and_nobody_is_not(
    client_of: Callable[[Somebody], SiteClient], nobody: SiteClient, cast: Cast
) -> None:
    with nobody:
        nobody.get("/nowhere")
        assert here.me is None
    with client_of(cast.mum) as client:
        client.get("/nowhere")
        assert here.someone.id == cast.mum.id


def test_queries_are_counted(
    database: Database, count_queries: Callable[..., AbstractContextManager[CountQueries]]
) -> None:
    with database.reading() as db, count_queries(1):
        db.execute(text("SELECT 1"))
    with pytest.raises(AssertionError), count_queries(2):
        db.execute(text("SELECT 1"))


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<h1>Again</h1>", "2 h1"),
        ('<p id="a"></p><p id="a"></p>', "the id 'a'"),
        ('<input name="q">', "has no label"),
        ('<img src="/a.webp">', "has no alt"),
        ('<form method="post" action="/x"></form>', "no csrf_token"),
        ("<script>x()</script>", "inline script"),
        ('<p style="color:red"></p>', "<p style>"),
        ('<p onclick="x()"></p>', "<p onclick>"),
        ('<a href="//elsewhere.example/">', "leads elsewhere"),
        ('<img alt="" src="https://elsewhere.example/x">', "leads elsewhere"),
    ],
)
def test_a_careless_page_is_refused(body: str, fault: str) -> None:
    assert read(GOOD).faults() == []
    assert any(fault in told for told in read(GOOD + body).faults())


def test_a_page_without_language_or_with_another_title_is_refused() -> None:
    told = " ".join(read("<html><title>Other</title><h1>Hello</h1>").faults())
    assert "does not begin" in told
    assert "no lang" in told


def test_a_form_is_read_as_a_browser_would_send_it() -> None:
    page = read(
        GOOD
        + """<form method="post" action="/items/new">
        <input type="hidden" name="csrf_token" value="t">
        <label>Title <input name="title" value="Owl"></label>
        <label>Words <textarea name="words">
Two</textarea></label>
        <label><input type="checkbox" name="to" value="a" checked>A</label>
        <label><input type="checkbox" name="to" value="b">B</label>
        <button name="do">Go</button></form>"""
    )
    assert page.faults() == []
    assert page.form().filled() == {
        "csrf_token": "t",
        "title": "Owl",
        "words": "Two",
        "to": "a",
    }
