"""How long something took, in whole units: two pages that say it never contradict each other."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from portfolio.web.languages import lasted

if TYPE_CHECKING:
    from flask import Flask


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=20), "0 minutes"),
        (timedelta(seconds=119), "1 minute"),
        (timedelta(minutes=59, seconds=59), "59 minutes"),
        (timedelta(minutes=115), "1 hour"),
        (timedelta(hours=23, minutes=59), "23 hours"),
        (timedelta(hours=40), "1 day"),
        (timedelta(days=2), "2 days"),
        (timedelta(days=6, hours=23), "6 days"),
        (timedelta(days=13), "1 week"),
        (timedelta(days=59), "1 month"),
        (timedelta(days=700), "1 year"),
    ],
)
def test_only_whole_units_count(app: Flask, span: timedelta, words: str) -> None:
    with app.test_request_context():
        assert lasted(span) == words
