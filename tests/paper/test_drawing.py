"""What is drawn: every part of every face, and names of any length and script."""

from __future__ import annotations

import io
from dataclasses import fields, replace

import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

from portfolio.paper import drawings, fonts, paths
from portfolio.paper.cards import PaperCard, Words, sheet
from portfolio.web.faces import LIMITS, Face

WORDS = Words("Cards", "Oak · Elm School", "space.example/card", "New secrets", "Apart.")


@pytest.mark.parametrize("part", [one.name for one in fields(Face)])
def test_every_part_of_a_face_can_be_drawn(part: str) -> None:
    number = dict(zip((one.name for one in fields(Face)), LIMITS.values(), strict=True))[part]
    drawn = set()
    for choice in range(number):
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=(64, 64), invariant=1)
        drawings.face(canvas, str(replace(Face(hair_colour=0), **{part: choice})), 0, 0, 64)
        canvas.save()
        document = pypdfium2.PdfDocument(out.getvalue())
        drawn.add(document[0].render(scale=2).to_pil().tobytes())
        document.close()
    assert len(drawn) == number, "each choice looks different"


def test_a_command_that_is_none_of_ours_is_not_drawn_wrongly() -> None:
    path = Canvas(io.BytesIO()).beginPath()
    with pytest.raises(KeyError):
        paths.follow("M0 0T1 1", path)


@pytest.mark.parametrize(
    "name", ["O", "Maximiliano-Alexander de la Cruz y Ortega", "W" * 60, "李明", "Łucja Żółć"]
)
def test_a_name_of_any_length_stays_in_its_field(name: str) -> None:
    fonts.register()
    fits, size = fonts.fitted(name, fonts.BOLD, 19, 100)
    assert fonts.width(fits, fonts.BOLD, size) <= 100
    card = PaperCard(name, str(Face()), "sky", "7" * 26, f"http://x/card/{'7' * 26}")
    assert sheet([card], WORDS).startswith(b"%PDF")


def test_no_names_no_pages_but_still_a_pdf() -> None:
    document = pypdfium2.PdfDocument(sheet([], WORDS))
    assert len(document) == 1
    document.close()
