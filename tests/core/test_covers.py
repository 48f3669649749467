"""A piece of paper drawn into a picture hides every pixel that was under it."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from portfolio.core.covers import COLOURS, Patch, Shape, covered
from portfolio.core.pictures import DamagedError, Limits, Picture, RenditionName, read_picture

RED, GREEN = (220, 20, 30), (20, 120, 40)


def stored(width: int = 400, height: int = 300) -> bytes:
    """A green picture with a red face in its middle, as we keep it."""
    image = Image.new("RGB", (width, height), GREEN)
    image.paste(RED, (width // 2 - 40, height // 2 - 40, width // 2 + 40, height // 2 + 40))
    file = io.BytesIO()
    image.save(file, "PNG")
    return large(read_picture(file, Limits()))


def large(picture: Picture) -> bytes:
    return next(one.data for one in picture.renditions if one.name is RenditionName.LARGE)


def reds(data: bytes) -> int:
    """How many pixels are more red than anything that paper is."""
    plain = Image.open(io.BytesIO(data)).convert("RGB").tobytes()
    return sum(r > 150 and g < 110 for r, g in zip(plain[0::3], plain[1::3], strict=True))


@pytest.mark.parametrize("shape", list(Shape))
@pytest.mark.parametrize("colour", COLOURS)
def test_t57_what_was_under_it_is_in_no_rendition(shape: Shape, colour: str) -> None:
    assert reds(stored()) > 1000
    picture = covered(stored(), Patch(50, 50, 50, colour, shape))
    assert {one.name for one in picture.renditions} == set(RenditionName)
    assert [reds(one.data) for one in picture.renditions] == [0, 0, 0, 0]
    assert (picture.width, picture.height) == (400, 300)


def test_only_what_is_under_it_is_gone() -> None:
    beside = covered(stored(), Patch(5, 5, 20))
    assert reds(large(beside)) > 1000


def test_it_may_hang_over_the_edge() -> None:
    for left, top in ((0, 0), (100, 0), (0, 100), (100, 100)):
        assert covered(stored(), Patch(left, top, 100, "sky", Shape.SQUARE)).width == 400


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(DamagedError):
        covered(b"RIFF nothing", Patch())
