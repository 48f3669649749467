"""What the tests of paper share: a printer that does the jobs, and eyes that read what it drew."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pypdfium2
import pytest
import zxingcpp

from portfolio.core.mail import NoMailer
from portfolio.deeds import DEEDS
from portfolio.jobs import Worker

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

    from portfolio.settings import Settings
    from tests.client import SiteClient

DOTS_A_POINT = 200 / 72
"""200 dots to the inch: as a cheap printer prints, and a tablet's camera sees."""


@dataclass
class Paper:
    """A PDF as its reader has it: the words of each page and what its squares say."""

    words: list[str]
    squares: list[str]
    size: tuple[float, float]
    """Of the first page, in points."""

    @property
    def text(self) -> str:
        """All words, a line break as a space."""
        return " ".join(self.words)


def read(answer: TestResponse) -> Paper:
    """Look at the PDF that an answer holds."""
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "application/pdf"
    document = pypdfium2.PdfDocument(answer.data)
    try:
        words, squares = [], []
        for page in document:
            words.append(" ".join(page.get_textpage().get_text_range().split()))
            picture = page.render(scale=DOTS_A_POINT).to_pil()
            squares += [code.text for code in zxingcpp.read_barcodes(picture)]
        return Paper(words, squares, document[0].get_size())
    finally:
        document.close()


@dataclass
class Printer:
    """Does the jobs that wait."""

    worker: Worker

    def prints(self, client: SiteClient, begun: TestResponse) -> TestResponse:
        """Follow a press to its run, do the jobs, and fetch the PDF."""
        assert begun.status_code == 303, begun.text
        path = str(begun.location)
        while self.worker.do_one():
            pass
        page = client.get(path)
        link = re.search(r'href="(/paper/runs/\w+/pdf)"', page.text)
        assert link is not None, page.text
        return client.get(link[1])


@pytest.fixture
def printer(app: Flask, settings: Settings) -> Printer:
    """The school's printer."""
    return Printer(Worker(app.extensions["database"], settings, NoMailer(), DEEDS))
