"""Cut-paper faces: any code gives a drawing, none gives anything but one."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.web.faces import ADULT, CHILD, ELDER, FOR_ANYBODY, GREY, LIMITS, Face, choose, draw

AGES = (CHILD, ADULT, ELDER)
CODES = [choose(seed, age) for seed in range(300) for age in AGES]


@given(parts=st.tuples(*(st.integers(0, limit - 1) for limit in LIMITS.values())))
def test_code_comes_back_as_the_same_face(parts: tuple[int, ...]) -> None:
    face = Face(*parts)
    assert Face.parse(str(face)) == face


@given(code=st.text(max_size=60))
def test_garbage_is_drawn_as_the_default_face(code: str) -> None:
    assert draw(code) == draw(str(Face.parse(code)))
    assert Face.parse(code) == Face() or Face.parse(code) != Face.parse("")


@pytest.mark.parametrize(
    "code",
    [
        "",
        "x",
        "s9h0c0p0k0w0a0m0",
        "s0h99c0p0k0w0a0m0",
        "s0h0c0p0k0w0a0",
        "s0h0c0p0k0w0a0m0 ",
        "s٣h0c0p0k0w0a0m0",
    ],
)
def test_unreadable_code_gives_the_default_face(code: str) -> None:
    assert Face.parse(code) == Face()


@pytest.mark.parametrize("code", sorted(set(CODES))[::7])
def test_drawing_is_small_sound_and_silent(code: str) -> None:
    drawing = draw(code)
    root = ET.fromstring(drawing)  # noqa: S314 - our own drawing
    assert len(drawing.encode()) <= 1350
    assert root.get("aria-hidden") == "true"
    assert not re.search(r"\s(?:id|style|on\w+|href)=|<(?:script|style|text|image)|\{", drawing)


def test_every_choice_fits() -> None:
    assert max(len(draw(code).encode()) for code in CODES) <= 1350


def test_chosen_faces_vary_and_stay_the_same() -> None:
    children = [choose(seed) for seed in range(30)]
    assert len(set(children)) >= 28
    assert children == [choose(seed) for seed in range(30)]


@pytest.mark.parametrize("age", AGES)
def test_a_face_by_chance_guesses_nothing_of_who_somebody_is(age: int) -> None:
    """Gran is not drawn with a beard: until she chooses, nothing says man, woman or old."""
    faces = [Face.parse(choose(seed, age)) for seed in range(500)]
    assert {face.worn for face in faces} == {0}
    assert {face.hair for face in faces} == set(FOR_ANYBODY)
    assert {face.age for face in faces} == {min(age, ADULT)}
    assert max(face.hair_colour for face in faces) < GREY
    assert len({str(face) for face in faces}) > 400


def test_ages_look_different() -> None:
    drawings = {draw(str(Face(age=age))) for age in AGES}
    assert len(drawings) == len(AGES)
