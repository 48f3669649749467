"""Choosing a face: one of each part, by its number in web/faces.py. Children read these words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from portfolio.web import faces
from portfolio.web.faces import Face
from portfolio.web.forms import Form

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wtforms import Field


class Choice(NamedTuple):
    """One radio button: its number, its word, and the face as it would be then."""

    number: int
    word: str
    face: str


GREY, WHITE = _l("grey"), _l("white")

WORDS: dict[str, tuple[str, ...]] = {
    "skin": tuple(_l("skin %(number)s", number=number) for number in range(1, 7)),
    "hair": (
        _l("short"),
        _l("tufty"),
        _l("long"),
        _l("bunches"),
        _l("big and round"),
        _l("curly"),
        _l("no hair"),
        _l("to the chin"),
        _l("headscarf"),
        _l("turban"),
        _l("bun"),
        _l("plaits"),
        _l("locs"),
        _l("wavy"),
    ),
    "hair_colour": (
        _l("black"),
        _l("dark brown"),
        _l("brown"),
        _l("red-brown"),
        _l("ginger"),
        _l("fair"),
        GREY,
        WHITE,
    ),
    "worn": (
        _l("nothing"),
        _l("glasses"),
        _l("hearing aid"),
        _l("beard"),
        _l("moustache"),
        _l("woolly hat"),
        _l("bow"),
        _l("freckles"),
        _l("cap"),
        _l("eye patch"),
        _l("sun hat"),
    ),
    "mouth": (_l("smile"), _l("big smile"), _l("small smile")),
    "age": (_l("child"), _l("younger"), _l("older")),
    "clothes": (
        _l("green"),
        _l("purple"),
        _l("blue"),
        _l("red"),
        _l("gold"),
        _l("sea green"),
        _l("orange"),
        GREY,
    ),
    "paper": (
        _l("blue"),
        _l("yellow"),
        _l("green"),
        _l("red"),
        _l("purple"),
        _l("mint"),
        GREY,
    ),
}
"""A word for each number of a part, in the order of web/faces.py."""

CHILDS = {"age": (faces.CHILD,), "worn": (0, 1, 2, 5, 6, 7, 8, 9, 10)}
"""What children choose from, where it is not everything: no beards."""

ADULTS = {"age": (faces.ADULT, faces.ELDER)}
"""What adults choose from, where it is not everything."""


class FaceForm(Form):
    """One of each part. `offer` first: it says for whom."""

    skin = RadioField(_l("Skin"), validate_choice=False)
    hair = RadioField(_l("Hair"), validate_choice=False)
    hair_colour = RadioField(_l("Colour of hair or scarf"), validate_choice=False)
    worn = RadioField(_l("Something to wear"), validate_choice=False)
    mouth = RadioField(_l("Mouth"), validate_choice=False)
    age = RadioField(_l("Age"), validate_choice=False)
    clothes = RadioField(_l("Clothes"), validate_choice=False)
    paper = RadioField(_l("Paper"), validate_choice=False)

    def offer(self, code: str, *, is_child: bool) -> None:
        """Begin with the face of that code, and offer what suits a child or an adult."""
        self.offered = CHILDS if is_child else ADULTS
        self.now = Face.parse(code)
        if self.now.age not in self.numbers("age"):
            self.now = replace(self.now, age=self.numbers("age")[0])
        for part in self.parts():
            field = self[part]
            if field.data is None:
                field.data = str(getattr(self.now, part))

    def parts(self) -> Iterator[str]:
        """The parts to choose, where there is more than one of them."""
        return (part for part in WORDS if len(self.numbers(part)) > 1)

    def numbers(self, part: str) -> tuple[int, ...]:
        """The numbers of a part that are offered."""
        return self.offered.get(part, tuple(range(len(WORDS[part]))))

    def choices(self, part: str) -> list[Choice]:
        """The radio buttons of a part, each drawn as the face of now with that one part."""
        return [
            Choice(number, WORDS[part][number], str(_with(self.now, part, number)))
            for number in self.numbers(part)
        ]

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 -- WTForms' own signature
        """Whether each part is one of those that were offered; says so in words where not."""
        is_right = super().validate(extra_validators)
        for part in self.parts():
            field: Field = self[part]
            if field.data not in {str(number) for number in self.numbers(part)}:
                field.errors = [_l("Please pick one of these.")]
                is_right = False
        return bool(is_right)

    def chosen(self) -> str:
        """The code of the chosen face, once the form is valid."""
        return str(replace(self.now, **{part: int(self[part].data) for part in self.parts()}))


def _with(face: Face, part: str, number: int) -> Face:
    """The face with another part."""
    return replace(face, **{part: number})
