"""A form's key is its sender's: asked of the rows themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from portfolio.models import FormKey
from portfolio.once import actions, queries

if TYPE_CHECKING:
    from tests.cast import Cast


def test_a_key_is_taken_once_by_each_sender_and_leads_where_the_first_led(cast: Cast) -> None:
    mum, dad = cast.mum.id, cast.dad.id
    with cast.database.unit() as db:
        assert actions.take(db, mum, "one", cast.at) is None
        actions.lead_to(db, mum, "one", "/here")
    with cast.database.unit() as db:
        assert actions.take(db, dad, "one", cast.at) is None
        assert actions.take(db, mum, "two", cast.at) is None
        actions.lead_to(db, dad, "one", "/there")
        actions.lead_to(db, mum, "two", "/elsewhere")
    with cast.database.unit() as db:
        led = [actions.take(db, *sent, cast.at) for sent in ((mum, "one"), (dad, "one"))]
        assert led == ["/here", "/there"]
        assert actions.take(db, mum, "two", cast.at) == "/elsewhere"


def test_a_key_stands_there_before_the_deed_is_done(cast: Cast) -> None:
    """Or of two at once both would do it: the second finds the first one's row."""
    with cast.database.unit() as db:
        actions.take(db, cast.mum.id, "one", cast.at)
        assert not db.new  # it was sent, and holds whoever comes at this moment
        values = {"person_id": cast.mum.id, "key": "one", "led_to": "", "at": cast.at.now}
        with pytest.raises(IntegrityError), db.begin_nested():
            db.execute(insert(FormKey).values(values))


def test_a_key_was_taken_by_whoever_sent_it(cast: Cast) -> None:
    with cast.database.unit() as db:
        actions.take(db, cast.mum.id, "one", cast.at)
        assert queries.was_taken(db, cast.mum.id, "one")
        assert not queries.was_taken(db, cast.mum.id, "two")
        assert not queries.was_taken(db, cast.dad.id, "one")


def test_a_press_is_found_by_its_key_while_it_is_of_late(cast: Cast) -> None:
    other = replace(cast.at, now=cast.at.now - timedelta(minutes=1))
    with cast.database.unit() as db:
        actions.take(db, cast.dad.id, "other", other)
        actions.take(db, cast.mum.id, "one", cast.at)
        before = cast.at.now - timedelta(microseconds=1)
        found = queries.taken(db, "one", before)
        assert found is not None
        assert (found.person_id, found.at) == (cast.mum.id, cast.at.now)
        assert queries.taken(db, "one", cast.at.now) is None
        assert queries.taken(db, "nobodys", before) is None
